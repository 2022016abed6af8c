//! Pages that stay open: the table and a run follow what happens, in their place and cheaply.

use serde_json::{Value, json};

use crate::support::Server;

use super::browser::Browser;
use super::{log_run, start};

/// What a page that is left open may cost at each refresh.
const MOST_BYTES_A_REFRESH: u64 = 20_000;

/// Metrics of a long run, and the points of each.
const METRICS: usize = 20;
const POINTS: i64 = 3_000;

/// The name of the first row that is whole on the screen.
const FIRST_SEEN: &str = "
    const edge = document.querySelector('.grid-head').getBoundingClientRect().bottom - 1;
    const rows = [...document.querySelectorAll('.grid-row[data-row]')]
        .map((row) => [row.getBoundingClientRect().top, row.querySelector('.name').textContent])
        .sort((a, b) => a[0] - b[0]);
    return rows.find(([top]) => top >= edge)?.[1];";

fn many_runs(server: &Server, count: u32) -> String {
    let id = server.experiment("followed");
    for index in 0..count {
        log_run(
            server,
            &id,
            &format!("run-{index}"),
            &[("loss", f64::from(index))],
        );
    }
    id
}

#[track_caller]
fn update(server: &Server, run: &str, status: &str) {
    let body = json!({ "run_id": run, "status": status, "end_time": 99 });
    server.ask("runs/update", &body);
}

#[test]
fn the_table_follows_new_and_running_runs_in_its_place() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    let id = many_runs(&server, 60);
    browser.open(&format!(
        "/#/experiments/{id}?orderByKey=attributes.run_name&orderByAsc=true"
    ));
    browser.wait_text("60 runs");
    browser.run(
        "document.querySelector('.grid').scrollTop = 640;
         await new Promise((done) => setTimeout(done, 200));
         const box = [...document.querySelectorAll('[aria-label^=\"Select run-\"]')][12];
         window.chosen = box.ariaLabel;
         box.focus();
         box.click();",
    );
    browser.wait_text("1 run selected");
    let first = browser.run(FIRST_SEEN);

    // It comes above all others, and what is seen stays where it is.
    let run = log_run(&server, &id, "a-new-one", &[("loss", 0.25)]);
    browser.wait_text("61 runs");
    assert_eq!(browser.run(FIRST_SEEN), first);
    browser.wait_text("1 run selected");
    let focused = "return document.activeElement.ariaLabel === window.chosen";
    browser.wait_for(focused, &json!(true));

    browser.run("document.querySelector('.grid').scrollTop = 0");
    browser.wait_text("a-new-one");
    let point = json!({ "run_id": run, "key": "loss", "value": 0.125, "timestamp": 9, "step": 9 });
    server.ask("runs/log-metric", &point);
    browser.wait_text("0.125");
    update(&server, &run, "FINISHED");
    let status = "return document.querySelector('[data-row=\"0\"] .status').textContent";
    browser.wait_for(status, &json!("Finished"));
    server.ask("runs/delete", &json!({ "run_id": run }));
    browser.wait_text("60 runs");
    browser.console_is_clean();
}

#[test]
fn the_first_run_of_an_experiment_appears_by_itself() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    let id = server.experiment("empty");
    browser.open(&format!("/#/experiments/{id}"));
    browser.wait_text("No runs yet");
    log_run(&server, &id, "the first", &[]);
    browser.wait_text("the first");
    browser.console_is_clean();
}

#[test]
fn a_tab_that_is_not_seen_asks_nothing() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    let id = many_runs(&server, 3);
    browser.open(&format!("/#/experiments/{id}"));
    browser.wait_text("3 runs");
    browser.run(
        "Object.defineProperty(document, 'hidden', { configurable: true, get: () => true });
         performance.clearResourceTimings();
         await new Promise((done) => setTimeout(done, 6000));",
    );
    let asked = "return performance.getEntriesByType('resource').length";
    assert_eq!(browser.run(asked), 0);
    log_run(&server, &id, "meanwhile", &[]);
    // Seen again, it asks at once.
    browser.run(
        "Object.defineProperty(document, 'hidden', { configurable: true, get: () => false });
         document.dispatchEvent(new Event('visibilitychange'));",
    );
    browser.wait_text("meanwhile");
    browser.console_is_clean();
}

/// Logs the next points of all metrics of a run.
#[track_caller]
fn log_points(server: &Server, run: &str, steps: std::ops::Range<i64>) {
    for index in 0..METRICS {
        let key = format!("metric-{index:02}");
        for first in steps.clone().step_by(1_000) {
            let last = steps.end.min(first + 1_000);
            let points: Vec<Value> = (first..last)
                .map(|step| {
                    // Numbers of many digits, of which the first is the least.
                    let fraction = u32::try_from((step * 7919) % 10_007).expect("a remainder");
                    let value = f64::from(fraction) / 10_007.0;
                    json!({ "key": key, "value": value, "timestamp": step, "step": step })
                })
                .collect();
            server.ask(
                "runs/log-batch",
                &json!({ "run_id": run, "metrics": points }),
            );
        }
    }
}

/// The bytes that came since the last time, and how many questions for summaries there were.
#[track_caller]
fn transferred(browser: &Browser) -> (u64, usize) {
    let entries = browser.run(
        "const entries = performance.getEntriesByType('resource').map((each) => [each.name, each.transferSize]);
         performance.clearResourceTimings();
         return entries;",
    );
    let entries: Vec<(String, u64)> = serde_json::from_value(entries).expect("a list");
    let summaries = entries
        .iter()
        .filter(|(name, _)| name.ends_with("/summaries"));
    (
        entries.iter().map(|(_, size)| size).sum(),
        summaries.count(),
    )
}

#[test]
fn a_running_run_with_long_histories_costs_little() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    let id = server.experiment("long");
    let run = log_run(&server, &id, "long-run", &[]);
    log_points(&server, &run, 0..POINTS);
    browser.open(&format!("/#/experiments/{id}/runs/{run}"));
    browser.wait("svg.sparkline");
    let least = "return document.querySelector('.values tbody tr td:nth-child(3)').textContent";
    browser.wait_for(least, &json!("0"));
    transferred(&browser);

    log_points(&server, &run, POINTS..POINTS + 1);
    let step = format!("at step {POINTS}");
    browser.wait(&format!(".values td[title$='{step}']"));
    browser.run("await new Promise((done) => setTimeout(done, 1500))");
    let (bytes, questions) = transferred(&browser);
    assert!(questions >= 1, "it asked for no curves");
    // As much as two refreshes may have come: that with the points, and perhaps one without.
    assert!(bytes < 2 * MOST_BYTES_A_REFRESH, "{bytes} bytes");
    let histories = browser.run(
        "return performance.getEntriesByType('resource').filter((each) => each.name.includes('get-history')).length",
    );
    assert_eq!(histories, 0);
    browser.console_is_clean();
}
