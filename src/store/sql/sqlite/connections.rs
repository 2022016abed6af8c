//! The connections to one database file, and the two ways to use them: [`Connections::read`] sees
//! one state of the database from beginning to end, [`Connections::write`] changes all or nothing.
//!
//! Readers have a connection each; writers of this process take turns ([`super::writer`]), because
//! waiting for a turn is cheaper than waiting for SQLite's lock, which sleeps and polls.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::Connection;

use crate::error::Error;

use super::driver::{Access, SqlError, SqlResult};
use super::file::DatabaseFile;
use super::handle::Handle;
use super::keeper::Keeper;
use super::legacy::LegacyViews;
use super::lock;
use super::pool::Pool;
use super::served::{Check, Release, Served};
use super::write_set::Scope;
use super::writer::Writer;

/// The connections to one database file.
pub(super) struct Connections {
    /// Moves the log into the database, in a process that serves. Dropped first, so that the last
    /// connection is closed here.
    keeper: Option<Keeper>,
    file: Arc<DatabaseFile>,
}

impl Connections {
    /// Connects to a database file, and makes it, empty, if it is not there.
    pub(super) fn open(path: PathBuf) -> SqlResult<Self> {
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
    pub(super) fn open_immutable(path: PathBuf) -> SqlResult<Self> {
        Self::with_access(path, Access::Immutable)
    }

    fn with_access(path: PathBuf, access: Access) -> SqlResult<Self> {
        let file = DatabaseFile {
            pool: Pool::open(path, access)?,
            writer: Writer::new(),
        };
        Ok(Self {
            keeper: None,
            file: Arc::new(file),
        })
    }

    /// Puts views before the tables of an older schema from now on.
    pub(super) fn with_views(mut self, views: LegacyViews) -> SqlResult<Self> {
        let pool = &mut self.file_mut().pool;
        for connection in lock(&pool.idle).iter() {
            views.set_up(connection)?;
        }
        pool.views = Some(views);
        Ok(self)
    }

    /// Prepares for a process that lives long and writes often. A file that replaces
    /// the database is used if it passes the check and all connections are released.
    pub(super) fn serve(&mut self, check: Check, release: Release) {
        self.serve_without_keeper(check, release);
        self.keeper = Some(Keeper::start(Arc::clone(&self.file)));
    }

    /// As [`Self::serve`], but the log is moved by whoever else sees to it.
    pub(super) fn serve_without_keeper(&mut self, check: Check, release: Release) {
        self.keeper = None;
        let file = self.file_mut();
        file.writer = Writer::serving();
        file.pool.served = Served::open(file.path(), check, release);
    }

    fn file_mut(&mut self) -> &mut DatabaseFile {
        Arc::get_mut(&mut self.file).expect("only a keeper shares it, and there is none")
    }

    /// The database file.
    pub(super) fn path(&self) -> &Path {
        self.file.path()
    }

    /// Reads in one transaction, so that several queries see the same state.
    pub(super) fn read<T>(&self, work: impl FnOnce(&Connection) -> SqlResult<T>) -> SqlResult<T> {
        self.file.check_file()?;
        let connection = self.file.pool.lease()?;
        let result = connection
            .unchecked_transaction()
            .map_err(SqlError::from)
            .and_then(|transaction| work(&transaction));
        if result.is_err() {
            drop(connection);
            // What failed may have been removed or written over meanwhile.
            self.file.check_file()?;
        }
        result
    }

    /// Writes in one transaction, which is durable when this returns. Not to be called by `work`.
    pub(super) fn write<T>(
        &self,
        scope: Scope,
        work: impl FnOnce(&Connection) -> SqlResult<T>,
    ) -> SqlResult<T> {
        self.file.check_file()?;
        let DatabaseFile { pool, writer } = &*self.file;
        let result = writer.write(pool, scope, work);
        // What went into a file that was removed or written over meanwhile is not kept.
        self.file.check_file()?;
        result
    }

    /// Opens a connection that belongs to the caller.
    pub(super) fn connect(&self) -> SqlResult<Handle> {
        self.file.connect()
    }

    /// The file that the threads of this process share.
    pub(super) fn file(&self) -> &Arc<DatabaseFile> {
        &self.file
    }

    #[cfg(test)]
    pub(super) fn writer(&self) -> &Writer {
        &self.file.writer
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
            .write(Scope::NoRun, |c| Ok(c.execute_batch("CREATE TABLE t (a)")?))
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
        let result: SqlResult<()> = connections.write(Scope::NoRun, |c| {
            c.execute("INSERT INTO t VALUES (1)", [])?;
            Err(Error::invalid("no").into())
        });
        let error = result.unwrap_err().at(connections.path());
        assert_eq!(error.message(), "no");
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
                connections.write(Scope::NoRun, |c| {
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
        assert_eq!(lock(&connections.file.pool.idle).len(), 1);
    }
}
