//! Charts of histories: what lies over what, what they leave out, what they tell, and their files.

use serde_json::{Value, json};

use crate::support::Server;

use super::browser::Browser;
use super::{log_points, start};

/// Two runs with the metrics `loss` and `speed` at 30 steps, and one point that is far off.
fn two_runs(server: &Server) -> (String, Vec<String>) {
    let experiment = server.experiment("curves");
    // The later one comes first.
    let runs = [("one", 1), ("two", 2)].map(|(name, start_time)| {
        let body =
            json!({ "experiment_id": experiment, "run_name": name, "start_time": start_time });
        let made = server.ask("runs/create", &body);
        let run = made["run"]["info"]["run_id"]
            .as_str()
            .expect("an id")
            .to_owned();
        let shift = if name == "one" { 0.0 } else { 100.0 };
        log_points(server, &run, "loss", 30, |step| {
            if step == 7 {
                1e6
            } else {
                shift + f64::from(step)
            }
        });
        log_points(server, &run, "speed", 30, |step| 30.0 - f64::from(step));
        run
    });
    (experiment, runs.to_vec())
}

#[track_caller]
fn open(browser: &Browser, experiment: &str, chart: &Value) {
    let charts = json!([chart]);
    browser.open(&format!(
        "/#/experiments/{experiment}?compareRunsMode=CHART&charts={charts}"
    ));
    browser.wait(".plot path.js-line");
}

/// What the script `change` does to the field of the options that is open.
fn set(browser: &Browser, selector: &str, change: &str, event: &str) {
    browser.run(&format!(
        "const input = document.querySelector({selector:?});
         {change}
         input.dispatchEvent(new Event('{event}'));"
    ));
}

#[test]
fn a_chart_has_several_metrics_and_a_metric_across() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    let (experiment, _) = two_runs(&server);
    let both = json!({ "kind": "line", "y": "metrics.loss", "ys": ["metrics.speed"] });
    open(&browser, &experiment, &both);
    let lines =
        "return document.querySelector('.plot').data.map(({ name, line }) => [name, line.dash])";
    browser.wait_for(
        lines,
        &json!([
            ["two · loss", "solid"],
            ["one · loss", "solid"],
            ["two · speed", "dash"],
            ["one · speed", "dash"]
        ]),
    );
    let keys = "return [...document.querySelectorAll('.scale .key')].map((key) => key.textContent)";
    browser.wait_for(keys, &json!(["loss", "speed"]));

    let over =
        json!({ "kind": "line", "y": "metrics.loss", "x": "metrics.speed", "axis": "metric" });
    open(&browser, &experiment, &over);
    let state = "const { layout, data } = document.querySelector('.plot');
        return [layout.xaxis.title.text, data[1].x.slice(0, 2), data[1].y.slice(0, 2)]";
    browser.wait_for(state, &json!(["speed", [30, 29], [0, 1]]));
    // The tooltip finds the points though the curve goes from right to left.
    browser.hover(".plot .nsewdrag", 0, 0);
    browser.wait_for(
        "return document.querySelectorAll('.chart-tip .text').length",
        &json!(2),
    );
    browser.console_is_clean();
}

#[test]
fn the_board_decides_and_a_chart_may_differ() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    let (experiment, _) = two_runs(&server);
    let charts = json!([
        { "kind": "line", "y": "metrics.loss", "smooth": 0.1 },
        { "kind": "line", "y": "metrics.speed" },
    ]);
    browser.open(&format!(
        "/#/experiments/{experiment}?compareRunsMode=CHART&charts={charts}"
    ));
    browser.wait(".chart[aria-label=speed] .plot path.js-line");
    browser.click("[aria-label='Smoothing and axes of all charts']");
    set(
        &browser,
        ".board-settings [type=range]",
        "input.value = 0.6;",
        "input",
    );
    set(
        &browser,
        ".board-settings select",
        "input.value = 'relative';",
        "change",
    );
    set(
        &browser,
        ".board-settings [type=checkbox]",
        "input.checked = true;",
        "change",
    );
    let axes = "return [...document.querySelectorAll('.plot')]
        .map(({ layout: { xaxis } }) => [xaxis.title.text, xaxis.type])";
    let seconds = json!(["Seconds since the start", "log"]);
    browser.wait_for(axes, &json!([seconds, seconds]));
    // A line and its smoothed one for each run, in both charts.
    let traces = "return [...document.querySelectorAll('.plot')].map(({ data }) => data.length)";
    browser.wait_for(traces, &json!([4, 4]));
    browser.press("\u{e00c}");

    browser.click("[aria-label='Options of speed']");
    set(
        &browser,
        ".chart-options-fields select",
        "input.value = 'step';",
        "change",
    );
    let titles = "return [...document.querySelectorAll('.plot')].map(({ layout }) => layout.xaxis.title.text)";
    browser.wait_for(titles, &json!(["Seconds since the start", "Step"]));
    browser.wait_for(
        "return JSON.parse(new URLSearchParams(location.hash.split('?')[1]).get('board'))",
        &json!({ "smooth": 0.6, "axis": "relative", "logx": true }),
    );
    browser.click_text("As the whole board");
    browser.wait_for(axes, &json!([seconds, seconds]));
    browser.console_is_clean();
}

