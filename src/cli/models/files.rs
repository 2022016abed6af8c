//! `mlflow models download` and `mlflow models copy`.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::error::Result;
use crate::registry::ModelUri;

use super::super::artifacts;
use super::super::context::Context;
use super::super::output::{self, OutputArgs};
use super::super::record;
use super::find_version;

/// Download the files of a version, and print where they lie
#[derive(Args, Debug)]
pub(crate) struct DownloadArgs {
    /// The version: `fraud/3`, `fraud@champion`, `fraud/Production`, `fraud/latest`, with or
    /// without `models:/`
    #[arg(value_name = "MODEL")]
    model: String,

    /// Folder to download to, created if it is new; without it, what is on this machine already
    /// stays where it is
    #[arg(long, short = 'd', value_name = "FOLDER")]
    dst_path: Option<PathBuf>,

    #[command(flatten)]
    output: OutputArgs,
}

/// Register a version under another name, and print the number that it has there
///
/// The other registered model is created if it is new. The files stay where they are.
#[derive(Args, Debug)]
pub(crate) struct CopyArgs {
    /// The version: `fraud/3`, `fraud@champion`, `fraud/Production`, `fraud/latest`
    #[arg(value_name = "MODEL")]
    model: String,

    /// Name of the other registered model
    #[arg(value_name = "NAME")]
    name: String,

    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn download(args: &DownloadArgs, context: &Context) -> Result<()> {
    let uri = ModelUri::parse_version(&args.model)?;
    let source = context.registry_to_read()?.artifacts_of_model(&uri)?;
    let local = artifacts::fetch(&source, args.dst_path.as_deref(), context)?;
    let text = local.display().to_string();
    let record = json!({"path": local});
    output::one(context.printer(), args.output.format(), &text, &record)
}

pub(super) fn copy(args: &CopyArgs, context: &Context) -> Result<()> {
    let registry = context.registry_as_it_is()?;
    let version = find_version(&registry, &args.model)?;
    let copy = registry.copy_model_version(&version, &args.name)?;
    output::one(
        context.printer(),
        args.output.format(),
        &copy.version.to_string(),
        &record::model_version(&copy),
    )
}
