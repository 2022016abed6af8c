//! An upgrade that is killed or cancelled leaves the database as it was.

use std::path::Path;
use std::process::{Child, Stdio};
use std::thread;
use std::time::Duration;

use rusqlite::Connection;

use super::content::Content;
use super::fixture::{self, revision};
use crate::support::Scene;

const UPGRADE: [&str; 4] = ["db", "upgrade", "--no-backup", "sqlite:///mlflow.db"];
const MADE_BY_1_2: &str = "7ac759974ad8";

/// A database of 1.2 with so many points that its upgrade takes a while.
fn large() -> Scene {
    let scene = fixture::named("1.2.0").scene();
    let database = Connection::open(scene.path("mlflow.db")).expect("a database");
    database
        .execute_batch(
            "WITH RECURSIVE steps(step) AS (SELECT 1 UNION ALL SELECT step + 1 FROM steps WHERE step < 100000)
             INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan)
             SELECT 'many ' || (step % 10), step / 3.0, 1600000000000 + step, run_uuid, step, 0
             FROM steps, (SELECT run_uuid FROM runs ORDER BY run_uuid LIMIT 1)",
        )
        .expect("points");
    scene
}

#[test]
fn killed_at_any_moment_it_leaves_the_database_as_it_was() {
    let scene = large();
    let database = scene.path("mlflow.db");
    let before = Content::of(&database);
    let mut killed = 0;
    for wait in [2, 10, 25, 50, 80, 120, 170, 250] {
        let mut upgrade = start(&scene);
        thread::sleep(Duration::from_millis(wait));
        if upgrade.try_wait().expect("a state").is_some() {
            break;
        }
        upgrade.kill().expect("a process to kill");
        upgrade.wait().expect("an end");
        if after_a_kill(&database, &before) {
            break;
        }
        killed += 1;
    }
    assert!(killed > 0, "the upgrade was over before it could be killed");
    scene.mlflow(UPGRADE).success();
    assert_eq!(revision(&database), "f4a9b2c7d1e6");
}

fn start(scene: &Scene) -> Child {
    let mut command = scene.command(UPGRADE);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().expect("the upgrade")
}

/// Asserts that the database is as it was, or upgraded in full; the latter is `true`.
#[track_caller]
fn after_a_kill(database: &Path, before: &Content) -> bool {
    let finished = revision(database) != MADE_BY_1_2;
    if !finished {
        let differences = Content::of(database).differences(before);
        assert_eq!(differences, Vec::<String>::new());
    }
    finished
}

#[cfg(unix)]
#[test]
fn a_signal_ends_it_and_leaves_the_database_as_it_was() {
    use std::os::unix::process::ExitStatusExt;

    use nix::sys::signal::{Signal, kill};
    use nix::unistd::Pid;

    let scene = large();
    let database = scene.path("mlflow.db");
    let before = Content::of(&database);
    let mut command = scene.command(UPGRADE);
    let upgrade = command.stderr(Stdio::piped()).spawn().expect("the upgrade");
    thread::sleep(Duration::from_millis(60));
    let id = Pid::from_raw(i32::try_from(upgrade.id()).expect("a process id"));
    kill(id, Signal::SIGINT).expect("a process to tell");
    let ended = upgrade.wait_with_output().expect("an end");
    if !after_a_kill(&database, &before) {
        // As a shell expects it of whoever is interrupted.
        assert_eq!(ended.status.signal(), Some(Signal::SIGINT as i32));
        let said = String::from_utf8(ended.stderr).expect("a sentence");
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(said.contains("interrupted"), "{said}");
    }
}
