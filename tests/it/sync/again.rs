//! The same command again: only what is new is copied, and a sync that was killed goes on.

use std::process::Stdio;
use std::time::Duration;

use mlflow::entity::{Metric, Param, RunStatus, Tag};
use mlflow::registry::{CreateModelVersion, RegistryHome};
use mlflow::tracking::Tracking;

use super::filled::{end, fill, measure, metric, start, write};
use super::story::{assert_same, experiments, model_named, runs, story};
use super::{Kind, Place, copied, is_settled};
use crate::support::{Fault, Outcome, mlflow};

const TARGETS: [Kind; 3] = [Kind::Files, Kind::Sqlite, Kind::FilesServed];

fn run_named(tracking: &Tracking, name: &str) -> mlflow::entity::RunInfo {
    let found = runs(tracking)
        .into_iter()
        .find(|run| run.info.run_name.as_deref() == Some(name));
    found.expect("a run of that name").info
}

/// Logs on in a filled store: to a run that is still open, by a new one, to the registry.
fn log_more(source: &Tracking) {
    let open = run_named(source, "open");
    source
        .log_metric(&open.run_id, metric("acc", 0.5, 1))
        .expect("it works");
    source
        .log_metric(&open.run_id, metric("new", 0.5, 0))
        .expect("it works");
    source
        .log_param(&open.run_id, Param::new("new", "1"))
        .expect("it works");
    source
        .set_tag(&open.run_id, Tag::new("new", "1"))
        .expect("it works");
    write(source, &open, "new.txt", "12345");
    let model = model_named(source, "net");
    measure(source, &open.run_id, &model, 0.875, 2);
    end(source, &open.run_id, RunStatus::Finished);
    let experiment = open.experiment_id.clone();
    let added = start(source, &experiment, "added", None);
    source
        .log_metric(&added.run_id, metric("acc", 1.0, 0))
        .expect("it works");
    let home = RegistryHome::shared();
    let registry = home.registry(source).expect("it works");
    registry
        .create_model_version(CreateModelVersion {
            name: "fraud-net".to_owned(),
            source: format!("runs:/{}/model", added.run_id),
            run_id: Some(added.run_id),
            ..CreateModelVersion::default()
        })
        .expect("it works");
    registry
        .set_model_alias("fraud-net", "best", 4)
        .expect("it works");
}

#[test]
fn only_what_is_new_is_copied_the_second_time() {
    for target in TARGETS {
        let (from, to) = (Place::new(Kind::Files), Place::new(target));
        let source = from.open();
        fill(&source);
        let _ = from.sync(&to, "--view all").success();

        log_more(&source);
        let report = from.sync(&to, "--view all").success().json();
        // The point of a model is one of the run, too; a server makes both of one.
        let points = if target.keeps_ids() { 5 } else { 4 };
        for (field, number) in [
            ("runs.created", 1),
            ("runs.updated", 1),
            ("metrics", points),
            ("params", 1),
            ("artifacts.files", 1),
            ("artifacts.bytes", 5),
            ("registered_models.updated", 1),
            ("model_versions.created", 1),
        ] {
            let copied = copied(&report);
            let found = copied.iter().find(|(name, _)| name == field);
            assert_eq!(
                found.map(|(_, number)| *number),
                Some(number),
                "{target:?} {field}: {copied:?}"
            );
        }
        assert_same(&story(&to.open()), &story(&source), &format!("{target:?}"));
        is_settled(&from, &to, "--view all");
    }
}

#[test]
fn what_was_deleted_or_changed_in_the_target_is_left_alone() {
    for target in TARGETS {
        let (from, to) = (Place::new(Kind::Sqlite), Place::new(target));
        fill(&from.open());
        let _ = from.sync(&to, "").success();
        let copy = to.open();
        let names: Vec<_> = runs(&copy)
            .into_iter()
            .map(|run| run.info.run_name)
            .collect();
        assert_eq!(names.len(), 3, "{names:?}: deleted ones are not copied");
        let (child, open) = (run_named(&copy, "child"), run_named(&copy, "open"));
        copy.delete_run(&child.run_id).expect("it works");
        let home = RegistryHome::shared();
        let registry = home.registry(&copy).expect("it works");
        registry
            .delete_model_version("fraud-net", 1)
            .expect("it works");
        copy.log_metric(&open.run_id, metric("acc", 9.0, 9))
            .expect("it works");
        copy.set_tag(&open.run_id, Tag::new("mine", "stays"))
            .expect("it works");
        let before = story(&copy);
        let report = from.sync(&to, "").success().json();
        assert_eq!(copied(&report), [], "{target:?} {report:#}");
        assert_eq!(report["runs"]["left_deleted"], 1, "{report:#}");
        assert_eq!(report["model_versions"]["left_deleted"], 1, "{report:#}");
        assert_same(&story(&copy), &before, &format!("{target:?}"));
    }
}

