output "roles" {
  description = "Folder roles by job."
  value       = { for job, binding in var.bindings : job => sort(binding.roles) }
}
