//! The histories of metrics.

use crate::api::{
    GetMetricHistory, GetMetricHistoryBulk, GetMetricHistoryBulkInterval,
    GetMetricHistoryBulkIntervalResponse, GetMetricHistoryBulkResponse, GetMetricHistoryResponse,
};
use crate::entity::{Metric, RunId};
use crate::error::Result;
use crate::store::{MetricStore, Page, Sampling};

use super::{RestStore, found};

impl MetricStore for RestStore {
    fn metric_history(
        &self,
        id: &RunId,
        key: &str,
        max_results: usize,
        page_token: Option<&str>,
    ) -> Result<Page<Metric>> {
        let request = GetMetricHistory {
            run_id: id.clone(),
            metric_key: key.to_owned(),
            page_token: page_token.map(str::to_owned),
            max_results: Some(max_results),
        };
        let answer = found(self.server.get("metrics/get-history", &request))?;
        let GetMetricHistoryResponse {
            metrics,
            next_page_token,
        } = answer.unwrap_or_default();
        Ok(Page {
            items: metrics,
            next_page_token: next_page_token.filter(|token| !token.is_empty()),
        })
    }

    fn metric_histories(
        &self,
        ids: &[RunId],
        key: &str,
        max_results: usize,
    ) -> Result<Vec<(RunId, Vec<Metric>)>> {
        let mut run_ids = ids.to_vec();
        run_ids.sort();
        run_ids.dedup();
        let request = GetMetricHistoryBulk {
            run_ids,
            metric_key: key.to_owned(),
            max_results: Some(max_results),
        };
        let GetMetricHistoryBulkResponse { histories } = self
            .server
            .get_of_page("metrics/get-history-bulk", &request)?;
        Ok(histories)
    }

    fn sampled_metric_history(
        &self,
        id: &RunId,
        key: &str,
        sampling: &Sampling,
    ) -> Result<Vec<Metric>> {
        let Sampling { max_results, steps } = sampling;
        let request = GetMetricHistoryBulkInterval {
            run_ids: vec![id.clone()],
            metric_key: key.to_owned(),
            start_step: steps.as_ref().map(|steps| *steps.start()),
            end_step: steps.as_ref().map(|steps| *steps.end()),
            max_results: Some(i64::try_from(*max_results).unwrap_or(i64::MAX)),
        };
        let GetMetricHistoryBulkIntervalResponse { histories } = self
            .server
            .get_of_page("metrics/get-history-bulk-interval", &request)?;
        Ok(histories
            .into_iter()
            .flat_map(|(_, points)| points)
            .collect())
    }
}
