//! Webhooks, whose deliveries a receiver of the tests takes, or does not.

use std::sync::mpsc::Receiver;

use serde_json::{Value, json};

use crate::support::receiver::{Delivery, PATIENCE, receive};
use crate::support::{Scene, Server, unused_port};

const SECRET: &str = "täglich 1";

/// A server whose webhooks may be on this machine, and give up soon.
fn server() -> (Scene, Server) {
    let scene = Scene::new()
        .env("MLFLOW_WEBHOOK_ALLOWED_SCHEMES", "http,https")
        .env("MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS", "true")
        .env("MLFLOW_WEBHOOK_REQUEST_TIMEOUT", "1")
        .env("MLFLOW_WEBHOOK_REQUEST_MAX_RETRIES", "1");
    let server = Server::start(&scene, &["--backend-store-uri", "sqlite:///mlflow.db"]);
    (scene, server)
}

fn create(server: &Server, name: &str, url: &str) -> Value {
    let event = json!({"entity": "REGISTERED_MODEL", "action": "CREATED"});
    let webhook = json!({"name": name, "url": url, "secret": SECRET, "events": [event]});
    server.ask("webhooks", &webhook)["webhook"].clone()
}

/// The next so many deliveries, each signed, by their paths.
fn next(deliveries: &Receiver<Delivery>, count: usize) -> Vec<(String, Value)> {
    let mut found: Vec<_> = (0..count)
        .map(|_| {
            let delivery = deliveries.recv_timeout(PATIENCE).expect("a delivery");
            assert!(delivery.is_signed(SECRET), "{}", delivery.path);
            (delivery.path.clone(), delivery.json())
        })
        .collect();
    found.sort_by(|(a, _), (b, _)| a.cmp(b));
    found
}

/// A receiver that is absent, silent, broken or elsewhere keeps nobody from hearing.
#[test]
fn webhooks_hear_of_a_new_model_whatever_the_others_do() {
    let (address, deliveries) = receive();
    let (_scene, server) = server();
    create(
        &server,
        "absent",
        &format!("http://127.0.0.1:{}/", unused_port()),
    );
    for name in ["silent", "flaky", "moved", "well"] {
        let webhook = create(&server, name, &format!("{address}/{name}"));
        assert_eq!(webhook.get("secret"), None);
    }
    server.ask("registered-models/create", &json!({"name": "wine"}));
    let found = next(&deliveries, 7);
    let paths: Vec<&str> = found.iter().map(|(path, _)| path.as_str()).collect();
    let expected = [
        "/flaky", "/flaky", "/moved", "/silent", "/silent", "/target", "/well",
    ];
    assert_eq!(paths, expected);
    for (path, body) in &found {
        assert_eq!(body["entity"], "registered_model", "{path}");
        assert_eq!(body["action"], "created", "{path}");
        assert_eq!(
            body["data"],
            json!({"name": "wine", "tags": {}, "description": ""})
        );
    }
}

#[test]
fn a_burst_of_changes_is_told_whole() {
    const MODELS: usize = 300;
    let (address, deliveries) = receive();
    let (_scene, server) = server();
    create(&server, "well", &format!("{address}/well"));
    for number in 0..MODELS {
        let model = json!({"name": format!("m{number:03}")});
        server.ask("registered-models/create", &model);
    }
    let mut names: Vec<String> = next(&deliveries, MODELS)
        .into_iter()
        .map(|(_, body)| body["data"]["name"].to_string())
        .collect();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), MODELS);
}

#[test]
fn a_webhook_that_is_tested_is_told_so_and_one_in_a_private_network_is_refused() {
    let (address, deliveries) = receive();
    let (_scene, server) = server();
    let webhook = create(&server, "well", &format!("{address}/well"));
    let id = webhook["webhook_id"].as_str().expect("an id");
    let answer = server.ask(&format!("webhooks/{id}/test"), &json!({}));
    assert_eq!(answer["result"]["response_status"], 200);
    assert_eq!(next(&deliveries, 1)[0].1["entity"], "registered_model");

    let scene = Scene::new();
    let careful = Server::start(&scene, &["--backend-store-uri", "sqlite:///mlflow.db"]);
    let event = json!({"entity": "REGISTERED_MODEL", "action": "CREATED"});
    for url in [
        "http://example.com/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://10.0.0.1/",
    ] {
        let webhook = json!({"name": "w", "url": url, "events": [event]});
        careful
            .post("webhooks", &webhook)
            .fails(400, "INVALID_PARAMETER_VALUE");
    }
}
