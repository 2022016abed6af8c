//! The page, in a browser: what people click through, what they see, and what must never run.

mod accessible;
mod board;
mod browser;
mod charts;
mod curves;
mod details;
mod experiments;
mod follow;
mod guest;
mod hostile;
mod imports;
mod looks;
mod models;
mod modules;
mod runs;
mod seeded;
mod table;
mod users;
mod views;

use serde_json::{Value, json};

use crate::support::{Scene, Server};
use browser::Browser;

/// A server over an empty store, and a browser for its page.
#[track_caller]
fn start(flags: &[&str], prefix: &str) -> Option<(Scene, Server, Browser)> {
    let scene = Scene::new();
    let store = ["--backend-store-uri", "sqlite:///mlflow.db"];
    let server = Server::start(&scene, &[&store, flags].concat());
    let browser = Browser::start(&format!("{}{prefix}", server.url()))?;
    Some((scene, server, browser))
}

/// Logs a run with these metrics and parameters, and gives its id.
#[track_caller]
fn log_run(server: &Server, experiment: &str, name: &str, values: &[(&str, f64)]) -> String {
    let created = server.ask(
        "runs/create",
        &json!({ "experiment_id": experiment, "run_name": name, "start_time": 1 }),
    );
    let id = created["run"]["info"]["run_id"].as_str().expect("an id");
    let metrics: Vec<Value> = values
        .iter()
        .map(|(key, value)| json!({ "key": key, "value": value, "timestamp": 1, "step": 0 }))
        .collect();
    let params: Vec<Value> = values
        .iter()
        .map(|(key, value)| json!({ "key": format!("p_{key}"), "value": value.to_string() }))
        .collect();
    server.ask(
        "runs/log-batch",
        &json!({ "run_id": id, "metrics": metrics, "params": params }),
    );
    id.to_owned()
}

/// Logs the first points of a metric, one a second.
#[track_caller]
fn log_points(server: &Server, run: &str, key: &str, count: i32, value: impl Fn(i32) -> f64) {
    let points: Vec<Value> = (0..count)
        .map(|step| {
            json!({ "key": key, "value": value(step), "timestamp": 1_000 * step, "step": step })
        })
        .collect();
    server.ask(
        "runs/log-batch",
        &json!({ "run_id": run, "metrics": points }),
    );
}
