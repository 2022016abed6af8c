//! What `mlflow db upgrade` makes of a database is what MLflow's own upgrade makes of it.

use std::fs;
use std::path::Path;

use rusqlite::Connection;
use serde_json::{Value, json};

use super::content::Content;
use super::fixture::{self, revision};
use super::theirs;
use crate::support::clients::{Client, python};
use crate::support::{Outcome, Scene, mlflow};

/// The revisions of MLflow 3.17.2 and 3.18.0.
const OF_3_17: &str = "dc11669786a5";
const NEWEST: &str = "f4a9b2c7d1e6";

#[test]
fn every_database_ends_as_mlflow_leaves_it() {
    let mut failed = Vec::new();
    for fixture in fixture::all() {
        let Some(theirs) = theirs::upgraded(&fixture) else {
            return;
        };
        let scene = fixture.scene();
        let ours = scene.path("mlflow.db");
        if let Err(difference) = upgraded_equals(&scene, &ours, &theirs) {
            failed.push(format!("== {}\n{difference}", fixture.name));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn every_revision_between_releases_is_a_start_too() {
    let Some(steps) = theirs::steps() else {
        return;
    };
    let walked = fixture::named(theirs::WALKED);
    let theirs = theirs::upgraded(&walked).expect("the client that made the steps");
    assert_eq!(steps.len(), 66);
    let mut failed = Vec::new();
    for step in steps {
        let scene = Scene::new();
        let ours = scene.path("mlflow.db");
        fs::copy(&step, &ours).expect("a copy");
        if let Err(difference) = upgraded_equals(&scene, &ours, &theirs) {
            failed.push(format!("== {}\n{difference}", step.display()));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn the_newest_schema_is_that_of_mlflow_3_18() {
    let issues = r#"UPDATE issues SET categories = '["Slow ", "wrong", "SLOW"]'"#;
    for (release, change) in [("1.23.1", ""), ("3.16.1", issues)] {
        let scene = fixture::named(release).scene();
        let ours = scene.path("mlflow.db");
        let theirs = scene.path("theirs.db");
        Connection::open(&ours)
            .and_then(|database| database.execute_batch(change))
            .expect("a change");
        fs::copy(&ours, &theirs).expect("a copy");
        if !theirs::upgrade_to_3_18(&theirs) {
            return;
        }
        mlflow!(scene, "db upgrade --no-backup sqlite:///mlflow.db").success();
        assert_eq!(
            Content::of(&ours).differences(&Content::of(&theirs)),
            Vec::<String>::new(),
            "{release}"
        );
    }
}

/// Every so many of the revisions is looked at.
const STRIDE: usize = 6;

#[test]
fn a_new_database_of_a_revision_has_its_schema() {
    let Some(steps) = theirs::steps() else {
        return;
    };
    let scene = Scene::new();
    for theirs in steps.iter().skip(1).step_by(STRIDE) {
        let revision = revision(theirs);
        let new = format!("{revision}.db");
        mlflow!(scene, "db create {new} --schema {revision}").success();
        let differences = Content::of(&scene.path(&new)).schema_differences(&Content::of(theirs));
        assert!(differences.is_empty(), "{revision}: {differences:#?}");
    }
}

#[test]
fn a_schema_never_goes_back() {
    let scene = Scene::new();
    mlflow!(scene, "db create new.db --schema 3.7").success();
    let again = mlflow!(scene, "db create new.db --schema 3.7")
        .code(1)
        .stderr();
    assert!(again.contains("already exists"), "{again}");
    let back = mlflow!(scene, "db upgrade --to 2.9 new.db")
        .code(1)
        .stderr();
    assert!(back.contains("newer than 2.8.0 to 2.12.2"), "{back}");
    let unknown = mlflow!(scene, "db upgrade --to 5.0 new.db")
        .code(2)
        .stderr();
    assert!(unknown.contains("from 1.0 to 3.18.0"), "{unknown}");
}

/// Upgrades a database and says how it then differs from what Python made of it.
fn upgraded_equals(scene: &Scene, ours: &Path, theirs: &Path) -> Result<(), String> {
    let ended = mlflow!(
        scene,
        "db upgrade --no-backup --to 3.17 sqlite:///mlflow.db"
    );
    if ended.exit_code() != 0 {
        return Err(ended.stderr());
    }
    let differences = Content::of(ours).differences(&Content::of(theirs));
    if differences.is_empty() {
        Ok(())
    } else {
        Err(differences.join("\n"))
    }
}

#[test]
fn a_second_upgrade_changes_nothing() {
    let scene = fixture::named("1.23.1").scene();
    mlflow!(scene, "db upgrade sqlite:///mlflow.db").success();
    let before = fs::read(scene.path("mlflow.db")).expect("a database");
    mlflow!(scene, "db upgrade sqlite:///mlflow.db").success();
    assert!(fs::read(scene.path("mlflow.db")).expect("a database") == before);
}

#[test]
fn a_copy_stays_beside_it_unless_told_otherwise() {
    let fixture = fixture::named("1.23.1");
    let scene = fixture.scene();
    let before = Content::of(&scene.path("mlflow.db"));
    // Half a copy, of an upgrade that was killed.
    scene.write(".mlflow.db.upgrade", "SQLite format 3");
    mlflow!(scene, "db upgrade sqlite:///mlflow.db").success();
    assert!(!scene.path(".mlflow.db.upgrade").exists());
    let backup = scene.path("mlflow.db.c48cb773bb87.backup");
    assert_eq!(
        Content::of(&backup).differences(&before),
        Vec::<String>::new()
    );

    let scene = fixture.scene();
    mlflow!(scene, "db upgrade --no-backup sqlite:///mlflow.db").success();
    let names = fs::read_dir(scene.folder()).expect("the scene").count();
    assert_eq!(names, 1, "nothing but the database");
}

#[test]
fn two_upgrades_at_once_end_as_one() {
    let Some(theirs) = theirs::upgraded(&fixture::named("1.23.1")) else {
        return;
    };
    let scene = fixture::named("1.23.1").scene();
    let upgrade = [
        "db",
        "upgrade",
        "--no-backup",
        "--to=3.17",
        "sqlite:///mlflow.db",
    ];
    let both: Vec<_> = (0..2)
        .map(|_| scene.command(upgrade).spawn().expect("a process"))
        .collect();
    for mut process in both {
        assert!(process.wait().expect("an end").success());
    }
    let ours = Content::of(&scene.path("mlflow.db"));
    assert_eq!(
        ours.differences(&Content::of(&theirs)),
        Vec::<String>::new()
    );
}

#[test]
fn status_tells_an_old_database_from_an_upgraded_one() {
    let scene = fixture::named("1.23.1").scene();
    let status = |scene: &Scene| -> Value {
        let status = ["db", "status", "sqlite:///mlflow.db", "--output", "json"];
        scene.mlflow(status).success().json()
    };
    let before = fs::read(scene.path("mlflow.db")).expect("a database");
    let old = status(&scene);
    assert_eq!(old["revision"], "c48cb773bb87");
    assert!(
        old["releases"]
            .as_str()
            .is_some_and(|releases| releases.contains("1.24.0")),
        "{old}"
    );
    assert_eq!(old["upgrade_needed"], true);
    assert_eq!(old["steps"].as_array().map(Vec::len), Some(55));
    assert_eq!(old["rows"]["experiments"], 5);
    assert_eq!(old["problems"], json!([]));
    assert_eq!(
        old["clients"],
        json!({"open": "1.16.0 to 1.24.0", "upgrade_since": "2.3.0"})
    );
    assert!(keeps(&old, "registered models") && !keeps(&old, "logged models"));
    assert!(fs::read(scene.path("mlflow.db")).expect("a database") == before);
    let text = mlflow!(scene, "db status mlflow.db").success().stdout();
    for line in [
        "Clients: Python's MLflow 1.16.0 to 1.24.0 opens it directly; others refuse it",
        "Can keep: steps of metrics, metrics that are not finite, tags of experiments",
        "Cannot keep: deletion times of runs (since 1.28), times of experiments (since 1.29)",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }

    let upgrade = ["db", "upgrade", "--no-backup", "sqlite:///mlflow.db"];
    for _ in 0..2 {
        // Also of one that is new enough it is said whom that keeps out.
        let said = scene.mlflow(upgrade).success().stderr();
        let clients = "MLflow 3.18.0 opens it directly; others refuse it; any release reaches it";
        assert!(said.contains(clients), "{said}");
    }
    let new = status(&scene);
    assert!(keeps(&new, "logged models"));
    assert_eq!(
        new["clients"],
        json!({"open": "3.18.0", "upgrade_since": null})
    );
    assert_eq!(new["revision"], NEWEST);
    assert_eq!(new["upgrade_needed"], false);
    assert_eq!(new["rows"]["experiments"], 5);
}

/// Whether a status says that a database can keep something.
fn keeps(status: &Value, name: &str) -> bool {
    let features = status["features"].as_array().expect("a list");
    let feature = features.iter().find(|feature| feature["name"] == name);
    feature.expect("a feature")["kept"] == true
}

/// The releases whose upgraded databases Python goes on with.
const CONTINUED: [&str; 14] = [
    "1.0.0", "1.7.0", "1.13.1", "1.23.1", "1.30.1", "2.0.1", "2.3.2", "2.9.2", "2.14.3", "2.22.4",
    "3.0.1", "3.4.0", "3.7.0", "3.12.0",
];

/// Those of them that keep traces.
const TRACED: [&str; 6] = ["2.14.3", "2.22.4", "3.0.1", "3.4.0", "3.7.0", "3.12.0"];

#[test]
fn python_works_on_with_what_we_upgraded() {
    let Some(python) = python(Client::V3) else {
        return;
    };
    let scene = Scene::new();
    for release in CONTINUED {
        let database = format!("{release}.db");
        fixture::named(release).unpack_to(&scene.path(&database));
        let upgrade = [
            "db",
            "upgrade",
            "--no-backup",
            "--to=dc11669786a5",
            &format!("sqlite:///{database}"),
        ];
        scene.mlflow(upgrade).success();
    }
    let script = scene.write("work_on.py", include_str!("work_on.py"));
    let mut command = scene.bare_command(python);
    command.arg(script).args(CONTINUED);
    let did = Outcome::of(&mut command).success().json();
    for release in CONTINUED {
        assert_eq!(revision(&scene.path(format!("{release}.db"))), OF_3_17);
        let did = &did[release];
        assert_eq!(did["found"], json!([["FINISHED", "0.01"]]), "{release}");
        assert_eq!(did["history"], 121, "{release}");
        assert_eq!(did["deleted_runs"], 1, "{release}");
        assert_eq!(did["latest"], 0.0625, "{release}");
        assert_eq!(
            did["new_run"],
            json!(["FINISHED", "fresh", "1"]),
            "{release}"
        );
        assert_eq!(did["version_by_alias"], "1", "{release}");
        assert!(did["models"].as_u64() >= Some(1), "{release}");
        let traces = if TRACED.contains(&release) { 4 } else { 1 };
        assert!(did["traces"].as_u64() >= Some(traces), "{release}: {did}");
    }
}
