//! The file store as a whole: the contract, and folders that are old, broken or torn.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::FileStore;
use super::layout::META;
use crate::entity::{ExperimentId, LifecycleStage, Metric, Param, RunId, RunStatus, Tag, ViewType};
use crate::error::ErrorCode;
use crate::store::{
    Batch, ExperimentQuery, ExperimentStore, MetricStore, NewRun, OpenOptions, RunQuery, RunStore,
    RunUpdate, Store, testkit,
};

#[test]
fn a_file_store_keeps_the_contract() {
    testkit::check(|folder, options| {
        Box::new(FileStore::open(&folder.join("mlruns"), options).unwrap())
    });
}

#[test]
fn a_file_store_that_caches_keeps_the_contract() {
    testkit::check(|folder, options| {
        let mut store = FileStore::open(&folder.join("mlruns"), options).unwrap();
        store.serve();
        Box::new(store)
    });
}

/// A store with one run in its default experiment.
struct Fixture {
    folder: TempDir,
    store: FileStore,
    run: RunId,
}

impl Fixture {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let options = OpenOptions {
            artifact_root: "/m".into(),
            now: 1,
        };
        let store = FileStore::open(&folder.path().join("mlruns"), &options).unwrap();
        let run = RunId::random();
        let new = NewRun {
            run_id: run.clone(),
            experiment_id: "0".into(),
            run_name: "brisk-heron-1".into(),
            user_id: "me".into(),
            start_time: 2,
            artifact_uri: "/m/0/r/artifacts".into(),
            tags: Vec::new(),
        };
        store.create_run(&new).unwrap();
        Self { folder, store, run }
    }

    /// A path below the root.
    fn path(&self, path: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join("mlruns").join(path)
    }

    /// A path below the run's folder.
    fn run_path(&self, path: &str) -> PathBuf {
        self.path("0").join(self.run.as_str()).join(path)
    }

    /// Writes a file below the root, as somebody else might have.
    fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    fn experiment_names(&self) -> Vec<String> {
        let query = ExperimentQuery {
            view: ViewType::All,
            filter: None,
            order_by: Vec::new(),
            max_results: 100,
            page_token: None,
        };
        let found = self.store.search_experiments(&query).unwrap().items;
        found
            .into_iter()
            .map(|experiment| experiment.name)
            .collect()
    }

    fn run_ids(&self) -> Vec<RunId> {
        let query = RunQuery {
            experiment_ids: vec!["0".into()],
            view: ViewType::All,
            filter: None,
            order_by: Vec::new(),
            max_results: 100,
            page_token: None,
        };
        let found = self.store.search_runs(&query).unwrap().items;
        found.iter().map(|run| run.info.run_id.clone()).collect()
    }

    fn log_metric(&self, key: &str) -> crate::error::Result<()> {
        self.store.log_batch(&self.run, &metric(key))
    }

    fn history(&self, key: &str) -> Vec<(i64, f64)> {
        let page = self
            .store
            .metric_history(&self.run, key, 100, None)
            .unwrap();
        page.items
            .into_iter()
            .map(|point| (point.timestamp, point.value))
            .collect()
    }
}

fn metric(key: &str) -> Batch {
    Batch {
        metrics: vec![Metric {
            key: key.into(),
            value: 0.5,
            timestamp: 9,
            step: 0,
        }],
        ..Batch::default()
    }
}

/// Descriptions that cannot be used.
const BROKEN: [&[u8]; 6] = [
    b"",
    b"\n",
    b"name: [",
    b"- a list",
    b"experiment_id: 'other'\nname: x\n",
    b"name: \xff\n",
];

#[test]
fn broken_experiments_are_passed_over_and_an_error_when_asked_for() {
    let fixture = Fixture::new();
    for (i, content) in BROKEN.into_iter().enumerate() {
        fixture.write(&format!("10{i}/{META}"), content);
    }
    fs::create_dir(fixture.path("200")).unwrap();
    fs::create_dir_all(fixture.path(".trash/300")).unwrap();
    fixture.write("models/registered/meta.yaml", "name: a model\n");
    fixture.write("not an id/meta.yaml", "name: stray\n");
    fixture.write("400", "a file");

    assert_eq!(fixture.experiment_names(), ["Default"]);
    assert_eq!(fixture.store.get_experiment_by_name("stray").unwrap(), None);
    for id in ["100", "101", "102", "103", "104", "105", "200", "300"] {
        let error = fixture.store.get_experiment(&id.into()).unwrap_err();
        assert!(error.message().contains(&format!("{id}/{META}")), "{error}");
    }
    assert_eq!(fixture.store.get_experiment(&"400".into()).unwrap(), None);
    assert_eq!(
        fixture.store.get_experiment(&"models".into()).unwrap(),
        None
    );
}

