//! What makes one trial better than another.

use std::cmp::Ordering;

use crate::entity::{Metric, Run, RunId, Tag};
use crate::error::{Error, Result};
use crate::tracking::{Batch, Tracking, now};

use super::TrialEnd;

/// The tag of the parent run that names the best trial's run.
const BEST_RUN_TAG: &str = "project.best_run_id";
/// What a metric may be called with, as in the filter language.
const PREFIXES: [&str; 2] = ["metrics.", "metric."];

/// A metric that should be small or large.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objective {
    /// The key of the metric.
    pub metric: String,
    /// Whether the smallest value is the best.
    pub is_minimum: bool,
}

impl Objective {
    /// Reads `metrics.loss:min` or `loss:max`.
    pub fn parse(text: &str) -> Result<Self> {
        let wrong = || {
            Error::invalid(format!(
                "the objective `{text}` does not end with `:min` or `:max`; expected something like `metrics.loss:min`"
            ))
        };
        let (metric, direction) = text.rsplit_once(':').ok_or_else(wrong)?;
        let is_minimum = match direction {
            "min" => true,
            "max" => false,
            _ => return Err(wrong()),
        };
        let prefix = PREFIXES.iter().find(|prefix| metric.starts_with(*prefix));
        let metric = prefix.map_or(metric, |prefix| &metric[prefix.len()..]);
        Ok(Self {
            metric: metric.to_owned(),
            is_minimum,
        })
    }

    /// The value that a run logged last.
    pub fn value(&self, run: &Run) -> Option<f64> {
        let metrics = run.data.metrics.iter();
        let mut found = metrics.filter(|metric| metric.key == self.metric);
        found.next().map(|metric| metric.value)
    }

    /// Puts the best trial first; those without a value, or with one that is no number, come last.
    pub fn rank(&self, trials: &mut [TrialEnd]) {
        trials.sort_by(|a, b| self.compare(self.value_of(a), self.value_of(b)));
    }

    /// Records in the parent run what the best of ranked trials reached.
    pub fn record_best(
        &self,
        ranked: &[TrialEnd],
        parent: &RunId,
        tracking: &Tracking,
    ) -> Result<()> {
        let Some((run, value)) = ranked.first().and_then(|best| {
            let run = best.run.as_ref()?;
            Some((run, self.value(run)?))
        }) else {
            return Ok(());
        };
        let best = Batch {
            metrics: vec![Metric {
                key: self.metric.clone(),
                value,
                timestamp: now(),
                step: 0,
            }],
            tags: vec![Tag::new(BEST_RUN_TAG, run.info.run_id.as_str())],
            ..Batch::default()
        };
        tracking.log_batch(parent, best)
    }

    fn value_of(&self, trial: &TrialEnd) -> Option<f64> {
        let value = self.value(trial.run.as_ref()?)?;
        Some(value).filter(|value| !value.is_nan())
    }

    /// Which of two values is better, and so comes first. Whatever has none comes last.
    pub fn compare(&self, a: Option<f64>, b: Option<f64>) -> Ordering {
        match (a, b) {
            (Some(a), Some(b)) if self.is_minimum => a.total_cmp(&b),
            (Some(a), Some(b)) => b.total_cmp(&a),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => Ordering::Equal,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_objective_has_a_metric_and_a_direction() {
        let read = |text: &str| {
            let Objective { metric, is_minimum } = Objective::parse(text).unwrap();
            (metric, is_minimum)
        };
        assert_eq!(read("metrics.loss:min"), ("loss".into(), true));
        assert_eq!(read("val:acc:max"), ("val:acc".into(), false));
        for wrong in ["loss", "loss:least", ""] {
            assert!(Objective::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_has_no_value_comes_last() {
        let objective = Objective::parse("loss:min").unwrap();
        let mut values = [None, Some(2.0), None, Some(1.0)];
        values.sort_by(|&a, &b| objective.compare(a, b));
        assert_eq!(values, [Some(1.0), Some(2.0), None, None]);
    }
}
