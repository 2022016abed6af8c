//! Every command over stores in databases that a server keeps.

use std::path::Path;

use serde_json::Value;

use crate::cli::{models, webhooks};
use crate::support::database_server::shared;
#[cfg(feature = "mysql")]
use crate::support::database_server::{Kind, Setup};
use crate::support::{Scene, mlflow, words};

use super::KINDS;

/// Command lines, and what is a part of what each prints. `RUN`, `OTHER`, `HERE` and `AWAY` stand for
/// the ids of runs and experiments, `URL` for the store's address.
const COMMANDS: &[(&str, &str)] = &[
    ("experiments search", "stays"),
    ("experiments list --output json", "goes"),
    ("experiments get -n stays", "stays"),
    ("experiments rename -x HERE --new-name 'stays é'", ""),
    ("experiments get -x HERE --output json", "stays é"),
    ("experiments delete -x AWAY", ""),
    ("experiments search --view deleted_only", "goes"),
    ("experiments restore -x AWAY", ""),
    ("runs log-metric -r RUN loss=0.5 inf=inf nan=nan", ""),
    ("runs log-metric -r RUN loss=0.25 --step 1", ""),
    ("runs log-param -r RUN p=1 'q=ä b'", ""),
    ("runs set-tag -r RUN t=1 gone=1", ""),
    ("runs delete-tag -r RUN gone", ""),
    ("runs metrics -r RUN loss", "0.25"),
    ("runs describe -r RUN", "ä b"),
    ("runs end -r RUN", ""),
    ("runs wait -r RUN", "FINISHED"),
    (
        "runs search -x HERE --filter 'metrics.loss < 0.3 and params.p = \"1\"'",
        "RUN",
    ),
    ("runs list -x HERE", "RUN"),
    ("experiments csv -x HERE", "RUN"),
    ("runs delete -r OTHER", ""),
    ("runs list -x HERE --view deleted_only", "OTHER"),
    ("runs restore -r OTHER", ""),
    ("runs describe -r OTHER", "active"),
    ("artifacts list -r RUN", "a.txt"),
    ("artifacts download -r RUN -a a.txt", "a.txt"),
    ("artifacts log-artifact -r RUN -l a.txt -a model", ""),
    ("models create m -d 'a model'", ""),
    ("models register -m runs:/RUN/model -n m", "1"),
    ("models alias set m best 1", ""),
    ("models tag set m k v", ""),
    ("models versions list m", "1"),
    ("models get models:/m@best", "RUN"),
    ("models transition m 1 -s Staging", ""),
    ("models copy models:/m/1 copied", "1"),
    ("models rename copied renamed", ""),
    ("models list", "renamed"),
    ("models delete renamed", ""),
    (
        "run project -P a=7 --env-manager local --experiment-id HERE",
        "",
    ),
    ("exec --experiment-id HERE --run-name executed -- true", ""),
    (
        "runs search -x HERE --filter \"attributes.run_name = 'executed'\"",
        "executed",
    ),
    ("db status 'URL'", "3.18.0"),
];

const PROJECT: &str = "name: p
entry_points:
  main:
    parameters: {a: int}
    command: \"test {a} = 7\"
";

/// Starts a run with a file, and tells its id.
fn start(scene: &Scene, experiment: &str, file: &Path) -> String {
    let started = mlflow!(scene, "runs start --experiment-name {experiment}");
    let id = started.success().line();
    let file = file.to_str().expect("UTF-8");
    let _ = mlflow!(scene, "artifacts log-artifact -l {file} -r {id}").success();
    id
}

fn get(scene: &Scene, what: &str) -> Value {
    mlflow!(scene, "{what} --output json").success().json()
}

fn experiment(scene: &Scene, name: &str) -> String {
    let id = get(scene, &format!("experiments get -n {name}"))["experiment_id"].clone();
    id.as_str().expect("an id").to_owned()
}

/// How many files of a run there are.
fn files_of(scene: &Scene, run: &str) -> usize {
    let entries = walkdir::WalkDir::new(scene.folder()).into_iter();
    let files = entries.map(|entry| entry.expect("an entry"));
    let files = files.filter(|entry| entry.file_type().is_file());
    let paths = files.map(|entry| entry.path().display().to_string());
    paths.filter(|path| path.contains(run)).count()
}

