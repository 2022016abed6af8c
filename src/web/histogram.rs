//! How long answers take, as Prometheus counts it.

use std::fmt::Write as _;
use std::time::Duration;

/// Upper bounds of the histogram's buckets, in seconds: the usual ones.
const BOUNDS: [f64; 14] = [
    0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0,
];

/// How long some requests took.
#[derive(Clone, Default)]
pub(crate) struct Histogram {
    /// How many were within each bound, and not within the one before.
    buckets: [u64; BOUNDS.len()],
    pub(crate) count: u64,
    seconds: f64,
}

impl Histogram {
    pub(crate) fn add(&mut self, duration: Duration) {
        let seconds = duration.as_secs_f64();
        if let Some(bucket) = BOUNDS.iter().position(|&bound| seconds <= bound) {
            self.buckets[bucket] += 1;
        }
        self.count += 1;
        self.seconds += seconds;
    }

    /// Writes its lines, without a heading. The labels are those of the request: `method="GET"`.
    pub(crate) fn write(&self, lines: &mut String, name: &str, labels: &str) -> std::fmt::Result {
        let mut within = 0;
        for (bound, count) in BOUNDS.iter().zip(self.buckets) {
            within += count;
            writeln!(lines, "{name}_bucket{{{labels},le=\"{bound:?}\"}} {within}")?;
        }
        let Self { count, seconds, .. } = self;
        writeln!(lines, "{name}_bucket{{{labels},le=\"+Inf\"}} {count}")?;
        writeln!(lines, "{name}_sum{{{labels}}} {seconds}")?;
        writeln!(lines, "{name}_count{{{labels}}} {count}")
    }
}

/// Writes what a metric is.
pub(crate) fn heading(lines: &mut String, name: &str, kind: &str, help: &str) -> std::fmt::Result {
    writeln!(lines, "# HELP {name} {help}")?;
    writeln!(lines, "# TYPE {name} {kind}")
}
