//! How to reach the clouds that keep artifacts: the variables and files that each cloud's own tools
//! read, and MLflow's.
//!
//! Passwords and keys are not read here. The libraries that sign requests find them when they are
//! needed, and again when they have expired.

mod aws_profile;
mod azure;
mod gcs;
mod s3;

pub use aws_profile::{AwsFiles, AwsProfile};
pub use azure::AzureSettings;
pub use gcs::GcsSettings;
pub use s3::{AddressingStyle, OSS_ENDPOINT, OssSettings, S3Settings, UploadHeader};

/// How long a request may hear nothing from a cloud before it is sent again.
pub(crate) const CLOUD_PATIENCE_SECONDS: u64 = 60;
/// How often a request is sent in all, where the user does not say.
pub(crate) const CLOUD_ATTEMPTS: usize = 6;
