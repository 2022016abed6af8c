//! Finding runs: `runs search`, and MLflow's own `runs list`.

use std::sync::Arc;

use clap::Args;

use crate::config;
use crate::entity::{ExperimentId, Run, ViewType};
use crate::error::{Error, Result};
use crate::tracking::{ExperimentSearch, Pages, RunSearch, Tracking};

use super::super::args::{self, View};
use super::super::context::Context;
use super::super::output::{self, OutputArgs};
use super::super::report::Exit;
use super::super::usage_error::usage_error;
use super::listing::{Columns, ColumnsOf, RunSheet, RunTable};

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
    #[arg(long, short, value_name = "FILTER")]
    filter: Option<String>,

    /// Key to order by, with ASC or DESC behind it; may be repeated or separated by commas
    #[arg(long, short = 's', value_name = "KEY", value_delimiter = ',')]
    order_by: Vec<String>,

    /// Columns to show, separated by commas: run_id, metrics.loss, params.*, tags.stage
    #[arg(long, short, value_name = "COLUMNS", value_delimiter = ',')]
    columns: Vec<String>,

    /// ID of an experiment to search; may be repeated [env: MLFLOW_EXPERIMENT_ID]
    #[arg(long, short = 'x', value_name = "ID")]
    experiment_id: Vec<String>,

    /// Name of an experiment to search; may be repeated [env: MLFLOW_EXPERIMENT_NAME]
    #[arg(long, value_name = "NAME")]
    experiment_name: Vec<String>,

    /// Which stages to show
    #[arg(long, short, value_enum, default_value_t, ignore_case = true)]
    view: View,

    /// Maximum number of runs to show; all by default
    #[arg(long, short = 'n', value_name = "N", value_parser = args::count, allow_negative_numbers = true)]
    max_results: Option<usize>,

    /// Exit with 1 if no run is found
    #[arg(long)]
    fail_if_empty: bool,

    #[command(flatten)]
    output: OutputArgs,
}

/// List the runs of an experiment
#[derive(Args, Debug)]
pub(crate) struct ListArgs {
    /// ID of the experiment [env: MLFLOW_EXPERIMENT_ID]
    #[arg(long, short = 'x', value_name = "ID")]
    experiment_id: Option<String>,

    /// Which stages to show
    #[arg(long, short, value_enum, default_value_t, ignore_case = true)]
    view: View,

    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn search(args: &SearchArgs, context: &Context, tracking: &Tracking) -> Result<Exit> {
    let columns = Columns::parse(&args.columns)?;
    let search = RunSearch {
        experiment_ids: experiments_to_search(args, tracking)?,
        view: args.view.into(),
        filter: args.filter.as_deref(),
        order_by: &args.order_by,
        ..RunSearch::default()
    };
    let runs = all_runs(tracking, search, args.max_results)?;
    let format = args.output.format();
    output::list(context.printer(), format, &ColumnsOf::new(&runs, &columns))?;
    if runs.is_empty() {
        context.nothing_found();
    }
    Ok(if args.fail_if_empty && runs.is_empty() {
        Exit::Failed
    } else {
        Exit::Done
    })
}

pub(super) fn list(args: &ListArgs, context: &Context, tracking: &Tracking) -> Result<()> {
    let id = match &args.experiment_id {
        Some(id) => Some(id.clone()),
        None => config::var(config::EXPERIMENT_ID)?,
    };
    let id = ExperimentId::from(id.ok_or_else(|| {
        usage_error(
            "Missing option '--experiment-id' / '-x': expected it or the environment variable \
             `MLFLOW_EXPERIMENT_ID`",
        )
    })?);
    tracking.get_experiment(&id)?;
    let search = RunSearch {
        experiment_ids: vec![id],
        view: args.view.into(),
        ..RunSearch::default()
    };
    let runs = all_runs(tracking, search, None)?;
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

/// Reads page after page, up to the number asked for.
pub(in crate::cli) fn all_runs(
    tracking: &Tracking,
    mut search: RunSearch,
    limit: Option<usize>,
) -> Result<Vec<Arc<Run>>> {
    let runs = Pages::new(|page_token, max_results| {
        search.page_token = page_token;
        search.max_results = max_results;
        tracking.search_runs(&search)
    });
    runs.up_to(limit).collect()
}

/// The experiments of the flags, or else of the environment, or else all active ones.
fn experiments_to_search(args: &SearchArgs, tracking: &Tracking) -> Result<Vec<ExperimentId>> {
    let mut ids: Vec<ExperimentId> = args
        .experiment_id
        .iter()
        .map(|id| id.as_str().into())
        .collect();
    for id in &ids {
        tracking.get_experiment(id)?;
    }
    for name in &args.experiment_name {
        ids.push(by_name(name, tracking)?);
    }
    if !ids.is_empty() {
        return Ok(ids);
    }
    if let Some(name) = config::var(config::EXPERIMENT_NAME)? {
        return Ok(vec![by_name(&name, tracking)?]);
    }
    if let Some(id) = config::var(config::EXPERIMENT_ID)? {
        return Ok(vec![tracking.get_experiment(&id.into())?.experiment_id]);
    }
    let active = Pages::new(|page_token, max_results| {
        tracking.search_experiments(&ExperimentSearch {
            view: ViewType::ActiveOnly,
            max_results,
            page_token,
            ..ExperimentSearch::default()
        })
    });
    active
        .map(|experiment| Ok(experiment?.experiment_id))
        .collect()
}

fn by_name(name: &str, tracking: &Tracking) -> Result<ExperimentId> {
    let experiment = tracking.find_experiment(name)?;
    let experiment = experiment.ok_or_else(|| Error::experiment_name_not_found(name))?;
    Ok(experiment.experiment_id)
}
