//! What stays in sight and in its place, however long a value and however wide the window, and texts
//! that are not lost.

use serde_json::json;

use super::browser::Browser;
use super::{log_run, start};

/// Widths of windows: a phone, laptops, displays.
const WIDTHS: [u32; 6] = [400, 1024, 1366, 1440, 1600, 2560];

/// What is wider than the box that it is in, cut or pushed out, except where one scrolls.
const OVERFLOWS: &str = "
    const page = document.documentElement;
    const wide = [...document.querySelectorAll('.overview > *, .overview section, .overview .chip, .overview dl')]
        .filter((node) => node.scrollWidth > node.clientWidth + 1 && getComputedStyle(node).display !== 'inline'
            && getComputedStyle(node).overflowX === 'visible')
        .map((node) => `${node.tagName}.${node.className}`);
    return page.scrollWidth > page.clientWidth ? ['the page', ...wide] : wide;";

#[test]
fn a_run_with_long_values_fits_every_window() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    let id = server.experiment("long");
    let keys = [
        "loss",
        "validation_mean_absolute_percentage_error_of_the_largest_class",
        "train/a_rather_long_name/of_a_metric",
    ];
    let run = log_run(
        &server,
        &id,
        "a-run",
        &keys.map(|key| (key, 1.234_567_890_123e-7)),
    );
    let model = "a-registered-model-with-a-rather-long-name";
    server.ask("registered-models/create", &json!({ "name": model }));
    let version = json!({ "name": model, "source": format!("runs:/{run}/m"), "run_id": run });
    server.ask("model-versions/create", &version);
    let long = "0123456789".repeat(60);
    for (key, value) in [
        ("note", long.as_str()),
        ("words", &"many words ".repeat(60)),
    ] {
        let tag = json!({ "run_id": run, "key": key, "value": value });
        server.ask("runs/set-tag", &tag);
    }
    browser.open(&format!("/#/experiments/{id}/runs/{run}"));
    browser.wait(".chip b");
    browser.wait_text("Registered as");
    for width in WIDTHS {
        browser.resize(width);
        assert_eq!(browser.run(OVERFLOWS), json!([]), "at {width} pixels");
        // A tag's key is there to be read, whatever its value.
        let keys = browser.run(
            "return [...document.querySelectorAll('.chip')].map((chip) => {
                const [box, key] = [chip, chip.querySelector('b')].map((node) => node.getBoundingClientRect());
                return key.width > 20 && key.left >= box.left && key.right <= box.right && key.height < 40;
            })",
        );
        assert_eq!(keys, json!([true, true]), "at {width} pixels");
    }
    browser.console_is_clean();
}

/// The colour of the status that says this.
#[track_caller]
fn colour_of(browser: &Browser, word: &str) -> String {
    let script = format!(
        "const found = [...document.querySelectorAll('.status')].find((node) => node.innerText.trim() === {word:?});
         return getComputedStyle(found).color"
    );
    let colour = browser.run(&script);
    colour.as_str().expect("a colour").to_owned()
}

#[test]
fn a_run_that_was_killed_does_not_look_like_one_that_failed() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    let id = server.experiment("ended");
    for status in ["KILLED", "FAILED", "FINISHED"] {
        let run = log_run(&server, &id, status, &[]);
        let end = json!({ "run_id": run, "status": status, "end_time": 5 });
        server.ask("runs/update", &end);
    }
    browser.open("/");
    browser.wait_text("Killed");
    let [killed, failed, finished] =
        ["Killed", "Failed", "Finished"].map(|word| colour_of(&browser, word));
    assert!(killed != failed && failed != finished && killed != finished);
}

#[test]
fn a_description_that_is_not_saved_is_kept() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    let id = server.experiment("described");
    let [one, other] = ["one", "other"].map(|name| log_run(&server, &id, name, &[]));
    let address = |run: &str| format!("/#/experiments/{id}/runs/{run}");
    let shown = "return document.querySelector('.description textarea')?.value ?? null";
    browser.open(&address(&one));
    browser.click_text("Add a description");
    browser.fill(".description textarea", "half a thought");
    // Another page has none of it, and a reload of this one all of it.
    browser.open(&address(&other));
    browser.wait_text("Add a description");
    assert_eq!(browser.run(shown), json!(null));
    browser.open(&address(&one));
    browser.wait_text("This text is not saved yet.");
    assert_eq!(browser.run(shown), "half a thought");
    browser.click_text("Cancel");
    browser.wait_text("Add a description");
    browser.open(&address(&one));
    browser.wait_text("Add a description");
    assert_eq!(browser.run(shown), json!(null));
    browser.console_is_clean();
}
