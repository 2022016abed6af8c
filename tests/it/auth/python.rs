//! Python's own client of users, roles and permissions, through its whole interface.

use serde_json::Value;

use super::{scene, server};
use crate::support::Outcome;
use crate::support::clients::{Client, python};

const API: &str = include_str!("api.py");

/// What `api.py` prints with the server of MLflow 3.18.0 behind it.
const BY_3_18_0: &str = include_str!("api_3.18.0.json");

/// The client's module needs a package for a form of the server's page, which it does not use.
const WITHOUT_FORMS: &str = "class CSRFProtect: ...\n";

#[test]
fn we_answer_the_client_of_3_17_2_as_the_server_of_3_18_0_does() {
    let Some(python) = python(Client::V3) else {
        return;
    };
    let scene = scene();
    let server = server(&scene);
    let script = scene.write("api.py", API);
    scene.write("flask_wtf/__init__.py", "");
    scene.write("flask_wtf/csrf.py", WITHOUT_FORMS);
    let mut command = scene.bare_command(python);
    command
        .args([script.as_os_str(), server.url().as_ref()])
        .env("PYTHONPATH", scene.folder());
    let heard = Outcome::of(&mut command).success().json();
    let expected: Value = serde_json::from_str(BY_3_18_0).expect("JSON");
    for (name, found) in heard.as_object().expect("an object") {
        assert_eq!(found, &expected[name], "{name}");
    }
    let asked = |answers: &Value| answers.as_object().map(serde_json::Map::len);
    assert_eq!(asked(&heard), asked(&expected));
}
