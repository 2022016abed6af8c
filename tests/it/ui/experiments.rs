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
    let deleted = &deleted["experiments"][0];
    assert_eq!(deleted["name"], "second");
    let id = deleted["experiment_id"].as_str().expect("an id");
    browser.open(&format!("/#/experiments/{id}"));
    browser.wait_text("This experiment is deleted");

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
        (
            format!("/#/experiments/{id}/nowhere"),
            "There is no such page",
        ),
        ("/#/prompts".to_owned(), "does not have a page of prompts"),
        (
            format!("/#/experiments/{id}/traces"),
            "does not have traces",
        ),
        (
            format!("/#/experiments/{id}/runs/{run}/traces"),
            "does not have traces",
        ),
        (
            format!("/#/experiments/{id}/evaluation-runs"),
            "does not have evaluations",
        ),
    ] {
        browser.open(&address);
        browser.wait_text(shown);
    }
    browser.console_is_clean();
}

#[test]
fn a_search_finds_what_is_typed_and_nothing_else() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    for name in ["a_b", "axb", "it's", "100%"] {
        server.experiment(name);
    }
    browser.open("/#/experiments");
    browser.wait_text("axb");
    let names =
        "return [...document.querySelectorAll('.list .main a')].map((node) => node.innerText)";
    for (typed, expected) in [("A_B", "a_b"), ("it's", "it's"), ("0%", "100%")] {
        browser.fill("[type=search]", typed);
        browser.wait_for(names, &json!([expected]));
    }
    browser.console_is_clean();
}

#[test]
fn a_text_is_copied_without_a_clipboard_or_selected() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    let id = server.experiment("empty");
    browser.open(&format!("/#/experiments/{id}"));
    browser.wait_text("No runs yet");
    // As on a page of plain http.
    browser.run(
        "Object.defineProperty(navigator, 'clipboard', { value: undefined });
         document.execCommand = () => Boolean((window.copied = document.activeElement.value));",
    );
    let command = format!("mlflow run . --experiment-id {id}");
    browser.click("[aria-label=Copy]");
    browser.wait_for("return window.copied", &json!(command));
    // Where that is forbidden, too, no check mark claims that it was copied.
    browser.run("document.execCommand = () => false");
    browser.click("[aria-label=Copy]");
    browser.wait_text("the text is selected for you");
    browser.wait_for("return getSelection().toString()", &json!(command));
    browser.console_is_clean();
}
