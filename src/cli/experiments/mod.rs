//! `mlflow experiments …`.

mod export;
mod listing;
mod update;

use clap::{Args, Subcommand};
use serde_json::json;

use crate::entity::{ExperimentId, LifecycleStage, Tag, keys};
use crate::error::{Error, ErrorCode, Result};
use crate::tracking::Tracking;

use super::args::{LimitArgs, View};
use super::complete;
use super::consent::Chosen;
use super::context::Context;
use super::filter;
use super::naming::{self, Stage};
use super::output::{self, Format, OutputArgs, printable};
use super::pairs;
use super::record;
use super::report::Exit;
use super::usage_error::usage_error;
use super::which::{
    ChosenExperiments, ConsentArgs, ExperimentArg, ExperimentFlags, MISSING_EXPERIMENT,
    missing_experiment,
};

/// Create, list and change experiments
///
/// The store is the one that MLFLOW_TRACKING_URI names: a folder (`./mlruns`) or an SQLite
/// database (`sqlite:///mlflow.db`). Without it, `./mlruns` is taken where it holds an
/// experiment, and `./mlflow.db` otherwise.
#[derive(Debug, Subcommand)]
#[command(after_help = EXAMPLES)]
pub(crate) enum ExperimentsCommand {
    Create(CreateArgs),
    Search(SearchArgs),
    /// List experiments; the older name of `search`
    List(SearchArgs),
    Get(GetArgs),
    Update(update::UpdateArgs),
    Rename(RenameArgs),
    /// Move an experiment and its runs to the deleted stage
    Delete(StageArgs),
    /// Bring a deleted experiment and its runs back
    Restore(StageArgs),
    Csv(export::CsvArgs),
}

const EXAMPLES: &str = "\
Examples:
  mlflow experiments create --experiment-name fraud
  mlflow experiments search --filter \"name LIKE 'fr%'\"
  mlflow experiments get -n fraud --output json
  mlflow experiments csv -x 1 -o runs.csv";

/// Create an experiment
#[derive(Args, Debug)]
pub(crate) struct CreateArgs {
    /// Name of the experiment; no other may have it, not even a deleted one
    #[arg(value_name = "NAME")]
    name: Option<String>,

    /// The same as NAME
    #[arg(long, short = 'n', value_name = "NAME")]
    experiment_name: Option<String>,

    /// Folder or URI for the artifacts of its runs
    ///
    /// Each run's artifacts go to LOCATION/RUN_ID/artifacts. Without it, the store's own folder
    /// is taken.
    #[arg(long, short = 'l', value_name = "LOCATION")]
    artifact_location: Option<String>,

    /// Tag to set, as key=value; may be repeated
    #[arg(long, short = 't', value_name = "KEY=VALUE")]
    tags: Vec<String>,

    /// Age after which a server may archive the experiment's traces: 30d, 12h, 45m
    #[arg(long, value_name = "DURATION", value_parser = update::duration)]
    trace_archival_retention: Option<String>,

    #[command(flatten)]
    output: OutputArgs,
}

/// List experiments
#[derive(Args, Debug)]
pub(crate) struct SearchArgs {
    /// Which stages to show
    #[arg(long, short, value_enum, default_value_t, ignore_case = true)]
    view: View,

    /// Filter that experiments must match, for example: name LIKE 'fr%' AND tags.team = 'risk'
    #[arg(long, short, value_name = "FILTER", value_parser = filter::typed)]
    filter: Option<String>,

    #[command(flatten)]
    limit: LimitArgs,

    #[command(flatten)]
    output: OutputArgs,
}

/// Show one experiment
#[derive(Args, Debug)]
pub(crate) struct GetArgs {
    #[command(flatten)]
    experiment: ExperimentArg,

    #[command(flatten)]
    output: OutputArgs,
}

/// Give an experiment another name
#[derive(Args, Debug)]
pub(crate) struct RenameArgs {
    /// The experiment and its new name, as far as no flag gives them
    #[arg(value_name = "EXPERIMENT", num_args = 0..=2, add = complete::experiments())]
    names: Vec<String>,

