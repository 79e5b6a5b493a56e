output "secret_ids" {
  description = "IDs of all Lockbox secrets that the readers may read, by name."
  value       = local.secret_ids
}
