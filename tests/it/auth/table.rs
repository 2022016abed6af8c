//! Every endpoint, as each kind of user: the same statuses as MLflow 3.18.0's server with users gives, which
//! are those of 3.17.2's.
//!
//! `table/3.18.0.txt` is what `table/ask.py` prints with Python's server behind it, and `table/hidden.json`
//! what `table/hidden.py` prints.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use super::{ADMIN, scene, server};
use crate::support::clients::{Client, python};
use crate::support::{Outcome, Scene};

const BY_3_18_0: &str = include_str!("table/3.18.0.txt");
const HIDDEN_BY_3_18_0: &str = include_str!("table/hidden.json");
/// The lines that are decided to be different, each below the reason.
const DIFFERENCES: &str = include_str!("table/differences.txt");

/// Searches here tell of the models that runs have read, too.
const MORE: &str = "runs.inputs.model_inputs.model_id other";

/// How many kinds of users there are.
const USERS: usize = 13;

/// What a script of the table's folder prints, with a server of ours behind it that permits nothing by
/// default. `None` where there is no Python.
fn printed(script: &str) -> Option<String> {
    let python = python(Client::V3)?;
    let ini = "[mlflow]\ndefault_permission = NO_PERMISSIONS\ndatabase_uri = sqlite:///users.db\n\
               admin_username = admin\n";
    let scene: Scene = scene();
    let ini = scene.write("auth.ini", ini).display().to_string();
    let scene = scene.env("MLFLOW_AUTH_CONFIG_PATH", &ini);
    let server = server(&scene);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/auth/table");
    let mut command = scene.bare_command(python);
    command
        .arg(folder.join(script))
        .args([&server.url(), "admin", ADMIN])
        .env("PYTHONDONTWRITEBYTECODE", "1");
    Some(Outcome::of(&mut command).success().stdout())
}

/// Statuses by endpoint, one for each kind of user.
fn rows(table: &str) -> BTreeMap<&str, Vec<&str>> {
    let lines = table
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let mut parts: Vec<&str> = line.rsplitn(USERS + 1, ' ').collect();
            let endpoint = parts.pop().expect("an endpoint");
            parts.reverse();
            (endpoint.trim_end(), parts)
        })
        .collect()
}

#[test]
fn every_endpoint_answers_each_kind_of_user_as_3_18_0_does() {
    let Some(printed) = printed("ask.py") else {
        return;
    };
    let (ours, mut expected) = (rows(&printed), rows(BY_3_18_0));
    let differences = rows(DIFFERENCES);
    for (endpoint, statuses) in &differences {
        let theirs = expected.insert(endpoint, statuses.clone());
        assert_ne!(theirs.as_ref(), Some(statuses), "no difference: {endpoint}");
    }
    let wrong: Vec<String> = expected
        .iter()
        .filter(|(endpoint, statuses)| ours.get(*endpoint) != Some(statuses))
        .map(|(endpoint, statuses)| {
            let ours = ours.get(endpoint).cloned().unwrap_or_default();
            let [ours, expected] = [&ours, statuses].map(|each| each.join(" "));
            format!("{endpoint}\n  expected {expected}\n  found    {ours}")
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(ours.len(), expected.len());
}

#[test]
fn answers_leave_out_what_is_denied_as_a_kind_as_those_of_3_18_0_do() {
    let Some(printed) = printed("hidden.py") else {
        return;
    };
    let ours: Value = serde_json::from_str(&printed).expect("JSON");
    let theirs: Value = serde_json::from_str(HIDDEN_BY_3_18_0).expect("JSON");
    for (user, answers) in theirs.as_object().expect("users") {
        for (question, names) in answers.as_object().expect("questions") {
            let mut ours = ours[user][question].clone();
            if let Some(ours) = ours.as_array_mut() {
                ours.retain(|name| name != MORE);
            }
            assert_eq!(&ours, names, "{user}: {question}");
        }
    }
}
