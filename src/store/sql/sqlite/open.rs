//! From a file to a store.

use std::path::Path;
use std::thread;
use std::time::Duration;

use crate::error::Result;
use crate::store::OpenOptions;

use super::super::users::UserDatabase;
use super::SqlStore;
use super::beside;
use super::connections::Connections;
use super::database::SqliteDatabase;
use super::driver::{SqlError, SqlResult};
use super::schema;

/// How often a database is opened, and how long apart, while others begin and end with it: the
/// last one to end removes the write-ahead log, under the hands of one that just begins.
const TRIES_TO_OPEN: u32 = 50;
const PAUSE_TO_OPEN: Duration = Duration::from_millis(5);

/// Opens the store in a database file, by its absolute path; one that is missing or empty becomes
/// a new store.
pub fn open(path: &Path, options: &OpenOptions) -> Result<SqlStore> {
    let mut tries = 1;
    loop {
        match begin(Connections::open(path.to_owned()), options) {
            Err(failure) if failure.is_for_want_of_files() => {
                if !beside::can_write_beside(path) {
                    return open_protected(path, failure, options);
                }
                // Somebody else removed a file beside the database while SQLite opened it.
                if tries == TRIES_TO_OPEN {
                    return Err(failure.at(path));
                }
            }
            Err(failure) if failure.is_for_want_of_space() => {
                return open_protected(path, failure, options);
            }
            begun => return begun.map_err(|failure| failure.at(path)),
        }
        tries += 1;
        thread::sleep(PAUSE_TO_OPEN);
    }
}

/// Opens the users in a database file, which is made where it is missing.
pub fn open_users(path: &Path) -> Result<UserDatabase> {
    let opened = Connections::open(path.to_owned())
        .and_then(|connections| SqliteDatabase::new(connections, None));
    UserDatabase::of(opened.map_err(|failure| failure.at(path))?)
}

/// Opens a database beside which there can be no files: in a write-protected folder, or on a full
/// disk. One that we wrote ourselves has a write-ahead log, which needs such files; where there can
/// be none, there is no writer either.
fn open_protected(path: &Path, failure: SqlError, options: &OpenOptions) -> Result<SqlStore> {
    if !beside::is_whole(path) {
        return Err(failure.at(path));
    }
    begin(Connections::open_immutable(path.to_owned()), options).map_err(|failure| failure.at(path))
}

fn begin(connections: SqlResult<Connections>, options: &OpenOptions) -> SqlResult<SqlStore> {
    let connections = connections?;
    let older = schema::prepare(&connections, options)?;
    Ok(SqlStore::new(SqliteDatabase::new(connections, older)?))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use rusqlite::Connection;

    use super::super::tests::{Scratch, new_experiment, new_run, row};
    use super::*;
    use crate::entity::{ExperimentId, RunId, ViewType};
    use crate::error::ErrorCode;
    use crate::store::{ExperimentQuery, ExperimentStore, RunStore};

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
        let store = begin(Ok(connections), &options).unwrap();
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
