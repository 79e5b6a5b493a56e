mock_provider "yandex" {
  source          = "../../testing"
  override_during = plan
}

variables {
  name      = "unidoc-dev-mlflow"
  folder_id = "b1gbbbbbbbbbbbbbbbbb"
}

run "has_no_key_unless_asked" {
  command = plan

  assert {
    condition     = length(yandex_iam_service_account_static_access_key.this) == 0 && output.secret_id == null
    error_message = "An account gets a static key only where one is needed."
  }
}

run "a_key_goes_to_lockbox_and_nowhere_else" {
  command = plan

  variables {
    static_key = { access_key_entry = "MLFLOW_S3_KEY", secret_key_entry = "MLFLOW_S3_SECRET", kms_key_id = "abjkey" }
  }

  assert {
    condition     = yandex_iam_service_account_static_access_key.this[0].output_to_lockbox[0].secret_id == yandex_lockbox_secret.static_key[0].id
    error_message = "Both halves of the key are written to Lockbox, not to the state."
  }

  assert {
    condition     = yandex_lockbox_secret.static_key[0].kms_key_id == "abjkey" && yandex_lockbox_secret.static_key[0].deletion_protection
    error_message = "The secret is encrypted with the given key and protected."
  }
}
