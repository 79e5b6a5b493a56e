mock_provider "yandex" {
  source          = "../../testing"
  override_during = plan
}

variables {
  folder_id = "b1gbbbbbbbbbbbbbbbbb"
}

run "every_member_gets_every_role_of_the_job" {
  command = plan

  variables {
    bindings = {
      auditor = { roles = ["auditor", "logging.viewer"], members = ["userAccount:ann", "group:audit"] }
    }
  }

  assert {
    condition     = length(yandex_resourcemanager_folder_iam_member.this) == 4
    error_message = "Two roles for two members are four grants."
  }

  assert {
    condition     = yandex_resourcemanager_folder_iam_member.this["auditor/logging.viewer/1"].member == "group:audit"
    error_message = "Grants are addressed by job, role and member."
  }
}

run "a_job_without_members_grants_nothing" {
  command = plan

  variables {
    bindings = { auditor = { roles = ["auditor"], members = [] } }
  }

  assert {
    condition     = length(yandex_resourcemanager_folder_iam_member.this) == 0
    error_message = "Nobody holds the role."
  }
}

run "primitive_roles_are_refused" {
  command = plan

  variables {
    bindings = { deployer = { roles = ["editor"], members = ["serviceAccount:ajedeployer"] } }
  }

  expect_failures = [var.bindings]
}

run "everybody_is_refused" {
  command = plan

  variables {
    bindings = { auditor = { roles = ["auditor"], members = ["system:allAuthenticatedUsers"] } }
  }

  expect_failures = [var.bindings]
}
