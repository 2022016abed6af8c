//! Registered models in a folder as a whole: the contract, and folders that are old, broken or torn.

use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use super::super::layout::TRASH;
use super::super::{FileStore, disk, skipped};
use crate::entity::{ModelStage, RegisteredModel, Tag};
use crate::error::{ErrorCode, Result};
use crate::search::parse_model_version_filter;
use crate::store::{
    ModelVersionQuery, ModelVersionStore, NewModelVersion, NewRegisteredModel, OpenOptions,
    RegisteredModelQuery, RegisteredModelStore, testkit,
};

#[test]
fn a_file_store_keeps_the_contract_of_registries() {
    testkit::check_registry(|folder, options| {
        Box::new(FileStore::open(&folder.join("mlruns"), options).unwrap())
    });
}

/// A store with a registered model `wine` that has an alias and two versions.
struct Fixture {
    folder: TempDir,
    store: FileStore,
}

const NOW: i64 = 99;

impl Fixture {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let options = OpenOptions {
            artifact_root: "/m".into(),
            now: 1,
        };
        let store = FileStore::open(&folder.path().join("mlruns"), &options).unwrap();
        let fixture = Self { folder, store };
        fixture.create("wine").unwrap();
        for _ in 0..2 {
            fixture.version("wine");
        }
        fixture.store.set_model_alias("wine", "best", 1).unwrap();
        fixture
    }

    fn create(&self, name: &str) -> Result<RegisteredModel> {
        self.store.create_registered_model(&NewRegisteredModel {
            name: name.to_owned(),
            description: None,
            tags: vec![Tag::new("a/b", "1")],
            creation_time: 17,
        })
    }

    fn version(&self, name: &str) -> i64 {
        let new = NewModelVersion {
            name: name.to_owned(),
            source: "s3://b/x".to_owned(),
            storage_location: "s3://b/x".to_owned(),
            run_id: None,
            run_link: None,
            model_id: Some("m-1".into()),
            description: None,
            tags: vec![Tag::new("k", "v")],
            creation_time: 17,
        };
        self.store.create_model_version(&new).unwrap().version
    }

    /// A path below the folder of the registered models.
    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join("mlruns/models").join(path)
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    fn write(&self, path: &str, content: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    fn names(&self) -> Vec<String> {
        let query = RegisteredModelQuery {
            filter: None,
            order_by: Vec::new(),
            max_results: 100,
            page_token: None,
        };
        let found = self.store.search_registered_models(&query).unwrap();
        found.items.into_iter().map(|model| model.name).collect()
    }

    fn numbers(&self, filter: &str) -> Vec<i64> {
        let query = ModelVersionQuery {
            filter: parse_model_version_filter(filter).unwrap(),
            order_by: Vec::new(),
            max_results: 100,
            page_token: None,
        };
        let found = self.store.search_model_versions(&query).unwrap();
        found
            .items
            .into_iter()
            .map(|version| version.version)
            .collect()
    }

    /// Every path below the folder of the registered models but those of locks.
    fn paths(&self) -> Vec<String> {
        let root = self.path("");
        let mut paths: Vec<String> = walkdir::WalkDir::new(&root)
            .into_iter()
            .map(|entry| entry.unwrap())
            .filter(|entry| entry.file_type().is_file())
            .map(|entry| {
                entry
                    .path()
                    .strip_prefix(&root)
                    .unwrap()
                    .display()
                    .to_string()
            })
            .filter(|path| !path.ends_with("lock"))
            .collect();
        paths.sort();
        paths
    }
}

#[test]
fn the_files_are_those_of_mlflow_and_nothing_temporary_is_left() {
    let fixture = Fixture::new();
    assert_eq!(
        fixture.paths(),
        [
            "wine/aliases/best",
            "wine/meta.yaml",
            "wine/tags/a/b",
            "wine/version-1/meta.yaml",
            "wine/version-1/tags/k",
            "wine/version-2/meta.yaml",
            "wine/version-2/tags/k",
        ]
    );
    assert_eq!(fixture.read("wine/aliases/best"), "1");
    assert!(
        fixture
            .read("wine/meta.yaml")
            .starts_with("aliases:\n  best: '1'\n")
    );
    assert!(
        fixture
            .read("wine/version-1/meta.yaml")
            .contains("\nmodel_id: m-1\n")
    );
    fixture.store.delete_registered_model("wine").unwrap();
    assert_eq!(fixture.paths(), [""; 0]);
    let left = disk::folder_names(&fixture.folder.path().join("mlruns")).unwrap();
    assert!(
        !left
            .iter()
            .any(|name| name.starts_with('.') && name != TRASH),
        "{left:?}"
    );
}

#[test]
fn a_name_that_python_cannot_read_is_refused() {
    let fixture = Fixture::new();
    let long = "x".repeat(256);
    for (name, reason) in [
        ("50%", "cannot contain '%' character"),
        ("a/b", "cannot contain path separator"),
        ("..", "cannot be the name of a folder"),
        ("a\0", "cannot be the name of a folder"),
        (&long, "cannot be longer"),
    ] {
        for refused in [
            fixture.create(name),
            fixture.store.rename_registered_model("wine", name, NOW),
        ] {
            let error = refused.unwrap_err();
            assert_eq!(error.code(), ErrorCode::InvalidParameterValue);
            assert!(error.message().contains(reason), "{error}");
        }
        assert_eq!(fixture.store.get_registered_model(name).unwrap(), None);
    }
    for name in ["größe 数据 😀", " a ", ".hidden", "it's @ \"x\"", "a\\b\n"] {
        fixture.create(name).unwrap();
        assert_eq!(fixture.version(name), 1);
        assert!(fixture.names().iter().any(|known| known == name), "{name}");
    }
}

