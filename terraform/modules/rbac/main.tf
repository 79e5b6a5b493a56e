# Folder roles by job. iam_member is additive: it leaves the grants of other tools alone,
# where iam_binding would silently take them away.

locals {
  grants = merge(flatten([
    for job, binding in var.bindings : [
      for role in binding.roles : {
        for index, member in binding.members : "${job}/${role}/${index}" => { role = role, member = member }
      }
    ]
  ])...)
}

resource "yandex_resourcemanager_folder_iam_member" "this" {
  for_each = local.grants

  folder_id = var.folder_id
  role      = each.value.role
  member    = each.value.member
}
