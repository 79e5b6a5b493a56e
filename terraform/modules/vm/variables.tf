variable "name" {
  description = "Name and host name of the virtual machine."
  type        = string
}

variable "folder_id" {
  description = "Folder of the machine."
  type        = string
}

variable "zone" {
  description = "Availability zone; the same as the subnet's."
  type        = string
}

variable "subnet_id" {
  description = "Subnet of the machine."
  type        = string
}

variable "public_ip" {
  description = "Reserved public IPv4 address."
  type        = string
}

variable "security_group_ids" {
  description = "Security groups of the machine."
  type        = list(string)

  validation {
    condition     = length(var.security_group_ids) > 0
    error_message = "A machine without a security group is open to the whole internet."
  }
}

variable "service_account_id" {
  description = "Account whose token the machine may use."
  type        = string
}

variable "cores" {
  description = "CPU cores."
  type        = number
  default     = 4

  validation {
    condition     = var.cores >= 2
    error_message = "UniDoc needs at least 2 cores."
  }
}

variable "memory_gib" {
  description = "Memory in GiB."
  type        = number
  default     = 8

  validation {
    condition     = var.memory_gib >= 6
    error_message = "Web, one worker, MLflow and PostgreSQL need at least 6 GiB."
  }
}

variable "boot_disk_gib" {
  description = "Size of the system disk in GiB."
  type        = number
  default     = 20
}

variable "data_disk_gib" {
  description = "Size of the data disk in GiB: images, database and originals."
  type        = number
  default     = 60

  validation {
    condition     = var.data_disk_gib >= 30
    error_message = "Leave at least 30 GiB for images, database and documents."
  }
}

variable "snapshots_kept" {
  description = "Daily snapshots of the data disk that are kept."
  type        = number
  default     = 7

  validation {
    condition     = var.snapshots_kept >= 1
    error_message = "Keep at least one snapshot."
  }
}

variable "image_family" {
  description = "Public image family of the system disk; the first boot expects Ubuntu."
  type        = string
  default     = "ubuntu-2404-lts"

  validation {
    condition     = startswith(var.image_family, "ubuntu-")
    error_message = "cloud-init installs Ubuntu packages: name an ubuntu-… family."
  }
}

variable "kms_key_id" {
  description = "Key that encrypts both disks."
  type        = string
}

variable "ssh_public_keys" {
  description = "Public SSH keys of the administrators."
  type        = list(string)
  default     = []
}

variable "release" {
  description = "The release to run, read by the agent on the machine; it names secrets and holds none."
  type = object({
    image    = string
    files    = list(string)
    settings = map(string)
    secrets = list(object({
      id      = string
      entries = map(string)
    }))
  })

  validation {
    condition     = var.release.image == "" || can(regex("@sha256:[0-9a-f]{64}$", var.release.image))
    error_message = "An image is named by its digest (…@sha256:<64 hex digits>); a tag may change under a running system."
  }
}

variable "labels" {
  description = "Labels of the machine and its disks."
  type        = map(string)
  default     = {}
}
