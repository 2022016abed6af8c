//! The connections to one database file, and the two ways to use them: [`Connections::read`] sees
//! one state of the database from beginning to end, [`Connections::write`] changes all or nothing.
//!
//! Connections are opened when they are needed and kept for the next one: a command that does one
//! thing opens one. Readers have a connection each; writers of this process take turns
//! ([`super::writer`]), because waiting for a turn is cheaper than waiting for SQLite's lock,
//! which sleeps and polls.

use std::fs;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use rusqlite::Connection;

use crate::error::{Error, Result};

use super::dialect::{self, Access, Outcome};
use super::lock;
use super::older::Older;
use super::touched::{Touch, Touched};
use super::writer::Writer;

/// Most connections that wait for their next use: each keeps up to 2 MB of the database in memory.
const MAX_IDLE: usize = 8;

/// The connections to one database file.
pub(super) struct Connections {
    pool: Pool,
    writer: Writer,
}

impl Connections {
    /// Connects to a database file, and makes it, empty, if it is not there.
    pub(super) fn open(path: PathBuf) -> Outcome<Self> {
        match Self::with_access(path.clone(), Access::Existing) {
            Err(failure) if failure.is_cannot_open() && is_missing(&path) => {
                if let Some(folder) = path.parent() {
                    fs::create_dir_all(folder).map_err(|e| Error::io("create", folder, e))?;
                }
                Self::with_access(path, Access::Create)
            }
            connected => connected,
        }
    }

    /// Connects to a database beside which nothing can be written.
    pub(super) fn open_immutable(path: PathBuf) -> Outcome<Self> {
        Self::with_access(path, Access::Immutable)
    }

    fn with_access(path: PathBuf, access: Access) -> Outcome<Self> {
        let connection = dialect::connect(&path, access)?;
        Ok(Self {
            pool: Pool {
                path,
                access,
                older: None,
                idle: Mutex::new(vec![connection]),
            },
            writer: Writer::new(),
        })
    }

    /// Reads a database of an older release from now on, and writes nothing.
    pub(super) fn reading(mut self, older: Older) -> Self {
        self.pool.older = Some(older);
        lock(&self.pool.idle).clear();
        self
    }

    /// Prepares for a process that lives long and writes often.
    pub(super) fn serve(&mut self) {
        self.writer = Writer::serving();
    }

    /// The database file.
    pub(super) fn path(&self) -> &Path {
        &self.pool.path
    }

    /// Reads in one transaction, so that several queries see the same state.
    pub(super) fn read<T>(&self, work: impl FnOnce(&Connection) -> Outcome<T>) -> Result<T> {
        self.try_read(work)
            .map_err(|failure| failure.at(self.path()))
    }

    /// As [`Self::read`], for callers that want the failure itself.
    pub(super) fn try_read<T>(&self, work: impl FnOnce(&Connection) -> Outcome<T>) -> Outcome<T> {
        let connection = self.pool.lease()?;
        let transaction = connection.unchecked_transaction()?;
        work(&transaction)
    }

    /// Writes in one transaction, which is durable when this returns. Not to be called by `work`.
    pub(super) fn write<T>(
        &self,
        touch: Touch,
        work: impl FnOnce(&Connection) -> Outcome<T>,
    ) -> Result<T> {
        self.try_write(touch, work)
            .map_err(|failure| failure.at(self.path()))
    }

    /// As [`Self::write`], for callers that want the failure itself.
    pub(super) fn try_write<T>(
        &self,
        touch: Touch,
        work: impl FnOnce(&Connection) -> Outcome<T>,
    ) -> Outcome<T> {
        if let Some(older) = &self.pool.older {
            return Err(older.refusal(self.path()).into());
        }
        self.writer.write(&self.pool, touch, work)
    }

    /// Opens a connection that belongs to the caller.
    pub(super) fn connect(&self) -> Outcome<Connection> {
        self.pool.connect()
    }

    /// Looks at what was written, between two requests to write ([`Writer::look`]).
    pub(super) fn look<T>(
        &self,
        look: impl FnOnce(&Connection, Touched) -> Outcome<T>,
    ) -> Outcome<T> {
        self.writer.look(&self.pool, look)
    }

    #[cfg(test)]
    pub(super) fn writer(&self) -> &Writer {
        &self.writer
    }
}

/// Connections that nobody uses at the moment.
pub(super) struct Pool {
    path: PathBuf,
    access: Access,
    /// Set for a database of an older release.
    older: Option<Older>,
    idle: Mutex<Vec<Connection>>,
}

impl Pool {
    /// The database file.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Opens a new connection.
    pub(super) fn connect(&self) -> Outcome<Connection> {
        let connection = dialect::connect(&self.path, self.access)?;
        if let Some(older) = &self.older {
            older.set_up(&connection)?;
        }
        Ok(connection)
    }

    /// Takes an idle connection, or a new one.
    pub(super) fn take(&self) -> Outcome<Connection> {
        let idle = lock(&self.idle).pop();
        idle.map_or_else(|| self.connect(), Ok)
    }

    /// Gives a connection back.
    pub(super) fn put_back(&self, connection: Option<Connection>) {
        let mut idle = lock(&self.idle);
        if idle.len() < MAX_IDLE {
            idle.extend(connection);
        }
    }

    /// Takes a connection for a while.
    pub(super) fn lease(&self) -> Outcome<Lease<'_>> {
        let connection = Some(self.take()?);
        Ok(Lease {
            connection,
            home: self,
        })
    }
}

/// A connection in use, which goes back to the idle ones at the end.
pub(super) struct Lease<'a> {
    connection: Option<Connection>,
    home: &'a Pool,
}

impl Deref for Lease<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.connection.as_ref().expect("it leaves in `drop` alone")
    }
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        self.home.put_back(self.connection.take());
    }
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
            .write(Touch::NoRun, |c| Ok(c.execute_batch("CREATE TABLE t (a)")?))
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
        let result: Result<()> = connections.write(Touch::NoRun, |c| {
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
                connections.write(Touch::NoRun, |c| {
                    Ok(c.execute("INSERT INTO t VALUES (1)", [])?)
                })?;
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
        assert_eq!(lock(&connections.pool.idle).len(), 1);
    }
}
