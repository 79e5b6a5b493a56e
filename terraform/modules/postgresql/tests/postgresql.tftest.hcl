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
