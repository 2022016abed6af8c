//! The connections to one database file, and the two ways to use them: [`Connections::read`] sees
//! one state of the database from beginning to end, [`Connections::write`] changes all or nothing.
//!
//! Connections are opened when they are needed and kept for the next one: a command that does one
//! thing opens one. Readers have a connection each. Writers of this process take turns here,
//! because waiting for a turn is cheaper than waiting for SQLite's lock, which sleeps and polls.

use std::fs;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::error::{Error, Result};

use super::dialect::{self, Access, Outcome};

/// The connections to one database file.
pub(super) struct Connections {
    path: PathBuf,
    access: Access,
    idle: Mutex<Vec<Connection>>,
    writing: Mutex<()>,
    has_log: AtomicBool,
}

impl Connections {
    /// Connects to a database file, and makes it, empty, if it is not there.
    pub(super) fn open(path: PathBuf) -> Outcome<Self> {
        match Self::connect(path.clone(), Access::Existing) {
            Err(failure) if failure.is_cannot_open() && is_missing(&path) => {
                if let Some(folder) = path.parent() {
                    fs::create_dir_all(folder).map_err(|e| Error::io("create", folder, e))?;
                }
                Self::connect(path, Access::Create)
            }
            connected => connected,
        }
    }

    /// Connects to a database beside which nothing can be written.
    pub(super) fn open_immutable(path: PathBuf) -> Outcome<Self> {
        Self::connect(path, Access::Immutable)
    }

    fn connect(path: PathBuf, access: Access) -> Outcome<Self> {
        let connection = dialect::connect(&path, access)?;
        Ok(Self {
            path,
            access,
            idle: Mutex::new(vec![connection]),
            writing: Mutex::new(()),
            has_log: AtomicBool::new(false),
        })
    }

    /// The database file.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Reads in one transaction, so that several queries see the same state.
    pub(super) fn read<T>(&self, work: impl FnOnce(&Connection) -> Outcome<T>) -> Result<T> {
        self.try_read(work)
            .map_err(|failure| failure.at(&self.path))
    }

    /// As [`Self::read`], for callers that want the failure itself.
    pub(super) fn try_read<T>(&self, work: impl FnOnce(&Connection) -> Outcome<T>) -> Outcome<T> {
        let connection = self.lease()?;
        let transaction = connection.unchecked_transaction()?;
        work(&transaction)
    }

    /// Writes in one transaction, which is durable when this returns. Not to be called by `work`.
    pub(super) fn write<T>(&self, work: impl FnOnce(&Connection) -> Outcome<T>) -> Result<T> {
        self.try_write(work)
            .map_err(|failure| failure.at(&self.path))
    }

    /// As [`Self::write`], for callers that want the failure itself.
    pub(super) fn try_write<T>(&self, work: impl FnOnce(&Connection) -> Outcome<T>) -> Outcome<T> {
        let _turn = lock(&self.writing);
        let connection = self.lease()?;
        if !self.has_log.swap(true, Ordering::Relaxed) {
            dialect::use_write_ahead_log(&connection)?;
        }
        // To take the write lock at once instead of at the first change: a transaction that has
        // read before it waits for the lock would have to be begun again.
        let transaction = Transaction::new_unchecked(&connection, TransactionBehavior::Immediate)?;
        let result = work(&transaction)?;
        transaction.commit()?;
        Ok(result)
    }

    /// Takes a connection for a while: an idle one, or a new one.
    fn lease(&self) -> Outcome<Lease<'_>> {
        let idle = lock(&self.idle).pop();
        let connection = match idle {
            Some(connection) => connection,
            None => dialect::connect(&self.path, self.access)?,
        };
        Ok(Lease {
            connection: Some(connection),
            home: self,
        })
    }
}

/// A connection in use, which goes back to the idle ones at the end.
struct Lease<'a> {
    connection: Option<Connection>,
    home: &'a Connections,
}

impl Deref for Lease<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.connection.as_ref().expect("it leaves in `drop` alone")
    }
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        lock(&self.home.idle).extend(self.connection.take());
    }
}

/// Locks what stays whole even if a thread panics while it holds the lock.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether nothing is there, as opposed to something that cannot be looked at.
fn is_missing(path: &Path) -> bool {
    matches!(path.try_exists(), Ok(false))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn database(folder: &tempfile::TempDir) -> Connections {
        let connections = Connections::open(folder.path().join("new/x.db")).unwrap();
        connections
            .write(|c| Ok(c.execute_batch("CREATE TABLE t (a)")?))
            .unwrap();
        connections
    }

    fn count(connections: &Connections) -> i64 {
        connections
            .read(|c| Ok(c.query_row("SELECT count(*) FROM t", [], |row| row.get(0))?))
            .unwrap()
    }

    #[test]
    fn a_failed_write_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let connections = database(&folder);
        let result: Result<()> = connections.write(|c| {
            c.execute("INSERT INTO t VALUES (1)", [])?;
            Err(Error::invalid("no").into())
        });
        assert_eq!(result.unwrap_err().message(), "no");
        assert_eq!(count(&connections), 0);
    }

    #[test]
    fn a_reader_sees_one_state_while_others_write() {
        let folder = tempfile::tempdir().unwrap();
        let connections = database(&folder);
        let count_in = |c: &Connection| -> i64 {
            c.query_row("SELECT count(*) FROM t", [], |row| row.get(0))
                .unwrap()
        };
        connections
            .read(|reader| {
                assert_eq!(count_in(reader), 0);
                connections.write(|c| Ok(c.execute("INSERT INTO t VALUES (1)", [])?))?;
                assert_eq!(count_in(reader), 0);
                Ok(())
            })
            .unwrap();
        assert_eq!(count(&connections), 1);
    }

    #[test]
    fn connections_are_used_again() {
        let folder = tempfile::tempdir().unwrap();
        let connections = database(&folder);
        for _ in 0..3 {
            count(&connections);
        }
        assert_eq!(lock(&connections.idle).len(), 1);
    }
}
