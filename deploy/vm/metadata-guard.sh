#!/bin/sh
# The metadata service hands out the machine's token, and the token opens Lockbox. Containers have
# no business there: a request forged through the application must end at the firewall.
set -eu

METADATA=169.254.169.254

if ! iptables --check DOCKER-USER --destination "$METADATA" --jump REJECT 2>/dev/null; then
    iptables --insert DOCKER-USER 1 --destination "$METADATA" --jump REJECT
fi
