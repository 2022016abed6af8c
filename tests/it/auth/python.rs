//! Python's own clients of users, roles and permissions, through their whole interfaces.

use std::path::Path;

use serde_json::Value;

use super::{scene, server};
use crate::support::Outcome;
use crate::support::clients::{Client, python};

/// What `api.py` prints with Python's servers behind it, and `api_2.py` with that of 2.22.4.
const BY_3_18_0: &str = include_str!("api_3.18.0.json");
const BY_3_17_2: &str = include_str!("api_3.17.2.json");
const BY_2_22_4: &str = include_str!("api_2.22.4.json");

/// A permission on an experiment whose id is no number is refused, as 3.18.0 refuses it.
const NOT_AS_3_17_2: &[&str] = &["all roles", "got role", "number", "permissions", "roles"];
/// As in 3.18.0, a user goes with the permissions, which 2.22.4 refuses; one's own password is changed by who
/// knows the one before; and a user without a name is refused by a code.
const NOT_AS_2_22_4: &[&str] = &["deleted", "gone", "nameless", "newest one", "own"];

/// The client's module needs a package for a form of the server's page, which it does not use.
const WITHOUT_FORMS: &str = "class CSRFProtect: ...\n";

/// What a script of this folder prints with a server of ours behind it. `None` where there is no such client.
fn heard(client: Client, script: &str) -> Option<Value> {
    let python = python(client)?;
    let scene = scene();
    let server = server(&scene);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/auth");
    let mut command = scene.bare_command(python);
    command
        .arg(folder.join(script))
        .arg(server.url())
        .env("PYTHONDONTWRITEBYTECODE", "1");
    if client != Client::V2Auth {
        scene.write("flask_wtf/__init__.py", "");
        scene.write("flask_wtf/csrf.py", WITHOUT_FORMS);
        command.env("PYTHONPATH", scene.folder());
    }
    Some(Outcome::of(&mut command).success().json())
}

/// Fails where ours is another answer than Python's, or where none of the others is.
#[track_caller]
fn is_as(ours: &Value, theirs: &str, but_for: &[&str]) {
    let theirs: Value = serde_json::from_str(theirs).expect("JSON");
    let of = |answers: &Value| answers.as_object().expect("an object").clone();
    let (ours, theirs) = (of(ours), of(&theirs));
    let different = theirs
        .iter()
        .filter(|(name, answer)| ours.get(*name) != Some(answer));
    let wrong: Vec<String> = different
        .clone()
        .filter(|(name, _)| !but_for.contains(&name.as_str()))
        .map(|(name, answer)| format!("{name}: {:?}, and not {answer}", ours.get(name)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(different.count(), but_for.len());
    assert_eq!(ours.len(), theirs.len());
}

#[test]
fn we_answer_the_client_of_3_17_2_as_the_servers_of_3_18_0_and_3_17_2_do() {
    let Some(heard) = heard(Client::V3, "api.py") else {
        return;
    };
    is_as(&heard, BY_3_18_0, &[]);
    is_as(&heard, BY_3_17_2, NOT_AS_3_17_2);
}

#[test]
fn we_answer_the_client_of_2_22_4_as_its_own_server_does() {
    let Some(heard) = heard(Client::V2Auth, "api_2.py") else {
        return;
    };
    is_as(&heard, BY_2_22_4, NOT_AS_2_22_4);
}
