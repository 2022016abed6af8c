//! The charts over the runs of an experiment, and over the histories of a metric.

use serde_json::json;

use crate::support::Server;

use super::browser::Browser;
use super::{log_run, start};

/// An experiment of four runs, each with a metric of one point and one of forty.
fn four_runs(server: &Server) -> String {
    let id = server.experiment("four");
    for (index, name) in (0_i32..).zip(["one", "two", "three", "<b>four</b>"]) {
        let size = f64::from(index);
        let values = [("size", size), ("share", size * size), ("sum", 3.0 - size)];
        let run = log_run(server, &id, name, &values);
        let points: Vec<_> = (0..40)
            .map(|step| {
                json!({ "key": "loss", "value": 1.0 / f64::from(step + index + 1),
                    "timestamp": 1_000 * step, "step": step })
            })
            .collect();
        server.ask(
            "runs/log-batch",
            &json!({ "run_id": run, "metrics": points }),
        );
    }
    id
}

#[track_caller]
fn titles(browser: &Browser, expected: &[&str]) {
    let titles =
        "return [...document.querySelectorAll('.chart h2')].map((node) => node.textContent)";
    browser.wait_for(titles, &json!(expected));
}

#[test]
fn charts_of_all_kinds_are_drawn_and_name_the_run() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    let id = four_runs(&server);
    let charts = json!([
        { "kind": "line", "y": "metrics.loss" },
        { "kind": "bar", "y": "metrics.size" },
        { "kind": "scatter", "x": "params.p_size", "y": "metrics.share", "z": "metrics.sum" },
        { "kind": "box", "x": "params.p_sum", "y": "metrics.size" },
        { "kind": "contour", "x": "params.p_size", "y": "metrics.share", "z": "metrics.sum" },
        { "kind": "parallel", "keys": ["params.p_size", "params.p_sum", "metrics.share"] },
    ]);
    browser.open(&format!(
        "/#/experiments/{id}?compareRunsMode=CHART&charts={charts}"
    ));
    for (index, mark) in [
        (1, "path.js-line"),
        (2, ".bars path"),
        (3, ".points path"),
        (4, ".boxes path.box"),
        (5, ".contourlayer path"),
        (6, "path.line"),
    ] {
        let chart = format!(".board > :nth-child({index})");
        browser.wait(&chart);
        browser.run(&format!(
            "document.querySelector('{chart}').scrollIntoView()"
        ));
        browser.wait(&format!("{chart} {mark}"));
    }
    // The longest bar is that of the last run, whose name is no markup.
    browser.run(
        "document.querySelector('.board > :nth-child(2)').scrollIntoView();
         const bars = [...document.querySelectorAll('.bars .point path')];
         const width = (bar) => bar.getBoundingClientRect().width;
         bars.sort((a, b) => width(b) - width(a))[0].id = 'longest';",
    );
    browser.hover("#longest", 0, 0);
    browser.wait_for(
        "return document.querySelector('.hovertext')?.textContent.includes('<b>four</b>')",
        &json!(true),
    );
    browser.console_is_clean();
}

#[test]
fn charts_are_added_moved_and_removed() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    let id = four_runs(&server);
    let charts = json!([{ "kind": "bar", "y": "metrics.size" }]);
    browser.open(&format!(
        "/#/experiments/{id}?compareRunsMode=CHART&charts={charts}"
    ));
    titles(&browser, &["size"]);
    browser.click_text("Add a chart");
    browser.click("dialog button[type=submit]");
    titles(&browser, &["p_size over p_share", "size"]);
    let choose = |chart: &str, action: &str| {
        browser.click(&format!("[aria-label='Options of {chart}']"));
        browser.click_text(action);
    };
    choose("size", "Move earlier");
    titles(&browser, &["size", "p_size over p_share"]);
    choose("size", "Remove");
    titles(&browser, &["p_size over p_share"]);
    browser.console_is_clean();
}

#[test]
fn a_line_has_a_scale_an_axis_smoothing_and_a_zoom() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    let id = four_runs(&server);
    let charts = json!([{ "kind": "line", "y": "metrics.loss" }]);
    browser.open(&format!(
        "/#/experiments/{id}?compareRunsMode=CHART&charts={charts}"
    ));
    browser.wait(".plot .main-svg");
    browser.drag(".plot .nsewdrag", 60, 60);
    let range = "const [low, high] = document.querySelector('.plot').layout.xaxis.range; return high - low < 20";
    browser.wait_for(range, &json!(true));

    browser.click("[aria-label='Options of loss']");
    browser.run(
        "const set = (selector, change) => {
             const input = document.querySelector('.chart-options ' + selector);
             change(input);
             input.dispatchEvent(new Event(input.type === 'range' ? 'input' : 'change'));
         };
         set('select', (input) => { input.value = 'relative'; });
         set('[type=checkbox]', (input) => { input.checked = true; });
         set('[type=range]', (input) => { input.value = 0.5; });",
    );
    let state = "const { layout, data } = document.querySelector('.plot');
         return [layout.xaxis.title.text, layout.yaxis.type, data.length]";
    browser.wait_for(state, &json!(["Seconds since the start", "log", 8]));
    browser.wait_for("return location.hash.includes('relative')", &json!(true));
    browser.console_is_clean();
}

#[test]
fn the_charts_are_of_the_runs_that_the_table_shows() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    let id = four_runs(&server);
    browser.open(&format!("/#/experiments/{id}"));
    browser.wait_text("4 runs");
    browser.fill("#filter", "metrics.size > 1.5\u{e007}");
    browser.wait_text("2 runs");
    browser.click_text("Charts");
    browser.wait(".board .chart");
    browser.wait_text("2 runs");
    browser.console_is_clean();
}
