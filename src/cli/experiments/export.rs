//! `mlflow experiments csv`: all runs of an experiment as a spreadsheet.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::error::{Error, Result};
use crate::staged;
use crate::tracking::{RunSearch, Tracking};

use super::super::context::Context;
use super::super::output::{self, Format, Listing, OutputArgs};
use super::super::runs::RunSheet;
use super::super::which::{ExperimentArg, MISSING_EXPERIMENT};

/// Write all runs of an experiment as CSV
#[derive(Args, Debug)]
pub(crate) struct CsvArgs {
    #[command(flatten)]
    experiment: ExperimentArg,

    /// File to write; stdout by default
    #[arg(long, short = 'o', value_name = "FILE")]
    filename: Option<PathBuf>,

    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn run(args: &CsvArgs, context: &Context, tracking: &Tracking) -> Result<()> {
    let id = args
        .experiment
        .find(tracking, MISSING_EXPERIMENT)?
        .experiment_id;
    let search = RunSearch {
        experiment_ids: vec![id.clone()],
        ..RunSearch::default()
    };
    let runs = tracking.all_runs(search, None)?;
    if runs.is_empty() {
        context.nothing_found();
    }
    let sheet = RunSheet::of(&runs);
    let Some(file) = &args.filename else {
        return output::list(context.printer(), args.output.or(Format::Csv), &sheet);
    };
    let cannot_write = |e: std::io::Error| Error::io("write", file, e);
    let mut bytes = Vec::new();
    sheet.sheet().write_csv(&mut bytes).map_err(cannot_write)?;
    staged::write(file, &bytes).map_err(cannot_write)?;
    output::one(
        context.printer(),
        args.output.format(),
        &format!(
            "Experiment with ID {id} has been exported as a CSV to file: {}.",
            file.display()
        ),
        &json!({"experiment_id": id, "filename": file, "runs": runs.len()}),
    )
}
