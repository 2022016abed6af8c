//! `mlflow models register`.

use std::thread;
use std::time::{Duration, Instant};

use clap::Args;

use crate::duration;
use crate::entity::{ModelVersion, ModelVersionStatus};
use crate::error::{Error, ErrorCode, Result};
use crate::registry::Registry;

use super::super::context::Context;
use super::super::output::{self, OutputArgs};
use super::super::pairs;
use super::super::record;

/// How often a server is asked whether a version is ready.
const PERIOD: Duration = Duration::from_millis(500);

/// Register a model as a new version, and print its number
///
/// The registered model is created if it is new.
#[derive(Args, Debug)]
pub(crate) struct RegisterArgs {
    /// URI of the model: `runs:/ID/model`, `models:/m-ID`, `models:/NAME/3` or where its files are
    #[arg(long, short = 'm', value_name = "URI")]
    model_uri: String,

    /// Name of the registered model
    #[arg(long, short = 'n', value_name = "NAME")]
    name: String,

    /// What is to be known of the version
    #[arg(long, short, value_name = "TEXT")]
    description: Option<String>,

    /// Tag of the version, as key=value; may be repeated
    #[arg(long, short = 't', value_name = "KEY=VALUE")]
    tags: Vec<String>,

    /// Wait until the version is ready, for so long at most; 5 minutes if nothing is said
    #[arg(
        long = "await",
        value_name = "DURATION",
        value_parser = duration::timeout,
        num_args = 0..=1,
        default_missing_value = "5m"
    )]
    await_ready: Option<Duration>,

    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn run(args: RegisterArgs, context: &Context) -> Result<()> {
    let tags = pairs::tags(&args.tags)?;
    let registry = context.registry()?;
    let mut create = registry.of_model_uri(&args.model_uri)?;
    create.name = args.name;
    create.description = args.description;
    create.tags.extend(tags);
    registry.get_or_create_registered_model(&create.name)?;
    let mut version = registry.create_model_version(create)?;
    if let Some(limit) = args.await_ready {
        version = wait(&registry, version, limit)?;
    }
    output::one(
        context.printer(),
        args.output.format(),
        &version.version.to_string(),
        &record::model_version(&version),
    )
}

/// Waits until a version is ready. In this program's own stores it is so at once.
fn wait(registry: &Registry, mut version: ModelVersion, limit: Duration) -> Result<ModelVersion> {
    let end = Instant::now() + limit;
    loop {
        let ModelVersion {
            name,
            version: number,
            status,
            status_message,
            ..
        } = &version;
        match status {
            ModelVersionStatus::Ready => return Ok(version),
            ModelVersionStatus::FailedRegistration => {
                let reason = status_message.as_deref().unwrap_or("without a reason");
                let message = format!("version {number} of `{name}` failed: {reason}");
                return Err(Error::new(ErrorCode::InvalidState, message));
            }
            ModelVersionStatus::PendingRegistration if Instant::now() < end => {}
            ModelVersionStatus::PendingRegistration => {
                let limit = duration::text(limit);
                let message = format!("version {number} of `{name}` is not ready within {limit}");
                return Err(Error::new(ErrorCode::TemporarilyUnavailable, message));
            }
        }
        thread::sleep(PERIOD);
        version = registry.get_model_version(name, *number)?;
    }
}
