//! MLflow's own page as a guest: the pages of installed releases, over this server.

use std::path::Path;

use serde_json::{Value, json};

use super::browser::Browser;
use crate::support::clients::{Client, python};
use crate::support::{Request, Scene, Server, mlflow, skip};

const ADMIN: &str = "an administrator";

/// What pages ask for and do not need: who has logged in, on a server without users; and the address of
/// a file in a cloud, where it is on this machine.
const UNNEEDED: [&str; 2] = ["/users/current", "presigned=true"];

/// A scene in which the Python on the PATH has this release, with its page.
#[track_caller]
fn scene(client: Client) -> Option<Scene> {
    let programs = python(client)?.parent().expect("a program is in a folder");
    if !has_page(programs.parent().expect("an environment")) {
        skip("the installed MLflow has no page");
        return None;
    }
    let path = std::env::var("PATH").unwrap_or_default();
    Some(Scene::new().env("PATH", &format!("{}:{path}", programs.display())))
}

/// Whether an environment has MLflow's page.
fn has_page(environment: &Path) -> bool {
    let libraries = std::fs::read_dir(environment.join("lib"));
    libraries.is_ok_and(|mut libraries| {
        libraries.any(|library| {
            let library = library.expect("a readable folder").path();
            let page = "site-packages/mlflow/server/js/build/index.html";
            library.join(page).exists()
        })
    })
}

/// What the page is to show.
struct Shown {
    experiment: String,
    runs: [String; 2],
}

fn fill(server: &Server) -> Shown {
    let experiment = server.experiment("wines of the south");
    let runs = ["first try", "second try"].map(|name| {
        let body = json!({"experiment_id": experiment, "run_name": name, "start_time": 1_700_000_000_000_i64});
        let made = server.ask("runs/create", &body);
        let id = made["run"]["info"]["run_id"].as_str().expect("an id").to_owned();
        let points: Vec<Value> = (0..30)
            .map(|step| json!({"key": "train/loss", "value": 1.0 / f64::from(step + 1),
                "timestamp": 1_700_000_000_000_i64 + i64::from(step), "step": step}))
            .chain([json!({"key": "odd", "value": "NaN", "timestamp": 1, "step": 0})])
            .collect();
        let params = [json!({"key": "depth", "value": name.len().to_string()})];
        server.ask("runs/log-batch", &json!({"run_id": id, "metrics": points, "params": params}));
        let path = format!("/ajax-api/2.0/mlflow/upload-artifact?run_uuid={id}&path=notes.txt");
        server.send(&Request::new("POST", &path).body("what was tasted")).is(200);
        id
    });
    server.ask("registered-models/create", &json!({"name": "sommelier"}));
    for run in &runs {
        let body =
            json!({"name": "sommelier", "source": format!("runs:/{run}/model"), "run_id": run});
        server.ask("model-versions/create", &body);
    }
    Shown { experiment, runs }
}

/// Nothing that the page asked for was refused, and nothing that it does.
#[track_caller]
fn all_went_well(browser: &Browser) {
    let failed = browser.run(
        "return performance.getEntriesByType('resource')
            .filter(({ responseStatus }) => responseStatus >= 400)
            .map(({ responseStatus, name }) => `${responseStatus} ${name}`)",
    );
    let failed = failed.as_array().expect("a list").iter();
    let failed: Vec<&str> = failed.filter_map(Value::as_str).collect();
    let is_needed = |name: &&&str| !UNNEEDED.iter().any(|unneeded| name.contains(unneeded));
    let failed: Vec<_> = failed.iter().filter(is_needed).collect();
    assert!(failed.is_empty(), "{failed:?}");
    browser.console_does_not_say("Content Security Policy");
}

/// Opens the views that people use, and looks for what they look for.
#[track_caller]
fn look_around(browser: &Browser, shown: &Shown) {
    let Shown {
        experiment,
        runs: [one, two],
    } = shown;
    let of_run = format!("/#/experiments/{experiment}/runs/{one}");
    browser.open("/#/experiments");
    browser.wait_text("wines of the south");
    all_went_well(browser);
    browser.open(&format!("/#/experiments/{experiment}/runs"));
    browser.wait_text("first try");
    browser.wait_text("second try");
    all_went_well(browser);
    browser.open(&format!(
        "/#/experiments/{experiment}/runs?compareRunsMode=CHART"
    ));
    browser.wait(".js-plotly-plot .main-svg");
    all_went_well(browser);
    browser.open(&of_run);
    browser.wait_text("first try");
    browser.wait_text("sommelier");
    browser.wait_text("depth");
    browser.wait_text("train/loss");
    all_went_well(browser);
    browser.open(&format!("{of_run}/model-metrics"));
    browser.wait(".js-plotly-plot .main-svg");
    all_went_well(browser);
    browser.open(&format!("{of_run}/artifacts/notes.txt"));
    browser.wait_text("what was tasted");
    all_went_well(browser);
    browser.open(&format!(
        "/#/compare-runs?runs=[\"{one}\",\"{two}\"]&experiments=[\"{experiment}\"]"
    ));
    browser.wait_text("Comparing 2 Runs from 1 Experiment");
    browser.wait_text("second try");
    all_went_well(browser);
    look_at_models(browser, shown);
}

