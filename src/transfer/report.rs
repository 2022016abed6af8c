//! What was copied, and who is told meanwhile.

use serde::Serialize;

use crate::artifact::TransferObserver;
use crate::error::Error;

/// How many things of a kind were copied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SyncCounts {
    /// New in the target.
    pub created: u64,
    /// There before, and something was added or changed.
    pub updated: u64,
    /// There before, with all that the source has.
    pub unchanged: u64,
    /// Deleted in the target, and left so.
    pub left_deleted: u64,
}

/// How much was copied of artifacts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SyncFiles {
    /// Files.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// Something that could not be copied.
#[derive(Debug, Serialize)]
pub struct SyncFailure {
    /// What kind of thing it is: `run`, `artifacts of run`, …
    pub kind: &'static str,
    /// Its id or name in the source.
    pub id: String,
    /// Why.
    #[serde(serialize_with = "as_text")]
    pub error: Error,
}

fn as_text<S: serde::Serializer>(error: &Error, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(error)
}

/// What was copied.
#[derive(Debug, Default, Serialize)]
pub struct SyncReport {
    /// Experiments.
    pub experiments: SyncCounts,
    /// Runs.
    pub runs: SyncCounts,
    /// Points of histories, those of logged models too.
    pub metrics: u64,
    /// Parameters.
    pub params: u64,
    /// Tags, of whatever.
    pub tags: u64,
    /// Inputs and outputs of runs.
    pub inputs: u64,
    /// Logged models.
    pub logged_models: SyncCounts,
    /// Registered models.
    pub registered_models: SyncCounts,
    /// Versions of registered models.
    pub model_versions: SyncCounts,
    /// Artifacts.
    pub artifacts: SyncFiles,
    /// Whether the source has traces. They are not copied.
    pub leaves_traces: bool,
    /// What could not be copied.
    pub failures: Vec<SyncFailure>,
}

/// Is told how far a copy is, from any thread. The bytes of artifacts are told of by
/// [`TransferObserver`].
pub trait SyncObserver: TransferObserver {
    /// An experiment's runs are begun.
    fn experiment(&self, _name: &str) {}
    /// The copy is at one more run.
    fn run(&self) {}
    /// Something could not be copied.
    fn failed(&self, _failure: &SyncFailure) {}
}

/// What was added to one thing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Added {
    pub(super) metrics: u64,
    pub(super) params: u64,
    pub(super) tags: u64,
    pub(super) inputs: u64,
    pub(super) files: SyncFiles,
    /// Whether anything else changed: a status, a stage, a description.
    pub(super) others: bool,
}

impl Added {
    /// Whether anything was added or changed.
    pub(super) fn is_any(&self) -> bool {
        *self != Self::default()
    }

    /// Adds to what was copied in all.
    pub(super) fn count_in(&self, report: &mut SyncReport) {
        let Self {
            metrics,
            params,
            tags,
            inputs,
            files,
            others: _,
        } = self;
        report.metrics += metrics;
        report.params += params;
        report.tags += tags;
        report.inputs += inputs;
        report.artifacts.files += files.files;
        report.artifacts.bytes += files.bytes;
    }
}

/// A number of things as it is counted.
pub(super) fn number(count: usize) -> u64 {
    count as u64
}
