//! `mlflow gc`.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;

use mlflow::config::StoreUri;
use mlflow::entity::{ExperimentId, LifecycleStage, RunId};
use mlflow::store::{self, NewRun, OpenOptions, Store};
use rusqlite::Connection;
use serde_json::{Value, json};
use walkdir::WalkDir;

use crate::support::{Outcome, Scene, Server, mlflow, words};

/// Starts a run in an experiment, with an artifact and a metric, and gives its id.
fn run_in(scene: &Scene, experiment: &str) -> String {
    let started = mlflow!(scene, "runs start --experiment-name {experiment}");
    let id = started.success().line();
    let metric = mlflow!(scene, "runs log-metric -r {id} m=1");
    assert_eq!(metric.exit_code(), 0, "{}", metric.stderr());
    let file = scene.write("a.txt", "artifact");
    let file = file.to_str().expect("UTF-8");
    let logged = mlflow!(scene, "artifacts log-artifact -l {file} -r {id}");
    assert_eq!(logged.exit_code(), 0, "{}", logged.stderr());
    id
}

fn delete_run(scene: &Scene, id: &str) {
    drop(mlflow!(scene, "runs delete -r {id}").success());
}

fn experiment_id(scene: &Scene, name: &str) -> String {
    let got = mlflow!(scene, "experiments get -n {name} --output json");
    let id = got.success().json()["experiment_id"].clone();
    id.as_str().expect("an id").to_owned()
}

/// The files in the scene that have a text in their paths.
fn files_with(scene: &Scene, text: &str) -> Vec<String> {
    WalkDir::new(scene.folder())
        .into_iter()
        .map(|entry| entry.expect("an entry"))
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| entry.path().display().to_string())
        .filter(|path| path.contains(text))
        .collect()
}

#[test]
fn deleted_things_go_for_good_and_names_are_free_again() {
    for scene in Scene::for_each_store() {
        let (kept, gone) = (run_in(&scene, "stays"), run_in(&scene, "stays"));
        let inside = run_in(&scene, "goes");
        delete_run(&scene, &gone);
        let experiment = experiment_id(&scene, "goes");
        drop(mlflow!(scene, "experiments delete -x {experiment}").success());

        let rehearsed = mlflow!(scene, "gc --dry-run --output json").success();
        assert!(!files_with(&scene, &gone).is_empty());
        let gone_for_good = mlflow!(scene, "gc --output json").success();
        let (rehearsed, report) = (rehearsed.json(), gone_for_good.json());
        assert_eq!(report["dry_run"], false);
        for field in ["run_ids", "experiment_ids", "rows", "files", "bytes"] {
            assert_eq!(rehearsed[field], report[field], "{field}");
        }
        assert_eq!(
            ids_of(&report),
            BTreeSet::from([gone.clone(), inside.clone()])
        );
        assert_eq!(report["experiment_ids"], json!([experiment]));
        assert!(report["files"].as_u64() >= Some(2), "{report}");
        for id in [&gone, &inside] {
            assert_eq!(files_with(&scene, id), [""; 0]);
            let described = mlflow!(scene, "runs describe -r {id}").code(1);
            assert!(
                described.stderr().contains("error: "),
                "{}",
                described.stderr()
            );
        }
        drop(mlflow!(scene, "runs describe -r '{kept}'").success());
        assert!(
            files_with(&scene, &kept)
                .iter()
                .any(|path| path.ends_with("a.txt"))
        );
        drop(mlflow!(scene, "experiments create -n goes").success());
        mlflow!(scene, "gc")
            .success()
            .stdout_is("")
            .stderr_is("there is nothing to remove\n");
    }
}

#[test]
fn without_a_format_the_lines_are_those_of_mlflow() {
    let scene = Scene::with_store("./mlruns");
    let run = run_in(&scene, "x");
    delete_run(&scene, &run);
    let rehearsed = mlflow!(scene, "gc --dry-run").success();
    assert_eq!(
        rehearsed.line(),
        format!("Run with ID {run} would be permanently deleted.")
    );
    let gone = mlflow!(scene, "gc").success();
    assert_eq!(
        gone.line(),
        format!("Run with ID {run} has been permanently deleted.")
    );
    assert!(
        gone.stderr().starts_with("removed 1 run: "),
        "{}",
        gone.stderr()
    );
}

