//! The table of runs, one run, and several compared.

use serde_json::{Value, json};

use crate::support::Server;

use super::browser::Browser;
use super::{log_run, start};

/// Enter, as WebDriver types it.
const ENTER: &str = "\u{e007}";

/// The transfer that the page may need without charts.
const MOST_BYTES: u64 = 150_000;

#[track_caller]
fn names(browser: &Browser) -> Vec<String> {
    let found = browser.run(
        "return [...document.querySelectorAll('.grid-row[data-row] .name')]
            .sort((a, b) => a.closest('[data-row]').dataset.row - b.closest('[data-row]').dataset.row)
            .map((node) => node.textContent)",
    );
    serde_json::from_value(found).expect("names")
}

fn three_runs(server: &Server) -> String {
    let id = server.experiment("three");
    for (name, loss) in [("low", 0.1), ("middle", 0.5), ("high", 0.9)] {
        log_run(server, &id, name, &[("loss", loss)]);
    }
    id
}

#[test]
fn runs_are_filtered_and_a_parse_error_is_shown_at_its_character() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    let id = three_runs(&server);
    browser.open(&format!("/#/experiments/{id}"));
    browser.wait_text("3 runs");
    browser.fill("#filter", &format!("metrics.loss < 0.6{ENTER}"));
    browser.wait_text("2 runs");
    browser.console_is_clean();

    browser.fill("#filter", &format!("metrics.loss ! 0.6{ENTER}"));
    browser.wait_text("the filter is wrong at character 14");
    let start = browser.run("return document.getElementById('filter').selectionStart");
    assert_eq!(start, 13);
    assert_eq!(names(&browser).len(), 2, "the rows stay");
    browser.console_is_clean_but_for(Some("status of 400"));
}

#[test]
fn keys_are_completed() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    let id = three_runs(&server);
    browser.open(&format!("/#/experiments/{id}"));
    browser.wait_text("3 runs");
    browser.fill("#filter", "metrics.l");
    browser.wait("#filter-option-0");
    // Down and Enter take the first offer.
    browser.fill("#filter", "metrics.l\u{e015}\u{e007}");
    let value = browser.run("return document.getElementById('filter').value");
    assert_eq!(value, "metrics.loss ");
    browser.console_is_clean();
}

#[test]
fn the_order_is_kept_in_the_address() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    let id = three_runs(&server);
    browser.open(&format!(
        "/#/experiments/{id}?orderByKey=metrics.loss&orderByAsc=true"
    ));
    browser.wait_text("3 runs");
    assert_eq!(names(&browser), ["low", "middle", "high"]);
    browser.click("[aria-sort=ascending] .head-title");
    browser.wait("[aria-sort=descending]");
    let address = browser.run("return location.hash");
    assert!(
        address.as_str().expect("text").contains("orderByAsc=false"),
        "{address}"
    );
    assert_eq!(names(&browser), ["high", "middle", "low"]);
    browser.console_is_clean();
}

#[test]
fn children_are_folded_below_their_parent() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    let id = server.experiment("nested");
    let parent = log_run(&server, &id, "parent", &[]);
    let child = log_run(&server, &id, "child", &[]);
    let tag = json!({ "run_id": child, "key": "mlflow.parentRunId", "value": parent });
    server.ask("runs/set-tag", &tag);
    browser.open(&format!("/#/experiments/{id}"));
    browser.wait_text("2 runs");
    assert_eq!(names(&browser), ["parent"]);
    browser.click(".twist[aria-expanded=false]");
    browser.wait(".twist[aria-expanded=true]");
    assert_eq!(names(&browser), ["parent", "child"]);
    browser.console_is_clean();
}

#[test]
fn selected_runs_are_compared_and_deleted() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    let id = three_runs(&server);
    browser.open(&format!("/#/experiments/{id}"));
    browser.click("[aria-label='Select low']");
    browser.click("[aria-label='Select high']");
    browser.click_text("Compare");
    browser.wait_text("Comparing 2 runs");
    browser.wait_text("p_loss");

    browser.open(&format!("/#/experiments/{id}"));
    browser.click("[aria-label='Select low']");
    browser.click_text("Delete");
    browser.click("dialog button.danger");
    browser.wait_text("2 runs");
    let search = json!({ "experiment_ids": [id], "run_view_type": "DELETED_ONLY" });
    let deleted = server.ask("runs/search", &search);
    assert_eq!(deleted["runs"][0]["info"]["run_name"], "low");
    browser.console_is_clean();
}

