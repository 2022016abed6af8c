//! The connections to one database file, and the two ways to use them: [`Connections::read`] sees
//! one state of the database from beginning to end, [`Connections::write`] changes all or nothing.
//!
//! Connections are opened when they are needed and kept for the next one: a command that does one
//! thing opens one. Readers have a connection each; writers of this process take turns
//! ([`super::writer`]), because waiting for a turn is cheaper than waiting for SQLite's lock,
//! which sleeps and polls.
//!
//! # A file that is removed or replaced
//! A connection goes on reading and writing the file that it has opened, whatever becomes of its
//! name. So a process that serves looks before each use which file lies at the path now:
//!
//! 1. It is the same one: the request goes on.
//! 2. There is none: all connections are given up, and the request is refused.
//! 3. It is another one: all connections are given up. When nobody uses the old file any more, the
//!    new one is looked at; if it is a store, it is the database from then on.
//! 4. It is the same one, but somebody writes over it ([`super::overwrite`]): as in 3, when the
//!    file has not changed for a moment. What is in the log alone belongs to what was there
//!    before, and goes.

use std::fs;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use rusqlite::Connection;

use crate::error::{Error, Result};

use super::beside;
use super::driver::{self, Access, Checkpoint, SqlError, SqlResult};
use super::failure;
use super::file_id::FileId;
use super::keeper::Keeper;
use super::legacy::LegacyViews;
use super::lock;
use super::served::{Check, Release, Served, ServedFile};
use super::write_set::{Scope, WriteSet};
use super::writer::Writer;

/// Most connections that wait for their next use: each keeps up to 2 MB of the database in memory.
const MAX_IDLE: usize = 8;

/// The connections to one database file.
pub(crate) struct Connections {
    /// Moves the log into the database, in a process that serves. Dropped first, so that the last
    /// connection is closed here.
    keeper: Option<Keeper>,
    inner: Arc<Inner>,
}

/// What the threads of a process share.
pub(crate) struct Inner {
    writer: Writer,
    pool: Pool,
}

impl Connections {
    /// Connects to a database file, and makes it, empty, if it is not there.
    pub(crate) fn open(path: PathBuf) -> SqlResult<Self> {
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
    pub(crate) fn open_immutable(path: PathBuf) -> SqlResult<Self> {
        Self::with_access(path, Access::Immutable)
    }

    fn with_access(path: PathBuf, access: Access) -> SqlResult<Self> {
        let pool = Pool {
            path,
            access,
            legacy: None,
            idle: Mutex::default(),
            users: Arc::default(),
            served: None,
        };
        let connection = pool.connect()?;
        pool.put_back(Some(connection));
        Ok(Self {
            keeper: None,
            inner: Arc::new(Inner {
                pool,
                writer: Writer::new(),
            }),
        })
    }

    /// Reads a database of a legacy release from now on, and writes nothing.
    pub(crate) fn reading(mut self, legacy: LegacyViews) -> Self {
        let pool = &mut self.inner_mut().pool;
        pool.legacy = Some(legacy);
        lock(&pool.idle).clear();
        self
    }

    /// Whether the database is a legacy release's, and only read.
    pub(crate) fn is_legacy(&self) -> bool {
        self.inner.pool.legacy.is_some()
    }

    /// Prepares for a process that lives long and writes often. A file that takes the place of
    /// the database is used if it passes the check and all connections are released.
    pub(crate) fn serve(&mut self, check: Check, release: Release) {
        self.serve_without_keeper(check, release);
        self.keeper = Some(Keeper::start(Arc::clone(&self.inner)));
    }

    /// As [`Self::serve`], but the log is moved by whoever else sees to it.
    pub(super) fn serve_without_keeper(&mut self, check: Check, release: Release) {
        self.keeper = None;
        let inner = self.inner_mut();
        inner.writer = Writer::serving();
        inner.pool.served = Served::open(&inner.pool.path, check, release);
    }

    fn inner_mut(&mut self) -> &mut Inner {
        Arc::get_mut(&mut self.inner).expect("only a keeper shares it, and there is none")
    }

    /// The database file.
    pub(crate) fn path(&self) -> &Path {
        self.inner.path()
    }

    /// Reads in one transaction, so that several queries see the same state.
    pub(crate) fn read<T>(&self, work: impl FnOnce(&Connection) -> SqlResult<T>) -> SqlResult<T> {
        self.inner.check_file()?;
        let connection = self.inner.pool.lease()?;
        if let Some(legacy) = &self.inner.pool.legacy {
            legacy.announce(self.path());
        }
        let result = connection
            .unchecked_transaction()
            .map_err(SqlError::from)
            .and_then(|transaction| work(&transaction));
        if result.is_err() {
            drop(connection);
            // What failed may have been removed or written over meanwhile.
            self.inner.check_file()?;
        }
        result
    }

    /// Refuses the database of a legacy release, which is only read.
    pub(crate) fn check_writable(&self) -> Result<()> {
        match &self.inner.pool.legacy {
            Some(legacy) => Err(legacy.refusal(self.path())),
            None => Ok(()),
        }
    }

    /// Writes in one transaction, which is durable when this returns. Not to be called by `work`.
    pub(crate) fn write<T>(
        &self,
        scope: Scope,
        work: impl FnOnce(&Connection) -> SqlResult<T>,
    ) -> SqlResult<T> {
        self.check_writable()?;
        self.inner.check_file()?;
        let Inner { pool, writer } = &*self.inner;
        let result = writer.write(pool, scope, work);
        // What went into a file that was removed or written over meanwhile is not kept.
        self.inner.check_file()?;
        result
    }

    /// Opens a connection that belongs to the caller.
    pub(crate) fn connect(&self) -> SqlResult<Handle> {
        self.inner.connect()
    }

    /// What the threads of this process share.
    pub(super) fn inner(&self) -> &Arc<Inner> {
        &self.inner
    }

    #[cfg(test)]
    pub(crate) fn writer(&self) -> &Writer {
        &self.inner.writer
    }
}

impl Inner {
    /// The database file.
    pub(crate) fn path(&self) -> &Path {
        &self.pool.path
    }

