//! The board of charts: which runs it draws, their groups, its sections, and what it begins with.

use serde_json::{Value, json};

use crate::support::Server;

use super::browser::Browser;
use super::{log_points, start};

/// The names of the runs in the list, as far as they are drawn.
const SHOWN: &str = "return [...document.querySelectorAll('.run-row:not(.off, .group) a')]
    .map((node) => node.textContent)";

/// The ids of what is drawn in a chart of lines, in their order.
const LINES: &str = "return document.querySelector('.js-plotly-plot')?.data
    .filter(({ showlegend }) => showlegend !== false).map(({ name }) => name)";

/// The titles of all charts, in the order of the board.
const TITLES: &str =
    "return [...document.querySelectorAll('.chart h2')].map((node) => node.textContent)";

/// Logs runs `r00`, `r01`, … of which each began after the one before, with params, a metric with a
/// history and one of a single value.
fn sweep(server: &Server, count: u32) -> (String, Vec<String>) {
    let experiment = server.experiment("sweep");
    let runs = (0..count).map(|index| {
        let body = json!({ "experiment_id": experiment, "run_name": format!("r{index:02}"),
            "start_time": 1_000 + i64::from(index) });
        let made = server.ask("runs/create", &body);
        let run = made["run"]["info"]["run_id"]
            .as_str()
            .expect("an id")
            .to_owned();
        log_points(server, &run, "train/loss", 5, |step| {
            f64::from(index) + 1.0 / (f64::from(step) + 1.0)
        });
        let params = [
            json!({ "key": "lr", "value": (f64::from(index) / 100.0).to_string() }),
            json!({ "key": "net", "value": if index % 2 == 0 { "even" } else { "odd" } }),
        ];
        let score = json!({ "key": "val/score", "value": index, "timestamp": 1, "step": 0 });
        let batch = json!({ "run_id": run, "params": params, "metrics": [score] });
        server.ask("runs/log-batch", &batch);
        run
    });
    let runs = runs.collect();
    (experiment, runs)
}

fn open(browser: &Browser, experiment: &str, charts: &Value, more: &str) {
    browser.open(&format!(
        "/#/experiments/{experiment}?compareRunsMode=CHART&charts={charts}{more}"
    ));
}

fn names(range: impl Iterator<Item = u32>) -> Value {
    range.map(|index| format!("r{index:02}")).collect()
}

#[track_caller]
fn choose(browser: &Browser, which: &str) {
    browser.wait(".run-list select");
    browser.run(&format!(
        "const select = document.querySelector('.run-list select');
         select.value = '{which}';
         select.dispatchEvent(new Event('change'));"
    ));
}

#[test]
fn the_runs_that_are_drawn_are_chosen_and_have_the_order_of_the_table() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    let (experiment, runs) = sweep(&server, 22);
    for run in &runs[1..] {
        let end = json!({ "run_id": run, "status": "FINISHED", "end_time": 9_000 });
        server.ask("runs/update", &end);
    }
    let charts = json!([{ "kind": "line", "y": "metrics.train/loss" }]);
    open(&browser, &experiment, &charts, "");
    // The first ten of the table, the newest first; the lines have the same order.
    browser.wait_for(SHOWN, &names((12..22).rev()));
    browser.wait_for(LINES, &names((12..22).rev()));
    choose(&browser, "first20");
    browser.wait_for(SHOWN, &names((2..22).rev()));
    choose(&browser, "all");
    browser.wait_for(LINES, &names((0..22).rev()));
    choose(&browser, "unfinished");
    browser.wait_for(LINES, &json!(["r00"]));
    // The order of the table is that of the charts.
    open(
        &browser,
        &experiment,
        &charts,
        "&orderByKey=metrics.`val/score`&orderByAsc=true",
    );
    browser.wait_for(LINES, &names(0..10));
    // And so is the selection.
    browser.click_text("Runs");
    browser.click("[aria-label='Select r03']");
    browser.click("[aria-label='Select r05']");
    browser.click_text("Charts");
    choose(&browser, "selected");
    browser.wait_for(LINES, &json!(["r03", "r05"]));
    browser.console_is_clean();
}

