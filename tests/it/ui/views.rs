//! How one looks at the runs of an experiment is kept, and shared under a name.

use serde_json::json;

use super::{log_run, start};

/// Enter, as WebDriver types it.
const ENTER: &str = "\u{e007}";

const HEADS: &str =
    "return [...document.querySelectorAll('.head-name')].map((node) => node.textContent)";

#[test]
fn an_experiment_is_found_as_it_was_left() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    let [id, other] = ["kept", "other"].map(|name| server.experiment(name));
    for experiment in [&id, &other] {
        log_run(&server, experiment, "a-run", &[("loss", 0.5)]);
    }
    browser.open(&format!("/#/experiments/{id}"));
    browser.wait_text("1 run");
    browser.click("[aria-label='Options of Duration']");
    browser.click_text("Hide");
    browser.click(".head-title[title=loss]");
    browser.fill("#filter", &format!("metrics.loss < 1{ENTER}"));
    browser.wait("[title=loss] .icon");
    let expected = json!(["Run", "Created", "Status", "loss", "p_loss"]);
    browser.wait_for(HEADS, &expected);

    browser.click_text("Experiments");
    browser.click_text("kept");
    browser.wait_for(HEADS, &expected);
    browser.wait(".head-title[title=loss] .icon");
    let address = browser.run("return location.hash");
    let address = address.as_str().expect("text");
    assert!(address.contains("orderByKey=metrics.loss"), "{address}");
    // What one looks for is not kept: runs that are missing would surprise.
    assert!(!address.contains("searchFilter"), "{address}");

    // Another experiment is as it was, and so is the first by the link of somebody else.
    browser.open(&format!("/#/experiments/{other}"));
    browser.wait_for(
        HEADS,
        &json!(["Run", "Created", "Status", "Duration", "loss", "p_loss"]),
    );
    browser.open(&format!("/#/experiments/{id}?groupBy=params.p_loss"));
    browser.wait(".grid-row.group");
    browser.console_is_clean();
}

#[test]
fn a_view_has_a_name_for_everybody() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    let id = server.experiment("viewed");
    log_run(&server, &id, "a-run", &[("loss", 0.5)]);
    browser.open(&format!("/#/experiments/{id}?groupBy=params.p_loss"));
    browser.wait(".grid-row.group");
    browser.click_text("Views");
    browser.click_text("Save this view");
    browser.fill("dialog input", "By loss");
    browser.click("dialog button[type=submit]");
    browser.wait_text("View By loss saved");

    browser.click_text("Views");
    browser.click_text("Back to the default view");
    browser.wait_for(
        "return location.hash",
        &json!(format!("#/experiments/{id}")),
    );
    browser.wait_for(
        "return document.querySelectorAll('.grid-row.group').length",
        &json!(0),
    );
    // Somebody else, whose browser remembers nothing, has it too.
    browser.run("localStorage.clear()");
    browser.open(&format!("/#/experiments/{id}"));
    browser.wait_text("1 run");
    browser.click_text("Views");
    browser.click_text("By loss");
    browser.wait(".grid-row.group");
    // It is no tag among the others.
    browser.click("summary");
    browser.wait_text("Add tag");
    assert!(!browser.text().contains("mlflow.page.view"));
    browser.click_text("Views");
    browser.click("[aria-label='Remove the view By loss']");
    browser.wait_text("A view keeps filter");
    browser.console_is_clean();
}

#[test]
fn a_column_that_is_added_comes_into_sight() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    let id = server.experiment("wide");
    let metrics: Vec<(String, f64)> = (0..30).map(|n| (format!("metric_{n:02}"), 0.5)).collect();
    let metrics: Vec<(&str, f64)> = metrics
        .iter()
        .map(|(key, value)| (&**key, *value))
        .collect();
    log_run(&server, &id, "a-run", &metrics);
    browser.open(&format!("/#/experiments/{id}"));
    browser.wait_text("1 run");
    browser.click_text("Columns");
    browser.fill("[aria-label='Find a column']", "Git");
    browser.click(".picker-list fieldset label:last-child input");
    let is_seen = "
        const head = document.querySelector('.head-title[title=\"Git commit\"]');
        const edge = head?.getBoundingClientRect();
        return Boolean(edge) && edge.left > 0 && edge.right <= innerWidth;";
    browser.wait_for(is_seen, &json!(true));
    browser.console_is_clean();
}

#[test]
fn values_are_completed_and_an_unknown_key_is_named() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    let id = server.experiment("hinted");
    log_run(&server, &id, "a-run", &[("accuracy", 0.5)]);
    browser.open(&format!("/#/experiments/{id}"));
    browser.wait_text("1 run");
    browser.fill("#filter", "params.p_accuracy = ");
    browser.wait("#filter-option-0");
    browser.fill("#filter", "params.p_accuracy = \u{e015}\u{e007}");
    let value = "return document.getElementById('filter').value";
    browser.wait_for(value, &json!("params.p_accuracy = '0.5' "));

    browser.fill("#filter", &format!("metrics.acuracy > 0{ENTER}"));
    browser.wait_text("No run that was seen has metrics.acuracy.");
    browser.click_text("Use metrics.accuracy");
    browser.wait_text("1 run");
    browser.wait_for(value, &json!("metrics.accuracy > 0"));
    browser.console_is_clean();
}
