# The environment as a whole, with a mocked provider: what the machine is told and who may do what.

mock_provider "yandex" {
  source          = "../../testing"
  override_during = plan
}

variables {
  cloud_id      = "b1gaaaaaaaaaaaaaaaaa"
  folder_id     = "b1gbbbbbbbbbbbbbbbbb"
  domain        = "unidoc.example.ru"
  contact_email = "admin@example.ru"
  deployer_id   = "ajedeployer"
}

run "the_first_apply_runs_nothing_yet" {
  command = plan

  assert {
    condition     = output.release.image == ""
    error_message = "Before the first build there is no image to run."
  }

  assert {
    condition     = output.public_ports == { "443" = tolist(["0.0.0.0/0"]) }
    error_message = "Only 443 answers from outside."
  }
}

run "the_container_database_gets_its_passwords" {
  command = plan

  assert {
    condition     = contains(output.release.files, "docker-compose.postgres.yml")
    error_message = "Without a managed database the container one runs."
  }

  assert {
    condition = toset(flatten([for secret in output.release.secrets : values(secret.entries)])) == toset([
      "SECRET_KEY", "POSTGRES_PASSWORD", "UNIDOC_DB_PASSWORD", "MLFLOW_DB_PASSWORD", "GRAFANA_PASSWORD",
      "MLFLOW_S3_KEY", "MLFLOW_S3_SECRET", "DOCUMENTS_S3_KEY", "DOCUMENTS_S3_SECRET",
    ])
    error_message = "The machine is told where each secret of the Compose files is."
  }
}

run "a_managed_database_replaces_the_container" {
  command = plan

  override_module {
    target          = module.postgresql[0]
    override_during = plan

    outputs = {
      host = "c-c9q.rw.mdb.yandexcloud.net"
      port = 6432
      passwords = {
        unidoc = { secret_id = "e6qunidoc", entry = "postgresql_password" }
        mlflow = { secret_id = "e6qmlflow", entry = "postgresql_password" }
      }
    }
  }

  variables {
    managed_postgresql = true
  }

  assert {
    condition     = !contains(output.release.files, "docker-compose.postgres.yml")
    error_message = "The container database does not run beside a managed one."
  }

  assert {
    condition     = output.release.settings.DB_PORT == "6432" && output.release.settings.PGSSLMODE == "require"
    error_message = "The application is told where the database is, over TLS."
  }

  assert {
    condition = [
      for secret in output.release.secrets : secret.id if contains(values(secret.entries), "UNIDOC_DB_PASSWORD")
    ] == ["e6qunidoc"]
    error_message = "Exactly one secret gives the application's password: the cluster's own."
  }
}

run "further_settings_reach_the_machine_and_secrets_by_their_place" {
  command = plan

  variables {
    settings        = { TIME_ZONE = "Asia/Omsk", DOMAIN = "elsewhere.example.ru" }
    secret_settings = { EMAIL_URL = { secret_id = "e6qmail", entry = "url" } }
    mail_ports      = [587]
  }

  assert {
    condition     = output.release.settings.TIME_ZONE == "Asia/Omsk" && output.release.settings.DOMAIN == "unidoc.example.ru"
    error_message = "Further settings are passed on; what Terraform itself knows wins."
  }

  assert {
    condition     = [for secret in output.release.secrets : secret.entries["url"] if secret.id == "e6qmail"] == ["EMAIL_URL"]
    error_message = "The machine is told where the secret is."
  }
}

run "a_secret_among_the_settings_is_refused" {
  command = plan

  variables {
    settings = { EMAIL_URL = "smtp://user:password@host" }
  }

  expect_failures = [var.settings]
}

run "jobs_hold_service_roles" {
  command = plan

  variables {
    auditors = ["userAccount:ann"]
  }

  assert {
    condition     = output.roles.auditor == tolist(["auditor", "logging.viewer", "monitoring.viewer"])
    error_message = "Auditors look and change nothing."
  }

  assert {
    condition     = length(output.roles.runtime) == 0
    error_message = "The machine's account holds nothing on the folder as a whole."
  }
}

run "a_folder_that_is_no_id_is_refused" {
  command = plan

  variables {
    folder_id = "my folder"
  }

  expect_failures = [var.folder_id]
}
