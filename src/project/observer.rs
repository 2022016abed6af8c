//! The events of running a project, as data for an observer: the runner prints nothing itself.

use crate::entity::{RunId, RunInfo, RunStatus};
use crate::environment::BuildEvent;
use crate::error::Error;

/// Something that happened while a project or a command ran.
#[derive(Debug)]
pub enum ProjectEvent<'a> {
    /// A run has been started, or goes on.
    RunStarted {
        /// Which.
        run_id: &'a RunId,
    },
    /// The project is elsewhere and is being fetched, which may take a while.
    ProjectFetching {
        /// Its address, without passwords.
        from: &'a str,
    },
    /// The project has been fetched.
    ProjectFetched,
    /// The project names no environment, so it gets the programs that are there.
    NoEnvironment,
    /// An environment or an image is being made ready.
    Build(BuildEvent<'a>),
    /// A cluster has taken the command as a job.
    JobCreated {
        /// Its name, with its namespace before it.
        job: &'a str,
    },
    /// There is news of a job: why it does not run yet, or what has happened to it.
    JobNews {
        /// What, for people.
        news: &'a str,
    },
    /// The project's command is about to start.
    CommandStarting {
        /// The run that it belongs to.
        run_id: &'a RunId,
        /// As the shell gets it.
        command: &'a str,
    },
    /// The command cannot be started: it is not there, or may not be run.
    CommandNotStarted {
        /// Why.
        error: &'a Error,
    },
    /// The command failed and is run again.
    Retrying {
        /// The number of the next attempt; the first one is 1.
        attempt: u32,
        /// How many there can be.
        attempts: u32,
    },
    /// The run has ended, and its end is recorded.
    RunEnded {
        /// Which run.
        run_id: &'a RunId,
        /// How it was recorded.
        status: RunStatus,
        /// Whether its program succeeded.
        succeeded: bool,
    },
    /// The run server has ended, and clients have printed links to it.
    ServerEnded {
        /// Where it was.
        url: &'a str,
        /// The run that it belonged to.
        run: &'a RunInfo,
    },
}

/// Is told of a run's events, on the thread that runs it.
pub trait Observer {
    /// Takes notice of an event.
    fn notice(&self, event: ProjectEvent<'_>);
}
