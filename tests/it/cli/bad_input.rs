//! What users get wrong, and what machines do to them: each ends in one clear message and the
//! right exit code, and nothing is lost.

use std::fs;
use std::process::Stdio;

use crate::support::{Outcome, Scene, mlflow};

/// Asserts that a command fails with exit code 1, one `error:` line that says all of this, and
/// nothing on stdout.
#[track_caller]
fn fails(outcome: Outcome, says: &[&str]) {
    ends(outcome, 1, says);
}

/// The same of what stands on the command line itself.
#[track_caller]
fn is_wrong_usage(outcome: Outcome, says: &[&str]) {
    ends(outcome, 2, says);
}

#[track_caller]
fn ends(outcome: Outcome, code: i32, says: &[&str]) {
    let outcome = outcome.code(code);
    let stderr = outcome.stderr();
    let errors: Vec<&str> = stderr
        .lines()
        .filter(|line| line.starts_with("error: "))
        .collect();
    assert_eq!(errors.len(), 1, "{stderr}");
    for part in says {
        assert!(errors[0].contains(part), "`{part}` is not in: {stderr}");
    }
    assert!(!stderr.contains("panicked"), "{stderr}");
    assert_eq!(outcome.stdout(), "");
}

#[test]
fn unknown_ids_are_named() {
    for scene in Scene::for_each_store() {
        mlflow!(scene, "experiments create -n first").success();
        let unknown = "0123456789abcdef0123456789abcdef";
        fails(
            scene.mlflow(["runs", "describe", "-r", unknown]),
            &[unknown],
        );
        fails(
            scene.mlflow(["runs", "delete", "--run-id", unknown]),
            &[unknown],
        );
        fails(
            scene.mlflow(["runs", "end", "--run-id", unknown]),
            &[unknown],
        );
        fails(
            scene.mlflow(["runs", "log-metric", "-r", unknown, "m", "1"]),
            &[unknown],
        );
        fails(mlflow!(scene, "runs describe -r ../../etc"), &["../../etc"]);
        fails(mlflow!(scene, "experiments get -x 77"), &["77"]);
        fails(mlflow!(scene, "experiments delete -x 77"), &["77"]);
        fails(mlflow!(scene, "experiments get -n nope"), &["nope"]);
        fails(mlflow!(scene, "runs start --experiment-id 77"), &["77"]);
        fails(mlflow!(scene, "runs search -x 77"), &["77"]);
    }
}

#[test]
fn malformed_uris_open_no_other_store() {
    for uri in [
        "sqlite:/x.db",
        "sqlite:x.db",
        "sqlite://x.db",
        "sqlite://",
        "ftp://host/x",
        "file://other-host/mlruns",
        "mssql+pyodbc://u:p@h/db",
        "databricks",
    ] {
        let scene = Scene::with_store(uri);
        fails(
            mlflow!(scene, "experiments search"),
            &[&format!("tracking URI `{}`", uri.replace(":p@", ":***@"))],
        );
        let left = fs::read_dir(scene.folder()).expect("a folder").count();
        assert_eq!(left, 0, "{uri} left something behind");
    }
}

#[test]
fn a_directory_is_no_database_and_a_file_no_directory() {
    let scene = Scene::with_store("sqlite:///folder");
    fs::create_dir(scene.path("folder")).expect("a folder");
    fails(mlflow!(scene, "experiments search"), &["folder"]);
    let scene = Scene::with_store("./file");
    scene.write("file", "");
    fails(mlflow!(scene, "experiments search"), &["file"]);
}

#[test]
fn a_broken_database_is_left_as_it_is() {
    let scene = Scene::with_store("sqlite:///mlflow.db");
    let database = scene.write(
        "mlflow.db",
        "this is no database, but long enough to be read as one ".repeat(40),
    );
    fails(mlflow!(scene, "experiments search"), &["mlflow.db"]);
    assert!(
        fs::read_to_string(&database)
            .expect("the file")
            .starts_with("this is no database")
    );

    let scene = Scene::with_store("sqlite:///mlflow.db");
    mlflow!(scene, "runs start").success();
    let database = scene.path("mlflow.db");
    let whole = fs::read(&database).expect("the database");
    fs::write(&database, &whole[..whole.len() / 2]).expect("cut");
    let _ = fs::remove_file(scene.path("mlflow.db-wal"));
    let _ = fs::remove_file(scene.path("mlflow.db-shm"));
    fails(mlflow!(scene, "runs search"), &["mlflow.db"]);
    assert_eq!(
        fs::read(&database).expect("the database").len(),
        whole.len() / 2
    );
}

