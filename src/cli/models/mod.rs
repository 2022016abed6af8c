//! `mlflow models …`: the model registry, and models at work: served, asked once, made into images.

mod alias;
mod at_work;
mod files;
mod image;
mod listing;
mod predict;
mod prepare_env;
mod register;
mod requirements;
pub(super) mod serve;
mod tag;
mod versions;

use std::time::Duration;

use clap::{Args, Subcommand};
use serde_json::json;

use crate::duration;
use crate::entity::RegisteredModel;
use crate::entity::limits::MAX_REGISTERED_MODELS_PER_PAGE;
use crate::error::Result;
use crate::registry::{ModelUri, RegisteredModelSearch, Registry};
use crate::tracking::{Pages, now};

use super::args::LimitArgs;
use super::complete;
use super::context::Context;
use super::filter;
use super::output::{self, Format, OutputArgs, printable};
use super::pairs;
use super::record;
use super::report::Exit;

/// Register, promote, find, download and serve models
///
/// Registered models are in the store that MLFLOW_REGISTRY_URI names, or else in that of the runs:
/// a folder (`./mlruns`), an SQLite database (`sqlite:///mlflow.db`) or a server
/// (`http://host:5000`). Beside a folder of runs, MLFLOW_REGISTRY_DIR may name another folder.
#[derive(Debug, Subcommand)]
#[command(after_help = EXAMPLES)]
pub(crate) enum ModelsCommand {
    List(ListArgs),
    /// Find registered models; the same as `list`
    Search(ListArgs),
    Get(GetArgs),
    Create(CreateArgs),
    Register(register::RegisterArgs),
    Update(UpdateArgs),
    Rename(RenameArgs),
    Delete(DeleteArgs),
    #[command(subcommand)]
    Versions(versions::VersionsCommand),
    Transition(versions::TransitionArgs),
    #[command(subcommand)]
    Alias(alias::AliasCommand),
    #[command(subcommand)]
    Tag(tag::TagCommand),
    Download(files::DownloadArgs),
    Copy(files::CopyArgs),
    Serve(Box<serve::ServeArgs>),
    Predict(predict::PredictArgs),
    PrepareEnv(prepare_env::PrepareEnvArgs),
    GenerateDockerfile(image::GenerateDockerfileArgs),
    BuildDocker(image::BuildDockerArgs),
    UpdatePipRequirements(requirements::UpdateRequirementsArgs),
}

const EXAMPLES: &str = "\
Examples:
  mlflow models create fraud --tags team=risk
  mlflow models search --filter \"tags.team = 'risk'\" --output json
  mlflow models tag set fraud owner me
  mlflow models get fraud --fail-if-older 7d
  mlflow models versions list fraud";

/// List registered models
#[derive(Args, Debug)]
pub(crate) struct ListArgs {
    /// What must hold, for example: name LIKE 'fr%' AND tags.team = 'risk'
    ///
    /// Prompts are found by tags.`mlflow.prompt.is_prompt` = 'true' alone.
    #[arg(long, short, value_name = "FILTER", value_parser = filter::typed)]
    filter: Option<String>,

    /// Key of the order, such as `name DESC` or `last_updated_timestamp`; may be repeated
    #[arg(long, value_name = "KEY")]
    order_by: Vec<String>,

    #[command(flatten)]
    limit: LimitArgs,

    #[command(flatten)]
    output: OutputArgs,
}

/// Show a registered model or one of its versions
#[derive(Args, Debug)]
pub(crate) struct GetArgs {
    /// Name of a model, or a version: `fraud`, `fraud/3`, `fraud@champion`, `fraud/Production`,
    /// `fraud/latest`
    #[arg(value_name = "MODEL", add = complete::registered_models())]
    model: String,

    /// Exit with 3 if the model or the version last changed longer ago than this: 30d, 12h
    #[arg(long, value_name = "AGE", value_parser = duration::age)]
    fail_if_older: Option<Duration>,

    #[command(flatten)]
    output: OutputArgs,
}

/// Create a registered model without versions
#[derive(Args, Debug)]
pub(crate) struct CreateArgs {
    /// Name of the model
    #[arg(value_name = "NAME")]
    name: String,

    /// What it is for
    #[arg(long, short, value_name = "TEXT")]
    description: Option<String>,

    /// Tag to set, as key=value; may be repeated
    #[arg(long, short = 't', value_name = "KEY=VALUE")]
    tags: Vec<String>,

    #[command(flatten)]
    output: OutputArgs,
}

/// Change the description of a registered model
#[derive(Args, Debug)]
pub(crate) struct UpdateArgs {
    /// Name of the model
    #[arg(value_name = "NAME", add = complete::registered_models())]
    name: String,

    /// What it is for
    #[arg(long, short, value_name = "TEXT")]
    description: String,

    #[command(flatten)]
    output: OutputArgs,
}

/// Give a registered model another name
#[derive(Args, Debug)]
pub(crate) struct RenameArgs {
    /// Name of the model
    #[arg(value_name = "NAME", add = complete::registered_models())]
    name: String,

    /// Its new name
    #[arg(value_name = "NEW_NAME")]
    new_name: String,

    #[command(flatten)]
    output: OutputArgs,
}

