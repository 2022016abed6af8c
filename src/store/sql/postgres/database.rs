//! PostgreSQL's database as one of the SQL layer.

use std::path::Path;
use std::sync::Arc;

use crate::error::Error;

use super::super::database::{Database, Work};
use super::super::dialect::Dialect;
use super::super::freshness::Freshness;
use super::super::schema::Schema;
use super::super::session::{SqlError, SqlResult};
use super::super::write_set::Scope;
use super::connector::PostgresConnector;
use super::remote::{self, Access, Connector as _, Pool};
use super::schema;
use super::words::PostgresDialect;

/// A database behind a server.
pub(super) struct PostgresDatabase {
    pool: Pool<PostgresConnector>,
    schema: Arc<Schema>,
}

impl PostgresDatabase {
    /// A database that has MLflow's schema.
    pub(super) fn new(pool: Pool<PostgresConnector>, schema: Schema) -> Self {
        Self {
            pool,
            schema: Arc::new(schema),
        }
    }
}

impl Database for PostgresDatabase {
    fn describe(&self) -> String {
        self.pool.connector().describe()
    }

    fn local_folder(&self) -> Option<&Path> {
        None
    }

    fn dialect(&self) -> &'static dyn Dialect {
        &PostgresDialect
    }

    fn schema_revision(&self) -> SqlResult<Option<String>> {
        let mut revision = None;
        self.read(&mut |session| {
            revision = schema::revision(session)?;
            Ok(())
        })?;
        Ok(revision)
    }

    fn schema(&self) -> Arc<Schema> {
        Arc::clone(&self.schema)
    }

    fn read(&self, work: Work) -> SqlResult<()> {
        remote::run(&self.pool, Access::Read, work)
    }

    fn read_once(&self, work: Work) -> SqlResult<()> {
        remote::run(&self.pool, Access::ReadOnce, work)
    }

    fn read_now(&self, work: Work) -> SqlResult<()> {
        remote::read_now(&self.pool, work)
    }

    fn write(&self, scope: Scope, work: Work) -> SqlResult<()> {
        remote::run(&self.pool, Access::Write(scope), work)
    }

    fn explain(&self, failure: SqlError) -> Error {
        self.pool.connector().explain(failure)
    }

    fn serve(&mut self) {}

    /// Nothing is cached: other servers, and Python's MLflow, write to the same database, and it
    /// does not say cheaply whether they did.
    fn freshness(&self) -> Option<&dyn Freshness> {
        None
    }
}
