//! How a store gives the histories of metrics. They are written with the batches of runs
//! ([`super::Batch`]).

use std::ops::RangeInclusive;

use crate::entity::limits::MAX_POINTS_PER_HISTORY_REQUEST;
use crate::entity::{Metric, MetricSummary, RunId};
use crate::error::Result;

use super::sample::summarised;
use super::{Page, Pages};

/// How many points of a history to give, and of which steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sampling {
    /// Most points, at least one.
    pub max_results: usize,
    /// Only points of these steps; `None` takes all.
    pub steps: Option<RangeInclusive<i64>>,
}

/// Gives the histories of metrics. No run or no such metric is an empty history, unless a method
/// says otherwise.
pub trait MetricStore: Send + Sync {
    /// A page of one metric's points, in the order of MLflow's own answer. Where there is no such
    /// run, some of MLflow's stores have no points and some an error, and so it is here.
    fn metric_history(
        &self,
        id: &RunId,
        key: &str,
        max_results: usize,
        page_token: Option<&str>,
    ) -> Result<Page<Metric>>;

    /// The histories of one metric in several runs: the runs that have any, by id, and the points
    /// of each by timestamp, step and value. It ends after so many points, whatever the run.
    fn metric_histories(
        &self,
        ids: &[RunId],
        key: &str,
        max_results: usize,
    ) -> Result<Vec<(RunId, Vec<Metric>)>>;

    /// Points of one history that are spread over all of it, by step, timestamp and value. Which
    /// ones, MLflow 3.17.2's database decides: the first points of equal parts, and the last of
    /// all.
    fn sampled_metric_history(
        &self,
        id: &RunId,
        key: &str,
        sampling: &Sampling,
    ) -> Result<Vec<Metric>>;

    /// The same for the histories of one metric in several runs, in the order of the runs.
    fn sampled_metric_histories(
        &self,
        ids: &[RunId],
        key: &str,
        sampling: &Sampling,
    ) -> Result<Vec<Vec<Metric>>> {
        ids.iter()
            .map(|id| self.sampled_metric_history(id, key, sampling))
            .collect()
    }

    /// How many points a run has of each of these metrics; `None` from a store that cannot count them
    /// without giving them.
    fn metric_counts(&self, _id: &RunId, _keys: &[String]) -> Result<Option<Vec<usize>>> {
        Ok(None)
    }

    /// What some metrics of a run came to, in the order of the keys, each with a sample of at most
    /// so many values.
    fn metric_summaries(
        &self,
        id: &RunId,
        keys: &[String],
        max_values: usize,
    ) -> Result<Vec<MetricSummary>> {
        let summary = |key: &String| {
            let pages = Pages::new(|token: Option<String>, _| {
                self.metric_history(id, key, MAX_POINTS_PER_HISTORY_REQUEST, token.as_deref())
            });
            let points = pages.collect::<Result<Vec<_>>>()?;
            Ok(summarised(key, points, max_values))
        };
        keys.iter().map(summary).collect()
    }
}
