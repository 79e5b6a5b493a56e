output "public_ip" {
  description = "Address for the A record of the domain."
  value       = module.network.public_ip
}

output "url" {
  description = "Where the application answers."
  value       = "https://${var.domain}"
}

output "repository" {
  description = "Where the pipeline pushes images."
  value       = module.registry.repository
}

output "image" {
  description = "Image that the machine is told to run; empty before the first release."
  value       = var.image
}

output "release" {
  description = "Everything that the machine is told: image, Compose files, settings, and where its secrets are."
  value       = module.vm.release
}

output "public_ports" {
  description = "Ports that answer from outside, and to whom."
  value       = module.network.public_ports
}

output "artifacts_bucket" {
  description = "Bucket of MLflow's artifacts."
  value       = module.artifacts.name
}

output "documents_bucket" {
  description = "Bucket of the documents' originals."
  value       = module.originals.name
}

output "roles" {
  description = "Folder roles by job."
  value       = module.rbac.roles
}
