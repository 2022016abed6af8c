//! Each endpoint's answers beside those of MLflow 3.17.2, over a database and over a file store:
//! status, code, phrase and body, for what clients ask and for what is wrong with it.
//!
//! `answers/questions.py` is what is asked, `answers/differences.py` what was decided to be
//! different, each with its reason.
#![cfg(unix)]

use std::path::Path;
use std::thread;

use serde_json::Value;

use crate::support::clients::{Client, python};
use crate::support::{Outcome, PythonServer, Scene, Server};

/// So many answers are compared at least.
const ANSWERS: u64 = 3_000;

#[test]
fn our_answers_are_those_of_3_17_2_but_for_what_was_decided() {
    let Some(python) = python(Client::V3) else {
        return;
    };
    let start = |store| PythonServer::start(Client::V3, &["--backend-store-uri", store]);
    let theirs = thread::scope(|threads| {
        ["sqlite:///mlflow.db", "./mlruns"]
            .map(|store| threads.spawn(move || start(store)))
            .map(|starting| {
                starting
                    .join()
                    .expect("a server")
                    .expect("what is installed")
            })
    });
    let scenes = [Scene::new(), Scene::new()];
    let ours = [(&scenes[0], "sqlite:///ours.db"), (&scenes[1], "./mlruns")]
        .map(|(scene, store)| Server::start(scene, &["--backend-store-uri", store]));
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/client/answers/main.py");
    let mut command = scenes[0].bare_command(python);
    command.arg(script).env("PYTHONDONTWRITEBYTECODE", "1");
    for (theirs, ours) in theirs.iter().zip(&ours) {
        let address = theirs.url.strip_prefix("http://").expect("a URL");
        command.args([address, &ours.address]);
    }
    let found = Outcome::of(&mut command).success().json();
    assert!(found["compared"].as_u64() > Some(ANSWERS), "{found}");
    let listed = |name: &str| {
        let rows = found[name].as_array().expect("a list").iter();
        rows.filter_map(Value::as_str)
            .collect::<Vec<_>>()
            .join("\n")
    };
    let (differences, unused) = (listed("differences"), listed("unused"));
    assert!(differences.is_empty(), "other answers:\n{differences}");
    assert!(unused.is_empty(), "rows that nothing needs:\n{unused}");
}
