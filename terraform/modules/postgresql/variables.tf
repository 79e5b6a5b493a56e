variable "name" {
  description = "Name of the cluster."
  type        = string
}

variable "folder_id" {
  description = "Folder of the cluster."
  type        = string
}

variable "network_id" {
  description = "Network of the cluster."
  type        = string
}

variable "subnet_id" {
  description = "Subnet of its host; there is no public address."
  type        = string
}

variable "zone" {
  description = "Availability zone of the host."
  type        = string
}

variable "security_group_ids" {
  description = "Security groups of the host."
  type        = list(string)
}

variable "postgresql_version" {
  description = "Major version; UniDoc is tested on 18 and uses nothing newer than 15."
  type        = string
  default     = "17"

  validation {
    condition     = contains(["15", "16", "17", "18"], var.postgresql_version)
    error_message = "UniDoc runs on PostgreSQL 15 to 18."
  }
}

variable "preset" {
  description = "Host class (cores and memory)."
  type        = string
  default     = "s3-c2-m8"
}

variable "disk_gib" {
  description = "Size of the SSD in GiB."
  type        = number
  default     = 20

  validation {
    condition     = var.disk_gib >= 10
    error_message = "A cluster has at least 10 GiB."
  }
}

variable "environment" {
  description = "Release channel of the service: PRODUCTION or PRESTABLE."
  type        = string
  default     = "PRODUCTION"

  validation {
    condition     = contains(["PRODUCTION", "PRESTABLE"], var.environment)
    error_message = "PRODUCTION or PRESTABLE."
  }
}

variable "databases" {
  description = "Databases to create, each owned by a user of the same name."
  type        = set(string)
  default     = ["unidoc", "mlflow"]
}

variable "backup_retain_days" {
  description = "Days for which backups are kept."
  type        = number
  default     = 14

  validation {
    condition     = var.backup_retain_days >= 7 && var.backup_retain_days <= 60
    error_message = "Between 7 and 60 days."
  }
}

variable "kms_key_id" {
  description = "Key that encrypts the cluster's disk."
  type        = string
}

variable "labels" {
  description = "Labels of the cluster."
  type        = map(string)
  default     = {}
}
