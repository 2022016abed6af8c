//! A table of behaviours, each run with Python's MLflow 3.17.2 and with ours: the same tags,
//! params, status, environment, command and exit code.
#![cfg(unix)]

use std::path::Path;

use serde_json::{Value, json};

use super::container::DOCKER;
use super::source::{self, archive};
use super::stand_in;
use crate::support::clients::{Client, python};
use crate::support::{Outcome, Scene, mlflow};

const SCRIPT: &str = include_str!("parity.py");
/// Writes down what a project's command finds.
const SHOW: &str =
    r#"printf '[%s]' "$@" > "$OUT/arguments"; env | grep ^MLFLOW_ | sort > "$OUT/environment""#;
const PROJECT: &str = "name: built
entry_points:
  main:
    parameters:
      a: {type: float, default: 0.10}
      b: string
      p: {type: path, default: .}
      u: {type: uri, default: 's3://b/k'}
    command: 'bash show.sh {a} {b} {p} {u} {{x}}'
  fail: {command: 'bash show.sh; exit 3'}
  defaults:
    parameters: {t: {default: yes}, n: {default: 1.0e-5}, l: {default: [1, x]}}
    command: 'bash show.sh {t} {n} {l}'";
const CONTAINER: &str = "name: built
docker_env:
  image: known
  volumes: ['/data:/data:ro', 'named:/x']
  environment: [[NEW, value], USER, [MLFLOW_EXPERIMENT_ID, '77']]
entry_points: {main: {command: 'python train.py --a b'}}";

/// One row: what it shows, and what follows `mlflow run`.
type Row = (&'static str, Vec<String>);

fn rows(scene: &Scene) -> Vec<Row> {
    let row = |name: &'static str, args: &[&str]| -> Row {
        (name, args.iter().map(|&arg| arg.to_owned()).collect())
    };
    let remote = format!("git@example.com:{}", scene.path("r").display());
    let below = format!("{remote}#sub");
    let first = source::git(scene, "r", &["rev-parse", "v1"]);
    vec![
        row(
            "values",
            &[
                "p",
                "-P",
                "b=it's $x",
                "-P",
                "z=a=b",
                "-P",
                "e=",
                "-P",
                "u=x://y",
            ],
        ),
        row("defaults", &["p", "-e", "defaults"]),
        row("a run's name", &["p", "-P", "b=1", "--run-name", "named"]),
        row("a failing command", &["p", "-e", "fail"]),
        row("missing values", &["p", "-P", "a=1"]),
        row("an unknown entry point", &["p", "-e", "nothing"]),
        row("a repeated parameter", &["p", "-P", "b=1", "-P", "b=2"]),
        row("two experiments", &["p", "--experiment-id", "0"]),
        row("no folder", &["gone"]),
        row("a wrong backend config", &["p", "-c", "{", "-P", "b=1"]),
        row("a backend config", &["p", "-c", "{}", "-P", "b=1"]),
        row("a script", &["plain", "-e", "show.sh", "-P", "n=1"]),
        row("no script", &["plain", "-e", "main"]),
        row("a wrong version", &["p", "-P", "b=1", "-v", "v1"]),
        row("a folder in a repository", &["r"]),
        row("a folder below", &["r#sub"]),
        row("a folder within", &["r/sub"]),
        row("a repository elsewhere", &[&remote]),
        row("a branch", &[&remote, "-v", "feature"]),
        row("a tag", &[&remote, "-v", "v1"]),
        row("a commit", &[&remote, "-v", &first]),
        row("a folder elsewhere", &[&below, "-v", "feature"]),
        row("a version that is not there", &[&remote, "-v", "nope"]),
        row("an archive", &["p.zip"]),
        row("a folder in an archive", &["p.zip#s"]),
        row(
            "a container",
            &[
                "c", "-A", "t", "-A", "gpus=all", "-A", "p=8:8", "-A", "init",
            ],
        ),
        row("a built image", &["c", "--build-image"]),
        row(
            "a built image of a commit",
            &["r#container", "--build-image"],
        ),
    ]
}

/// A scene with everything that the rows name.
fn scene() -> Scene {
    let scene = source::scene();
    for folder in ["p", "plain", "r", "r/sub"] {
        scene.write(&format!("{folder}/show.sh"), SHOW);
    }
    scene.write("p/MLproject", PROJECT);
    scene.write("c/MLproject", CONTAINER);
    scene.write("r/container/MLproject", CONTAINER);
    let shows = "entry_points: {main: {command: 'bash show.sh; git rev-parse HEAD --abbrev-ref HEAD > $OUT/git'}}";
    for branch in ["feature", "trunk"] {
        source::git(&scene, "r", &["checkout", "--quiet", branch]);
        scene.write("r/MLproject", shows);
        scene.write("r/sub/MLproject", shows);
        source::git(&scene, "r", &["add", "--all"]);
        source::git(&scene, "r", &["commit", "--quiet", "-m", "shows"]);
    }
    source::git(&scene, "r", &["tag", "--force", "v1", "feature"]);
    let shows = "entry_points: {main: {command: 'bash show.sh'}}";
    let members = [
        ("MLproject", shows),
        ("show.sh", SHOW),
        ("s/MLproject", shows),
        ("s/show.sh", SHOW),
    ];
    scene.write("p.zip", archive(&members));
    stand_in(&scene, "docker", DOCKER);
    let store = scene.path("mlruns");
    let path = std::env::var("PATH").expect("a PATH");
    let path = format!("{}:{path}", scene.path("bin").display());
    scene
        .env("MLFLOW_TRACKING_URI", store.to_str().expect("UTF-8"))
        .env("MLFLOW_ALLOW_FILE_STORE", "true")
        .env("PATH", &path)
}

