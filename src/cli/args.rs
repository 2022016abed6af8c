//! Flags that several commands share, and how they are read.

use clap::{Args, ValueEnum};

use crate::config;
use crate::entity::{ExperimentId, RunId, RunStatus, ViewType};
use crate::error::{Error, ErrorCode, Result};
use crate::project::{RunTarget, StoreAccess};
use crate::tracking::Tracking;

use super::complete;
use super::naming::{self, Scope, Stage};
use super::run_server;

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
    text.parse().map_err(|_| match text.parse::<i128>() {
        Ok(_) => "max-results must be a non-negative integer".to_owned(),
        Err(_) => format!("'{text}' is not a valid integer"),
    })
}

/// Reads a port, for clap.
pub(super) fn port(text: &str) -> Result<u16, String> {
    text.parse().map_err(|_| match text.parse::<i128>() {
        Ok(_) => format!("'{text}' is no port: expected a number from 0 to 65535"),
        Err(_) => format!(
            "'{text}' is not a valid integer: expected a port such as 5001, or 0 for a free one"
        ),
    })
}

/// How many results a list has at most.
#[derive(Args, Clone, Copy, Debug)]
pub(super) struct LimitArgs {
    /// Maximum number of results; all by default
    #[arg(long, alias = "limit", value_name = "N", value_parser = count, allow_negative_numbers = true)]
    max_results: Option<usize>,

    /// The first one alone, as `--max-results 1`
    #[arg(short = '1', conflicts_with = "max_results")]
    first: bool,
}

/// How many runs a list has at most.
#[derive(Args, Clone, Copy, Debug)]
pub(super) struct RunLimitArgs {
    /// Maximum number of runs to show; all by default
    #[arg(long, short = 'n', alias = "limit", value_name = "N", value_parser = count, allow_negative_numbers = true)]
    max_results: Option<usize>,

    /// The first one alone, as `--max-results 1`
    #[arg(short = '1', conflicts_with = "max_results")]
    first: bool,
}

impl RunLimitArgs {
    /// The number; `None` for all.
    pub(super) fn limit(self) -> Option<usize> {
        self.max_results.or(self.first.then_some(1))
    }
}

impl LimitArgs {
    /// The number; `None` for all.
    pub(super) fn limit(self) -> Option<usize> {
        self.max_results.or(self.first.then_some(1))
    }
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

/// How the programs of a run reach a local store.
#[derive(Args, Debug)]
pub(super) struct AccessArgs {
    /// How MLflow clients of any version that the command uses reach a local store
    ///
    /// A `server` serves it while the command runs, on a port of this machine that is open to the
    /// run alone: MLFLOW_TRACKING_URI and MLFLOW_TRACKING_TOKEN lead there. `direct` names the
    /// store itself in MLFLOW_TRACKING_URI. `auto` takes `direct` for a folder, which clients of
    /// all releases open, and a `server` for a database, which only those of its own release open.
    /// A container and a store that is a server are always `direct`.
    #[arg(
        long = "tracking",
        value_name = "HOW",
        value_enum,
        default_value = "auto"
    )]
    pub(super) access: AccessArg,
}

/// The ways to a local store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum AccessArg {
    /// Whichever is best for the store
    Auto,
    /// A server of the run's own, which ends with its command
    Server,
    /// The store's own URI, for clients that know this kind of store, and for what goes on after
    /// the command's end
    Direct,
}

impl From<AccessArg> for StoreAccess {
    fn from(access: AccessArg) -> Self {
        match access {
            AccessArg::Auto => Self::Automatic(run_server::start),
            AccessArg::Server => Self::Served(run_server::start),
            AccessArg::Direct => Self::Direct,
        }
    }
}

/// The experiment in which a command starts a run.
#[derive(Args, Debug)]
pub(super) struct ExperimentArgs {
    /// ID of the experiment [env: MLFLOW_EXPERIMENT_ID] [default: 0]
    #[arg(long, value_name = "ID", conflicts_with = "experiment_name")]
    experiment_id: Option<String>,

    /// Name of the experiment, created if it is new [env: MLFLOW_EXPERIMENT_NAME]
    #[arg(long, value_name = "NAME", add = complete::experiments())]
    experiment_name: Option<String>,
}

