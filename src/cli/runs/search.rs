//! Finding runs: `runs search`, and MLflow's own `runs list`.

use clap::Args;

use crate::config;
use crate::entity::ExperimentId;
use crate::error::Result;
use crate::search::{RunField, RunKey, parse_run_filter};
use crate::tracking::{RunSearch, Tracking};

use super::super::args::{RunLimitArgs, View};
use super::super::context::Context;
use super::super::filter;
use super::super::output::{self, OutputArgs};
use super::super::report::Exit;
use super::super::usage_error::usage_error;
use super::super::which::ScopeArgs;
use super::super::{complete, naming};
use super::listing::{Columns, ColumnsOf, RunSheet, RunTable};

/// How many runs are looked at for their keys where a search finds nothing.
const RUNS_WITH_KEYS: usize = 1_000;

/// Find runs by what they logged
///
/// The filter language is MLflow's, with OR, NOT and parentheses added:
///
///   metrics.loss < 0.3 AND params.solver = 'saga'
///   (tags.stage = 'dev' OR status = 'FAILED') AND NOT run_name LIKE 'tmp%'
///   start_time > 1700000000000 AND datasets.name IN ('iris', 'wine')
///
/// Without an experiment, all active ones are searched.
#[derive(Args, Debug)]
#[command(verbatim_doc_comment)]
pub(crate) struct SearchArgs {
    /// Filter that runs must match
    #[arg(long, short, value_name = "FILTER", value_parser = filter::typed)]
    filter: Option<String>,

    /// Key to order by, with ASC or DESC behind it; may be repeated or separated by commas
    #[arg(long, short = 's', value_name = "KEY", value_delimiter = ',', add = complete::fields())]
    order_by: Vec<String>,

    /// Columns to show, separated by commas: run_id, metrics.loss, params.*, tags.stage
    #[arg(long, short, value_name = "COLUMNS", value_delimiter = ',', add = complete::fields())]
    columns: Vec<String>,

    #[command(flatten)]
    scope: ScopeArgs,

    /// Which stages to show
    #[arg(long, short, value_enum, default_value_t, ignore_case = true)]
    view: View,

    #[command(flatten)]
    limit: RunLimitArgs,

    /// Exit with 3 if no run is found
    #[arg(long)]
    fail_if_empty: bool,

    #[command(flatten)]
    output: OutputArgs,
}

/// List the runs of an experiment
#[derive(Args, Debug)]
pub(crate) struct ListArgs {
    /// The experiment: its name, its ID, or the beginning of a long ID
    #[arg(value_name = "EXPERIMENT", add = complete::experiments())]
    experiment: Option<String>,

    /// ID of the experiment [env: MLFLOW_EXPERIMENT_ID]
    #[arg(long, short = 'x', value_name = "ID", add = complete::experiment_ids())]
    experiment_id: Option<String>,

    /// Name of the experiment [env: MLFLOW_EXPERIMENT_NAME]
    #[arg(long, alias = "name", value_name = "NAME", conflicts_with = "experiment_id", add = complete::experiments())]
    experiment_name: Option<String>,

    /// Which stages to show
    #[arg(long, short, value_enum, default_value_t, ignore_case = true)]
    view: View,

    #[command(flatten)]
    limit: RunLimitArgs,

    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn search(args: &SearchArgs, context: &Context, tracking: &Tracking) -> Result<Exit> {
    let columns = Columns::parse(&args.columns)?;
    let experiment_ids = args.scope.scope(tracking)?.experiments(tracking)?;
    let search = RunSearch {
        experiment_ids: experiment_ids.clone(),
        view: args.view.into(),
        filter: args.filter.as_deref(),
        order_by: &args.order_by,
        ..RunSearch::default()
    };
    let runs = tracking.all_runs(search, args.limit.limit())?;
    let format = args.output.format();
    output::list(context.printer(), format, &ColumnsOf::new(&runs, &columns))?;
    if !runs.is_empty() {
        return Ok(Exit::Done);
    }
    context.nothing_found();
    if let Some(filter) = &args.filter {
        hint_at_unknown_keys(filter, experiment_ids, context, tracking);
    }
    Ok(if args.fail_if_empty {
        Exit::NotFulfilled
    } else {
        Exit::Done
    })
}

/// Says which keys of a filter no run has that was looked at, and which may be meant. What fails here
/// is no matter: the search itself is done.
fn hint_at_unknown_keys(
    filter: &str,
    experiment_ids: Vec<ExperimentId>,
    context: &Context,
    tracking: &Tracking,
) {
    let Ok(Some(parsed)) = parse_run_filter(filter) else {
        return;
    };
    let search = RunSearch {
        experiment_ids,
        ..RunSearch::default()
    };
    let Ok(runs) = tracking.all_runs(search, Some(RUNS_WITH_KEYS)) else {
        return;
    };
    let known = naming::keys_of(&runs);
    for field in parsed.fields() {
        let Some(key) = plain_key(field).filter(|key| !known.contains(key)) else {
            continue;
        };
        let meant = naming::meant_key(&key, &known);
        let meant = meant.map(|meant| format!("; did you mean `{meant}`?"));
        let runs = if runs.len() == RUNS_WITH_KEYS {
            "none of the latest runs"
        } else {
            "no run"
        };
        let line = format!("{runs} has `{key}`{}", meant.unwrap_or_default());
        context.printer().hint(&line);
    }
}

/// A key as columns spell it; `None` for what every run has.
fn plain_key(field: &RunField) -> Option<String> {
    match field {
        RunField::Key(RunKey::Metric(key)) => Some(format!("metrics.{key}")),
        RunField::Key(RunKey::Param(key)) => Some(format!("params.{key}")),
        RunField::Key(RunKey::Tag(key)) => Some(format!("tags.{key}")),
        RunField::Key(RunKey::Attribute(_)) | RunField::Dataset(_) => None,
    }
}

pub(super) fn list(args: &ListArgs, context: &Context, tracking: &Tracking) -> Result<()> {
    let id = experiment_to_list(args, tracking)?;
    let search = RunSearch {
        experiment_ids: vec![id],
        view: args.view.into(),
        ..RunSearch::default()
    };
    let runs = tracking.all_runs(search, args.limit.limit())?;
    output::list(
        context.printer(),
        args.output.format(),
        &RunTable(RunSheet::of(&runs)),
    )?;
    if runs.is_empty() {
        context.nothing_found();
    }
    Ok(())
}

/// The experiment of the arguments, or else of the environment.
fn experiment_to_list(args: &ListArgs, tracking: &Tracking) -> Result<ExperimentId> {
    let by_id = |id: &str| Ok(tracking.get_experiment(&id.into())?.experiment_id);
    let by_name = |name: &str| Ok(naming::experiment_named(name, tracking)?.experiment_id);
    if let Some(text) = &args.experiment {
        return Ok(naming::experiment(text, tracking)?.experiment_id);
    }
    if let Some(id) = &args.experiment_id {
        return by_id(id);
    }
    if let Some(name) = &args.experiment_name {
        return by_name(name);
    }
    if let Some(id) = config::var(config::EXPERIMENT_ID)? {
        return by_id(&id);
    }
    if let Some(name) = config::var(config::EXPERIMENT_NAME)? {
        return by_name(&name);
    }
    Err(usage_error(
        "Missing option '--experiment-id' / '-x': expected an experiment as argument, a flag or the \
         environment variable `MLFLOW_EXPERIMENT_ID`",
    )
    .hint("`mlflow runs search` lists the runs of all experiments"))
}