#[test]
fn a_foreign_database_is_refused() {
    let scene = Scene::with_store("sqlite:///foreign.db");
    let database = rusqlite::Connection::open(scene.path("foreign.db")).expect("a database");
    database
        .execute_batch("CREATE TABLE customers (id INTEGER)")
        .expect("a table");
    drop(database);
    fails(mlflow!(scene, "experiments search"), &["foreign.db"]);

    let scene = Scene::with_store("sqlite:///newer.db");
    mlflow!(scene, "experiments create -n a").success();
    let database = rusqlite::Connection::open(scene.path("newer.db")).expect("a database");
    database
        .execute_batch(
            "UPDATE alembic_version SET version_num = 'ffffffffffff';
             ALTER TABLE runs RENAME COLUMN status TO state",
        )
        .expect("done");
    drop(database);
    fails(
        mlflow!(scene, "experiments search"),
        &["`ffffffffffff`", "`f4a9b2c7d1e6`"],
    );
}

#[test]
fn a_broken_folder_stops_nothing() {
    let scene = Scene::with_store("./mlruns");
    let good = mlflow!(scene, "runs start").success().line();
    let bad = mlflow!(scene, "runs start").success().line();
    scene.write(&format!("mlruns/0/{bad}/meta.yaml"), "status: [broken");
    scene.write("mlruns/123456/meta.yaml", "name: {half");
    fs::create_dir_all(scene.path("mlruns/0/0123456789abcdef0123456789abcdef")).expect("a folder");

    let found = mlflow!(scene, "runs search -x 0 -c run_id --output csv");
    let found = found.success();
    assert_eq!(found.stdout(), format!("run_id\n{good}\n"));
    assert!(
        found.stderr().contains("warning: ") && found.stderr().contains(&bad),
        "{}",
        found.stderr()
    );
    let listed = mlflow!(scene, "experiments search").success();
    assert!(listed.stdout().contains("Default") && listed.stderr().contains("123456"));
    fails(scene.mlflow(["runs", "describe", "-r", &bad]), &[&bad]);
}

#[test]
fn names_have_their_limits() {
    for scene in Scene::for_each_store() {
        let long = "é".repeat(501);
        fails(
            scene.mlflow(["experiments", "create", "-n", &long]),
            &["501", "500"],
        );
        fails(mlflow!(scene, "experiments create -n ''"), &["empty"]);
        let run_id = mlflow!(scene, "runs start").success().line();
        let key = "k".repeat(251);
        is_wrong_usage(
            mlflow!(scene, "runs log-metric -r {run_id} {key} 1"),
            &["251", "250"],
        );
        is_wrong_usage(
            mlflow!(scene, "runs log-metric -r {run_id} a//b 1"),
            &["a//b"],
        );
        is_wrong_usage(
            mlflow!(scene, "runs log-metric -r {run_id} ../x 1"),
            &["../x"],
        );
        is_wrong_usage(
            mlflow!(scene, "runs log-metric -r {run_id} m one"),
            &["`one`", "number"],
        );
        let cut = scene
            .mlflow(["runs", "log-param", "-r", &run_id, "p", &"v".repeat(6001)])
            .success();
        assert!(cut.stderr().contains("warning: "), "{}", cut.stderr());
        let strict = scene.env("MLFLOW_TRUNCATE_LONG_VALUES", "false");
        let refused = strict.mlflow(["runs", "log-param", "-r", &run_id, "q", &"v".repeat(6001)]);
        is_wrong_usage(refused, &["6001", "6000"]);
    }
}

