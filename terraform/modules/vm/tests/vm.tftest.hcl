mock_provider "yandex" {
  source          = "../../testing"
  override_during = plan
}

variables {
  name               = "unidoc-dev"
  folder_id          = "b1gbbbbbbbbbbbbbbbbb"
  zone               = "ru-central1-a"
  subnet_id          = "e9bsubnet"
  public_ip          = "203.0.113.10"
  security_group_ids = ["enpweb"]
  service_account_id = "ajeruntime"
  kms_key_id         = "abjkey"

  release = {
    image    = "cr.yandex/registry/unidoc@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    files    = ["docker-compose.yml"]
    settings = { DOMAIN = "unidoc.example.ru" }
    secrets  = [{ id = "e6qsecret", entries = { SECRET_KEY = "SECRET_KEY" } }]
  }
}

run "first_boot_installs_docker_and_starts_the_agent" {
  command = plan

  assert {
    condition     = startswith(yandex_compute_instance.this.metadata["user-data"], "#cloud-config\n")
    error_message = "cloud-init recognises the document by its first line."
  }

  assert {
    condition = alltrue([
      for package in ["docker.io", "docker-compose-v2"] :
      contains(yamldecode(yandex_compute_instance.this.metadata["user-data"]).packages, package)
    ])
    error_message = "Docker and Compose are installed."
  }

  assert {
    condition = contains(
      [for file in yamldecode(yandex_compute_instance.this.metadata["user-data"]).write_files : file.path],
      "/usr/local/sbin/unidoc-agent",
    )
    error_message = "The agent is on the machine."
  }
}

run "the_release_names_secrets_and_holds_none" {
  command = plan

  assert {
    condition     = jsondecode(yandex_compute_instance.this.metadata["unidoc-release"]).secrets[0] == { id = "e6qsecret", entries = { SECRET_KEY = "SECRET_KEY" } }
    error_message = "The metadata says where a secret is, not what it is."
  }
}

run "disks_are_encrypted_and_the_data_disk_survives" {
  command = plan

  assert {
    condition     = yandex_compute_disk.data.kms_key_id == "abjkey" && yandex_compute_instance.this.boot_disk[0].initialize_params[0].kms_key_id == "abjkey"
    error_message = "Both disks are encrypted."
  }

  assert {
    condition     = one(yandex_compute_instance.this.secondary_disk).auto_delete == false
    error_message = "The data disk outlives the machine."
  }

  assert {
    condition     = yandex_compute_snapshot_schedule.data.disk_ids == toset([yandex_compute_disk.data.id])
    error_message = "The data disk has daily snapshots."
  }
}

run "nobody_logs_in_without_a_key" {
  command = plan

  assert {
    condition     = yamldecode(yandex_compute_instance.this.metadata["user-data"]).users == [] && yandex_compute_instance.this.metadata["serial-port-enable"] == "0"
    error_message = "Without keys there is no login, over SSH or the serial console."
  }
}

run "an_image_by_tag_is_refused" {
  command = plan

  variables {
    release = { image = "cr.yandex/registry/unidoc:latest", files = [], settings = {}, secrets = [] }
  }

  expect_failures = [var.release]
}

run "a_machine_without_a_security_group_is_refused" {
  command = plan

  variables {
    security_group_ids = []
  }

  expect_failures = [var.security_group_ids]
}
