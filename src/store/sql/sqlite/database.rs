//! SQLite's database as one of the SQL layer.

use std::path::Path;
use std::sync::Arc;

use crate::error::Error;

use super::super::database::{Database, Work};
use super::super::dialect::Dialect;
use super::super::freshness::Freshness;
use super::super::schema::Schema;
use super::columns;
use super::connections::Connections;
use super::driver::{SqlError, SqlResult};
use super::freshness::{Follower, Following};
use super::legacy::LegacyViews;
use super::revision::{self, DatabaseContent, SchemaVersion};
use super::schema;
use super::words::SqliteDialect;
use super::write_set::Scope;

/// A database in a file.
pub(super) struct SqliteDatabase {
    connections: Connections,
    schema: Arc<Schema>,
    /// Whose schema it has, if it is an older one.
    older: Option<SchemaVersion>,
    /// Tells a cache whether it is stale, in a process that serves.
    following: Option<Following>,
}

impl SqliteDatabase {
    /// A database that has MLflow's schema, or that of an older release.
    pub(super) fn new(
        mut connections: Connections,
        older: Option<SchemaVersion>,
    ) -> SqlResult<Self> {
        let mut schema = Schema::default();
        if let Some(version) = &older {
            let way_out = version.way_out(connections.path());
            let older = connections.read(|c| Ok(columns::of_older(c, way_out)?))?;
            connections = connections.with_views(LegacyViews::of(&older))?;
            schema = Schema::older(older);
        }
        Ok(Self {
            connections,
            schema: Arc::new(schema),
            older,
            following: None,
        })
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

    fn schema(&self) -> Arc<Schema> {
        Arc::clone(&self.schema)
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

    /// A file that cannot be opened has been taken away.
    fn is_away(&self, failure: &SqlError) -> bool {
        failure.is_for_want_of_files()
    }

    fn serve(&mut self) {
        self.following = None;
        let follower = Arc::<Follower>::default();
        let user = Arc::clone(&follower);
        let older = self.older.clone();
        let check = move |connection: &_, path: &_| schema::check(connection, path, older.as_ref());
        self.connections
            .serve(Box::new(check), Box::new(move || user.release()));
        self.following = Some(Following::new(self.connections.file(), follower));
    }

    fn freshness(&self) -> Option<&dyn Freshness> {
        let following = self.following.as_ref()?;
        Some(following)
    }
}
