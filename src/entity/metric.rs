//! One measured value of a run, and the rule that tells which of many is the latest.

use std::cmp::Ordering;

/// A value that a run measured under a key, at a time and a step.
#[derive(Clone, Debug)]
pub struct Metric {
    /// What was measured.
    pub key: String,
    /// The value; NaN and the infinities are allowed.
    pub value: f64,
    /// Milliseconds since 1970 (UTC).
    pub timestamp: i64,
    /// The position in the run's own count, for example the epoch. May be negative.
    pub step: i64,
}

impl Metric {
    /// Compares by MLflow's order: step, then timestamp, then value. The greatest value of a
    /// history is its latest, which is what a run shows.
    ///
    /// NaN counts as 0: MLflow 3.17.2 keeps it in its database as 0 with a mark, and compares what
    /// it keeps.
    pub fn cmp_latest(&self, other: &Self) -> Ordering {
        let number = |value: f64| if value.is_nan() { 0.0 } else { value };
        self.step
            .cmp(&other.step)
            .then(self.timestamp.cmp(&other.timestamp))
            .then(
                number(self.value)
                    .partial_cmp(&number(other.value))
                    .unwrap_or(Ordering::Equal),
            )
    }
}

/// What one metric of a run came to, told without its history.
#[derive(Clone, Debug, PartialEq)]
pub struct MetricSummary {
    /// What was measured.
    pub key: String,
    /// How many points there are.
    pub count: usize,
    /// The least value, infinities included; `None` where every point is NaN, or there is none.
    pub least: Option<f64>,
    /// The greatest value, as the least.
    pub greatest: Option<f64>,
    /// Values spread over the history, by step, NaN included.
    pub values: Vec<f64>,
}

/// Equal to the letter: unlike for bare numbers, NaN is NaN.
impl PartialEq for Metric {
    fn eq(&self, other: &Self) -> bool {
        let same_value = self.value == other.value || (self.value.is_nan() && other.value.is_nan());
        same_value
            && self.key == other.key
            && self.timestamp == other.timestamp
            && self.step == other.step
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metric(value: f64, timestamp: i64, step: i64) -> Metric {
        Metric {
            key: "m".into(),
            value,
            timestamp,
            step,
        }
    }

    #[test]
    fn the_latest_is_by_step_then_time_then_value() {
        assert_eq!(
            metric(0.0, 0, 1).cmp_latest(&metric(9.0, 9, 0)),
            Ordering::Greater
        );
        assert_eq!(
            metric(0.0, 2, 1).cmp_latest(&metric(9.0, 1, 1)),
            Ordering::Greater
        );
        assert_eq!(
            metric(2.0, 1, 1).cmp_latest(&metric(1.0, 1, 1)),
            Ordering::Greater
        );
        assert_eq!(
            metric(f64::NAN, 1, 1).cmp_latest(&metric(-9.0, 1, 1)),
            Ordering::Greater
        );
    }
}
