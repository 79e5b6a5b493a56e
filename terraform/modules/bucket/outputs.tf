output "name" {
  description = "Name of the bucket."
  value       = yandex_storage_bucket.this.bucket
}

output "kms_key_id" {
  description = "ID of the key that encrypts the bucket."
  value       = yandex_kms_symmetric_key.this.id
}
