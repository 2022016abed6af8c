//! A full disk: what is there is read, what cannot be written is refused in full and said to be so.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::support::{Fault, Outcome, Request, Scene, Server, mlflow, words};

use super::faulty;

/// A store on a disk that is full while the file `full` is there, with two runs of an experiment,
/// the second one deleted.
struct FullDisk {
    scene: Scene,
    experiment: String,
    run: String,
    deleted: String,
}

/// What a disk refuses when it is full: bytes alone, or new files too.
const KINDS: [&str; 2] = ["write", "space"];

/// The two kinds of local stores, in a folder of their own.
const STORES: [&str; 2] = ["./disk/mlruns", "sqlite:///disk/mlflow.db"];

impl FullDisk {
    /// `None` where there can be no faults.
    fn new(store: &str, kind: &str) -> Option<Self> {
        let scene = Scene::with_store(store);
        fs::create_dir(scene.path("disk")).expect("a folder");
        let switch = scene.path("full");
        let fault = Fault::full_disk("/disk/").on(kind).while_there(&switch);
        let scene = faulty(scene, &fault)?;
        mlflow!(scene, "experiments create -n fraud -l ./disk/files").success();
        let begin = || {
            let run = mlflow!(scene, "runs start --experiment-name fraud");
            run.success().line()
        };
        let (run, deleted) = (begin(), begin());
        mlflow!(scene, "runs log-metric --run-id {run} loss=1 --step 1").success();
        mlflow!(scene, "runs log-param --run-id {run} lr=0.1").success();
        mlflow!(scene, "runs set-tag --run-id {run} stage=dev").success();
        mlflow!(scene, "runs delete --run-id {deleted}").success();
        scene.write("small.txt", "small");
        scene.write("files/a.txt", "a");
        mlflow!(scene, "artifacts log-artifact --run-id {run} -l small.txt").success();
        let found = mlflow!(scene, "runs describe --run-id {run}")
            .success()
            .json();
        let experiment = found["info"]["experiment_id"].as_str().expect("an id");
        Some(Self {
            experiment: experiment.to_owned(),
            scene,
            run,
            deleted,
        })
    }

    fn fill(&self) {
        self.scene.write("full", "");
    }

    fn free(&self) {
        fs::remove_file(self.scene.path("full")).expect("a full disk");
    }

    /// A command with the ids of this store in it.
    #[track_caller]
    fn mlflow(&self, line: &str) -> Outcome {
        let line = line
            .replace("RUN", &self.run)
            .replace("DELETED", &self.deleted)
            .replace("EXPERIMENT", &self.experiment);
        self.scene.mlflow(words(&line))
    }

    /// All that is in the store, as its readers see it.
    #[track_caller]
    fn content(&self) -> Vec<String> {
        let commands = [
            "experiments search --view all --output json",
            "runs search -x EXPERIMENT --view all --output json",
            "runs describe --run-id RUN",
            "runs describe --run-id DELETED",
            "runs metrics --run-id RUN",
            "artifacts list --run-id RUN",
        ];
        let read = |line| self.mlflow(line).success().stdout();
        commands.into_iter().map(read).collect()
    }
}

