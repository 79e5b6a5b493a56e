# Remote state in Object Storage. The bucket's name comes at `terraform init`
# (-backend-config="bucket=…"), the keys from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.
terraform {
  backend "s3" {
    key    = "unidoc/dev.tfstate"
    region = "ru-central1"

    endpoints = {
      s3 = "https://storage.yandexcloud.net"
    }

    # Object Storage is not AWS: no STS, no EC2 metadata, no SHA-256 trailer.
    skip_region_validation      = true
    skip_credentials_validation = true
    skip_requesting_account_id  = true
    skip_metadata_api_check     = true
    skip_s3_checksum            = true

    # A second apply at the same time fails instead of mixing states.
    use_lockfile = true
  }
}
