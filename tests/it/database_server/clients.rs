//! Real clients hear the same from a server over such a database as from one over SQLite.

use std::path::Path;

use serde_json::Value;

use crate::support::clients::{Client, python};
use crate::support::database_server::shared;
use crate::support::{Outcome, Scene, Server};

use super::KINDS;

const TALK: &str = include_str!("../client/talk.py");

#[track_caller]
fn talk(scene: &Scene, python: &Path, url: &str) -> Value {
    let script = scene.write("talk.py", TALK);
    let mut command = scene.bare_command(python);
    command.arg(script).args([url, "-one"]);
    Outcome::of(&mut command).success().json()
}

#[track_caller]
fn hears_the_same(client: Client) {
    let Some(python) = python(client) else {
        return;
    };
    for &kind in KINDS {
        let Some(database) = shared(kind) else {
            continue;
        };
        let address = database.database();
        let scene = Scene::new();
        let sqlite = Server::start(&scene, &["--backend-store-uri", "sqlite:///x.db"]);
        let server = Server::start(&scene, &["--backend-store-uri", &address]);
        let expected = talk(&scene, python, &sqlite.url());
        let heard = talk(&scene, python, &server.url());
        for (name, answer) in expected.as_object().expect("answers") {
            assert_eq!(&heard[name], answer, "{kind:?}: {name}");
        }
    }
}

#[test]
fn a_client_of_1_23_1_hears_the_same_over_a_database_server() {
    hears_the_same(Client::V1);
}

#[test]
fn a_client_of_2_22_4_hears_the_same_over_a_database_server() {
    hears_the_same(Client::V2);
}

#[test]
fn a_client_of_3_17_2_hears_the_same_over_a_database_server() {
    hears_the_same(Client::V3);
}
