//! The registry's pages: registered models, their versions, and what people do with them.

use serde_json::{Value, json};

use crate::support::{Request, Server};

use super::browser::Browser;
use super::{log_run, start};

/// What clients write beside a model's files, with all that the page reads of it.
const MLMODEL: &str = "flavors:
  python_function:
    loader_module: mlflow.sklearn
  sklearn:
    pickled_model: model.pkl
signature:
  inputs: '[{\"type\": \"double\", \"name\": \"amount\", \"required\": true}]'
  outputs: '[{\"type\": \"long\", \"name\": \"class\"}]'
";

/// A name with characters that addresses, filters and markup read as their own.
const ODD: &str = "O'Brien's \"50%\" & <img src=x onerror=window.owned=1>?#+";

/// A text whose direction is turned round, and that is longer than any line.
const LONG: &str = "\u{202e}x<script>window.owned=1<\u{2044}script>";

#[track_caller]
fn model(server: &Server, name: &str) {
    server.ask("registered-models/create", &json!({ "name": name }));
}

/// Registers a version of a run that logged this metric, and gives the run.
#[track_caller]
fn version(server: &Server, name: &str, loss: f64) -> String {
    let values = [("loss", loss), ("same", 1.0)];
    let run = log_run(server, "0", &format!("run of {loss}"), &values);
    let path = format!("/api/2.0/mlflow-artifacts/artifacts/0/{run}/artifacts/model/MLmodel");
    server
        .send(&Request::new("PUT", &path).body(MLMODEL))
        .is(200);
    let source = format!("{}/model", location(server, &run));
    let body = json!({ "name": name, "source": source, "run_id": run });
    server.ask("model-versions/create", &body);
    run
}

#[track_caller]
fn location(server: &Server, run: &str) -> String {
    let reply = server.get(&format!("/api/2.0/mlflow/runs/get?run_id={run}"));
    let uri = &reply.is(200).json()["run"]["info"]["artifact_uri"];
    uri.as_str().expect("an address").to_owned()
}

/// What the server has of a version.
#[track_caller]
fn kept(server: &Server, name: &str, number: u32) -> Value {
    let query = format!("name={name}&version={number}");
    let reply = server.get(&format!("/api/2.0/mlflow/model-versions/get?{query}"));
    reply.is(200).json()["model_version"].clone()
}

/// The texts of what fits a selector, as a script that answers them.
fn texts(selector: &str) -> String {
    format!(
        "return [...document.querySelectorAll('{selector}')].map((node) => node.innerText.trim())"
    )
}

#[test]
fn a_model_is_registered_promoted_and_deleted() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    register_from_a_run(&server, &browser);
    transition_and_archive(&server, &browser);
    alias(&server, &browser);
    copy(&server, &browser);
    describe_and_tag(&server, &browser);
    rename(&browser);
    delete(&server, &browser);
}

fn register_from_a_run(server: &Server, browser: &Browser) {
    model(server, "fraud");
    let run = version(server, "fraud", 0.5);
    browser.open(&format!("/#/experiments/0/runs/{run}"));
    browser.wait_text("Registered as");
    browser.click("[aria-label='Actions on the run']");
    browser.click_text("Register a model");
    // What is typed is completed with what is there.
    browser.fill("dialog input[name=model]", "FRA");
    browser.wait("#model-option-0");
    browser.press("\u{e015}\u{e007}");
    browser.click("dialog button[type=submit]");
    browser.wait_for("return location.hash", &json!("#/models/fraud/versions/2"));
    browser.wait_text("How to load it");
    browser.wait_text("mlflow.sklearn.load_model(\"models:/fraud/2\")");
    browser.wait_text("amount");
    assert_eq!(kept(server, "fraud", 2)["run_id"], json!(run));

    browser.open(&format!("/#/experiments/0/runs/{run}"));
    browser.click("[aria-label='Actions on the run']");
    browser.click_text("Register a model");
    browser.fill("dialog input[name=model]", "brand new");
    // Suggestions may come and go below the pointer.
    browser.run("document.querySelector('dialog form').requestSubmit()");
    browser.wait_for(
        "return location.hash",
        &json!("#/models/brand%20new/versions/1"),
    );
    // The console tells that the new model was looked for first.
    browser.console_is_clean_but_for(Some("status of 404"));
}

