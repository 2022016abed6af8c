//! No request, however broken, is the server's failure or its end.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Map, Value, json};

use crate::support::{Reply, Request, Scene, Server};

/// Endpoints, each with the method that it has.
const ENDPOINTS: &[(&str, &str)] = &[
    ("POST", "/api/2.0/mlflow/experiments/create"),
    ("POST", "/api/2.0/mlflow/experiments/search"),
    ("GET", "/api/2.0/mlflow/experiments/search"),
    ("GET", "/api/2.0/mlflow/experiments/list"),
    ("GET", "/api/2.0/mlflow/experiments/get"),
    ("GET", "/api/2.0/mlflow/experiments/get-by-name"),
    ("POST", "/api/2.0/mlflow/experiments/update"),
    ("POST", "/api/2.0/mlflow/experiments/delete"),
    ("POST", "/api/2.0/mlflow/experiments/restore"),
    ("POST", "/api/2.0/mlflow/experiments/set-experiment-tag"),
    ("POST", "/api/2.0/mlflow/experiments/delete-experiment-tag"),
    ("POST", "/api/2.0/mlflow/experiments/search-datasets"),
    ("POST", "/api/2.0/mlflow/runs/create"),
    ("GET", "/api/2.0/mlflow/runs/get"),
    ("POST", "/api/2.0/mlflow/runs/search"),
    ("GET", "/api/2.0/preview/mlflow/runs/search"),
    ("POST", "/api/2.0/mlflow/runs/update"),
    ("POST", "/api/2.0/mlflow/runs/delete"),
    ("POST", "/api/2.0/mlflow/runs/restore"),
    ("POST", "/api/2.0/mlflow/runs/log-metric"),
    ("POST", "/api/2.0/mlflow/runs/log-parameter"),
    ("POST", "/api/2.0/mlflow/runs/set-tag"),
    ("POST", "/api/2.0/mlflow/runs/delete-tag"),
    ("POST", "/api/2.0/mlflow/runs/log-batch"),
    ("POST", "/api/2.0/mlflow/runs/log-model"),
    ("POST", "/api/2.0/mlflow/runs/log-inputs"),
    ("POST", "/api/2.0/mlflow/runs/outputs"),
    ("GET", "/api/2.0/mlflow/metrics/get-history"),
    ("GET", "/api/2.0/mlflow/metrics/get-history-bulk"),
    ("GET", "/api/2.0/mlflow/metrics/get-history-bulk-interval"),
    ("GET", "/api/2.0/mlflow/artifacts/list"),
    ("GET", "/get-artifact"),
    ("POST", "/ajax-api/2.0/mlflow/upload-artifact"),
    ("POST", "/api/2.0/mlflow/logged-models"),
    ("POST", "/api/2.0/mlflow/logged-models/search"),
    ("GET", "/api/2.0/mlflow/logged-models/m-1"),
    ("PATCH", "/api/2.0/mlflow/logged-models/m-1"),
    ("DELETE", "/api/2.0/mlflow/logged-models/m-1"),
    ("PATCH", "/api/2.0/mlflow/logged-models/m-1/tags"),
    ("POST", "/api/2.0/mlflow/logged-models/m-1/params"),
    ("DELETE", "/api/2.0/mlflow/logged-models/m-1/tags/%FF"),
    (
        "GET",
        "/api/2.0/mlflow/logged-models/m-1/artifacts/directories",
    ),
    ("GET", "/api/2.0/mlflow-artifacts/artifacts"),
    ("PUT", "/api/2.0/mlflow-artifacts/artifacts/a/b"),
    ("GET", "/api/2.0/mlflow-artifacts/artifacts/a/b"),
    ("DELETE", "/api/2.0/mlflow-artifacts/artifacts/a"),
    ("POST", "/api/2.0/mlflow-artifacts/mpu/create/a"),
    ("POST", "/api/2.0/mlflow-artifacts/mpu/complete/a"),
    ("POST", "/api/2.0/mlflow-artifacts/mpu/abort/a"),
    ("PUT", "/api/2.0/mlflow-artifacts/mpu/part/x/1"),
    ("GET", "/static-files/index.html"),
];

const FIELDS: &[&str] = &[
    "run_id",
    "run_uuid",
    "experiment_id",
    "experiment_ids",
    "experiment_name",
    "name",
    "new_name",
    "key",
    "value",
    "timestamp",
    "step",
    "metrics",
    "params",
    "tags",
    "status",
    "end_time",
    "start_time",
    "run_name",
    "user_id",
    "filter",
    "order_by",
    "max_results",
    "page_token",
    "view_type",
    "run_view_type",
    "artifact_location",
    "path",
    "datasets",
    "dataset",
    "models",
    "model_id",
    "model_json",
    "metric_key",
    "run_ids",
    "start_step",
    "end_step",
    "digest",
    "source",
    "source_type",
    "dataset_name",
    "dataset_digest",
    "parts",
    "num_parts",
    "upload_id",
    "field_name",
    "ascending",
    "artifact_directory_path",
    "model_type",
    "source_run_id",
];