#[test]
fn broken_folders_are_passed_over_and_an_error_when_asked_for() {
    let fixture = Fixture::new();
    fixture.write("empty/notes.txt", "");
    fixture.write("torn/meta.yaml", "creation_timestamp: [");
    fixture.write("wine/version-3/meta.yaml", "version: 3\nstatus: [\n");
    fixture.write("wine/version-4/meta.yaml", "version: 2\n");
    fixture.write("wine/version-x/meta.yaml", "version: 1\n");
    fixture.write("wine/version-05/meta.yaml", "version: 5\n");
    fixture.write("wine/aliases/broken", "x");
    fixture.write("file", "");
    assert_eq!(fixture.names(), ["wine"]);
    assert_eq!(fixture.numbers(""), [2, 1]);
    for name in ["empty", "torn"] {
        assert!(fixture.store.get_registered_model(name).is_err(), "{name}");
    }
    for number in [3, 4] {
        assert!(
            fixture.store.get_model_version("wine", number).is_err(),
            "{number}"
        );
    }
    let model = fixture.store.get_registered_model("wine").unwrap().unwrap();
    assert_eq!(
        (model.aliases.len(), model.latest_versions[0].version),
        (1, 2)
    );
    let latest = fixture.store.latest_model_version("wine").unwrap().unwrap();
    assert_eq!(latest.version, 2);
    assert_eq!(fixture.version("wine"), 5);
}

#[test]
fn a_search_reads_no_version_that_its_folder_s_name_rules_out() {
    let fixture = Fixture::new();
    fixture.create("beer").unwrap();
    // Whatever is read of these is reported.
    fixture.write("beer/version-1/meta.yaml", "[");
    fixture.write("wine/version-3/meta.yaml", "[");
    let reported = |folder: &str| skipped::is_reported(&fixture.path(folder));
    assert_eq!(
        fixture.numbers("name = 'wine' AND version_number < 3"),
        [2, 1]
    );
    assert_eq!(
        fixture.numbers("name LIKE 'w%' AND version_number = 1"),
        [1]
    );
    assert!(!reported("beer/version-1") && !reported("wine/version-3"));
    let latest = fixture.store.latest_model_version("wine").unwrap().unwrap();
    assert_eq!(latest.version, 2);
    assert!(reported("wine/version-3") && !reported("beer/version-1"));
    assert_eq!(fixture.numbers("NOT name = 'wine'"), [0; 0]);
    assert!(reported("beer/version-1"));
}

#[test]
fn a_renaming_that_was_cut_off_is_completed_by_the_next_change() {
    let fixture = Fixture::new();
    let note = |name: &str| format!(r#"{{"name": "{name}", "time": 77}}"#);
    // After the rename of the folder.
    fixture.write("wine/.renamed", &note("port"));
    fs::rename(fixture.path("wine"), fixture.path("port")).unwrap();
    let version = fixture.store.get_model_version("port", 1).unwrap().unwrap();
    assert_eq!(
        (&*version.name, &*version.aliases),
        ("port", ["best".to_owned()].as_slice())
    );
    let tag = Tag::new("t", "1");
    fixture
        .store
        .set_registered_model_tag("port", &tag)
        .unwrap();
    for path in [
        "port/meta.yaml",
        "port/version-1/meta.yaml",
        "port/version-2/meta.yaml",
    ] {
        let text = fixture.read(path);
        assert!(
            text.contains("name: port\n") && text.contains("last_updated_timestamp: 77\n"),
            "{text}"
        );
    }
    // Before it.
    fixture.write("port/.renamed", &note("sherry"));
    fixture
        .store
        .set_registered_model_tag("port", &tag)
        .unwrap();
    assert!(fixture.read("port/meta.yaml").contains("name: port\n"));
    assert!(!fixture.path("port/.renamed").exists());
}

#[test]
fn a_transition_that_was_cut_off_is_completed_by_the_next_reader() {
    let fixture = Fixture::new();
    fixture.write(
        "wine/.unfinished-1",
        &fixture
            .read("wine/version-1/meta.yaml")
            .replace("stage: None", "stage: Staging"),
    );
    fixture.write(
        "wine/.unfinished-2",
        &fixture
            .read("wine/version-2/meta.yaml")
            .replace("stage: None", "stage: Archived"),
    );
    let moves =
        r#"[[".unfinished-1", "version-1/meta.yaml"], [".unfinished-2", "version-2/meta.yaml"]]"#;
    fixture.write(
        "wine/.journal",
        &format!(r#"{{"moves": {moves}, "appends": []}}"#),
    );
    let version = fixture.store.get_model_version("wine", 1).unwrap().unwrap();
    assert_eq!(version.stage, ModelStage::Staging);
    assert_eq!(fixture.numbers("stage = 'Archived'"), [2]);
    assert!(!fixture.path("wine/.journal").exists());
}
