//! The arguments by which a command is told on which runs and experiments it works. How their texts
//! are read is in [`naming`].

use std::borrow::Cow;
use std::sync::Arc;

use clap::Args;

use crate::config;
use crate::entity::{Experiment, ExperimentId, Run, RunId};
use crate::error::{Error, ErrorCode, Result};
use crate::tracking::Tracking;

use super::complete;
use super::filter;
use super::naming::{self, Scope, Stage};
use super::usage_error::usage_error;

/// The run that a command works on, for commands whose arguments are something else.
#[derive(Args, Debug)]
pub(super) struct RunFlag {
    /// The run: its ID, the beginning of it, its name, `@last`, `@last~1` or `@best:metrics.KEY`
    /// [env: MLFLOW_RUN_ID]
    #[arg(long, short = 'r', value_name = "RUN", add = complete::runs())]
    run_id: Option<String>,
}

/// The run that a command works on.
#[derive(Args, Debug)]
pub(super) struct RunArg {
    /// The run: its ID, the beginning of it, its name, `@last`, `@last~1` or `@best:metrics.KEY`
    #[arg(value_name = "RUN", add = complete::runs())]
    run: Option<String>,

    /// The same as RUN [env: MLFLOW_RUN_ID]
    #[arg(long, short = 'r', value_name = "RUN", add = complete::runs())]
    run_id: Option<String>,
}

impl RunFlag {
    /// The id of the run of the flag, or else of the environment.
    pub(super) fn run_id(&self, tracking: &Tracking) -> Result<RunId> {
        one_run_id(self.run_id.as_deref(), tracking)
    }

    /// The run itself.
    pub(super) fn run(&self, tracking: &Tracking) -> Result<Arc<Run>> {
        one_run(self.run_id.as_deref(), tracking)
    }
}

impl RunArg {
    /// The id of the run of the argument, or else of the environment.
    pub(super) fn run_id(&self, tracking: &Tracking) -> Result<RunId> {
        one_run_id(self.named()?, tracking)
    }

    /// The run itself.
    pub(super) fn run(&self, tracking: &Tracking) -> Result<Arc<Run>> {
        one_run(self.named()?, tracking)
    }

    fn named(&self) -> Result<Option<&str>> {
        match (&self.run, &self.run_id) {
            (Some(run), Some(_)) => Err(unexpected(run)),
            (run, run_id) => Ok(run.as_deref().or(run_id.as_deref())),
        }
    }
}

fn one_run_id(named: Option<&str>, tracking: &Tracking) -> Result<RunId> {
    naming::run_id(
        &in_words(named)?,
        tracking,
        &Scope::default(),
        Stage::Active,
    )
}

/// The run that the environment names.
pub(super) fn run_of_env(tracking: &Tracking) -> Result<Arc<Run>> {
    one_run(None, tracking)
}

fn one_run(named: Option<&str>, tracking: &Tracking) -> Result<Arc<Run>> {
    naming::run(&in_words(named)?, tracking, &Scope::default())
}

/// How a run is named, or else what the environment names.
fn in_words(named: Option<&str>) -> Result<Cow<'_, str>> {
    if let Some(text) = named {
        return Ok(text.into());
    }
    if let Some(text) = config::var(config::RUN_ID)? {
        return Ok(text.into());
    }
    Err(usage_error(
        "Missing option '--run-id' / '-r': expected a run as argument, as `--run-id` or in the \
         environment variable `MLFLOW_RUN_ID`",
    )
    .hint("`@last` is the run that was started last")
    .hint("start one with `export MLFLOW_RUN_ID=$(mlflow runs start)`"))
}

/// The run that a user names, or else that of the environment, or else the one started last.
pub(super) fn run_or_latest(
    named: Option<&str>,
    tracking: &Tracking,
    scope: &Scope,
) -> Result<Arc<Run>> {
    let of_env = match named {
        Some(_) => None,
        None => config::var(config::RUN_ID)?,
    };
    naming::run(
        named.or(of_env.as_deref()).unwrap_or(LATEST),
        tracking,
        scope,
    )
}

