resource "yandex_mdb_postgresql_cluster_v2" "this" {
  name                   = var.name
  folder_id              = var.folder_id
  environment            = var.environment
  network_id             = var.network_id
  security_group_ids     = var.security_group_ids
  disk_encryption_key_id = var.kms_key_id
  deletion_protection    = true
  labels                 = var.labels

  config {
    version                   = var.postgresql_version
    backup_retain_period_days = var.backup_retain_days

    resources {
      resource_preset_id = var.preset
      disk_type_id       = "network-ssd"
      disk_size          = var.disk_gib
    }

    backup_window_start {
      hours   = 1
      minutes = 30
    }

    # Jobs wait on LISTEN/NOTIFY and hold session locks, which a transaction pooler breaks.
    pooler_config {
      pooling_mode = "SESSION"
    }

    access {
      web_sql = false
    }
  }

  maintenance_window {
    type = "WEEKLY"
    day  = "SUN"
    hour = 2
  }

  hosts = {
    main = {
      zone             = var.zone
      subnet_id        = var.subnet_id
      assign_public_ip = false
    }
  }
}

# Connection Manager makes each password and keeps it in Lockbox: none is in the state.
resource "yandex_mdb_postgresql_user" "this" {
  for_each = var.databases

  cluster_id        = yandex_mdb_postgresql_cluster_v2.this.id
  name              = each.key
  generate_password = true
  conn_limit        = 50

  settings = {
    pool_mode = "session"
  }
}

resource "yandex_mdb_postgresql_database" "this" {
  for_each = var.databases

  cluster_id = yandex_mdb_postgresql_cluster_v2.this.id
  name       = each.key
  owner      = yandex_mdb_postgresql_user.this[each.key].name
  lc_collate = "en_US.UTF-8"
  lc_type    = "en_US.UTF-8"
}

data "yandex_connectionmanager_connection" "this" {
  for_each = var.databases

  connection_id = yandex_mdb_postgresql_user.this[each.key].connection_manager["connection_id"]
}
