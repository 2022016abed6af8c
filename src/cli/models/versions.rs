//! `mlflow models versions …` and `mlflow models transition`.

use clap::{Args, Subcommand};
use serde_json::json;

use crate::entity::limits::MAX_MODEL_VERSIONS_PER_PAGE;
use crate::entity::{ModelStage, ModelVersion};
use crate::error::Result;
use crate::registry::{self, ModelVersionSearch};
use crate::search::parse_model_version_filter;
use crate::tracking::Pages;

use super::super::args::LimitArgs;
use super::super::complete;
use super::super::context::Context;
use super::super::filter;
use super::super::output::{self, Format, OutputArgs, printable};
use super::super::record;
use super::listing;

/// List, show and change versions of registered models
#[derive(Debug, Subcommand)]
pub(crate) enum VersionsCommand {
    List(ListArgs),
    /// Show a version
    Get(VersionArgs),
    Update(UpdateArgs),
    /// Delete a version; the files that it names stay
    Delete(VersionArgs),
    Transition(TransitionArgs),
}

/// List versions, the last changed first
#[derive(Args, Debug)]
pub(crate) struct ListArgs {
    /// Name of a registered model; versions of all by default
    #[arg(value_name = "NAME", add = complete::registered_models())]
    name: Option<String>,

    /// What must hold, for example: stage = 'Production' OR version_number > 3
    #[arg(long, short, value_name = "FILTER", value_parser = filter::typed)]
    filter: Option<String>,

    /// Key of the order, such as `version_number DESC`; may be repeated
    #[arg(long, value_name = "KEY")]
    order_by: Vec<String>,

    #[command(flatten)]
    limit: LimitArgs,

    #[command(flatten)]
    output: OutputArgs,
}

/// Takes a version alone.
#[derive(Args, Debug)]
pub(crate) struct VersionArgs {
    #[command(flatten)]
    version: VersionArg,

    #[command(flatten)]
    output: OutputArgs,
}

/// A version by its model and number.
#[derive(Args, Debug)]
pub(super) struct VersionArg {
    /// Name of the registered model
    #[arg(value_name = "NAME", add = complete::registered_models())]
    pub(super) name: String,

    /// Number of the version
    #[arg(value_name = "VERSION")]
    version: String,
}

impl VersionArg {
    pub(super) fn number(&self) -> Result<i64> {
        registry::version_number(&self.version)
    }
}

/// Change the description of a version
#[derive(Args, Debug)]
pub(crate) struct UpdateArgs {
    #[command(flatten)]
    version: VersionArg,

    /// What is to be known of it
    #[arg(long, short, value_name = "TEXT")]
    description: String,

    #[command(flatten)]
    output: OutputArgs,
}

/// Move a version to a stage
#[derive(Args, Debug)]
pub(crate) struct TransitionArgs {
    #[command(flatten)]
    version: VersionArg,

    /// Where it goes: None, Staging, Production or Archived
    #[arg(long, short, value_name = "STAGE", value_parser = stage)]
    stage: ModelStage,

    /// Move the versions that are there to the archive; for Staging and Production
    #[arg(long)]
    archive_existing: bool,

    #[command(flatten)]
    output: OutputArgs,
}

/// Reads a stage, for clap.
fn stage(text: &str) -> Result<ModelStage, String> {
    registry::stage(text).map_err(|error| error.message().to_owned())
}

pub(super) fn run(command: VersionsCommand, context: &Context) -> Result<()> {
    match command {
        VersionsCommand::List(args) => list(&args, context),
        VersionsCommand::Get(args) => get(&args, context),
        VersionsCommand::Update(args) => update(&args, context),
        VersionsCommand::Delete(args) => delete(&args, context),
        VersionsCommand::Transition(args) => transition(&args, context),
    }
}

fn list(args: &ListArgs, context: &Context) -> Result<()> {
    let filter = filter(args)?;
    let registry = context.registry_to_read()?;
    if let Some(name) = &args.name {
        registry.get_registered_model(name)?;
    }
    let versions = Pages::new(|page_token, max_results| {
        registry.search_model_versions(&ModelVersionSearch {
            filter: filter.as_deref(),
            order_by: &args.order_by,
            max_results: max_results.min(MAX_MODEL_VERSIONS_PER_PAGE),
            page_token,
        })
    });
    let versions: Vec<ModelVersion> = versions.up_to(args.limit.limit()).collect::<Result<_>>()?;
    let listing = listing::ModelVersions(&versions);
    output::list(context.printer(), args.output.format(), &listing)?;
    if versions.is_empty() {
        context.nothing_found();
    }
    Ok(())
}

/// The filter that the name and the given filter make together. What is wrong with the given one
/// is told of it alone.
fn filter(args: &ListArgs) -> Result<Option<String>> {
    let Some(name) = &args.name else {
        return Ok(args.filter.clone());
    };
    let of_model = registry::name_filter(name);
    let given = args.filter.as_deref().unwrap_or_default();
    Ok(Some(match parse_model_version_filter(given)? {
        Some(filter) => format!("{of_model} AND ({filter})"),
        None => of_model,
    }))
}

fn get(args: &VersionArgs, context: &Context) -> Result<()> {
    let registry = context.registry_to_read()?;
    let version = registry.get_model_version(&args.version.name, args.version.number()?)?;
    match args.output.format() {
        Format::Table => context.printer().result(&listing::version_fields(&version)),
        other => output::one(
            context.printer(),
            other,
            "",
            &record::model_version(&version),
        ),
    }
}

fn update(args: &UpdateArgs, context: &Context) -> Result<()> {
    let (name, number) = (&args.version.name, args.version.number()?);
    let registry = context.registry_as_it_is()?;
    let version = registry.describe_model_version(name, number, Some(&args.description))?;
    told(context, args.output, "has been updated", &version)
}

fn delete(args: &VersionArgs, context: &Context) -> Result<()> {
    let (name, number) = (&args.version.name, args.version.number()?);
    context
        .registry_as_it_is()?
        .delete_model_version(name, number)?;
    output::one(
        context.printer(),
        args.output.format(),
        &format!("Version {number} of '{}' has been deleted", printable(name)),
        &json!({"name": name, "version": number.to_string()}),
    )
}

pub(super) fn transition(args: &TransitionArgs, context: &Context) -> Result<()> {
    let (name, number) = (&args.version.name, args.version.number()?);
    let registry = context.registry_as_it_is()?;
    let version =
        registry.transition_model_version(name, number, args.stage, args.archive_existing)?;
    let what = format!("is in the stage {}", version.stage);
    told(context, args.output, &what, &version)
}

/// Says what became of a version.
fn told(context: &Context, output: OutputArgs, what: &str, version: &ModelVersion) -> Result<()> {
    let name = printable(&version.name);
    let text = format!("Version {} of '{name}' {what}", version.version);
    let record = record::model_version(version);
    output::one(context.printer(), output.format(), &text, &record)
}
