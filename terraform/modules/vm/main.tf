locals {
  # Appears on the machine as /dev/disk/by-id/virtio-<device name>.
  data_device = "unidoc-data"
}

data "yandex_compute_image" "ubuntu" {
  family = var.image_family
}

module "cloud_init" {
  source = "../cloud_init"

  hostname        = var.name
  ssh_public_keys = var.ssh_public_keys
  data_device     = "/dev/disk/by-id/virtio-${local.data_device}"
}

resource "yandex_compute_disk" "data" {
  name       = "${var.name}-data"
  folder_id  = var.folder_id
  zone       = var.zone
  type       = "network-ssd"
  size       = var.data_disk_gib
  kms_key_id = var.kms_key_id
  labels     = var.labels

  lifecycle {
    prevent_destroy = true
  }
}

resource "yandex_compute_snapshot_schedule" "data" {
  name           = "${var.name}-data-daily"
  folder_id      = var.folder_id
  snapshot_count = var.snapshots_kept
  disk_ids       = [yandex_compute_disk.data.id]
  labels         = var.labels

  schedule_policy {
    expression = "30 1 * * *"
  }

  snapshot_spec {
    description = "Daily snapshot of the data disk of ${var.name}."
  }
}

resource "yandex_compute_instance" "this" {
  #checkov:skip=CKV_YC_2:The machine is the public entry point; its security group lets in 443 alone.
  name                      = var.name
  hostname                  = var.name
  folder_id                 = var.folder_id
  zone                      = var.zone
  platform_id               = "standard-v3"
  service_account_id        = var.service_account_id
  allow_stopping_for_update = true
  labels                    = var.labels

  resources {
    cores  = var.cores
    memory = var.memory_gib
  }

  boot_disk {
    initialize_params {
      image_id   = data.yandex_compute_image.ubuntu.id
      type       = "network-ssd"
      size       = var.boot_disk_gib
      kms_key_id = var.kms_key_id
    }
  }

  secondary_disk {
    disk_id     = yandex_compute_disk.data.id
    device_name = local.data_device
    auto_delete = false
  }

  network_interface {
    subnet_id          = var.subnet_id
    nat                = true
    nat_ip_address     = var.public_ip
    security_group_ids = var.security_group_ids
  }

  metadata = {
    user-data          = module.cloud_init.user_data
    unidoc-release     = jsonencode(var.release)
    serial-port-enable = "0"
  }

  # 1 = on, 2 = off. The agent needs the token; containers are kept away from it by the machine's firewall.
  metadata_options {
    gce_http_endpoint    = 1
    gce_http_token       = 1
    aws_v1_http_endpoint = 2
    aws_v1_http_token    = 2
  }

  lifecycle {
    # A newer image of the family must not replace a running machine; unattended-upgrades patches it.
    ignore_changes = [boot_disk[0].initialize_params[0].image_id]
  }
}
