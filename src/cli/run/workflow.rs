//! The flags of `mlflow run` that say whether, how often and how long a project runs.

use std::time::Duration;

use clap::Args;

use crate::duration;
use crate::project::Policy;

/// Whether, how often and how long a project runs.
#[derive(Args, Debug)]
#[command(next_help_heading = "Workflow options")]
pub(super) struct WorkflowArgs {
    /// Run only if there is no finished run with the same inputs; the last line on stdout is the ID
    /// of that run, or of the new one
    ///
    /// Inputs are the content of the project (of a git repository, what it does not ignore), the
    /// files that parameters of type `path` name, the entry point, the parameters and the version.
    /// Only runs that were started with this flag are found.
    #[arg(long)]
    pub(super) needed: bool,

    /// Repeat a failed run up to N times, each time as a new run
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) retry: u32,

    /// End the run as KILLED after this time, such as 90, 15m or 1h30m
    #[arg(long, value_name = "DURATION", value_parser = duration::timeout)]
    pub(super) timeout: Option<Duration>,

    /// Run in the background, and print the ID of the run; see `mlflow runs wait`
    #[arg(long, conflicts_with_all = ["grid", "sample", "objective"])]
    pub(super) background: bool,
}

impl WorkflowArgs {
    pub(super) fn policy(&self) -> Policy {
        Policy {
            only_if_needed: self.needed,
            retries: self.retry,
            timeout: self.timeout,
        }
    }
}
