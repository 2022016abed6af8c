//! Many runs of one project: combinations of parameter values, each a child of one parent run,
//! some at a time.

mod objective;
mod trials;

use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom, Write};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use tempfile::NamedTempFile;

use crate::artifact::{ArtifactPath, Silent};
use crate::entity::{ExperimentId, Run, RunInfo, RunStatus, Tag, keys};
use crate::error::{Error, Result};
use crate::process::ProcessEnd;
use crate::sync::unpoisoned;
use crate::tracking::Tracking;

use super::observer::{Observer, ProjectEvent};
use super::params::GivenParam;
use super::run::{Attempt, Policy, Project, RunOutcome, Trial};
use super::scratch::Scratch;
use super::session::{Ended, RunSession, RunTarget};

pub use objective::Objective;
pub use trials::{Axis, TrialParams, combinations, from_csv, sample};

/// The artifact that holds what a trial printed.
const OUTPUT: &str = "output.txt";
/// The tag of the parent run that tells how many trials there are.
const TRIALS_TAG: &str = "project.trials";
/// How much of the output of a trial that failed is shown.
const SHOWN_LINES: usize = 20;
/// How long a trial's name becomes at most, in characters.
const MAX_NAME_LENGTH: usize = 100;

/// What the user asks for.
#[derive(Debug)]
pub struct GridSettings {
    /// The values of each trial.
    pub trials: Vec<TrialParams>,
    /// How many run at a time, at least 1.
    pub jobs: usize,
    /// Holds for each trial.
    pub policy: Policy,
}

/// Is told of a grid's trials, on several threads.
pub trait GridObserver: Sync {
    /// Makes the observer of one trial.
    fn trial_observer(&self) -> Box<dyn Observer>;

    /// A trial has ended.
    fn trial_ended(&self, trial: &TrialEnd, output_end: &str);
}

/// A trial that has ended.
#[derive(Debug)]
pub struct TrialEnd {
    /// Its index in the list of trials.
    pub index: usize,
    /// The parameters that are not the same for all trials.
    pub label: String,
    /// Its run; `None` if it could not start.
    pub run: Option<Run>,
    /// What prevented it.
    pub error: Option<Error>,
    /// Whether its command succeeded, or did not need to run.
    pub succeeded: bool,
}

/// A grid that has ended.
#[derive(Debug)]
pub struct GridEnd {
    /// The parent run.
    pub parent: Ended,
    /// The trials that ran, in the order of the list.
    pub trials: Vec<TrialEnd>,
}

/// Runs all trials to their end. Trials that fail are no error here.
pub fn run_grid(
    project: &Project,
    tracking: &Tracking,
    target: RunTarget,
    settings: &GridSettings,
    observer: &dyn Observer,
    grid_observer: &dyn GridObserver,
) -> Result<GridEnd> {
    // What is wrong with one trial is said before any runs.
    let trials = settings
        .trials
        .iter()
        .map(|trial| project.trial(&trial.params))
        .collect::<Result<Vec<Trial>>>()?;
    let session = RunSession::start(
        tracking,
        &project.watch,
        observer,
        target,
        project.tags(None),
    )?;
    let work = |session: &RunSession| {
        let count = Tag::new(TRIALS_TAG, trials.len().to_string());
        session.log_tags(&[count])?;
        let grid = Grid {
            project,
            tracking,
            parent: &session.run,
            settings,
            trials: &trials,
            observer: grid_observer,
            next: AtomicUsize::new(0),
            ended: Mutex::default(),
        };
        let ended = grid.run();
        let all_succeeded = ended.iter().all(|trial| trial.succeeded);
        let end = ProcessEnd::Exited(i32::from(!all_succeeded));
        Ok((end, ended))
    };
    let (parent, trials) = session.carry_out(work, |_, _, trials| trials)?.recorded()?;
    Ok(GridEnd { parent, trials })
}

/// A grid at work.
struct Grid<'a> {
    project: &'a Project,
    tracking: &'a Tracking,
    parent: &'a RunInfo,
    settings: &'a GridSettings,
    trials: &'a [Trial],
    observer: &'a dyn GridObserver,
    /// The trial that starts next.
    next: AtomicUsize,
    ended: Mutex<Vec<TrialEnd>>,
}

