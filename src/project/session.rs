//! The life of a run around a child process: started or continued, carried out, and recorded as
//! FINISHED, FAILED or KILLED whatever happens in between.

use std::cell::RefCell;
use std::process::Command;

use crate::config;
use crate::entity::limits::MAX_PARAMS_TAGS_PER_BATCH;
use crate::entity::{ExperimentId, Param, Run, RunId, RunInfo, RunStatus, Tag, keys};
use crate::error::{Error, Result};
use crate::process::{Hold, Presence, ProcessEnd, Watch};
use crate::tracking::{Batch, RunUpdate, StartRun, Tracking};

use super::nested;
use super::observer::{Observer, ProjectEvent};
use super::run_server::{RunServer, StoreAccess, lead_to_experiment, lead_to_store};

/// The kind of source that a project is, in MLflow's words.
pub(super) const PROJECT_SOURCE: &str = "PROJECT";

/// The run that records the work: a new one, or one to continue.
#[derive(Clone, Debug)]
pub enum RunTarget {
    /// A new one.
    New {
        /// In this experiment.
        experiment_id: ExperimentId,
        /// With this name; `None` takes a random one.
        run_name: Option<String>,
        /// With these tags beside those that every run gets.
        tags: Vec<Tag>,
    },
    /// An existing run, which continues.
    Existing {
        /// Which.
        run_id: RunId,
        /// Its new name; `None` keeps the one it has.
        run_name: Option<String>,
    },
}

/// A run that has ended.
#[derive(Debug)]
pub struct Ended {
    /// What it recorded.
    pub run: Run,
    /// How its program ended.
    pub end: ProcessEnd,
    /// Whether a signal to this process ended it.
    pub cancelled: bool,
}

/// Work that is done.
pub(super) struct CarriedOut<T> {
    pub(super) end: ProcessEnd,
    /// Whether a signal to this process ended it.
    pub(super) cancelled: bool,
    /// What the run recorded; an error where its end could not be recorded.
    pub(super) run: Result<Run>,
    pub(super) rest: T,
}

impl<T> CarriedOut<T> {
    /// An error where the end could not be recorded.
    pub(super) fn recorded(self) -> Result<(Ended, T)> {
        let Self {
            end,
            cancelled,
            run,
            rest,
        } = self;
        let run = run.map_err(|error| {
            if end.is_success() {
                error
            } else {
                error.hint(format!("the command {end}"))
            }
        })?;
        let ended = Ended {
            run,
            end,
            cancelled,
        };
        Ok((ended, rest))
    }
}

/// What a session records at its beginning. Where a key comes twice, the later list counts.
pub(super) struct SessionTags {
    /// Where the work comes from: for new runs only, as a continued one has its own source.
    pub(super) source: Vec<Tag>,
    /// What every launcher of projects writes, also one that gives its run to this program.
    pub(super) launch: Vec<Tag>,
    /// What only this program writes.
    pub(super) own: Vec<Tag>,
}

/// A run between its start and its recorded end.
pub(super) struct RunSession<'a> {
    pub(super) tracking: &'a Tracking,
    pub(super) watch: &'a Watch,
    pub(super) observer: &'a dyn Observer,
    pub(super) run: RunInfo,
    /// Tags that a continued run still has to get.
    tags: Vec<Tag>,
    /// Serves the store while the run's command runs.
    server: RefCell<Option<Box<dyn RunServer>>>,
    /// A signal must not end the program before the run's end is recorded.
    _hold: Hold<'a>,
    /// Other programs of this machine see that the run goes on.
    _presence: Presence,
}

impl SessionTags {
    /// The tags of a new run.
    fn for_new_run(self) -> Vec<Tag> {
        let Self {
            source,
            launch,
            own,
        } = self;
        let mut tags: Vec<Tag> = Vec::new();
        for tag in source.into_iter().chain(launch).chain(own) {
            tags.retain(|known| known.key != tag.key);
            tags.push(tag);
        }
        tags
    }

    /// The tags of a run that goes on.
    ///
    /// Python's `mlflow.projects.run(synchronous=False)` starts a run, hands it to `mlflow run
    /// --run-id` and writes its launch tags at the same time. Up to 3.18 it inserts a row for each
    /// tag that it did not see a moment before, and ends if somebody else was quicker.
    fn for_given_run(self, run: &Run) -> Vec<Tag> {
        let is_launched = run.tag(keys::SOURCE_TYPE) == Some(PROJECT_SOURCE);
        let launch = self.launch.into_iter().filter(|_| !is_launched);
        launch.chain(self.own).collect()
    }
}

