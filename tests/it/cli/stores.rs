//! Which store a command takes, what it says of it, and what it never shows.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::Stdio;

use crate::support::{Scene, Server, mlflow};

#[test]
fn commands_that_read_make_no_store() {
    for uri in ["./mlruns", "sqlite:///mlflow.db", "sqlite+pysqlite:///m.db"] {
        let scene = Scene::with_store(uri);
        for command in [
            &["experiments", "search"][..],
            &["experiments", "list", "--output", "json"],
            &["runs", "search"],
        ] {
            let outcome = scene.mlflow(command).success();
            let said = outcome.stderr();
            assert!(
                said.starts_with("nothing found; store: none yet at `"),
                "{said}"
            );
        }
        for command in [
            &["experiments", "get", "-x", "0"][..],
            &["experiments", "csv", "-x", "0"],
            &["runs", "list", "-x", "0"],
            &["runs", "describe", "-r", "0123"],
            &["runs", "metrics", "-r", "0123", "m"],
            &["runs", "log-metric", "-r", "0123", "m", "1"],
            &["runs", "end", "-r", "0123"],
            &["artifacts", "list", "-r", "0123"],
            &["artifacts", "download", "-r", "0123"],
        ] {
            let said = scene.mlflow(command).code(1).stderr();
            assert!(
                said.contains("\nstore: none yet at `"),
                "{command:?}: {said}"
            );
        }
        mlflow!(scene, "doctor").success();
        let left = fs::read_dir(scene.folder()).expect("a folder").count();
        assert_eq!(left, 0, "{uri} left something behind");
    }
}

#[test]
fn who_opens_a_new_database_is_said_once_and_on_stderr() {
    let scene = Scene::new();
    let made = mlflow!(scene, "experiments create -n a --output json").success();
    let said = made.stderr();
    let lines: Vec<&str> = said
        .lines()
        .filter(|line| line.contains("made the store"))
        .collect();
    assert_eq!(lines.len(), 1, "{said}");
    for part in [
        "mlflow.db`",
        "MLflow 3.18.0",
        "mlflow exec",
        "MLFLOW_TRACKING_URI",
        "mlflow server",
    ] {
        assert!(lines[0].contains(part), "{part}: {said}");
    }
    assert_eq!(made.json()["experiment_id"], "1");
    for silent in ["experiments create -n b", "runs start", "exec -- true"] {
        let said = mlflow!(scene, "{silent}").success().stderr();
        assert!(!said.contains("made the store"), "{silent}: {said}");
    }
    // Not of a folder, which every release opens, and not by a run's own server.
    let folder = Scene::with_store("./mlruns");
    let said = mlflow!(folder, "experiments create -n a")
        .success()
        .stderr();
    assert!(!said.contains("made the store"), "{said}");
    let run = Scene::new();
    let said = mlflow!(run, "exec --tracking server -- true")
        .success()
        .stderr();
    assert_eq!(said.matches("made the store").count(), 1, "{said}");
    let scene = Scene::new();
    let mut command = scene.command(["server", "--port", "0"]);
    let mut server = command.stderr(Stdio::piped()).spawn().expect("a process");
    let stderr = BufReader::new(server.stderr.take().expect("a pipe"));
    let said = stderr.lines().map_while(Result::ok);
    let before: Vec<String> = said
        .take_while(|line| !line.starts_with("listening on"))
        .collect();
    server.kill().expect("it runs");
    server.wait().expect("an exit status");
    let made = before.iter().filter(|line| line.contains("made the store"));
    assert_eq!(made.count(), 1, "{before:?}");
}

#[test]
fn what_is_not_found_is_said_with_the_store() {
    let scene = Scene::with_store("sqlite:///mlflow.db");
    mlflow!(scene, "experiments create -n a").success();
    let store = format!(
        "store: SQLite database `{}`",
        scene.path("mlflow.db").display()
    );
    let said = mlflow!(scene, "experiments get -x 77").code(1).stderr();
    assert!(said.contains(&format!("\n{store}\n")), "{said}");
    let said = mlflow!(scene, "runs search").success().stderr();
    assert_eq!(said, format!("nothing found; {store}\n"));
}

