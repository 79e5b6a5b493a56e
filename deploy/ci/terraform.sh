#!/usr/bin/env bash
# terraform.sh plan|apply: the environment `dev` with its state in Object Storage. The pipeline's
# variables become what Terraform, the provider and the S3 backend look for.
set -euo pipefail

action=${1:?usage: terraform.sh plan|apply}
cd "$(dirname "$0")/../../terraform/envs/dev"

for name in YC_KEY YC_S3_KEY YC_S3_SECRET YC_CLOUD_ID YC_FOLDER_ID TF_STATE_BUCKET; do
    if [[ -z ${!name:-} ]]; then
        echo "terraform.sh: $name is not set; see docs/operations/pipeline.md" >&2
        exit 2
    fi
done

# The authorised key in JSON, for the provider; the static key, for the state.
export YC_SERVICE_ACCOUNT_KEY_FILE=$YC_KEY
export AWS_ACCESS_KEY_ID=$YC_S3_KEY AWS_SECRET_ACCESS_KEY=$YC_S3_SECRET
export TF_VAR_cloud_id=$YC_CLOUD_ID TF_VAR_folder_id=$YC_FOLDER_ID

# What else the environment's variables.tf has, as a JSON object: ssh_cidrs, settings, mail_ports, …
if [[ -n ${UNIDOC_TFVARS:-} ]]; then
    printf '%s\n' "$UNIDOC_TFVARS" >pipeline.auto.tfvars.json
fi

terraform init -input=false -backend-config="bucket=$TF_STATE_BUCKET"

# Without a new image the machine keeps the one it has.
if [[ -z ${TF_VAR_image:-} ]]; then
    TF_VAR_image=$(terraform output -raw image 2>/dev/null || true)
fi
# Before the first apply there is no output, and `terraform output` prints a notice instead.
[[ ${TF_VAR_image:-} == *@sha256:* ]] || TF_VAR_image=""
export TF_VAR_image

case $action in
    plan)
        terraform plan -input=false -lock=false
        ;;
    apply)
        terraform plan -input=false -lock-timeout=5m -out=dev.tfplan
        terraform apply -input=false -lock-timeout=5m dev.tfplan
        if [[ -n ${GITHUB_OUTPUT:-} ]]; then
            digest=${TF_VAR_image##*@sha256:}
            {
                echo "repository=$(terraform output -raw repository)"
                echo "release=${digest:0:12}"
            } >>"$GITHUB_OUTPUT"
        fi
        ;;
    *)
        echo "usage: terraform.sh plan|apply" >&2
        exit 2
        ;;
esac
