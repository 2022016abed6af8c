//! The SQL store: MLflow's own database, shared with Python's MLflow.
//!
//! | file | what it holds |
//! | --- | --- |
//! | `sqlite` | the engine: files, connections, locks, schemas, migrations |
//! | `cache` | what a process that serves caches of runs |
//! | `write_set` | which runs a transaction wrote to |
//! | `session` | the seam between this layer and an engine |
//! | `dialect` | what differs between engines in words |
//! | `statement` | the texts of statements, and what runs them |
//! | `list`, `page` | lists of values, and loading the rows of many entities at once |
//! | `builder`, `search`, `model_search` | filters and orders in SQL |
//! | `purge` | what is removed for good, with all that belongs to it |
//! | `experiment`, `run`, … | the rows of one entity each, to and from [`crate::entity`] |
//!
//! We add no table and no column, and write every value as MLflow 3.17.2 writes it.

mod builder;
mod cache;
mod dialect;
mod experiment;
mod input;
mod lifecycle;
mod list;
mod logged_model;
mod metric;
mod model_metric;
mod model_search;
mod page;
mod param;
mod purge;
mod run;
mod run_row;
mod run_stage;
mod search;
mod session;
mod sqlite;
mod statement;
mod tag;
mod workspace;
mod write_set;

use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use crate::error::{Error, Result};

use super::{OpenOptions, PurgeStore, Store, StoreKind, locked as lock};

use cache::DatabaseCache;

use session::{SqlError, SqlResult};
use sqlite::connections::Connections;
use sqlite::freshness::{Follower, Following};
use sqlite::legacy::LegacyViews;
use sqlite::revision::{self, DatabaseContent};
use sqlite::words::SqliteDialect;
use sqlite::{beside, schema};
use statement::{Statements, Transaction};
use write_set::Scope;

pub use sqlite::backup::{BackupOptions, CopyProgress, backup};
pub use sqlite::create::create;
pub use sqlite::status::{DatabaseStatus, TableRows, status};
pub use sqlite::target::SchemaTarget;
pub use sqlite::upgrade::{SchemaName, UpgradeOptions, UpgradeProgress, Upgraded, upgrade};

/// How often a database is opened, and how long apart, while others begin and end with it: the
/// last one to end removes the write-ahead log, under the hands of one that just begins.
const TRIES_TO_OPEN: u32 = 50;
const PAUSE_TO_OPEN: Duration = Duration::from_millis(5);

/// A store in an SQLite database.
pub struct SqlStore {
    connections: Connections,
    statements: Arc<Statements>,
    /// What a process that serves caches, and what tells whether it is stale.
    cache: Option<(DatabaseCache, Arc<Follower>)>,
}

impl SqlStore {
    /// Opens the database in a file, by its absolute path; one that is missing or empty becomes a
    /// new store.
    pub fn open(path: &Path, options: &OpenOptions) -> Result<Self> {
        let mut tries = 1;
        loop {
            match Self::begin(Connections::open(path.to_owned()), options) {
                Err(failure) if failure.is_for_want_of_files() => {
                    if !beside::can_write_beside(path) {
                        return Self::open_protected(path, failure, options);
                    }
                    // Somebody else removed a file beside the database while SQLite opened it.
                    if tries == TRIES_TO_OPEN {
                        return Err(failure.at(path));
                    }
                }
                Err(failure) if failure.is_for_want_of_space() => {
                    return Self::open_protected(path, failure, options);
                }
                begun => return begun.map_err(|failure| failure.at(path)),
            }
            tries += 1;
            thread::sleep(PAUSE_TO_OPEN);
        }
    }

    /// Opens a database beside which there can be no files: in a write-protected folder, or on a
    /// full disk. One that we wrote ourselves has a write-ahead log, which needs such files; where
    /// there can be none, there is no writer either.
    fn open_protected(path: &Path, failure: SqlError, options: &OpenOptions) -> Result<Self> {
        if !beside::is_whole(path) {
            return Err(failure.at(path));
        }
        Self::begin(Connections::open_immutable(path.to_owned()), options)
            .map_err(|failure| failure.at(path))
    }

