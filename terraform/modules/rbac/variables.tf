variable "folder_id" {
  description = "Folder on which the roles are granted."
  type        = string
}

variable "bindings" {
  description = "People and accounts by job: a job's name to its service roles and its members (\"serviceAccount:<id>\", \"userAccount:<id>\", \"group:<id>\")."
  type = map(object({
    roles   = list(string)
    members = list(string)
  }))

  validation {
    condition = alltrue(flatten([
      for job in values(var.bindings) : [for role in job.roles : !contains(["admin", "editor", "viewer"], role)]
    ]))
    error_message = "The primitive roles admin, editor and viewer reach every service of the folder: name service roles instead."
  }

  validation {
    condition = alltrue(flatten([
      for job in values(var.bindings) : [
        for member in job.members : can(regex("^(serviceAccount|userAccount|federatedUser|group):", member))
      ]
    ]))
    error_message = "A member is serviceAccount:, userAccount:, federatedUser: or group: and an ID; system:allUsers and its kin are refused."
  }
}
