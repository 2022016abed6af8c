//! A data set that a run read.

use super::{ExperimentId, Tag};

/// A data set as MLflow describes it: by name and digest, not by content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dataset {
    /// Its name; with the digest it is unique within an experiment.
    pub name: String,
    /// A short hash of the content.
    pub digest: String,
    /// What kind of source `source` describes, for example `local` or `code`.
    pub source_type: String,
    /// Where the data came from, mostly JSON.
    pub source: String,
    /// The columns, mostly JSON.
    pub schema: Option<String>,
    /// Statistics, mostly JSON.
    pub profile: Option<String>,
}

/// The use of a data set by a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatasetInput {
    /// The data set.
    pub dataset: Dataset,
    /// What the run used it for, for example `mlflow.data.context` = `train`. Sorted by key.
    pub tags: Vec<Tag>,
}

/// One use of a data set in an experiment, as a list of what there is to filter by shows it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DatasetSummary {
    /// The experiment whose runs read it.
    pub experiment_id: ExperimentId,
    /// The data set's name.
    pub name: String,
    /// The data set's digest.
    pub digest: String,
    /// What a run used it for: the input's tag `mlflow.data.context`.
    pub context: Option<String>,
}