/// Texts that mean something somewhere.
fn texts(run_id: &str) -> Vec<String> {
    [
        run_id,
        "0",
        "1",
        "m",
        "",
        "m-1",
        "a/b",
        "../x",
        "\u{0}",
        "ü\n\"'`",
        "NaN",
        "-1",
        "9223372036854775808",
        "metrics.m > 1",
        "metrics.",
        "name LIKE '%'",
        "start_time DESC",
        "metrics.m ASC",
        "ALL",
        "FINISHED",
        "eyJvZmZzZXQiOiA1fQ==",
        "eyJvZmZzZXQiOiAxODQ0Njc0NDA3MzcwOTU1MTYxNX0=",
        "attributes.run_id IN ('a')",
        "{}",
        "[]",
        "%2e%2e",
        "mlflow.runName",
        "LOGGED_MODEL_READY",
        "((((((((",
        "NOT NOT x",
        "metrics.m = 1e999",
    ]
    .map(str::to_owned)
    .into()
}

fn values(run_id: &str) -> impl Strategy<Value = Value> + use<> {
    let leaf = prop_oneof![
        4 => select(texts(run_id)).prop_map(Value::from),
        1 => any::<String>().prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => select(vec![0_i64, 1, -1, 1000]).prop_map(Value::from),
        1 => any::<f64>().prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Null),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            objects(inner),
        ]
    })
}

fn objects(value: impl Strategy<Value = Value> + 'static) -> BoxedStrategy<Value> {
    vec((select(FIELDS), value), 0..7)
        .prop_map(|fields| {
            let fields = fields
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value));
            Value::Object(fields.collect::<Map<_, _>>())
        })
        .boxed()
}

/// A body that is mostly JSON of the right shape, sometimes with something cut out or put in.
fn bodies(run_id: &str) -> impl Strategy<Value = Vec<u8>> + use<> {
    let run_id = run_id.to_owned();
    let object = objects(values(&run_id).boxed()).prop_map(move |mut object| {
        // Without a run that is there, nothing goes far.
        let fields = object.as_object_mut().expect("an object");
        fields.entry("run_id").or_insert_with(|| json!(run_id));
        object.to_string().into_bytes()
    });
    let broken =
        (object.clone(), any::<usize>(), any::<u8>()).prop_map(|(mut body, length, byte)| {
            let length = length % (body.len() + 1);
            body.truncate(length);
            body.push(byte);
            body
        });
    prop_oneof![6 => object, 2 => broken, 1 => vec(any::<u8>(), 0..64)]
}

fn queries(run_id: &str) -> impl Strategy<Value = String> + use<> {
    let run_id = run_id.to_owned();
    let parameter = (
        select(FIELDS),
        prop_oneof![select(texts(&run_id)), any::<String>()],
    );
    vec(parameter, 0..5).prop_map(move |parameters| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query
            .append_pair("run_id", &run_id)
            .append_pair("metric_key", "m");
        query.extend_pairs(parameters);
        query.finish()
    })
}

fn requests(run_id: &str) -> impl Strategy<Value = Request> + use<> {
    let method = prop_oneof![
        6 => Just(None),
        1 => select(vec!["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "MADEUP"]).prop_map(Some),
    ];
    let kind = prop_oneof![8 => Just("application/json"), 1 => Just("text/plain")];
    let query = prop_oneof![1 => Just(String::new()), 2 => queries(run_id)];
    (select(ENDPOINTS), method, query, kind, bodies(run_id)).prop_map(
        |((usual, path), method, query, kind, body)| {
            Request::new(method.unwrap_or(usual), &format!("{path}?{query}"))
                .header("Content-Type", kind)
                .body(body)
        },
    )
}

/// Whether an answer is one that a client may have earned.
fn is_sound(reply: &Reply) -> bool {
    reply.status < 500 || reply.status == 501
}

#[test]
fn no_request_is_the_servers_failure() {
    for store in ["./mlruns", "sqlite:///mlflow.db"] {
        let scene = Scene::new();
        let server = Server::start(&scene, &["--backend-store-uri", store]);
        let run_id = server.run("0");
        let mut runner = TestRunner::new(Config {
            cases: 1000,
            failure_persistence: None,
            ..Config::default()
        });
        runner
            .run(&requests(&run_id), |request| {
                let reply = server.send(&request);
                prop_assert!(is_sound(&reply), "{}: {}", reply.status, reply.text());
                Ok(())
            })
            .unwrap();
        server.get("/health").is(200);
        server
            .get(&format!("/api/2.0/mlflow/runs/get?run_id={run_id}"))
            .is(200);
    }
}

#[test]
fn what_is_no_http_ends_the_connection_and_nothing_else() {
    use std::io::{Read, Write};
    let scene = Scene::new();
    let server = Server::start(&scene, &[]);
    for bytes in [
        &b"\r\n\r\n\r\n"[..],
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST /api/2.0/mlflow/runs/create HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"POST /api/2.0/mlflow/runs/create HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET /\xff\xfe HTTP/1.1\r\nHost: localhost\r\n\r\n",
    ] {
        let mut stream = server.connect();
        stream.write_all(bytes).unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer);
        assert!(!answer.contains(" 500 "), "{answer}");
    }
    server.get("/health").is(200);
}