/// The run of a command that is told none.
const LATEST: &str = "@last";

/// An argument where a flag has said the same already.
fn unexpected(text: &str) -> Error {
    usage_error(format!(
        "Got unexpected extra argument ({text}): a flag names what it would name"
    ))
}

/// In which experiments a command looks.
#[derive(Args, Debug, Default)]
pub(super) struct ScopeArgs {
    /// ID of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_ID]
    #[arg(long, short = 'x', value_name = "ID", add = complete::experiment_ids())]
    experiment_id: Vec<String>,

    /// Name of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_NAME]
    #[arg(long, value_name = "NAME", add = complete::experiments())]
    experiment_name: Vec<String>,

    /// Name or ID of an experiment to look in; may be repeated
    #[arg(long, value_name = "EXPERIMENT", add = complete::experiments())]
    experiment: Vec<String>,
}

impl ScopeArgs {
    /// The experiments of the flags, or else of the environment, or else all active ones.
    pub(super) fn scope(&self, tracking: &Tracking) -> Result<Scope> {
        let mut ids = Vec::new();
        for id in &self.experiment_id {
            ids.push(tracking.get_experiment(&id.as_str().into())?.experiment_id);
        }
        for name in &self.experiment_name {
            ids.push(naming::experiment_named(name, tracking)?.experiment_id);
        }
        for text in &self.experiment {
            ids.push(naming::experiment(text, tracking)?.experiment_id);
        }
        Ok(if ids.is_empty() {
            Scope::Environment
        } else {
            Scope::Within(ids)
        })
    }
}

/// The runs that a command changes, for commands whose arguments are something else.
#[derive(Args, Debug)]
pub(super) struct RunFlags {
    /// The run, or several if it is repeated: an ID, the beginning of one, a name, `@last`,
    /// `@best:metrics.KEY` [env: MLFLOW_RUN_ID]
    #[arg(long, short = 'r', value_name = "RUN", add = complete::runs())]
    run_id: Vec<String>,

    #[command(flatten)]
    matching: MatchingArgs,
}

/// All runs that a filter finds.
#[derive(Args, Debug)]
pub(super) struct MatchingArgs {
    /// All runs that match this filter, for example: metrics.loss > 1
    #[arg(long, short, value_name = "FILTER", value_parser = filter::typed)]
    filter: Option<String>,

    #[command(flatten)]
    scope: ScopeArgs,
}

impl RunFlags {
    /// The runs of the flags, or else of the environment.
    pub(super) fn run_ids(&self, tracking: &Tracking) -> Result<Vec<RunId>> {
        let found = self.matching.found(tracking, Stage::Active)?;
        if self.run_id.is_empty() && found.is_none() {
            return Ok(vec![one_run_id(None, tracking)?]);
        }
        let scope = self.matching.scope.scope(tracking)?;
        let mut ids = found.unwrap_or_default();
        for text in &self.run_id {
            push(
                &mut ids,
                naming::run_id(text, tracking, &scope, Stage::Active)?,
            );
        }
        Ok(ids)
    }
}

impl MatchingArgs {
    /// What the filter finds; `None` without one.
    fn found(&self, tracking: &Tracking, stage: Stage) -> Result<Option<Vec<RunId>>> {
        let Some(filter) = self.filter.as_deref() else {
            return Ok(None);
        };
        let scope = self.scope.scope(tracking)?;
        let runs = naming::matching_runs(filter, stage.into(), tracking, &scope)?;
        Ok(Some(
            runs.iter().map(|run| run.info.run_id.clone()).collect(),
        ))
    }
}

/// The runs that a command moves from one stage to the other.
#[derive(Args, Debug)]
pub(super) struct ChosenRuns {
    /// A run: its ID, the beginning of it, its name, `@last` or `@best:metrics.KEY`
    #[arg(value_name = "RUN", add = complete::runs())]
    runs: Vec<String>,

