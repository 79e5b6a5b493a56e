variable "cloud_id" {
  description = "ID of the cloud (YC_CLOUD_ID)."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9]{20}$", var.cloud_id))
    error_message = "A cloud ID is 20 lower-case letters and digits, such as b1g….."
  }
}

variable "folder_id" {
  description = "ID of the folder (YC_FOLDER_ID)."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9]{20}$", var.folder_id))
    error_message = "A folder ID is 20 lower-case letters and digits, such as b1g….."
  }
}

variable "zone" {
  description = "Availability zone."
  type        = string
  default     = "ru-central1-a"

  validation {
    condition     = contains(["ru-central1-a", "ru-central1-b", "ru-central1-d"], var.zone)
    error_message = "One of ru-central1-a, ru-central1-b, ru-central1-d."
  }
}

variable "name" {
  description = "Prefix of every resource of this environment; bucket names start with it and must be unique in all of Object Storage."
  type        = string
  default     = "unidoc-dev"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}$", var.name))
    error_message = "A prefix starts with a letter and has 2 to 31 lower-case letters, digits and hyphens."
  }
}

variable "domain" {
  description = "Domain of the web application; its A record points at the output `public_ip`."
  type        = string

  validation {
    condition     = can(regex("^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}$", var.domain))
    error_message = "A full domain name in lower case, such as unidoc.example.ru."
  }
}

variable "contact_email" {
  description = "Address that the certificate authority writes to when a certificate does not renew."
  type        = string

  validation {
    condition     = can(regex("^[^@ ]+@[^@ ]+\\.[^@ ]+$", var.contact_email))
    error_message = "An e-mail address."
  }
}

variable "deployer_id" {
  description = "Service account of the pipeline: the output `deployer_id` of terraform/bootstrap."
  type        = string
}

variable "auditors" {
  description = "Who may look at everything and change nothing (userAccount:…, group:…)."
  type        = list(string)
  default     = []
}

variable "ssh_cidrs" {
  description = "IPv4 ranges of the administrators; none means that port 22 stays closed."
  type        = list(string)
  default     = []
}

variable "ssh_public_keys" {
  description = "Public SSH keys of the administrators."
  type        = list(string)
  default     = []
}

variable "web_cidrs" {
  description = "IPv4 ranges that may open the web application. Where the certificate authority is not among them it issues no certificate: set TLS_ISSUER = \"internal\" in `settings`."
  type        = list(string)
  default     = ["0.0.0.0/0"]
}

variable "managed_postgresql" {
  description = "Managed PostgreSQL instead of the container beside the application."
  type        = bool
  default     = false
}

variable "workers" {
  description = "Worker processes on the machine."
  type        = number
  default     = 2

  validation {
    condition     = var.workers >= 1 && var.workers <= 16
    error_message = "Between 1 and 16 workers."
  }
}

variable "settings" {
  description = "Further variables of deploy/app/.env.example, such as TIME_ZONE or IMAP_HOST. No secrets: see `secret_settings`."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for name in keys(var.settings) : !can(regex("PASSWORD|SECRET|TOKEN|_KEY$|^EMAIL_URL$", name))])
    error_message = "A secret is named by its place in Lockbox, in `secret_settings`."
  }
}

variable "secret_settings" {
  description = "Variables whose values are in Lockbox, such as EMAIL_URL: the secret's ID and the entry in it. The machine gets the right to read them."
  type        = map(object({ secret_id = string, entry = string }))
  default     = {}
}

variable "mail_ports" {
  description = "Ports of mail servers that the machine may reach: 587 or 465 for EMAIL_URL, 993 for IMAP_HOST."
  type        = set(number)
  default     = []
}

variable "image" {
  description = "Image to run, by digest; empty on the very first apply, before anything was built."
  type        = string
  default     = ""
}