#[test]
fn a_selection_acts_on_what_the_table_shows() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    let id = three_runs(&server);
    browser.open(&format!("/#/experiments/{id}"));
    browser.click("[aria-label='Select low']");
    browser.click("[aria-label='Select high']");
    browser.fill("#filter", &format!("metrics.loss < 0.6{ENTER}"));
    browser.wait_text("1 run selected");
    browser.wait_text("1 more not in this list");
    let head = "return document.querySelector('.head input[type=checkbox]').indeterminate";
    browser.wait_for(head, &json!(true));
    // Charts and back leave it.
    browser.click_text("Charts");
    browser.wait(".board-page");
    browser.click_text("Runs");
    browser.wait_text("1 more not in this list");

    browser.click_text("Delete");
    browser.wait("dialog .named");
    let named = "return document.querySelector('dialog .named').innerText";
    assert_eq!(browser.run(named), "low");
    browser.click("dialog button.danger");
    browser.wait_text("1 run deleted");
    let search = json!({ "experiment_ids": [id], "run_view_type": "DELETED_ONLY" });
    let deleted = server.ask("runs/search", &search);
    assert_eq!(deleted["runs"].as_array().map(Vec::len), Some(1));
    browser.click_text("Undo");
    browser.wait_text("1 run restored");
    browser.wait_text("2 runs");
    browser.console_is_clean();
}

#[test]
fn many_runs_are_fetched_as_they_are_scrolled_to() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    let id = server.experiment("many");
    for index in 0..320 {
        log_run(
            &server,
            &id,
            &format!("run-{index}"),
            &[("loss", f64::from(index))],
        );
    }
    browser.open(&format!(
        "/#/experiments/{id}?orderByKey=metrics.loss&orderByAsc=true"
    ));
    browser.wait(".grid-row[data-row]");
    let drawn = browser.run("return document.querySelectorAll('.grid-row').length");
    assert!(
        drawn.as_u64().expect("a number") < 60,
        "{drawn} rows are drawn"
    );
    browser.wait_text("200 runs loaded of 320");
    browser.click("[aria-label='Select all loaded runs']");
    browser.click_text("Select all 320");
    browser.wait_text("320 runs selected");
    browser.click_text("Clear");
    // A table of all of them needs no scrolling to the end first.
    browser.open(&format!("/#/experiments/{id}"));
    browser.wait_text("200 runs loaded of 320");
    browser.run(
        "URL.createObjectURL = (blob) => { window.saved = blob; return ''; };
         HTMLAnchorElement.prototype.click = () => undefined;",
    );
    browser.click("[aria-label='Download as CSV']");
    browser.wait_for("return Boolean(window.saved)", &json!(true));
    let lines = "return (await saved.text()).split('\\r\\n').length";
    assert_eq!(browser.run(lines), 321);
    browser.open(&format!(
        "/#/experiments/{id}?orderByKey=metrics.loss&orderByAsc=true"
    ));
    browser.wait(".grid-row[data-row]");
    for _ in 0..4 {
        browser.run(
            "const grid = document.querySelector('.grid');
             grid.scrollTop = grid.scrollHeight;
             await new Promise((done) => setTimeout(done, 400));",
        );
    }
    browser.wait_text("run-319");
    browser.wait_text("320 runs");
    browser.console_is_clean();
}

#[test]
fn the_page_is_small_and_everything_comes_from_its_server() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    let id = three_runs(&server);
    browser.open(&format!("/#/experiments/{id}"));
    browser.wait_text("3 runs");
    let loaded = browser.run(
        "return performance.getEntriesByType('resource').map((each) => [each.name, each.transferSize])",
    );
    let loaded: Vec<(String, u64)> = serde_json::from_value(loaded).expect("a list");
    for (address, _) in &loaded {
        assert!(address.starts_with(&server.url()), "{address}");
    }
    let total: u64 = loaded.iter().map(|(_, size)| size).sum();
    assert!(total < MOST_BYTES, "{total} bytes");
}

#[test]
fn a_running_run_refreshes_by_itself() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    let id = server.experiment("live");
    let run = log_run(&server, &id, "live-run", &[("loss", 0.75)]);
    browser.open(&format!("/#/experiments/{id}/runs/{run}"));
    browser.wait_text("0.75");
    let later: Value =
        json!({ "run_id": run, "key": "loss", "value": 0.25, "timestamp": 9, "step": 9 });
    server.ask("runs/log-metric", &later);
    browser.wait_text("0.25");
    server.ask(
        "runs/update",
        &json!({ "run_id": run, "status": "FINISHED", "end_time": 10 }),
    );
    browser.wait_text("Finished");
    browser.console_is_clean();
}
