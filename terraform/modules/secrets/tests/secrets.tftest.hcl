mock_provider "yandex" {
  source          = "../../testing"
  override_during = plan
}

variables {
  name       = "unidoc-dev"
  folder_id  = "b1gbbbbbbbbbbbbbbbbb"
  kms_key_id = "abjkey"
  entries    = { SECRET_KEY = 64, POSTGRES_PASSWORD = 40 }
  readers    = { runtime = "ajeruntime" }
}

run "lockbox_makes_the_values" {
  command = plan

  assert {
    condition     = yandex_lockbox_secret.this["SECRET_KEY"].password_payload_specification[0].password_key == "SECRET_KEY"
    error_message = "The entry is named like the variable that takes it."
  }

  assert {
    condition     = alltrue([for secret in yandex_lockbox_secret.this : secret.password_payload_specification[0].include_punctuation == false])
    error_message = "Values need no escaping in a URL or an env file."
  }
}

run "readers_read_generated_and_shared_secrets" {
  command = plan

  variables {
    shared_secret_ids = { mlflow-s3 = "e6qmlflow" }
  }

  assert {
    condition     = yandex_lockbox_secret_iam_member.reader["mlflow-s3/runtime"].secret_id == "e6qmlflow"
    error_message = "A shared secret is readable by the same readers."
  }

  assert {
    condition     = toset([for grant in yandex_lockbox_secret_iam_member.reader : grant.role]) == toset(["lockbox.payloadViewer"])
    error_message = "Readers read; they do not administer."
  }
}

run "a_short_secret_is_refused" {
  command = plan

  variables {
    entries = { SECRET_KEY = 12 }
  }

  expect_failures = [var.entries]
}
