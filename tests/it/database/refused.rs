//! What an upgrade will not touch: files and databases that are not MLflow's, or newer than known.

use std::fs;
use std::path::Path;

use rusqlite::Connection;

use super::content::Content;
use super::fixture;
use super::theirs;
use crate::support::{Scene, mlflow};

const UPGRADE: [&str; 3] = ["db", "upgrade", "sqlite:///mlflow.db"];

/// A scene with a database in which this has been done.
fn altered(release: &str, sql: &str) -> Scene {
    let scene = fixture::named(release).scene();
    execute(&scene.path("mlflow.db"), sql);
    scene
}

fn execute(database: &Path, sql: &str) {
    let database = Connection::open(database).expect("a database");
    database.execute_batch(sql).expect("the change");
}

/// Asserts that the upgrade fails, says all of this, and changes nothing.
#[track_caller]
fn refused(scene: &Scene, says: &[&str]) {
    let before = fs::read(scene.path("mlflow.db")).expect("a file");
    let stderr = scene.mlflow(UPGRADE).code(1).stderr();
    for expected in says {
        assert!(stderr.contains(expected), "`{expected}` in {stderr}");
    }
    let after = fs::read(scene.path("mlflow.db")).expect("a file");
    assert!(before == after, "the file was changed");
    let files: Vec<_> = fs::read_dir(scene.folder()).expect("the scene").collect();
    assert_eq!(files.len(), 1, "left behind: {files:?}");
}

#[test]
fn a_newer_revision_is_named_with_what_is_known() {
    let scene = altered(
        "1.23.1",
        "UPDATE alembic_version SET version_num = 'fedcba987654'",
    );
    refused(&scene, &["`fedcba987654`", "3.18.0"]);
    let status = mlflow!(scene, "db status sqlite:///mlflow.db");
    assert!(format!("{}{}", status.stdout(), status.stderr()).contains("fedcba987654"));
}

#[test]
fn a_database_of_another_program_is_left_alone() {
    let scene = Scene::new();
    execute(
        &scene.path("mlflow.db"),
        "CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT);
         INSERT INTO customers (name) VALUES ('somebody')",
    );
    refused(&scene, &["mlflow.db"]);
}

#[test]
fn another_program_s_alembic_alone_is_not_ours_to_upgrade() {
    let scene = Scene::new();
    execute(
        &scene.path("mlflow.db"),
        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL);
         INSERT INTO alembic_version VALUES ('abcdef012345');
         CREATE TABLE customers (id INTEGER PRIMARY KEY)",
    );
    refused(&scene, &["`abcdef012345`"]);
}

#[test]
fn a_file_that_is_no_database_is_left_alone() {
    let scene = Scene::new();
    scene.write(
        "mlflow.db",
        "this is no database at all, but it is long enough to look at".repeat(40),
    );
    refused(&scene, &["mlflow.db"]);
}

#[test]
fn a_step_that_fails_leaves_the_file_as_it_was() {
    let scene = altered("1.23.1", "CREATE TABLE datasets (mine INTEGER)");
    refused(&scene, &["migrated in part", "datasets", "c48cb773bb87"]);
}

#[test]
fn a_revision_that_another_program_overwrote_is_told_from_a_later_one() {
    let lost = "UPDATE alembic_version SET version_num = 'fedcba987654'";
    let scene = altered("1.23.1", lost);
    refused(
        &scene,
        &["another program", "`c48cb773bb87` for 1.16.0 to 1.24.0"],
    );
    execute(
        &scene.path("mlflow.db"),
        "INSERT INTO alembic_version VALUES ('c48cb773bb87')",
    );
    assert!(
        mlflow!(scene, "db upgrade --no-backup sqlite:///mlflow.db")
            .success()
            .stderr()
            .contains("`fedcba987654`")
    );
    execute(&scene.path("mlflow.db"), "DELETE FROM alembic_version");
    execute(
        &scene.path("mlflow.db"),
        "INSERT INTO alembic_version VALUES ('fedcba987654')",
    );
    // All tables are there now, as a later release may have them.
    let said = mlflow!(scene, "experiments search").success().stderr();
    assert!(said.contains("after MLflow 3.18.0"), "{said}");
    mlflow!(scene, "runs create --experiment-id 0").success();
    execute(
        &scene.path("mlflow.db"),
        "ALTER TABLE runs RENAME COLUMN status TO state",
    );
    refused(&scene, &["a release after 3.18.0", "`status`"]);
}

#[test]
fn what_a_half_migrated_database_lacks_is_named() {
    let scene = Scene::with_store("sqlite:///mlflow.db");
    mlflow!(scene, "experiments create -n x").success();
    execute(
        &scene.path("mlflow.db"),
        "DROP TABLE input_tags; ALTER TABLE runs DROP COLUMN deleted_time;
         CREATE TABLE _alembic_tmp_runs (run_uuid)",
    );
    let failed = mlflow!(scene, "runs create --experiment-id 0")
        .code(1)
        .stderr();
    for said in ["lacks a part of MLflow's schema", "db status"] {
        assert!(failed.contains(said), "{failed}");
    }
    let status = ["db", "status", "sqlite:///mlflow.db"];
    let status = scene.mlflow(status).code(1).stdout();
    for said in [
        "the table `input_tags` is missing",
        "the column `deleted_time` of the table `runs` is missing",
        "`DROP TABLE _alembic_tmp_runs`",
    ] {
        assert!(status.contains(said), "{status}");
    }
}

#[test]
fn rows_of_another_program_in_alembic_version_stay() {
    let fixture = fixture::named("1.23.1");
    let Some(theirs) = theirs::upgraded(&fixture) else {
        return;
    };
    let scene = altered(
        "1.23.1",
        "INSERT INTO alembic_version VALUES ('abcdef012345')",
    );
    let said = mlflow!(
        scene,
        "db upgrade --no-backup --to 3.17 sqlite:///mlflow.db"
    )
    .success()
    .stderr();
    assert!(said.contains("`abcdef012345`"), "{said}");
    let database = scene.path("mlflow.db");
    let count = Connection::open(&database)
        .and_then(|database| {
            database.execute(
                "DELETE FROM alembic_version WHERE version_num = 'abcdef012345'",
                [],
            )
        })
        .expect("a row to delete");
    assert_eq!(count, 1);
    let differences = Content::of(&database).differences(&Content::of(&theirs));
    assert_eq!(differences, Vec::<String>::new());
}