    /// The same as RUN; may be repeated
    #[arg(long, short = 'r', value_name = "RUN", add = complete::runs())]
    run_id: Vec<String>,

    #[command(flatten)]
    matching: MatchingArgs,
}

impl ChosenRuns {
    /// Whether a filter chooses them, so that their number is not known before.
    pub(super) fn is_filtered(&self) -> bool {
        self.matching.filter.is_some()
    }

    /// The runs, each once; an error where none is named.
    pub(super) fn run_ids(&self, tracking: &Tracking, stage: Stage) -> Result<Vec<RunId>> {
        let found = self.matching.found(tracking, stage)?;
        if self.runs.is_empty() && self.run_id.is_empty() && found.is_none() {
            return Err(usage_error(
                "Missing option '--run-id' / '-r': expected runs as arguments, or `--filter`",
            ));
        }
        let scope = self.matching.scope.scope(tracking)?;
        let mut ids = found.unwrap_or_default();
        for text in self.run_id.iter().chain(&self.runs) {
            push(&mut ids, naming::run_id(text, tracking, &scope, stage)?);
        }
        Ok(ids)
    }
}

fn push<T: PartialEq>(ids: &mut Vec<T>, id: T) {
    if !ids.contains(&id) {
        ids.push(id);
    }
}

/// The experiment that a command works on.
#[derive(Args, Debug)]
pub(super) struct ExperimentArg {
    /// The experiment: its name, its ID, or the beginning of a long ID
    #[arg(value_name = "EXPERIMENT", add = complete::experiments())]
    experiment: Option<String>,

    #[command(flatten)]
    flags: ExperimentFlags,
}

/// The experiment that a command works on, for commands whose arguments are something else.
#[derive(Args, Debug)]
pub(super) struct ExperimentFlags {
    /// ID of the experiment
    #[arg(
        long,
        short = 'x',
        value_name = "ID",
        conflicts_with = "experiment_name",
        add = complete::experiment_ids()
    )]
    experiment_id: Option<String>,

    /// Name of the experiment
    #[arg(
        long,
        short = 'n',
        alias = "name",
        value_name = "NAME",
        add = complete::experiments()
    )]
    experiment_name: Option<String>,
}

impl ExperimentFlags {
    /// Whether a flag names one.
    pub(super) fn is_named(&self) -> bool {
        self.experiment_id.is_some() || self.experiment_name.is_some()
    }

    /// The experiment of the flags.
    pub(super) fn find(&self, tracking: &Tracking) -> Result<Option<Experiment>> {
        match (&self.experiment_id, &self.experiment_name) {
            (Some(id), _) => by_id(id, tracking).map(Some),
            (None, Some(name)) => by_name(name, tracking).map(Some),
            (None, None) => Ok(None),
        }
    }

    /// The same without reading it where its id is given: the store says whether it is there.
    pub(super) fn id(&self, tracking: &Tracking) -> Result<Option<ExperimentId>> {
        match &self.experiment_id {
            Some(id) => Ok(Some(ExperimentId::from(id.as_str()))),
            None => Ok(self.find(tracking)?.map(|found| found.experiment_id)),
        }
    }
}

impl ExperimentArg {
    /// The experiment of the argument; an error with this phrase where none is named.
    pub(super) fn find(&self, tracking: &Tracking, phrase: &str) -> Result<Experiment> {
        let of_flags = self.flags.find(tracking)?;
        match (&self.experiment, of_flags) {
            (Some(text), Some(_)) => Err(unexpected(text)),
            (Some(text), None) => naming::experiment(text, tracking),
            (None, Some(found)) => Ok(found),
            (None, None) => Err(missing_experiment(phrase)),
        }
    }

    /// Whether anything names one.
    pub(super) fn is_named(&self) -> bool {
        self.experiment.is_some() || self.flags.is_named()
    }
}

