variable "name" {
  description = "Prefix of the names of the network, its subnet, groups and address."
  type        = string
}

variable "folder_id" {
  description = "Folder of the network."
  type        = string
}

variable "zone" {
  description = "Availability zone of the subnet and the public address."
  type        = string
}

variable "cidr" {
  description = "Private IPv4 range of the subnet."
  type        = string
  default     = "10.10.0.0/24"

  validation {
    condition     = can(cidrnetmask(var.cidr))
    error_message = "The range is IPv4 in CIDR form, such as 10.10.0.0/24."
  }
}

variable "web_cidrs" {
  description = "IPv4 ranges that may open the web application; the whole internet by default."
  type        = list(string)
  default     = ["0.0.0.0/0"]

  validation {
    condition     = alltrue([for range in var.web_cidrs : can(cidrnetmask(range))])
    error_message = "Each range is IPv4 in CIDR form, such as 203.0.113.0/24."
  }
}

variable "ssh_cidrs" {
  description = "IPv4 ranges that may open SSH; none by default. The deployment needs none."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for range in var.ssh_cidrs : can(cidrnetmask(range)) && try(tonumber(split("/", range)[1]) >= 16, false)])
    error_message = "Give the ranges of your administrators (a /16 at the widest): SSH is never open to the internet."
  }
}

variable "database_port" {
  description = "Port of the managed database, reachable from the web group only; null without one."
  type        = number
  default     = null
}

variable "mail_ports" {
  description = "Ports of mail servers that the machine may reach, such as 587 to send and 993 to read; none by default."
  type        = set(number)
  default     = []

  validation {
    condition     = length(setsubtract(var.mail_ports, [465, 587, 993, 143])) == 0
    error_message = "Mail is sent over 465 or 587 and read over 993 or 143; port 25 is between mail servers."
  }
}

variable "labels" {
  description = "Labels of every resource."
  type        = map(string)
  default     = {}
}
