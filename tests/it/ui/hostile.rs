//! What users logged stays text: nothing of it may run as script in the page.

use serde_json::json;

use super::start;

const HOSTILE: &str = "<img src=x onerror=\"window.owned=1\">";

#[test]
fn names_never_become_markup() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    let experiment = server.experiment(HOSTILE);
    let created = server.ask(
        "runs/create",
        &json!({ "experiment_id": experiment, "run_name": HOSTILE, "start_time": 1, "user_id": HOSTILE }),
    );
    let run = created["run"]["info"]["run_id"].as_str().expect("an id");
    let note = format!(
        "{HOSTILE} [x](javascript:window.owned=1) ![y](data:text/html,z) <script>window.owned=1</script>"
    );
    for (key, value) in [
        ("mlflow.note.content", note.as_str()),
        ("t", HOSTILE),
        ("mlflow.source.name", "javascript:window.owned=1"),
    ] {
        server.ask(
            "runs/set-tag",
            &json!({ "run_id": run, "key": key, "value": value }),
        );
        let body = json!({ "experiment_id": experiment, "key": key, "value": value });
        server.ask("experiments/set-experiment-tag", &body);
    }
    server.ask(
        "runs/log-parameter",
        &json!({ "run_id": run, "key": "p", "value": HOSTILE }),
    );
    let metric = json!({ "run_id": run, "key": "m", "value": 1.0, "timestamp": 1, "step": 1 });
    server.ask("runs/log-metric", &metric);

    for address in [
        "/#/experiments".to_owned(),
        format!("/#/experiments/{experiment}"),
        format!("/#/experiments/{experiment}?groupBy=tags.t"),
        format!("/#/experiments/{experiment}?compareRunsMode=CHART"),
        format!("/#/experiments/{experiment}/runs/{run}"),
        format!("/#/compare-runs?runs=[\"{run}\"]&experiments=[\"{experiment}\"]"),
    ] {
        browser.open(&address);
        browser.wait_text(if address.contains("CHART") {
            "m"
        } else {
            HOSTILE
        });
        let found = browser.run(
            "return [window.owned ?? 0,
                document.querySelectorAll('img[src=x], [onerror], main script').length,
                [...document.links].filter((link) => !/^https?:/.test(link.href)).length]",
        );
        assert_eq!(found, json!([0, 0, 0]), "{address}");
        browser.console_is_clean();
    }
}