#[test]
fn where_two_stores_are_it_is_said_which_is_taken() {
    let scene = Scene::new();
    mlflow!(scene, "experiments create -n base").success();
    let files = scene
        .command(["experiments", "create", "-n", "files"])
        .env("MLFLOW_TRACKING_URI", "./mlruns")
        .status();
    assert!(files.expect("it starts").success());
    let outcome = mlflow!(scene, "experiments search").success();
    assert!(outcome.stdout().contains("files"));
    let said = outcome.stderr();
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(
        said.contains("`./mlruns` and `./mlflow.db` are both stores; `./mlruns` is taken"),
        "{said}"
    );
    let server = Server::start(&scene, &[]);
    assert!(
        server.introduction.contains("`./mlruns` is taken"),
        "{}",
        server.introduction
    );
}

#[test]
fn passwords_are_shown_by_nothing() {
    let uri = "postgresql://me:hush@127.0.0.1:1/db?sslmode=require&password=hush";
    let scene = Scene::with_store(uri)
        .env("MLFLOW_CRYPTO_KEK_PASSPHRASE", "hush")
        .env("MLFLOW_DATABASE_WAIT", "0");
    for command in [
        &["doctor"][..],
        &["doctor", "--output", "json"],
        &["experiments", "search"],
        &["runs", "start"],
        &["server", "--port", "0"],
        &["server", "--artifacts-only", "--backend-store-uri", uri],
        &["db", "upgrade", uri],
        &["db", "status", uri],
        &["gc", "--backend-store-uri", uri],
    ] {
        let outcome = scene.mlflow(command);
        let shown = [outcome.stdout(), outcome.stderr()].concat();
        assert!(!shown.contains("hush"), "{command:?}: {shown}");
        let names_it = [
            "postgresql://me:***@127.0.0.1:1/db",
            "`db` on `127.0.0.1:1`",
        ];
        assert!(
            names_it.iter().any(|name| shown.contains(name)),
            "{command:?}: {shown}"
        );
    }
    let scene = Scene::with_store("sqlite:///mlflow.db");
    let location = "ftp://key:hush@host/x";
    let said = mlflow!(scene, "artifacts download -u '{location}'")
        .code(1)
        .stderr();
    assert!(said.contains("ftp://key:***@host"), "{said}");
    let location = "s3://key:hush@bucket/x";
    let server = Server::start(&scene, &["--default-artifact-root", location]);
    let said = &server.introduction;
    assert!(!said.contains("hush"), "{said}");
    assert!(
        said.contains("artifacts: clients write them to `s3://key:***@bucket/x` themselves"),
        "{said}"
    );
}

#[test]
fn an_unknown_scheme_of_the_artifact_root_is_refused_at_the_start() {
    let scene = Scene::new();
    let said = mlflow!(scene, "server --port 0 --default-artifact-root s4://b/x")
        .code(1)
        .stderr();
    assert!(
        said.contains("`s4://b/x` has the unknown scheme `s4`"),
        "{said}"
    );
}