#[track_caller]
fn look_at_models(browser: &Browser, shown: &Shown) {
    let [one, two] = &shown.runs;
    browser.open("/#/models");
    browser.wait_text("sommelier");
    all_went_well(browser);
    browser.open("/#/models/sommelier");
    browser.wait_text("Version 2");
    all_went_well(browser);
    browser.open("/#/models/sommelier/versions/1");
    browser.wait_text("first try");
    browser.open(&format!(
        "/#/compare-model-versions?name=\"sommelier\"&runs={{\"1\":\"{one}\",\"2\":\"{two}\"}}"
    ));
    browser.wait_text("Comparing 2 Versions");
}

#[test]
fn the_page_of_3_17_2_works() {
    let Some(scene) = scene(Client::V3) else {
        return;
    };
    let flags = [
        "--page",
        "mlflow",
        "--backend-store-uri",
        "sqlite:///mlflow.db",
    ];
    let server = Server::start(&scene, &flags);
    assert!(
        server
            .introduction
            .contains("page: that of MLflow 3.17.2, in `")
    );
    let Some(browser) = Browser::start(&server.url()) else {
        return;
    };
    look_around(&browser, &fill(&server));
}

#[test]
fn the_page_of_3_18_0_works_below_a_prefix_over_a_folder() {
    let Some(scene) = scene(Client::V3Newest) else {
        return;
    };
    let flags = [
        "--page",
        "mlflow",
        "--backend-store-uri",
        "./mlruns",
        "--static-prefix",
        "/ml",
    ];
    let server = Server::start(&scene, &flags);
    assert!(
        server
            .introduction
            .contains("page: that of MLflow 3.18.0, in `")
    );
    let Some(browser) = Browser::start(&format!("{}/ml", server.url())) else {
        return;
    };
    look_around(&browser, &fill(&server));
}

#[test]
fn on_a_server_with_users_one_logs_in_before_mlflow_s_page() {
    let Some(scene) = scene(Client::V3Newest) else {
        return;
    };
    let scene = scene.env("MLFLOW_AUTH_ADMIN_PASSWORD", ADMIN);
    let server = Server::start(&scene, &["--page", "mlflow", "--app-name", "basic-auth"]);
    let Some(browser) = Browser::start(&server.url()) else {
        return;
    };
    browser.open("/#/experiments/0/runs");
    browser.fill("[name=username]", "admin");
    browser.fill("[name=password]", ADMIN);
    browser.click("button[type=submit]");
    browser.wait("#root");
    browser.wait_text("Default");
    all_went_well(&browser);
    browser.open("/#/account");
    browser.wait_text("Logged in as admin");
    all_went_well(&browser);
    make_a_user(&browser);
}

/// Makes a user in MLflow's page, which asks for workspaces as it does so: there are none.
#[track_caller]
fn make_a_user(browser: &Browser) {
    browser.open("/#/admin");
    browser.wait_text("Platform Admin");
    all_went_well(browser);
    browser.click_text("Create User");
    browser.wait("[role=dialog] input[type=password]");
    browser.fill("[role=dialog] input:not([type=password])", "bob");
    browser.fill("[role=dialog] input[type=password]", "bob's password");
    browser.click_text("Create user");
    browser.wait_for(
        "return [...document.querySelectorAll('a, td, [role=cell]')]
             .some((cell) => cell.innerText.trim() === 'bob')",
        &json!(true),
    );
    browser.open("/#/admin/users/bob");
    browser.wait_text("Permissions and roles assigned to this user");
    all_went_well(browser);
}

#[test]
fn a_page_that_is_not_there_is_said_to_be_so() {
    let scene = Scene::new();
    let refused = mlflow!(scene, "ui --port 0 --page .");
    refused.code(1).says("`.` has no page of MLflow's");
    let empty = scene.folder().to_str().expect("a path").to_owned();
    let scene = scene.env("PATH", &empty);
    let refused = mlflow!(scene, "ui --port 0 --page mlflow");
    refused
        .code(1)
        .says("no Python on the PATH has MLflow: there is no `python3`");
}
