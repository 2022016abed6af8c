//! What axe, the common checker of accessibility, has against the pages: nothing serious, in neither
//! theme, and no target too small to be hit. `.ci/tools` installs it.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::support::{Server, skip};

use super::browser::Browser;
use super::charts::four_runs;
use super::{start, users};

/// The checker, where it is installed.
fn checker() -> Option<String> {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("target"),
        PathBuf::from,
    );
    let file = target.join("tools/axe/node_modules/axe-core/axe.min.js");
    let found = std::fs::read_to_string(file).ok();
    if found.is_none() {
        skip("axe is not installed; `.ci/tools` does it");
    }
    found
}

/// The addresses of all kinds of pages, each with what is there once it is drawn.
fn pages(server: &Server) -> Vec<(String, &'static str)> {
    let experiment = four_runs(server);
    let found = server.ask("runs/search", &json!({ "experiment_ids": [experiment] }));
    let found = found["runs"].as_array().expect("a list").iter();
    let runs: Vec<&str> = found
        .filter_map(|run| run["info"]["run_id"].as_str())
        .collect();
    server.ask("registered-models/create", &json!({ "name": "net" }));
    let version =
        json!({ "name": "net", "source": format!("runs:/{}/m", runs[0]), "run_id": runs[0] });
    server.ask("model-versions/create", &version);
    let charts = json!([
        { "kind": "line", "y": "metrics.loss" },
        { "kind": "bar", "y": "metrics.size" },
        { "kind": "parallel", "keys": ["params.p_size", "params.p_sum", "metrics.share"] },
        { "kind": "difference" },
        { "kind": "images" },
    ]);
    let of_runs = format!("/#/experiments/{experiment}");
    let of_run = format!("{of_runs}/runs/{}", runs[0]);
    let compared = format!(
        "/#/compare-runs?runs={}&experiments=[\"{experiment}\"]",
        json!(runs)
    );
    vec![
        ("/".to_owned(), "table"),
        ("/#/experiments".to_owned(), ".list tbody tr"),
        (of_runs.clone(), ".grid-body .grid-row"),
        (
            format!("{of_runs}?groupBy=params.p_size"),
            ".grid-body .group",
        ),
        (
            format!("{of_runs}?compareRunsMode=CHART&charts={charts}"),
            ".plot .main-svg",
        ),
        (of_run.clone(), "svg.sparkline"),
        (format!("{of_run}/model-metrics"), ".plot .main-svg"),
        (format!("{of_run}/artifacts"), ".notice"),
        (compared.clone(), ".comparison"),
        (format!("{compared}&tab=charts"), ".plot .main-svg"),
        ("/#/models".to_owned(), ".list tbody tr"),
        ("/#/models/net".to_owned(), "tbody tr"),
        ("/#/models/net/versions/1".to_owned(), "article h1"),
        (format!("{of_runs}/traces"), "article h1"),
    ]
}

/// What the checker calls serious or worse, with the first node of each.
#[track_caller]
fn findings(browser: &Browser, checker: &str) -> Value {
    browser.run(&format!(
        "{checker};
         const {{ violations }} = await window.axe.run(document, {{
             resultTypes: ['violations'],
             rules: {{ 'target-size': {{ enabled: true }} }},
         }});
         return violations
             .filter(({{ impact }}) => impact === 'serious' || impact === 'critical')
             .map(({{ id, nodes }}) => `${{id}}: ${{nodes[0].html}} ${{nodes[0].failureSummary}}`);"
    ))
}

/// Fails if the checker has something serious against what is shown, in either theme.
#[track_caller]
fn is_fine(browser: &Browser, checker: &str, address: &str, mark: &str) {
    for theme in ["light", "dark"] {
        browser.run(&format!("localStorage.setItem('mlflow.theme', '{theme}')"));
        browser.open(address);
        browser.wait(mark);
        let found = findings(browser, checker);
        assert_eq!(found, json!([]), "{theme} {address}");
    }
}

#[test]
fn axe_finds_nothing_serious_on_the_pages_of_users() {
    let Some(checker) = checker() else {
        return;
    };
    let Some((_scene, _server, browser)) = users::start() else {
        return;
    };
    browser.open("/");
    browser.wait("#log-in");
    is_fine(&browser, &checker, "/", "#log-in");
    users::log_in(&browser, "admin", users::ADMIN);
    browser.wait("[aria-label^=Account]");
    is_fine(&browser, &checker, "/#/account", ".account form");
    is_fine(&browser, &checker, "/#/admin", "tbody tr");
}

#[test]
fn axe_finds_nothing_serious_on_any_page_in_either_theme() {
    let Some(checker) = checker() else {
        return;
    };
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    browser.open("/");
    for (address, mark) in &pages(&server) {
        is_fine(&browser, &checker, address, mark);
    }
}