fn transition_and_archive(server: &Server, browser: &Browser) {
    let stage = |number| kept(server, "fraud", number)["current_stage"].clone();
    let move_to = |number: u32, stage: &str, archives: bool| {
        browser.open(&format!("/#/models/fraud/versions/{number}"));
        browser.click_text("Change");
        browser.run(&format!(
            "const select = document.querySelector('dialog select');
             select.value = '{stage}';
             select.dispatchEvent(new Event('change'));"
        ));
        if archives {
            browser.click("dialog input[type=checkbox]");
        }
        browser.click("dialog button[type=submit]");
        browser.wait_text("Stage changed");
    };
    move_to(1, "Production", false);
    assert_eq!(stage(1), "Production");
    move_to(2, "Production", true);
    assert_eq!(
        (stage(1), stage(2)),
        (json!("Archived"), json!("Production"))
    );
    browser.wait_for(&texts(".title-line .badge"), &json!(["Production"]));
    browser.console_is_clean();
}

fn alias(server: &Server, browser: &Browser) {
    browser.open("/#/models/fraud/versions/2");
    browser.click_text("Add alias");
    browser.fill("dialog input", "champion");
    browser.click("dialog button[type=submit]");
    browser.wait_text("@champion");
    browser.wait_text("mlflow.pyfunc.load_model(\"models:/fraud@champion\")");
    assert_eq!(kept(server, "fraud", 2)["aliases"], json!(["champion"]));
    // A name that the server refuses: its own sentence stands in the dialog, which stays.
    browser.click_text("Add alias");
    browser.fill("dialog input", "latest");
    browser.click("dialog button[type=submit]");
    browser.wait("dialog[open] .problem:not(:empty)");
    let alias = json!({ "name": "fraud", "alias": "latest", "version": "2" });
    let refused = server
        .post("registered-models/alias", &alias)
        .is(400)
        .json();
    let said = browser.run("return document.querySelector('dialog .problem').textContent");
    assert_eq!(said, refused["message"]);
    browser.click_text("Cancel");
    browser.click("[aria-label='Delete alias champion']");
    browser.wait_text("Alias champion deleted");
    assert_eq!(kept(server, "fraud", 2).get("aliases"), None);
    browser.console_is_clean_but_for(Some("status of 400"));
}

fn copy(server: &Server, browser: &Browser) {
    browser.open("/#/models/fraud/versions/2");
    browser.click("[aria-label='Actions on the version']");
    browser.click_text("Copy to another model");
    browser.wait_text("models:/fraud/2");
    browser.fill("dialog input[name=model]", "in use");
    browser.run("document.querySelector('dialog form').requestSubmit()");
    browser.wait_for(
        "return location.hash",
        &json!("#/models/in%20use/versions/1"),
    );
    // Its files are those of the other version.
    browser.wait_text("amount");
    let [of, copy] = [("fraud", 2), ("in%20use", 1)].map(|(name, n)| kept(server, name, n));
    assert_eq!(copy["source"], "models:/fraud/2");
    assert_eq!(copy["run_id"], of["run_id"]);
    browser.console_is_clean_but_for(Some("status of 404"));
    let name = json!({ "name": "in use" }).to_string();
    let delete = Request::new("DELETE", "/api/2.0/mlflow/registered-models/delete").body(name);
    let delete = delete.header("Content-Type", "application/json");
    server.send(&delete).is(200);
}