    #[command(flatten)]
    experiment: ExperimentFlags,

    /// Its new name
    #[arg(long, value_name = "NAME")]
    new_name: Option<String>,

    #[command(flatten)]
    output: OutputArgs,
}

/// The experiments to move to another stage.
#[derive(Args, Debug)]
pub(crate) struct StageArgs {
    #[command(flatten)]
    experiments: ChosenExperiments,

    #[command(flatten)]
    consent: ConsentArgs,

    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn run(command: ExperimentsCommand, context: &Context) -> Result<Exit> {
    check(&command)?;
    let tracking = match &command {
        ExperimentsCommand::Search(_)
        | ExperimentsCommand::List(_)
        | ExperimentsCommand::Get(_)
        | ExperimentsCommand::Csv(_) => context.tracking_to_read()?,
        // A new store has an experiment, which can be changed.
        _ => context.tracking()?,
    };
    match command {
        ExperimentsCommand::Create(args) => create(&args, context, tracking),
        ExperimentsCommand::Search(args) | ExperimentsCommand::List(args) => {
            search(&args, context, tracking)
        }
        ExperimentsCommand::Get(args) => get(&args, context, tracking),
        ExperimentsCommand::Update(args) => update::run(&args, context, tracking),
        ExperimentsCommand::Rename(args) => rename(&args, context, tracking),
        ExperimentsCommand::Delete(args) => {
            set_stage(&args, LifecycleStage::Deleted, context, tracking)
        }
        ExperimentsCommand::Restore(args) => {
            set_stage(&args, LifecycleStage::Active, context, tracking)
        }
        ExperimentsCommand::Csv(args) => export::run(&args, context, tracking),
    }?;
    Ok(Exit::Done)
}

/// Refuses a command line that names nothing, before a store is made for it.
fn check(command: &ExperimentsCommand) -> Result<()> {
    let is_named = match command {
        ExperimentsCommand::Create(args) => {
            let (argument, flag) = (args.name.as_deref(), args.experiment_name.as_deref());
            return new_name(argument, flag).map(drop);
        }
        ExperimentsCommand::Update(args) => return args.check(),
        ExperimentsCommand::Rename(args) => args.experiment.is_named() || !args.names.is_empty(),
        ExperimentsCommand::Delete(args) | ExperimentsCommand::Restore(args) => {
            args.experiments.is_named()
        }
        ExperimentsCommand::Search(_)
        | ExperimentsCommand::List(_)
        | ExperimentsCommand::Get(_)
        | ExperimentsCommand::Csv(_) => true,
    };
    if is_named {
        Ok(())
    } else {
        Err(missing_experiment(MISSING_EXPERIMENT))
    }
}

fn create(args: &CreateArgs, context: &Context, tracking: &Tracking) -> Result<()> {
    let mut tags = pairs::tags(&args.tags)?;
    if let Some(retention) = &args.trace_archival_retention {
        tags.push(Tag::new(
            keys::TRACE_ARCHIVAL_RETENTION,
            update::retention_value(retention),
        ));
    }
    let name = new_name(args.name.as_deref(), args.experiment_name.as_deref())?;
    check_name(name)?;
    let id = tracking.create_experiment(name, args.artifact_location.as_deref(), tags)?;
    output::one(
        context.printer(),
        args.output.format(),
        &format!("Created experiment '{}' with id {id}", printable(name)),
        &json!({"experiment_id": id, "name": name}),
    )
}

/// The name of a new experiment: the argument or the flag.
fn new_name<'a>(argument: Option<&'a str>, flag: Option<&'a str>) -> Result<&'a str> {
    match (argument, flag) {
        (Some(extra), Some(_)) => Err(usage_error(format!(
            "Got unexpected extra argument ({extra}): `--experiment-name` gives the name"
        ))),
        (Some(name), None) | (None, Some(name)) => Ok(name),
        (None, None) => Err(usage_error(
            "Missing option '--experiment-name' / '-n': expected the name of the new experiment as \
             argument or flag",
        )),
    }
}

/// An empty name has another phrase in MLflow's commands than in its server's answers.
fn check_name(name: &str) -> Result<()> {
    if name.is_empty() {
        return Err(Error::missing_value("name").begin("Invalid experiment name: ''"));
    }
    Ok(())
}

fn search(args: &SearchArgs, context: &Context, tracking: &Tracking) -> Result<()> {
    let filter = args.filter.as_deref();
    let mut experiments = tracking.all_experiments(args.view.into(), filter, args.limit.limit())?;
    experiments.sort_by(|a, b| listing::by_number(&a.experiment_id, &b.experiment_id));
    output::list(
        context.printer(),
        args.output.format(),
        &listing::Experiments(&experiments),
    )?;
    if experiments.is_empty() {
        context.nothing_found();
    }
    Ok(())
}

fn get(args: &GetArgs, context: &Context, tracking: &Tracking) -> Result<()> {
    let phrase = "Must specify exactly one of --experiment-id or --experiment-name";
    let experiment = args.experiment.find(tracking, phrase)?;
    let record = record::experiment(&experiment);
    match args.output.format() {
        Format::Table => context.printer().result(&listing::fields(&experiment)),
        other => output::one(context.printer(), other, "", &record),
    }
}

fn rename(args: &RenameArgs, context: &Context, tracking: &Tracking) -> Result<()> {
    let (id, name) = renaming(args, tracking)?;
    check_name(&name)?;
    let renamed = tracking.rename_experiment(&id, &name);
    renamed.map_err(|error| match error.code() {
        ErrorCode::InvalidState => error.begin("Cannot rename a non-active experiment"),
        _ => error,
    })?;
    output::one(
        context.printer(),
        args.output.format(),
        &format!(
            "Experiment with id {id} has been renamed to '{}'.",
            printable(&name)
        ),
        &json!({"experiment_id": id, "name": name}),
    )
}

/// Which experiment gets which name: the arguments fill what the flags leave open.
fn renaming(args: &RenameArgs, tracking: &Tracking) -> Result<(ExperimentId, String)> {
    let mut words = args.names.iter();
    let id = match args.experiment.id(tracking)? {
        Some(id) => id,
        None => match words.next() {
            Some(text) => naming::experiment(text, tracking)?.experiment_id,
            None => return Err(missing_experiment(MISSING_EXPERIMENT)),
        },
    };
    let name = args.new_name.as_ref().or_else(|| words.next());
    let name = name.ok_or_else(|| {
        usage_error("Missing option '--new-name': expected the new name as argument or flag")
    })?;
    match words.next() {
        Some(extra) => Err(usage_error(format!(
            "Got unexpected extra argument ({extra}): expected an experiment and its new name"
        ))),
        None => Ok((id, name.clone())),
    }
}

/// Moves experiments to another stage, one after the other.
fn set_stage(
    args: &StageArgs,
    stage: LifecycleStage,
    context: &Context,
    tracking: &Tracking,
) -> Result<()> {
    let (from, verb) = match stage {
        LifecycleStage::Deleted => (Stage::Active, "delete"),
        LifecycleStage::Active => (Stage::Deleted, "restore"),
    };
    let ids = args.experiments.ids(tracking, from)?;
    let chosen = Chosen {
        verb,
        noun: "experiment",
        ids: &ids.iter().map(ExperimentId::as_str).collect::<Vec<_>>(),
        is_filtered: args.experiments.is_filtered(),
    };
    if !chosen.may_go_on(args.consent, args.output, context)? {
        return Ok(());
    }
    let format = args.output.format();
    let mut records = Vec::new();
    for id in &ids {
        let text = match stage {
            LifecycleStage::Deleted => {
                tracking.delete_experiment(id)?;
                format!("Experiment with ID {id} has been deleted.")
            }
            LifecycleStage::Active => {
                tracking.restore_experiment(id)?;
                format!("Experiment with id {id} has been restored.")
            }
        };
        if format == Format::Table {
            context.printer().result(&text)?;
        }
        records.push(json!({"experiment_id": id, "lifecycle_stage": stage}));
    }
    match format {
        Format::Table => Ok(()),
        other => output::changed(context.printer(), other, &records),
    }
}
