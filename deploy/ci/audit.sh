#!/usr/bin/env bash
# Known vulnerabilities in what we install. Exceptions need a reason and an end, both in
# deploy/ci/audit-exceptions.txt (one advisory a line, then "# why, until when").
set -euo pipefail
cd "$(dirname "$0")/../.."

tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
python3 -m venv "$tools"
"$tools/bin/pip" install --quiet --require-hashes --requirement deploy/ci/requirements/audit.txt

exceptions=()
while read -r advisory _; do
    [[ -z $advisory || $advisory == \#* ]] || exceptions+=(--ignore-vuln "$advisory")
done <deploy/ci/audit-exceptions.txt

for file in requirements.txt requirements-dev.txt deploy/mlflow/requirements.txt; do
    echo "== $file"
    "$tools/bin/pip-audit" --requirement "$file" --require-hashes --disable-pip "${exceptions[@]}"
done
