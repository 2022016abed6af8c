//! Counts of requests, in the text form that Prometheus reads, under the names that MLflow 3.17.2
//! gives them (those of its Flask exporter, with the prefix `mlflow`).

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Mutex;
use std::time::Duration;

use axum::http::Method;
use axum::http::header::{CONTENT_TYPE, HeaderValue};
use axum::response::Response;

use crate::sync::unpoisoned;
use crate::tracking::ReplicaCounts;
use crate::web::{Histogram, heading};
use crate::webhook::DeliveryCounts;

use super::json::text;

/// The version of the text form.
const FORM: HeaderValue = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");

/// Requests by method and status.
type Requests = BTreeMap<(&'static str, u16), Histogram>;

/// The counts of requests by method and status.
#[derive(Default)]
pub(super) struct Counts {
    requests: Mutex<Requests>,
}

impl Counts {
    /// Counts a request.
    pub(super) fn add(&self, method: &Method, status: u16, duration: Duration) {
        let key = (name(method), status);
        let mut requests = unpoisoned(self.requests.lock());
        requests.entry(key).or_default().add(duration);
    }

    /// The counts as an answer, with those of the deliveries to webhooks and of a replica.
    pub(super) fn answer(
        &self,
        deliveries: &DeliveryCounts,
        replica: Option<&ReplicaCounts>,
    ) -> Response {
        let requests = unpoisoned(self.requests.lock()).clone();
        let mut lines = String::new();
        write(&mut lines, &requests)
            .and_then(|()| write_deliveries(&mut lines, deliveries))
            .and_then(|()| replica.map_or(Ok(()), |counts| write_replica(&mut lines, counts)))
            .expect("a string takes everything");
        let mut response = text(lines);
        response.headers_mut().insert(CONTENT_TYPE, FORM);
        response
    }
}

/// The name of a method. Unknown methods share one name, because a client could make up any number.
fn name(method: &Method) -> &'static str {
    const KNOWN: [&str; 7] = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"];
    let known = KNOWN.into_iter().find(|known| *known == method.as_str());
    known.unwrap_or("OTHER")
}

fn write(lines: &mut String, requests: &Requests) -> std::fmt::Result {
    let version = env!("CARGO_PKG_VERSION");
    heading(
        lines,
        "mlflow_exporter_info",
        "gauge",
        "What counts the requests",
    )?;
    writeln!(lines, "mlflow_exporter_info{{version=\"{version}\"}} 1")?;

    let name = "mlflow_http_request_duration_seconds";
    heading(
        lines,
        name,
        "histogram",
        "How long requests took, in seconds",
    )?;
    for ((method, status), durations) in requests {
        // Where others have the path, MLflow has its version: paths have no bound.
        let labels =
            format!("method=\"{method}\",mlflow_version=\"{version}\",status=\"{status}\"");
        durations.write(lines, name, &labels)?;
    }

    heading(
        lines,
        "mlflow_http_request_total",
        "counter",
        "How many requests there were",
    )?;
    for ((method, status), durations) in requests {
        let count = durations.count;
        writeln!(
            lines,
            "mlflow_http_request_total{{method=\"{method}\",status=\"{status}\"}} {count}"
        )?;
    }
    Ok(())
}

/// What only this program counts: MLflow 3.18.0 has no counts of webhooks.
fn write_deliveries(lines: &mut String, deliveries: &DeliveryCounts) -> std::fmt::Result {
    let DeliveryCounts {
        delivered,
        failed,
        dropped,
        retries,
        pending,
    } = deliveries;
    let name = "mlflow_webhook_deliveries_total";
    heading(
        lines,
        name,
        "counter",
        "What became of deliveries to webhooks",
    )?;
    for (result, count) in [
        ("delivered", delivered),
        ("failed", failed),
        ("dropped", dropped),
    ] {
        writeln!(lines, "{name}{{result=\"{result}\"}} {count}")?;
    }
    let name = "mlflow_webhook_retries_total";
    heading(lines, name, "counter", "How often one was sent again")?;
    writeln!(lines, "{name} {retries}")?;
    let name = "mlflow_webhook_deliveries_pending";
    heading(lines, name, "gauge", "How many deliveries are not done")?;
    writeln!(lines, "{name} {pending}")
}

/// What only this program counts: MLflow 3.18.0 reads from a replica or not at all.
fn write_replica(lines: &mut String, replica: &ReplicaCounts) -> std::fmt::Result {
    let ReplicaCounts {
        is_up,
        reads,
        reads_of_primary,
    } = replica;
    let name = "mlflow_read_replica_up";
    heading(lines, name, "gauge", "Whether the read replica answers")?;
    writeln!(lines, "{name} {}", u8::from(*is_up))?;
    let name = "mlflow_read_replica_reads_total";
    heading(
        lines,
        name,
        "counter",
        "Transactions that read, from the replica or for want of it from the primary",
    )?;
    writeln!(lines, "{name}{{database=\"replica\"}} {reads}")?;
    writeln!(lines, "{name}{{database=\"primary\"}} {reads_of_primary}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deliveries_are_counted_by_what_became_of_them() {
        let deliveries = DeliveryCounts {
            delivered: 1,
            failed: 2,
            dropped: 3,
            retries: 4,
            pending: 5,
        };
        let mut lines = String::new();
        write_deliveries(&mut lines, &deliveries).unwrap();
        let counts: Vec<&str> = lines
            .lines()
            .filter(|line| !line.starts_with('#'))
            .collect();
        assert_eq!(
            counts,
            [
                "mlflow_webhook_deliveries_total{result=\"delivered\"} 1",
                "mlflow_webhook_deliveries_total{result=\"failed\"} 2",
                "mlflow_webhook_deliveries_total{result=\"dropped\"} 3",
                "mlflow_webhook_retries_total 4",
                "mlflow_webhook_deliveries_pending 5",
            ]
        );
    }

    #[test]
    fn counts_are_written_as_prometheus_reads_them() {
        let counts = Counts::default();
        counts.add(&Method::GET, 200, Duration::from_millis(1));
        counts.add(&Method::GET, 200, Duration::from_millis(60));
        counts.add(&"MADE-UP".parse().unwrap(), 404, Duration::from_secs(60));
        let mut lines = String::new();
        write(&mut lines, &counts.requests.lock().unwrap()).unwrap();
        let name = "mlflow_http_request_duration_seconds";
        let labels = |method, status| {
            let version = env!("CARGO_PKG_VERSION");
            format!("method=\"{method}\",mlflow_version=\"{version}\",status=\"{status}\"")
        };
        for line in [
            "mlflow_http_request_total{method=\"GET\",status=\"200\"} 2".to_owned(),
            "mlflow_http_request_total{method=\"OTHER\",status=\"404\"} 1".to_owned(),
            format!("{name}_bucket{{{},le=\"0.005\"}} 1", labels("GET", 200)),
            format!("{name}_bucket{{{},le=\"1.0\"}} 2", labels("GET", 200)),
            format!("{name}_bucket{{{},le=\"10.0\"}} 0", labels("OTHER", 404)),
            format!("{name}_count{{{}}} 1", labels("OTHER", 404)),
        ] {
            assert!(lines.lines().any(|found| *found == line), "{line}\n{lines}");
        }
    }
}