#[test]
fn broken_runs_are_passed_over_and_an_error_when_asked_for() {
    let fixture = Fixture::new();
    let foreign: [&[u8]; 2] = [b"status: 77\n", b"run_id: bb\n"];
    for (i, content) in BROKEN[..4].iter().chain(&foreign).enumerate() {
        fixture.write(&format!("0/a{i}/{META}"), content);
    }
    fs::create_dir_all(fixture.path("0/half/metrics")).unwrap();
    fs::create_dir_all(fixture.path("0/traces/tr-1")).unwrap();
    fixture.write("0/stray", "a file");

    assert_eq!(fixture.run_ids(), std::slice::from_ref(&fixture.run));
    for id in ["a0", "a1", "a2", "a3", "a4", "a5", "half"] {
        let error = fixture.store.get_run(&id.into()).unwrap_err();
        assert!(error.message().contains(&format!("{id}/{META}")), "{error}");
        assert!(fixture.store.log_batch(&id.into(), &metric("m")).is_err());
    }
    assert_eq!(fixture.store.get_run(&"traces".into()).unwrap(), None);
}

#[cfg(target_os = "linux")]
#[test]
fn names_and_values_that_are_not_utf_8_are_passed_over() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let fixture = Fixture::new();
    let bad = OsStr::from_bytes(b"\xff");
    fs::create_dir(fixture.path(bad)).unwrap();
    fs::create_dir(fixture.path("0").join(bad)).unwrap();
    fs::write(fixture.run_path("params").join(bad), "1").unwrap();
    fs::write(fixture.run_path("params/binary"), b"\xff").unwrap();
    fs::write(fixture.run_path("params/good"), "1").unwrap();

    assert_eq!(fixture.experiment_names(), ["Default"]);
    assert_eq!(fixture.run_ids().len(), 1);
    let run = fixture.store.get_run(&fixture.run).unwrap().unwrap();
    assert_eq!(run.data.params, [Param::new("good", "1")]);
}

#[test]
fn a_run_of_an_old_version_without_folders_is_read_and_continued() {
    let fixture = Fixture::new();
    let old = "artifact_uri: a\nend_time: null\nexperiment_id: 0\nname: ''\nrun_uuid: ab\n\
               source_type: 4\nstart_time: 5\nstatus: 3\ntags: []\nuser_id: me\n";
    fixture.write(&format!("0/ab/{META}"), old);
    let get = || fixture.store.get_run(&"ab".into()).unwrap().unwrap();
    assert_eq!(get().info.run_name, None);
    assert_eq!(get().info.status, RunStatus::Finished);

    fixture.write("0/ab/tags/mlflow.runName", "from its tag");
    assert_eq!(get().info.run_name.as_deref(), Some("from its tag"));
    fixture
        .store
        .log_batch(&"ab".into(), &metric("m/n"))
        .unwrap();
    assert_eq!(get().data.metrics[0].key, "m/n");
}

#[test]
fn an_experiment_that_mlflow_1_23_1_deleted_is_deleted() {
    let fixture = Fixture::new();
    let text = "artifact_location: a\nexperiment_id: '5'\nlifecycle_stage: active\nname: x\n";
    fixture.write(&format!(".trash/5/{META}"), text);
    let id = ExperimentId::from("5");
    let stage = || {
        fixture
            .store
            .get_experiment(&id)
            .unwrap()
            .unwrap()
            .lifecycle_stage
    };
    assert_eq!(stage(), LifecycleStage::Deleted);
    fixture
        .store
        .set_experiment_stage(&id, LifecycleStage::Active, 3)
        .unwrap();
    assert_eq!(stage(), LifecycleStage::Active);
}

#[test]
fn the_default_experiment_stays() {
    let fixture = Fixture::new();
    let deleted = fixture
        .store
        .set_experiment_stage(&"0".into(), LifecycleStage::Deleted, 3);
    assert_eq!(
        deleted.unwrap_err().code(),
        ErrorCode::InvalidParameterValue
    );
    assert_eq!(fixture.run_ids().len(), 1);
}

