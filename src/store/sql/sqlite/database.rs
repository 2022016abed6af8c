//! SQLite's database as one of the SQL layer.

use std::path::Path;
use std::sync::Arc;

use crate::error::{Error, Result};

use super::super::database::{Database, Work};
use super::super::dialect::Dialect;
use super::super::freshness::Freshness;
use super::connections::Connections;
use super::driver::{SqlError, SqlResult};
use super::freshness::{Follower, Following};
use super::revision::{self, DatabaseContent};
use super::schema;
use super::words::SqliteDialect;
use super::write_set::Scope;

/// A database in a file.
pub(super) struct SqliteDatabase {
    connections: Connections,
    /// Tells a cache whether it is stale, in a process that serves.
    following: Option<Following>,
}

impl SqliteDatabase {
    pub(super) fn new(connections: Connections) -> Self {
        Self {
            connections,
            following: None,
        }
    }
}

impl Database for SqliteDatabase {
    fn describe(&self) -> String {
        format!("SQLite database `{}`", self.connections.path().display())
    }

    fn local_folder(&self) -> Option<&Path> {
        self.connections.path().parent()
    }

    fn dialect(&self) -> &'static dyn Dialect {
        &SqliteDialect
    }

    fn schema_revision(&self) -> SqlResult<Option<String>> {
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

    fn read(&self, work: Work) -> SqlResult<()> {
        self.connections.read(|connection| work(connection))
    }

    /// Nothing is repeated: who writes has the whole database.
    fn write(&self, scope: Scope, work: Work) -> SqlResult<()> {
        self.connections.write(scope, |connection| work(connection))
    }

    fn explain(&self, failure: SqlError) -> Error {
        failure.at(self.connections.path())
    }

    fn serve(&mut self) {
        // What is only read is never written, so there is nothing to cache of it.
        if self.connections.is_legacy() {
            return;
        }
        self.following = None;
        let follower = Arc::<Follower>::default();
        let user = Arc::clone(&follower);
        self.connections
            .serve(schema::check, Box::new(move || user.release()));
        self.following = Some(Following::new(self.connections.file(), follower));
    }

    fn freshness(&self) -> Option<&dyn Freshness> {
        let following = self.following.as_ref()?;
        Some(following)
    }
}