    fn begin(connections: SqlResult<Connections>, options: &OpenOptions) -> SqlResult<Self> {
        let mut connections = connections?;
        if let Some(version) = schema::prepare(&connections, options)? {
            connections =
                LegacyViews::new(&connections, version).map(|o| connections.reading(o))?;
        }
        Ok(Self {
            connections,
            statements: Arc::new(Statements::new(&SqliteDialect)),
            cache: None,
        })
    }
}

impl SqlStore {
    /// Reads in one transaction, so that several queries see the same state.
    fn read<T>(&self, work: impl Fn(&Transaction) -> SqlResult<T>) -> Result<T> {
        self.try_read(work).map_err(|failure| self.explain(failure))
    }

    /// As [`Self::read`], for callers that want the failure itself.
    fn try_read<T>(&self, work: impl Fn(&Transaction) -> SqlResult<T>) -> SqlResult<T> {
        self.connections
            .try_read(|session| work(&Transaction::new(session, &self.statements)))
    }

    /// Writes in one transaction, which is durable when this returns. The work may be done again:
    /// some engines ask for that.
    fn write<T>(&self, scope: Scope, work: impl Fn(&Transaction) -> SqlResult<T>) -> Result<T> {
        self.connections.write(scope, |session| {
            work(&Transaction::new(session, &self.statements))
        })
    }

    /// Turns a failure into the error that the user sees.
    fn explain(&self, failure: SqlError) -> Error {
        failure.at(self.connections.path())
    }

    /// The cache, where there is one, and what tells whether it is stale.
    fn cache(&self) -> Option<(&DatabaseCache, Following<'_>)> {
        let (cache, follower) = self.cache.as_ref()?;
        let freshness = Following {
            connections: &self.connections,
            follower,
        };
        Some((cache, freshness))
    }
}

impl Store for SqlStore {
    fn describe(&self) -> String {
        format!("SQLite database `{}`", self.connections.path().display())
    }

    fn kind(&self) -> StoreKind {
        StoreKind::Database
    }

    fn local_folder(&self) -> Option<&Path> {
        self.connections.path().parent()
    }

    fn schema_revision(&self) -> Result<Option<String>> {
        self.connections.read(|connection| {
            let found = revision::find(connection, self.connections.path())?;
            Ok(match found {
                DatabaseContent::Schema(version) => version.revision().map(str::to_owned),
                DatabaseContent::Nothing => None,
            })
        })
    }

    fn check_writable(&self) -> Result<()> {
        self.connections.check_writable()
    }

    fn purge(&self) -> Option<&dyn PurgeStore> {
        Some(self)
    }

    fn serve(&mut self) {
        // What is only read is never written, so there is nothing to cache of it.
        if self.connections.is_legacy() {
            return;
        }
        let follower = Arc::<Follower>::default();
        let user = Arc::downgrade(&follower);
        let release = move || {
            let follower = user.upgrade();
            follower.map(|f| f.release()).unwrap_or_default()
        };
        self.connections.serve(schema::check, Box::new(release));
        let cache = DatabaseCache::new(Arc::clone(&self.statements), |tx, ids| {
            run_row::load(tx, ids)
        });
        self.cache = Some((cache, follower));
    }
}