#[test]
fn what_users_named_moves_no_cursor_and_begins_no_line() {
    let scene = Scene::with_store("sqlite:///mlflow.db");
    let hostile = "a\u{1b}[2Jb\nerror: c\u{202e}d\u{9b}1m";
    let raw = ['\u{1b}', '\u{202e}', '\u{9b}'];
    let check = |shown: String| {
        assert!(!shown.contains(raw), "{shown:?}");
        assert!(
            !shown.lines().any(|line| line.starts_with("error: c")),
            "{shown}"
        );
    };
    let created = mlflow!(scene, "experiments create -n '{hostile}'").success();
    check(created.stdout());
    let id = mlflow!(
        scene,
        "runs start --experiment-name '{hostile}' --run-name '{hostile}'"
    )
    .success()
    .stdout();
    let id = id.trim();
    mlflow!(scene, "runs set-tag -r {id} note '{hostile}'").success();
    for command in [
        &["experiments", "search"][..],
        &["experiments", "get", "-n", hostile],
        &["experiments", "rename", "-x", "1", "--new-name", "x\u{1b}y"],
        &["experiments", "get", "-n", "no\u{1b}\nerror: c"],
        &["runs", "search", "--columns", "run_name,tags.*"],
        &["runs", "search", "--filter", "x\u{1b} = 1"],
        &["runs", "describe", "-r", id],
        &["runs", "describe", "-r", "x\u{1b}\nerror: c"],
        &["runs", "list", "-x", "1"],
    ] {
        let outcome = scene.mlflow(command);
        check(outcome.stdout());
        check(outcome.stderr());
    }
}

#[test]
fn what_is_no_address_of_a_store_makes_no_folder() {
    for (text, says) in [
        ("127.0.0.1:5000", "`http://127.0.0.1:5000`"),
        ("~/mlruns", "`~` is not the home folder"),
        ("sqlite:///~/x.db", "`~` is not the home folder"),
        ("'./mlruns'", "quotes around it"),
        (" ./mlruns", "blanks around it"),
        (
            "sqlite:////no/such/folder/x.db",
            "there is no folder `/no/such/folder`",
        ),
        #[cfg(not(windows))]
        ("C:\\mlruns", "a folder of Windows"),
    ] {
        let scene = Scene::with_store(text);
        for command in [
            &["runs", "start"][..],
            &["experiments", "search"],
            &["server", "--port", "0"],
        ] {
            let outcome = scene.mlflow(command).code(1);
            let said = outcome.stderr();
            let errors = said.lines().filter(|line| line.starts_with("error: "));
            assert_eq!(errors.count(), 1, "{text}: {said}");
            assert!(said.contains(says), "{text}: {said}");
        }
        let said = mlflow!(scene, "doctor").code(1).stdout();
        assert!(said.contains(says), "{text}: {said}");
        let left = fs::read_dir(scene.folder()).expect("a folder").count();
        assert_eq!(left, 0, "`{text}` left something behind");
    }
}

#[test]
fn a_relative_database_is_the_same_to_a_project_in_another_folder() {
    let scene = Scene::with_store("sqlite+pysqlite:///m.db");
    scene.write(
        "p/MLproject",
        "entry_points:\n  main:\n    command: 'mlflow runs log-param -r $MLFLOW_RUN_ID k v'\n",
    );
    let run = ["run", "p", "--env-manager", "local"];
    for how in ["direct", "server"] {
        scene
            .mlflow(run.iter().chain(&["--tracking", how]))
            .success();
    }
    let found = mlflow!(
        scene,
        "runs search --filter \"params.k = 'v'\" --output jsonl"
    )
    .success();
    assert_eq!(found.stdout().lines().count(), 2);
    let files = |folder: &str| fs::read_dir(scene.path(folder)).expect("a folder").count();
    assert_eq!(
        files("p"),
        1,
        "the project's folder holds a second database"
    );
}

#[test]
fn what_cannot_be_kept_at_the_end_is_refused_before_the_work() {
    let scene = Scene::with_store("sqlite:///mlflow.db");
    mlflow!(scene, "experiments create -n cloud -l ftp://key:hush@b/x").success();
    let exec = ["exec", "--experiment-name", "cloud", "--", "touch", "done"];
    let said = scene.mlflow(exec).code(1).stderr();
    assert!(said.contains("`ftp://key:***@b/x`"), "{said}");
    assert!(!scene.path("done").exists(), "the command ran");
    let runs = mlflow!(scene, "runs search --output jsonl").success();
    assert_eq!(runs.stdout(), "");
    let table = mlflow!(scene, "experiments search").success().stdout();
    assert!(
        table.contains("ftp://key:***@b/x") && !table.contains("hush"),
        "{table}"
    );
}