#[test]
fn every_command_works_and_what_is_removed_goes_with_its_files() {
    for &kind in KINDS {
        let Some(database) = shared(kind) else {
            continue;
        };
        let address = database.database();
        let scene = Scene::with_store(&address);
        let file = scene.write("a.txt", "artifact");
        let _ = scene.write("project/MLproject", PROJECT);
        let run = start(&scene, "stays", &file);
        let other = start(&scene, "stays", &file);
        let inside = start(&scene, "goes", &file);
        let (here, away) = (experiment(&scene, "stays"), experiment(&scene, "goes"));
        let named = |text: &str| {
            text.replace("RUN", &run)
                .replace("OTHER", &other)
                .replace("HERE", &here)
                .replace("AWAY", &away)
                .replace("URL", &address)
        };
        for (line, part) in COMMANDS {
            let done = scene.mlflow(words(&named(line)));
            let printed = done.success().stdout();
            assert!(
                printed.contains(&named(part)),
                "{kind:?}: {line}: {printed}"
            );
        }

        let _ = mlflow!(scene, "runs delete -r {other}").success();
        let _ = mlflow!(scene, "experiments delete -x {away}").success();
        let rehearsed = get(&scene, "gc --dry-run");
        assert_eq!(files_of(&scene, &other), 1);
        let report = get(&scene, "gc");
        for field in ["run_ids", "experiment_ids", "rows", "files", "bytes"] {
            assert_eq!(rehearsed[field], report[field], "{kind:?}: {field}");
        }
        assert_eq!(report["files"], 2, "{kind:?}: {report}");
        for gone in [&other, &inside] {
            assert_eq!(files_of(&scene, gone), 0, "{kind:?}");
            let _ = mlflow!(scene, "runs describe -r {gone}").code(1);
        }
        assert_eq!(files_of(&scene, &run), 2);
        let left = "SELECT (SELECT count(*) FROM experiments WHERE name = 'goes'),
                           (SELECT count(*) FROM runs WHERE lifecycle_stage = 'deleted');";
        assert_eq!(database.sql(&address, left), "0\t0\n", "{kind:?}");
    }
}

#[test]
fn models_and_webhooks_live_their_lives_in_a_database_of_a_server() {
    for &kind in KINDS {
        let Some(database) = shared(kind) else {
            continue;
        };
        models::live(&Scene::with_store(&database.database()));
        webhooks::live(&webhooks::scene(&database.database()));
    }
}

/// A server with a binary log lets most users make no trigger. Who makes the tables is told so, and
/// so is who upgrades them.
#[cfg(feature = "mysql")]
#[test]
fn a_trigger_that_is_forbidden_is_told_of_by_those_who_make_and_upgrade_tables() {
    let Some(setup) = Setup::of_or_skip(Kind::MariaDb) else {
        return;
    };
    let server = setup.hasty().argument("--log-bin=log").start();
    server.sql(
        "",
        "CREATE USER team@localhost; GRANT ALL ON `t%`.* TO team@localhost;",
    );
    let database = |name: &str| {
        server.sql("", &format!("CREATE DATABASE {name};"));
        server.address(name).replace("root@", "team@")
    };
    let scene = Scene::new();
    let (new, older) = (database("t_new"), database("t_older"));
    let told = |errors: &str| {
        let line = errors.lines().find(|line| line.contains("trigger"));
        let line = line.unwrap_or_else(|| panic!("nothing is told of: {errors}"));
        line[line.find("the database").expect("a sentence")..].to_owned()
    };
    let scene = scene.env("MLFLOW_TRACKING_URI", &new);
    let made = mlflow!(scene, "experiments create -n x").success();
    let expected = told(&made.stderr());
    assert!(expected.contains("`secrets`"), "{expected}");
    let _ = mlflow!(scene, "db create '{older}' --schema 2.22").success();
    let upgraded = mlflow!(scene, "db upgrade '{older}'").success();
    assert_eq!(told(&upgraded.stderr()), expected);
}
