//! The connections to one database file that are open, and those among them that nobody uses at
//! the moment. They are opened when they are needed and kept for the next one: a command that does
//! one thing opens one.

use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use rusqlite::Connection;

use super::beside;
use super::driver::{self, Access, SqlResult};
use super::file_id::FileId;
use super::handle::Handle;
use super::legacy::LegacyViews;
use super::lock;
use super::served::Served;

/// Most connections that wait for their next use: each keeps up to 2 MB of the database in memory.
const MAX_IDLE: usize = 8;

/// Connections that nobody uses at the moment.
pub(super) struct Pool {
    path: PathBuf,
    access: Access,
    /// What each connection to a database of an older schema begins with.
    pub(super) views: Option<LegacyViews>,
    pub(super) idle: Mutex<Vec<Handle>>,
    /// Shared by all connections that are open.
    users: Arc<()>,
    /// In a process that serves.
    pub(super) served: Option<Served>,
}

impl Pool {
    /// A pool of one connection to a database file.
    pub(super) fn open(path: PathBuf, access: Access) -> SqlResult<Self> {
        let pool = Self {
            path,
            access,
            views: None,
            idle: Mutex::default(),
            users: Arc::default(),
            served: None,
        };
        let connection = pool.connect()?;
        pool.put_back(Some(connection));
        Ok(pool)
    }

    /// The database file.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Opens a new connection.
    pub(super) fn connect(&self) -> SqlResult<Handle> {
        let connection = driver::connect(&self.path, self.access)?;
        if let Some(views) = &self.views {
            views.set_up(&connection)?;
        }
        Ok(Handle::new(connection, &self.users))
    }

    /// Takes an idle connection, or a new one.
    pub(super) fn take(&self) -> SqlResult<Handle> {
        let idle = lock(&self.idle).pop();
        idle.map_or_else(|| self.connect(), Ok)
    }

    /// Gives a connection back.
    pub(super) fn put_back(&self, connection: Option<Handle>) {
        let mut idle = lock(&self.idle);
        if idle.len() < MAX_IDLE {
            idle.extend(connection);
        }
    }

    /// Takes a connection for a while.
    pub(super) fn lease(&self) -> SqlResult<Lease<'_>> {
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
    pub(super) fn is_in_use(&self) -> bool {
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
pub(super) struct Lease<'a> {
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
