//! The runs that the command of a run has started, and that nobody ends where that command is
//! ended before its time.
//!
//! Three things tell them from other runs of the store: the run's server has created them;
//! they name the run, or one that it started, as their parent; or they bear [`STARTED_BY_TAG`],
//! which Python's `mlflow.start_run` takes from the environment.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::config;
use crate::entity::{ExperimentId, Run, RunId, RunStatus, ViewType, keys};
use crate::error::{Error, Result};
use crate::tracking::{RunSearch, Tracking};

/// The tag of a run that is carried out in the background, and so goes on.
pub(super) const BACKGROUND_TAG: &str = "project.background";
/// The tag of runs that a client started within another one in a folder, which has no server.
const STARTED_BY_TAG: &str = "mlflow.project.startedBy";

/// The value of [`config::RUN_CONTEXT`] for the command of a run: what it has, and our tag.
pub(super) fn context(run_id: &RunId) -> Result<String> {
    let given = config::var(config::RUN_CONTEXT)?;
    let given = given.and_then(|given| serde_json::from_str::<Map<String, Value>>(&given).ok());
    let mut tags = given.unwrap_or_default();
    tags.insert(STARTED_BY_TAG.to_owned(), run_id.as_str().into());
    Ok(Value::Object(tags).to_string())
}

/// Ends as KILLED what still runs of those that the command of a run has started, or a command
/// without a run. `created` is what is known already.
pub(super) fn end_all(tracking: &Tracking, run_id: Option<&RunId>, created: Vec<RunId>) {
    let cannot = |error: Error| {
        tracing::warn!("runs that the command started may still count as RUNNING: {error}");
    };
    match started_by(tracking, run_id, created) {
        Err(error) => cannot(error),
        Ok(started) => started
            .iter()
            .filter_map(|id| tracking.end_run(id, RunStatus::Killed).err())
            .for_each(cannot),
    }
}

/// The running ones among the runs that the command of a run has started, and their own.
fn started_by(
    tracking: &Tracking,
    run_id: Option<&RunId>,
    created: Vec<RunId>,
) -> Result<Vec<RunId>> {
    let mut started = Vec::new();
    for id in created {
        let run = tracking.get_run(&id)?;
        if is_left_running(&run) {
            started.push(id);
        }
    }
    let experiments = tracking.experiment_ids(ViewType::ActiveOnly)?;
    let mut ancestors: Vec<RunId> = run_id.into_iter().cloned().collect();
    while let Some(ancestor) = ancestors.pop() {
        for key in [keys::PARENT_RUN_ID, STARTED_BY_TAG] {
            for run in running_with_tag(tracking, &experiments, key, &ancestor)? {
                let id = run.info.run_id.clone();
                let is_known = Some(&id) == run_id || started.contains(&id);
                if is_left_running(&run) && !is_known {
                    ancestors.push(id.clone());
                    started.push(id);
                }
            }
        }
    }
    Ok(started)
}

fn is_left_running(run: &Run) -> bool {
    run.info.status == RunStatus::Running
        && run.info.lifecycle_stage.is_active()
        && run.tag(BACKGROUND_TAG).is_none()
}

/// The running ones among the runs with a tag.
fn running_with_tag(
    tracking: &Tracking,
    experiments: &[ExperimentId],
    key: &str,
    value: &RunId,
) -> Result<Vec<Arc<Run>>> {
    let filter = format!("attributes.status = 'RUNNING' AND tags.`{key}` = '{value}'");
    let search = RunSearch {
        experiment_ids: experiments.to_vec(),
        filter: Some(&filter),
        ..RunSearch::default()
    };
    tracking.all_runs(search, None)
}
