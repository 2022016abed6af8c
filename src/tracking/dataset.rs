//! The rules of listing data sets.

use crate::entity::limits::{MAX_DATASET_SUMMARIES, MAX_EXPERIMENTS_PER_DATASET_SEARCH};
use crate::entity::{DatasetSummary, ExperimentId};
use crate::error::{Error, Result};

use super::Tracking;

impl Tracking {
    /// The different uses of data sets by runs of these experiments, 1,000 at most.
    pub fn search_datasets(&self, experiment_ids: &[ExperimentId]) -> Result<Vec<DatasetSummary>> {
        let count = experiment_ids.len();
        if !(1..=MAX_EXPERIMENTS_PER_DATASET_SEARCH).contains(&count) {
            return Err(Error::experiment_count(
                "SearchDatasets",
                count,
                MAX_EXPERIMENTS_PER_DATASET_SEARCH,
            ));
        }
        self.store
            .search_datasets(experiment_ids, MAX_DATASET_SUMMARIES)
    }
}
