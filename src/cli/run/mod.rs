//! `mlflow run`.

mod help;

use std::path::{Path, PathBuf};

use clap::error::ErrorKind;
use clap::{Args, ValueEnum};

use crate::config;
use crate::error::{Error, ErrorCode, Result};
use crate::project::{DockerArg, EnvManager, GivenParam, ProcessEnd, Project, ProjectSettings};

use super::args::{self, ExperimentArgs};
use super::context::Context;
use super::progress::RunProgress;
use super::report::{self, Exit};
use super::summary;

/// Run a project
///
/// A project is a folder (or repository, or archive) with an `MLproject` file, which names entry points, their parameters
/// and the environment that they need; a folder with a script will do. The command runs in the
/// project's folder, and a new run records its parameters, source and end. A Ctrl-C or signal is
/// passed on to it; it has 30 seconds to end, and a second one kills it.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct RunArgs {
    /// Folder, git repository or .zip archive of the project; `#sub/folder` may follow
    ///
    /// A repository is an address that git takes: `https://…`, `ssh://…`, `git@host:path`,
    /// `file://…`. It is fetched into a temporary folder with your own git configuration.
    #[arg(value_name = "URI")]
    uri: String,

    /// Entry point, or a script of the project such as `train.py`
    #[arg(long, short = 'e', value_name = "NAME", default_value = "main")]
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
        allow_hyphen_values = true
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

    /// Where the command runs: `local`, the only one so far
    #[arg(long, short = 'b', value_name = "BACKEND", default_value = "local")]
    backend: String,

    /// Settings of the backend: JSON, or a file whose name ends in `.json`
    #[arg(long, short = 'c', value_name = "JSON")]
    backend_config: Option<String>,

    /// Take the programs on the PATH, as `--env-manager local` does
    #[arg(long, conflicts_with = "env_manager")]
    no_conda: bool,

    /// What builds the project's environment
    ///
    /// By default `virtualenv` for a project with a `python_env.yaml` or `requirements.txt`,
    /// `conda` for one with a `conda.yaml`, `uv` for one with a `uv.lock`, and `local` for one that
    /// names no environment. What a project runs itself inherits it [env: MLFLOW_ENV_MANAGER].
    /// Environments are kept in `~/.mlflow/envs` (`MLFLOW_ENV_ROOT`); see `mlflow env`.
    #[arg(long, value_name = "MANAGER", value_enum)]
    env_manager: Option<EnvManagerArg>,

    /// Folder for artifacts that parameters of type `path` name [env: MLFLOW_TMP_DIR]
    #[arg(long, value_name = "FOLDER")]
    storage_dir: Option<PathBuf>,

    /// ID of a run to continue, instead of starting one
    #[arg(long, value_name = "ID")]
    run_id: Option<String>,

    /// Name of the run; a random one by default
    ///
    /// As in MLflow, MLFLOW_RUN_NAME does not name it.
    #[arg(long, value_name = "NAME")]
    run_name: Option<String>,

    /// Build a new image with the project's files, for a project with a `docker_env`
    ///
    /// Without it, the image that the project names is used as it is.
    #[arg(long)]
    build_image: bool,
}

const EXAMPLES: &str = "\
Examples:
  mlflow run . -P alpha=0.5
  mlflow run examples/logistic_regression --experiment-name my-first-experiment
  mlflow run . -e train.py -P epochs=3 --env-manager local
  mlflow run . --run-name nightly 2>&1 | sed -n \"s/.*Run (ID '\\(.*\\)').*/\\1/p\"";

/// How a shell ends that does not find a program.
const SHELL_NOT_FOUND: i32 = 127;

/// What builds an environment.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum EnvManagerArg {
    /// Nothing: the programs on the PATH are taken
    Local,
    /// uv where it is on the PATH, or else Python's venv and pip
    Virtualenv,
    /// uv
    Uv,
    /// conda, mamba or micromamba
    Conda,
}

impl From<EnvManagerArg> for EnvManager {
    fn from(manager: EnvManagerArg) -> Self {
        match manager {
            EnvManagerArg::Local => Self::Local,
            EnvManagerArg::Virtualenv => Self::Virtualenv,
            EnvManagerArg::Uv => Self::Uv,
            EnvManagerArg::Conda => Self::Conda,
        }
    }
}

pub(super) fn run(args: RunArgs, context: &Context) -> Result<Exit> {
    if args.help_project {
        return help::run(&args.uri, args.version.as_deref(), context);
    }
    check_backend_config(args.backend_config.as_deref())?;
    let params = match given_params(&args.params) {
        Ok(params) => params,
        Err(wrong) => return Ok(report::usage(context, &wrong)),
    };
    let progress = RunProgress::new(context.printer());
    let project = Project::load(settings(&args, params)?, &progress)?;

    let tracking = context.tracking()?;
    let target = args::run_target(args.run_id, args.run_name, &args.experiment, tracking)?;
    let ended = project.run(tracking, target, &progress)?;
    summary::print(context.printer(), tracking, &ended.run);
    if ended.cancelled {
        return Ok(Exit::Cancelled);
    }
    if !ended.end.is_success() {
        return Err(command_failed(ended.end));
    }
    Ok(Exit::Done)
}

fn settings(args: &RunArgs, params: Vec<GivenParam>) -> Result<ProjectSettings> {
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
        params,
        backend: args.backend.clone(),
        env_manager,
        storage_dir,
        docker_args: docker_args(&args.docker_args)?,
        build_image: args.build_image,
    })
}

/// Reads `name=value` and `name`; a name may come once, or the command line is wrong.
fn given_params(texts: &[String]) -> Result<Vec<GivenParam>, clap::Error> {
    let mut params: Vec<GivenParam> = Vec::new();
    for text in texts {
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (text.as_str(), None),
        };
        if params.iter().any(|param| param.name == name) {
            let message = format!("param `{name}` comes twice; expected each name once\n");
            return Err(clap::Error::raw(ErrorKind::ValueValidation, message));
        }
        params.push(GivenParam {
            name: name.to_owned(),
            value,
        });
    }
    Ok(params)
}

fn command_failed(end: ProcessEnd) -> Error {
    let error = Error::new(
        ErrorCode::ExecutionFailed,
        format!("the project's command {end}"),
    );
    if end != ProcessEnd::Exited(SHELL_NOT_FOUND) {
        return error;
    }
    error.hint("this exit code is the shell's word for a program that is not on the PATH")
}

/// Reads `name=value` and `name`; a name may come once, as in MLflow.
fn docker_args(texts: &[String]) -> Result<Vec<DockerArg>> {
    let mut args: Vec<DockerArg> = Vec::new();
    for text in texts {
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (text.as_str(), None),
        };
        if args.iter().any(|arg| arg.name == name) {
            return Err(Error::invalid(format!(
                "the Docker argument `{name}` comes twice; expected each name once"
            )));
        }
        args.push(DockerArg {
            name: name.to_owned(),
            value,
        });
    }
    Ok(args)
}

/// The local backend needs no settings, but a text that is none is a mistake all the same.
fn check_backend_config(text: Option<&str>) -> Result<()> {
    let Some(text) = text else {
        return Ok(());
    };
    let is_file = Path::new(text)
        .extension()
        .is_some_and(|extension| extension == "json");
    let json = if is_file {
        std::fs::read_to_string(text).map_err(|e| Error::io("read", text.as_ref(), e))?
    } else {
        text.to_owned()
    };
    serde_json::from_str::<serde_json::Value>(&json)
        .map(|_| ())
        .map_err(|e| {
            Error::invalid(format!("the backend config `{text}` is not valid JSON")).caused_by(e)
        })
}