#[test]
fn groups_have_a_band_an_eye_and_a_place_in_the_list() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    let (experiment, runs) = sweep(&server, 4);
    let charts = json!([
        { "kind": "line", "y": "metrics.train/loss" },
        { "kind": "parallel", "keys": ["params.lr", "metrics.val/score"] },
    ]);
    open(&browser, &experiment, &charts, "&groupBy=params.net");
    browser.wait_for(LINES, &json!(["odd", "even"]));
    // The mean of 0 and 2, and the least and the greatest around it.
    let band = "const [low, high, mean] = document.querySelector('.js-plotly-plot').data.slice(3);
        return [low.y[0], high.y[0], mean.y[0]]";
    browser.wait_for(band, &json!([1, 3, 2]));
    let rows = "return [...document.querySelectorAll('.run-row')].map((row) => row.innerText.split('\\n')[0])";
    browser.wait_for(rows, &json!(["odd", "r03", "r01", "even", "r02", "r00"]));

    // Who points at a run finds its group in the lines and the run itself beside the axes.
    let dimmed = |node: &str| format!("return document.querySelectorAll('{node}.dimmed').length");
    browser.wait("path.line[data-run]");
    browser.hover(&format!(".run-row[data-run='{}'] a", runs[0]), 0, 0);
    browser.wait_for(&dimmed(".scatterlayer .trace"), &json!(3));
    browser.wait_for(&dimmed("path.line"), &json!(3));
    // Who points at a group finds all its runs.
    browser.hover(".run-row[data-run='group:odd'] b", 0, 0);
    browser.wait_for(&dimmed("path.line"), &json!(2));
    browser.click("[aria-label='Hide odd']");
    browser.wait_for(LINES, &json!(["even"]));
    browser.wait_for(SHOWN, &json!(["r02", "r00"]));
    browser.click("[aria-label='Group by a parameter or tag']");
    browser.click_text("No groups");
    browser.wait_for(LINES, &json!(["r02", "r00"]));
    browser.console_is_clean();
}

#[test]
fn a_sweep_begins_with_what_its_params_do_to_the_result() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    let (experiment, _) = sweep(&server, 6);
    browser.open(&format!(
        "/#/experiments/{experiment}?compareRunsMode=CHART"
    ));
    let first = json!([
        "val/score by lr, net",
        "val/score over lr",
        "val/score over net",
        "train/loss",
        "val/score"
    ]);
    browser.wait_for(TITLES, &first);
    let sections = "return [...document.querySelectorAll('.board-section')]
        .map((node) => node.getAttribute('aria-label'))";
    browser.wait_for(sections, &json!(["Across runs", "train", "val"]));
    // Another result, by the settings of all charts.
    browser.click("[aria-label='Smoothing and axes of all charts']");
    browser.run(
        "const select = [...document.querySelectorAll('.board-settings select')].at(-1);
         select.value = 'metrics.train/loss';
         select.dispatchEvent(new Event('change'));",
    );
    browser.wait_for(&format!("{TITLES}[0]"), &json!("train/loss by lr, net"));
    browser.console_is_clean();
}

#[test]
fn charts_are_found_folded_and_seen_alone() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    let (experiment, _) = sweep(&server, 3);
    let charts = json!([
        { "kind": "line", "y": "metrics.train/loss" },
        { "kind": "bar", "y": "metrics.val/score" },
        { "kind": "bar", "y": "metrics.train/loss", "title": "last loss", "section": "mine" },
    ]);
    open(&browser, &experiment, &charts, "");
    browser.wait_for(TITLES, &json!(["train/loss", "val/score", "last loss"]));
    browser.fill("[aria-label='Find a chart']", "LOSS");
    browser.wait_for(TITLES, &json!(["train/loss", "last loss"]));
    browser.run(
        "const find = document.querySelector(\"[aria-label='Find a chart']\");
         find.value = '';
         find.dispatchEvent(new Event('input'));",
    );
    browser.wait_for(TITLES, &json!(["train/loss", "val/score", "last loss"]));
    browser.click("[aria-label=train] .section-head");
    browser.wait_for(TITLES, &json!(["val/score", "last loss"]));
    // What is folded is kept in the address.
    browser.wait_for("return location.hash.includes('folded')", &json!(true));

    let chart = "[aria-label='val/score']";
    browser.click(&format!(".chart{chart} [aria-label='Full screen']"));
    browser.wait(&format!("dialog.full .chart{chart} .main-svg"));
    let size = "const box = document.querySelector('dialog.full .plot').getBoundingClientRect();
        return box.width > 0.9 * innerWidth && box.height > 0.7 * innerHeight";
    browser.wait_for(size, &json!(true));
    browser.press("\u{e00c}");
    browser.wait_for(
        "return document.querySelectorAll('dialog').length",
        &json!(0),
    );
    browser.wait_for(TITLES, &json!(["val/score", "last loss"]));
    browser.console_is_clean();
}

