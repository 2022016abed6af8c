//! `mlflow runs …`.

mod batch;
mod best;
mod compare;
mod lifecycle;
mod listing;
mod log;
mod overview;
mod plot;
mod running;
mod search;
mod show;
mod wait;
mod watch;

use clap::Subcommand;

use crate::error::Result;

use super::context::Context;
use super::report::Exit;

pub(super) use listing::RunSheet;
pub(super) use overview::{children_of, page_url};
pub(super) use running::Running;

/// Start, log to, find and change runs
///
/// Commands that work on one run take it from `--run-id` or from MLFLOW_RUN_ID, so that a script
/// names it once.
#[derive(Debug, Subcommand)]
#[command(after_help = EXAMPLES)]
pub(crate) enum RunsCommand {
    Start(lifecycle::StartArgs),
    LogMetric(log::LogMetricArgs),
    LogParam(log::LogParamArgs),
    SetTag(log::SetTagArgs),
    DeleteTag(log::DeleteTagArgs),
    LogBatch(batch::LogBatchArgs),
    End(lifecycle::EndArgs),
    Wait(wait::WaitArgs),
    Create(lifecycle::CreateArgs),
    Search(search::SearchArgs),
    List(search::ListArgs),
    Best(best::BestArgs),
    Compare(compare::CompareArgs),
    Show(overview::ShowArgs),
    Watch(watch::WatchArgs),
    Plot(plot::PlotArgs),
    Describe(show::DescribeArgs),
    Metrics(show::MetricsArgs),
    /// Move runs to the deleted stage
    Delete(lifecycle::StageArgs),
    /// Bring deleted runs back
    Restore(lifecycle::StageArgs),
}

const EXAMPLES: &str = "\
Examples:
  export MLFLOW_RUN_ID=$(mlflow runs start --experiment-name fraud)
  mlflow runs log-param lr=0.1 depth=6
  mlflow runs log-metric loss=0.25 --step 1
  mlflow runs end
  mlflow runs show @last
  mlflow runs plot metrics.loss @last
  mlflow runs compare @last~1 @last
  mlflow runs best metrics.loss:min --experiment fraud
  mlflow runs search --experiment-name fraud --filter 'metrics.loss < 0.3' \\
      --order-by 'metrics.loss ASC' --columns run_id,metrics.loss,params.lr";

pub(super) fn run(command: RunsCommand, context: &Context) -> Result<Exit> {
    let tracking = match &command {
        RunsCommand::Start(_) | RunsCommand::Create(_) => context.tracking()?,
        RunsCommand::Search(_)
        | RunsCommand::List(_)
        | RunsCommand::Best(_)
        | RunsCommand::Compare(_)
        | RunsCommand::Show(_)
        | RunsCommand::Watch(_)
        | RunsCommand::Plot(_)
        | RunsCommand::Describe(_)
        | RunsCommand::Metrics(_) => context.tracking_to_read()?,
        _ => context.tracking_as_it_is()?,
    };
    match command {
        RunsCommand::Start(args) => lifecycle::start(args, context, tracking),
        RunsCommand::LogMetric(args) => log::metric(&args, context, tracking),
        RunsCommand::LogParam(args) => log::param(&args, context, tracking),
        RunsCommand::SetTag(args) => log::set_tag(&args, context, tracking),
        RunsCommand::DeleteTag(args) => log::delete_tag(&args, context, tracking),
        RunsCommand::LogBatch(args) => batch::run(&args, context, tracking),
        RunsCommand::End(args) => lifecycle::end(&args, context, tracking),
        RunsCommand::Wait(args) => return wait::run(&args, context, tracking),
        RunsCommand::Create(args) => lifecycle::create(args, context, tracking),
        RunsCommand::Search(args) => return search::search(&args, context, tracking),
        RunsCommand::List(args) => search::list(&args, context, tracking),
        RunsCommand::Watch(args) => return watch::run(&args, context, tracking),
        RunsCommand::Plot(args) => plot::run(&args, context, tracking),
        RunsCommand::Compare(args) => compare::run(&args, context, tracking),
        RunsCommand::Best(args) => best::run(&args, context, tracking),
        RunsCommand::Show(args) => overview::run(&args, context, tracking),
        RunsCommand::Describe(args) => show::describe(&args, context, tracking),
        RunsCommand::Metrics(args) => show::metrics(&args, context, tracking),
        RunsCommand::Delete(args) => lifecycle::delete(&args, context, tracking),
        RunsCommand::Restore(args) => lifecycle::restore(&args, context, tracking),
    }?;
    Ok(Exit::Done)
}