fn describe_and_tag(server: &Server, browser: &Browser) {
    browser.open("/#/models/fraud/versions/2");
    browser.click_text("Add a description");
    browser.fill("textarea", "half **written**");
    // A step to another page loses no text.
    browser.click_text("fraud");
    browser.wait_text("The text that is not saved is kept");
    browser.wait_text("Version 1");
    browser.run("history.back()");
    browser.wait_text("This text is not saved yet.");
    browser.click_text("Save");
    browser.wait_text("Description saved");
    browser.wait(".markdown strong");
    assert_eq!(kept(server, "fraud", 2)["description"], "half **written**");

    browser.click_text("Add tag");
    browser.fill("dialog input[name=key]", "validated");
    browser.fill("dialog input[name=value]", "yes");
    browser.click("dialog button[type=submit]");
    browser.click("[aria-label='Remove tag validated']");
    browser.wait_for(&texts("aside .chip"), &json!([]));
    assert_eq!(kept(server, "fraud", 2).get("tags"), None);
    browser.console_is_clean();
}

fn rename(browser: &Browser) {
    browser.open("/#/models/brand%20new");
    browser.wait_text("Version 1");
    browser.click("[aria-label='Actions on the model']");
    browser.click_text("Rename");
    browser.fill("dialog input", "renamed");
    browser.click("dialog button[type=submit]");
    browser.wait_for("return location.hash", &json!("#/models/renamed"));
    browser.wait("h1[title=renamed]");
    browser.wait_text("Version 1");
    browser.console_is_clean();
}

fn delete(server: &Server, browser: &Browser) {
    // A version, which the question names.
    browser.open("/#/models/fraud");
    browser.click("[aria-label='Select version 2']");
    browser.click_text("Delete");
    browser.wait_text("Version 2 of fraud goes. Version 2 is in Production. This cannot be undone. Runs and files stay.");
    browser.click("dialog button.danger");
    browser.wait_for(&texts(".list .numbered a"), &json!(["Version 1"]));
    // The model with what it still has.
    browser.click("[aria-label='Actions on the model']");
    browser.click_text("Delete");
    browser.wait_text("fraud goes with its versions");
    browser.click("dialog button.danger");
    browser.wait_for(&texts(".list .main a"), &json!(["renamed"]));
    let gone = server.get("/api/2.0/mlflow/registered-models/get?name=fraud");
    gone.is(404);
    browser.console_is_clean();
}

#[test]
fn models_are_listed_searched_ordered_and_compared() {
    let Some((_scene, server, browser)) = start(&[], "") else {
        return;
    };
    for name in ["alpha", "beta", "b_ta", ODD] {
        model(&server, name);
    }
    let tag = json!({ "name": "beta", "key": "team", "value": "risk" });
    server.ask("registered-models/set-tag", &tag);
    server.ask(
        "registered-models/create",
        &json!({ "name": "a prompt", "tags": [{ "key": "mlflow.prompt.is_prompt", "value": "true" }] }),
    );
    let runs = [0.25, 0.75].map(|loss| version(&server, ODD, loss));
    search(&browser);
    compare(&browser, &runs);
    addresses(&browser);
    odd_names(&server, &browser);
}

fn search(browser: &Browser) {
    let names = texts(".list .main a");
    browser.open("/");
    browser.click_text("Models");
    // Prompts are not models.
    browser.wait_for(&names, &json!([ODD, "alpha", "b_ta", "beta"]));
    browser.fill("[type=search]", "B_T");
    browser.wait_for(&names, &json!(["b_ta"]));
    browser.fill("[type=search]", "o'brien");
    browser.wait_for(&names, &json!([ODD]));
    // Keys are completed with those of the models that were listed.
    browser.fill("[type=search]", "tags.te");
    browser.wait("#filter-option-0");
    browser.press("\u{e015}\u{e007}");
    let text = "return document.querySelector('[type=search]').value";
    browser.wait_for(text, &json!("tags.team "));
    browser.fill("[type=search]", "tags.team = 'risk'\u{e007}");
    browser.wait_for(&names, &json!(["beta"]));
    browser.console_is_clean();
    // A wrong filter is explained, and what is listed stays.
    browser.run(
        "const input = document.querySelector('[type=search]');
         input.value = \"tags.team = = 'risk'\";
         input.focus();",
    );
    browser.press("\u{e007}");
    browser.wait(".filter-problem:not(:empty)");
    browser.wait_for(&names, &json!(["beta"]));
    browser.console_is_clean_but_for(Some("status of 400"));

    browser.open("/#/models?orderByKey=name&orderByAsc=false");
    browser.wait_for(&names, &json!(["beta", "b_ta", "alpha", ODD]));
    browser.click("[aria-sort=descending] button");
    browser.wait_for(&names, &json!([ODD, "alpha", "b_ta", "beta"]));
    browser.console_is_clean();
}

