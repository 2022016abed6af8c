//! Databases of older releases are copied by `mlflow sync` as they are.

use std::collections::BTreeMap;

use rusqlite::Connection;
use serde_json::{Value, json};

use mlflow::entity::keys;

use super::fixture::{self, Fixture};
use super::theirs;
use crate::support::{Scene, mlflow};

#[test]
fn every_database_is_copied_to_one_of_the_newest_schema() {
    for fixture in fixture::all() {
        if fixture.name == theirs::WALKED {
            continue;
        }
        let scene = fixture.scene();
        let sync = "sync sqlite:///mlflow.db sqlite:///copy.db --view all --artifacts skip";
        let report = mlflow!(scene, "{sync} --output json").success().json();
        // Points of logged models are counted, too.
        let copied = report["metrics"].as_i64().expect("a count");
        assert!(copied >= points(&scene), "{}: {copied}", fixture.name);
        let (from, to) = (runs(&scene, "mlflow.db"), runs(&scene, "copy.db"));
        assert!(!from.is_empty(), "{}", fixture.name);
        for (id, run) in &from {
            assert_eq!(Some(run), to.get(id), "{}: {id}", fixture.name);
        }
        assert_eq!(from.len(), to.len(), "{}", fixture.name);
        is_settled(&scene, &fixture, sync);
    }
}

#[track_caller]
fn is_settled(scene: &Scene, fixture: &Fixture, sync: &str) {
    let report = mlflow!(scene, "{sync} --output json").success().json();
    for (field, value) in report.as_object().expect("a report") {
        let count = value.get("created").unwrap_or(value);
        assert!(
            count.as_u64().is_none_or(|count| count == 0),
            "{}: {field} of {report}",
            fixture.name
        );
    }
}

/// How many points the database has.
fn points(scene: &Scene) -> i64 {
    Connection::open(scene.path("mlflow.db"))
        .and_then(|database| {
            database.query_row("SELECT COUNT(*) FROM metrics", [], |row| row.get(0))
        })
        .expect("a count")
}

/// What every run of a database shows, by id.
fn runs(scene: &Scene, database: &str) -> BTreeMap<String, Value> {
    let mut command = scene.command(["runs", "search", "-v", "all", "--output", "json"]);
    command.env("MLFLOW_TRACKING_URI", format!("sqlite:///{database}"));
    let found = crate::support::Outcome::of(&mut command).success().json();
    let told = |run: &Value| {
        let info = &run["info"];
        let id = info["run_id"].as_str().expect("an id").to_owned();
        // Of a name of its own and one in a tag, which old databases have, the copy has one.
        let mut data = run["data"].clone();
        let tags = data["tags"].as_object_mut().expect("tags");
        tags.remove(keys::RUN_NAME);
        let told = json!({
            "status": info["status"],
            "stage": info["lifecycle_stage"],
            "times": [info["start_time"], info["end_time"]],
            "data": data,
        });
        (id, told)
    };
    found.as_array().expect("runs").iter().map(told).collect()
}
