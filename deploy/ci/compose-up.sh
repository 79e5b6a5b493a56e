#!/usr/bin/env bash
# Brings the whole installation up from the image unidoc:local with throw-away passwords, tests it
# over TLS from outside, and takes it down again. Needs a Docker engine.
set -euo pipefail
cd "$(dirname "$0")/../app"

env_file=$(mktemp)
compose=(docker compose --project-name unidoc-check --env-file "$env_file"
    --file docker-compose.yml --file docker-compose.postgres.yml)

finish() {
    local status=$?
    if ((status)); then
        "${compose[@]}" ps --all || true
        "${compose[@]}" logs --tail 80 || true
    fi
    "${compose[@]}" down --volumes --timeout 20 || true
    rm -f "$env_file"
    exit "$status"
}
trap finish EXIT

secret() { python3 -c 'import secrets; print(secrets.token_hex(32))'; }

cat >"$env_file" <<EOF
DOMAIN=localhost.test
ACME_EMAIL=nobody@localhost.test
TLS_ISSUER=internal
PROXY_BIND=127.0.0.1
UNIDOC_RELEASE=check
UNIDOC_WORKERS=2
SECRET_KEY=$(secret)
POSTGRES_PASSWORD=$(secret)
UNIDOC_DB_PASSWORD=$(secret)
MLFLOW_DB_PASSWORD=$(secret)
EOF

"${compose[@]}" up --detach --no-build --wait --wait-timeout 600
python3 ../ci/smoke.py https://localhost.test --release check --doors --resolve 127.0.0.1 --insecure
