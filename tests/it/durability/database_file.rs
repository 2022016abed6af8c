//! The database file under a server: copied, removed, replaced.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::Connection;
use serde_json::{Value, json};

use crate::support::{Reply, Scene, Server, mlflow, until};

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
fn a_copy_renamed_over_a_database_is_taken_and_another_file_is_not() {
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

/// What a killed backup left goes with the next one to that folder; what another one is writing
/// stays.
#[cfg(unix)]
#[test]
fn a_backup_sweeps_the_drafts_of_killed_ones() {
    let scene = Scene::with_store("sqlite:///mlflow.db");
    mlflow!(scene, "experiments create -n a").success();
    scene.write(".mlflow-backup-left", "half");
    let held = scene.write(".mlflow-backup-held", "half");
    let held = fs::File::open(held).expect("a file");
    held.try_lock().expect("nobody has the lock");
    mlflow!(scene, "db backup mlflow.db copy.db").success();
    assert!(!scene.path(".mlflow-backup-left").exists());
    assert!(scene.path(".mlflow-backup-held").exists());
    assert!(scene.path("copy.db").is_file());
}

/// Tells a server's database from what is written over it: by the runs of an experiment.
struct Overwritten {
    scene: Scene,
    server: Server,
    experiment: String,
}

impl Overwritten {
    /// A server whose database has two runs, of which `backup.db` has one.
    fn begin() -> Self {
        let scene = Scene::with_store("sqlite:///mlflow.db");
        let server = Server::start(&scene, &[]);
        let experiment = server.experiment("e");
        server.run(&experiment);
        let database = Self {
            scene,
            server,
            experiment,
        };
        database.rest();
        fs::copy(database.file(), database.scene.path("backup.db")).expect("a database");
        database.server.run(&database.experiment);
        database
    }

    fn file(&self) -> PathBuf {
        self.scene.path("mlflow.db")
    }

    /// Waits until the file alone is complete.
    fn rest(&self) {
        let log = self.scene.path("mlflow.db-wal");
        until("the log is empty", || length(&log) == 0);
    }

    fn create_run(&self) -> Reply {
        let body = json!({"experiment_id": self.experiment});
        self.server.post("runs/create", &body)
    }

    /// Writes over the file as `cp` does, which keeps its inode.
    fn write_over(&self, content: &[u8]) {
        let mut file = File::create(self.file()).expect("a database");
        file.write_all(content).expect("a database");
    }

    /// The backup is used as it is, and whole.
    fn is_the_backup(&self) {
        until("the backup is the database", || {
            self.create_run().status == 200
        });
        assert_eq!(runs(&self.server, &self.experiment), 2);
        let found = Connection::open(self.file()).expect("a database");
        let check: String = found
            .query_row("PRAGMA integrity_check", [], |row| row.get(0))
            .expect("a database");
        assert_eq!(check, "ok");
    }
}

#[cfg(unix)]
#[test]
fn a_backup_written_over_the_database_is_taken() {
    // With something in the log, and without.
    for has_log in [false, true] {
        let database = Overwritten::begin();
        // Pages are added, so that the header counts a change.
        let long = "x".repeat(5_000);
        for run in 0..4 {
            let experiment = database.server.experiment(&format!("{run}"));
            let tag = json!({"experiment_id": experiment, "key": "k", "value": long});
            database.server.ask("experiments/set-experiment-tag", &tag);
        }
        database.rest();
        // The server looks at the file since the log was moved into it: it may have seen it last as it
        // was when the backup was made.
        assert_eq!(runs(&database.server, &database.experiment), 2);
        if has_log {
            database.create_run().is(200);
        }
        let backup = fs::read(database.scene.path("backup.db")).unwrap();
        database.write_over(&backup);
        let refused = database.create_run();
        let said = refused.fails(500, "INTERNAL_ERROR").text();
        assert!(said.contains("was written over"), "{said}");
        database.is_the_backup();
    }
}

#[cfg(unix)]
#[test]
fn a_backup_of_the_same_size_written_over_a_database_at_rest_is_taken() {
    let database = Overwritten::begin();
    database.rest();
    let backup = fs::read(database.scene.path("backup.db")).unwrap();
    database.write_over(&backup);
    database.is_the_backup();
}

#[cfg(unix)]
#[test]
fn nothing_is_written_to_a_database_that_is_cut() {
    let database = Overwritten::begin();
    database.rest();
    let backup = fs::read(database.scene.path("backup.db")).unwrap();
    for length in [backup.len() / 2, 50, 0] {
        database.write_over(&backup[..length]);
        for _ in 0..2 {
            let said = database.create_run().fails(500, "INTERNAL_ERROR").text();
            assert!(said.contains("was written over"), "{length}: {said}");
        }
        assert_eq!(fs::read(database.file()).unwrap(), &backup[..length]);
    }
    database.write_over(&backup);
    database.is_the_backup();
}

/// A copy begins with cutting the file to nothing, and whoever opens it then finds a new database.
#[cfg(unix)]
#[test]
fn under_load_a_backup_written_over_the_database_is_taken() {
    let database = Overwritten::begin();
    let backup = fs::read(database.scene.path("backup.db")).unwrap();
    for _ in 0..3 {
        // So many that the file grows.
        for _ in 0..60 {
            database.create_run().is(200);
        }
        database.rest();
        let is_done = AtomicBool::new(false);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    while !is_done.load(Ordering::Relaxed) {
                        database.create_run();
                    }
                });
            }
            for _ in 0..20 {
                database.create_run();
            }
            database.write_over(b"");
            for _ in 0..20 {
                database.create_run();
            }
            is_done.store(true, Ordering::Relaxed);
        });
        let found = fs::read(database.file()).unwrap();
        assert!(!is_new(&found), "nobody makes a database of it");
        database.write_over(&backup);
        database.is_the_backup();
    }
}

/// Whether SQLite has just begun a database: of one page. What it was moving from the log when the
/// file was cut may be in it, which has more.
#[cfg(unix)]
fn is_new(found: &[u8]) -> bool {
    const PAGES: std::ops::Range<usize> = 28..32;
    found.get(PAGES) == Some(&[0, 0, 0, 1])
}

#[cfg(unix)]
#[test]
fn a_database_that_is_only_touched_loses_nothing() {
    let database = Overwritten::begin();
    for rests in [false, true] {
        if rests {
            database.rest();
        }
        let file = File::options().write(true).open(database.file()).unwrap();
        file.set_modified(std::time::SystemTime::UNIX_EPOCH)
            .unwrap();
        until("the database is used", || {
            database.create_run().status == 200
        });
    }
    assert_eq!(runs(&database.server, &database.experiment), 4);
}
