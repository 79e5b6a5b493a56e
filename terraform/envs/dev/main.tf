provider "yandex" {
  cloud_id  = var.cloud_id
  folder_id = var.folder_id
  zone      = var.zone
}

locals {
  labels = { project = "unidoc", environment = "dev", managed-by = "terraform" }

  # Passwords that Lockbox generates, by the variable of deploy/app/docker-compose.yml that takes them.
  generated = {
    SECRET_KEY         = 64
    POSTGRES_PASSWORD  = 40
    UNIDOC_DB_PASSWORD = 40
    MLFLOW_DB_PASSWORD = 40
    GRAFANA_PASSWORD   = 40
  }

  database_port = 6432
}

# --- who -------------------------------------------------------------------------------------

resource "yandex_kms_symmetric_key" "machine" {
  name                = "${var.name}-machine"
  description         = "Encrypts the disks and the Lockbox secrets of ${var.name}."
  folder_id           = var.folder_id
  default_algorithm   = "AES_256"
  rotation_period     = "8760h"
  deletion_protection = true
  labels              = local.labels

  lifecycle {
    prevent_destroy = true
  }
}

# The machine itself: pulls images and reads its secrets, nothing else.
module "runtime" {
  source = "../../modules/service_account"

  name      = "${var.name}-runtime"
  folder_id = var.folder_id
  labels    = local.labels
}

# MLflow adds artifacts and never deletes one; it cannot see the documents.
module "mlflow" {
  source = "../../modules/service_account"

  name      = "${var.name}-mlflow"
  folder_id = var.folder_id
  labels    = local.labels

  static_key = {
    access_key_entry = "MLFLOW_S3_KEY"
    secret_key_entry = "MLFLOW_S3_SECRET"
    kms_key_id       = yandex_kms_symmetric_key.machine.id
  }
}

# The application stores documents, and deletes one when its trash period ends; it cannot see the models' artifacts.
module "documents" {
  source = "../../modules/service_account"

  name      = "${var.name}-documents"
  folder_id = var.folder_id
  labels    = local.labels

  static_key = {
    access_key_entry = "DOCUMENTS_S3_KEY"
    secret_key_entry = "DOCUMENTS_S3_SECRET"
    kms_key_id       = yandex_kms_symmetric_key.machine.id
  }
}

# The deployer's own roles are granted in terraform/bootstrap: a pipeline must not widen itself.
module "rbac" {
  source = "../../modules/rbac"

  folder_id = var.folder_id

  bindings = {
    # The machine's rights are on single things: one registry, its own secrets and their key.
    runtime = {
      roles   = []
      members = ["serviceAccount:${module.runtime.id}"]
    }
    auditor = {
      roles   = ["auditor", "logging.viewer", "monitoring.viewer"]
      members = var.auditors
    }
  }
}

module "secrets" {
  source = "../../modules/secrets"

  name       = var.name
  folder_id  = var.folder_id
  entries    = local.generated
  readers    = { runtime = module.runtime.id }
  kms_key_id = yandex_kms_symmetric_key.machine.id
  labels     = local.labels

  shared_secret_ids = merge(
    { mlflow-s3 = module.mlflow.secret_id, documents-s3 = module.documents.secret_id },
    var.managed_postgresql ? {
      unidoc-database = module.postgresql[0].passwords["unidoc"].secret_id
      mlflow-database = module.postgresql[0].passwords["mlflow"].secret_id
    } : {},
    { for name, place in var.secret_settings : name => place.secret_id },
  )
}

# --- where -----------------------------------------------------------------------------------

module "artifacts" {
  source = "../../modules/bucket"

  name            = "${var.name}-artifacts"
  folder_id       = var.folder_id
  cold_after_days = 180
  grants          = { "storage.uploader" = [module.mlflow.id], "storage.editor" = [var.deployer_id] }
  labels          = local.labels
}

module "originals" {
  source = "../../modules/bucket"