    /// Opens a connection that belongs to the caller.
    pub(super) fn connect(&self) -> SqlResult<Handle> {
        self.pool.connect()
    }

    /// Looks at what was written, between two requests to write ([`Writer::look`]).
    pub(super) fn look<T>(
        &self,
        look: impl FnOnce(&Connection, WriteSet) -> SqlResult<T>,
    ) -> SqlResult<T> {
        self.writer.look(&self.pool, look)
    }

    /// Moves the log into the database; says whether all of it was moved.
    pub(crate) fn checkpoint(&self, kind: Checkpoint) -> Result<bool> {
        self.check_file()
            .and_then(|_| self.writer.checkpoint(&self.pool, kind))
            .map_err(|failure| failure.at(self.path()))
    }

    /// Looks at the file without a request, so that the next one to write over it is noticed.
    pub(super) fn look_at_file(&self) {
        // Whoever asks for something next is told of it.
        if self.check_file().is_ok()
            && let Some(served) = &self.pool.served
        {
            served.write().look_at_log();
        }
    }

    /// Which of the files that were the database it is now, as [`Self::check_file`] found last.
    pub(super) fn file_number(&self) -> u64 {
        let served = self.pool.served.as_ref();
        served.map_or(0, |served| served.read().number)
    }

    /// Whether the file at the path is the database, as it was when somebody last looked.
    pub(super) fn has_same_file(&self) -> bool {
        let served = self.pool.served.as_ref();
        served.is_none_or(|served| served.number_at(self.path()).is_ok())
    }

    /// Makes sure that the file at the path is still the database, and gives a number that
    /// changes when another file has become it. Costs a microsecond.
    pub(super) fn check_file(&self) -> SqlResult<u64> {
        let Some(served) = &self.pool.served else {
            return Ok(0);
        };
        let known = served.number_at(self.path());
        known.or_else(|id| self.take_for_database(served, id))
    }

    /// Finds out what has become of the file, of which another one or a changed one lies at the
    /// path now, and takes that for the database if it can be.
    fn take_for_database(&self, served: &Served, id: Option<FileId>) -> SqlResult<u64> {
        let is_overwritten = {
            let mut file = served.write();
            if Some(file.id) == id && !file.is_overwritten() {
                return Ok(file.number);
            }
            Some(file.id) == id
        };
        let log = self.writer.let_go(&self.pool, !is_overwritten);
        let mut released = (served.release)();
        released.append(&mut lock(&self.pool.idle));
        for connection in released {
            self.pool.abandon(&connection, log);
        }
        // Whoever looks next has new connections, whose data versions say nothing of the old ones.
        served.write().number += 1;
        match id {
            None => Err(failure::gone(self.path()).into()),
            Some(_) if is_overwritten => self.adopt_overwritten(served),
            Some(new) => self.adopt(served, new),
        }
    }

    /// Takes another file for the database.
    fn adopt(&self, served: &Served, new: FileId) -> SqlResult<u64> {
        if self.pool.is_in_use() {
            return Err(failure::replaced(self.path()).into());
        }
        self.connect_checked(served)?;
        let mut file = served.write();
        if file.id != new {
            if !file.replace(self.path(), new) {
                return Err(failure::replaced(self.path()).into());
            }
            tracing::warn!(
                "another file was put into the place of the SQLite database `{}`, and is used \
                 from now on",
                self.path().display()
            );
        }
        Ok(file.number)
    }

