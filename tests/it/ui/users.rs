//! The page of a server with users: the log-in, one's own tokens, users, roles and permissions.

use serde_json::json;

use super::browser::Browser;
use crate::auth::of;
use crate::support::{Request, Scene, Server};

pub(super) const ADMIN: &str = "an administrator";

pub(super) fn start() -> Option<(Scene, Server, Browser)> {
    let scene = Scene::new().env("MLFLOW_AUTH_ADMIN_PASSWORD", ADMIN);
    let flags = "--app-name basic-auth --backend-store-uri sqlite:///mlflow.db";
    let flags: Vec<&str> = flags.split_whitespace().collect();
    let server = Server::start(&scene, &flags);
    let browser = Browser::start(&server.url())?;
    Some((scene, server, browser))
}

#[track_caller]
pub(super) fn log_in(browser: &Browser, user: &str, password: &str) {
    browser.fill("[name=username]", user);
    browser.fill("[name=password]", password);
    browser.click("button[type=submit]");
}

#[test]
fn one_logs_in_where_one_wanted_to_go_and_signs_out() {
    let Some((_scene, _server, browser)) = start() else {
        return;
    };
    browser.open("/#/models");
    log_in(&browser, "admin", "a wrong password");
    browser.wait_text("not the name and the password of a user");
    log_in(&browser, "admin", ADMIN);
    browser.wait_text("New model");
    browser.click("[aria-label^=Account]");
    browser.click_text("Sign out");
    browser.wait("#log-in");
    browser.console_is_clean_but_for(Some("status of 401"));
}

#[test]
fn an_access_token_is_made_and_ended() {
    let Some((_scene, _server, browser)) = start() else {
        return;
    };
    browser.open("/#/account");
    log_in(&browser, "admin", ADMIN);
    browser.wait_text("No tokens yet");
    browser.click_text("New token");
    browser.fill("dialog [name=label]", "nightly");
    browser.click("dialog button[type=submit]");
    browser.wait_text("export MLFLOW_TRACKING_TOKEN=mlflow_");
    browser.click_text("I have it");
    browser.wait_text("nightly");
    browser.click_text("Revoke");
    browser.click("dialog button.danger");
    browser.wait_text("No tokens yet");
    browser.console_is_clean();
}

#[test]
fn users_get_roles_and_permissions() {
    let Some((_scene, server, browser)) = start() else {
        return;
    };
    browser.open("/#/admin");
    log_in(&browser, "admin", ADMIN);
    browser.click_text("New user");
    browser.fill("dialog [name=username]", "ann");
    browser.fill("dialog [name=password]", "the password of ann");
    browser.click("dialog button[type=submit]");
    browser.wait("[aria-label='Actions on ann']");
    browser.click_text("New role");
    browser.fill("dialog [name=value]", "readers");
    browser.click("dialog button[type=submit]");
    browser.click("[aria-label='Actions on the role readers']");
    browser.click_text("Add a permission");
    browser.click("dialog button[type=submit]");
    browser.wait_text("READ on experiment *");
    browser.click("[aria-label='Actions on ann']");
    browser.click_text("Assign a role");
    browser.click("dialog button[type=submit]");
    let roles = "return document.querySelectorAll('.list')[0].rows[2].cells[1].innerText";
    browser.wait_for(roles, &json!("readers"));

    browser.open("/#/experiments/0");
    browser.click("[aria-label='Actions on the experiment']");
    browser.click_text("Permissions");
    browser.wait_text("No user has a permission of their own here.");
    browser.run("document.querySelector('dialog [name=username]').value = 'ann'");
    browser.click("dialog button[type=submit]");
    browser.wait_for(
        "return document.querySelector('dialog') === null",
        &json!(true),
    );
    browser.click("[aria-label='Actions on the experiment']");
    browser.click_text("Permissions");
    browser.wait("[aria-label='Revoke the permission of ann']");
    // Somebody else has taken it meanwhile: the server says so.
    let revoke = json!({"username": "ann", "resource_type": "experiment", "resource_id": "0"});
    let request = Request::new("POST", "/api/3.0/mlflow/users/permissions/revoke").json(&revoke);
    server.send(&of(request, "admin", ADMIN)).is(200);
    browser.click("[aria-label='Revoke the permission of ann']");
    browser.wait_text("expected one that the user has");
    browser.console_is_clean_but_for(Some("status of 404"));
}

#[test]
fn a_machine_is_let_in_by_the_code_that_it_shows() {
    let Some((_scene, server, browser)) = start() else {
        return;
    };
    let begin = || {
        let request = Request::new("POST", "/api/3.0/mlflow/devices/begin");
        let request = request.json(&json!({"name": "laptop"}));
        let codes = server.send(&request).is(200).json();
        codes["user_code"].as_str().expect("a code").to_owned()
    };
    browser.open(&format!("/#/device?code={}", begin()));
    log_in(&browser, "admin", ADMIN);
    browser.wait_text("Let “laptop” in?");
    browser.click_text("Let it in");
    browser.wait_text("“laptop” is logged in as admin");
    browser.open("/#/device");
    browser.fill("[name=code]", "BCDF-GHJK");
    browser.click(".device button[type=submit]");
    browser.wait_text("no device waits with the code");
    browser.fill("[name=code]", &begin());
    browser.click(".device button[type=submit]");
    browser.wait_text("Let “laptop” in?");
    browser.click_text("Refuse");
    browser.wait_text("“laptop” was refused");
    browser.console_is_clean_but_for(Some("status of 404"));
}
