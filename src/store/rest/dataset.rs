//! The data sets that runs read.

use crate::api::{SearchDatasets, SearchDatasetsResponse};
use crate::entity::{DatasetSummary, ExperimentId};
use crate::error::Result;
use crate::store::DatasetStore;

use super::RestStore;

impl DatasetStore for RestStore {
    fn search_datasets(
        &self,
        experiment_ids: &[ExperimentId],
        max_results: usize,
    ) -> Result<Vec<DatasetSummary>> {
        let request = SearchDatasets {
            experiment_ids: experiment_ids.to_vec(),
        };
        let SearchDatasetsResponse {
            mut dataset_summaries,
        } = self
            .server
            .post_to_page("experiments/search-datasets", &request)?;
        dataset_summaries.truncate(max_results);
        Ok(dataset_summaries)
    }
}
