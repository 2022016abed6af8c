//! A connection that is open.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use rusqlite::Connection;

/// A connection, which counts as a user of the file for as long as it is open.
pub(super) struct Handle {
    connection: Connection,
    _user: Arc<()>,
}

impl Handle {
    /// Counts a connection among the users of a file.
    pub(super) fn new(connection: Connection, users: &Arc<()>) -> Self {
        Self {
            connection,
            _user: Arc::clone(users),
        }
    }
}

impl Deref for Handle {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.connection
    }
}

impl DerefMut for Handle {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.connection
    }
}
