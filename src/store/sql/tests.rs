//! What the tests of this layer begin with, and the contract that its stores keep.

use std::fs;
use std::path::PathBuf;
use std::thread;

use rusqlite::Connection;
use tempfile::TempDir;

use super::breadth::Breadth;
use super::dialect::Dialect;
use super::sqlite::{SqliteDialect, add_functions};
use super::*;
use crate::entity::{ExperimentId, Metric, RunId, Tag};
use crate::store::{
    ArtifactLocation, Batch, ExperimentStore, NewExperiment, NewRun, OpenOptions, RunStore, testkit,
};

/// A database file in a folder of its own, with a second way into it.
pub(super) struct Scratch {
    folder: TempDir,
    pub(super) path: PathBuf,
}

impl Scratch {
    /// No file yet.
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.db");
        Self { folder, path }
    }

    pub(super) fn open(&self) -> Result<SqlStore> {
        let options = OpenOptions {
            artifact_root: "/root".to_owned(),
            now: 7,
        };
        open_sqlite(&self.path, &options)
    }

    /// A new store, and its database as any program sees it.
    pub(super) fn store() -> (Self, SqlStore, Connection) {
        let scratch = Self::new();
        let store = scratch.open().unwrap();
        let database = Connection::open(&scratch.path).unwrap();
        add_functions(&database).unwrap();
        (scratch, store, database)
    }

    pub(super) fn refusal(&self) -> Error {
        self.open().err().expect("this is no store")
    }
}

pub(super) fn new_experiment(name: &str) -> NewExperiment {
    NewExperiment {
        wanted_id: None,
        name: name.to_owned(),
        artifact_location: ArtifactLocation::Under("/root".to_owned()),
        tags: Vec::new(),
        creation_time: 10,
    }
}

pub(super) fn new_run(id: &str) -> NewRun {
    NewRun {
        run_id: RunId::from(id),
        experiment_id: ExperimentId::from("0"),
        run_name: format!("name of {id}"),
        user_id: "me".to_owned(),
        start_time: 20,
        artifact_uri: format!("/root/0/{id}/artifacts"),
        tags: vec![Tag::new("z", "1"), Tag::new("a", "2")],
    }
}

/// The words of the engine.
pub(super) fn dialect() -> &'static dyn Dialect {
    &SqliteDialect
}

/// Reads the one row of a statement as text, columns joined by `|`.
pub(super) fn row(database: &Connection, sql: &str) -> String {
    rows(database, sql).join("\n")
}

/// Reads the rows of a statement as text, columns joined by `|`.
pub(super) fn rows(database: &Connection, sql: &str) -> Vec<String> {
    let mut statement = database.prepare(sql).unwrap();
    let columns = statement.column_count();
    let text = |row: &rusqlite::Row| {
        let value = |i| format!("{:?}", row.get::<_, rusqlite::types::Value>(i).unwrap());
        Ok((0..columns).map(value).collect::<Vec<_>>().join("|"))
    };
    let rows = statement.query_map([], text).unwrap();
    rows.collect::<rusqlite::Result<_>>().unwrap()
}

/// How SQLite would run a statement, whatever its values.
pub(super) fn plan(database: &Connection, sql: &str) -> String {
    let mut statement = database
        .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
        .unwrap();
    let values = vec![rusqlite::types::Value::Null; statement.parameter_count()];
    let steps = statement.query_map(rusqlite::params_from_iter(values), |row| row.get(3));
    let steps: Vec<String> = steps.unwrap().collect::<rusqlite::Result<_>>().unwrap();
    steps.join("\n")
}

#[test]
fn an_sqlite_store_keeps_the_contract() {
    testkit::check(|folder, options| Box::new(open_sqlite(&folder.join("x.db"), options).unwrap()));
}

#[test]
fn an_sqlite_store_keeps_the_contract_of_a_registry() {
    testkit::check_registry(|folder, options| {
        Box::new(open_sqlite(&folder.join("x.db"), options).unwrap())
    });
}

#[test]
fn an_sqlite_store_keeps_the_contract_of_webhooks() {
    testkit::check_webhooks(|folder, options| {
        Box::new(open_sqlite(&folder.join("x.db"), options).unwrap())
    });
}

#[test]
fn a_store_that_serves_keeps_the_contract() {
    testkit::check(|folder, options| {
        let mut store = open_sqlite(&folder.join("x.db"), options).unwrap();
        store.serve();
        Box::new(store)
    });
}

#[test]
fn a_store_whose_searches_are_all_broad_keeps_the_contract() {
    testkit::check(|folder, options| {
        let mut store = open_sqlite(&folder.join("x.db"), options).unwrap();
        store.breadths = Breadths::All(Breadth::Broad);
        Box::new(store)
    });
}

#[test]
fn a_new_store_has_the_rows_that_mlflow_begins_with() {
    let (scratch, store, database) = Scratch::store();
    assert_eq!(
        row(&database, "SELECT * FROM alembic_version"),
        r#"Text("f4a9b2c7d1e6")"#
    );
    assert_eq!(
        row(&database, "SELECT * FROM workspaces"),
        r#"Text("default")|Text("Default workspace for legacy resources")|Null|Null|Null"#
    );
    assert_eq!(
        row(&database, "SELECT * FROM experiments"),
        r#"Integer(0)|Text("Default")|Text("/root/0")|Text("active")|Integer(7)|Integer(7)|Text("default")"#
    );
    assert_eq!(store.local_folder(), Some(scratch.folder.path()));
    assert!(store.describe().contains(&*scratch.path.to_string_lossy()));
}

#[test]
fn an_empty_file_is_a_new_store_and_a_store_stays_as_it_is() {
    let scratch = Scratch::new();
    fs::write(&scratch.path, "").unwrap();
    let id = scratch
        .open()
        .unwrap()
        .create_experiment(&new_experiment("e"))
        .unwrap();
    let again = scratch.open().unwrap();
    assert_eq!(again.get_experiment(&id).unwrap().unwrap().name, "e");
}

#[test]
fn of_what_many_write_at_once_nothing_is_lost() {
    let (scratch, store, database) = Scratch::store();
    let run = store.create_run(&new_run("r")).unwrap().info.run_id;
    thread::scope(|scope| {
        for writer in 0..4 {
            let (scratch, run) = (&scratch, &run);
            scope.spawn(move || {
                let store = scratch.open().unwrap();
                for step in 0..25 {
                    let metric = Metric {
                        key: format!("m{writer}"),
                        value: 1.0,
                        timestamp: 1,
                        step,
                    };
                    let metrics = vec![metric];
                    store
                        .log_batch(
                            run,
                            &Batch {
                                metrics,
                                ..Batch::default()
                            },
                        )
                        .unwrap();
                    assert!(store.get_run(run).unwrap().is_some());
                }
            });
        }
    });
    assert_eq!(
        row(&database, "SELECT count(*) FROM metrics"),
        "Integer(100)"
    );
    assert_eq!(
        row(&database, "SELECT count(*), min(step) FROM latest_metrics"),
        "Integer(4)|Integer(24)"
    );
}