impl<'a> RunSession<'a> {
    /// Starts or continues a run. A new one gets all tags, and those of its user and parent.
    pub(super) fn start(
        tracking: &'a Tracking,
        watch: &'a Watch,
        observer: &'a dyn Observer,
        target: RunTarget,
        tags: SessionTags,
    ) -> Result<Self> {
        let (run, tags) = match target {
            RunTarget::New {
                experiment_id,
                run_name,
                tags: more,
            } => {
                let tags = tags.for_new_run().into_iter().chain(more).collect();
                let run = start_run(tracking, experiment_id, run_name, tags)?;
                (run, Vec::new())
            }
            RunTarget::Existing { run_id, run_name } => {
                let run = tracking.get_run(&run_id)?;
                let tags = tags.for_given_run(&run);
                (continue_run(tracking, run, run_name)?, tags)
            }
        };
        observer.notice(ProjectEvent::RunStarted {
            run_id: &run.run_id,
        });
        Ok(Self {
            tracking,
            watch,
            observer,
            _hold: watch.hold(run.run_id.as_str()),
            _presence: Presence::announce(&config::runs_folder(), run.run_id.as_str()),
            run,
            tags,
            server: RefCell::default(),
        })
    }

    /// Does the work of the run, whose last step is a child process, records at once how it
    /// ended, and then does the rest, which also happens where the end could not be recorded.
    /// An error is one of the work.
    pub(super) fn carry_out<T, U>(
        self,
        work: impl FnOnce(&Self) -> Result<(ProcessEnd, T)>,
        rest: impl FnOnce(&Self, ProcessEnd, T) -> U,
    ) -> Result<CarriedOut<U>> {
        let (end, more) = self
            .log_tags(&self.tags)
            .and_then(|()| work(&self))
            .map_err(|error| self.record_failure(error))?;
        // Nothing that clients still send comes after the record of the end.
        let (left_url, created_runs) = self.end_server();
        let cancelled = self.watch.is_cancelled();
        if cancelled || matches!(end, ProcessEnd::TimedOut(_)) {
            nested::end_all(self.tracking, Some(&self.run.run_id), created_runs);
        }
        let recorded = self.record_end(end, cancelled);
        let rest = rest(&self, end, more);
        let run = recorded.and_then(|()| self.tracking.get_run(&self.run.run_id));
        if let Ok(run) = &run {
            self.tell_end(run, end, cancelled, left_url.as_deref());
        }
        Ok(CarriedOut {
            end,
            cancelled,
            run,
            rest,
        })
    }

    /// Ends the server that the run has of its own. Gives its address if clients showed it, and
    /// the runs that they started.
    fn end_server(&self) -> (Option<String>, Vec<RunId>) {
        let Some(server) = self.server.take() else {
            return (None, Vec::new());
        };
        let url = server.url_if_shown().map(str::to_owned);
        (url, server.created_runs())
    }

    /// Logs to the run.
    pub(super) fn log(&self, batch: Batch) -> Result<()> {
        self.tracking.log_batch(&self.run.run_id, batch)
    }

    /// Logs params, in as many batches as they need.
    pub(super) fn log_params(&self, params: &[Param]) -> Result<()> {
        params
            .chunks(MAX_PARAMS_TAGS_PER_BATCH)
            .try_for_each(|params| {
                self.log(Batch {
                    params: params.to_vec(),
                    ..Batch::default()
                })
            })
    }

    /// Sets tags, in as many batches as they need.
    pub(super) fn log_tags(&self, tags: &[Tag]) -> Result<()> {
        let batches = tags.chunks(MAX_PARAMS_TAGS_PER_BATCH);
        batches.into_iter().try_for_each(|tags| {
            self.log(Batch {
                tags: tags.to_vec(),
                ..Batch::default()
            })
        })
    }

    /// Gives a command the environment in which MLflow clients find this run: in a local store
    /// through a server that the run then has of its own, unless the store is to be met directly.
    pub(super) fn set_environment(&self, command: &mut Command, access: StoreAccess) -> Result<()> {
        command.env(config::RUN_ID, self.run.run_id.as_str());
        let server = lead_to_store(command, self.tracking, access, Some(&self.run.run_id))?;
        self.server.replace(server);
        lead_to_experiment(command, self.tracking, &self.run.experiment_id)
    }

    fn record_end(&self, end: ProcessEnd, cancelled: bool) -> Result<()> {
        let run_id = &self.run.run_id;
        let mut status = wanted_status(end, cancelled);
        let recorded = self.tracking.get_run(run_id).and_then(|run| {
            match status_to_record(end, cancelled, run.info.status) {
                Some(needed) => {
                    status = needed;
                    self.tracking.end_run(run_id, status).map(|_| ())
                }
                None => Ok(()),
            }
        });
        recorded.map_err(|error| error.hint(how_to_end(run_id, status)))
    }

    fn tell_end(&self, run: &Run, end: ProcessEnd, cancelled: bool, left_url: Option<&str>) {
        let run = &run.info;
        self.observer.notice(ProjectEvent::RunEnded {
            run_id: &run.run_id,
            status: run.status,
            succeeded: end.is_success() && !cancelled,
        });
        if let Some(url) = left_url {
            self.observer.notice(ProjectEvent::ServerEnded { url, run });
        }
    }

