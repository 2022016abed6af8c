//! What is copied and what is not, as the flags say, and what is said of wrong ones.

use std::path::Path;

use walkdir::WalkDir;

use mlflow::artifact::ArtifactPath;

use super::filled::fill;
use super::story::{experiments, models, runs};
use super::{Kind, Place, copied};
use crate::support::{Scene, mlflow};

fn names(place: &Place) -> Vec<String> {
    let runs = runs(&place.open()).into_iter();
    runs.filter_map(|run| run.info.run_name).collect()
}

fn filled(kind: Kind) -> Place {
    let place = Place::new(kind);
    fill(&place.open());
    place
}

/// Every file below a folder with its content.
fn tree(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = WalkDir::new(folder).sort_by_file_name().into_iter();
    let files = entries.map(|entry| entry.expect("an entry"));
    let files = files.filter(|entry| entry.file_type().is_file());
    let read = |path: &Path| {
        (
            path.display().to_string(),
            std::fs::read(path).expect("a file"),
        )
    };
    files.map(|entry| read(entry.path())).collect()
}

#[test]
fn a_rehearsal_writes_nothing() {
    let from = filled(Kind::Sqlite);
    for target in [Kind::Files, Kind::Sqlite] {
        let to = Place::new(target);
        let report = from.sync(&to, "--dry-run").success().json();
        assert_eq!(report["runs"]["created"], 3);
        assert_eq!(report["dry_run"], true);
        assert_eq!(tree(to.scene.folder()), [], "{target:?}");
    }
    let to = filled(Kind::Files);
    let before = tree(to.scene.folder());
    let report = from
        .sync(&to, "--dry-run --view all --checksum")
        .success()
        .json();
    assert_eq!(report["runs"]["created"], 4, "{report:#}");
    assert_eq!(tree(to.scene.folder()), before);
    let server = Place::new(Kind::SqliteServed);
    let _ = from.sync(&server, "--dry-run").success();
    assert_eq!(experiments(&server.open()).len(), 0);
}

#[test]
fn experiments_and_runs_are_chosen() {
    let from = filled(Kind::Files);
    for target in [Kind::Sqlite, Kind::FilesServed] {
        let to = Place::new(target);
        let filter = "--filter \"params.p0 = 'value 0'\"";
        let _ = from.sync(&to, filter).success();
        assert_eq!(names(&to), ["parent"]);
        let models = models(&to.open());
        assert_eq!(models.len(), 1, "the model of that run");
        assert_eq!(models[0].metrics, [], "another run measured it");
        let _ = from
            .sync(&to, "--experiment gone --view deleted_only")
            .success();
        assert_eq!(names(&to), ["parent", "inside"]);
        let _ = from.sync(&to, "--experiment fraud").success();
        assert_eq!(names(&to), ["child", "open", "parent", "inside"]);
        let refused = from.sync(&to, "--experiment nosuch").code(1);
        refused.says("'nosuch'");
    }
    let to = Place::new(Kind::Sqlite);
    let report = from.sync(&to, "--no-models").success().json();
    assert_eq!(report["registered_models"]["created"], 0, "{report:#}");
    from.sync(&to, "--filter 'metrics.acc >'")
        .code(2)
        .says("metrics.acc >");
}

#[test]
fn artifacts_go_to_the_root_that_is_named() {
    let from = filled(Kind::Sqlite);
    let flags = "--artifact-root 'elsewhere/of art'";
    for kind in [Kind::Sqlite, Kind::Files] {
        let to = Place::new(kind);
        let _ = from.sync(&to, flags).success();
        let root = to.scene.path("elsewhere/of art").display().to_string();
        for run in runs(&to.open()) {
            assert!(
                run.info.artifact_uri.contains("elsewhere/of art/"),
                "{run:?}"
            );
        }
        let has_file = |(path, _): &(String, Vec<u8>)| path.ends_with("artifacts/model/MLmodel");
        assert!(tree(Path::new(&root)).iter().any(has_file));
        let within = to.scene.path("mlruns");
        match kind {
            Kind::Files => assert!(!tree(&within).iter().any(has_file)),
            _ => assert!(!within.exists()),
        }
        super::is_settled(&from, &to, flags);
    }
    from.sync(&Place::new(Kind::SqliteServed), flags)
        .code(2)
        .says("a server gives its own locations");
}