/// A disk of each kind for each kind of store, with the words for both. There is none where there
/// can be no faults.
fn full_disks<'a>(kinds: &'a [&'a str]) -> impl Iterator<Item = (String, FullDisk)> + 'a {
    let places = STORES
        .into_iter()
        .flat_map(move |store| kinds.iter().map(move |kind| (store, *kind)));
    places.map_while(|(store, kind)| Some((format!("{store} {kind}"), FullDisk::new(store, kind)?)))
}

/// Whether a message says that there is no space, and where.
fn says_so(message: &str) -> bool {
    let store = ["/disk/mlruns", "/disk/mlflow.db", "/disk/files"];
    message.contains("no space left") && store.iter().any(|store| message.contains(store))
}

#[test]
fn commands_that_read_read_on() {
    for (at, disk) in full_disks(&KINDS) {
        let before = disk.content();
        disk.fill();
        assert_eq!(disk.content(), before, "{at}");
        for line in [
            "experiments csv -x EXPERIMENT",
            "runs list --experiment-id EXPERIMENT",
            "artifacts download --run-id RUN -a small.txt -d elsewhere",
            "gc --dry-run",
            "doctor",
        ] {
            disk.mlflow(line).success();
        }
        if at.starts_with("sqlite") {
            disk.mlflow("db status sqlite:///disk/mlflow.db").success();
        }
        // A file that is there already is replaced whole, or not.
        let csv = disk.scene.write("disk/runs.csv", "as it was");
        let refused = disk.mlflow("experiments csv -x EXPERIMENT -o disk/runs.csv");
        let said = refused.code(1).stderr();
        assert!(said.contains("no space left"), "{said}");
        assert_eq!(fs::read_to_string(csv).expect("a file"), "as it was");
        let refused = disk.mlflow("artifacts download --run-id RUN -a small.txt -d disk/copy");
        let said = refused.code(1).stderr();
        assert!(
            said.contains("no space left") && said.contains("/disk/copy"),
            "{said}"
        );
    }
}

#[test]
fn commands_that_write_say_so_and_change_nothing() {
    for (at, disk) in full_disks(&KINDS) {
        let before = disk.content();
        disk.fill();
        for line in [
            "experiments create -n second",
            "experiments rename -x EXPERIMENT --new-name second",
            "experiments delete -x EXPERIMENT",
            "runs create --experiment-id EXPERIMENT",
            "runs start --experiment-name fraud",
            "runs start --experiment-name third",
            "runs log-metric --run-id RUN loss=2 --step 2",
            "runs log-metric --run-id RUN loss=2 acc=1",
            "runs log-param --run-id RUN depth=3",
            "runs set-tag --run-id RUN stage=prod",
            "runs set-tag --run-id RUN owner=me",
            "runs end --run-id RUN",
            "runs delete --run-id RUN",
            "runs restore --run-id DELETED",
            "artifacts log-artifact --run-id RUN -l files/a.txt",
            "artifacts log-artifacts --run-id RUN -l files",
            "exec -- echo hello",
        ] {
            let outcome = disk.mlflow(line);
            let said = outcome.stderr();
            assert_eq!(outcome.exit_code(), 1, "{at} {line}: {said}");
            assert!(says_so(&said), "{at} {line}: {said}");
        }
        disk.free();
        assert_eq!(disk.content(), before, "{at}");
        disk.mlflow("runs log-metric --run-id RUN loss=2 --step 2")
            .success();
        disk.mlflow("experiments delete -x EXPERIMENT").success();
    }
}

/// The disk is full from the fifth write on, and has room again when the first run is taken back.
#[test]
fn an_experiment_is_deleted_with_all_its_runs_or_with_none() {
    let scene = Scene::with_store("./mlruns");
    mlflow!(scene, "experiments create -n fraud").success();
    for _ in 0..6 {
        mlflow!(scene, "runs start --experiment-name fraud").success();
    }
    let active = || {
        let found = mlflow!(scene, "runs search --experiment-name fraud --output json");
        found.success().json().as_array().map_or(0, Vec::len)
    };
    let experiments = mlflow!(
        scene,
        "experiments search -f \"name = 'fraud'\" --output json"
    );
    let id = experiments.success().json()[0]["experiment_id"].clone();
    let id = id.as_str().expect("an id");
    for skipped in [0, 1, 4, 6, 7] {
        let fault = Fault::full_disk("/mlruns/").after(skipped).times(1);
        let Some(env) = fault.env() else { return };
        let mut delete = scene.command(["experiments", "delete", "-x", id]);
        let said = Outcome::of(delete.envs(env)).code(1).stderr();
        assert!(said.contains("no space left"), "{skipped}: {said}");
        assert_eq!(active(), 6, "{skipped}");
    }
}

#[test]
fn a_command_keeps_its_exit_code_and_one_is_told_how_to_end_its_run() {
    for (at, disk) in full_disks(&["space"]) {
        let project = "name: p\nentry_points: {main: {command: 'touch $FULL; exit 7'}}\n";
        disk.scene.write("project/MLproject", project);
        for (line, code, status) in [
            ("exec -- sh -c 'touch $FULL; exit 7'", 7, "FAILED"),
            ("exec -- sh -c 'touch $FULL'", 1, "FINISHED"),
            ("run project --env-manager local", 1, "FAILED"),
        ] {
            let mut command = disk.scene.command(words(line));
            let outcome = Outcome::of(command.env("FULL", disk.scene.path("full")));
            disk.free();
            let said = outcome.code(code).stderr();
            assert!(says_so(&said), "{at} {line}: {said}");
            let (_, id) = said
                .split_once("`mlflow runs end --run-id ")
                .unwrap_or_else(|| panic!("{at} {line}: {said}"));
            let id = &id[..32];
            let end = format!("runs end --run-id {id} --status {status}");
            assert!(said.contains(&end), "{at} {line}: {said}");
            let is_told = said.contains("the command ended with exit code 7");
            assert_eq!(is_told, line.starts_with("run "), "{at} {line}: {said}");
            disk.scene.mlflow(words(&end)).success();
        }
    }
}

/// What a server answers for a run.
fn run_of(server: &Server, run: &str) -> Value {
    let path = format!("/api/2.0/mlflow/runs/get?run_id={run}");
    server.get(&path).is(200).json()
}

#[test]
fn a_server_says_so_reads_on_and_writes_when_there_is_space() {
    for (at, disk) in full_disks(&["write"]) {
        let destination = disk.scene.path("disk/served");
        let server = Server::start(
            &disk.scene,
            &["--artifacts-destination", &destination.to_string_lossy()],
        );
        let run = &disk.run;
        let file = "/api/2.0/mlflow-artifacts/artifacts/a/b.txt";
        let upload = || server.send(&Request::new("PUT", file).body("content"));
        let requests = || {
            let tag = json!({"run_id": run, "key": "k", "value": "v"});
            let metric = json!({"key": "m", "value": 1.0, "timestamp": 1, "step": 0});
            let batch = json!({"run_id": run, "metrics": [metric, metric], "tags": [tag]});
            [
                ("experiments/create", json!({"name": "second"})),
                ("runs/create", json!({"experiment_id": disk.experiment})),
                ("runs/set-tag", tag),
                ("runs/log-batch", batch),
                ("runs/update", json!({"run_id": run, "status": "FINISHED"})),
            ]
        };
        let before = run_of(&server, run);
        disk.fill();
        for (endpoint, body) in requests() {
            let refused = server.post(endpoint, &body);
            let said = refused.fails(500, "INTERNAL_ERROR").text();
            assert!(says_so(&said), "{at} {endpoint}: {said}");
        }
        let refused = upload();
        let said = refused.fails(500, "INTERNAL_ERROR").text();
        assert!(said.contains("no space left"), "{at}: {said}");
        assert_eq!(run_of(&server, run), before, "{at}");
        server.get(file).is(404);
        disk.free();
        for (endpoint, body) in requests() {
            server.ask(endpoint, &body);
        }
        upload().is(200);
        assert_eq!(server.get(file).is(200).text(), "content");
        let left = |folder: PathBuf| fs::read_dir(folder).expect("a folder").count();
        assert_eq!(left(destination.join("a")), 1, "{at}");
    }
}
