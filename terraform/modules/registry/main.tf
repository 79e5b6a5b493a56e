resource "yandex_container_registry" "this" {
  name      = var.name
  folder_id = var.folder_id
  labels    = var.labels
}

resource "yandex_container_registry_iam_binding" "pusher" {
  registry_id = yandex_container_registry.this.id
  role        = "container-registry.images.pusher"
  members     = [for id in var.pushers : "serviceAccount:${id}"]
}

resource "yandex_container_registry_iam_binding" "puller" {
  registry_id = yandex_container_registry.this.id
  role        = "container-registry.images.puller"
  members     = [for id in var.pullers : "serviceAccount:${id}"]
}
