//! `mlflow gc` and Python's own, on two copies of the same store.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rusqlite::Connection;
use rusqlite::types::Value;
use walkdir::WalkDir;

use crate::support::clients::{Client, python};
use crate::support::{Outcome, Scene};

/// Edges that no foreign key guards: Python leaves those of what is gone.
const EDGES: [&str; 3] = ["inputs", "input_tags", "entity_associations"];

/// A store, and what Python's `gc` made of the same, with the ids of a run that was deleted, of one
/// that was restored in a deleted experiment, and of that experiment.
struct Cleaned {
    scene: Scene,
    uri: String,
    gone: Vec<String>,
}

impl Cleaned {
    fn by_python(kind: &str) -> Option<Self> {
        let python = python(Client::V3)?;
        let scene = Scene::new().env("MLFLOW_ALLOW_FILE_STORE", "true");
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/client/gc.py");
        let mut seed = scene.bare_command(python);
        let line = Outcome::of(seed.arg(script).arg(kind)).success().line();
        let mut words = line
            .lines()
            .last()
            .expect("a line")
            .split(' ')
            .map(str::to_owned);
        let uri = words.next().expect("a URI");
        Some(Self {
            uri,
            gone: words.collect(),
            scene,
        })
    }

    /// The paths of files, relative to a folder of the scene.
    fn files(&self, folder: &str) -> BTreeSet<String> {
        let folder = self.scene.path(folder);
        let is_own = |name: &str| {
            Path::new(name).extension().is_none_or(|end| end != "lock")
                && !name.contains("mlflow.db")
        };
        WalkDir::new(&folder)
            .into_iter()
            .map(|entry| entry.expect("an entry"))
            .filter(|entry| entry.file_type().is_file())
            .map(|entry| {
                entry
                    .path()
                    .strip_prefix(&folder)
                    .expect("below")
                    .display()
                    .to_string()
            })
            .filter(|name| is_own(name))
            .collect()
    }
}

/// Every row of every table.
fn tables(path: &Path) -> BTreeMap<String, BTreeSet<String>> {
    let database = Connection::open(path).expect("a database");
    let mut names = database
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
        .expect("a statement");
    let names = names
        .query_map([], |row| row.get::<_, String>(0))
        .expect("names");
    let rows = |name: &str| {
        let mut rows = database
            .prepare(&format!("SELECT * FROM {name}"))
            .expect("a table");
        let columns = rows.column_count();
        let text = |row: &rusqlite::Row| {
            let value = |i| row.get::<_, Value>(i).map(|value| format!("{value:?}"));
            Ok((0..columns)
                .map(value)
                .collect::<rusqlite::Result<Vec<_>>>()?
                .join("|"))
        };
        let rows = rows.query_map([], text).expect("rows");
        rows.collect::<rusqlite::Result<_>>().expect("values")
    };
    names
        .map(|name| name.expect("a name"))
        .map(|name| (name.clone(), rows(&name)))
        .collect()
}

#[test]
fn a_database_ends_as_pythons_does() {
    let Some(cleaned) = Cleaned::by_python("sqlite") else {
        return;
    };
    let database = cleaned.scene.path("store/mlflow.db");
    let before = tables(&database);
    let gc = ["gc", "--jobs", "--backend-store-uri", &cleaned.uri];
    drop(cleaned.scene.mlflow(gc).success());
    let (ours, theirs) = (
        tables(&database),
        tables(&cleaned.scene.path("theirs/mlflow.db")),
    );
    assert!(ours["runs"].len() < before["runs"].len() && !ours["runs"].is_empty());
    for (table, theirs) in &theirs {
        let ours = &ours[table];
        if !EDGES.contains(&&**table) {
            assert_eq!(ours, theirs, "{table}");
            continue;
        }
        assert!(ours.is_subset(theirs), "{table}: {ours:?}");
        let of_gone = |row: &&String| {
            cleaned
                .gone
                .iter()
                .any(|id| row.contains(&format!("\"{id}\"")))
        };
        assert_eq!(ours.iter().find(of_gone), None, "{table}");
    }
    assert!(!ours["inputs"].is_empty() && !ours["input_tags"].is_empty());
    assert!(!ours["trace_info"].is_empty() && !ours["spans"].is_empty());
    let check = Connection::open(&database).expect("a database");
    let broken = check
        .prepare("PRAGMA foreign_key_check")
        .expect("a statement")
        .exists([]);
    assert_eq!(broken, Ok(false));
    // Python leaves the files of what goes with a deleted experiment, but for its deleted runs'.
    let (ours, mut theirs) = (cleaned.files("store"), cleaned.files("theirs"));
    assert!(
        theirs
            .iter()
            .any(|name| name.starts_with("artifacts/goes/models/"))
    );
    theirs.retain(|name| !name.starts_with("artifacts/goes/"));
    assert_eq!(ours, theirs);
    assert!(
        cleaned
            .files("store")
            .iter()
            .any(|name| name.ends_with("a/b.txt"))
    );
}

#[test]
fn a_file_store_ends_as_pythons_does() {
    let Some(cleaned) = Cleaned::by_python("files") else {
        return;
    };
    let before = cleaned.files("store").len();
    drop(
        cleaned
            .scene
            .mlflow(["gc", "--backend-store-uri", &cleaned.uri])
            .success(),
    );
    assert!(cleaned.files("store").len() < before);
    assert_eq!(cleaned.files("store"), cleaned.files("theirs"));
    assert!(
        cleaned
            .files("store")
            .iter()
            .any(|name| name.ends_with("a/b.txt"))
    );
}
