//! Flags and their readings that several commands share.

use clap::error::ErrorKind;
use clap::{Args, ValueEnum};

use crate::config;
use crate::entity::{ExperimentId, Param, RunId, RunStatus, Tag, ViewType};
use crate::error::{Error, Result};
use crate::project::RunTarget;
use crate::tracking::Tracking;

/// Which stages a list shows.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(super) enum View {
    /// What is in use
    #[default]
    #[value(name = "active_only", alias = "active-only", alias = "active")]
    ActiveOnly,
    /// What was deleted and can be restored
    #[value(name = "deleted_only", alias = "deleted-only", alias = "deleted")]
    DeletedOnly,
    /// Both
    All,
}

impl From<View> for ViewType {
    fn from(view: View) -> Self {
        match view {
            View::ActiveOnly => Self::ActiveOnly,
            View::DeletedOnly => Self::DeletedOnly,
            View::All => Self::All,
        }
    }
}

/// Reads a number of results, for clap.
pub(super) fn count(text: &str) -> Result<usize, String> {
    text.parse()
        .map_err(|_| "expected a whole number that is not negative".to_owned())
}

/// How a run ended.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(super) enum EndStatus {
    /// It ended well
    #[default]
    #[value(name = "FINISHED")]
    Finished,
    /// It ended with an error
    #[value(name = "FAILED")]
    Failed,
    /// It was ended from outside
    #[value(name = "KILLED")]
    Killed,
}

impl From<EndStatus> for RunStatus {
    fn from(status: EndStatus) -> Self {
        match status {
            EndStatus::Finished => Self::Finished,
            EndStatus::Failed => Self::Failed,
            EndStatus::Killed => Self::Killed,
        }
    }
}

/// The run that a command works on.
#[derive(Args, Debug)]
pub(super) struct RunArg {
    /// ID of the run [env: MLFLOW_RUN_ID]
    #[arg(long, short = 'r', value_name = "ID")]
    run_id: Option<String>,
}

impl RunArg {
    /// The run of the flag, or else of the environment.
    pub(super) fn run_id(&self) -> Result<RunId> {
        let run_id = match &self.run_id {
            Some(id) => Some(id.clone()),
            None => config::var(config::RUN_ID)?,
        };
        run_id.map(RunId::from).ok_or_else(|| {
            Error::invalid(
                "no run is named; expected `--run-id` or the environment variable `MLFLOW_RUN_ID`",
            )
            .hint("start one with `export MLFLOW_RUN_ID=$(mlflow runs start)`")
        })
    }
}

/// The experiment in which a command starts a run.
#[derive(Args, Debug)]
pub(super) struct ExperimentArgs {
    /// ID of the experiment [env: MLFLOW_EXPERIMENT_ID] [default: 0]
    #[arg(long, value_name = "ID", conflicts_with = "experiment_name")]
    experiment_id: Option<String>,

    /// Name of the experiment, created if it is new [env: MLFLOW_EXPERIMENT_NAME]
    #[arg(long, value_name = "NAME")]
    experiment_name: Option<String>,
}

/// An experiment by id or by name.
pub(super) enum ExperimentChoice {
    Id(ExperimentId),
    Name(String),
}

impl ExperimentArgs {
    /// The experiment of the flags, or else of the environment.
    pub(super) fn choice(&self) -> Result<Option<ExperimentChoice>> {
        if let Some(id) = &self.experiment_id {
            return Ok(Some(ExperimentChoice::Id(id.as_str().into())));
        }
        if let Some(name) = &self.experiment_name {
            return Ok(Some(ExperimentChoice::Name(name.clone())));
        }
        // As in MLflow's `set_experiment`, a name in the environment goes before an id there.
        if let Some(name) = config::var(config::EXPERIMENT_NAME)? {
            return Ok(Some(ExperimentChoice::Name(name)));
        }
        Ok(config::var(config::EXPERIMENT_ID)?.map(|id| ExperimentChoice::Id(id.into())))
    }

    /// The experiment for a new run: the one chosen, created if it is named and new, or else the
    /// default one.
    pub(super) fn for_new_run(&self, tracking: &Tracking) -> Result<ExperimentId> {
        match self.choice()? {
            Some(ExperimentChoice::Id(id)) => Ok(id),
            Some(ExperimentChoice::Name(name)) => tracking.get_or_create_experiment(&name),
            None => Ok(crate::entity::DEFAULT_EXPERIMENT_ID.into()),
        }
    }
}

/// The run that records some work: the one to continue, or a new one.
pub(super) fn run_target(
    run_id: Option<String>,
    run_name: Option<String>,
    experiment: &ExperimentArgs,
    tracking: &Tracking,
) -> Result<RunTarget> {
    if let Some(run_id) = run_id.map(RunId::from) {
        return Ok(RunTarget::Existing { run_id, run_name });
    }
    Ok(RunTarget::New {
        experiment_id: experiment.for_new_run(tracking)?,
        run_name,
    })
}

/// Reads `key=value` texts as tags; a key may come once.
pub(super) fn tags(texts: &[String]) -> Result<Vec<Tag>> {
    let mut tags: Vec<Tag> = Vec::new();
    for text in texts {
        let Some((key, value)) = text.split_once('=') else {
            return Err(Error::invalid(format!(
                "tag `{text}` has no `=`; expected `key=value`"
            )));
        };
        if tags.iter().any(|tag| tag.key == key) {
            return Err(Error::invalid(format!(
                "tag `{key}` comes twice; expected each key once"
            )));
        }
        tags.push(Tag::new(key, value));
    }
    Ok(tags)
}

/// Splits `name=value` at its first `=`.
pub(super) fn key_value(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) => Ok((name.to_owned(), value.to_owned())),
        None => Err("expected name=value".to_owned()),
    }
}

/// Takes names and values as params; a name may come once, or the command line is wrong.
pub(super) fn params(pairs: &[(String, String)]) -> Result<Vec<Param>, clap::Error> {
    let mut params: Vec<Param> = Vec::new();
    for (key, value) in pairs {
        if params.iter().any(|param| &param.key == key) {
            let message = format!("param `{key}` comes twice; expected each name once\n");
            return Err(clap::Error::raw(ErrorKind::ValueValidation, message));
        }
        params.push(Param::new(key, value));
    }
    Ok(params)
}
