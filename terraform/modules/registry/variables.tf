variable "name" {
  description = "Name of the container registry."
  type        = string
}

variable "folder_id" {
  description = "Folder of the registry."
  type        = string
}

variable "pushers" {
  description = "IDs of the service accounts that may push images (the pipeline)."
  type        = list(string)
}

variable "pullers" {
  description = "IDs of the service accounts that may pull images (the virtual machine)."
  type        = list(string)
}

variable "labels" {
  description = "Labels of the registry."
  type        = map(string)
  default     = {}
}
