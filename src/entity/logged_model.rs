//! A logged model: a folder of artifacts that a run made, with a life of its own.
//!
//! MLflow 3 records it beside its run: it can be found, tagged, measured and deleted by itself.

use std::fmt;
use std::str::FromStr;

use super::{ExperimentId, LifecycleStage, Metric, ModelId, Param, RunId, Tag};

/// How far the upload of a logged model is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LoggedModelStatus {
    /// No client has set it.
    Unspecified,
    /// Its files are on their way.
    Pending,
    /// Its files are all there.
    Ready,
    /// Its files could not be uploaded.
    Failed,
}

impl LoggedModelStatus {
    /// Every status.
    pub const ALL: [Self; 4] = [Self::Unspecified, Self::Pending, Self::Ready, Self::Failed];

    /// The status as filters spell it. The REST API has longer names.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unspecified => "UNSPECIFIED",
            Self::Pending => "PENDING",
            Self::Ready => "READY",
            Self::Failed => "FAILED",
        }
    }

    /// The number by which the database, the `meta.yaml` of a file store and the REST API know it.
    pub fn number(self) -> i32 {
        match self {
            Self::Unspecified => 0,
            Self::Pending => 1,
            Self::Ready => 2,
            Self::Failed => 3,
        }
    }

    /// The status of that number; `None` if there is none.
    pub fn from_number(number: i32) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|status| status.number() == number)
    }
}

impl fmt::Display for LoggedModelStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for LoggedModelStatus {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL
            .into_iter()
            .find(|status| status.as_str() == text)
            .ok_or(())
    }
}

/// A data set by the two texts that name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatasetRef {
    /// The data set's name.
    pub name: String,
    /// The data set's digest.
    pub digest: String,
}

/// A metric of a run that is also one of a logged model: the history of either gets the value.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelMetric {
    /// The model that was measured.
    pub model_id: ModelId,
    /// The value, its key, time and step.
    pub metric: Metric,
    /// The data set on which it was measured.
    pub dataset: Option<DatasetRef>,
}

/// A value that was measured of a logged model, as the model has it.
#[derive(Clone, Debug, PartialEq)]
pub struct LoggedModelMetric {
    /// The run that measured it; empty where who asks may not see runs.
    pub run_id: RunId,
    /// The value, its key, time and step.
    pub metric: Metric,
    /// The data set on which it was measured.
    pub dataset: Option<DatasetRef>,
}

/// A logged model, with everything recorded of it.
#[derive(Clone, Debug, PartialEq)]
pub struct LoggedModel {
    /// The model's id.
    pub model_id: ModelId,
    /// The experiment in which the model lies.
    pub experiment_id: ExperimentId,
    /// A name for people; several models of an experiment may have the same.
    pub name: String,
    /// The URI or absolute path of the model's artifact folder.
    pub artifact_location: String,
    /// Milliseconds since 1970 (UTC).
    pub creation_time: i64,
    /// Milliseconds since 1970 (UTC).
    pub last_update_time: i64,
    /// How far its upload is.
    pub status: LoggedModelStatus,
    /// Why it is in that status.
    pub status_message: Option<String>,
    /// Active or deleted.
    pub lifecycle_stage: LifecycleStage,
    /// What kind of model it is, for example `Agent`.
    pub model_type: Option<String>,
    /// The run that made it.
    pub source_run_id: Option<RunId>,
    /// Sorted by key.
    pub tags: Vec<Tag>,
    /// Sorted by key.
    pub params: Vec<Param>,
    /// What was measured of it.
    pub metrics: Vec<LoggedModelMetric>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_known_by_name_and_number() {
        for status in LoggedModelStatus::ALL {
            assert_eq!(status.as_str().parse(), Ok(status));
            assert_eq!(
                LoggedModelStatus::from_number(status.number()),
                Some(status)
            );
        }
        assert_eq!(LoggedModelStatus::from_number(4), None);
    }
}
