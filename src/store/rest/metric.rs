//! The histories of metrics.

use crate::api::{
    GetMetricHistory, GetMetricHistoryBulk, GetMetricHistoryBulkInterval,
    GetMetricHistoryBulkIntervalResponse, GetMetricHistoryBulkResponse, GetMetricHistoryResponse,
    SummariseMetrics, SummariseMetricsResponse,
};
use crate::entity::limits::MAX_SAMPLED_POINTS_PER_RUN;
use crate::entity::{Metric, MetricSummary, RunId};
use crate::error::Result;
use crate::store::{MetricStore, Page, Sampling, summarised};

use super::{RestStore, found, offered};

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

    /// A server of MLflow has no summaries; there they are made of samples of the longest kind.
    fn metric_summaries(
        &self,
        id: &RunId,
        keys: &[String],
        max_values: usize,
    ) -> Result<Vec<MetricSummary>> {
        let request = SummariseMetrics {
            run_id: id.clone(),
            metric_keys: keys.to_vec(),
            max_values: Some(i64::try_from(max_values).unwrap_or(i64::MAX)),
        };
        let answer = offered(self.server.post("metrics/summaries", &request))?;
        if let Some(SummariseMetricsResponse { summaries }) = answer {
            return Ok(summaries);
        }
        let sampling = Sampling {
            max_results: MAX_SAMPLED_POINTS_PER_RUN,
            steps: None,
        };
        let summary = |key: &String| {
            let points = self.sampled_metric_history(id, key, &sampling)?;
            Ok(summarised(key, points, max_values))
        };
        keys.iter().map(summary).collect()
    }
}
