mock_provider "yandex" {
  source          = "../../testing"
  override_during = plan
}

variables {
  name      = "unidoc-dev"
  folder_id = "b1gbbbbbbbbbbbbbbbbb"
  pushers   = ["ajedeployer"]
  pullers   = ["ajeruntime"]
}

run "the_pipeline_pushes_and_the_machine_pulls" {
  command = plan

  assert {
    condition     = yandex_container_registry_iam_binding.pusher.members == toset(["serviceAccount:ajedeployer"])
    error_message = "Only the pipeline pushes."
  }

  assert {
    condition     = yandex_container_registry_iam_binding.puller.members == toset(["serviceAccount:ajeruntime"])
    error_message = "Only the machine pulls."
  }

  assert {
    condition     = output.repository == "cr.yandex/crpregistry"
    error_message = "Images are pushed under the registry's ID."
  }
}
