#!/usr/bin/env bash
# Compares the documents of the last days with what the serving model was trained on, and leaves
# a report. Exit code: 0 when they are alike, 3 when they have drifted, another when anything failed.
#
#   REPORT_DIR     where the report goes                             (default: ./report)
#   DATABASE_URL   the installation to look at                       (default: a sample archive)
set -euo pipefail
cd "$(dirname "$0")/../.."

REPORT_DIR=${REPORT_DIR:-report}
mkdir -p "$REPORT_DIR"

if [[ -z ${DATABASE_URL:-} ]]; then
    scratch=$(mktemp -d)
    trap 'rm -rf "$scratch"' EXIT
    export UNIDOC_DATA_DIR=$scratch/data
    REPORT_DIR=$REPORT_DIR/setup bash deploy/ci/train.sh
fi

python manage.py check_drift --report "$REPORT_DIR/drift.json" 2>&1 | tee "$REPORT_DIR/drift.log"
