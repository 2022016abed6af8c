//! The run with which another one is compared.

use std::sync::Arc;

use clap::Args;

use crate::entity::{Run, keys};
use crate::error::Result;
use crate::tracking::Tracking;

use super::absence::nothing_found;
use super::complete;
use super::naming::{self, Scope};

/// The run with which another one is compared.
#[derive(Args, Debug)]
pub(super) struct BaselineArgs {
    /// The run to compare with: an ID, a name, `@best:metrics.KEY`; or a filter, of which the latest
    /// finished run is taken: tags.branch='main'
    #[arg(long, value_name = "RUN", add = complete::runs())]
    baseline: Option<String>,

    /// Compare with the latest finished run of this git branch
    #[arg(long, value_name = "BRANCH", conflicts_with = "baseline")]
    baseline_branch: Option<String>,
}

impl BaselineArgs {
    /// Whether anything names one.
    pub(super) fn is_named(&self) -> bool {
        self.baseline.is_some() || self.baseline_branch.is_some()
    }

    /// The run; `None` where none is named. A filter never finds the run that is compared.
    pub(super) fn find(
        &self,
        compared: &Run,
        tracking: &Tracking,
        scope: &Scope,
    ) -> Result<Option<Arc<Run>>> {
        let filter = match (&self.baseline, &self.baseline_branch) {
            (Some(text), _) if !naming::is_filter(text) => {
                return naming::run(text, tracking, scope).map(Some);
            }
            (Some(text), _) => naming::quoted_filter(text),
            (None, Some(branch)) => of_branch(branch),
            (None, None) => return Ok(None),
        };
        let id = &compared.info.run_id;
        let all = format!("({filter}) AND status = 'FINISHED' AND run_id != '{id}'");
        let found = naming::latest_run(0, Some(&all), tracking, scope);
        found.map(Some).map_err(|error| {
            if super::absence::is_absence(&error) {
                nothing_found(match &self.baseline_branch {
                    Some(branch) => format!("no other finished run is of the branch `{branch}`"),
                    None => format!("no other finished run matches `{filter}`"),
                })
            } else {
                error
            }
        })
    }
}

/// Runs of a branch, by the tags that MLflow, this program and people set.
fn of_branch(branch: &str) -> String {
    let value = format!("E'{}'", branch.replace('\\', r"\\").replace('\'', r"\'"));
    let keys = [keys::GIT_BRANCH, keys::LEGACY_GIT_BRANCH, "branch"];
    let parts = keys.map(|key| format!("tags.`{key}` = {value}"));
    parts.join(" OR ")
}