/// A count as SQL knows it.
fn limit(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX - 1)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use rusqlite::Connection;
    use tempfile::TempDir;

    use super::sqlite::cell;
    use super::*;
    use crate::entity::{ExperimentId, Metric, RunId, Tag, ViewType};
    use crate::error::ErrorCode;
    use crate::store::{
        ArtifactLocation, Batch, ExperimentQuery, ExperimentStore, NewExperiment, NewRun, RunStore,
        testkit,
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
            SqlStore::open(&self.path, &options)
        }

        /// A new store, and its database as any program sees it.
        pub(super) fn store() -> (Self, SqlStore, Connection) {
            let scratch = Self::new();
            let store = scratch.open().unwrap();
            let database = Connection::open(&scratch.path).unwrap();
            cell::add_functions(&database).unwrap();
            (scratch, store, database)
        }

        fn refusal(&self) -> Error {
            self.open().err().expect("this is no store")
        }
    }

    pub(super) fn new_experiment(name: &str) -> NewExperiment {
        NewExperiment {
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
        testkit::check(|folder, options| {
            Box::new(SqlStore::open(&folder.join("x.db"), options).unwrap())
        });
    }

    #[test]
    fn a_store_that_serves_keeps_the_contract() {
        testkit::check(|folder, options| {
            let mut store = SqlStore::open(&folder.join("x.db"), options).unwrap();
            store.serve();
            Box::new(store)
        });
    }

    #[test]
    fn a_new_store_has_the_rows_that_mlflow_begins_with() {
        let (scratch, store, database) = Scratch::store();
        assert_eq!(
            row(&database, "SELECT * FROM alembic_version"),
            r#"Text("dc11669786a5")"#
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
    fn what_is_no_database_is_refused_and_left_alone() {
        let folder = Scratch::new();
        fs::create_dir(&folder.path).unwrap();
        assert!(folder.refusal().message().contains("is a folder"));

        let text = Scratch::new();
        fs::write(&text.path, "hello ".repeat(200)).unwrap();
        assert!(
            text.refusal()
                .message()
                .contains("is not an SQLite database")
        );
        assert_eq!(
            fs::read(&text.path).unwrap(),
            "hello ".repeat(200).as_bytes()
        );
    }

    #[test]
    fn a_truncated_database_is_damaged() {
        let (scratch, store, database) = Scratch::store();
        drop((store, database));
        let bytes = fs::read(&scratch.path).unwrap();
        for length in [bytes.len() / 2, 5000, 50] {
            fs::write(&scratch.path, &bytes[..length]).unwrap();
            let error = scratch.refusal();
            assert_eq!(error.code(), ErrorCode::InternalError, "{length}: {error}");
            assert!(error.message().contains("is damaged"), "{length}: {error}");
            assert_eq!(fs::read(&scratch.path).unwrap().len(), length);
        }
    }

    #[test]
    fn ten_that_start_at_once_on_a_missing_file_all_succeed() {
        let scratch = Scratch::new();
        thread::scope(|scope| {
            for i in 0..10 {
                let scratch = &scratch;
                scope.spawn(move || {
                    let store = scratch.open().unwrap();
                    store
                        .create_experiment(&new_experiment(&format!("e{i}")))
                        .unwrap();
                });
            }
        });
        let query = ExperimentQuery {
            view: ViewType::All,
            filter: None,
            order_by: Vec::new(),
            max_results: 100,
            page_token: None,
        };
        let found = scratch.open().unwrap().search_experiments(&query).unwrap();
        assert_eq!(found.items.len(), 11);
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

    #[test]
    fn reading_leaves_the_journal_mode_alone_and_writing_switches_it() {
        let (scratch, store, database) = Scratch::store();
        drop((store, database));
        let ask = |sql| row(&Connection::open(&scratch.path).unwrap(), sql);
        let mode = || ask("PRAGMA journal_mode");
        assert_eq!(ask("PRAGMA journal_mode = DELETE"), r#"Text("delete")"#);
        let store = scratch.open().unwrap();
        store.get_run(&RunId::from("r")).unwrap();
        assert_eq!(mode(), r#"Text("delete")"#);
        store.create_run(&new_run("r")).unwrap();
        assert_eq!(mode(), r#"Text("wal")"#);
    }

    #[test]
    fn a_database_beside_which_nothing_can_be_written_is_read() {
        let (scratch, store, database) = Scratch::store();
        let options = OpenOptions {
            artifact_root: String::new(),
            now: 0,
        };
        drop((store, database));
        let connections = Connections::open_immutable(scratch.path.clone()).unwrap();
        schema::prepare(&connections, &options).unwrap();
        let store = SqlStore {
            connections,
            statements: Arc::new(Statements::new(&SqliteDialect)),
            cache: None,
        };
        assert!(
            store
                .get_experiment(&ExperimentId::from("0"))
                .unwrap()
                .is_some()
        );
        let error = store.create_run(&new_run("r")).unwrap_err();
        assert_eq!(error.code(), ErrorCode::PermissionDenied);
    }
}
