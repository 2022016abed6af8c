//! What users logged stays text: nothing of it may run as script in the page.

use serde_json::json;

use super::start;
use crate::support::Request;

const HOSTILE: &str = "<img src=x onerror=\"window.owned=1\">";

#[test]
fn what_is_nested_without_end_does_not_end_the_page() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    let run = server.run("0");
    let quotes = ">".repeat(3000);
    for (text, shown) in [
        (quotes.clone(), ">>>"),
        (format!("{}deep", "- ".repeat(1500)), "deep"),
        (format!("{0}mid{0}", "**_".repeat(900)), "mid"),
        ("[".repeat(4000), "[[["),
    ] {
        let tag = json!({ "run_id": run, "key": "mlflow.note.content", "value": text });
        server.ask("runs/set-tag", &tag);
        browser.open(&format!("/#/experiments/0/runs/{run}"));
        browser.wait_text(shown);
        browser.wait_text("Edit description");
        browser.console_is_clean();
    }
    let lists = |depth: usize| format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
    for (name, content) in [
        ("deep.json", lists(100_000)),
        ("deep.md", quotes.repeat(10)),
        ("long.md", "\n".repeat(300_000)),
        ("deep.yaml", format!("a:\n{}b", "- ".repeat(50_000))),
        ("many.md", "`a` ".repeat(200_000)),
    ] {
        let path = format!("/api/2.0/mlflow-artifacts/artifacts/0/{run}/artifacts/{name}");
        server
            .send(&Request::new("PUT", &path).body(content))
            .is(200);
        browser.open(&format!("/#/experiments/0/runs/{run}/artifacts/{name}"));
        browser.wait(".preview-body .code, .preview-body .markdown");
        browser.wait_text(name);
        let alive = browser.run("return document.querySelectorAll('nav a').length > 0");
        assert_eq!(alive, json!(true), "{name}");
        browser.console_is_clean();
    }
}

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