  name            = "${var.name}-documents"
  folder_id       = var.folder_id
  noncurrent_days = 30
  max_size_gib    = 500
  grants          = { "storage.editor" = [module.documents.id] }
  labels          = local.labels
}

module "registry" {
  source = "../../modules/registry"

  name      = var.name
  folder_id = var.folder_id
  pushers   = [var.deployer_id]
  pullers   = [module.runtime.id]
  labels    = local.labels
}

module "network" {
  source = "../../modules/network"

  name          = var.name
  folder_id     = var.folder_id
  zone          = var.zone
  web_cidrs     = var.web_cidrs
  ssh_cidrs     = var.ssh_cidrs
  mail_ports    = var.mail_ports
  database_port = var.managed_postgresql ? local.database_port : null
  labels        = local.labels
}

module "postgresql" {
  source = "../../modules/postgresql"
  count  = var.managed_postgresql ? 1 : 0

  name               = var.name
  folder_id          = var.folder_id
  zone               = var.zone
  network_id         = module.network.network_id
  subnet_id          = module.network.subnet_id
  security_group_ids = [module.network.database_security_group_id]
  environment        = "PRESTABLE"
  kms_key_id         = yandex_kms_symmetric_key.machine.id
  labels             = local.labels
}

# --- what runs -------------------------------------------------------------------------------

locals {
  managed = var.managed_postgresql ? module.postgresql[0] : null

  # The container database is one more Compose file; a managed one is an address.
  compose_files = concat(
    ["docker-compose.yml"],
    var.managed_postgresql ? [] : ["docker-compose.postgres.yml"],
    ["docker-compose.monitoring.yml"],
  )

  database_settings = var.managed_postgresql ? {
    DB_HOST   = local.managed.host
    DB_PORT   = tostring(local.managed.port)
    PGSSLMODE = "require"
  } : {}

  settings = merge(var.settings, local.database_settings, {
    DOMAIN                  = var.domain
    ACME_EMAIL              = var.contact_email
    UNIDOC_WORKERS          = tostring(var.workers)
    MLFLOW_S3_BUCKET        = module.artifacts.name
    DOCUMENTS_S3_BUCKET     = module.originals.name
    DOCUMENTS_S3_KMS_KEY_ID = module.originals.kms_key_id
  })

  own_secrets = [
    for name in keys(local.generated) : {
      id      = module.secrets.secret_ids[name]
      entries = { (name) = name }
    } if !(var.managed_postgresql && endswith(name, "_DB_PASSWORD"))
  ]

  key_secrets = [
    { id = module.mlflow.secret_id, entries = { MLFLOW_S3_KEY = "MLFLOW_S3_KEY", MLFLOW_S3_SECRET = "MLFLOW_S3_SECRET" } },
    { id = module.documents.secret_id, entries = { DOCUMENTS_S3_KEY = "DOCUMENTS_S3_KEY", DOCUMENTS_S3_SECRET = "DOCUMENTS_S3_SECRET" } },
  ]

  further_secrets = [
    for name, place in var.secret_settings : { id = place.secret_id, entries = { (place.entry) = name } }
  ]

  database_secrets = var.managed_postgresql ? [
    for user, password in local.managed.passwords : {
      id      = password.secret_id
      entries = { (password.entry) = "${upper(user)}_DB_PASSWORD" }
    }
  ] : []
}

module "vm" {
  source = "../../modules/vm"

  name               = var.name
  folder_id          = var.folder_id
  zone               = var.zone
  subnet_id          = module.network.subnet_id
  public_ip          = module.network.public_ip
  security_group_ids = [module.network.web_security_group_id]
  service_account_id = module.runtime.id
  kms_key_id         = yandex_kms_symmetric_key.machine.id
  ssh_public_keys    = var.ssh_public_keys
  labels             = local.labels

  release = {
    image    = var.image
    files    = local.compose_files
    settings = local.settings
    secrets  = concat(local.own_secrets, local.key_secrets, local.database_secrets, local.further_secrets)
  }

  # The machine reads its secrets on the first boot: the right to do so must be there before it.
  depends_on = [module.secrets, module.registry]
}
