variable "name" {
  description = "Prefix of the secrets' names."
  type        = string
}

variable "folder_id" {
  description = "Folder of the secrets."
  type        = string
}

variable "entries" {
  description = "Secrets to generate: the environment variable that carries it to its length."
  type        = map(number)

  validation {
    condition     = alltrue([for name, length in var.entries : can(regex("^[A-Z][A-Z0-9_]*$", name)) && length >= 32])
    error_message = "Each secret is named like an environment variable and has at least 32 characters."
  }
}

variable "readers" {
  description = "Who may read the values: a static name to the ID of a service account."
  type        = map(string)
}

variable "shared_secret_ids" {
  description = "Further Lockbox secrets that the same readers may read: a static name to a secret's ID."
  type        = map(string)
  default     = {}
}

variable "kms_key_id" {
  description = "Key that encrypts the secrets."
  type        = string
}

variable "labels" {
  description = "Labels of the secrets."
  type        = map(string)
  default     = {}
}
