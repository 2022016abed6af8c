//! What a reader finds at once: the home page, the list of experiments, images step by step, files
//! with a look of their own, and what is best in a comparison.

use serde_json::{Value, json};

use crate::support::{Request, Server};

use super::browser::Browser;
use super::{log_run, start};

/// A picture of one pixel.
const PIXEL: &[u8] = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";

#[track_caller]
fn put(server: &Server, experiment: &str, run: &str, path: &str, content: &[u8]) {
    let path = path.replace('%', "%25").replace('#', "%23");
    let address =
        format!("/api/2.0/mlflow-artifacts/artifacts/{experiment}/{run}/artifacts/{path}");
    server
        .send(&Request::new("PUT", &address).body(content.to_vec()))
        .is(200);
}

fn texts(selector: &str) -> String {
    format!(
        "return [...document.querySelectorAll({selector:?})].map((node) => node.innerText.trim())"
    )
}

#[test]
fn the_home_page_shows_what_runs_and_what_ran() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    let id = server.experiment("homely");
    let ended = log_run(&server, &id, "an-ended-run", &[]);
    let end = json!({ "run_id": ended, "status": "FINISHED", "end_time": 5 });
    server.ask("runs/update", &end);
    browser.open("/");
    browser.wait_text("an-ended-run");
    assert!(!browser.text().contains("Running now"));
    log_run(&server, &id, "a-running-run", &[]);
    browser.wait_text("Running now");
    browser.wait_for(
        &texts("[aria-label='Running now'] .main"),
        &json!(["a-running-run"]),
    );
    browser.wait_for(
        &texts("[aria-label='Recent experiments'] tbody tr:first-child td"),
        &json!(["homely", "2", "56 years ago", "just now"]),
    );
    browser.click_text("homely");
    browser.wait_text("2 runs");
    browser.console_is_clean();
}

#[test]
fn experiments_are_ordered_by_what_their_runs_come_to() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    for (name, count) in [("many", 3), ("few", 1)] {
        let id = server.experiment(name);
        for _ in 0..count {
            log_run(&server, &id, "a-run", &[]);
        }
    }
    browser.open("/#/experiments");
    let names = texts(".list .main a");
    browser.wait_for(&names, &json!(["few", "many", "Default"]));
    browser.wait_for(&texts(".list tbody .number"), &json!(["1 1", "3 3", "0"]));
    browser.click_text("Runs");
    browser.wait_for(&names, &json!(["many", "few", "Default"]));
    browser.click_text("Name");
    browser.wait_for(&names, &json!(["Default", "few", "many"]));
    browser.click_text("Name");
    browser.wait_for(&names, &json!(["many", "few", "Default"]));
    let address = browser.run("return location.hash");
    browser.open(&format!("/{}", address.as_str().expect("text")));
    browser.wait_for(&names, &json!(["many", "few", "Default"]));
    browser.console_is_clean();
}

/// Logs the images of a key as clients do: before MLflow 3 with `%` in the names, since then with `+`.
fn log_images(server: &Server, experiment: &str, run: &str, mark: &str, steps: &[i64]) {
    let slash = if mark == "+" { "~" } else { "#" };
    for step in steps {
        let stem =
            format!("val{slash}mask+step+{step}+timestamp+17+g1b2-{step}").replace('+', mark);
        for end in [".png".to_owned(), format!("{mark}compressed.webp")] {
            put(
                server,
                experiment,
                run,
                &format!("images/{stem}{end}"),
                PIXEL,
            );
        }
    }
}

#[test]
fn logged_images_are_a_series_with_steps() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    let id = server.experiment("images");
    let [one, other] = ["one", "other"].map(|name| log_run(&server, &id, name, &[]));
    log_images(&server, &id, &one, "+", &[0, 1, 10, 2]);
    log_images(&server, &id, &other, "%", &[0, 10]);
    for number in [1, 10, 2] {
        put(
            &server,
            &id,
            &one,
            &format!("parts/part-{number}.txt"),
            b"x",
        );
    }
    browser.open(&format!("/#/experiments/{id}/runs/{one}/artifacts/images"));
    browser.wait_for(&texts(".folder-list .text"), &json!(["val/mask"]));
    browser.click(".folder-list button");
    browser.wait_for(&texts(".series figcaption"), &json!(["step 10"]));
    // The slider goes from step to step, whatever their numbers.
    browser.run(
        "const slider = document.querySelector('.series input');
         slider.value = '2';
         slider.dispatchEvent(new Event('input'));",
    );
    browser.wait_for(&texts(".series figcaption"), &json!(["step 2"]));
    browser.click_text("All steps");
    browser.wait_for(
        &texts(".series figcaption"),
        &json!(["step 0", "step 1", "step 2", "step 10"]),
    );
    let loaded = "return [...document.querySelectorAll('.series img')].every((each) => each.naturalWidth === 1)";
    browser.wait_for(loaded, &json!(true));
    browser.open(&format!("/#/experiments/{id}/runs/{one}/artifacts/parts"));
    browser.wait_for(
        &texts(".folder-list .text"),
        &json!(["part-1.txt", "part-2.txt", "part-10.txt"]),
    );

    browser.open(&format!(
        "/#/compare-runs?runs=[\"{one}\",\"{other}\"]&experiments=[\"{id}\"]&tab=artifacts"
    ));
    browser.wait_for(&texts(".series figcaption"), &json!(["step 10", "step 10"]));
    browser.run(
        "const slider = document.querySelector('.series input');
         slider.value = '1';
         slider.dispatchEvent(new Event('input'));",
    );
    // The other run has no image of this step: its last one before is shown.
    browser.wait_for(&texts(".series figcaption"), &json!(["step 1", "step 0"]));
    browser.console_is_clean();

    for run in [&one, &other] {
        let tag = json!({ "run_id": run, "key": "mlflow.loggedImages", "value": "true" });
        server.ask("runs/set-tag", &tag);
    }
    images_stand_beside_the_charts(&browser, &id);
}

