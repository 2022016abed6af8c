//! A store that real Python clients filled (`seed.py`), clicked through page by page.

use std::path::Path;

use serde_json::{Value, json};

use crate::support::Server;
use crate::support::clients::{Client, python};

use super::browser::Browser;
use super::start;

/// Runs of the large experiment: enough for several pages, and soon logged.
const RUNS: &str = "300";

#[track_caller]
fn run_named(server: &Server, name: &str) -> (String, String) {
    let experiments = server.ask("experiments/search", &json!({ "max_results": 100 }));
    let ids: Vec<&Value> = experiments["experiments"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|each| &each["experiment_id"])
        .collect();
    let filter = format!("attributes.run_name = '{name}'");
    let found = server.ask(
        "runs/search",
        &json!({ "experiment_ids": ids, "filter": filter }),
    );
    let info = &found["runs"][0]["info"];
    let text = |key: &str| info[key].as_str().expect(name).to_owned();
    (text("experiment_id"), text("run_id"))
}

#[test]
fn each_page_shows_what_python_clients_logged() {
    let Some(python) = python(Client::V3) else {
        return;
    };
    let Some((scene, server, browser)) = start(&[], "") else {
        return;
    };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/ui/seed.py");
    let status = scene
        .bare_command(python)
        .arg(script)
        .args([&server.url(), RUNS])
        .env("MLFLOW_DISABLE_TELEMETRY", "true")
        .output()
        .expect("python starts");
    assert!(
        status.status.success(),
        "{}",
        String::from_utf8_lossy(&status.stderr)
    );

    grid_search(&server, &browser);
    long_run(&server, &browser);
    gallery(&server, &browser);
    large(&browser);
}

fn grid_search(server: &Server, browser: &Browser) {
    let (experiment, run) = run_named(server, "first-grid");
    browser.open(&format!("/#/experiments/{experiment}"));
    browser.wait_text("18 runs");
    browser.click("[aria-label='Unfold 8 runs']");
    browser.wait("[aria-label='Fold 8 runs']");
    browser.open(&format!("/#/experiments/{experiment}/runs/{run}"));
    browser.wait_text("best_cv_score");
    browser.wait_text("8 child runs");
    browser.wait_text("iris");
    browser.open(&format!("/#/experiments/{experiment}/models"));
    browser.click_text("best_estimator");
    browser.wait_text("Flavours and signature");
    browser.wait_text("mlflow.sklearn.load_model(\"models:/m-");
    browser.wait_text("MLmodel");
    browser.console_is_clean();
}

fn long_run(server: &Server, browser: &Browser) {
    let (experiment, run) = run_named(server, "vit-small");
    browser.open(&format!("/#/experiments/{experiment}/runs/{run}"));
    browser.wait("svg.sparkline");
    browser.wait_text("live");
    browser.open(&format!(
        "/#/experiments/{experiment}/runs/{run}/system-metrics"
    ));
    browser.wait(".plot .main-svg");
    browser.open(&format!(
        "/#/experiments/{experiment}?compareRunsMode=CHART"
    ));
    browser.wait(".plot .main-svg");
    browser.wait(".parallel path.line");
    browser.console_is_clean();
}

fn gallery(server: &Server, browser: &Browser) {
    let (experiment, run) = run_named(server, "pictures");
    for (path, selector) in [
        ("images/wave.png", "img.picture"),
        ("tables/cities.csv", "table.sheet"),
        ("tables/eval.json", "table.sheet"),
        ("config/config.yaml", ".code .word"),
        ("code/train.py", ".code .comment"),
        ("notes/notes.md", ".markdown em"),
        ("notes/readme.txt", ".code"),
        ("paper.pdf", "iframe.document[src^='blob:']"),
    ] {
        browser.open(&format!(
            "/#/experiments/{experiment}/runs/{run}/artifacts/{path}"
        ));
        browser.wait(selector);
        browser.console_is_clean();
    }
    browser.open(&format!(
        "/#/experiments/{experiment}/runs/{run}/artifacts/report.html"
    ));
    browser.run("window.heard = []; addEventListener('message', ({ data }) => heard.push(data))");
    browser.wait("iframe[sandbox='allow-scripts']");
    // The script in the file is kept from running, which Chromium says in the console.
    browser.console_is_clean_but_for(Some("inline"));
    // On request it runs, but in a sandbox: it reaches for the title of the page, and fails.
    browser.click_text("Run its scripts");
    browser.wait_for("return heard", &json!(["ran"]));
    browser.console_is_clean_but_for(Some("sandbox"));
    let title = browser.run("return document.title").to_string();
    assert!(!title.contains("owned"), "{title}");
    side_by_side(server, browser, &experiment, &run);
}

fn side_by_side(server: &Server, browser: &Browser, experiment: &str, run: &str) {
    let (_, other) = run_named(server, "pictures-again");
    let address =
        format!("/#/compare-runs?runs=[\"{run}\",\"{other}\"]&experiments=[\"{experiment}\"]");
    browser.open(&format!("{address}&tab=artifacts"));
    let pictures = "return document.querySelectorAll('.side-by-side img.picture').length";
    browser.wait_for(pictures, &json!(2));
    browser.run(
        "const select = document.querySelector('.artifact-comparison select');
         select.value = 'notes/readme.txt';
         select.dispatchEvent(new Event('change'));",
    );
    browser.wait_text("run pictures-again");
    browser.console_is_clean();
}

fn large(browser: &Browser) {
    browser.open("/#/experiments");
    browser.click_text("ten-thousand");
    browser.wait_text("trial-00000");
    browser.wait_text("200 runs loaded of 300");
    browser.click_text("Load all");
    browser.wait_text("300 runs");
    browser.console_is_clean();
}
