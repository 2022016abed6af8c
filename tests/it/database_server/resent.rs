//! A client that loses an answer sends the same again: nothing is written twice.

use std::io::Write as _;

use serde_json::{Value, json};

use crate::support::database_server::shared;
use crate::support::{Request, Scene, Server, until};

use super::KINDS;

/// The keys of the metrics.
const KEYS: [&str; 2] = ["loss", "odd"];

fn batch(run: &str) -> Value {
    let metric = |key: &str, value: Value, step: i64| json!({"key": key, "value": value, "timestamp": 1_700_000_000_000_i64 + step, "step": step});
    let mut metrics: Vec<Value> = (0..5)
        .map(|step| metric("loss", json!(0.5), step))
        .collect();
    metrics.extend([
        metric("odd", json!("NaN"), 1),
        metric("odd", json!("-Infinity"), 1),
        metric("odd", json!(1e-300), 1),
    ]);
    json!({
        "run_id": run,
        "metrics": metrics,
        "params": [{"key": "p", "value": "x"}, {"key": "q", "value": ""}],
        "tags": [{"key": "t", "value": "v"}],
    })
}

/// All that a run has.
fn content(server: &Server, run: &str) -> Vec<Value> {
    let run_path = format!("/api/2.0/mlflow/runs/get?run_id={run}");
    let mut found = vec![server.get(&run_path).is(200).json()];
    for key in KEYS {
        let path = format!("/api/2.0/mlflow/metrics/get-history?run_id={run}&metric_key={key}");
        let mut history = server.get(&path).is(200).json();
        if let Some(points) = history["metrics"].as_array_mut() {
            points.sort_by_key(Value::to_string);
        }
        found.push(history);
    }
    found
}

#[test]
fn a_batch_that_is_sent_again_is_written_once() {
    let databases = KINDS
        .iter()
        .filter_map(|&kind| Some(shared(kind)?.database()));
    let local = ["sqlite:///x.db", "folder"].map(str::to_owned);
    for store in databases.chain(local) {
        let scene = Scene::new();
        let server = Server::start(&scene, &["--backend-store-uri", &store]);
        let run = server.run("0");
        let batch = batch(&run);
        // The first answer is not waited for.
        let request = Request::post("runs/log-batch", &batch).bytes(&server.address);
        let mut stream = server.connect();
        stream.write_all(&request).expect("a listener");
        drop(stream);
        let has_all = |content: &[Value]| {
            let points = |at: usize| content[at]["metrics"].as_array().map(Vec::len);
            (points(1), points(2)) == (Some(5), Some(3)) && content[0].to_string().contains("\"q\"")
        };
        // What the server did not read before the client had gone is not done at all.
        let mut tries = 0;
        until("the batch is written", || {
            tries += 1;
            if tries == 50 {
                server.ask("runs/log-batch", &batch);
            }
            has_all(&content(&server, &run))
        });
        let first = content(&server, &run);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| server.ask("runs/log-batch", &batch));
            }
        });
        assert_eq!(content(&server, &run), first, "{store}");
    }
}