#[test]
fn a_wrong_filter_is_shown_with_a_caret() {
    for scene in Scene::for_each_store() {
        for filter in [
            "metrics.loss <",
            "metric.loss << 1",
            "loss < 1",
            "metrics.a = 'x'",
            "(status = 'FAILED'",
        ] {
            let wrong = scene
                .mlflow(["runs", "search", "--filter", filter])
                .code(2)
                .stderr();
            assert!(
                wrong.starts_with("error: ") && !wrong.contains("panicked"),
                "{filter}: {wrong}"
            );
            assert!(
                wrong.contains('^') || wrong.contains("column"),
                "{filter}: {wrong}"
            );
        }
    }
}

#[test]
fn flags_that_are_wrong_are_usage_errors() {
    let scene = Scene::new();
    for args in [
        ["experiments", "search", "--view", "some"].as_slice(),
        &["experiments", "search", "--max-results", "-1"],
        &["runs", "end", "--status", "RUNNING"],
        &["runs", "nope"],
        &["experiments"],
        &["artifacts", "download"],
        &["runs", "search", "--output", "xml"],
    ] {
        let outcome = scene.mlflow(args).code(2);
        assert!(
            outcome.stdout().is_empty() && !outcome.stderr().is_empty(),
            "{args:?}"
        );
    }
    assert!(
        scene.path("mlflow.db").metadata().is_err(),
        "wrong usage opens no store"
    );
}

#[test]
#[cfg(unix)]
fn invalid_utf8_is_told_and_survived() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let scene = Scene::with_store("./mlruns");
    let run_id = mlflow!(scene, "runs start").success().line();
    let bad = OsStr::from_bytes(b"caf\xe9");
    let outcome = Outcome::of(scene.command(["experiments", "create", "-n"]).arg(bad)).code(2);
    assert!(outcome.stderr().contains("UTF-8"), "{}", outcome.stderr());
    let mut command = scene.command(["experiments", "search"]);
    fails(
        Outcome::of(command.env("MLFLOW_TRACKING_URI", bad)),
        &["MLFLOW_TRACKING_URI", "UTF-8"],
    );

    let tags = scene.path(format!("mlruns/0/{run_id}/tags"));
    fs::write(tags.join(bad), "x").expect("a file");
    fs::write(tags.join("good"), b"caf\xe9").expect("a file");
    mlflow!(scene, "runs search -x 0").success();
}

#[test]
#[cfg(unix)]
fn a_reader_that_leaves_is_no_error() {
    let scene = Scene::new();
    for _ in 0..3 {
        mlflow!(scene, "runs start").success();
    }
    let mut child = scene
        .command(["runs", "search", "--output", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("started");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("ended");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_stdout_is_an_error() {
    let scene = Scene::new();
    let full = || {
        fs::OpenOptions::new()
            .write(true)
            .open("/dev/full")
            .expect("/dev/full")
    };
    for args in [
        ["experiments", "search"].as_slice(),
        &["--help"],
        &["completions", "bash"],
    ] {
        let outcome = Outcome::of(scene.command(args).stdout(full())).code(1);
        assert!(
            outcome
                .stderr()
                .starts_with("error: cannot write the result"),
            "{args:?}"
        );
    }
}

/// A disk with no more room, as far as one process goes: files may not grow past a limit.
#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_loses_nothing() {
    for scene in Scene::for_each_store() {
        let run_id = mlflow!(scene, "runs start").success().line();
        mlflow!(scene, "runs log-metric -r {run_id} m 1").success();
        let mut shell = scene.bare_command("bash");
        let script = "trap '' XFSZ; ulimit -f 0; exec \"$0\" \"$@\"";
        shell.args(["-c", script, env!("CARGO_BIN_EXE_mlflow")]);
        shell.args(["runs", "log-metric", "-r", &run_id, "m", "2", "--step", "1"]);
        fails(Outcome::of(&mut shell), &["cannot"]);
        let history = mlflow!(scene, "runs metrics m -r {run_id} --output csv");
        assert_eq!(
            history.success().stdout().lines().count(),
            2,
            "the first point is there"
        );
        mlflow!(scene, "runs log-metric -r {run_id} m 2 --step 1").success();
    }
}
