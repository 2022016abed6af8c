//! A run: one execution of a program, with everything it recorded.

use std::fmt;
use std::str::FromStr;

use super::{DatasetInput, ExperimentId, LifecycleStage, Metric, ModelId, Param, RunId, Tag};

/// How far a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RunStatus {
    /// It is going on (or its program died without saying so).
    Running,
    /// It waits to be started.
    Scheduled,
    /// It ended well.
    Finished,
    /// It ended with an error.
    Failed,
    /// It was ended by the user or the system.
    Killed,
}

impl RunStatus {
    /// Every status.
    pub const ALL: [Self; 5] = [
        Self::Running,
        Self::Scheduled,
        Self::Finished,
        Self::Failed,
        Self::Killed,
    ];

    /// The status as the REST API and the database spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Running => "RUNNING",
            Self::Scheduled => "SCHEDULED",
            Self::Finished => "FINISHED",
            Self::Failed => "FAILED",
            Self::Killed => "KILLED",
        }
    }

    /// Whether the run is over.
    pub fn is_terminated(self) -> bool {
        matches!(self, Self::Finished | Self::Failed | Self::Killed)
    }
}

impl fmt::Display for RunStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for RunStatus {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL
            .into_iter()
            .find(|status| status.as_str() == text)
            .ok_or(())
    }
}

/// What is known of a run besides what it logged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunInfo {
    /// The run's id.
    pub run_id: RunId,
    /// A name for people; equal to the tag `mlflow.runName`. Runs from before MLflow 1.30 have
    /// theirs in that tag alone.
    pub run_name: Option<String>,
    /// The experiment in which the run lies.
    pub experiment_id: ExperimentId,
    /// Who started the run.
    pub user_id: String,
    /// Its status.
    pub status: RunStatus,
    /// Milliseconds since 1970 (UTC).
    pub start_time: Option<i64>,
    /// Milliseconds since 1970 (UTC).
    pub end_time: Option<i64>,
    /// The URI or absolute path of the run's artifact folder.
    pub artifact_uri: String,
    /// Active or deleted.
    pub lifecycle_stage: LifecycleStage,
}

/// What a run logged: the latest value of each metric, its params and its tags, sorted by key.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RunData {
    /// The latest value of each metric.
    pub metrics: Vec<Metric>,
    /// Each parameter.
    pub params: Vec<Param>,
    /// Each tag.
    pub tags: Vec<Tag>,
}

/// A logged model that a run read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelInput {
    /// The logged model's id.
    pub model_id: ModelId,
}

/// A logged model that a run made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelOutput {
    /// The logged model's id.
    pub model_id: ModelId,
    /// The step of the run at which it was made.
    pub step: i64,
}

/// What a run read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunInputs {
    /// Data sets.
    pub dataset_inputs: Vec<DatasetInput>,
    /// Logged models.
    pub model_inputs: Vec<ModelInput>,
}

/// What a run made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunOutputs {
    /// Logged models.
    pub model_outputs: Vec<ModelOutput>,
}

/// One execution of a program, with everything it recorded (metric histories excepted).
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// Who, when, where, how far.
    pub info: RunInfo,
    /// What it logged.
    pub data: RunData,
    /// What it read.
    pub inputs: RunInputs,
    /// What it made.
    pub outputs: RunOutputs,
}

impl Run {
    /// The value of one tag.
    pub fn tag(&self, key: &str) -> Option<&str> {
        self.data
            .tags
            .iter()
            .find(|tag| tag.key == key)
            .map(|tag| tag.value.as_str())
    }

    /// The value of one parameter.
    pub fn param(&self, key: &str) -> Option<&str> {
        self.data
            .params
            .iter()
            .find(|param| param.key == key)
            .map(|param| param.value.as_str())
    }

    /// The latest value of one metric.
    pub fn metric(&self, key: &str) -> Option<&Metric> {
        self.data.metrics.iter().find(|metric| metric.key == key)
    }
}

#[cfg(test)]
impl Run {
    /// A run that has finished and recorded nothing, for tests.
    pub(crate) fn sample() -> Self {
        Self {
            info: RunInfo {
                run_id: RunId::random(),
                run_name: None,
                experiment_id: "0".into(),
                user_id: String::new(),
                status: RunStatus::Finished,
                start_time: None,
                end_time: None,
                artifact_uri: String::new(),
                lifecycle_stage: LifecycleStage::Active,
            },
            data: RunData::default(),
            inputs: RunInputs::default(),
            outputs: RunOutputs::default(),
        }
    }
}
