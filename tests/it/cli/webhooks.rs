//! `mlflow webhooks …`: over a database, and over a server before one.

use serde_json::json;

use crate::support::receiver::{PATIENCE, receive};
use crate::support::{Scene, Server, mlflow, words};

const SECRET: &str = "täglich 1";
const KEY: &str = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

/// A scene whose webhooks may be on this machine.
pub(crate) fn scene(store: &str) -> Scene {
    Scene::with_store(store)
        .env("MLFLOW_WEBHOOK_ALLOWED_SCHEMES", "http,https")
        .env("MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS", "true")
        .env("MLFLOW_WEBHOOK_REQUEST_MAX_RETRIES", "0")
        .env("MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY", KEY)
        .env("HOOK", SECRET)
}

/// A scene with a database, and one whose store is a server.
fn for_each_store(check: impl Fn(&Scene)) {
    check(&scene("sqlite:///mlflow.db"));
    let behind = scene("sqlite:///unused.db");
    let server = Server::start(&behind, &["--backend-store-uri", "sqlite:///served.db"]);
    check(&scene(&server.url()));
}

#[test]
fn a_webhook_is_created_changed_tested_and_deleted() {
    for_each_store(live);
}

/// The whole life of a webhook by commands, in a registry of anybody whose webhooks may be on this
/// machine.
#[track_caller]
pub(crate) fn live(scene: &Scene) {
    let (address, deliveries) = receive();
    let events = "--event model_version.created,registered_model.created";
    let create = format!("webhooks create deploy --url {address}/well {events} -d 'for CI'");
    let id = mlflow!(scene, "{create} --secret-env HOOK")
        .success()
        .line();
    let got = mlflow!(scene, "webhooks get {id} --output json").success();
    assert!(!got.stdout().contains(SECRET), "{}", got.stdout());
    let got = got.json();
    assert_eq!(got["name"], "deploy");
    assert_eq!(got["description"], "for CI");
    assert_eq!(got["status"], "ACTIVE");
    let heard = json!(["registered_model.created", "model_version.created"]);
    assert_eq!(got["events"], heard);

    let test = format!("webhooks test {id} --event model_version.created --output json");
    let tested = mlflow!(scene, "{test}").success().json();
    assert_eq!(
        (&tested["success"], &tested["response_status"]),
        (&json!(true), &json!(200))
    );
    let delivery = deliveries.recv_timeout(PATIENCE).expect("a delivery");
    assert!(delivery.is_signed(SECRET));
    assert_eq!(delivery.json()["entity"], "model_version");

    let update = format!("webhooks update {id} --name other --secret-stdin --status DISABLED");
    scene
        .mlflow_with_stdin(words(&update), "new secret\n")
        .success();
    mlflow!(scene, "webhooks test {id}").success();
    let delivery = deliveries.recv_timeout(PATIENCE).expect("a delivery");
    assert!(delivery.is_signed("new secret"));
    mlflow!(scene, "webhooks update {id} --no-secret").success();
    mlflow!(scene, "webhooks test {id}").success();
    let delivery = deliveries.recv_timeout(PATIENCE).expect("a delivery");
    assert!(!delivery.headers.contains_key("x-mlflow-signature"));

    let listed = mlflow!(scene, "webhooks list --output json").success();
    let listed = listed.json();
    assert_eq!(listed[0]["name"], "other");
    assert_eq!(listed[0]["description"], "for CI");
    assert_eq!(listed[0]["status"], "DISABLED");
    let table = mlflow!(scene, "webhooks list").success().stdout();
    assert!(table.contains("DISABLED") && table.contains(&id), "{table}");
    mlflow!(scene, "webhooks delete {id}").success();
    mlflow!(scene, "webhooks get {id}").code(1);
    let none = mlflow!(scene, "webhooks list --output json").success();
    assert_eq!(none.json(), json!([]));
}

#[test]
fn a_receiver_that_refuses_or_is_absent_is_told_by_the_exit_code() {
    for_each_store(|scene| {
        let port = crate::support::unused_port();
        let url = format!("http://127.0.0.1:{port}/");
        let create = format!("webhooks create absent --url {url} --event prompt.created");
        let id = mlflow!(scene, "{create}").success().line();
        let tested = mlflow!(scene, "webhooks test {id}").code(3);
        let said = "Failed to test webhook: ";
        assert!(tested.stdout().starts_with(said), "{}", tested.stdout());
    });
}

/// Wrong command lines, their exit codes, and what is said of them.
const WRONG: [(&str, i32, &str); 15] = [
    (
        "CREATE model.created",
        2,
        "expected one of `registered_model.created`",
    ),
    ("CREATE prompt.created,", 2, "in event string"),
    (
        "CREATE prompt.created --event prompt.created",
        1,
        "is there twice",
    ),
    (
        "CREATE prompt.created --secret-env NONE",
        1,
        "`NONE` is not set",
    ),
    (
        "CREATE prompt.created --secret-env HOOK --secret-stdin",
        2,
        "Cannot specify both",
    ),
    (
        "CREATE prompt.created --status on",
        2,
        "is not one of 'active', 'disabled'",
    ),
    ("webhooks create -x", 2, "-x"),
    (
        "webhooks create deploy --url https://1.1.1.1/",
        2,
        "--event",
    ),
    (
        "webhooks create 'a b' --url https://1.1.1.1/ --event prompt.created",
        1,
        "at most 63 letters",
    ),
    (
        "webhooks create a --url ftp://1.1.1.1/ --event prompt.created",
        1,
        "scheme",
    ),
    ("webhooks get none", 1, "ID none not found"),
    ("webhooks update none", 2, "`--url`"),
    ("webhooks update none --name b", 1, "ID none not found"),
    ("webhooks delete none", 1, "ID none not found"),
    ("webhooks test none", 1, "ID none not found"),
];

#[test]
fn what_is_wrong_with_a_webhook_is_one_clear_sentence() {
    let scene = scene("sqlite:///mlflow.db");
    let create = "webhooks create deploy --url https://1.1.1.1/ --event";
    for (line, code, says) in WRONG {
        let line = line.replace("CREATE", create);
        let wrong = mlflow!(scene, "{line}").code(code).stderr();
        assert!(wrong.contains(says), "{line}: {wrong}");
        assert_eq!(wrong.matches("error: ").count(), 1, "{line}: {wrong}");
    }
    let stdin = scene.mlflow_with_stdin(
        words(&format!("{create} prompt.created --secret-stdin")),
        "\n",
    );
    let wrong = stdin.code(1).stderr();
    assert!(wrong.contains("stdin is empty"), "{wrong}");
}

#[test]
fn a_folder_keeps_no_webhooks_and_a_secret_without_a_key_is_refused() {
    let folder = scene("./mlruns");
    mlflow!(folder, "models create fraud").success();
    mlflow!(folder, "webhooks list").code(1);
    let create = "webhooks create a --url https://1.1.1.1/ --event prompt.created";
    let wrong = mlflow!(folder, "{create}").code(1).stderr();
    assert!(wrong.contains("keeps no webhooks"), "{wrong}");

    let keyless = Scene::with_store("sqlite:///mlflow.db").env("HOOK", SECRET);
    let wrong = mlflow!(keyless, "{create} --secret-env HOOK").code(1);
    let wrong = wrong.stderr();
    let variable = "MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY";
    assert!(
        wrong.contains(variable) && !wrong.contains(SECRET),
        "{wrong}"
    );
    mlflow!(keyless, "{create}").success();
}
