output "state_bucket" {
  description = "Bucket of the remote state: the `bucket` of the backend configuration."
  value       = module.state.name
}

output "deployer_id" {
  description = "Account of the pipeline; make its authorised key (YC_KEY) with `yc iam key create`."
  value       = module.deployer.id
}

output "deployer_secret_id" {
  description = "Lockbox secret with YC_S3_KEY and YC_S3_SECRET for the pipeline."
  value       = module.deployer.secret_id
}
