output "id" {
  description = "ID of the virtual machine."
  value       = yandex_compute_instance.this.id
}

output "fqdn" {
  description = "Name of the machine inside the network."
  value       = yandex_compute_instance.this.fqdn
}

output "release" {
  description = "What the machine is told to run."
  value       = var.release
}
