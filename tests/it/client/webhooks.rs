//! The life of a webhook through Python's clients and our server.
#![cfg(unix)]

use serde_json::json;

use super::run_python;
use crate::support::clients::Client;
use crate::support::receiver::{PATIENCE, receive};
use crate::support::{Scene, Server};

const LIFE: &str = include_str!("webhooks.py");

#[track_caller]
fn a_webhook_lives_its_life(client: Client) {
    let scene = Scene::new()
        .env("MLFLOW_WEBHOOK_ALLOWED_SCHEMES", "http,https")
        .env("MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS", "true");
    let server = Server::start(&scene, &["--backend-store-uri", "sqlite:///mlflow.db"]);
    let (address, deliveries) = receive();
    let Some(heard) = run_python(&scene, client, LIFE, &[&server.url(), &address]) else {
        return;
    };
    let webhook = json!({
        "name": "deploy",
        "url": format!("{address}/well"),
        "description": "for CI",
        "events": ["model_version.created", "registered_model.created"],
        "status": "ACTIVE",
        "secret": null,
        "is new": true,
    });
    assert_eq!(heard["created"], webhook);
    assert_eq!(heard["got"], webhook);
    assert_eq!(heard["tested"], 200);
    let updated = &heard["updated"];
    assert_eq!(
        [
            &updated["name"],
            &updated["status"],
            &updated["description"]
        ],
        ["other", "DISABLED", "for CI"]
    );
    assert_eq!(updated["events"], json!(["prompt.created"]));
    assert_eq!(heard["listed"], json!([["n2", "n1"], ["n0", "other"]]));
    assert_eq!(heard["end"], json!(null));
    let gone = json!(["RESOURCE_DOES_NOT_EXIST", 404]);
    let wrong = json!(["INVALID_PARAMETER_VALUE", 400]);
    let refused = json!({
        "gone": gone, "gone to delete": gone, "gone to test": gone,
        "name": wrong, "scheme": wrong, "no events": wrong,
    });
    assert_eq!(heard["refused"], refused);

    // The example, and the model; nothing else was told.
    for entity in ["model_version", "registered_model"] {
        let delivery = deliveries.recv_timeout(PATIENCE).expect("a delivery");
        assert!(delivery.is_signed("hush"));
        assert_eq!(delivery.json()["entity"], entity);
    }
    drop(server);
    assert!(deliveries.try_recv().is_err());
}

#[test]
fn a_webhook_lives_its_life_through_3_17_2() {
    a_webhook_lives_its_life(Client::V3);
}

#[test]
fn a_webhook_lives_its_life_through_today_s_client() {
    a_webhook_lives_its_life(Client::V3Newest);
}
