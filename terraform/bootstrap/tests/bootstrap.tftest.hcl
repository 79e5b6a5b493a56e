mock_provider "yandex" {
  source          = "../testing"
  override_during = plan
}

variables {
  cloud_id     = "b1gaaaaaaaaaaaaaaaaa"
  folder_id    = "b1gbbbbbbbbbbbbbbbbb"
  state_bucket = "unidoc-terraform-state"
}

run "makes_the_bucket_and_the_deployer" {
  command = plan

  assert {
    condition     = output.state_bucket == "unidoc-terraform-state"
    error_message = "The state has a bucket."
  }

  assert {
    condition     = output.deployer_secret_id != null
    error_message = "The deployer's S3 key is in Lockbox."
  }
}
