#!/bin/sh
# Starts the tracking server: runs in PostgreSQL, artifacts in S3 when a key is given, else in the
# volume. Clients send artifacts through the server, so only the server holds the key.
set -eu

: "${MLFLOW_DB_PASSWORD:?set MLFLOW_DB_PASSWORD}"

MLFLOW_BACKEND_STORE_URI="postgresql+psycopg://${MLFLOW_DB_USER:-mlflow}:${MLFLOW_DB_PASSWORD}@${MLFLOW_DB_HOST:-postgres}:${MLFLOW_DB_PORT:-5432}/${MLFLOW_DB_NAME:-mlflow}"

if [ -n "${YC_S3_KEY:-}" ]; then
    AWS_ACCESS_KEY_ID=$YC_S3_KEY
    AWS_SECRET_ACCESS_KEY=${YC_S3_SECRET:?YC_S3_KEY is set, so YC_S3_SECRET must be set too}
    AWS_DEFAULT_REGION=${S3_REGION:-ru-central1}
    MLFLOW_S3_ENDPOINT_URL=${S3_ENDPOINT_URL:-https://storage.yandexcloud.net}
    MLFLOW_ARTIFACTS_DESTINATION="s3://${S3_BUCKET:?YC_S3_KEY is set, so S3_BUCKET must name a bucket}/artifacts"
    export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_DEFAULT_REGION MLFLOW_S3_ENDPOINT_URL
else
    MLFLOW_ARTIFACTS_DESTINATION=${MLFLOW_ARTIFACTS_FOLDER:-/mlflow/artifacts}
fi

export MLFLOW_BACKEND_STORE_URI MLFLOW_ARTIFACTS_DESTINATION
echo "artifacts: ${MLFLOW_ARTIFACTS_DESTINATION}"
exec mlflow server --serve-artifacts --x-frame-options DENY "$@"