    /// Records that the work broke off, because of an error, which a second one must not hide.
    pub(super) fn record_failure(&self, error: Error) -> Error {
        let run_id = &self.run.run_id;
        let status = if self.watch.is_cancelled() {
            RunStatus::Killed
        } else {
            RunStatus::Failed
        };
        match self.tracking.end_run(run_id, status) {
            Ok(_) => self.observer.notice(ProjectEvent::RunEnded {
                run_id,
                status,
                succeeded: false,
            }),
            Err(second) => {
                let how = how_to_end(run_id, status);
                tracing::warn!("run `{run_id}` could not be recorded as {status}: {second}; {how}");
            }
        }
        error.hint(format!(
            "what the run recorded until then: `mlflow runs show {run_id}`"
        ))
    }
}

/// The status that a run must get at the end of its program; `None` where the program has
/// recorded a true one by itself, which stays, as in MLflow.
///
/// Unlike MLflow 3.17.2, which leaves any status that the program recorded, a program that fails
/// after it recorded success is recorded as failed, and a cancelled one as killed.
fn status_to_record(end: ProcessEnd, cancelled: bool, recorded: RunStatus) -> Option<RunStatus> {
    let wanted = wanted_status(end, cancelled);
    let is_true = match wanted {
        RunStatus::Finished => recorded.is_terminated(),
        RunStatus::Failed => matches!(recorded, RunStatus::Failed | RunStatus::Killed),
        wanted => recorded == wanted,
    };
    (!is_true).then_some(wanted)
}

/// The status that the end of a program means.
fn wanted_status(end: ProcessEnd, cancelled: bool) -> RunStatus {
    if cancelled || matches!(end, ProcessEnd::TimedOut(_)) {
        RunStatus::Killed
    } else if end.is_success() {
        RunStatus::Finished
    } else {
        RunStatus::Failed
    }
}

/// What to do about a run whose end could not be recorded.
fn how_to_end(run_id: &RunId, status: RunStatus) -> String {
    format!(
        "the run counts as RUNNING until `mlflow runs end --run-id {run_id} --status {status}` ends it"
    )
}

/// Marks a run as running again. One that is running already belongs to whoever started it, too,
/// and so nothing is written to it.
fn continue_run(tracking: &Tracking, run: Run, run_name: Option<String>) -> Result<RunInfo> {
    let info = run.info;
    let is_running = info.lifecycle_stage.is_active() && info.status == RunStatus::Running;
    if is_running && run_name.is_none() {
        return Ok(info);
    }
    let update = RunUpdate {
        status: Some(RunStatus::Running),
        end_time: None,
        run_name,
    };
    tracking.update_run(&info.run_id, &update)
}

fn start_run(
    tracking: &Tracking,
    experiment_id: ExperimentId,
    run_name: Option<String>,
    mut tags: Vec<Tag>,
) -> Result<RunInfo> {
    let user_id = config::user_name();
    if tags.iter().all(|tag| tag.key != keys::USER) {
        tags.push(Tag::new(keys::USER, &user_id));
    }
    let has_parent = tags.iter().any(|tag| tag.key == keys::PARENT_RUN_ID);
    if !has_parent && let Some(parent) = parent_run(tracking)? {
        tags.push(Tag::new(keys::PARENT_RUN_ID, parent.as_str()));
    }
    let run = tracking.start_run(StartRun {
        experiment_id,
        run_name,
        user_id,
        start_time: None,
        tags,
    })?;
    Ok(run.info)
}

/// The run within which this one is started: the one that the environment names, if it is still
/// running in the same store. MLflow nests runs of Python's `mlflow.run` alone; a step of a
/// shell project belongs to its project just as much.
fn parent_run(tracking: &Tracking) -> Result<Option<RunId>> {
    let Some(run_id) = config::var(config::RUN_ID)?.map(RunId::from) else {
        return Ok(None);
    };
    let Ok(run) = tracking.get_run(&run_id) else {
        return Ok(None);
    };
    let is_open = run.info.lifecycle_stage.is_active() && run.info.status == RunStatus::Running;
    Ok(is_open.then_some(run_id))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use RunStatus::{Failed, Finished, Killed, Running};

    #[test]
    fn the_recorded_status_is_true() {
        let (good, bad) = (ProcessEnd::Exited(0), ProcessEnd::Exited(1));
        for (end, cancelled, recorded, expected) in [
            (good, false, Running, Some(Finished)),
            (good, false, Finished, None),
            (good, false, Failed, None),
            (bad, false, Running, Some(Failed)),
            (bad, false, Finished, Some(Failed)),
            (bad, false, Failed, None),
            (bad, false, Killed, None),
            (bad, true, Failed, Some(Killed)),
            (good, true, Finished, Some(Killed)),
            (ProcessEnd::Signalled(15), true, Running, Some(Killed)),
            (ProcessEnd::Signalled(9), false, Running, Some(Failed)),
            (
                ProcessEnd::TimedOut(Duration::ZERO),
                false,
                Finished,
                Some(Killed),
            ),
        ] {
            let found = status_to_record(end, cancelled, recorded);
            assert_eq!(found, expected, "{end:?} {cancelled} {recorded}");
        }
    }
}