#[test]
fn an_experiment_that_a_guardrail_holds_keeps_its_runs() {
    let scene = Scene::with_store("sqlite:///mlflow.db");
    let run = run_in(&scene, "guarded");
    let experiment = experiment_id(&scene, "guarded");
    let database = Connection::open(scene.path("mlflow.db")).expect("a database");
    database
        .execute_batch(&format!(
            "PRAGMA foreign_keys = OFF;
             INSERT INTO scorers VALUES ({experiment}, 's', 'sid');
             INSERT INTO guardrails (guardrail_id, name, scorer_id, scorer_version, stage, action,
                                     created_at, last_updated_at, workspace)
             VALUES ('g', 'g', 'sid', 1, 'x', 'x', 0, 0, 'default')"
        ))
        .expect("a guardrail");
    drop(mlflow!(scene, "experiments delete -x {experiment}").success());
    let files = files_with(&scene, &run);
    let stderr = mlflow!(scene, "gc").stderr();
    assert!(stderr.contains("a guardrail of the gateway"), "{stderr}");
    assert_eq!(files_with(&scene, &run), files);
    drop(mlflow!(scene, "experiments restore -x {experiment}").success());
    drop(mlflow!(scene, "runs describe -r {run}").success());
}

#[test]
fn what_is_named_goes_and_nothing_else() {
    for scene in Scene::for_each_store() {
        let runs = [
            run_in(&scene, "x"),
            run_in(&scene, "x"),
            run_in(&scene, "y"),
        ];
        let active = run_in(&scene, "x");
        for run in &runs[..2] {
            delete_run(&scene, run);
        }
        let experiment = experiment_id(&scene, "y");
        drop(mlflow!(scene, "experiments delete -x {experiment}").success());
        let both = format!("{}, {active}", runs[0]);
        let refused = mlflow!(scene, "gc --run-ids '{both}'").code(1);
        assert!(
            refused
                .stderr()
                .contains("is not in `deleted` lifecycle stage"),
            "{}",
            refused.stderr()
        );
        let missing = "0123456789abcdef0123456789abcdef";
        drop(mlflow!(scene, "gc --run-ids '{missing}'").code(1));
        drop(mlflow!(scene, "gc --experiment-ids 0").code(1));
        let young = scene.mlflow(["gc", "--run-ids", &runs[0], "--older-than", "1d"]);
        assert!(young.code(1).stderr().contains("--older-than"));
        for usage in [
            ["--run-ids", ""],
            ["--experiment-ids", " , "],
            ["--older-than", ""],
            ["--older-than", "1x"],
        ] {
            drop(scene.mlflow(["gc", usage[0], usage[1]]).code(2));
        }
        drop(mlflow!(scene, "gc --filter 'metrics.m > 0' --run-ids a").code(2));
        let nothing = mlflow!(scene, "gc --older-than 1d").success();
        assert_eq!(nothing.stdout(), "");

        let gone = scene.mlflow(["gc", "--run-ids", &runs[0], "--output", "json"]);
        assert_eq!(gone.success().json()["run_ids"], json!([runs[0]]));
        let gone = mlflow!(scene, "gc -f 'metrics.m > 5' --output json");
        assert_eq!(gone.success().json()["run_ids"], json!([]));
        let gone = mlflow!(scene, "gc --experiment-ids {experiment} --output json");
        let report = gone.success().json();
        assert_eq!(report["run_ids"], json!([runs[2]]));
        assert_eq!(report["experiment_ids"], json!([experiment]));
        drop(mlflow!(scene, "runs describe -r {active}").success());
    }
}

#[test]
fn a_filter_picks_deleted_runs() {
    for scene in Scene::for_each_store() {
        let (matching, other) = (run_in(&scene, "x"), run_in(&scene, "x"));
        drop(mlflow!(scene, "runs set-tag -r '{matching}' a=b").success());
        for run in [&matching, &other] {
            delete_run(&scene, run);
        }
        let gone = mlflow!(
            scene,
            "gc -f \"tags.a = 'b' AND metrics.m < 2\" --output json"
        );
        assert_eq!(gone.success().json()["run_ids"], json!([matching]));
        drop(mlflow!(scene, "runs describe -r {other}").success());
        drop(mlflow!(scene, "gc -f 'tags.a ='").code(2));
    }
}

