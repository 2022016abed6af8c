//! `mlflow run`.

mod backend;
mod background;
mod grid;
mod help;
mod params;
mod workflow;

use std::path::PathBuf;

use clap::{Args, ValueHint};

use crate::config;
use crate::entity::{Run, RunId, RunStatus};
use crate::environment::EnvManager;
use crate::error::{Error, ErrorCode, Result};
use crate::process::ProcessEnd;
use crate::project::{Ended, Project, ProjectSettings, RunOutcome};
use crate::tracking::Tracking;

use super::args::{self, AccessArgs, ExperimentArgs};
use super::complete;
use super::context::Context;
use super::env_manager::EnvManagerArg;
use super::printer::Printer;
use super::progress::RunProgress;
use super::report::{self, Exit};
use super::run_result::{self, RunResultArgs};
use super::summary;
use grid::GridArgs;
use workflow::WorkflowArgs;

/// Run a project
///
/// A project is a folder (or repository, or archive) with an `MLproject` file, which names entry points, their parameters
/// and the environment that they need; a folder with a script will do. The command runs in the
/// project's folder, and a new run records its parameters, its source and how it ended. A Ctrl-C or
/// signal is passed on to the command, which then has 30 seconds to end; a second one kills it.
///
/// `--output json` prints the run at its end; what the command prints then goes to stderr.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(crate) struct RunArgs {
    /// Folder, git repository or .zip archive of the project; `#sub/folder` may follow
    ///
    /// A repository is an address that git takes: `https://…`, `ssh://…`, `git@host:path`,
    /// `file://…`. It is fetched into a temporary folder with your own git configuration.
    #[arg(value_name = "URI", value_hint = ValueHint::AnyPath)]
    uri: String,

    /// Entry point, or a script of the project such as `train.py`
    #[arg(long, short = 'e', value_name = "NAME", default_value = "main", add = complete::entry_points())]
    entry_point: String,

    /// Version of a project in a git repository: a branch, tag or commit
    ///
    /// That of a local repository is checked out in a temporary folder; your own stays as it is.
    #[arg(long, short = 'v', value_name = "VERSION")]
    version: Option<String>,

    /// Parameter, as name=value, or name alone for a flag; may be repeated
    ///
    /// What the entry point does not declare is passed to its command as `--name value`, or as
    /// `--name`. A declared parameter of type `flag` puts `--name` or nothing into the command.
    #[arg(
        long = "param-list",
        short = 'P',
        value_name = "NAME=VALUE",
        allow_hyphen_values = true,
        add = complete::parameters()
    )]
    params: Vec<String>,

    /// List the project's entry points and their parameters, and run nothing
    #[arg(long)]
    help_project: bool,

    /// Argument for `docker run`, as name=value or name; may be repeated
    ///
    /// `-A gpus=all` becomes `--gpus all`, and `-A t` becomes `-t`.
    #[arg(
        long,
        short = 'A',
        value_name = "NAME=VALUE",
        allow_hyphen_values = true
    )]
    docker_args: Vec<String>,

    #[command(flatten)]
    experiment: ExperimentArgs,

    /// Where the command runs: `local` or `kubernetes`
    ///
    /// `kubernetes` hands the project's container to a cluster as a job, shows what it prints and
    /// waits for its end; a Ctrl-C deletes the job.
    #[arg(long, short = 'b', value_name = "BACKEND", default_value = "local")]
    backend: String,

    /// Settings of the backend: JSON, or a file whose name ends in `.json`
    ///
    /// For `kubernetes`: `kube-job-template-path`, a file with a job as the cluster takes it;
    /// `kube-context`, by default the current one; `repository-uri`, where
    /// `--build-image` pushes the image; `kube-start-timeout`, for how many seconds a container may fail to
    /// start, by default 60. The job reaches the store by MLFLOW_TRACKING_URI or, where that is
    /// set, KUBE_MLFLOW_TRACKING_URI.
    #[arg(
        long,
        short = 'c',
        value_name = "JSON",
        value_parser = backend::well_formed,
        required_if_eq("backend", "kubernetes")
    )]
    backend_config: Option<String>,

    /// Take the programs on the PATH, as `--env-manager local` does
    #[arg(long, conflicts_with = "env_manager")]
    no_conda: bool,

    /// What builds the project's environment
    ///
    /// By default `virtualenv` for a project with a `python_env.yaml` or `requirements.txt`,
    /// `conda` for one with a `conda.yaml`, `uv` for one with a `uv.lock`, and `local` for one that
    /// names no environment. Projects that the command runs inherit it [env: MLFLOW_ENV_MANAGER].
    /// Environments are kept in `~/.mlflow/envs` (`MLFLOW_ENV_ROOT`); see `mlflow env`.
    #[arg(long, value_name = "MANAGER", value_enum)]
    env_manager: Option<EnvManagerArg>,

    /// Folder for the artifacts that parameters of type `path` download [env: MLFLOW_TMP_DIR]
    #[arg(long, value_name = "FOLDER")]
    storage_dir: Option<PathBuf>,

    /// A run to continue, instead of starting one: its ID, its name or `@last`
    #[arg(long, value_name = "RUN", add = complete::runs())]
    run_id: Option<String>,

    /// Name of the run; a random one by default
    ///
    /// As in MLflow, MLFLOW_RUN_NAME does not name it.
    #[arg(long, alias = "name", value_name = "NAME")]
    run_name: Option<String>,

    /// Build a new image with the project's files, for a project with a `docker_env`
    ///
    /// Without it, the image that the project names is used as it is.
    #[arg(long)]
    build_image: bool,

    #[command(flatten)]
    result: RunResultArgs,

    #[command(flatten)]
    access: AccessArgs,

    #[command(flatten)]
    workflow: WorkflowArgs,

    #[command(flatten)]
    grid: GridArgs,

    /// This process carries out a run that another one has started
    #[arg(long, hide = true, requires = "run_id")]
    detached: bool,
}

