# What the cloud would answer, known already during a mocked plan.

mock_resource "yandex_kms_symmetric_key" {
  defaults = { id = "abjownkey" }
}

mock_resource "yandex_iam_service_account" {
  defaults = { id = "ajeaccount" }
}

mock_resource "yandex_lockbox_secret" {
  defaults = { id = "e6qsecret" }
}

mock_resource "yandex_compute_disk" {
  defaults = { id = "fhmdisk" }
}

mock_resource "yandex_container_registry" {
  defaults = { id = "crpregistry" }
}

mock_resource "yandex_vpc_network" {
  defaults = { id = "enpnetwork" }
}

mock_resource "yandex_vpc_subnet" {
  defaults = { id = "e9bsubnet" }
}

mock_resource "yandex_vpc_security_group" {
  defaults = { id = "enpgroup" }
}

mock_resource "yandex_mdb_postgresql_cluster_v2" {
  defaults = { id = "c9qcluster" }
}

mock_resource "yandex_mdb_postgresql_user" {
  defaults = { connection_manager = { connection_id = "a59connection" } }
}

mock_resource "yandex_vpc_address" {
  defaults = {
    external_ipv4_address = { address = "203.0.113.10" }
  }
}

mock_data "yandex_compute_image" {
  defaults = { id = "fd8image" }
}

mock_data "yandex_connectionmanager_connection" {
  defaults = {
    lockbox_secret = { id = "e6qdatabase" }
    params         = { postgresql = { auth = { user_password = { password = { lockbox_secret_key = "postgresql_password" } } } } }
  }
}
