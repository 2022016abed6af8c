//! The database file under a server: copied, removed, replaced.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::Connection;
use serde_json::{Value, json};

use crate::support::{Fault, Outcome, Scene, Server, mlflow};

use super::until;

/// The runs in a copy of the file alone.
fn runs_in_copy(scene: &Scene, database: &str) -> Option<i64> {
    let copy = scene.path("copy.db");
    fs::copy(scene.path(database), &copy).ok()?;
    let copy = Connection::open(copy).ok()?;
    copy.query_row("SELECT count(*) FROM runs", [], |row| row.get(0))
        .ok()
}

fn length(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |found| found.len())
}

#[test]
fn after_a_moment_of_quiet_the_file_alone_is_complete() {
    let scene = Scene::with_store("sqlite:///mlflow.db");
    let server = Server::start(&scene, &[]);
    let experiment = server.experiment("e");
    for _ in 0..3 {
        server.run(&experiment);
    }
    let log = scene.path("mlflow.db-wal");
    assert!(length(&log) > 0, "the server writes to a log");
    until("the log is empty", || length(&log) == 0);
    assert_eq!(runs_in_copy(&scene, "mlflow.db"), Some(3));
    // What others write under the server, too.
    let other = Connection::open(scene.path("mlflow.db")).unwrap();
    other.execute("UPDATE runs SET name = 'n'", []).unwrap();
    assert!(length(&log) > 0);
    until("the log is empty again", || length(&log) == 0);
}

#[test]
fn a_log_that_is_read_is_moved_as_far_as_can_be() {
    let scene = Scene::with_store("sqlite:///mlflow.db");
    let server = Server::start(&scene, &[]);
    let experiment = server.experiment("e");
    server.run(&experiment);
    let reader = Connection::open(scene.path("mlflow.db")).unwrap();
    reader
        .execute_batch("BEGIN; SELECT count(*) FROM runs")
        .unwrap();
    until("all is moved but the log is kept", || {
        runs_in_copy(&scene, "mlflow.db") == Some(1)
    });
    server.run(&experiment);
}

fn is_gone(server: &Server, experiment: &str) {
    let refused = server.post("runs/create", &json!({"experiment_id": experiment}));
    let refused = refused.fails(500, "INTERNAL_ERROR").text();
    assert!(refused.contains("is gone"), "{refused}");
    let refused = server.post("runs/search", &json!({"experiment_ids": [experiment]}));
    assert!(refused.is(500).text().contains("is gone"));
}

fn runs(server: &Server, experiment: &str) -> usize {
    let found = server.ask("runs/search", &json!({"experiment_ids": [experiment]}));
    found["runs"].as_array().map_or(0, Vec::len)
}

#[cfg(unix)]
#[test]
fn a_database_that_is_removed_is_missed_and_found_again() {
    let scene = Scene::with_store("sqlite:///mlflow.db");
    let server = Server::start(&scene, &[]);
    let experiment = server.experiment("e");
    server.run(&experiment);
    assert_eq!(runs(&server, &experiment), 1);
    let (file, aside) = (scene.path("mlflow.db"), scene.path("aside.db"));
    fs::rename(&file, &aside).unwrap();
    is_gone(&server, &experiment);
    // What was in the log has gone along.
    assert_eq!(runs_in_copy(&scene, "aside.db"), Some(1));
    fs::rename(&aside, &file).unwrap();
    server.run(&experiment);
    assert_eq!(runs(&server, &experiment), 2);
}

#[cfg(unix)]
#[test]
fn a_copy_in_the_place_of_a_database_is_taken_and_another_file_is_not() {
    let scene = Scene::with_store("sqlite:///mlflow.db");
    let server = Server::start(&scene, &[]);
    let experiment = server.experiment("e");
    server.run(&experiment);
    let log = scene.path("mlflow.db-wal");
    until("the log is empty", || length(&log) == 0);
    let (file, copy) = (scene.path("mlflow.db"), scene.path("backup.db"));
    fs::copy(&file, &copy).unwrap();
    server.run(&experiment);
    assert_eq!(runs(&server, &experiment), 2);

    fs::remove_file(&file).unwrap();
    fs::write(&file, "no database").unwrap();
    let refused = server.post("runs/create", &json!({"experiment_id": experiment}));
    refused.is(400);
    fs::rename(&copy, &file).unwrap();
    until("the copy is the database", || {
        let body: Value = json!({"experiment_id": experiment});
        server.post("runs/create", &body).status == 200
    });
    assert_eq!(runs(&server, &experiment), 2);
    let found = Connection::open(&file).unwrap();
    let check: String = found
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .unwrap();
    assert_eq!(check, "ok");
}

#[test]
fn a_backup_is_whole_while_others_write() {
    let scene = Scene::with_store("sqlite:///mlflow.db");
    let server = Server::start(&scene, &[]);
    let experiment = server.experiment("e");
    server.run(&experiment);
    let is_done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let mut written = 1;
            while !is_done.load(Ordering::Relaxed) {
                server.run(&experiment);
                written += 1;
            }
            written
        });
        let mut last = 1;
        for _ in 0..5 {
            mlflow!(scene, "db backup sqlite:///mlflow.db b.db --overwrite").success();
            let copy = Connection::open(scene.path("b.db")).expect("a copy");
            let check: String = copy
                .query_row("PRAGMA integrity_check", [], |row| row.get(0))
                .expect("a check");
            assert_eq!(check, "ok");
            let runs: i64 = copy
                .query_row("SELECT count(*) FROM runs", [], |row| row.get(0))
                .expect("a count");
            assert!(runs >= last, "{runs} after {last}");
            last = runs;
        }
        is_done.store(true, Ordering::Relaxed);
        assert!(last <= writer.join().expect("a writer"));
    });
    let held = fs::read(scene.path("b.db")).expect("a copy");
    for (line, says) in [
        ("db backup mlflow.db b.db", "already exists"),
        (
            "db backup mlflow.db mlflow.db --overwrite",
            "the database itself",
        ),
        ("db backup nosuch.db c.db", "nosuch.db"),
        ("db backup mlflow.db no/such/c.db", "no/such"),
    ] {
        let said = mlflow!(scene, "{line}").code(1).stderr();
        assert!(said.contains(says), "{line}: {said}");
    }
    assert!(held == fs::read(scene.path("b.db")).expect("a copy"));
    assert!(!scene.path("c.db").exists());
    let left = fs::read_dir(scene.folder()).expect("the scene");
    let names = left.map(|entry| entry.expect("an entry").file_name());
    assert!(
        !names
            .map(|name| name.to_string_lossy().into_owned())
            .any(|name| name.starts_with(".mlflow-backup"))
    );
}

#[test]
fn on_a_full_disk_one_can_read() {
    let scene = Scene::with_store("sqlite:///mlflow.db");
    mlflow!(scene, "experiments create -n fraud").success();
    let fault = Fault::of("write", "mlflow.db-").for_want_of_space();
    let Some(env) = fault.env() else { return };
    let full = |args: &[&str]| Outcome::of(scene.command(args).envs(env.clone()));
    let found = full(&["experiments", "search"]).success().stdout();
    assert!(found.contains("fraud"), "{found}");
    full(&["experiments", "create", "-n", "second"]).code(1);
    let found = mlflow!(scene, "experiments search").success().stdout();
    assert!(
        found.contains("fraud") && !found.contains("second"),
        "{found}"
    );
}