/// An experiment by id or by name.
enum ExperimentChoice {
    Id(ExperimentId),
    Name(String),
}

impl ExperimentArgs {
    /// The experiment for a new run: the one of the flags, or else of the environment, created
    /// if it is named and new, or else the default one.
    pub(super) fn for_new_run(&self, tracking: &Tracking) -> Result<ExperimentId> {
        if let Some(chosen) = self.of_flags() {
            return chosen.get_or_create(tracking);
        }
        let name = config::var(config::EXPERIMENT_NAME)?;
        let id = config::var(config::EXPERIMENT_ID)?.map(ExperimentId::from);
        match (name, id) {
            (None, None) => Ok(crate::entity::DEFAULT_EXPERIMENT_ID.into()),
            (Some(name), None) => ExperimentChoice::Name(name).get_or_create(tracking),
            (None, Some(id)) => Ok(id),
            // MLflow 3.17.2 refuses both. Here both are allowed if they name the same experiment.
            (Some(name), Some(id)) => match tracking.find_experiment(&name)? {
                Some(experiment) if experiment.experiment_id == id => Ok(id),
                _ => Err(Error::invalid(format!(
                    "`MLFLOW_EXPERIMENT_NAME` is `{name}`, and `MLFLOW_EXPERIMENT_ID` is `{id}`, which is another experiment; expected both to name one experiment"
                ))
                .hint("unset one of the two, or choose with `--experiment-name` or `--experiment-id`")),
            },
        }
    }

    /// Whether the flags name an experiment.
    pub(super) fn is_in_flags(&self) -> bool {
        self.experiment_id.is_some() || self.experiment_name.is_some()
    }

    /// Whether the flags or the environment name an experiment at all.
    pub(super) fn is_named(&self) -> Result<bool> {
        Ok(self.is_in_flags()
            || config::var(config::EXPERIMENT_NAME)?.is_some()
            || config::var(config::EXPERIMENT_ID)?.is_some())
    }

    fn of_flags(&self) -> Option<ExperimentChoice> {
        let id = self.experiment_id.as_deref();
        let name = self.experiment_name.clone();
        id.map(|id| ExperimentChoice::Id(id.into()))
            .or_else(|| name.map(ExperimentChoice::Name))
    }

    /// An error where the flags name another experiment than that of a run that goes on.
    fn check_contains(&self, run_id: &RunId, tracking: &Tracking) -> Result<()> {
        let Some(chosen) = self.of_flags() else {
            return Ok(());
        };
        let run = tracking.get_run(run_id)?;
        let experiment = tracking.get_experiment(&run.info.experiment_id)?;
        let (id, name) = (&experiment.experiment_id, &experiment.name);
        let other = match chosen {
            ExperimentChoice::Id(other) => (other != *id).then(|| other.to_string()),
            ExperimentChoice::Name(other) => (other != *name).then_some(other),
        };
        other.map_or(Ok(()), |other| {
            Err(Error::invalid(format!(
                "run `{run_id}` is in experiment `{name}` (ID {id}), not in `{other}`; a run stays where it was started"
            ))
            .hint("leave the experiment out to continue the run"))
        })
    }
}

impl ExperimentChoice {
    fn get_or_create(self, tracking: &Tracking) -> Result<ExperimentId> {
        match self {
            Self::Id(id) => Ok(id),
            Self::Name(name) => {
                let chosen = tracking.get_or_create_experiment(&name);
                chosen.map_err(|error| match error.code() {
                    ErrorCode::InvalidState => error.begin(format_args!(
                        "Cannot set a deleted experiment '{name}' as the active experiment"
                    )),
                    _ => error,
                })
            }
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
    if let Some(run_id) = run_id {
        let run_id = naming::run_id(&run_id, tracking, &Scope::default(), Stage::Active)?;
        experiment.check_contains(&run_id, tracking)?;
        return Ok(RunTarget::Existing { run_id, run_name });
    }
    Ok(RunTarget::New {
        experiment_id: experiment.for_new_run(tracking)?,
        run_name,
        tags: Vec::new(),
    })
}
