//! What the runner tells whoever watches it, as data: it prints nothing itself.

use crate::entity::{RunId, RunInfo, RunStatus};
use crate::environment::BuildEvent;
use crate::error::Error;

/// Something that happened while a project or a command ran.
#[derive(Debug)]
pub enum ProjectEvent<'a> {
    /// The project is elsewhere and is being fetched, which may take a while.
    ProjectFetching {
        /// Its address, without passwords.
        from: &'a str,
    },
    /// That is over.
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
    /// Something became known of a job: why it does not run yet, or what befell it.
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
        /// Which attempt comes next; the first one is 1.
        attempt: u32,
        /// How many there can be.
        attempts: u32,
    },
    /// The run is over and recorded as such.
    RunEnded {
        /// Which run.
        run_id: &'a RunId,
        /// How it was recorded.
        status: RunStatus,
        /// Whether its program succeeded.
        succeeded: bool,
    },
    /// The server that the run had of its own has ended, and clients had come to it: what they
    /// printed may name it.
    ServerEnded {
        /// Where it was.
        url: &'a str,
        /// The run that it belonged to.
        run: &'a RunInfo,
    },
}

/// Watches a run. Called from the thread that runs it.
pub trait Observer {
    /// Takes notice of an event.
    fn notice(&self, event: ProjectEvent<'_>);
}
