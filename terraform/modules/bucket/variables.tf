variable "name" {
  description = "Bucket name; unique in all of Yandex Object Storage."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.name))
    error_message = "A bucket name has 3 to 63 lower-case letters, digits and hyphens, and no dot (a dot breaks TLS on virtual hosts)."
  }
}

variable "folder_id" {
  description = "Folder that owns the bucket and its key."
  type        = string
}

variable "noncurrent_days" {
  description = "Days for which overwritten and deleted objects can be brought back."
  type        = number
  default     = 90

  validation {
    condition     = var.noncurrent_days >= 7
    error_message = "Keep old versions for at least 7 days: a mistake on Friday is found on Monday."
  }
}

variable "cold_after_days" {
  description = "Days after which objects move to the COLD class; null keeps them in STANDARD."
  type        = number
  default     = null

  validation {
    condition     = var.cold_after_days == null || try(var.cold_after_days >= 30, false)
    error_message = "COLD bills at least 30 days of storage: move objects after 30 days or later, or not at all."
  }
}

variable "max_size_gib" {
  description = "Upper limit of the bucket in GiB, against a runaway bill."
  type        = number
  default     = 100

  validation {
    condition     = var.max_size_gib > 0
    error_message = "The limit is a positive number of GiB."
  }
}

variable "grants" {
  description = "Who may do what: a Storage service role to the IDs of the service accounts that hold it on this bucket alone."
  type        = map(list(string))
  default     = {}

  validation {
    condition = alltrue([
      for role in keys(var.grants) : contains(["storage.viewer", "storage.uploader", "storage.editor"], role)
    ])
    error_message = "Only storage.viewer, storage.uploader and storage.editor may be granted on a bucket; administration stays with the deployer."
  }
}

variable "labels" {
  description = "Labels of the key and tags of the bucket."
  type        = map(string)
  default     = {}
}
