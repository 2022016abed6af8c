//! What `/metrics` tells, in the text form that Prometheus reads.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use crate::sync::unpoisoned;
use crate::web::{Histogram, heading};

use super::worker_end::WorkerEnd;

/// The paths that are counted by their names. Clients could make up any number of others.
const PATHS: [&str; 5] = ["/health", "/invocations", "/ping", "/v2", "/version"];

/// The counts of a server.
#[derive(Default)]
pub(super) struct Metrics {
    requests: Mutex<BTreeMap<(&'static str, u16), Histogram>>,
    ready: AtomicUsize,
    ends: Mutex<BTreeMap<&'static str, u64>>,
    groups: AtomicU64,
    grouped: AtomicU64,
    reloads: AtomicU64,
    failed_reloads: AtomicU64,
}

impl Metrics {
    /// Counts a request.
    pub(super) fn request(&self, path: &str, status: u16, took: Duration) {
        let is_below = |known: &&str| {
            path.strip_prefix(*known)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let name = PATHS.into_iter().find(is_below).unwrap_or("other");
        let mut requests = unpoisoned(self.requests.lock());
        requests.entry((name, status)).or_default().add(took);
    }

    /// Counts requests that a worker answers together.
    pub(super) fn group(&self, size: usize) {
        self.groups.fetch_add(1, Ordering::Relaxed);
        self.grouped.fetch_add(size as u64, Ordering::Relaxed);
    }

    pub(super) fn worker_ready(&self) {
        self.ready.fetch_add(1, Ordering::SeqCst);
    }

    pub(super) fn worker_gone(&self, end: WorkerEnd) {
        self.ready.fetch_sub(1, Ordering::SeqCst);
        let reason = match end {
            WorkerEnd::Retired => "retired",
            WorkerEnd::Ended => "ended",
            WorkerEnd::Hung => "hung",
            WorkerEnd::TooLarge => "memory",
        };
        *unpoisoned(self.ends.lock()).entry(reason).or_default() += 1;
    }

    /// Counts a version that was loaded, or could not be, in the place of another.
    pub(super) fn reload(&self, is_done: bool) {
        let counter = if is_done {
            &self.reloads
        } else {
            &self.failed_reloads
        };
        counter.fetch_add(1, Ordering::Relaxed);
    }

    /// How many workers are ready.
    pub(super) fn ready(&self) -> usize {
        self.ready.load(Ordering::SeqCst)
    }

    /// All counts, as text.
    pub(super) fn text(&self, waiting: usize, wanted: usize) -> String {
        let mut lines = String::new();
        self.write(&mut lines, waiting, wanted)
            .expect("a string takes everything");
        lines
    }

    fn write(&self, lines: &mut String, waiting: usize, wanted: usize) -> std::fmt::Result {
        let name = "mlflow_serving_request_duration_seconds";
        heading(
            lines,
            name,
            "histogram",
            "How long requests took, in seconds",
        )?;
        for ((path, status), durations) in &*unpoisoned(self.requests.lock()) {
            let labels = format!("path=\"{path}\",status=\"{status}\"");
            durations.write(lines, name, &labels)?;
        }
        let name = "mlflow_serving_workers";
        heading(lines, name, "gauge", "Workers: wanted, and ready")?;
        writeln!(lines, "{name}{{state=\"wanted\"}} {wanted}")?;
        writeln!(lines, "{name}{{state=\"ready\"}} {}", self.ready())?;
        let name = "mlflow_serving_worker_ends_total";
        heading(lines, name, "counter", "Workers that are no more, and why")?;
        for (reason, count) in &*unpoisoned(self.ends.lock()) {
            writeln!(lines, "{name}{{reason=\"{reason}\"}} {count}")?;
        }
        let name = "mlflow_serving_queue_length";
        heading(lines, name, "gauge", "Requests that wait for a worker")?;
        writeln!(lines, "{name} {waiting}")?;
        let name = "mlflow_serving_predictions_total";
        heading(
            lines,
            name,
            "counter",
            "Groups of requests that workers were handed",
        )?;
        writeln!(lines, "{name} {}", self.groups.load(Ordering::Relaxed))?;
        let name = "mlflow_serving_predicted_requests_total";
        heading(lines, name, "counter", "Requests in these groups")?;
        writeln!(lines, "{name} {}", self.grouped.load(Ordering::Relaxed))?;
        let name = "mlflow_serving_reloads_total";
        heading(
            lines,
            name,
            "counter",
            "Versions that took the place of another, or could not",
        )?;
        for (result, counter) in [("done", &self.reloads), ("failed", &self.failed_reloads)] {
            let count = counter.load(Ordering::Relaxed);
            writeln!(lines, "{name}{{result=\"{result}\"}} {count}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_without_bound_share_a_name() {
        let metrics = Metrics::default();
        for path in [
            "/v2/models/a/infer",
            "/v2/models/b/infer",
            "/pingpong",
            "/x",
        ] {
            metrics.request(path, 200, Duration::from_millis(1));
        }
        let text = metrics.text(3, 2);
        for line in [
            "mlflow_serving_request_duration_seconds_count{path=\"/v2\",status=\"200\"} 2",
            "mlflow_serving_request_duration_seconds_count{path=\"other\",status=\"200\"} 2",
            "mlflow_serving_queue_length 3",
            "mlflow_serving_workers{state=\"wanted\"} 2",
        ] {
            assert!(text.lines().any(|each| each == line), "{line} in {text}");
        }
    }
}