#[test]
fn artifacts_are_copied_kept_or_left_out() {
    let from = filled(Kind::Files);
    let file = ArtifactPath::parse("model/MLmodel").expect("it works");
    let parent = |place: &Place| {
        let mut runs = runs(&place.open()).into_iter();
        runs.find(|run| run.info.run_name.as_deref() == Some("parent"))
            .expect("it works")
            .info
    };
    let original = parent(&from).artifact_uri;
    let kept = Place::new(Kind::Sqlite);
    let report = from.sync(&kept, "--artifacts keep").success().json();
    assert_eq!(report["artifacts"]["files"], 0);
    assert_eq!(parent(&kept).artifact_uri, original);
    let opened = kept.open().run_artifact_file(&parent(&kept), &file);
    assert!(
        opened.is_ok(),
        "{original}: {:?}",
        tree(from.scene.folder())
            .iter()
            .map(|(path, _)| path)
            .collect::<Vec<_>>()
    );

    let skipped = Place::new(Kind::Sqlite);
    let _ = from.sync(&skipped, "--artifacts skip").success();
    assert_ne!(parent(&skipped).artifact_uri, original);
    assert!(
        skipped
            .open()
            .run_artifact_file(&parent(&skipped), &file)
            .is_err()
    );
    // They can follow later.
    let report = from.sync(&skipped, "").success().json();
    assert_eq!(report["artifacts"]["files"], 4, "{report:#}");
    assert!(
        skipped
            .open()
            .run_artifact_file(&parent(&skipped), &file)
            .is_ok()
    );

    let server = Place::new(Kind::SqliteServed);
    from.sync(&server, "--artifacts keep")
        .code(1)
        .says("a server assigns the locations");
}

/// A file of the same length is taken for the same, unless its content is asked for.
#[test]
fn contents_are_compared_where_that_is_asked_for() {
    let (from, to) = (filled(Kind::Files), Place::new(Kind::Files));
    let _ = from.sync(&to, "").success();
    let copies = tree(to.scene.folder());
    let (path, _) = copies
        .iter()
        .find(|(path, _)| path.ends_with("model/MLmodel"))
        .expect("it works");
    std::fs::write(path, "flavors: []\n").expect("it works");
    let report = from.sync(&to, "").success().json();
    assert_eq!(copied(&report), []);
    let report = from.sync(&to, "--checksum").success().json();
    assert_eq!(report["artifacts"]["files"], 1, "{report:#}");
    assert_eq!(
        std::fs::read_to_string(path).expect("it works"),
        "flavors: {}\n"
    );
}

/// An old step that is logged late is not what a run that is over shows.
#[test]
fn a_server_gets_late_points_of_old_steps_where_all_is_compared() {
    let (from, to) = (filled(Kind::Sqlite), Place::new(Kind::SqliteServed));
    let _ = from.sync(&to, "").success();
    let source = from.open();
    let parent = runs(&source)
        .into_iter()
        .find(|run| run.info.run_name.as_deref() == Some("parent"));
    let late = super::filled::metric("loss", 7.0, -5);
    source
        .log_metric(&parent.expect("it works").info.run_id, late)
        .expect("it works");
    let report = from.sync(&to, "").success().json();
    assert_eq!(copied(&report), []);
    let report = from.sync(&to, "--checksum").success().json();
    assert_eq!(report["metrics"], 1, "{report:#}");
}

#[test]
fn wrong_stores_are_refused() {
    let scene = Scene::new();
    mlflow!(scene, "sync ./mlruns").code(2).says("<DST>");
    mlflow!(scene, "sync ./nowhere sqlite:///x.db")
        .code(1)
        .says("there is no store at");
    assert!(!scene.path("x.db").exists(), "nothing is made for nothing");
    let from = filled(Kind::Files);
    from.sync(&from, "")
        .code(1)
        .says("cannot be copied to itself");
    mlflow!(scene, "sync sqlite:///nosuch/x.db ./y")
        .code(1)
        .says("there is no folder");
    let unreachable = "http://127.0.0.1:9";
    let failed = mlflow!(from.scene, "sync ./mlruns {unreachable}");
    failed.code(1).says("127.0.0.1:9");
}

#[test]
fn people_read_one_line() {
    let (from, to) = (filled(Kind::Files), Place::new(Kind::Files));
    let address = (&from.address, &to.address);
    let done = mlflow!(to.scene, "sync {} {} --view all", address.0, address.1).success();
    done.stdout_is(
        "copied 5 new runs (0 updated, 0 unchanged), 2312 points, 4 artifacts (31 B), 2 new experiments, \
         1 new logged model, 3 new model versions\n",
    );
}