/// MLflow's phrase for a command without its experiment.
pub(super) const MISSING_EXPERIMENT: &str = "Missing option '--experiment-id' / '-x'";

/// The error for a command that is not told which experiment it works on.
pub(super) fn missing_experiment(phrase: &str) -> Error {
    usage_error(format!(
        "{phrase}: expected an experiment as argument, as `--experiment-id` or as \
         `--experiment-name`"
    ))
}

/// An experiment by its id. Where the text is a name, that is said.
fn by_id(id: &str, tracking: &Tracking) -> Result<Experiment> {
    let found = tracking.get_experiment(&ExperimentId::from(id));
    found.map_err(|error| match tracking.find_experiment(id) {
        Ok(Some(_)) => error.hint(format!(
            "there is an experiment of that name: `--experiment-name {id}`"
        )),
        _ => error,
    })
}

/// An experiment by its name, in the words of MLflow's commands.
fn by_name(name: &str, tracking: &Tracking) -> Result<Experiment> {
    let found = naming::experiment_named(name, tracking);
    found.map_err(|error| match error.code() {
        ErrorCode::ResourceDoesNotExist => {
            error.begin(format_args!("Experiment with name '{name}' does not exist"))
        }
        _ => error,
    })
}

/// The experiments that a command moves from one stage to the other.
#[derive(Args, Debug)]
pub(super) struct ChosenExperiments {
    /// An experiment: its name, its ID, or the beginning of a long ID
    #[arg(value_name = "EXPERIMENT", add = complete::experiments())]
    experiments: Vec<String>,

    /// ID of an experiment; may be repeated
    #[arg(long, short = 'x', value_name = "ID", add = complete::experiment_ids())]
    experiment_id: Vec<String>,

    /// Name of an experiment; may be repeated
    #[arg(long, short = 'n', alias = "name", value_name = "NAME", add = complete::experiments())]
    experiment_name: Vec<String>,

    /// All experiments that match this filter, for example: name LIKE 'tmp%'
    #[arg(long, short, value_name = "FILTER", value_parser = filter::typed)]
    filter: Option<String>,
}

impl ChosenExperiments {
    /// Whether a filter chooses them, so that their number is not known before.
    pub(super) fn is_filtered(&self) -> bool {
        self.filter.is_some()
    }

    /// Whether anything names one.
    pub(super) fn is_named(&self) -> bool {
        let named = [
            &self.experiments,
            &self.experiment_id,
            &self.experiment_name,
        ];
        self.is_filtered() || named.iter().any(|named| !named.is_empty())
    }

    /// The experiments, each once.
    pub(super) fn ids(&self, tracking: &Tracking, stage: Stage) -> Result<Vec<ExperimentId>> {
        let mut ids = Vec::new();
        for id in &self.experiment_id {
            push(&mut ids, ExperimentId::from(id.as_str()));
        }
        for name in &self.experiment_name {
            push(&mut ids, by_name(name, tracking)?.experiment_id);
        }
        for text in &self.experiments {
            push(&mut ids, naming::experiment(text, tracking)?.experiment_id);
        }
        for experiment in self.found(tracking, stage)? {
            push(&mut ids, experiment.experiment_id);
        }
        Ok(ids)
    }

    fn found(&self, tracking: &Tracking, stage: Stage) -> Result<Vec<Experiment>> {
        let Some(filter) = self.filter.as_deref() else {
            return Ok(Vec::new());
        };
        tracking.all_experiments(stage.into(), Some(filter), None)
    }
}

/// Whether a change of many things that a filter found goes on.
#[derive(Args, Clone, Copy, Debug)]
pub(super) struct ConsentArgs {
    /// Do not ask for confirmation of what `--filter` found; without a terminal, it is never asked
    /// for
    #[arg(long, short)]
    pub(super) yes: bool,

    /// Say what would be changed, and change nothing
    #[arg(long)]
    pub(super) dry_run: bool,
}
