variable "name" {
  description = "Name of the service account."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,61}[a-z0-9]$", var.name))
    error_message = "A name starts with a letter and has 3 to 63 lower-case letters, digits and hyphens."
  }
}

variable "folder_id" {
  description = "Folder of the service account."
  type        = string
}

variable "static_key" {
  description = "Lockbox keys under which a static S3 key of this account is kept; null makes none."
  type = object({
    access_key_entry = string
    secret_key_entry = string
    kms_key_id       = string
  })
  default = null
}

variable "labels" {
  description = "Labels of the account and of its secret."
  type        = map(string)
  default     = {}
}
