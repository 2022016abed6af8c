//! Histories of metrics.

use axum::extract::State;

use crate::api::{
    GetMetricHistory, GetMetricHistoryBulk, GetMetricHistoryBulkInterval,
    GetMetricHistoryBulkIntervalResponse, GetMetricHistoryBulkResponse, GetMetricHistoryResponse,
    SummariseMetrics, SummariseMetricsResponse,
};
use crate::entity::limits::MAX_POINTS_PER_HISTORY_REQUEST;
use crate::error::Result;
use crate::server::answer::HandlerResult;
use crate::server::app::Shared;
use crate::server::endpoint::endpoints;
use crate::server::extract::Input;
use crate::tracking::{HistorySample, Tracking};

endpoints! {
    GET "/mlflow/metrics/get-history"               SINCE_1 Read(GetMetricHistory)             => history;
    GET "/mlflow/metrics/get-history-bulk"          LATER   Read(GetMetricHistoryBulk)         => histories;
    GET "/mlflow/metrics/get-history-bulk-interval" LATER   Read(GetMetricHistoryBulkInterval) => sampled_histories;
    POST "/mlflow/metrics/summaries"                LATER   Read(SummariseMetrics)             => summaries;
}

/// Most points of each run's sample where the request does not say.
const SAMPLE: i64 = 2_500;

/// Most values of each summary where the request does not say: a small curve's.
const SUMMARY: i64 = 48;

pub(in crate::server) async fn history(
    State(app): Shared,
    Input(request): Input<GetMetricHistory>,
) -> HandlerResult {
    app.answer(move |tracking| {
        let page = tracking.metric_history(
            &request.run_id,
            &request.metric_key,
            request.max_results.unwrap_or(usize::MAX),
            request.page_token.as_deref(),
        )?;
        Ok(GetMetricHistoryResponse {
            metrics: page.items,
            next_page_token: page.next_page_token,
        })
    })
    .await
}

pub(in crate::server) async fn histories(
    State(app): Shared,
    Input(request): Input<GetMetricHistoryBulk>,
) -> HandlerResult {
    app.answer(move |tracking| {
        let max_results = request
            .max_results
            .unwrap_or(MAX_POINTS_PER_HISTORY_REQUEST);
        let histories =
            tracking.metric_histories(&request.run_ids, &request.metric_key, max_results)?;
        Ok(GetMetricHistoryBulkResponse { histories })
    })
    .await
}

pub(in crate::server) async fn sampled_histories(
    State(app): Shared,
    Input(request): Input<GetMetricHistoryBulkInterval>,
) -> HandlerResult {
    app.answer(move |tracking| sampled(tracking, &request))
        .await
}

/// The points that a request is after.
pub(super) fn sampled(
    tracking: &Tracking,
    request: &GetMetricHistoryBulkInterval,
) -> Result<GetMetricHistoryBulkIntervalResponse> {
    let sample = HistorySample {
        max_results: request.max_results.unwrap_or(SAMPLE),
        start_step: request.start_step,
        end_step: request.end_step,
    };
    let histories =
        tracking.sampled_metric_histories(&request.run_ids, &request.metric_key, sample)?;
    Ok(GetMetricHistoryBulkIntervalResponse { histories })
}

/// Asked by the page, which shows every metric of a run: the histories themselves are thousands of
/// times as long.
pub(in crate::server) async fn summaries(
    State(app): Shared,
    Input(request): Input<SummariseMetrics>,
) -> HandlerResult {
    app.answer(move |tracking| {
        let SummariseMetrics {
            run_id,
            metric_keys,
            max_values,
        } = &request;
        let max_values = max_values.unwrap_or(SUMMARY);
        let summaries = tracking.metric_summaries(run_id, metric_keys, max_values)?;
        Ok(SummariseMetricsResponse { summaries })
    })
    .await
}