const EXAMPLES: &str = "\
Examples:
  mlflow run . -P alpha=0.5
  mlflow run examples/logistic_regression --experiment-name my-first-experiment
  mlflow run . -e train.py -P epochs=3 --env-manager local
  mlflow run https://github.com/mlflow/mlflow-example -v main -P alpha=0.4
  mlflow run . -P lr=0.1,0.01 -P depth=2,3 --grid --jobs 4 --objective metrics.loss:min
  mlflow run . --run-name nightly 2>&1 | sed -n \"s/.*Run (ID '\\(.*\\)').*/\\1/p\"";

/// The exit code of a shell that does not find a program.
const SHELL_NOT_FOUND: i32 = 127;

pub(super) fn run(args: &RunArgs, context: &Context) -> Result<Exit> {
    if args.help_project {
        return help::run(&args.uri, args.version.as_deref(), context);
    }
    let detached = args.run_id.clone().filter(|_| args.detached);
    let exit = load_and_run(args, context);
    // An error before the run is continued must not leave it RUNNING.
    if let (Some(run_id), Err(_)) = (detached, &exit) {
        end_failed(&run_id.into(), context.tracking()?);
    }
    exit
}

fn load_and_run(args: &RunArgs, context: &Context) -> Result<Exit> {
    let given = params::given(&args.params)?;
    args.result.prepare()?;
    let progress = RunProgress::new(context.printer()).with_id_file(args.result.id_file());
    let project = Project::load(settings(args)?, report::watch_signals()?, &progress)?;
    let target = |tracking: &Tracking| {
        let (run_id, run_name) = (args.run_id.clone(), args.run_name.clone());
        args::run_target(run_id, run_name, &args.experiment, tracking)
    };
    let policy = args.workflow.policy();
    if args.grid.is_wanted(&given) {
        if args.workflow.background {
            let message = "`--background` is for a single run, and a table of values makes several";
            let hint = "leave `--background` out, and put the command into the background: `… &`";
            return Err(Error::invalid(message).hint(hint));
        }
        let target = target(context.tracking()?)?;
        return grid::run(args, &given, &project, target, context);
    }
    args.grid.check_unused()?;
    for param in given
        .params
        .iter()
        .filter(|param| param.is_list_of_numbers())
    {
        let hint = format!(
            "`{}` gets all of this as one text; `--grid` runs the project once for each value",
            param.name
        );
        context.printer().hint(&hint);
    }
    let trial = project.trial(&given.params)?;
    let tracking = context.tracking()?;
    let target = target(tracking)?;
    if args.workflow.background {
        return background::run(args, &project, &trial, target, context);
    }
    let output = match args.result.format() {
        Some(_) => Some(Printer::stderr_file()?),
        None => None,
    };
    match project.run(&trial, tracking, target, policy, &progress, output.as_ref())? {
        RunOutcome::Found(run) => not_needed(&run, args, context),
        RunOutcome::Ran(ended) => {
            print_result(&ended.run, policy.only_if_needed, args, context)?;
            report_end(&ended, context, tracking)
        }
    }
}

