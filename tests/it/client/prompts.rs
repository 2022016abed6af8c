//! Prompts through the API of 3.x clients, in every kind of store.
#![cfg(unix)]

use serde_json::{Value, json};

use super::run_python;
use crate::support::clients::Client;
use crate::support::database_server::{DatabaseServer, Kind, shared};
use crate::support::{Scene, Server};

const LIFE: &str = include_str!("prompts.py");

/// The servers of databases, as far as they are here and the program speaks to them.
const KINDS: &[Kind] = &[
    #[cfg(feature = "mysql")]
    Kind::MariaDb,
    #[cfg(feature = "postgres")]
    Kind::Postgres,
];

#[test]
fn prompts_live_their_lives_in_every_store() {
    let databases = KINDS.iter().filter_map(|&kind| shared(kind));
    let stores = ["./mlruns".to_owned(), "sqlite:///mlflow.db".to_owned()];
    let stores = stores
        .into_iter()
        .chain(databases.map(DatabaseServer::database));
    let scenes: Vec<(Scene, String)> = stores.map(|store| (Scene::new(), store)).collect();
    let servers: Vec<Server> = scenes
        .iter()
        .map(|(scene, store)| Server::start(scene, &["--backend-store-uri", store]))
        .collect();
    let urls: Vec<String> = servers.iter().map(Server::url).collect();
    let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
    let Some(heard) = run_python(&scenes[0].0, Client::V3Newest, LIFE, &urls) else {
        return;
    };
    let heard = heard.as_array().expect("a list");
    for (one, (_, store)) in heard.iter().zip(&scenes) {
        assert_eq!(one, &heard[0], "{store}");
    }
    is_whole(&heard[0]);
}

#[track_caller]
fn is_whole(heard: &Value) {
    let loaded = &heard["loaded"];
    assert_eq!(loaded["hi@prod"]["template"], "Hello {{who}}");
    assert_eq!(loaded["hi@prod"]["aliases"], json!(["prod"]));
    assert_eq!(loaded["hi@latest"], loaded["hi/2"]);
    let second = json!({
        "name": "hi",
        "version": 2,
        "template": "Hi {{who}}, {{other}}",
        "commit": "second",
        "tags": {"b": "2"},
        "aliases": [],
        "variables": ["other", "who"],
        "format": {"type": "object"},
        "model": {"model_name": "m", "temperature": 0.5},
    });
    assert_eq!(loaded["hi/2"], second);
    assert_eq!(loaded["chat/1"]["template"][1]["content"], "{{question}}");
    let long = loaded["long/1"]["template"].as_str().expect("a text");
    assert_eq!(long.len(), 8_005);
    let (gone, wrong) = ("RESOURCE_DOES_NOT_EXIST", "INVALID_PARAMETER_VALUE");
    assert_eq!(heard["missing"], json!([gone, gone, wrong, wrong]));
    assert_eq!(heard["tagged"], json!(["x", {"a": "1", "k": "v"}]));
    let found = json!([["chat", "hi", "long"], ["hi"], ["hi"]]);
    assert_eq!(heard["found"], found);
    assert_eq!(heard["versions"], json!([1, 2]));
    let exists = "RESOURCE_ALREADY_EXISTS";
    let no_models = json!([["fraud"], [], gone, exists, wrong]);
    assert_eq!(heard["no models"], no_models);
    assert_eq!(heard["linked"], json!([["hi", "1"]]));
    assert_eq!(
        heard["gone"],
        json!([wrong, gone, ["hi", "in-a-run", "long"]])
    );
}
