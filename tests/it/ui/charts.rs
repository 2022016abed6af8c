//! The charts over the runs of an experiment, and over the histories of a metric.

use serde_json::json;

use crate::support::Server;

use super::browser::Browser;
use super::{log_run, start};

/// An experiment of four runs, each with a metric of one point and one of forty.
pub(super) fn four_runs(server: &Server) -> String {
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
    for (title, mark) in [
        ("loss", "path.js-line"),
        ("size", ".bars path"),
        ("share over p_size", ".points path"),
        ("size by p_sum", ".boxes path.box"),
        ("sum over p_size and share", ".contourlayer path"),
        ("share by p_size, p_sum", "path.line"),
    ] {
        let chart = format!(".chart[aria-label=\"{title}\"]");
        browser.wait(&chart);
        browser.run(&format!(
            "document.querySelector('{chart}').scrollIntoView()"
        ));
        browser.wait(&format!("{chart} {mark}"));
    }
    // The longest bar is that of the last run, whose name is no markup.
    browser.run(
        "document.querySelector('.chart[aria-label=size]').scrollIntoView();
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
    browser.run(
        "const other = document.querySelector('.chart[aria-label=size]');
         other.scrollIntoView();",
    );
    let choose = |chart: &str, action: &str| {
        browser.click(&format!("[aria-label='Options of {chart}']"));
        browser.click_text(action);
    };
    browser.click_text("Add a chart");
    browser.run(
        "const { kind } = document.querySelector('dialog form').elements;
         kind.value = 'bar';
         kind.dispatchEvent(new Event('change'));
         document.querySelector('dialog [name=y]').value = 'metrics.sum';",
    );
    browser.click("dialog button[type=submit]");
    titles(&browser, &["sum", "size", "p_size over p_share"]);
    choose("size", "Move earlier");
    titles(&browser, &["size", "sum", "p_size over p_share"]);
    choose("size", "Remove");
    titles(&browser, &["sum", "p_size over p_share"]);
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

/// What the charts on the screen draw: the ids of the runs, without repetition.
const DRAWN: &str = "return new Set([...document.querySelectorAll('.js-plotly-plot')]
    .flatMap((plot) => plot.data.flatMap(({ meta, customdata }) => meta ?? customdata))).size";

#[test]
fn the_list_says_which_runs_are_drawn_and_a_pointer_shows_one_everywhere() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    let id = four_runs(&server);
    let charts =
        json!([{ "kind": "line", "y": "metrics.loss" }, { "kind": "bar", "y": "metrics.size" }]);
    let address = format!("/#/experiments/{id}?compareRunsMode=CHART");
    browser.open(&format!("{address}&charts={charts}"));
    browser.wait_for(DRAWN, &json!(4));
    browser.click("[aria-label='Hide two']");
    browser.wait_for(DRAWN, &json!(3));
    browser.hover("[aria-label='Hide one']", 0, 0);
    let dimmed = "return document.querySelectorAll('.trace.dimmed, .point.dimmed').length";
    browser.wait_for(dimmed, &json!(4));
    // The same charts and the same runs are there when one comes by the list of experiments.
    browser.open(&address);
    browser.wait("[aria-label='Show two']");
    titles(&browser, &["loss", "size"]);
    browser.wait_for(DRAWN, &json!(3));
    browser.console_is_clean();
}

#[test]
fn the_colour_of_a_run_is_the_same_everywhere_and_can_be_changed() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    let id = four_runs(&server);
    let charts = json!([{ "kind": "line", "y": "metrics.loss" }]);
    browser.open(&format!(
        "/#/experiments/{id}?compareRunsMode=CHART&charts={charts}"
    ));
    browser.wait(".js-plotly-plot path.js-line");
    browser.run(
        "const input = document.querySelector(\"[aria-label='Colour of one']\");
         input.value = '#123456';
         input.dispatchEvent(new Event('change'));",
    );
    let has = "return [...document.querySelectorAll('.dot')]
         .some((dot) => dot.style.background === 'rgb(18, 52, 86)')";
    browser.wait_for(
        "return [...document.querySelectorAll('.js-plotly-plot')]
             .some((plot) => plot.data.some(({ line }) => line?.color === '#123456'))",
        &json!(true),
    );
    browser.open(&format!("/#/experiments/{id}"));
    browser.wait_for(has, &json!(true));
    browser.console_is_clean();
}

#[test]
fn boxes_are_in_order_and_a_scatter_says_what_its_colours_are() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    let id = server.experiment("boxes");
    for size in [2_i32, 11, 1, 10, 9, 8, 7, 6, 5, 4, 3] {
        log_run(&server, &id, "run", &[("size", f64::from(size))]);
    }
    let charts = json!([
        { "kind": "box", "x": "params.p_size", "y": "metrics.size" },
        { "kind": "scatter", "x": "params.p_size", "y": "metrics.size", "z": "tags.mlflow.runName" },
    ]);
    browser.open(&format!(
        "/#/experiments/{id}?compareRunsMode=CHART&board={}&charts={charts}",
        json!({ "show": "all" })
    ));
    browser.wait_for(
        "return [...document.querySelectorAll('.boxlayer')].length > 0 &&
             [...document.querySelector('.js-plotly-plot').querySelectorAll('.xtick text')]
                 .map((label) => label.textContent)",
        &json!(["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"]),
    );
    browser.run("document.querySelectorAll('.chart')[1].scrollIntoView()");
    browser.wait_for(
        "return [...document.querySelectorAll('.scale .key')].map((key) => key.textContent)",
        &json!(["run"]),
    );
    browser.console_is_clean();
}

#[test]
fn charts_follow_new_and_running_runs() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    let id = server.experiment("live");
    let run = log_run(&server, &id, "running", &[("size", 1.0)]);
    let point = |step: u32| {
        let metric = json!({ "key": "loss", "value": 1, "timestamp": step, "step": step });
        server.ask(
            "runs/log-batch",
            &json!({ "run_id": run, "metrics": [metric] }),
        );
    };
    point(0);
    point(1);
    let charts = json!([{ "kind": "line", "y": "metrics.loss" }]);
    browser.open(&format!(
        "/#/experiments/{id}?compareRunsMode=CHART&charts={charts}"
    ));
    let points = "return document.querySelector('.js-plotly-plot')?.data[0].x.length";
    browser.wait_for(points, &json!(2));
    point(2);
    browser.wait_for(points, &json!(3));
    let created = json!({ "experiment_id": id, "run_name": "newer", "start_time": 2 });
    server.ask("runs/create", &created);
    browser.wait("[aria-label='Hide newer']");
    browser.console_is_clean();
}
