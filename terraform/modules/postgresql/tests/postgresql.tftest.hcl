mock_provider "yandex" {
  source          = "../../testing"
  override_during = plan
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

run "is_inside_protected_and_backed_up" {
  command = plan

  assert {
    condition     = yandex_mdb_postgresql_cluster_v2.this.hosts["main"].assign_public_ip == false
    error_message = "The database has no public address."
  }

  assert {
    condition     = yandex_mdb_postgresql_cluster_v2.this.deletion_protection && yandex_mdb_postgresql_cluster_v2.this.config.backup_retain_period_days == 14
    error_message = "It is protected and backed up."
  }

  assert {
    condition     = yandex_mdb_postgresql_cluster_v2.this.config.pooler_config.pooling_mode == "SESSION"
    error_message = "LISTEN/NOTIFY and session locks need session pooling."
  }
}

run "passwords_are_made_in_the_cloud" {
  # Where a password is can be asked only once its user exists.
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