#[test]
fn outliers_are_left_out_of_sight_and_ranges_are_kept() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    let (experiment, _) = two_runs(&server);
    open(
        &browser,
        &experiment,
        &json!({ "kind": "line", "y": "metrics.loss" }),
    );
    let top = "const [, high] = document.querySelector('.plot')._fullLayout.yaxis.range; return high > 1000";
    browser.wait_for(top, &json!(true));
    browser.click("[aria-label='Options of loss']");
    let third =
        "const input = document.querySelectorAll('.chart-options-fields [type=checkbox]')[2];
         input.checked = true;
         input.dispatchEvent(new Event('change'));";
    browser.run(third);
    browser.wait_for(top, &json!(false));
    set(
        &browser,
        "[aria-label='Across, the least value']",
        "input.value = 10;",
        "change",
    );
    let left = "return Math.round(document.querySelector('.plot')._fullLayout.xaxis.range[0])";
    browser.wait_for(left, &json!(10));
    let address = browser.run("return location.hash");
    browser.open(&format!("/{}", address.as_str().expect("text")));
    browser.wait(".plot path.js-line");
    browser.wait_for(left, &json!(10));
    browser.wait_for(top, &json!(false));
    browser.console_is_clean();
}

#[test]
fn the_tooltip_names_all_runs_at_a_step() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    let (experiment, _) = two_runs(&server);
    open(
        &browser,
        &experiment,
        &json!({ "kind": "line", "y": "metrics.speed" }),
    );
    browser.hover(".plot .nsewdrag", 0, 0);
    let tip = "return document.querySelector('.chart-tip').innerText.split(/\\s+/).slice(0, 4)";
    browser.wait_for(&format!("{tip}[0]"), &json!("step"));
    let said = browser.run("return document.querySelector('.chart-tip').innerText");
    let said = said.as_str().expect("text");
    assert!(said.contains("one") && said.contains("two"), "{said}");
    browser.console_is_clean();
}

/// A run with a history of 3,000 points, which a chart draws a sample of.
fn long_run(server: &Server) -> (String, String) {
    let experiment = server.experiment("long");
    let body = json!({ "experiment_id": experiment, "run_name": "a, b", "start_time": 1 });
    let made = server.ask("runs/create", &body);
    let run = made["run"]["info"]["run_id"].as_str().expect("an id");
    for first in (0..3_000).step_by(1_000) {
        let points: Vec<Value> = (first..first + 1_000)
            .map(|step| json!({ "key": "loss", "value": f64::from(step) / 2.0, "timestamp": step, "step": step }))
            .collect();
        server.ask(
            "runs/log-batch",
            &json!({ "run_id": run, "metrics": points }),
        );
    }
    (experiment, run.to_owned())
}

#[test]
fn a_chart_is_saved_as_pictures_and_with_all_its_points() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    let (experiment, run) = long_run(&server);
    open(
        &browser,
        &experiment,
        &json!({ "kind": "line", "y": "metrics.loss" }),
    );
    browser.run(
        "window.saved = {};
         let last;
         const address = URL.createObjectURL.bind(URL);
         URL.createObjectURL = (blob) => { last = blob; return address(blob); };
         HTMLAnchorElement.prototype.click = function () { saved[this.download] = last; };",
    );
    let save = |entry: &str, file: &str| {
        browser.click("[aria-label='Options of loss']");
        browser.click_text(entry);
        browser.wait_for(&format!("return {file:?} in saved"), &json!(true));
    };
    save("Save as SVG", "loss.svg");
    save("Save as PNG", "loss.png");
    save("Save what is drawn as CSV", "loss-as-drawn.csv");
    save("Save all points as CSV", "loss.csv");
    let starts = "const start = async (name) => (await saved[name].text()).slice(1, 4);
        return [await start('loss.svg'), await start('loss.png')]";
    browser.wait_for(starts, &json!(["svg", "PNG"]));
    let lines =
        |file: &str| format!("const lines = (await saved[{file:?}].text()).split('\\r\\n'); ");
    browser.wait_for(
        &format!(
            "{} return [lines.length, lines[0], lines.at(-1)]",
            lines("loss.csv")
        ),
        &json!([
            3_001,
            "run_id,run,metric,step,timestamp,value",
            format!("{run},\"a, b\",loss,2999,2999,1499.5"),
        ]),
    );
    // What is drawn is a sample, with the positions on both axes.
    browser.wait_for(
        &format!(
            "{} return [lines.length < 1500, lines.at(-1)]",
            lines("loss-as-drawn.csv")
        ),
        &json!([
            true,
            format!("{run},\"a, b\",loss,2999,2999,1499.5,2999,1499.5")
        ]),
    );
    browser.console_is_clean();
}
