//! Searches for experiments on servers from before MLflow 1.29, which can only list them: the
//! filter, the order and the pages are made here.

use crate::api::SearchExperiments;
use crate::entity::Experiment;
use crate::error::Result;
use crate::search::{Rank, complete_experiment_order, page_offset};
use crate::store::{ExperimentQuery, Page, Pages};

use super::RestStore;
use super::experiment::page_of;

/// Most experiments that one request asks for. (MLflow 1.23.1 allows 50,000.)
const LIST_SIZE: usize = 10_000;

impl RestStore {
    pub(super) fn search_listed_experiments(
        &self,
        query: &ExperimentQuery,
    ) -> Result<Page<Experiment>> {
        let offset = page_offset(query.page_token.as_deref())?;
        let mut found = self.list_experiments(query)?;
        if let Some(filter) = &query.filter {
            found.retain(|experiment| filter.matches(experiment));
        }
        let order = complete_experiment_order(&query.order_by);
        found.sort_by_cached_key(|experiment| Rank::new(experiment, &order));
        let items = found.into_iter().skip(offset).take(query.max_results + 1);
        Ok(Page::cut(items.collect(), offset, query.max_results))
    }

    fn list_experiments(&self, query: &ExperimentQuery) -> Result<Vec<Experiment>> {
        let listed = Pages::new(|page_token, _| {
            let request = SearchExperiments {
                max_results: Some(LIST_SIZE),
                view_type: Some(query.view),
                page_token,
                ..SearchExperiments::default()
            };
            self.server.get("experiments/list", &request).map(page_of)
        });
        listed.collect()
    }
}
