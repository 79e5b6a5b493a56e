# What a fresh Ubuntu machine does on its first boot: it mounts the data disk under Docker,
# installs Docker with Compose, closes the metadata service to containers, and starts the agent
# that brings up the release named in the machine's metadata. Later releases need no cloud-init.

locals {
  vm = "${path.module}/../../../deploy/vm"

  files = {
    "/usr/local/sbin/unidoc-agent"                           = { source = "unidoc_agent.py", mode = "0755" }
    "/usr/local/sbin/unidoc-metadata-guard"                  = { source = "metadata-guard.sh", mode = "0755" }
    "/etc/systemd/system/unidoc-agent.service"               = { source = "unidoc-agent.service", mode = "0644" }
    "/etc/systemd/system/unidoc-agent.timer"                 = { source = "unidoc-agent.timer", mode = "0644" }
    "/etc/systemd/system/unidoc-metadata-guard.service"      = { source = "unidoc-metadata-guard.service", mode = "0644" }
    "/etc/systemd/system/docker.service.d/10-data-disk.conf" = { source = "docker-data-disk.conf", mode = "0644" }
    "/etc/docker/daemon.json"                                = { source = "docker-daemon.json", mode = "0644" }
    "/etc/ssh/sshd_config.d/10-unidoc.conf"                  = { source = "sshd.conf", mode = "0600" }
    "/etc/apt/apt.conf.d/60-unidoc-unattended-upgrades"      = { source = "unattended-upgrades.conf", mode = "0644" }
  }

  admin = length(var.ssh_public_keys) == 0 ? [] : [{
    name                = var.admin_user
    groups              = ["sudo"]
    shell               = "/bin/bash"
    sudo                = "ALL=(ALL) NOPASSWD:ALL"
    lock_passwd         = true
    ssh_authorized_keys = var.ssh_public_keys
  }]

  config = {
    hostname       = var.hostname
    ssh_pwauth     = false
    disable_root   = true
    users          = local.admin
    package_update = true
    packages       = ["docker.io", "docker-compose-v2", "python3", "unattended-upgrades"]

    fs_setup = [{ label = "unidoc-data", filesystem = "ext4", device = var.data_device, partition = "none", overwrite = false }]
    mounts   = [[var.data_device, "/var/lib/docker", "ext4", "defaults,noatime,nofail", "0", "2"]]

    write_files = [
      for path, file in local.files : {
        path        = path
        permissions = file.mode
        owner       = "root:root"
        content     = file("${local.vm}/${file.source}")
      }
    ]

    runcmd = [
      # `docker-compose` is the same program as `docker compose`, under the name older instructions use.
      ["ln", "-sfn", "/usr/libexec/docker/cli-plugins/docker-compose", "/usr/local/bin/docker-compose"],
      ["systemctl", "daemon-reload"],
      ["systemctl", "restart", "docker", "ssh"],
      ["systemctl", "enable", "--now", "unidoc-metadata-guard.service", "unidoc-agent.timer"],
    ]
  }
}
