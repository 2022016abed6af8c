//! Every address that MLflow's pages and clients can ask has an honest answer: what it is there
//! for, MLflow's own answer where nothing of the kind was ever made, or JSON with a code that
//! clients end at.

use crate::support::{Request, Scene, Server};

const ADDRESSES: &str = include_str!("addresses.txt");

#[test]
fn every_address_of_mlflow_has_an_answer() {
    let scene = Scene::new();
    let server = Server::start(&scene, &["--backend-store-uri", "sqlite:///mlflow.db"]);
    let mut mistakes = Vec::new();
    let rows = ADDRESSES.lines().filter(|line| !line.starts_with('#'));
    for row in rows {
        let [method, status, answer, address] = row.split_whitespace().collect::<Vec<_>>()[..]
            .try_into()
            .expect("four columns");
        let request = Request::new(method, address);
        let request = match method {
            "GET" => request,
            _ => request.json(&serde_json::json!({})),
        };
        let reply = server.send(&request);
        let text = reply.text();
        let code = format!("\"error_code\":\"{answer}\"");
        let is_answer = answer == "-" || text == answer || text.contains(&code);
        if reply.status.to_string() != status || !is_answer {
            mistakes.push(format!("{row}\n  found {} {text}", reply.status));
        }
        // Clients try these again for minutes.
        assert!(![429, 500, 502, 503, 504].contains(&reply.status), "{row}");
    }
    assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
}

/// The words at which clients of 3.4 and later stop sending each span by itself.
#[test]
fn spans_are_refused_with_the_words_of_mlflow() {
    let scene = Scene::new();
    let server = Server::start(&scene, &[]);
    let spans = Request::new("POST", "/v1/traces")
        .header("Content-Type", "application/x-protobuf")
        .body("spans");
    let refusal = server.send(&spans).fails(501, "NOT_IMPLEMENTED");
    assert!(
        refusal
            .text()
            .contains("REST OTLP span logging is not supported")
    );
}
