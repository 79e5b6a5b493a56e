output "repository" {
  description = "Where images are pushed: cr.yandex/<registry>."
  value       = "cr.yandex/${yandex_container_registry.this.id}"
}
