//! A MySQL database as one of the SQL layer.

use std::path::Path;
use std::sync::Arc;

use crate::error::Error;

use super::super::database::{Database, Work};
use super::super::dialect::Dialect;
use super::super::freshness::Freshness;
use super::super::remote::{self, Access, Connector, Pool};
use super::super::schema::Schema;
use super::super::session::{SqlError, SqlResult};
use super::super::write_set::Scope;
use super::connector::MySqlConnector;
use super::words::MySqlDialect;

/// A database that a server keeps.
pub(super) struct MySqlDatabase {
    pub(super) pool: Pool<MySqlConnector>,
    pub(super) schema: Arc<Schema>,
    pub(super) dialect: &'static MySqlDialect,
}

impl Database for MySqlDatabase {
    fn describe(&self) -> String {
        self.pool.connector().describe()
    }

    fn local_folder(&self) -> Option<&Path> {
        None
    }

    fn dialect(&self) -> &'static dyn Dialect {
        self.dialect
    }

    fn schema_revision(&self) -> SqlResult<Option<String>> {
        let mut revision = None;
        remote::read_now(&self.pool, &mut |session| {
            session.query("SELECT version_num FROM alembic_version", &[], &mut |row| {
                revision = row.text(0);
                Ok(())
            })
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

    /// Other servers and Python's write to the same database, and nothing tells of that.
    fn freshness(&self) -> Option<&dyn Freshness> {
        None
    }
}
