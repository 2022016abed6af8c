//! `runs best`.

use clap::Args;

use crate::error::Result;
use crate::tracking::Tracking;

use super::super::context::Context;
use super::super::filter;
use super::super::naming::{self, Best};
use super::super::output::{self, Format, OutputArgs};
use super::super::usage_error::usage_error;
use super::super::which::ScopeArgs;
use super::super::{complete, record};

/// Print the ID of the run with the best value of a metric
///
/// Without a direction, the largest value is the best, but for metrics that are called after a loss,
/// an error or a time. The exit code is 3 where no run has a value.
#[derive(Args, Debug)]
pub(crate) struct BestArgs {
    /// The metric, with its direction if need be: metrics.acc, metrics.score:max, loss:min
    #[arg(value_name = "METRIC", add = complete::metrics())]
    metric: String,

    /// The smallest value is the best
    #[arg(long, conflicts_with = "max")]
    min: bool,

    /// The largest value is the best
    #[arg(long)]
    max: bool,

    /// Only runs that match this filter, for example: status = 'FINISHED'
    #[arg(long, short, value_name = "FILTER", value_parser = filter::typed)]
    filter: Option<String>,

    #[command(flatten)]
    scope: ScopeArgs,

    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn run(args: &BestArgs, context: &Context, tracking: &Tracking) -> Result<()> {
    let best = objective(args)?;
    let scope = args.scope.scope(tracking)?;
    let run = naming::best_run(&best, args.filter.as_deref(), tracking, &scope)?;
    if let Some(guess) = best.guess() {
        context.printer().message(&guess);
    }
    let record = record::run(&run);
    match args.output.format() {
        Format::Table => context.printer().result(run.info.run_id.as_str()),
        other => output::one(context.printer(), other, "", &record),
    }
}

fn objective(args: &BestArgs) -> Result<Best> {
    let mut best = Best::parse(&args.metric)?;
    if args.min || args.max {
        if !best.is_guessed {
            return Err(usage_error(format!(
                "`{}` has a direction already; expected no `--min` and no `--max` beside it",
                args.metric
            )));
        }
        best.objective.is_minimum = args.min;
        best.is_guessed = false;
    }
    Ok(best)
}
