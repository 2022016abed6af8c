//! From a database to a users' database.

use std::sync::Arc;

use crate::error::Result;

use super::super::database::Database;
use super::super::write_set::Scope;
use super::{UserDatabase, layout};

impl UserDatabase {
    /// The users in a database. One without users' tables gets them.
    pub(in crate::store::sql) fn of(database: impl Database + 'static) -> Result<Self> {
        let users = Self {
            database: Arc::new(database),
        };
        match users.create() {
            Ok(()) => Ok(users),
            // Another server that starts at this moment may have made them.
            Err(error) => users.create().map(|()| users).map_err(|_| error),
        }
    }

    fn create(&self) -> Result<()> {
        let database = &*self.database;
        let created = database.write(Scope::NoRun, &mut |session| {
            layout::create(session, database.dialect()).map(drop)
        });
        created.map_err(|failure| database.explain(failure))
    }
}
