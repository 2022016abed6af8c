//! The rules of reading metrics of several runs at once.

use std::ops::RangeInclusive;

use crate::entity::limits::{
    MAX_METRICS_PER_SUMMARY_REQUEST, MAX_POINTS_PER_HISTORY_REQUEST, MAX_RUNS_PER_HISTORY_REQUEST,
    MAX_SAMPLED_POINTS_PER_RUN,
};
use crate::entity::{Metric, MetricSummary, RunId};
use crate::error::{Error, Result};
use crate::store::Sampling;

use super::Tracking;

/// Which points to take of each history, as a user states it.
#[derive(Clone, Copy, Debug)]
pub struct HistorySample {
    /// Most points of each run.
    pub max_results: i64,
    /// The first step; it needs the last one.
    pub start_step: Option<i64>,
    /// The last step; it needs the first one.
    pub end_step: Option<i64>,
}

impl Tracking {
    /// The histories of one metric in several runs: the runs that have any, by id. Like MLflow
    /// 3.17.2, it gives 25,000 points at most, whatever was asked for.
    pub fn metric_histories(
        &self,
        ids: &[RunId],
        key: &str,
        max_results: usize,
    ) -> Result<Vec<(RunId, Vec<Metric>)>> {
        if ids.is_empty() {
            return Err(Error::history_runs_missing());
        }
        if ids.len() > MAX_RUNS_PER_HISTORY_REQUEST {
            let limit = MAX_RUNS_PER_HISTORY_REQUEST;
            return Err(Error::history_runs_too_many(ids.len(), limit));
        }
        if key.is_empty() {
            return Err(Error::history_key_missing());
        }
        let max_results = max_results.min(MAX_POINTS_PER_HISTORY_REQUEST);
        self.store.metric_histories(ids, key, max_results)
    }

    /// Points of one metric that are spread over the history of each run, run by run.
    pub fn sampled_metric_histories(
        &self,
        ids: &[RunId],
        key: &str,
        sample: HistorySample,
    ) -> Result<Vec<(RunId, Vec<Metric>)>> {
        if ids.is_empty() {
            return Err(Error::missing_value("run_ids"));
        }
        if ids.len() > MAX_RUNS_PER_HISTORY_REQUEST {
            let limit = MAX_RUNS_PER_HISTORY_REQUEST;
            return Err(Error::sample_runs_too_many(ids.len(), limit));
        }
        let sampling = sampling(sample)?;
        let histories = self.store.sampled_metric_histories(ids, key, &sampling)?;
        Ok(ids.iter().cloned().zip(histories).collect())
    }

    /// What some metrics of a run came to, in the order of the keys, each with so many values.
    pub fn metric_summaries(
        &self,
        id: &RunId,
        keys: &[String],
        max_values: i64,
    ) -> Result<Vec<MetricSummary>> {
        if keys.len() > MAX_METRICS_PER_SUMMARY_REQUEST {
            let limit = MAX_METRICS_PER_SUMMARY_REQUEST;
            return Err(Error::summary_keys_too_many(keys.len(), limit));
        }
        let Sampling { max_results, .. } = sampling(HistorySample {
            max_results: max_values,
            start_step: None,
            end_step: None,
        })?;
        self.store.metric_summaries(id, keys, max_results)
    }
}

fn sampling(sample: HistorySample) -> Result<Sampling> {
    let HistorySample {
        max_results,
        start_step,
        end_step,
    } = sample;
    let size = usize::try_from(max_results)
        .ok()
        .filter(|size| (1..=MAX_SAMPLED_POINTS_PER_RUN).contains(size))
        .ok_or_else(|| Error::sample_size(max_results, MAX_SAMPLED_POINTS_PER_RUN))?;
    Ok(Sampling {
        max_results: size,
        steps: steps(start_step, end_step)?,
    })
}

fn steps(start: Option<i64>, end: Option<i64>) -> Result<Option<RangeInclusive<i64>>> {
    match (start, end) {
        (None, None) => Ok(None),
        (Some(start), Some(end)) if start <= end => Ok(Some(start..=end)),
        (Some(start), Some(end)) => Err(Error::steps_reversed(start, end)),
        _ => Err(Error::steps_incomplete()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_have_both_ends_in_order() {
        assert_eq!(steps(None, None).unwrap(), None);
        assert_eq!(steps(Some(2), Some(2)).unwrap(), Some(2..=2));
        for (start, end) in [(Some(3), Some(2)), (Some(1), None), (None, Some(1))] {
            assert!(steps(start, end).is_err(), "{start:?} {end:?}");
        }
    }

    #[test]
    fn a_sample_has_a_size() {
        let sample = |max_results| HistorySample {
            max_results,
            start_step: None,
            end_step: None,
        };
        assert_eq!(sampling(sample(2_500)).unwrap().max_results, 2_500);
        for size in [-1, 0, 2_501] {
            assert!(sampling(sample(size)).is_err());
        }
    }
}
