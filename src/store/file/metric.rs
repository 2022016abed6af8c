//! The histories of metrics.

use std::collections::BTreeSet;

use crate::entity::{Metric, MetricSummary, RunId};
use crate::error::Result;
use crate::search::page_offset;
use crate::store::{MetricStore, Page, Sampling, sampled_offsets, summarised};

use super::FileStore;

impl MetricStore for FileStore {
    /// In the order in which the points were logged. A run that is not there is an error. Both as
    /// MLflow 3.17.2's file store has it.
    fn metric_history(
        &self,
        id: &RunId,
        key: &str,
        max_results: usize,
        page_token: Option<&str>,
    ) -> Result<Page<Metric>> {
        let offset = page_offset(page_token)?;
        let rest = self.run(id)?.metric_points(key)?.into_iter().skip(offset);
        let points = rest.take(max_results.saturating_add(1)).collect();
        Ok(Page::cut(points, offset, max_results))
    }

    fn metric_histories(
        &self,
        ids: &[RunId],
        key: &str,
        max_results: usize,
    ) -> Result<Vec<(RunId, Vec<Metric>)>> {
        let ids: BTreeSet<&RunId> = ids.iter().collect();
        let mut left = max_results;
        let mut histories = Vec::new();
        for id in ids {
            let mut points = self.points(id, key)?;
            points.sort_by(|a, b| a.timestamp.cmp(&b.timestamp).then(a.cmp_latest(b)));
            points.truncate(left);
            left -= points.len();
            if !points.is_empty() {
                histories.push((id.clone(), points));
            }
        }
        Ok(histories)
    }

    fn sampled_metric_history(
        &self,
        id: &RunId,
        key: &str,
        sampling: &Sampling,
    ) -> Result<Vec<Metric>> {
        let Sampling { max_results, steps } = sampling;
        let mut points = self.points(id, key)?;
        if let Some(steps) = steps {
            points.retain(|point| steps.contains(&point.step));
        }
        points.sort_by(Metric::cmp_latest);
        let offsets = sampled_offsets(points.len(), *max_results);
        Ok(offsets.into_iter().map(|at| points[at].clone()).collect())
    }

    fn metric_counts(&self, id: &RunId, keys: &[String]) -> Result<Option<Vec<usize>>> {
        let count = |key: &String| Ok(self.points(id, key)?.len());
        keys.iter().map(count).collect::<Result<_>>().map(Some)
    }

    fn metric_summaries(
        &self,
        id: &RunId,
        keys: &[String],
        max_values: usize,
    ) -> Result<Vec<MetricSummary>> {
        let summary = |key: &String| Ok(summarised(key, self.points(id, key)?, max_values));
        keys.iter().map(summary).collect()
    }
}

impl FileStore {
    /// Every point of a metric in the order of its file.
    fn points(&self, id: &RunId, key: &str) -> Result<Vec<Metric>> {
        match self.find_run(id)? {
            Some(folder) => folder.metric_points(key),
            None => Ok(Vec::new()),
        }
    }
}
