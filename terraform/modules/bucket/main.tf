# One private bucket: versioned, encrypted with a key of its own, with a bounded history.
# A key per bucket means that reading one bucket never implies reading another.

resource "yandex_kms_symmetric_key" "this" {
  name                = "${var.name}-key"
  description         = "Encrypts the objects of bucket ${var.name}."
  folder_id           = var.folder_id
  default_algorithm   = "AES_256"
  rotation_period     = "8760h"
  deletion_protection = true
  labels              = var.labels

  lifecycle {
    # Without the key every object of the bucket is lost, backups of the bucket included.
    prevent_destroy = true
  }
}

resource "yandex_storage_bucket" "this" {
  bucket        = var.name
  folder_id     = var.folder_id
  acl           = "private"
  force_destroy = false
  max_size      = var.max_size_gib * 1024 * 1024 * 1024
  tags          = var.labels

  anonymous_access_flags {
    read        = false
    list        = false
    config_read = false
  }

  versioning {
    enabled = true
  }

  server_side_encryption_configuration {
    rule {
      apply_server_side_encryption_by_default {
        kms_master_key_id = yandex_kms_symmetric_key.this.id
        sse_algorithm     = "aws:kms"
      }
    }
  }

  lifecycle_rule {
    id                                     = "forget-old-versions"
    enabled                                = true
    prefix                                 = ""
    abort_incomplete_multipart_upload_days = 7

    noncurrent_version_expiration {
      days = var.noncurrent_days
    }
  }

  dynamic "lifecycle_rule" {
    for_each = var.cold_after_days == null ? [] : [var.cold_after_days]

    content {
      id      = "cool-down"
      enabled = true
      prefix  = ""

      transition {
        days          = lifecycle_rule.value
        storage_class = "COLD"
      }
    }
  }
}

resource "yandex_storage_bucket_iam_binding" "this" {
  for_each = var.grants

  bucket  = yandex_storage_bucket.this.bucket
  role    = each.key
  members = [for id in each.value : "serviceAccount:${id}"]
}

locals {
  # Object Storage encrypts and decrypts on behalf of the caller, so whoever reads or writes
  # objects needs the key too. The keys of this map are static so that a plan can list them.
  key_users = merge([
    for role, ids in var.grants : { for index, id in ids : "${role}/${index}" => id }
  ]...)
}

resource "yandex_kms_symmetric_key_iam_member" "this" {
  for_each = local.key_users

  symmetric_key_id = yandex_kms_symmetric_key.this.id
  role             = "kms.keys.encrypterDecrypter"
  member           = "serviceAccount:${each.value}"
}
