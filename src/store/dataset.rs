//! How a store lists the data sets that runs read. They are recorded with
//! [`super::RunStore::log_inputs`].

use crate::entity::{DatasetSummary, ExperimentId};
use crate::error::Result;

/// Lists data sets.
pub trait DatasetStore: Send + Sync {
    /// The different uses of data sets by runs of these experiments, runs in any stage, each once.
    /// Which ones are left out where there are more than `max_results` is not said.
    fn search_datasets(
        &self,
        experiment_ids: &[ExperimentId],
        max_results: usize,
    ) -> Result<Vec<DatasetSummary>>;
}
