//! `mlflow experiments …`.

mod export;
mod listing;
mod update;

use clap::{ArgGroup, Args, Subcommand};
use serde_json::json;

use crate::entity::{Experiment, ExperimentId, LifecycleStage, Tag, keys};
use crate::error::{Error, ErrorCode, Result};
use crate::tracking::{ExperimentSearch, Pages, Tracking};

use super::args::{self, View};
use super::context::Context;
use super::output::{self, Format, OutputArgs, printable};
use super::pairs;
use super::record;
use super::report::Exit;

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
    Delete(ByIdArgs),
    /// Bring a deleted experiment and its runs back
    Restore(ByIdArgs),
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
    #[arg(long, short = 'n', value_name = "NAME")]
    experiment_name: String,

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
    #[arg(long, short, value_name = "FILTER")]
    filter: Option<String>,

    /// Maximum number of experiments to list; all by default
    #[arg(long, value_name = "N", value_parser = args::count, allow_negative_numbers = true)]
    max_results: Option<usize>,

    #[command(flatten)]
    output: OutputArgs,
}

/// Show one experiment
#[derive(Args, Debug)]
#[command(group = ArgGroup::new("which").required(true))]
pub(crate) struct GetArgs {
    /// ID of the experiment
    #[arg(long, short = 'x', value_name = "ID", group = "which")]
    experiment_id: Option<String>,

    /// Name of the experiment
    #[arg(long, short = 'n', value_name = "NAME", group = "which")]
    experiment_name: Option<String>,

    #[command(flatten)]
    output: OutputArgs,
}

/// Give an experiment another name
#[derive(Args, Debug)]
pub(crate) struct RenameArgs {
    /// ID of the experiment
    #[arg(long, short = 'x', value_name = "ID")]
    experiment_id: String,

    /// Its new name
    #[arg(long, value_name = "NAME")]
    new_name: String,

    #[command(flatten)]
    output: OutputArgs,
}

/// The experiment to work on.
#[derive(Args, Debug)]
pub(crate) struct ByIdArgs {
    /// ID of the experiment
    #[arg(long, short = 'x', value_name = "ID")]
    experiment_id: String,

    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn run(command: ExperimentsCommand, context: &Context) -> Result<Exit> {
    let tracking = match &command {
        ExperimentsCommand::Search(_)
        | ExperimentsCommand::List(_)
        | ExperimentsCommand::Get(_)
        | ExperimentsCommand::Csv(_) => context.tracking_to_read()?,
        // A new store has an experiment, which can be changed.
        _ => context.tracking()?,
    };
    match command {
        ExperimentsCommand::Create(args) => create(args, context, tracking),
        ExperimentsCommand::Search(args) | ExperimentsCommand::List(args) => {
            search(&args, context, tracking)
        }
        ExperimentsCommand::Get(args) => get(args, context, tracking),
        ExperimentsCommand::Update(args) => update::run(&args, context, tracking),
        ExperimentsCommand::Rename(args) => rename(args, context, tracking),
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

fn create(args: CreateArgs, context: &Context, tracking: &Tracking) -> Result<()> {
    let mut tags = pairs::tags(&args.tags)?;
    if let Some(retention) = &args.trace_archival_retention {
        tags.push(Tag::new(
            keys::TRACE_ARCHIVAL_RETENTION,
            update::retention_value(retention),
        ));
    }
    let name = args.experiment_name;
    check_name(&name)?;
    let id = tracking.create_experiment(&name, args.artifact_location.as_deref(), tags)?;
    output::one(
        context.printer(),
        args.output.format(),
        &format!("Created experiment '{}' with id {id}", printable(&name)),
        &json!({"experiment_id": id, "name": name}),
    )
}

/// An empty name has another phrase in MLflow's commands than in its server's answers.
fn check_name(name: &str) -> Result<()> {
    if name.is_empty() {
        return Err(Error::missing_value("name").begin("Invalid experiment name: ''"));
    }
    Ok(())
}

fn search(args: &SearchArgs, context: &Context, tracking: &Tracking) -> Result<()> {
    let mut experiments = find_all(args, tracking)?;
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

/// Reads page after page, up to the number asked for.
fn find_all(args: &SearchArgs, tracking: &Tracking) -> Result<Vec<Experiment>> {
    let experiments = Pages::new(|page_token, max_results| {
        tracking.search_experiments(&ExperimentSearch {
            view: args.view.into(),
            filter: args.filter.as_deref(),
            order_by: &[],
            max_results,
            page_token,
        })
    });
    experiments.up_to(args.max_results).collect()
}

fn get(args: GetArgs, context: &Context, tracking: &Tracking) -> Result<()> {
    let experiment = match (args.experiment_id, args.experiment_name) {
        (Some(id), _) => tracking.get_experiment(&id.into())?,
        (None, Some(name)) => tracking.find_experiment(&name)?.ok_or_else(|| {
            Error::experiment_name_not_found(&name)
                .begin(format_args!("Experiment with name '{name}' does not exist"))
        })?,
        (None, None) => {
            return Err(Error::invalid(
                "expected `--experiment-id` or `--experiment-name`",
            ));
        }
    };
    let record = record::experiment(&experiment);
    match args.output.format() {
        Format::Table => context.printer().result(&listing::fields(&experiment)),
        other => output::one(context.printer(), other, "", &record),
    }
}

fn rename(args: RenameArgs, context: &Context, tracking: &Tracking) -> Result<()> {
    let (id, name) = (ExperimentId::from(args.experiment_id), args.new_name);
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

fn set_stage(
    args: &ByIdArgs,
    stage: LifecycleStage,
    context: &Context,
    tracking: &Tracking,
) -> Result<()> {
    let id = ExperimentId::from(args.experiment_id.as_str());
    let text = match stage {
        LifecycleStage::Deleted => {
            tracking.delete_experiment(&id)?;
            format!("Experiment with ID {id} has been deleted.")
        }
        LifecycleStage::Active => {
            tracking.restore_experiment(&id)?;
            format!("Experiment with id {id} has been restored.")
        }
    };
    let record = json!({"experiment_id": id, "lifecycle_stage": stage});
    output::one(context.printer(), args.output.format(), &text, &record)
}