/// Delete a registered model with all its versions; the files that they name stay
#[derive(Args, Debug)]
pub(crate) struct DeleteArgs {
    /// Name of the model
    #[arg(value_name = "NAME", add = complete::registered_models())]
    name: String,

    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn run(command: ModelsCommand, context: &Context) -> Result<Exit> {
    match command {
        ModelsCommand::List(args) | ModelsCommand::Search(args) => list(&args, context),
        ModelsCommand::Get(args) => return get(&args, context),
        ModelsCommand::Create(args) => create(args, context),
        ModelsCommand::Register(args) => register::run(args, context),
        ModelsCommand::Update(args) => update(&args, context),
        ModelsCommand::Rename(args) => rename(&args, context),
        ModelsCommand::Delete(args) => delete(&args, context),
        ModelsCommand::Versions(command) => versions::run(command, context),
        ModelsCommand::Transition(args) => versions::transition(&args, context),
        ModelsCommand::Alias(command) => alias::run(&command, context),
        ModelsCommand::Tag(command) => tag::run(&command, context),
        ModelsCommand::Download(args) => files::download(&args, context),
        ModelsCommand::Copy(args) => files::copy(&args, context),
        ModelsCommand::Serve(args) => serve::run(&args, context),
        ModelsCommand::Predict(args) => predict::run(&args, context),
        ModelsCommand::GenerateDockerfile(args) => image::generate(&args, context),
        ModelsCommand::BuildDocker(args) => image::build(&args, context),
        ModelsCommand::UpdatePipRequirements(args) => requirements::run(&args, context),
        ModelsCommand::PrepareEnv(args) => prepare_env::run(&args, context),
    }?;
    Ok(Exit::Done)
}

fn list(args: &ListArgs, context: &Context) -> Result<()> {
    let registry = context.registry_to_read()?;
    let models = Pages::new(|page_token, max_results| {
        registry.search_registered_models(&RegisteredModelSearch {
            filter: args.filter.as_deref(),
            order_by: &args.order_by,
            max_results: max_results.min(MAX_REGISTERED_MODELS_PER_PAGE),
            page_token,
        })
    });
    let models: Vec<RegisteredModel> = models.up_to(args.limit.limit()).collect::<Result<_>>()?;
    let listing = listing::RegisteredModels(&models);
    output::list(context.printer(), args.output.format(), &listing)?;
    if models.is_empty() {
        context.nothing_found();
    }
    Ok(())
}

fn get(args: &GetArgs, context: &Context) -> Result<Exit> {
    let registry = context.registry_to_read()?;
    let (fields, record, changed) = if args.model.contains(['/', '@']) {
        let version = find_version(&registry, &args.model)?;
        let record = record::model_version(&version);
        (
            listing::version_fields(&version),
            record,
            version.last_update_time,
        )
    } else {
        let model = registry.get_registered_model(&args.model)?;
        let record = record::registered_model(&model);
        (
            listing::model_fields(&model),
            record,
            model.last_update_time,
        )
    };
    match args.output.format() {
        Format::Table => context.printer().result(&fields)?,
        other => output::one(context.printer(), other, "", &record)?,
    }
    Ok(match args.fail_if_older {
        Some(limit) if is_older(changed, limit) => {
            let shown = printable(&args.model);
            let limit = duration::text(limit);
            let message = format!("`{shown}` last changed longer ago than {limit}");
            context.printer().message(&message);
            Exit::NotFulfilled
        }
        _ => Exit::Done,
    })
}

/// Whether something last changed longer ago than this. What never told is old.
fn is_older(changed: Option<i64>, limit: Duration) -> bool {
    let limit = i64::try_from(limit.as_millis()).unwrap_or(i64::MAX);
    changed.is_none_or(|changed| now().saturating_sub(changed) > limit)
}

/// The version that a user names, also where a model's name has an `@` or looks like another form.
fn find_version(registry: &Registry, text: &str) -> Result<crate::entity::ModelVersion> {
    registry.find_model_version(&ModelUri::parse_version(text)?)
}

fn create(args: CreateArgs, context: &Context) -> Result<()> {
    let tags = pairs::tags(&args.tags)?;
    let registry = context.registry()?;
    let model = registry.create_registered_model(&args.name, args.description, tags)?;
    told(
        context,
        args.output,
        &format!("Created registered model '{}'", printable(&model.name)),
        &model,
    )
}

fn update(args: &UpdateArgs, context: &Context) -> Result<()> {
    let registry = context.registry_as_it_is()?;
    let model = registry.describe_registered_model(&args.name, Some(&args.description))?;
    let text = format!("Updated registered model '{}'", printable(&model.name));
    told(context, args.output, &text, &model)
}

fn rename(args: &RenameArgs, context: &Context) -> Result<()> {
    let registry = context.registry_as_it_is()?;
    let model = registry.rename_registered_model(&args.name, &args.new_name)?;
    let text = format!(
        "Registered model '{}' has been renamed to '{}'",
        printable(&args.name),
        printable(&model.name)
    );
    told(context, args.output, &text, &model)
}

fn delete(args: &DeleteArgs, context: &Context) -> Result<()> {
    context
        .registry_as_it_is()?
        .delete_registered_model(&args.name)?;
    output::one(
        context.printer(),
        args.output.format(),
        &format!(
            "Registered model '{}' has been deleted",
            printable(&args.name)
        ),
        &json!({"name": args.name}),
    )
}

/// Says what became of a registered model.
fn told(context: &Context, output: OutputArgs, text: &str, model: &RegisteredModel) -> Result<()> {
    let record = record::registered_model(model);
    output::one(context.printer(), output.format(), text, &record)
}
