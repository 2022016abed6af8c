//! Real clients and files with hostile names, through our server.

use serde_json::json;

use crate::support::clients::Client;
use crate::support::{Scene, Server};

use super::run_python;

const SCRIPT: &str = include_str!("names.py");

#[test]
fn every_name_of_every_client_comes_back() {
    let home = Scene::new();
    let server = Server::start(&home, &[]);
    for client in [Client::V1, Client::V2, Client::V3] {
        let scene = Scene::with_store(&server.url());
        if let Some(failed) = run_python(&scene, client, SCRIPT, &[]) {
            assert_eq!(failed, json!({}), "{client:?}");
        }
    }
}
