//! Which points stand for a long history, and what it comes to. Pure.

use crate::entity::{Metric, MetricSummary};

/// The offsets of at most `max_results` (at least one) of so many ordered points, ascending.
///
/// As MLflow 3.17.2's database store takes them: the points are cut into equal parts, of which
/// the first ones have a point more where it does not come out even (SQL's `NTILE`), and the
/// first point of each is taken; but of the last part the last, so that a history never seems to
/// end before it does.
pub(crate) fn sampled_offsets(total: usize, max_results: usize) -> Vec<usize> {
    if total <= max_results {
        return (0..total).collect();
    }
    let (length, longer_parts) = (total / max_results, total % max_results);
    let start = |part: usize| part * length + part.min(longer_parts);
    let last_part = max_results - 1;
    (0..last_part).map(start).chain([total - 1]).collect()
}

/// What a history comes to, whose points are in any order.
pub(crate) fn summarised(key: &str, mut points: Vec<Metric>, max_values: usize) -> MetricSummary {
    points.sort_by(Metric::cmp_latest);
    let numbers = || {
        points
            .iter()
            .map(|point| point.value)
            .filter(|value| !value.is_nan())
    };
    let offsets = sampled_offsets(points.len(), max_values);
    MetricSummary {
        key: key.to_owned(),
        count: points.len(),
        least: numbers().reduce(f64::min),
        greatest: numbers().reduce(f64::max),
        values: offsets.into_iter().map(|at| points[at].value).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What MLflow 3.17.2 gives for a history with the steps 0, 1, 2… on SQLite.
    #[test]
    fn the_offsets_are_those_of_mlflow() {
        assert_eq!(sampled_offsets(0, 5), [0; 0]);
        assert_eq!(sampled_offsets(5, 5), [0, 1, 2, 3, 4]);
        assert_eq!(sampled_offsets(1, 1), [0]);
        assert_eq!(sampled_offsets(7, 1), [6]);
        assert_eq!(sampled_offsets(7, 2), [0, 6]);
        assert_eq!(sampled_offsets(7, 3), [0, 3, 6]);
        assert_eq!(sampled_offsets(7, 6), [0, 2, 3, 4, 5, 6]);
        assert_eq!(sampled_offsets(10, 4), [0, 3, 6, 9]);
        assert_eq!(sampled_offsets(23, 5), [0, 5, 10, 15, 22]);
        assert_eq!(sampled_offsets(100, 7), [0, 15, 30, 44, 58, 72, 99]);
    }
}