fn compare(browser: &Browser, runs: &[String]) {
    browser.open("/#/models");
    browser.wait_text(ODD);
    browser.click(".list tbody tr:first-child .main a");
    for number in [1, 2] {
        browser.click(&format!("[aria-label='Select version {number}']"));
    }
    browser.click_text("Compare");
    browser.wait_text("Comparing 2 versions");
    let rows = texts(".comparison tbody:not(:first-of-type) th[scope=row]");
    let all = json!([
        "p_loss",
        "p_same",
        "loss",
        "same",
        "inputs amount",
        "outputs class"
    ]);
    browser.wait_for(&rows, &all);
    browser.click(".check-line input");
    browser.wait_for(&rows, &json!(["p_loss", "loss"]));
    // The address has MLflow's form: it maps runs to versions.
    let address = browser.run("return location.hash");
    for run in runs {
        assert!(address.to_string().contains(run), "{address}");
    }
    browser.console_is_clean();
}

fn addresses(browser: &Browser) {
    let odd = browser.run(&format!("return encodeURIComponent({ODD:?})"));
    let odd = odd.as_str().expect("a text");
    for (address, shown) in [
        ("/#/models?searchInput=alp".to_owned(), "alpha"),
        ("/#/models?nameSearchInput=alp&page=1".to_owned(), "alpha"),
        (format!("/#/models/{odd}"), "Version 2"),
        (format!("/#/models/{odd}/serving"), "Version 2"),
        (format!("/#/models/{odd}/versions/1"), "About this version"),
        (
            format!("/#/compare-model-versions?name=\"{odd}\"&runs={{}}&versions=[\"2\",\"7\"]"),
            "1 version of the address could not be found.",
        ),
        (
            "/#/compare-model-versions".to_owned(),
            "No versions to compare",
        ),
        ("/#/models/nobody".to_owned(), "Not found"),
        (format!("/#/models/{odd}/versions/9"), "Not found"),
    ] {
        browser.open(&address);
        browser.wait_text(shown);
    }
    browser.console_is_clean_but_for(Some("status of 404"));
}

fn odd_names(server: &Server, browser: &Browser) {
    let long = LONG.repeat(5000 / LONG.chars().count());
    for (key, value) in [("hostile", ODD), ("long", &long)] {
        let tag = json!({ "name": ODD, "key": key, "value": value });
        server.ask("registered-models/set-tag", &tag);
        let tag = json!({ "name": ODD, "version": "1", "key": key, "value": value });
        server.ask("model-versions/set-tag", &tag);
    }
    let odd = browser.run(&format!("return encodeURIComponent({ODD:?})"));
    let odd = odd.as_str().expect("a text");
    for address in [
        "/#/models".to_owned(),
        format!("/#/models/{odd}"),
        format!("/#/models/{odd}/versions/1"),
        format!("/#/compare-model-versions?name=\"{odd}\"&runs={{}}&versions=[1,2]"),
    ] {
        browser.open(&address);
        browser.wait_text("hostile");
        let found = browser.run(
            "return [window.owned ?? 0,
                document.querySelectorAll('img[src=x], [onerror], main script').length,
                document.documentElement.scrollWidth > innerWidth]",
        );
        assert_eq!(found, json!([0, 0, false]), "{address}");
    }
    browser.console_is_clean();
}
