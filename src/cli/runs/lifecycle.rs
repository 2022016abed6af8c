//! The life of a run: start, end, create (both at once), delete, restore.

use clap::Args;
use serde_json::{Value, json};

use crate::config;
use crate::entity::{Run, RunStatus, Tag, keys};
use crate::error::{Error, Result};
use crate::tracking::{StartRun, Tracking};

use super::super::args::{self, EndStatus, ExperimentArgs, RunArg};
use super::super::context::Context;
use super::super::lost_versions::LostVersions;
use super::super::output::{self, Format, OutputArgs};
use super::super::pairs;
use super::super::usage_error::usage_error;

/// The source of a run that was started by hand.
const SOURCE_NAME: &str = "mlflow";
/// The kind of that source.
const SOURCE_TYPE: &str = "LOCAL";

/// What a new run begins with.
#[derive(Args, Debug)]
pub(crate) struct NewRunArgs {
    #[command(flatten)]
    experiment: ExperimentArgs,

    /// Name of the run; a random one by default [env: MLFLOW_RUN_NAME]
    #[arg(long, value_name = "NAME")]
    run_name: Option<String>,

    /// Description, in Markdown
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,

    /// Tag to set, as key=value; may be repeated
    #[arg(long, short = 't', value_name = "KEY=VALUE")]
    tags: Vec<String>,

    /// ID of the run under which this one is nested
    #[arg(long, value_name = "ID")]
    parent_run_id: Option<String>,
}

/// Start a run that stays RUNNING, and print its ID
#[derive(Args, Debug)]
pub(crate) struct StartArgs {
    #[command(flatten)]
    new: NewRunArgs,

    #[command(flatten)]
    output: OutputArgs,
}

/// Create a run that has ended already
#[derive(Args, Debug)]
pub(crate) struct CreateArgs {
    #[command(flatten)]
    new: NewRunArgs,

    /// How the run ended
    #[arg(long, value_enum, default_value_t, ignore_case = true)]
    status: EndStatus,

    #[command(flatten)]
    output: OutputArgs,
}

/// End a run
#[derive(Args, Debug)]
pub(crate) struct EndArgs {
    #[command(flatten)]
    run: RunArg,

    /// How the run ended
    #[arg(long, value_enum, default_value_t, ignore_case = true)]
    status: EndStatus,

    #[command(flatten)]
    output: OutputArgs,
}

/// The run to work on.
#[derive(Args, Debug)]
pub(crate) struct ByIdArgs {
    /// ID of the run
    #[arg(long, short = 'r', value_name = "ID")]
    run_id: String,

    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn start(args: StartArgs, context: &Context, tracking: &Tracking) -> Result<()> {
    let run = start_run(args.new, tracking)?;
    let format = args.output.format();
    output::one(
        context.printer(),
        format,
        run.info.run_id.as_str(),
        &started(&run),
    )
}

pub(super) fn create(args: CreateArgs, context: &Context, tracking: &Tracking) -> Result<()> {
    // As MLflow has it: this command, unlike `start`, has no default experiment.
    if !args.new.experiment.is_named()? {
        return Err(usage_error(
            "Must specify exactly one of --experiment-id or --experiment-name: neither is given",
        ));
    }
    let run = start_run(args.new, tracking)?;
    let status = RunStatus::from(args.status);
    tracking.end_run(&run.info.run_id, status)?;
    let mut record = started(&run);
    record["status"] = json!(status.as_str());
    output::one(
        context.printer(),
        args.output.or(Format::Json),
        run.info.run_id.as_str(),
        &record,
    )
}

pub(super) fn end(args: &EndArgs, context: &Context, tracking: &Tracking) -> Result<()> {
    let run_id = args.run.run_id()?;
    let status = RunStatus::from(args.status);
    tracking.end_run(&run_id, status)?;
    let text = format!("Run with ID {run_id} has ended with status {status}.");
    let record = json!({"run_id": run_id, "status": status.as_str()});
    output::one(context.printer(), args.output.format(), &text, &record)
}

pub(super) fn delete(args: &ByIdArgs, context: &Context, tracking: &Tracking) -> Result<()> {
    let id = args::run_id(&args.run_id)?;
    tracking.delete_run(&id)?;
    let printer = context.printer();
    let ids = std::slice::from_ref(&id);
    let lost = LostVersions::find(context.registry_as_it_is(), ids, &[], printer);
    lost.tell(
        "comes from this run: `mlflow gc` will remove its files",
        printer,
    );
    let record = json!({
        "run_id": id,
        "lifecycle_stage": "deleted",
        "registered_versions": lost.record(),
    });
    let text = format!("Run with ID {id} has been deleted.");
    output::one(context.printer(), args.output.format(), &text, &record)
}

pub(super) fn restore(args: &ByIdArgs, context: &Context, tracking: &Tracking) -> Result<()> {
    let id = args::run_id(&args.run_id)?;
    tracking.restore_run(&id)?;
    let record = json!({"run_id": id, "lifecycle_stage": "active"});
    let text = format!("Run with id {id} has been restored.");
    output::one(context.printer(), args.output.format(), &text, &record)
}

/// A run that was started, as JSON for scripts.
fn started(run: &Run) -> Value {
    json!({
        "run_id": run.info.run_id,
        "experiment_id": run.info.experiment_id,
        "status": run.info.status.as_str(),
        "run_name": run.info.run_name,
    })
}

fn start_run(args: NewRunArgs, tracking: &Tracking) -> Result<Run> {
    let mut tags = pairs::tags(&args.tags)?;
    if let Some(parent) = args.parent_run_id {
        let parent = tracking.get_run(&parent.into())?;
        if !parent.info.lifecycle_stage.is_active() {
            let id = &parent.info.run_id;
            return Err(Error::run_deleted(id).begin(format_args!(
                "Cannot start run under parent run with ID {id} because it is in the deleted state"
            )));
        }
        add_default(&mut tags, keys::PARENT_RUN_ID, parent.info.run_id.as_str());
    }
    if let Some(description) = &args.description {
        add_default(&mut tags, keys::NOTE, description);
    }
    let user_id = config::user_name();
    add_default(&mut tags, keys::USER, &user_id);
    add_default(&mut tags, keys::SOURCE_NAME, SOURCE_NAME);
    add_default(&mut tags, keys::SOURCE_TYPE, SOURCE_TYPE);
    let run_name = match args.run_name {
        Some(name) => Some(name),
        None => config::var(config::RUN_NAME)?,
    };
    let experiment_id = args.experiment.for_new_run(tracking)?;
    tracking.start_run(StartRun {
        experiment_id,
        run_name,
        user_id,
        start_time: None,
        tags,
    })
}

/// Adds a tag, unless the user gave one with this key.
fn add_default(tags: &mut Vec<Tag>, key: &str, value: &str) {
    if tags.iter().all(|tag| tag.key != key) {
        tags.push(Tag::new(key, value));
    }
}
