//! `mlflow exec`.

use std::ffi::OsString;

use clap::Args;

use crate::config;
use crate::error::Result;
use crate::project::{self, CommandSettings, Outputs, RunTarget};
use crate::tracking::Tracking;

use super::args::{self, AccessArgs, ExperimentArgs};
use super::complete;
use super::context::Context;
use super::pairs;
use super::printer::Printer;
use super::progress::RunProgress;
use super::report::{self, Exit};
use super::summary;

/// Run any command as a run
///
/// The run records how the command ended, its wall time, CPU time and peak memory
/// (`exec.wall_time_seconds`, `exec.user_cpu_seconds`, `exec.system_cpu_seconds`,
/// `exec.peak_memory_bytes`, `exec.exit_code`), and keeps what it printed as the artifacts
/// `stdout.txt` and `stderr.txt`. The command finds its run in MLFLOW_RUN_ID, so `mlflow runs
/// log-metric` and Python's clients within it log to it.
///
/// A Ctrl-C or signal is passed on to the command, which then has 30 seconds to end; a second one
/// kills it. The exit code is that of the command: 126 if it cannot be executed, 127 if it is not
/// found, 128 and the signal's number if a signal ended it, but 130 if this program got the signal.
/// It is 1 if the command succeeded, but its record or its output could not be written.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ExecArgs {
    #[command(flatten)]
    experiment: ExperimentArgs,

    /// A run to continue, instead of starting one: its ID, its name or `@last`
    #[arg(long, value_name = "RUN", add = complete::runs())]
    run_id: Option<String>,

    /// Name of the run; a random one by default [env: MLFLOW_RUN_NAME]
    #[arg(long, alias = "name", value_name = "NAME")]
    run_name: Option<String>,

    /// Tag to set, as key=value; may be repeated
    #[arg(long, short = 't', value_name = "KEY=VALUE")]
    tags: Vec<String>,

    /// Param to log, as name=value; may be repeated
    #[arg(long = "param", short = 'P', value_name = "NAME=VALUE", value_parser = pairs::key_value, allow_hyphen_values = true)]
    params: Vec<(String, String)>,

    /// Record the program's name alone, and not its arguments
    ///
    /// Otherwise the tag `exec.command` holds the command line, with `***` instead of what its
    /// name says is secret (`--password x`, `--token=x`, `API_KEY=x`) and of passwords in URLs.
    #[arg(long)]
    no_arguments: bool,

    #[command(flatten)]
    access: AccessArgs,

    /// The command and its arguments; `--` before it ends our own flags
    #[arg(value_name = "COMMAND", required = true, trailing_var_arg = true)]
    command: Vec<OsString>,
}

const EXAMPLES: &str = "\
Examples:
  mlflow exec -- python train.py --epochs 3
  mlflow exec --experiment-name builds --run-name nightly -t host=ci -- make test
  mlflow exec -- sh -c 'mlflow runs log-metric loss=0.1'";

pub(super) fn run(args: ExecArgs, context: &Context) -> Result<Exit> {
    let settings = CommandSettings {
        command: args.command,
        tags: pairs::tags(&args.tags)?,
        params: pairs::params(&args.params)?,
        records_arguments: !args.no_arguments,
        access: args.access.access.into(),
    };
    let run_name = match (args.run_name, &args.run_id) {
        (None, None) => config::var(config::RUN_NAME)?,
        (name, _) => name,
    };
    let tracking = context.tracking()?;
    let target = args::run_target(args.run_id, run_name, &args.experiment, tracking)?;
    check_artifacts(&target, tracking)?;
    let (stdout, stderr) = Printer::outputs();
    let outputs = Outputs {
        stdout: Box::new(stdout),
        stderr: Box::new(stderr),
    };
    let progress = RunProgress::new(context.printer());
    let watch = report::watch_signals()?;
    let ended = project::exec(&settings, &watch, tracking, target, outputs, &progress)?;
    if let Some(run) = &ended.run {
        summary::print(context.printer(), tracking, run);
    }
    if ended.cancelled {
        return Ok(Exit::Cancelled);
    }
    Ok(Exit::Code(ended.end.exit_code()))
}

/// The command's output becomes an artifact when it has ended. A location to which this program cannot
/// write is refused before it begins.
fn check_artifacts(target: &RunTarget, tracking: &Tracking) -> Result<()> {
    let location = match target {
        RunTarget::New { experiment_id, .. } => {
            tracking.get_experiment(experiment_id)?.artifact_location
        }
        RunTarget::Existing { run_id, .. } => tracking.get_run(run_id)?.info.artifact_uri,
    };
    tracking.check_artifact_location(&location)
}