#[test]
fn a_line_that_a_crash_cut_off_does_not_glue_to_the_next() {
    let fixture = Fixture::new();
    for (content, points) in [
        ("1 2.5 0\n", vec![(1, 2.5), (9, 0.5)]),
        ("1 2.5 0", vec![(1, 2.5), (9, 0.5)]),
        ("1 2.5 0\n17", vec![(1, 2.5), (9, 0.5)]),
        ("17", vec![(9, 0.5)]),
        ("", vec![(9, 0.5)]),
        ("1 2.5 0\nnonsense\n", vec![(1, 2.5), (9, 0.5)]),
    ] {
        fs::write(fixture.run_path("metrics/m"), content).unwrap();
        fixture.log_metric("m").unwrap();
        assert_eq!(fixture.history("m"), points, "{content:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_batch_that_cannot_be_written_whole_is_not_written() {
    let fixture = Fixture::new();
    fixture.log_metric("m").unwrap();
    let full_disk = fixture.run_path("metrics/z");
    std::os::unix::fs::symlink("/dev/full", full_disk).unwrap();
    let before = fixture.history("m");
    let batch = Batch {
        metrics: [metric("m"), metric("new"), metric("z")]
            .into_iter()
            .flat_map(|batch| batch.metrics)
            .collect(),
        params: vec![Param::new("p", "1")],
        tags: vec![Tag::new("t", "1")],
        ..Batch::default()
    };
    fixture.store.log_batch(&fixture.run, &batch).unwrap_err();
    assert_eq!(fixture.history("m"), before);
    for path in ["metrics/new", "params/p", "tags/t"] {
        assert!(!fixture.run_path(path).exists(), "{path}");
    }
}

#[test]
fn keys_that_exclude_each_other_as_paths_are_refused() {
    let fixture = Fixture::new();
    fixture.log_metric("a").unwrap();
    fixture.log_metric("b/c").unwrap();
    for key in ["a/b", "a/b/c", "b"] {
        let error = fixture.log_metric(key).unwrap_err();
        assert_eq!(error.code(), ErrorCode::InvalidParameterValue);
        assert!(error.message().contains("keeps keys as paths"), "{error}");
    }
    let both = Batch {
        params: vec![Param::new("x/y", "1"), Param::new("x", "1")],
        ..Batch::default()
    };
    let error = fixture.store.log_batch(&fixture.run, &both).unwrap_err();
    assert_eq!(error.code(), ErrorCode::InvalidParameterValue);
    let run = fixture.store.get_run(&fixture.run).unwrap().unwrap();
    assert!(run.data.params.is_empty());
}

#[test]
fn nothing_temporary_is_left_behind() {
    let fixture = Fixture::new();
    fixture.log_metric("m").unwrap();
    fixture.log_metric("m").unwrap();
    fixture
        .store
        .delete_run_tag(&fixture.run, "no such tag")
        .unwrap_err();
    let names = |path: PathBuf| {
        let mut names: Vec<_> = fs::read_dir(path)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    };
    assert_eq!(names(fixture.path("")), [".mlflow.lock", ".trash", "0"]);
    let expected = [".lock", "artifacts", META, "metrics", "params", "tags"];
    assert_eq!(names(fixture.run_path("")), expected);
    assert_eq!(names(fixture.run_path("metrics")), ["m"]);
}

#[test]
fn what_a_killed_program_left_goes_when_the_run_ends() {
    let fixture = Fixture::new();
    let left = fixture.run_path(".unfinished-x");
    fs::write(&left, "half").unwrap();
    fixture
        .store
        .update_run(&fixture.run, &RunUpdate::default())
        .unwrap();
    assert!(!left.exists());
}

#[cfg(unix)]
#[test]
fn what_is_replaced_keeps_its_permissions() {
    use std::os::unix::fs::PermissionsExt;
    let fixture = Fixture::new();
    let meta = fixture.run_path(META);
    fs::set_permissions(&meta, fs::Permissions::from_mode(0o660)).unwrap();
    fixture
        .store
        .set_run_stage(&fixture.run, LifecycleStage::Deleted, 3)
        .unwrap();
    let mode = fs::metadata(&meta).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o660);
}

#[cfg(target_os = "linux")]
#[test]
fn what_is_on_another_disk_is_purged_where_it_is() {
    use std::os::unix::fs::{MetadataExt, symlink};

    use super::layout::PURGED_META;
    use crate::store::{Purge, PurgeStore};

    let Fixture { folder, store, .. } = Fixture::new();
    let device = |path: &Path| path.metadata().unwrap().dev();
    // The temporary folder is on a disk, or itself in memory.
    let other_disk = ["/dev/shm", "/var/tmp"]
        .map(|parent| tempfile::tempdir_in(parent).unwrap())
        .into_iter()
        .find(|other| device(other.path()) != device(folder.path()))
        .expect("a folder on another file system");
    let experiment = folder.path().join("mlruns/0");
    let new_run = |id: &str| NewRun {
        run_id: id.into(),
        experiment_id: "0".into(),
        run_name: "n".into(),
        user_id: "me".into(),
        start_time: 2,
        artifact_uri: format!("/m/0/{id}/artifacts"),
        tags: Vec::new(),
    };
    let ids = ["a", "b"].map(|c| RunId::from(c.repeat(32)));
    for id in &ids {
        store.create_run(&new_run(id.as_str())).unwrap();
        store.set_run_stage(id, LifecycleStage::Deleted, 3).unwrap();
    }
    let moved = std::process::Command::new("mv")
        .args([&experiment, &other_disk.path().join("0")])
        .status();
    assert!(moved.unwrap().success());
    symlink(other_disk.path().join("0"), &experiment).unwrap();

    let purged = store.purge_runs(&ids[..1], Purge::Remove).unwrap();
    assert_eq!(purged.ids, ids[..1]);
    assert!(purged.freed.size.files > 0);
    assert!(!experiment.join(ids[0].as_str()).exists());

    // The other was to be purged by somebody who was killed.
    let other = experiment.join(ids[1].as_str());
    fs::rename(other.join(META), other.join(PURGED_META)).unwrap();
    assert!(store.finish_purge().unwrap().size.files > 0);
    assert!(!other.exists());
}
