output "id" {
  description = "ID of the service account."
  value       = yandex_iam_service_account.this.id
}

output "secret_id" {
  description = "ID of the Lockbox secret with the static key; null without one."
  value       = one(yandex_lockbox_secret.static_key[*].id)
}