#[test]
fn artifacts_that_go_through_a_server_are_removed_by_it_or_in_its_folder() {
    let scene = Scene::new();
    let server = Server::start(&scene, &["--backend-store-uri", "sqlite:///mlflow.db"]);
    let url = server.url();
    let runs: Vec<String> = (0..3).map(|_| run_deleted_through(&scene, &url)).collect();
    let [first, second, third] = &runs[..] else {
        panic!("three runs");
    };
    let refused = through(&scene, &url, "gc").code(1).stderr();
    assert!(refused.contains("--backend-store-uri"), "{refused}");
    let store = "gc --backend-store-uri sqlite:///mlflow.db --output json";

    let kept = mlflow!(scene, "{store} --run-ids {first}").code(1).json();
    assert_eq!(kept["kept"][0]["id"], json!(first));
    assert_eq!((&kept["run_ids"], &kept["files"]), (&json!([]), &json!(0)));
    let gone = mlflow!(scene, "{store} --run-ids {first} --tracking-uri {url}").success();
    assert_eq!(gone.json()["files"], 1);
    assert_eq!(
        files_with(&scene, first).len(),
        0,
        "the server removed them"
    );
    let folder = "--artifacts-destination mlartifacts";
    let gone = mlflow!(scene, "{store} --run-ids {second} {folder}").success();
    assert_eq!(gone.json()["bytes"], 8);
    assert_eq!(files_with(&scene, second).len(), 0);
    mlflow!(scene, "{store} --artifacts-destination elsewhere").code(1);
    server.kill();
    let mut unreachable = scene.command(words(store));
    unreachable.args(["--tracking-uri", "http://127.0.0.1:1"]);
    unreachable.env("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0");
    Outcome::of(&mut unreachable).code(1);
    assert!(!files_with(&scene, third).is_empty());
    mlflow!(scene, "{store} --artifacts-destination ./mlartifacts").success();
    assert_eq!(files_with(&scene, third).len(), 0);
}

/// Runs a command line on the store of a server.
#[track_caller]
fn through(scene: &Scene, url: &str, line: &str) -> Outcome {
    Outcome::of(scene.command(words(line)).env("MLFLOW_TRACKING_URI", url))
}

/// Makes a run with an artifact through a server, and deletes it.
#[track_caller]
fn run_deleted_through(scene: &Scene, url: &str) -> String {
    let run = through(scene, url, "runs start").success().line();
    scene.write("a.txt", "artifact");
    let log = format!("artifacts log-artifact -l a.txt -r {run}");
    through(scene, url, &log).success();
    through(scene, url, &format!("runs delete -r {run}")).success();
    run
}

#[test]
fn files_that_are_not_a_runs_own_stay() {
    let scene = Scene::with_store("sqlite:///mlflow.db");
    let runs: Vec<String> = (0..4).map(|_| run_in(&scene, "x")).collect();
    scene.write("precious/artifacts/file", "do not lose me");
    let precious = scene.path("precious");
    let database = Connection::open(scene.path("mlflow.db")).expect("a database");
    let set_location = |run: &str, location: String| {
        let sql = "UPDATE runs SET artifact_uri = ?2 WHERE run_uuid = ?1";
        database.execute(sql, [run, &location]).expect("a run");
    };
    set_location(&runs[0], precious.join("artifacts").display().to_string());
    set_location(&runs[1], "ftp://host/1/artifacts".to_owned());
    set_location(
        &runs[2],
        format!(
            "{}/{}/../precious/artifacts",
            scene.folder().display(),
            runs[2]
        ),
    );
    std::fs::remove_dir_all(scene.path("mlruns/1").join(&runs[3])).expect("a folder");
    for run in &runs {
        delete_run(&scene, run);
    }
    let gone = mlflow!(scene, "gc --output json").code(1).json();
    assert_eq!(gone["kept"].as_array().map(Vec::len), Some(1), "{gone}");
    assert_eq!(gone["kept"][0]["id"], json!(runs[1]));
    let left: BTreeSet<_> = gone["artifacts_left"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|remnant| remnant["id"].as_str().expect("an id"))
        .collect();
    assert_eq!(left, BTreeSet::from([&*runs[0], &*runs[2]]));
    assert!(precious.join("artifacts/file").is_file());
    drop(scene.mlflow(["runs", "describe", "-r", &runs[1]]).success());
}

