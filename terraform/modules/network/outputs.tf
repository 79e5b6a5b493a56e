output "network_id" {
  description = "ID of the network."
  value       = yandex_vpc_network.this.id
}

output "subnet_id" {
  description = "ID of the subnet."
  value       = yandex_vpc_subnet.this.id
}

output "web_security_group_id" {
  description = "ID of the security group of the virtual machine."
  value       = yandex_vpc_security_group.web.id
}

output "database_security_group_id" {
  description = "ID of the security group of the managed database; null without one."
  value       = one(yandex_vpc_security_group.database[*].id)
}

output "public_ip" {
  description = "Reserved public IPv4 address."
  value       = yandex_vpc_address.this.external_ipv4_address[0].address
}

output "public_ports" {
  description = "Ports of the web group by the ranges that may reach them."
  value       = { for rule in yandex_vpc_security_group.web.ingress : tostring(rule.port) => rule.v4_cidr_blocks }
}
