//! The histories of metrics, as commands show them.

use std::collections::HashMap;

use crate::entity::limits::MAX_METRICS_PER_SUMMARY_REQUEST;
use crate::entity::{Metric, MetricSummary, Run, RunId};
use crate::error::Result;
use crate::tracking::{HistorySample, Tracking};

/// How many points of a history a chart has.
const CHART_POINTS: i64 = 500;
/// How many values of a history a sparkline is made of.
const SPARK_VALUES: i64 = 64;

/// The beginnings of the keys of metrics that say how a program ran, and not what came out.
const MEASURES: [&str; 2] = ["exec.", "system/"];

/// Whether a metric says how a program ran, and not what came out. Those come last.
pub(super) fn is_measure(key: &str) -> bool {
    MEASURES.iter().any(|start| key.starts_with(start))
}

/// What all metrics of a run came to, by their keys: a request for each hundred of them.
pub(super) fn summaries(run: &Run, tracking: &Tracking) -> Result<HashMap<String, MetricSummary>> {
    let keys: Vec<String> = run.data.metrics.iter().map(|it| it.key.clone()).collect();
    let mut found = HashMap::new();
    for keys in keys.chunks(MAX_METRICS_PER_SUMMARY_REQUEST) {
        let summaries = tracking.metric_summaries(&run.info.run_id, keys, SPARK_VALUES)?;
        found.extend(summaries.into_iter().map(|it| (it.key.clone(), it)));
    }
    Ok(found)
}

/// A sample of a history, by its steps.
pub(super) fn sampled(run_id: &RunId, key: &str, tracking: &Tracking) -> Result<Vec<Metric>> {
    let sample = HistorySample {
        max_results: CHART_POINTS,
        start_step: None,
        end_step: None,
    };
    let ids = std::slice::from_ref(run_id);
    let found = tracking.sampled_metric_histories(ids, key, sample)?;
    let mut points: Vec<Metric> = found.into_iter().flat_map(|(_, points)| points).collect();
    points.sort_by(Metric::cmp_latest);
    Ok(points)
}

/// The points of a chart: steps with their values.
pub(super) fn points(run_id: &RunId, key: &str, tracking: &Tracking) -> Result<Vec<(f64, f64)>> {
    #[expect(clippy::cast_precision_loss, reason = "a position on a chart")]
    let point = |metric: &Metric| (metric.step as f64, metric.value);
    Ok(sampled(run_id, key, tracking)?.iter().map(point).collect())
}