#[test]
fn a_store_that_is_not_there_is_not_made() {
    let scene = Scene::new();
    for (store, says) in [
        ("sqlite:///no.db", "there is no store"),
        ("./none", "there is no store"),
        ("sqlite:///no/no.db", "there is no folder"),
    ] {
        let refused = mlflow!(scene, "gc --backend-store-uri {store}").code(1);
        assert!(refused.stderr().contains(says), "{}", refused.stderr());
    }
    drop(mlflow!(scene, "gc").code(1));
    assert_eq!(
        std::fs::read_dir(scene.folder()).expect("a folder").count(),
        0
    );
    let refused = mlflow!(scene, "gc --workspace other").code(1);
    assert!(
        refused.stderr().contains("`other` was selected"),
        "{}",
        refused.stderr()
    );
}

/// Makes deleted runs with an artifact each.
fn make_deleted_runs(scene: &Scene, uri: &str, count: usize) {
    let artifact_root = scene.path("mlruns").display().to_string();
    let options = OpenOptions {
        artifact_root: artifact_root.clone(),
        now: 1,
    };
    let uri = StoreUri::parse(uri).expect("an address");
    let store: Box<dyn Store> = store::open(&uri, &options).expect("a store");
    for _ in 0..count {
        let run_id = RunId::random();
        let artifacts = Path::new(&artifact_root)
            .join("0")
            .join(run_id.as_str())
            .join("artifacts");
        let new = NewRun {
            run_id: run_id.clone(),
            experiment_id: ExperimentId::from("0"),
            run_name: "r".to_owned(),
            user_id: "u".to_owned(),
            start_time: 1,
            artifact_uri: artifacts.display().to_string(),
            tags: Vec::new(),
        };
        store.create_run(&new).expect("a run");
        store
            .set_run_stage(&run_id, LifecycleStage::Deleted, 2)
            .expect("a run");
        std::fs::create_dir_all(artifacts.join("deep")).expect("a folder");
        std::fs::write(artifacts.join("deep/file"), "x").expect("a file");
    }
}

#[test]
fn artifacts_at_a_relative_location_are_those_of_this_folder() {
    let scene = Scene::with_store("sqlite:///mlflow.db");
    let run = mlflow!(scene, "runs start").success().line();
    let location = format!("./mlruns/0/{run}/artifacts");
    // As a server recorded it that was given `--default-artifact-root ./mlruns`.
    rusqlite::Connection::open(scene.path("mlflow.db"))
        .and_then(|database| database.execute("UPDATE runs SET artifact_uri = ?1", [&location]))
        .expect("a run");
    scene.write(&format!("{location}/deep/model.txt"), "weights");
    mlflow!(scene, "runs delete --run-id {run}").success();
    let outcome = mlflow!(scene, "gc").success();
    assert!(outcome.stderr().contains("1 file"), "{}", outcome.stderr());
    assert!(!scene.path("mlruns/0").join(&run).exists());
}

#[test]
fn killed_at_any_point_it_goes_on_where_it_was() {
    // More than go at once.
    const RUNS: usize = 1_500;
    for uri in ["sqlite:///mlflow.db", "./mlruns"] {
        let scene = Scene::with_store(uri);
        let uri = match uri {
            "./mlruns" => scene.path("mlruns").display().to_string(),
            _ => format!("sqlite:///{}", scene.path("mlflow.db").display()),
        };
        make_deleted_runs(&scene, &uri, RUNS);
        for lines in [0, 1, 400] {
            let mut command = scene.command(["gc"]);
            let mut child = command
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .expect("gc");
            let stdout = BufReader::new(child.stdout.take().expect("a pipe"));
            // Fewer where it was too fast to be killed before its end.
            stdout.lines().take(lines).flatten().for_each(drop);
            child.kill().expect("it runs or has ended");
            child.wait().expect("an end");
            let left = mlflow!(scene, "gc --dry-run --output json")
                .success()
                .json();
            let ids: BTreeSet<String> = ids_of(&left);
            // A run's files without the run are files that nobody finds.
            let folder = scene.path("mlruns/0");
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                let name = entry.file_name().into_string().expect("UTF-8");
                assert!(name.len() != 32 || ids.contains(&name), "{name}");
            }
        }
        drop(mlflow!(scene, "gc").success());
        let left = mlflow!(scene, "gc --dry-run --output json")
            .success()
            .json();
        assert_eq!(ids_of(&left).len(), 0);
        assert_eq!(files_with(&scene, "deep").len(), 0);
        assert_eq!(files_with(&scene, ".purged-").len(), 0);
    }
}

fn ids_of(report: &Value) -> BTreeSet<String> {
    let ids = report["run_ids"].as_array().expect("a list");
    ids.iter()
        .map(|id| id.as_str().expect("an id").to_owned())
        .collect()
}
