variable "cloud_id" {
  description = "ID of the cloud (YC_CLOUD_ID)."
  type        = string
}

variable "folder_id" {
  description = "ID of the folder (YC_FOLDER_ID)."
  type        = string
}

variable "name" {
  description = "Prefix of the state bucket and the deployer's account."
  type        = string
  default     = "unidoc"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}$", var.name))
    error_message = "A prefix starts with a letter and has 2 to 31 lower-case letters, digits and hyphens."
  }
}

variable "state_bucket" {
  description = "Name of the bucket of the Terraform state; unique in all of Object Storage."
  type        = string
}