/// A param never changes, so that one of another value is told of, and everything else is copied.
#[test]
fn a_contradiction_is_told_of() {
    let (from, to) = (Place::new(Kind::Files), Place::new(Kind::Sqlite));
    let source = from.open();
    fill(&source);
    let _ = from.sync(&to, "").success();
    let open = run_named(&source, "open");
    to.open()
        .log_param(&open.run_id, Param::new("mine", "1"))
        .expect("it works");
    source
        .log_param(&open.run_id, Param::new("mine", "2"))
        .expect("it works");
    source
        .log_metric(&open.run_id, metric("acc", 1.0, 1))
        .expect("it works");
    let outcome = from.sync(&to, "").code(1);
    outcome.says("Changing param values is not allowed");
    assert_eq!(
        copied(&outcome.json()),
        [("runs.updated".to_owned(), 1), ("metrics".to_owned(), 1)]
    );
    assert_eq!(outcome.json()["failures"][0]["id"], open.run_id.as_str());
}

/// A point for an old step, which changes nothing that a run shows, after the run was copied.
#[test]
fn a_point_that_comes_late_is_copied() {
    for target in [Kind::Files, Kind::Sqlite] {
        let (from, to) = (Place::new(Kind::Files), Place::new(target));
        let source = from.open();
        fill(&source);
        let _ = from.sync(&to, "").success();
        let child = run_named(&source, "child");
        let metric = &source
            .get_run(&child.run_id)
            .expect("it works")
            .data
            .metrics[0];
        let late = Metric {
            step: metric.step - 1_000,
            timestamp: metric.timestamp - 1_000,
            ..metric.clone()
        };
        source.log_metric(&child.run_id, late).expect("it works");
        let report = from.sync(&to, "").success().json();
        let expected = [("runs.updated".to_owned(), 1), ("metrics".to_owned(), 1)];
        assert_eq!(copied(&report), expected, "{target:?}");
        is_settled(&from, &to, "");
    }
}

/// Kills a sync at many moments, and lets the next one go on.
#[test]
fn a_sync_that_is_killed_goes_on_without_doubles() {
    for target in [Kind::Files, Kind::Sqlite, Kind::SqliteServed] {
        let (from, to) = (Place::new(Kind::Files), Place::new(target));
        let source = from.open();
        fill(&source);
        let expected = story(&source);
        let mut killed = 0;
        for moment in [20, 60, 150, 400] {
            let mut sync = to
                .scene
                .command(["sync", &from.address, &to.address, "--view", "all"])
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .expect("a process");
            std::thread::sleep(Duration::from_millis(moment));
            let has_ended = sync.try_wait().expect("a status").is_some();
            killed += u32::from(!has_ended);
            let _ = sync.kill();
            let _ = sync.wait();
        }
        assert!(killed > 0, "no sync was killed while it worked");
        let _ = from.sync(&to, "--view all").success();
        let told = story(&to.open());
        assert_same(&told, &expected, &format!("{target:?}"));
        is_settled(&from, &to, "--view all");
    }
}

/// Kills a sync at each file of a registered model that it writes, and lets the next one go on.
#[test]
fn a_sync_that_is_killed_anywhere_in_a_registered_model_goes_on() {
    let from = Place::new(Kind::Files);
    let source = from.open();
    fill(&source);
    let expected = story(&source);
    for renames in 0.. {
        let to = Place::new(Kind::Files);
        let fault = Fault::of("rename", "/models/fraud-net/").kills();
        let Some(env) = fault.after(renames).env() else {
            return;
        };
        let line = ["sync", &from.address, &to.address, "--view", "all"];
        let sync = Outcome::of(to.scene.command(line).envs(env));
        let has_ended = sync.exit_code() == 0;
        let _ = from.sync(&to, "--view all").success();
        assert_same(&story(&to.open()), &expected, &format!("{renames}"));
        is_settled(&from, &to, "--view all");
        if has_ended {
            assert!(renames > 10, "a model is many files: {renames}");
            break;
        }
    }
}