/// The arguments of a row for one of the two programs, which has an experiment of its own.
fn arguments(program: &str, index: usize, args: &[String]) -> Vec<String> {
    let experiment = format!("{program}-{index}");
    let mut fixed = vec!["--env-manager", "local", "--experiment-name", &experiment];
    if program == "rs" {
        // Python's program knows no other way to the store.
        fixed.extend(["--tracking", "direct"]);
    }
    let fixed = fixed.into_iter().map(str::to_owned);
    ["run".to_owned()]
        .into_iter()
        .chain(args.iter().cloned())
        .chain(fixed)
        .collect()
}

/// Where the command of a row writes down what it finds.
fn out(scene: &Scene, program: &str, index: usize) -> String {
    let folder = scene.path(format!("out/{program}-{index}"));
    std::fs::create_dir_all(&folder).expect("a folder");
    folder.to_str().expect("UTF-8").to_owned()
}

/// The exit codes of Python's program.
fn theirs(scene: &Scene, python: &Path, rows: &[Row]) -> Vec<i64> {
    let table: Vec<Value> = rows
        .iter()
        .enumerate()
        .map(|(index, (_, args))| json!({"args": arguments("py", index, args), "out": out(scene, "py", index)}))
        .collect();
    let table = scene.write("rows.json", Value::from(table).to_string());
    let script = scene.write("parity.py", SCRIPT);
    let mut command = scene.bare_command(python);
    let outcome = Outcome::of(command.args([script, table])).success();
    let codes = outcome.stdout();
    let codes = codes.lines().last().expect("a line");
    serde_json::from_str(codes).unwrap_or_else(|e| panic!("{e}: {codes}"))
}

/// What a row's run recorded, and what its command found; ids and temporary folders are named
/// alike.
fn found(scene: &Scene, program: &str, index: usize) -> Value {
    let experiment = format!("{program}-{index}");
    let searched = mlflow!(
        scene,
        "runs search --experiment-name {experiment} --output json"
    );
    let runs = match serde_json::from_str::<Value>(&searched.stdout()) {
        Ok(runs) => runs,
        // The experiment is not there: the row ended before.
        Err(_) => json!([]),
    };
    let mut runs: Vec<Value> = runs.as_array().expect("a list").clone();
    let mut alike: Vec<(String, &str)> = vec![(experiment.clone(), "EXPERIMENT")];
    for run in &mut runs {
        let info = run["info"].clone();
        let text = |field: &str| info[field].as_str().expect("a text").to_owned();
        alike.push((text("run_id"), "RUN"));
        alike.push((format!("EXPERIMENT_ID={}", text("experiment_id")), "ID"));
        alike.push((format!("/mlruns/{}/", text("experiment_id")), "/mlruns/ID/"));
        let tags = run["data"]["tags"].as_object_mut().expect("tags");
        // Those that only 1.23.1 wrote, and random names.
        tags.remove("mlflow.gitRepoURL");
        tags.remove("mlflow.gitBranchName");
        if tags
            .get("mlflow.runName")
            .is_some_and(|name| name != "named")
        {
            tags.remove("mlflow.runName");
        }
        *run = json!({"tags": tags, "params": run["data"]["params"], "status": info["status"]});
    }
    let folder = out(scene, program, index);
    let read = |name: &str| {
        let text = std::fs::read_to_string(Path::new(&folder).join(name)).unwrap_or_default();
        alike
            .iter()
            .fold(text, |text, (old, new)| text.replace(old, new))
    };
    let environment = read("environment");
    // The one variable that is ours.
    let environment: Vec<&str> = environment
        .lines()
        .filter(|line| !line.starts_with("MLFLOW_ENV_MANAGER="))
        .collect();
    json!({
        "runs": runs,
        "arguments": read("arguments"),
        "environment": environment,
        "git": read("git"),
        // By the label, ours ends a container that heeds no signal. It names a copied variable
        // without its value, which a list of processes would show.
        "docker": read("docker-run")
            .replacen("[--label][mlflow.run_id=RUN]", "", 1)
            .replacen("[USER=tester]", "[USER]", 1),
    })
}

#[test]
fn every_row_is_alike() {
    let Some(python) = python(Client::V3) else {
        return;
    };
    let scene = scene();
    let rows = rows(&scene);
    let codes = theirs(&scene, python, &rows);
    let mut different = Vec::new();
    for (index, (name, args)) in rows.iter().enumerate() {
        let mut command = scene.command(arguments("rs", index, args));
        let outcome = Outcome::of(command.env("OUT", out(&scene, "rs", index)));
        let ours = (outcome.exit_code(), found(&scene, "rs", index));
        let theirs = (codes[index], found(&scene, "py", index));
        if ours != theirs {
            let stderr = outcome.stderr();
            different.push(format!(
                "{name}\n  theirs: {theirs:?}\n  ours:   {ours:?}\n{stderr}"
            ));
        }
    }
    assert!(different.is_empty(), "{}", different.join("\n\n"));
}
