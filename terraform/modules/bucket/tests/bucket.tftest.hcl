mock_provider "yandex" {
  source          = "../../testing"
  override_during = plan
}

variables {
  name      = "unidoc-dev-artifacts"
  folder_id = "b1gbbbbbbbbbbbbbbbbb"
  grants    = { "storage.uploader" = ["ajemlflow"], "storage.editor" = ["ajedeployer"] }
}

run "is_private_versioned_and_encrypted_with_its_own_key" {
  command = plan

  assert {
    condition     = yandex_storage_bucket.this.acl == "private" && !yandex_storage_bucket.this.force_destroy
    error_message = "The bucket is private and is not emptied by a destroy."
  }

  assert {
    condition     = alltrue([for flag in values(one(yandex_storage_bucket.this.anonymous_access_flags)) : flag == false])
    error_message = "Nobody reads, lists or configures the bucket without a token."
  }

  assert {
    condition     = yandex_storage_bucket.this.versioning[0].enabled
    error_message = "Versioning is on."
  }

  assert {
    condition     = yandex_storage_bucket.this.server_side_encryption_configuration[0].rule[0].apply_server_side_encryption_by_default[0].kms_master_key_id == yandex_kms_symmetric_key.this.id
    error_message = "Objects are encrypted with the bucket's own key."
  }

  assert {
    condition     = yandex_kms_symmetric_key.this.deletion_protection && yandex_kms_symmetric_key.this.default_algorithm == "AES_256"
    error_message = "The key is AES-256 and protected: its loss is the loss of every object."
  }
}

run "grants_reach_the_bucket_and_its_key" {
  command = plan

  assert {
    condition     = yandex_storage_bucket_iam_binding.this["storage.uploader"].members == toset(["serviceAccount:ajemlflow"])
    error_message = "MLflow uploads."
  }

  assert {
    condition     = toset([for grant in yandex_kms_symmetric_key_iam_member.this : grant.member]) == toset(["serviceAccount:ajemlflow", "serviceAccount:ajedeployer"])
    error_message = "Whoever may use the bucket may use its key, and nobody else."
  }
}

run "old_versions_are_bounded" {
  command = plan

  variables {
    noncurrent_days = 30
    cold_after_days = 180
  }

  assert {
    condition     = yandex_storage_bucket.this.lifecycle_rule[0].noncurrent_version_expiration[0].days == 30
    error_message = "Old versions end after the given days."
  }

  assert {
    condition     = one(yandex_storage_bucket.this.lifecycle_rule[1].transition).storage_class == "COLD"
    error_message = "Old objects cool down."
  }
}

run "administration_is_not_granted" {
  command = plan

  variables {
    grants = { "storage.admin" = ["ajesomebody"] }
  }

  expect_failures = [var.grants]
}

run "a_name_with_a_dot_is_refused" {
  command = plan

  variables {
    name = "unidoc.dev"
  }

  expect_failures = [var.name]
}
