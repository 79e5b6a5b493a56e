# Run once, by a person with the cloud's admin role, before the pipeline exists: the bucket of the
# remote state and the account that the pipeline uses. Its own state is small and holds no secret;
# docs/operations/terraform.md says how it moves into the bucket that it made.

provider "yandex" {
  cloud_id  = var.cloud_id
  folder_id = var.folder_id
}

locals {
  labels = { project = var.name, managed-by = "terraform", stage = "bootstrap" }

  # What the pipeline must be able to change, service by service; nothing primitive.
  # resource-manager.admin is needed to grant roles on the folder to the runtime accounts.
  deployer_roles = [
    "compute.editor",
    "container-registry.admin",
    "iam.serviceAccounts.admin",
    "kms.admin",
    "lockbox.admin",
    "managed-postgresql.admin",
    "resource-manager.admin",
    "storage.admin",
    "vpc.admin",
  ]
}

resource "yandex_kms_symmetric_key" "lockbox" {
  name                = "${var.name}-bootstrap-lockbox"
  description         = "Encrypts the deployer's S3 key."
  folder_id           = var.folder_id
  default_algorithm   = "AES_256"
  rotation_period     = "8760h"
  deletion_protection = true
  labels              = local.labels

  lifecycle {
    prevent_destroy = true
  }
}

module "deployer" {
  source = "../modules/service_account"

  name      = "${var.name}-deployer"
  folder_id = var.folder_id
  labels    = local.labels

  static_key = {
    access_key_entry = "YC_S3_KEY"
    secret_key_entry = "YC_S3_SECRET"
    kms_key_id       = yandex_kms_symmetric_key.lockbox.id
  }
}

module "rbac" {
  source = "../modules/rbac"

  folder_id = var.folder_id

  bindings = {
    deployer = {
      roles   = local.deployer_roles
      members = ["serviceAccount:${module.deployer.id}"]
    }
  }
}

module "state" {
  source = "../modules/bucket"

  name            = var.state_bucket
  folder_id       = var.folder_id
  noncurrent_days = 365
  max_size_gib    = 1
  grants          = { "storage.editor" = [module.deployer.id] }
  labels          = local.labels
}