/// A column for each run, the same step for all.
#[track_caller]
fn images_stand_beside_the_charts(browser: &Browser, experiment: &str) {
    browser.open(&format!(
        "/#/experiments/{experiment}?compareRunsMode=CHART&charts=[{{\"kind\":\"images\"}}]"
    ));
    let drawn = "return [...document.querySelectorAll('table.images td img')]
        .map((image) => image.alt.replace(/.* at /, '')).sort()";
    browser.wait_for(drawn, &json!(["step 10", "step 10"]));
    browser.run(
        "const slider = document.querySelector('.image-grid input');
         slider.value = '1';
         slider.dispatchEvent(new Event('input'));",
    );
    browser.wait_for(drawn, &json!(["step 0", "step 1"]));
    browser.console_is_clean();
}

#[test]
fn notebooks_and_geojson_have_a_look() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    let id = server.experiment("files");
    let run = log_run(&server, &id, "a-run", &[]);
    let notebook = json!({ "cells": [
        { "cell_type": "markdown", "source": ["# A title\n", "<img src=x onerror=alert(1)>"] },
        { "cell_type": "code", "execution_count": 3, "source": "print(7)", "outputs": [
            { "output_type": "stream", "text": ["seven\n"] },
            { "output_type": "error", "traceback": ["\u{1b}[31mValueError\u{1b}[0m"] },
        ] },
    ] });
    put(
        &server,
        &id,
        &run,
        "train.ipynb",
        notebook.to_string().as_bytes(),
    );
    let places = json!({ "type": "FeatureCollection", "features": [
        { "type": "Feature", "properties": { "name": "Köln" },
          "geometry": { "type": "Point", "coordinates": [6.96, 50.94] } },
        { "type": "Feature", "properties": null,
          "geometry": { "type": "Polygon", "coordinates": [[[6, 50], [7, 50], [7, 51], [6, 50]]] } },
    ] });
    put(
        &server,
        &id,
        &run,
        "places.geojson",
        places.to_string().as_bytes(),
    );
    put(&server, &id, &run, "broken.geojson", b"{\"type\":");
    let address = |file: &str| format!("/#/experiments/{id}/runs/{run}/artifacts/{file}");

    browser.open(&address("train.ipynb"));
    browser.wait_for(&texts(".notebook h3"), &json!(["A title"]));
    browser.wait_for(&texts(".notebook .output"), &json!(["seven", "ValueError"]));
    assert_eq!(
        browser.run("return document.querySelector('.notebook img')"),
        Value::Null
    );
    browser.open(&address("places.geojson"));
    browser.wait(".map path.area");
    let title = "return document.querySelector('.map circle title').textContent";
    assert_eq!(browser.run(title), "name: Köln");
    browser.open(&address("broken.geojson"));
    browser.wait(".preview-body .code");
    browser.console_is_clean();
}

#[test]
fn the_best_value_is_marked_and_the_reader_says_which_it_is() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    let id = server.experiment("compared");
    let runs = [("a", 0.1, 5.0), ("b", 0.2, 3.0)].map(|(name, loss, odd)| {
        let values = [("val_loss", loss), ("accuracy", loss), ("odd", odd)];
        log_run(&server, &id, name, &values)
    });
    let list = Value::from(runs.to_vec()).to_string();
    browser.open(&format!(
        "/#/compare-runs?runs={list}&experiments=[\"{id}\"]"
    ));
    let best = "return Object.fromEntries([...document.querySelectorAll('.comparison tr:has(.best)')]
        .map((row) => [row.querySelector('th').innerText.trim(), row.querySelector('.best').cellIndex]))";
    browser.wait_for(best, &json!({ "accuracy": 2, "val_loss": 1 }));
    browser.click("[aria-label^='odd:']");
    browser.wait_for(best, &json!({ "accuracy": 2, "odd": 2, "val_loss": 1 }));
    // The choice is remembered, and the next one is the other way round.
    browser.click("[aria-label^='odd:']");
    browser.open(&format!(
        "/#/compare-runs?runs={list}&experiments=[\"{id}\"]"
    ));
    browser.wait_for(best, &json!({ "accuracy": 2, "odd": 1, "val_loss": 1 }));
    // Names stay in sight however far one scrolls.
    let sticky = "
        const box = document.querySelector('.comparison-page .scroll');
        box.style.maxHeight = '120px';
        box.scrollTop = 200;
        const head = document.querySelector('.comparison thead th:nth-child(2)');
        return Math.round(head.getBoundingClientRect().top - box.getBoundingClientRect().top);";
    assert!(browser.run(sticky).as_i64() <= Some(1));
    browser.console_is_clean();
}