/// The source has deleted a version, whose number a killed sync was about to use up in the target: before
/// the next version came, or after it.
#[test]
fn what_a_killed_sync_used_up_numbers_with_goes_away() {
    for target in [Kind::Files, Kind::Sqlite, Kind::SqliteServed] {
        let (from, to) = (Place::new(Kind::Sqlite), Place::new(target));
        let (source, copy) = (from.open(), to.open());
        let home = RegistryHome::shared();
        let there = home.registry(&copy).expect("it works");
        let registry = home.registry(&source).expect("it works");
        registry
            .create_registered_model("net", None, Vec::new())
            .expect("it works");
        registry
            .create_model_version(version(&[]))
            .expect("it works");
        let _ = from.sync(&to, "").success();
        for number in [2, 3] {
            registry
                .create_model_version(version(&[]))
                .expect("it works");
            if number == 2 {
                registry.delete_model_version("net", 2).expect("it works");
            }
        }
        let nothing = [Tag::new("mlflow.sync.origin", "nothing")];
        for moment in ["before", "after"] {
            let used = there.create_model_version(version(&nothing));
            let used = used.expect("it works").version;
            assert_eq!(used, if moment == "before" { 2 } else { 4 });
            let report = from.sync(&to, "").success().json();
            let created = u64::from(moment == "before");
            assert_eq!(report["model_versions"]["created"], created, "{report:#}");
            assert_same(
                &story(&copy),
                &story(&source),
                &format!("{target:?} {moment}"),
            );
            is_settled(&from, &to, "");
        }
    }
}

fn version(tags: &[Tag]) -> CreateModelVersion {
    CreateModelVersion {
        name: "net".to_owned(),
        source: "s3://bucket/net".to_owned(),
        tags: tags.to_vec(),
        ..CreateModelVersion::default()
    }
}

/// As on a cluster without a network: log, sync, log more, sync.
#[test]
fn what_was_logged_offline_comes_twice_without_doubles() {
    let (node, server) = (Place::new(Kind::Files), Place::new(Kind::SqliteServed));
    let log = |name: &str| {
        let line = format!(
            "exec --experiment-name offline --run-name {name} -- mlflow runs log-metric loss=0.5"
        );
        let program = std::path::Path::new(env!("CARGO_BIN_EXE_mlflow"));
        let line = line.replace("-- mlflow", &format!("-- {}", program.display()));
        let words = crate::support::words(&line);
        let mut command = node.scene.command(words);
        let done = Outcome::of(command.env("MLFLOW_TRACKING_URI", &node.address));
        let _ = done.success();
    };
    log("first");
    let report = node.sync(&server, "").success().json();
    assert_eq!(report["runs"]["created"], 1);
    log("second");
    let report = node.sync(&server, "").success().json();
    assert_eq!(
        [&report["runs"]["created"], &report["runs"]["unchanged"]],
        [1, 1],
        "{report}"
    );
    is_settled(&node, &server, "");
    assert_same(&story(&server.open()), &story(&node.open()), "a copy");
    // A second node with an experiment of the same name adds its runs to it.
    let other = Place::new(Kind::Files);
    let _ = mlflow!(other.scene, "--version").success();
    let theirs = other.open();
    let experiment = theirs
        .create_experiment("offline", None, Vec::new())
        .expect("it works");
    let third = start(&theirs, &experiment, "third", None);
    end(&theirs, &third.run_id, RunStatus::Finished);
    let _ = other.sync(&server, "").success();
    let copy = server.open();
    let names: Vec<_> = runs(&copy)
        .into_iter()
        .filter_map(|run| run.info.run_name)
        .collect();
    assert_eq!(names, ["first", "second", "third"]);
    assert_eq!(experiments(&copy).len(), 1);
}