    /// Takes what somebody has written over the database for the database, if it is one and rests.
    fn adopt_overwritten(&self, served: &Served) -> SqlResult<u64> {
        let mut file = served.write();
        if !file.is_given_up() {
            // Somebody else has taken it.
            return Ok(file.number);
        }
        if self.pool.is_in_use() || !file.rests() {
            return Err(failure::overwritten(self.path()).into());
        }
        let fails = |e| Error::io("open", self.path(), e);
        // Nobody here has the file open: only now its handles can be closed, and the log can go.
        file.reopen(self.path()).map_err(fails)?;
        let lost = match file.unmoved() {
            pages if pages > 0 && !self.has_fitting_log(&file)? => pages,
            _ => 0,
        };
        if lost > 0 || file.unmoved() == 0 {
            driver::empty_log(self.path()).map_err(fails)?;
        }
        self.connect_checked(served)?;
        file.take().map_err(fails)?;
        tracing::warn!(
            "the SQLite database `{}` was written over by another program while it was in use, and \
             is used as it is now; {lost} pages that were in its log alone are lost",
            self.path().display()
        );
        Ok(file.number)
    }

    /// Looks at what is the database now, and keeps the connection: the last one to end would take
    /// the files beside the database along.
    fn connect_checked(&self, served: &Served) -> SqlResult<()> {
        let connection = self.pool.connect()?;
        let checked = (served.check)(&connection, self.path());
        if checked.is_err() {
            self.pool.abandon(&connection, None);
        } else {
            self.pool.put_back(Some(connection));
        }
        checked
    }

    /// Whether what is in the log can belong to what is in the file. It does where somebody has
    /// but touched the file.
    fn has_fitting_log(&self, file: &ServedFile) -> SqlResult<bool> {
        if !file.begins_as_before() {
            return Ok(false);
        }
        let connection = self.pool.connect()?;
        let is_whole = driver::is_consistent(&connection);
        self.pool.abandon(&connection, None);
        Ok(is_whole)
    }
}

/// A connection, which counts as a user of the file for as long as it is open.
pub(crate) struct Handle {
    connection: Connection,
    _user: Arc<()>,
}

impl Deref for Handle {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.connection
    }
}

/// Connections that nobody uses at the moment.
pub(crate) struct Pool {
    path: PathBuf,
    access: Access,
    /// Set for a database of a legacy release.
    legacy: Option<LegacyViews>,
    idle: Mutex<Vec<Handle>>,
    /// Shared by all connections that are open.
    users: Arc<()>,
    /// In a process that serves.
    served: Option<Served>,
}

impl Pool {
    /// The database file.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Opens a new connection.
    pub(crate) fn connect(&self) -> SqlResult<Handle> {
        let connection = driver::connect(&self.path, self.access)?;
        if let Some(legacy) = &self.legacy {
            legacy.set_up(&connection)?;
        }
        Ok(Handle {
            connection,
            _user: Arc::clone(&self.users),
        })
    }

    /// Takes an idle connection, or a new one.
    pub(crate) fn take(&self) -> SqlResult<Handle> {
        let idle = lock(&self.idle).pop();
        idle.map_or_else(|| self.connect(), Ok)
    }

    /// Gives a connection back.
    pub(crate) fn put_back(&self, connection: Option<Handle>) {
        let mut idle = lock(&self.idle);
        if idle.len() < MAX_IDLE {
            idle.extend(connection);
        }
    }

    /// Takes a connection for a while.
    pub(crate) fn lease(&self) -> SqlResult<Lease<'_>> {
        let connection = Some(self.take()?);
        Ok(Lease {
            connection,
            home: self,
        })
    }

    /// Whether somebody has written over the file, in a process that serves.
    pub(super) fn is_overwritten(&self) -> bool {
        let served = self.served.as_ref();
        served.is_some_and(|served| served.write().is_overwritten())
    }

    /// Whether somebody still has a connection.
    fn is_in_use(&self) -> bool {
        Arc::strong_count(&self.users) > 1
    }

    /// Prepares a connection to a file that is not the database any more for its end. The last
    /// one removes the log by its name, which may be that of another database by now.
    pub(super) fn abandon(&self, connection: &Connection, log: Option<FileId>) {
        let present = FileId::at(&beside::beside(&self.path, "-wal"));
        if present.is_some() && present != log {
            let _ = driver::leave_log(connection);
        }
    }
}

/// A connection in use, which goes back to the idle ones at the end.
pub(crate) struct Lease<'a> {
    connection: Option<Handle>,
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
        assert_eq!(lock(&connections.inner.pool.idle).len(), 1);
    }
}
