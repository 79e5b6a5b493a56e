# A service account, and optionally a static S3 key that goes straight into Lockbox:
# with output_to_lockbox the key is neither in the state nor in any output.

resource "yandex_iam_service_account" "this" {
  name      = var.name
  folder_id = var.folder_id
  labels    = var.labels
}

resource "yandex_lockbox_secret" "static_key" {
  count = var.static_key == null ? 0 : 1

  name                = "${var.name}-s3-key"
  description         = "Static S3 key of service account ${var.name}."
  folder_id           = var.folder_id
  kms_key_id          = var.static_key.kms_key_id
  deletion_protection = true
  labels              = var.labels
}

resource "yandex_iam_service_account_static_access_key" "this" {
  count = var.static_key == null ? 0 : 1

  service_account_id = yandex_iam_service_account.this.id
  description        = "S3 access of ${var.name}; kept in Lockbox only."

  output_to_lockbox {
    secret_id            = yandex_lockbox_secret.static_key[0].id
    entry_for_access_key = var.static_key.access_key_entry
    entry_for_secret_key = var.static_key.secret_key_entry
  }
}
