//! The life of a run: start, end, create (both at once), delete, restore.

use clap::Args;
use serde_json::{Value, json};

use crate::config;
use crate::entity::{Run, RunId, RunStatus, Tag, keys};
use crate::error::{Error, Result};
use crate::tracking::{StartRun, Tracking};

use super::super::args::{EndStatus, ExperimentArgs};
use super::super::consent::Chosen;
use super::super::context::Context;
use super::super::lost_versions::LostVersions;
use super::super::naming::{self, Scope, Stage};
use super::super::output::{self, Format, OutputArgs};
use super::super::pairs;
use super::super::usage_error::usage_error;
use super::super::which::{ChosenRuns, ConsentArgs, RunArg};

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
    #[arg(long, alias = "name", value_name = "NAME")]
    run_name: Option<String>,

    /// Description, in Markdown
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,

    /// Tag to set, as key=value; may be repeated
    #[arg(long, short = 't', value_name = "KEY=VALUE")]
    tags: Vec<String>,

    /// The run under which this one is nested: its ID, its name or `@last`
    #[arg(long, value_name = "RUN")]
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

/// The runs to move to another stage.
#[derive(Args, Debug)]
pub(crate) struct StageArgs {
    #[command(flatten)]
    runs: ChosenRuns,

    #[command(flatten)]
    consent: ConsentArgs,

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
    let run_id = args.run.run_id(tracking)?;
    let status = RunStatus::from(args.status);
    tracking.end_run(&run_id, status)?;
    let record = json!({"run_id": run_id, "status": status.as_str()});
    let text = format!("Run with ID {run_id} has ended with status {status}.");
    output::told(context.printer(), args.output, &text, &record)
}

pub(super) fn delete(args: &StageArgs, context: &Context, tracking: &Tracking) -> Result<()> {
    let ids = args.runs.run_ids(tracking, Stage::Active)?;
    if !may_go_on(args, "delete", &ids, context)? {
        return Ok(());
    }
    let printer = context.printer();
    let mut records = Vec::new();
    for id in &ids {
        tracking.delete_run(id)?;
        let of_run = std::slice::from_ref(id);
        let lost = LostVersions::find(context.registry_as_it_is(), of_run, &[], printer);
        lost.tell(
            "comes from this run: `mlflow gc` will remove its files",
            printer,
        );
        if args.output.format() == Format::Table {
            printer.result(&format!("Run with ID {id} has been deleted."))?;
        }
        records.push(json!({
            "run_id": id,
            "lifecycle_stage": "deleted",
            "registered_versions": lost.record(),
        }));
    }
    tell(args, &records, context)
}

pub(super) fn restore(args: &StageArgs, context: &Context, tracking: &Tracking) -> Result<()> {
    let ids = args.runs.run_ids(tracking, Stage::Deleted)?;
    if !may_go_on(args, "restore", &ids, context)? {
        return Ok(());
    }
    let mut records = Vec::new();
    for id in &ids {
        tracking.restore_run(id)?;
        if args.output.format() == Format::Table {
            let text = format!("Run with id {id} has been restored.");
            context.printer().result(&text)?;
        }
        records.push(json!({"run_id": id, "lifecycle_stage": "active"}));
    }
    tell(args, &records, context)
}

/// Whether the runs are to be changed: not in a rehearsal, and what a filter found not without the
/// user's consent.
fn may_go_on(args: &StageArgs, verb: &str, ids: &[RunId], context: &Context) -> Result<bool> {
    let listed = Chosen {
        verb,
        noun: "run",
        ids: &ids.iter().map(RunId::as_str).collect::<Vec<_>>(),
        is_filtered: args.runs.is_filtered(),
    };
    listed.may_go_on(args.consent, args.output, context)
}

fn tell(args: &StageArgs, records: &[Value], context: &Context) -> Result<()> {
    match args.output.format() {
        Format::Table => Ok(()),
        other => output::changed(context.printer(), other, records),
    }
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
        let parent = naming::run(&parent, tracking, &Scope::default())?;
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
