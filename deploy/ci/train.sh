#!/usr/bin/env bash
# The `train` stage: prepare data, train, evaluate, gate, and leave a report. Runs on a laptop, in
# CI and in the pipeline alike; needs the installed requirements and nothing else.
#
#   REPORT_DIR            where the report goes                       (default: ./report)
#   TRAIN_CORPUS          labelled documents, JSONL or CSV            (default: the sample archive)
#   MLFLOW_TRACKING_URI   server that records the run                 (default: one of its own)
#   UNIDOC_DATA_DIR       where database, originals and models lie    (default: a new folder, removed)
#
#   MLFLOW_S3_BUCKET, MLFLOW_S3_KEY, MLFLOW_S3_SECRET   keep that server's artifacts in Object Storage
#
# Exit code: 0 when the new model was accepted, 3 when the gate refused it, another when anything failed.
# shellcheck disable=SC2329  # functions are called by `step` and `trap`
set -euo pipefail
cd "$(dirname "$0")/../.."

REPORT_DIR=${REPORT_DIR:-report}
mkdir -p "$REPORT_DIR"
REPORT_DIR=$(cd "$REPORT_DIR" && pwd)
export REPORT_DIR DJANGO_SETTINGS_MODULE=${DJANGO_SETTINGS_MODULE:-unidoc.settings.development}
mlflow_pid=
scratch=

finish() {
    local status=$?
    if [[ -n $mlflow_pid ]]; then
        kill "$mlflow_pid" 2>/dev/null || true
        wait "$mlflow_pid" 2>/dev/null || true
    fi
    [[ -z $scratch ]] || rm -rf "$scratch"
    printf '{"stage": "train", "exit_code": %d}\n' "$status" >"$REPORT_DIR/stage.json"
    exit "$status"
}
trap finish EXIT
# Without these a signal would end the shell past its clean-up.
trap 'exit 130' INT
trap 'exit 143' TERM

step() {
    printf '\n== %s\n' "$1"
    shift
    "$@" 2>&1 | tee -a "$REPORT_DIR/train.log"
}

generate_sample() {
    python manage.py shell -c "from core.management.commands.generate_test_data import Command; Command().handle()"
}

train() {
    PYTHONPATH=$(pwd) python unidoc/ml/train.py --fail-if-refused
}

# What the run left in MLflow (figures, class report, confusion matrix), refused model or not.
keep_report() {
    local run
    run=$(grep -oE 'MLflow run [0-9a-f]{32}' "$REPORT_DIR/train.log" | tail -n 1 | cut -d ' ' -f 3) || return 0
    python -m mlflow artifacts download --run-id "$run" --dst-path "$REPORT_DIR/run"
}

start_mlflow() {
    export MLFLOW_PORT=${MLFLOW_PORT:-5000}
    export MLFLOW_TRACKING_URI=http://127.0.0.1:$MLFLOW_PORT
    PYTHONPATH=$(pwd) python deploy/ci/tracking_server.py >"$REPORT_DIR/mlflow.log" 2>&1 &
    mlflow_pid=$!
    for _ in $(seq 90); do
        if python deploy/app/healthcheck.py "$MLFLOW_TRACKING_URI/health" 2>/dev/null; then
            return
        fi
        kill -0 "$mlflow_pid" 2>/dev/null || break
        sleep 2
    done
    echo "train.sh: MLflow did not start; see $REPORT_DIR/mlflow.log" >&2
    return 1
}

if [[ -z ${UNIDOC_DATA_DIR:-} ]]; then
    scratch=$(mktemp -d)
    export UNIDOC_DATA_DIR=$scratch/data
fi

# First, since it is up only when the database is, and takes its time.
[[ -n ${MLFLOW_TRACKING_URI:-} ]] || start_mlflow
step "database" python manage.py migrate --noinput
if [[ -n ${TRAIN_CORPUS:-} ]]; then
    step "documents from $TRAIN_CORPUS" python manage.py import_corpus "$TRAIN_CORPUS"
else
    step "sample documents" generate_sample
fi

trained=0
step "training" train || trained=$?
step "report" keep_report
exit "$trained"
