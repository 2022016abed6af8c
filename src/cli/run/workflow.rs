//! The flags of `mlflow run` that say whether, how often and how long a project runs.

use std::time::Duration;

use clap::Args;

use crate::duration;
use crate::project::Policy;

/// Whether, how often and how long.
#[derive(Args, Debug)]
#[command(next_help_heading = "Workflow options")]
pub(super) struct WorkflowArgs {
    /// Run only if no finished run was the same; the last line on stdout is the ID of the run, be
    /// it new or that one
    ///
    /// The same is: the content of the project (of a git repository, what it does not ignore) and
    /// of the files that parameters of type `path` name, the entry point, the parameters and the
    /// version. Runs that were started with this flag are known again.
    #[arg(long)]
    pub(super) needed: bool,

    /// Run a project that fails up to N times more, each time as a new run
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) retry: u32,

    /// End a run that takes longer, such as 90, 15m or 1h30m; it counts as KILLED
    #[arg(long, value_name = "DURATION", value_parser = duration::timeout)]
    pub(super) timeout: Option<Duration>,

    /// Print the ID of the run, and let it go on by itself; see `mlflow runs wait`
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
