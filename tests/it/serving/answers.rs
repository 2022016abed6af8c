//! The answers of MLflow's own scoring server, asked the same questions over HTTP.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use crate::support::clients::{Client, python};
use crate::support::{Request, Scene, send};

use super::model::{ModelServer, scene};

/// MLflow's own servers, each of one model; killed when dropped.
struct Reference {
    child: Child,
    ports: BTreeMap<String, u16>,
}

impl Reference {
    /// Saves the models of a release, and serves them.
    #[track_caller]
    fn start(client: Client, scene: &Scene) -> Self {
        let python = python(client).expect("the scene has it");
        let mut child = scene
            .bare_command(python)
            .arg(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/tests/it/serving/reference.py"
            ))
            .arg(scene.path("models"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("a process");
        let mut line = String::new();
        let stdout = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut lines = stdout.lines().map_while(Result::ok);
        while !line.starts_with('{') {
            line = lines.next().expect("the ports");
        }
        // What the models print is read on, so that they never wait.
        std::thread::spawn(move || lines.for_each(drop));
        let ports = serde_json::from_str(&line).expect("ports");
        Self { child, ports }
    }
}

impl Drop for Reference {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const JSON: &str = "application/json";

/// Bodies that every model is asked with: right for some, wrong for others.
const BODIES: &[(&str, &str)] = &[
    (
        JSON,
        r#"{"dataframe_split": {"columns": ["a", "b", "c"], "data": [[1, 2.5, -3], [0, 0, 0]]}}"#,
    ),
    (
        JSON,
        r#"{"dataframe_split": {"columns": ["c", "b", "a", "extra"], "data": [[1.0, 2.0, 3.0, 4.0]]}}"#,
    ),
    (
        JSON,
        r#"{"dataframe_split": {"columns": ["a"], "data": [[1.0]]}}"#,
    ),
    (
        JSON,
        r#"{"dataframe_split": {"columns": ["a", "b", "c"], "data": [["x", null, true]]}}"#,
    ),
    (
        JSON,
        r#"{"dataframe_split": {"columns": ["a", "b", "c"], "data": []}}"#,
    ),
    (
        JSON,
        r#"{"dataframe_split": {"columns": ["a", "b", "c"], "data": [[13, 1, 1]]}}"#,
    ),
    (
        JSON,
        r#"{"dataframe_split": {"index": [7], "columns": ["a", "b", "c"], "data": [[1, 2, NaN]]}}"#,
    ),
    (
        JSON,
        r#"{"dataframe_records": [{"a": 1.5, "b": 2.0, "c": -0.0}, {"a": 1e300, "b": 0.1, "c": 3.0}]}"#,
    ),
    (
        JSON,
        r#"{"dataframe_records": [{"n": 0.5, "city": "é", "k": 3}, {"n": -1, "city": "x", "k": 0}]}"#,
    ),
    (
        JSON,
        r#"{"dataframe_split": {"columns": ["n", "city", "k"], "data": [[0.5, "nowhere", 3]]}}"#,
    ),
    (
        JSON,
        r#"{"dataframe_split": {"columns": ["n", "city", "k"], "data": [[0.5, "y", 3.7]]}}"#,
    ),
    (JSON, r#"{"instances": [[1.0, 2.0, 3.0], [4, 5, 6]]}"#),
    (JSON, r#"{"instances": [{"a": 1.0, "b": 2.0, "c": 3.0}]}"#),
    (JSON, r#"{"inputs": [[1.0, 2.0, 3.0]]}"#),
    (JSON, r#"{"inputs": {"a": [1.0], "b": [2.0], "c": [3.0]}}"#),
    (JSON, r#"{"inputs": ["one", "zwei"]}"#),
    (JSON, r#"{"inputs": "text"}"#),
    (JSON, r#"{"inputs": [1, 2], "instances": [1]}"#),
    (
        JSON,
        r#"{"dataframe_split": {"columns": ["a", "b", "c"], "data": [[1.0, 2.0, 3.0]]}, "params": {"factor": 3.0}}"#,
    ),
    (
        JSON,
        r#"{"dataframe_split": {"columns": ["a", "b", "c"], "data": [[1.0, 2.0, 3.0]]}, "params": {"factor": "x"}}"#,
    ),
    (
        JSON,
        r#"{"dataframe_split": {"columns": ["a", "b", "c"], "data": [[1.0, 2.0, 3.0]]}, "params": {"other": 1}}"#,
    ),
    (
        JSON,
        r#"{"messages": [{"role": "user", "content": "hello"}]}"#,
    ),
    (JSON, r#"{"prompt": "hello"}"#),
    (
        JSON,
        r#"{"columns": ["a", "b", "c"], "data": [[1.5, 2.5, 3.5]]}"#,
    ),
    (JSON, r#"[{"a": 1.5, "b": 2.5, "c": 3.5}]"#),
    (JSON, "[1, 2"),
    (JSON, "7"),
    (JSON, ""),
    (JSON, "\u{fffd}\u{1f600}"),
    (
        "application/json; charset=UTF-8",
        r#"{"inputs": [[1.0, 2.0, 3.0]]}"#,
    ),
    (
        "application/json; charset=latin-1",
        r#"{"inputs": [[1.0, 2.0, 3.0]]}"#,
    ),
    (
        "application/json; format=pandas-split",
        r#"{"columns": ["a", "b", "c"], "data": [[1.5, 2.5, 3.5]]}"#,
    ),
    (
        "application/json; format=pandas-records",
        r#"[{"a": 1.5, "b": 2.5, "c": 3.5}]"#,
    ),
    (
        "application/json-numpy-split",
        r#"{"columns": ["a", "b", "c"], "data": [[1.5, 2.5, 3.5]]}"#,
    ),
    ("application/json; format=other", "{}"),
    ("text/csv", "a,b,c\n1.5,2.5,3.5\n-1.5,0.5,0.5\n"),
    ("text/csv", "n,city,k\n0.5,y,3\n"),
    ("text/csv", ""),
    ("text/csv", "a,b\n1,2,3\n\"x"),
    ("text/csv; charset=utf-8", "a,b,c\nx,y,z\n"),
    ("application/vnd.apache.parquet", "PAR1 but not really"),
    ("text/plain", "a"),
];

/// Every question: those with bodies, and what is no question about a prediction.
fn questions() -> Vec<Request> {
    let ask = |(kind, body): &(&str, &str)| {
        Request::new("POST", "/invocations")
            .header("Content-Type", kind)
            .body(*body)
    };
    let mut questions: Vec<Request> = BODIES.iter().map(ask).collect();
    questions.push(Request::new("POST", "/invocations").body("{}"));
    questions.push(
        Request::new("POST", "/invocations")
            .header("Content-Type", "text/csv")
            .body(b"a,b,c\n\xff\xfe,1,2\n".to_vec()),
    );
    for (method, path) in [
        ("GET", "/ping"),
        ("GET", "/invocations"),
        ("PUT", "/invocations"),
        ("POST", "/ping"),
        ("HEAD", "/ping"),
        ("GET", "/nowhere?a=1"),
        ("POST", "/invocations/"),
    ] {
        questions.push(Request::new(method, path));
    }
    questions
}

/// Asks both servers everything, and lists what differs.
fn differences(ours: &str, theirs: &str) -> Vec<String> {
    let mut differences = Vec::new();
    for question in questions() {
        let [here, there] = [ours, theirs].map(|address| send(address, &question));
        let kinds = [&here, &there].map(|reply| reply.header("content-type").to_owned());
        if here.status != there.status || here.body != there.body || kinds[0] != kinds[1] {
            differences.push(format!(
                "{question:?}\n  here: {} {} {}\n there: {} {} {}",
                here.status,
                kinds[0],
                here.text(),
                there.status,
                kinds[1],
                there.text()
            ));
        }
    }
    differences
}

fn answers_are_the_same(client: Client, flags: &str) {
    let Some(scene) = scene(client) else {
        return;
    };
    let reference = Reference::start(client, &scene);
    assert!(!reference.ports.is_empty());
    let mut found = Vec::new();
    for (name, port) in &reference.ports {
        let model = scene.path(format!("models/{name}"));
        let server = ModelServer::start(&scene, &model, flags).ready();
        let there = format!("127.0.0.1:{port}");
        let differences = differences(&server.address, &there);
        found.extend(
            differences
                .into_iter()
                .map(|text| format!("{name}: {text}")),
        );
    }
    assert!(found.is_empty(), "{}:\n{}", found.len(), found.join("\n"));
}

#[test]
fn a_model_of_3_17_answers_as_under_mlflow() {
    answers_are_the_same(Client::V3, "");
}

#[test]
fn a_model_of_1_23_answers_as_under_mlflow() {
    answers_are_the_same(Client::V1, "");
}
