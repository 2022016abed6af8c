//! How a reader arranges the table of runs, works it by keyboard, and comes back to it.

use serde_json::{Value, json};

use crate::support::Server;

use super::{log_run, start};

/// Keys as WebDriver types them.
const CTRL: &str = "\u{e009}";
const DOWN: &str = "\u{e015}";
const ENTER: &str = "\u{e007}";

/// How high a row of the table is, in pixels.
const ROW_HEIGHT: u32 = 32;

/// The headings, from left to right.
const HEADS: &str =
    "return [...document.querySelectorAll('.head-name')].map((node) => node.textContent)";

fn two_runs(server: &Server) -> String {
    let id = server.experiment("two");
    for (name, loss) in [("low", 0.1), ("high", 0.9)] {
        log_run(server, &id, name, &[("loss", loss)]);
    }
    id
}

#[test]
fn columns_are_arranged_and_a_link_shows_the_same() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    let id = two_runs(&server);
    browser.open(&format!("/#/experiments/{id}"));
    browser.wait_text("2 runs");
    browser.wait_for(
        HEADS,
        &json!(["Run", "Created", "Status", "Duration", "loss", "p_loss"]),
    );
    let choose = |column: &str, action: &str| {
        browser.click(&format!("[aria-label='Options of {column}']"));
        browser.click_text(action);
    };
    choose("loss", "Pin to the left");
    choose("Duration", "Hide");
    choose("p_loss", "Move left");
    browser.drag(".grid-head .pinned .cell:last-child .edge", 80, 0);
    let expected = json!(["Run", "loss", "Created", "p_loss", "Status"]);
    browser.wait_for(HEADS, &expected);
    let width = "return document.querySelector('.grid-head .pinned .cell:last-child').offsetWidth";
    let wide = browser.run(width);
    assert!(wide.as_i64() >= Some(170), "{wide}");

    let address = browser.run("return location.hash");
    browser.open(&format!("/{}", address.as_str().expect("text")));
    browser.wait_for(HEADS, &expected);
    assert_eq!(browser.run(width), wide);
    browser.console_is_clean();
}

#[test]
fn runs_are_grouped_ordered_by_duration_and_saved() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    let id = two_runs(&server);
    log_run(&server, &id, "also low", &[("loss", 0.1)]);
    browser.open(&format!("/#/experiments/{id}?groupBy=params.p_loss"));
    let groups = "return [...document.querySelectorAll('.group')].map((node) => node.innerText.split('\\n')[0]).sort()";
    browser.wait_for(groups, &json!(["0.1", "0.9"]));

    browser.open(&format!("/#/experiments/{id}"));
    browser.click(".head-title[title=Duration]");
    browser.wait_for(
        "return location.hash.includes('attributes.duration')",
        &json!(true),
    );
    browser.wait_text("3 runs");

    browser.run(
        "URL.createObjectURL = (blob) => { window.saved = blob; return ''; };
         HTMLAnchorElement.prototype.click = () => undefined;",
    );
    browser.click("[aria-label='Download as CSV']");
    browser.wait_for("return Boolean(window.saved)", &json!(true));
    let csv =
        browser.run("return (await saved.text()).split('\\r\\n').map((line) => line.split(','))");
    let csv: Vec<Vec<String>> = serde_json::from_value(csv).expect("lines");
    assert_eq!(csv.len(), 4);
    let index = |head: &str| {
        csv[0]
            .iter()
            .position(|each| each == head)
            .expect("a column")
    };
    let row = csv
        .iter()
        .find(|line| line[index("Name")] == "high")
        .expect("the run");
    assert_eq!(
        (&*row[index("loss")], &*row[index("p_loss")]),
        ("0.9", "0.9")
    );
    browser.console_is_clean();
}

#[test]
fn keys_move_select_and_open_and_the_palette_jumps() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    let id = two_runs(&server);
    browser.open(&format!("/#/experiments/{id}"));
    browser.wait_text("2 runs");
    browser.run("document.querySelector('[role=grid]').focus()");
    browser.press(&format!("{DOWN} "));
    browser.wait_text("1 run selected");
    browser.press(ENTER);
    browser.wait_text("About this run");

    browser.press(&format!("{CTRL}k"));
    browser.wait("dialog.palette[open]");
    browser.wait_text("Artifacts of this run");
    browser.fill("dialog.palette input", "two");
    browser.wait_for(
        "return document.querySelector('#palette-list li .text')?.textContent",
        &json!("two"),
    );
    browser.press(ENTER);
    browser.wait_text("2 runs");
    browser.console_is_clean();
}

#[test]
fn the_table_is_where_it_was_when_one_comes_back() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    let id = server.experiment("long");
    for index in 0..45 {
        log_run(
            &server,
            &id,
            &format!("run-{index}"),
            &[("loss", f64::from(index))],
        );
    }
    browser.open(&format!("/#/experiments/{id}"));
    browser.wait_text("45 runs");
    let top = "return document.querySelector('.grid')?.scrollTop";
    browser.run("document.querySelector('.grid').scrollTop = 480");
    browser.wait_for(
        "return document.querySelector('[data-row=\"24\"]') !== null",
        &json!(true),
    );
    browser.run("document.querySelector('[data-row=\"20\"] a.name').click()");
    browser.wait_text("About this run");
    browser.run("history.back()");
    browser.wait_for(top, &json!(480));
    // After a refresh, which brings a run above all others, the same rows are on the screen.
    server.ask(
        "runs/create",
        &json!({ "experiment_id": id, "run_name": "later", "start_time": 2 }),
    );
    browser.click("[aria-label=Refresh]");
    browser.wait_text("46 runs");
    browser.wait_for(top, &json!(480 + ROW_HEIGHT));
    browser.console_is_clean();
}

#[test]
fn only_what_differs_is_shown_on_request() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    let id = server.experiment("compared");
    let runs = [("a", 0.1), ("b", 0.2)]
        .map(|(name, loss)| log_run(&server, &id, name, &[("loss", loss), ("same", 1.0)]));
    let list = Value::from(runs.to_vec()).to_string();
    browser.open(&format!(
        "/#/compare-runs?runs={list}&experiments=[\"{id}\"]"
    ));
    let rows = "return [...document.querySelectorAll('.comparison tbody:not(:first-of-type) th[scope=row]')].map((node) => node.textContent)";
    browser.wait_for(rows, &json!(["p_loss", "p_same", "loss", "same"]));
    browser.click(".check-line input");
    browser.wait_for(rows, &json!(["p_loss", "loss"]));
    browser.console_is_clean();
}
