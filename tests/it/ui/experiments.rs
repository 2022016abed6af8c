//! The list of experiments, and the head of one.

use serde_json::json;

use super::start;

#[test]
fn an_experiment_is_made_described_renamed_deleted_and_restored() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    browser.open("/");
    browser.click_text("New experiment");
    browser.fill("dialog input", "first");
    browser.click("dialog button[type=submit]");
    browser.wait_text("No runs yet");

    browser.click("summary");
    browser.click_text("Add a description");
    browser.fill("textarea", "some **bold** words");
    browser.click_text("Save");
    browser.wait(".markdown strong");

    browser.click("[aria-label='Actions on the experiment']");
    browser.click_text("Rename");
    browser.fill("dialog input", "second");
    browser.click("dialog button[type=submit]");
    browser.wait("h1[title=second]");

    browser.click("[aria-label='Actions on the experiment']");
    browser.click_text("Delete");
    browser.click("dialog button.danger");
    browser.wait_text("Default");
    let body = json!({ "max_results": 10, "view_type": "DELETED_ONLY" });
    let deleted = server.ask("experiments/search", &body);
    assert_eq!(deleted["experiments"][0]["name"], "second");

    browser.open("/#/experiments?lifecycleFilter=DELETED_ONLY");
    browser.click("[aria-label='Actions on second']");
    browser.click_text("Restore");
    browser.wait_text("No deleted experiments");
    browser.console_is_clean();
}

#[test]
fn a_name_that_is_taken_is_said_in_the_dialog() {
    let Some((_scene, _server, browser)) = start(&[], "") else {
        return;
    };
    browser.open("/#/experiments");
    browser.click_text("New experiment");
    browser.fill("dialog input", "Default");
    browser.click("dialog button[type=submit]");
    browser.wait("dialog[open] .problem:not(:empty)");
    browser.console_is_clean_but_for(Some("status of 400"));
}

#[test]
fn everything_works_below_a_prefix() {
    let Some((_scene, server, browser)) =
        start(&["--static-prefix", "/tools/mlflow"], "/tools/mlflow")
    else {
        return;
    };
    server.experiment("below");
    browser.open("/");
    browser.click_text("below");
    browser.wait_text("No runs yet");
    browser.wait_text(&format!("{}/tools/mlflow", server.url()));
    browser.console_is_clean();
}

#[test]
fn addresses_that_mlflow_prints_lead_somewhere() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    let id = server.experiment("known");
    let run = super::log_run(&server, &id, "a-run", &[("loss", 0.5)]);
    for (address, shown) in [
        (format!("/#/experiments/{id}/runs"), "a-run"),
        (format!("/#/experiments/{id}/s?searchInput="), "a-run"),
        (
            format!("/#/experiments/{id}/runs/{run}/artifacts"),
            "No artifacts",
        ),
        (
            format!("/#/experiments/{id}/runs/{run}/model-metrics"),
            "loss",
        ),
        (
            format!("/#/compare-experiments/s?experiments=[\"{id}\",\"0\"]"),
            "2 experiments together",
        ),
        (
            format!("/#/compare-runs?runs=[\"{run}\"]&experiments=[\"{id}\"]"),
            "Comparing 1 run",
        ),
        ("/#/nowhere".to_owned(), "There is no such page"),
    ] {
        browser.open(&address);
        browser.wait_text(shown);
    }
    browser.console_is_clean();
}
