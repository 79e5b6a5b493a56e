resource "yandex_vpc_network" "this" {
  name      = "${var.name}-network"
  folder_id = var.folder_id
  labels    = var.labels
}

resource "yandex_vpc_subnet" "this" {
  name           = "${var.name}-${var.zone}"
  folder_id      = var.folder_id
  network_id     = yandex_vpc_network.this.id
  zone           = var.zone
  v4_cidr_blocks = [var.cidr]
  labels         = var.labels
}

resource "yandex_vpc_address" "this" {
  name                = "${var.name}-address"
  folder_id           = var.folder_id
  deletion_protection = true
  labels              = var.labels

  external_ipv4_address {
    zone_id = var.zone
  }
}

resource "yandex_vpc_security_group" "web" {
  name        = "${var.name}-web"
  description = "HTTPS from the given ranges, SSH from administrators only."
  folder_id   = var.folder_id
  network_id  = yandex_vpc_network.this.id
  labels      = var.labels

  ingress {
    description    = "HTTPS; certificates are issued over TLS-ALPN on this port too"
    protocol       = "TCP"
    port           = 443
    v4_cidr_blocks = var.web_cidrs
  }

  dynamic "ingress" {
    for_each = length(var.ssh_cidrs) == 0 ? [] : [var.ssh_cidrs]

    content {
      description    = "SSH for administrators"
      protocol       = "TCP"
      port           = 22
      v4_cidr_blocks = ingress.value
    }
  }

  egress {
    description    = "Registry, Object Storage, Lockbox, Debian mirrors and ACME are reached over HTTPS"
    protocol       = "TCP"
    port           = 443
    v4_cidr_blocks = ["0.0.0.0/0"]
  }

  egress {
    description    = "Package mirrors (signed by the distribution) and the metadata service"
    protocol       = "TCP"
    port           = 80
    v4_cidr_blocks = ["0.0.0.0/0"]
  }

  egress {
    description    = "DNS of the subnet"
    protocol       = "UDP"
    port           = 53
    v4_cidr_blocks = [var.cidr]
  }

  egress {
    description    = "Clock"
    protocol       = "UDP"
    port           = 123
    v4_cidr_blocks = ["0.0.0.0/0"]
  }

  dynamic "egress" {
    for_each = var.mail_ports

    content {
      description    = "Mail server"
      protocol       = "TCP"
      port           = egress.value
      v4_cidr_blocks = ["0.0.0.0/0"]
    }
  }

  dynamic "egress" {
    for_each = var.database_port == null ? [] : [var.database_port]

    content {
      description    = "Managed PostgreSQL"
      protocol       = "TCP"
      port           = egress.value
      v4_cidr_blocks = [var.cidr]
    }
  }
}

resource "yandex_vpc_security_group" "database" {
  #checkov:skip=CKV_YC_19:It lets in one group on one port; the check only knows address ranges.
  count = var.database_port == null ? 0 : 1

  name        = "${var.name}-database"
  description = "PostgreSQL from the web group, from nowhere else."
  folder_id   = var.folder_id
  network_id  = yandex_vpc_network.this.id
  labels      = var.labels

  ingress {
    description       = "PostgreSQL"
    protocol          = "TCP"
    port              = var.database_port
    security_group_id = yandex_vpc_security_group.web.id
  }
}