impl Grid<'_> {
    fn run(self) -> Vec<TrialEnd> {
        let workers = self.settings.jobs.clamp(1, self.trials.len().max(1));
        thread::scope(|scope| {
            for _ in 0..workers {
                scope.spawn(|| self.work());
            }
        });
        let ended = self.ended.into_inner();
        let mut ended = unpoisoned(ended);
        ended.sort_by_key(|trial| trial.index);
        ended
    }

    /// Runs one trial after another, until none is left or a signal has come.
    fn work(&self) {
        while !self.project.watch.is_cancelled() {
            let index = self.next.fetch_add(1, Ordering::SeqCst);
            let Some(trial) = self.trials.get(index) else {
                return;
            };
            let (ended, output_end) = self.run_trial(index, trial);
            self.observer.trial_ended(&ended, &output_end);
            let mut all = unpoisoned(self.ended.lock());
            all.push(ended);
        }
    }

    fn run_trial(&self, index: usize, trial: &Trial) -> (TrialEnd, String) {
        let label = self.settings.trials[index].label.clone();
        let mut ended = TrialEnd {
            index,
            label,
            run: None,
            error: None,
            succeeded: false,
        };
        let mut output_end = String::new();
        match self.carry_out(&ended.label, trial) {
            Ok((RunOutcome::Found(run), _)) => {
                ended.succeeded = true;
                ended.run = Some(run);
            }
            Ok((RunOutcome::Ran(ran), last_lines)) => {
                ended.succeeded = ran.end.is_success() && !ran.cancelled;
                ended.run = Some(ran.run);
                output_end = last_lines;
            }
            Err(error) => ended.error = Some(error),
        }
        (ended, output_end)
    }

    /// Runs a trial, and gives the end of its output.
    fn carry_out(&self, label: &str, trial: &Trial) -> Result<(RunOutcome, String)> {
        let failed = |e| Error::internal("cannot keep the trial's output").caused_by(e);
        let output = NamedTempFile::new().map_err(failed)?;
        let observer = OutputObserver {
            inner: self.observer.trial_observer(),
            output: output.as_file(),
        };
        let attempt = Attempt {
            tracking: self.tracking,
            observer: &observer,
            policy: self.settings.policy,
            output: Some(output.as_file()),
        };
        let target = child_target(self.parent, label);
        let outcome = self.project.run_attempts(trial, target, attempt)?;
        if let RunOutcome::Ran(ended) = &outcome
            && let Err(error) = self.keep_output(&ended.run.info, &output)
        {
            let run_id = &ended.run.info.run_id;
            tracing::warn!("the output of run `{run_id}` is not kept: {error}");
        }
        Ok((outcome, last_lines(output)))
    }

    fn keep_output(&self, run: &RunInfo, output: &NamedTempFile) -> Result<()> {
        let failed = |e| Error::internal("cannot keep the trial's output").caused_by(e);
        let folder = Scratch::new()?;
        let path = folder.path().join(OUTPUT);
        fs::copy(output.path(), &path).map_err(failed)?;
        let artifacts = self.tracking.run_artifacts(run)?;
        artifacts.upload_file(&path, &ArtifactPath::root(), &Silent)
    }
}

/// Writes notices about a trial into its own output.
struct OutputObserver<'a> {
    inner: Box<dyn Observer>,
    output: &'a File,
}

impl Observer for OutputObserver<'_> {
    fn notice(&self, event: ProjectEvent<'_>) {
        if let ProjectEvent::ServerEnded { url, .. } = event {
            let line = format!("{url} was this run's own and has ended with it: see `mlflow ui`\n");
            // As much as the rest of the output, it is kept where that is possible.
            let _ = { self.output }.write_all(line.as_bytes());
        }
        self.inner.notice(event);
    }
}

/// A new run under the parent.
fn child_target(parent: &RunInfo, label: &str) -> RunTarget {
    let experiment_id: ExperimentId = parent.experiment_id.clone();
    let name: String = label.chars().take(MAX_NAME_LENGTH).collect();
    RunTarget::New {
        experiment_id,
        run_name: Some(name).filter(|name| !name.is_empty()),
        tags: vec![Tag::new(keys::PARENT_RUN_ID, parent.run_id.as_str())],
    }
}

fn last_lines(output: NamedTempFile) -> String {
    let mut file = output.into_file();
    let mut bytes = Vec::new();
    // It is shown for convenience only: all of it is an artifact.
    let _ = file
        .seek(SeekFrom::Start(0))
        .and_then(|_| file.read_to_end(&mut bytes));
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(SHOWN_LINES)..].join("\n")
}

impl TrialEnd {
    /// How its run was recorded.
    pub fn status(&self) -> RunStatus {
        let recorded = self.run.as_ref().map(|run| run.info.status);
        recorded.unwrap_or(RunStatus::Failed)
    }
}
