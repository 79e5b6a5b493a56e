variable "hostname" {
  description = "Host name of the machine."
  type        = string
}

variable "admin_user" {
  description = "Login of the administrators, by key only."
  type        = string
  default     = "unidoc-admin"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,30}$", var.admin_user)) && var.admin_user != "root"
    error_message = "A Linux login in lower case, and not root."
  }
}

variable "ssh_public_keys" {
  description = "Public SSH keys of the administrators; none means that nobody logs in."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for key in var.ssh_public_keys : can(regex("^(ssh-ed25519|ecdsa-sha2-nistp[0-9]+|sk-ssh-ed25519@openssh.com|ssh-rsa) ", key))])
    error_message = "Give public keys (ssh-ed25519 AAAA… name), never a private key."
  }
}

variable "data_device" {
  description = "Stable path of the data disk, which holds Docker's volumes."
  type        = string
}
