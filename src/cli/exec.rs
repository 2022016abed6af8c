//! `mlflow exec`.

use std::ffi::OsString;
use std::path::Path;

use clap::{Args, ValueHint};

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
use super::run_result::RunResultArgs;
use super::summary;
use super::usage_error::usage_error;

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
///
/// A Python program's first `mlflow.start_run()` continues this run. A second one is a run of its own
/// beside it, in the same experiment; with `nested=True` it is a child.
///
/// `--output json` prints the run at its end; what the command prints then goes to stderr.
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

    /// Start no run: the command finds the store and the experiment, and starts its runs itself
    ///
    /// For programs that set experiments of their own, or start several runs side by side.
    #[arg(long, conflicts_with_all = ["run_id", "run_name", "tags", "params", "no_arguments", "run_id_file", "output", "json"])]
    no_run: bool,

    #[command(flatten)]
    result: RunResultArgs,

    #[command(flatten)]
    access: AccessArgs,

    /// The command and its arguments; `--` before it ends our own flags
    #[arg(
        value_name = "COMMAND",
        required = true,
        trailing_var_arg = true,
        value_hint = ValueHint::CommandWithArguments,
        add = complete::paths()
    )]
    command: Vec<OsString>,
}

const EXAMPLES: &str = "\
Examples:
  mlflow exec -- python train.py --epochs 3
  mlflow exec --experiment-name builds --run-name nightly -t host=ci -- make test
  mlflow exec -- sh -c 'mlflow runs log-metric loss=0.1'
  mlflow exec --run-id-file run_id -- make test
  mlflow exec --no-run -- python train.py";

pub(super) fn run(args: ExecArgs, context: &Context) -> Result<Exit> {
    check_command(&args.command)?;
    if args.no_run {
        return without_run(&args, context);
    }
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
    args.result.prepare()?;
    let tracking = context.tracking()?;
    let target = args::run_target(args.run_id, run_name, &args.experiment, tracking)?;
    check_artifacts(&target, tracking)?;
    let printer = context.printer();
    let progress = RunProgress::new(printer).with_id_file(args.result.id_file());
    let watch = report::watch_signals()?;
    let outputs = outputs(&args.result);
    let ended = project::exec(&settings, &watch, tracking, target, outputs, &progress)?;
    if let Some(run) = &ended.run {
        summary::print(printer, tracking, run, None);
        args.result.print(printer, run)?;
    }
    if ended.has_other_experiment {
        printer.hint(OTHER_EXPERIMENT);
    }
    if ended.cancelled {
        return Ok(Exit::Cancelled);
    }
    Ok(Exit::Code(ended.end.exit_code()))
}

/// What to do about a program that sets an experiment of its own.
const OTHER_EXPERIMENT: &str = "the command sets another experiment than the one of its run: name \
                                that one by `--experiment-name`, or let it start its runs itself \
                                by `mlflow exec --no-run -- …`";

/// Where the command's output goes: all of it to stderr where the run is printed to stdout.
fn outputs(result: &RunResultArgs) -> Outputs {
    let (stdout, stderr) = Printer::outputs();
    Outputs {
        stdout: if result.format().is_some() {
            Box::new(std::io::stderr())
        } else {
            Box::new(stdout)
        },
        stderr: Box::new(stderr),
    }
}

/// Runs the command in the environment of a run, without one.
fn without_run(args: &ExecArgs, context: &Context) -> Result<Exit> {
    let tracking = context.tracking()?;
    let experiment = if args.experiment.is_in_flags() {
        Some(args.experiment.for_new_run(tracking)?)
    } else {
        None
    };
    let watch = report::watch_signals()?;
    let progress = RunProgress::new(context.printer());
    let access = args.access.access.into();
    let (end, cancelled) = project::exec_without_run(
        &args.command,
        experiment.as_ref(),
        access,
        &watch,
        tracking,
        &progress,
    )?;
    if cancelled {
        return Ok(Exit::Cancelled);
    }
    Ok(Exit::Code(end.exit_code()))
}

/// Refuses a line for a shell where a program is expected: `'ls | wc'` is the name of none.
fn check_command(command: &[OsString]) -> Result<()> {
    let [word] = command else {
        return Ok(());
    };
    let text = word.to_string_lossy();
    let is_line = text.contains(char::is_whitespace) && !Path::new(word).exists();
    if !is_line {
        return Ok(());
    }
    let is_for_shell = text.contains(['|', '>', '<', '&', ';', '$', '*']);
    Err(usage_error(format!(
        "`{text}` is one word, and no program has that name"
    ))
    .hint(if is_for_shell {
        format!("a line for a shell goes to one: `mlflow exec -- sh -c '{text}'`")
    } else {
        format!("leave the quotes out: `mlflow exec -- {text}`")
    }))
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
