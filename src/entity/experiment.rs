//! An experiment: the folder, so to say, in which runs lie.

use super::{ExperimentId, LifecycleStage, Tag};

/// The id of the experiment that every new store begins with.
pub const DEFAULT_EXPERIMENT_ID: &str = "0";
/// The name of the experiment that every new store begins with.
pub const DEFAULT_EXPERIMENT_NAME: &str = "Default";

/// A named group of runs, with the location of their artifacts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Experiment {
    /// Assigned by the store.
    pub experiment_id: ExperimentId,
    /// Unique in the store, deleted experiments included.
    pub name: String,
    /// The URI or absolute path under which each run has its artifact folder.
    pub artifact_location: String,
    /// Active or deleted.
    pub lifecycle_stage: LifecycleStage,
    /// Milliseconds since 1970 (UTC). Stores from before MLflow 1.29 do not know it.
    pub creation_time: Option<i64>,
    /// Milliseconds since 1970 (UTC). Stores from before MLflow 1.29 do not know it.
    pub last_update_time: Option<i64>,
    /// Sorted by key.
    pub tags: Vec<Tag>,
}

/// What the active runs of an experiment come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExperimentSummary {
    /// The experiment.
    pub experiment_id: ExperimentId,
    /// How many there are; `None` where the store cannot tell without reading all of them.
    pub run_count: Option<u64>,
    /// How many of them are running, as the number of all.
    pub running_count: Option<u64>,
    /// When the last one started, in milliseconds since 1970 (UTC).
    pub last_start_time: Option<i64>,
}

impl ExperimentSummary {
    /// That of a store which cannot tell.
    pub fn unknown(experiment_id: ExperimentId) -> Self {
        Self {
            experiment_id,
            run_count: None,
            running_count: None,
            last_start_time: None,
        }
    }
}

impl Experiment {
    /// The value of one tag.
    pub fn tag(&self, key: &str) -> Option<&str> {
        self.tags
            .iter()
            .find(|tag| tag.key == key)
            .map(|tag| tag.value.as_str())
    }
}
