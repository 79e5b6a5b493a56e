# Where a password is can be asked only once its user exists: these runs apply.

mock_provider "yandex" {
  source = "../../testing"
}

variables {
  name               = "unidoc-dev"
  folder_id          = "b1gbbbbbbbbbbbbbbbbb"
  zone               = "ru-central1-a"
  network_id         = "enpnetwork"
  subnet_id          = "e9bsubnet"
  security_group_ids = ["enpdatabase"]
  kms_key_id         = "abjkey"
}

run "passwords_are_made_in_the_cloud" {
  command = apply

  assert {
    condition     = alltrue([for user in yandex_mdb_postgresql_user.this : user.generate_password && user.password == null])
    error_message = "No password passes through Terraform."
  }

  assert {
    condition     = toset(keys(output.passwords)) == toset(["unidoc", "mlflow"])
    error_message = "Each application has a user of its own."
  }

  assert {
    condition     = output.passwords["unidoc"] == { secret_id = "e6qdatabase", entry = "postgresql_password" }
    error_message = "The output says where the password is."
  }
}