#[test]
fn the_axes_of_parallel_coordinates_are_ordered_and_kept() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    let (experiment, _) = sweep(&server, 4);
    let charts = json!([
        { "kind": "parallel", "keys": ["params.lr", "params.net", "metrics.val/score"] },
    ]);
    open(&browser, &experiment, &charts, "");
    let axes =
        "return [...document.querySelectorAll('.axis-name')].map((node) => node.dataset.key)";
    browser.wait_for(
        axes,
        &json!(["params.lr", "params.net", "metrics.val/score"]),
    );
    browser.run(
        "const key = new KeyboardEvent('keydown', { key: 'ArrowLeft' });
         document.querySelector('[data-key=\"params.net\"]').dispatchEvent(key);",
    );
    let ordered = json!(["params.net", "params.lr", "metrics.val/score"]);
    browser.wait_for(axes, &ordered);
    let address = browser.run("return location.hash");
    browser.open(&format!("/{}", address.as_str().expect("text")));
    browser.wait_for(axes, &ordered);
    // A drag along an axis keeps the lines that cross it there.
    browser.drag(".axis:first-of-type .handle", 0, -140);
    browser.wait_for(
        "return document.querySelectorAll('path.line.off').length",
        &json!(2),
    );
    browser.console_is_clean();
}

#[test]
fn differences_are_those_from_the_chosen_run() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    let (experiment, runs) = sweep(&server, 3);
    open(
        &browser,
        &experiment,
        &json!([{ "kind": "difference" }]),
        "",
    );
    let table = "return [...document.querySelectorAll('.differences tr')]
        .map((row) => [...row.cells].map((cell) => cell.innerText.replace(/\\n/g, ' ').trim()))";
    let found = |rows: [[&str; 4]; 5]| json!(rows);
    browser.wait_for(
        table,
        &found([
            ["Value", "r02", "r01", "r00"],
            [
                "train/loss",
                "2.2",
                "1.2 −1 (−45.4545 %)",
                "0.2 −2 (−90.9091 %)",
            ],
            ["val/score", "2", "1 −1 (−50 %)", "0 −2 (−100 %)"],
            ["lr", "0.02", "0.01 −0.01 (−50 %)", "0 −0.02 (−100 %)"],
            ["net", "even", "odd", "even"],
        ]),
    );
    browser.run(&format!(
        "const select = document.querySelector('.difference select');
         select.value = '{}';
         select.dispatchEvent(new Event('change'));",
        runs[1]
    ));
    let base = "return document.querySelector('.differences').rows[2].innerText.split(/\\s+/)";
    browser.wait_for(
        base,
        &json!([
            "val/score",
            "1",
            "2",
            "+1",
            "(+100",
            "%)",
            "0",
            "−1",
            "(−100",
            "%)"
        ]),
    );
    browser.console_is_clean();
}

#[test]
fn a_large_chart_leaves_no_hole_before_it() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    let (experiment, _) = sweep(&server, 2);
    let charts = json!([
        { "kind": "bar", "y": "metrics.val/score", "section": "all" },
        { "kind": "line", "y": "metrics.train/loss", "section": "all" },
    ]);
    open(&browser, &experiment, &charts, "");
    browser.wait(".chart[aria-label='train/loss'] .main-svg");
    let widths = "return [...document.querySelectorAll('.board .chart')]
        .map((chart) => chart.getBoundingClientRect().width / chart.parentNode.clientWidth > 0.95)";
    browser.wait_for(widths, &json!([false, false]));
    browser.click(".chart[aria-label='train/loss'] [aria-label='Larger or smaller']");
    browser.wait_for(widths, &json!([true, true]));
    browser.console_is_clean();
}
