//! The whole life of a registered model through real clients and our server: registered with
//! `log_model`, promoted, loaded by every kind of `models:` URI, copied, deleted.
#![cfg(unix)]

use serde_json::{Value, json};

use super::run_python;
use crate::support::clients::Client;
use crate::support::{Scene, Server};

const LIFE: &str = include_str!("registry.py");

/// What a client of this release hears; `None` where it cannot be had.
#[track_caller]
fn life(client: Client, flags: &[&str]) -> Option<Value> {
    let scene = Scene::new();
    let server = Server::start(&scene, flags);
    run_python(&scene, client, LIFE, &[&server.url(), "fraud"])
}

/// What every client hears.
#[track_caller]
fn is_whole(heard: &Value) {
    assert_eq!(
        heard["registered"],
        json!([[1, "None"], [2, "None"], [3, "None"]])
    );
    assert_eq!(heard["of a run"], json!([[2, "None"]]));
    let promoted = json!([[1, "Archived"], [2, "Production"], [3, "None"]]);
    assert_eq!(heard["promoted"], promoted);
    assert_eq!(heard["predicted"], json!([[42, 42], [42, 42], [42, 42]]));
    assert_eq!(heard["model"], json!(["of frauds", {"team": "risk"}]));
    let version = json!(["the second", {"checked": "yes"}, "READY", true]);
    assert_eq!(heard["version"], version);
    assert_eq!(heard["left"], json!([[1, "Archived"], [3, "None"]]));
    assert_eq!(heard["gone"], "RESOURCE_DOES_NOT_EXIST");
}

/// What clients hear of aliases and copies, which came with 2.3 and 2.6.
#[track_caller]
fn has_aliases(heard: &Value) {
    assert_eq!(heard["champion"].to_string().trim_matches('"'), "2");
    assert_eq!(heard["champion predicted"], json!([42, 42]));
    assert_eq!(heard["copy"][1], "models:/fraud/2");
    assert_eq!(heard["copy"][2], true);
    assert_eq!(heard["copy predicted"], json!([42, 42]));
    assert_eq!(heard["found"], json!(["fraud", "fraud-copy"]));
}

const DATABASE: [&str; 2] = ["--backend-store-uri", "sqlite:///ours.db"];

#[test]
fn a_model_lives_its_life_through_1_23_1() {
    let Some(heard) = life(Client::V1, &DATABASE) else {
        return;
    };
    is_whole(&heard);
    assert_eq!(heard["latest"], json!([1, 2, 3]));
    assert_eq!(heard["found"], json!(["fraud"]));
}

#[test]
fn a_model_lives_its_life_through_2_22_4() {
    let Some(heard) = life(Client::V2, &DATABASE) else {
        return;
    };
    is_whole(&heard);
    has_aliases(&heard);
    assert_eq!(heard["latest"], json!([1, 2, 3]));
}

#[test]
fn a_model_lives_its_life_through_today_s_client_in_a_registry_of_its_own() {
    let flags = [
        "--backend-store-uri",
        "sqlite:///ours.db",
        "--registry-store-uri",
        "sqlite:///models.db",
    ];
    let Some(heard) = life(Client::V3Newest, &flags) else {
        return;
    };
    is_whole(&heard);
    has_aliases(&heard);
    assert_eq!(heard["prompt"], "Hello {{who}}");
    assert_eq!(heard["prompts"], json!(["fraud-prompt"]));
    assert_eq!(heard["no prompt"], true);
}