/// Prints the run as it was asked for, or its id where that is the result.
fn print_result(run: &Run, is_id_result: bool, args: &RunArgs, context: &Context) -> Result<()> {
    let printer = context.printer();
    if is_id_result && args.result.format().is_none() {
        return printer.result(run.info.run_id.as_str());
    }
    args.result.print(printer, run)
}

fn report_end(ended: &Ended, context: &Context, tracking: &Tracking) -> Result<Exit> {
    summary::print(context.printer(), tracking, &ended.run, None);
    if ended.cancelled {
        return Ok(Exit::Cancelled);
    }
    if !ended.end.is_success() {
        return Err(command_failed(ended.end));
    }
    Ok(Exit::Done)
}

/// Reports the run because of which no new one is needed.
fn not_needed(found: &Run, args: &RunArgs, context: &Context) -> Result<Exit> {
    let run_id = &found.info.run_id;
    context.printer().message(&format!(
        "not needed: run `{run_id}` finished with the same project, entry point and parameters"
    ));
    if let Some(path) = args.result.id_file() {
        run_result::write_id(path, run_id);
    }
    print_result(found, true, args, context)?;
    Ok(Exit::Done)
}

/// Records that a run failed, beside the error that is reported anyway.
fn end_failed(run_id: &RunId, tracking: &Tracking) {
    let is_open = tracking
        .get_run(run_id)
        .is_ok_and(|run| !run.info.status.is_terminated());
    if is_open && let Err(error) = tracking.end_run(run_id, RunStatus::Failed) {
        tracing::warn!("run `{run_id}` could not be recorded as FAILED: {error}");
    }
}

impl RunArgs {
    /// The manager that the flags name.
    fn env_manager(&self) -> Option<&'static str> {
        match self.env_manager {
            Some(manager) => Some(EnvManager::from(manager).as_str()),
            None => self.no_conda.then_some(EnvManager::Local.as_str()),
        }
    }
}

fn settings(args: &RunArgs) -> Result<ProjectSettings> {
    let env_manager = match args.env_manager {
        Some(manager) => Some(manager.into()),
        None if args.no_conda => Some(EnvManager::Local),
        None => EnvManager::inherited()?,
    };
    let storage_dir = match &args.storage_dir {
        Some(folder) => Some(folder.clone()),
        None => config::var(config::TMP_DIR)?.map(PathBuf::from),
    };
    Ok(ProjectSettings {
        project_uri: args.uri.clone(),
        version: args.version.clone(),
        entry_point: args.entry_point.clone(),
        backend: args.backend.clone(),
        backend_config: backend::config(args.backend_config.as_deref())?,
        env_manager,
        storage_dir,
        docker_args: params::docker_args(&args.docker_args)?,
        build_image: args.build_image,
        access: args.access.access.into(),
    })
}

fn command_failed(end: ProcessEnd) -> Error {
    let error = Error::new(
        ErrorCode::ExecutionFailed,
        format!("the project's command {end}"),
    );
    if end != ProcessEnd::Exited(SHELL_NOT_FOUND) {
        return error;
    }
    error.hint("exit code 127 means that the shell did not find a program on the PATH")
}
