//! A database file that is in use: who reads and writes it, and what becomes of it.
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
//! 5. It is the same one, but its schema has become another: the request is refused, because the
//!    statements of this process are made for the schema that it found. The keeper looks for that,
//!    once a second ([`super::keeper`]), so that requests need not.

use std::path::Path;

use rusqlite::Connection;

use crate::error::{Error, Result};

use super::driver::{self, Checkpoint, SqlError, SqlResult};
use super::failure;
use super::file_id::FileId;
use super::handle::Handle;
use super::lock;
use super::pool::Pool;
use super::served::{Served, ServedFile};
use super::write_set::WriteSet;
use super::writer::Writer;

/// A database file, as the threads of a process share it.
pub(super) struct DatabaseFile {
    pub(super) writer: Writer,
    pub(super) pool: Pool,
}

impl DatabaseFile {
    /// The database file.
    pub(super) fn path(&self) -> &Path {
        self.pool.path()
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
    pub(super) fn checkpoint(&self, kind: Checkpoint) -> Result<bool> {
        self.check_file()
            .and_then(|_| self.writer.checkpoint(&self.pool, kind))
            .map_err(|failure| failure.at(self.path()))
    }

    /// Looks at the file without a request, so that the next one to write over it is noticed, and so
    /// is another schema.
    pub(super) fn look_at_file(&self) {
        // Whoever asks for something next is told of it.
        if self.check_file().is_ok()
            && let Some(served) = &self.pool.served
        {
            served.write().look_at_log();
            let _ = self.look_at_schema(served);
        }
    }

    /// Looks whether another program has changed the schema. Where the database cannot be looked at
    /// now, the next look tells.
    fn look_at_schema(&self, served: &Served) -> SqlResult<()> {
        let connection = self.pool.lease()?;
        let version = driver::schema_version(&connection)?;
        if !served.read().may_have_other_schema(version) {
            return Ok(());
        }
        let is_other = match (served.check)(&connection, self.path()) {
            Ok(()) => false,
            Err(SqlError::Refused(_)) => true,
            Err(failure) => return Err(failure),
        };
        served.write().note_schema(version, is_other);
        Ok(())
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
                return if file.has_other_schema() {
                    Err(failure::other_schema(self.path()).into())
                } else {
                    Ok(file.number)
                };
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
                "another file has replaced the SQLite database `{}`, and is used \
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
