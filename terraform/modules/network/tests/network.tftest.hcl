mock_provider "yandex" {
  source          = "../../testing"
  override_during = plan
}

variables {
  name      = "unidoc-dev"
  folder_id = "b1gbbbbbbbbbbbbbbbbb"
  zone      = "ru-central1-a"
}

run "only_https_is_open" {
  command = plan

  assert {
    condition     = [for rule in yandex_vpc_security_group.web.ingress : rule.port] == [443]
    error_message = "By default 443 is the one open port."
  }

  assert {
    condition     = length(yandex_vpc_security_group.database) == 0
    error_message = "Without a managed database there is no group for one."
  }
}

run "ssh_opens_for_the_given_range_alone" {
  command = plan

  variables {
    ssh_cidrs = ["203.0.113.0/24"]
  }

  assert {
    condition     = one([for rule in yandex_vpc_security_group.web.ingress : rule.v4_cidr_blocks if rule.port == 22]) == tolist(["203.0.113.0/24"])
    error_message = "SSH is open to exactly the given range."
  }
}

run "ssh_for_everybody_is_refused" {
  command = plan

  variables {
    ssh_cidrs = ["0.0.0.0/0"]
  }

  expect_failures = [var.ssh_cidrs]
}

run "ssh_for_half_the_internet_is_refused" {
  command = plan

  variables {
    ssh_cidrs = ["203.0.113.0/24", "128.0.0.0/1"]
  }

  expect_failures = [var.ssh_cidrs]
}

run "mail_servers_are_reached_where_they_are_named" {
  command = plan

  variables {
    mail_ports = [587, 993]
  }

  assert {
    condition     = length(setsubtract([587, 993], [for rule in yandex_vpc_security_group.web.egress : rule.port])) == 0
    error_message = "The machine may send and read mail."
  }

  assert {
    condition     = [for rule in yandex_vpc_security_group.web.ingress : rule.port] == [443]
    error_message = "Nothing opens from outside."
  }
}

run "mail_between_servers_is_refused" {
  command = plan

  variables {
    mail_ports = [25]
  }

  expect_failures = [var.mail_ports]
}

run "the_database_hears_the_web_group_alone" {
  command = plan

  variables {
    database_port = 6432
  }

  assert {
    condition = [
      for rule in yandex_vpc_security_group.database[0].ingress : rule.security_group_id
    ] == [yandex_vpc_security_group.web.id]
    error_message = "PostgreSQL is reachable from the web group and from nowhere else."
  }

  assert {
    condition     = contains([for rule in yandex_vpc_security_group.web.egress : rule.port], 6432)
    error_message = "The web group may reach the database."
  }
}
