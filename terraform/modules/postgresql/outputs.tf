output "host" {
  description = "DNS name that always points at the cluster's master."
  value       = "c-${yandex_mdb_postgresql_cluster_v2.this.id}.rw.mdb.yandexcloud.net"
}

output "port" {
  description = "Port of the cluster's pooler."
  value       = 6432
}

output "passwords" {
  description = "Where each user's password is: the Lockbox secret and the key inside it."
  value = {
    for user, connection in data.yandex_connectionmanager_connection.this : user => {
      secret_id = connection.lockbox_secret.id
      entry     = connection.params.postgresql.auth.user_password.password.lockbox_secret_key
    }
  }
}
