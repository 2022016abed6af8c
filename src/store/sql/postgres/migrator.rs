//! How tables are changed here: within the transaction, under a lock that ends with it.

use crate::config::{DatabaseUri, PostgresSettings};
use crate::error::Result;

use super::super::session::{Session, SqlError, SqlResult};
use super::super::{DatabaseStatus, SchemaTarget, UpgradeOptions, UpgradeProgress, Upgraded};
use super::connector::PostgresConnector;
use super::remote::{self, Migrator, Words};
use super::schema::LOCK;

impl Migrator for PostgresConnector {
    fn words(&self) -> Words {
        Words::Postgres
    }

    fn lock_schema(&self, session: &dyn Session) -> SqlResult<()> {
        session.run(&format!("SELECT pg_advisory_xact_lock({LOCK})"))
    }

    fn unlock_schema(&self, _session: &dyn Session) -> SqlResult<()> {
        Ok(())
    }

    fn is_transactional(&self) -> bool {
        true
    }

    fn is_dispensable(&self, _failure: &SqlError) -> bool {
        false
    }

    fn is_done_already(&self, _failure: &SqlError) -> bool {
        false
    }
}

/// Looks at a database.
pub fn status(uri: &DatabaseUri) -> Result<DatabaseStatus> {
    remote::status(&connector(uri)?)
}

/// Brings a database to a schema. One without tables gets them.
pub fn upgrade(
    uri: &DatabaseUri,
    options: &UpgradeOptions,
    progress: &dyn Fn(UpgradeProgress),
) -> Result<Upgraded> {
    remote::upgrade(&connector(uri)?, options, progress)
}

/// Makes the tables of a release in a database that has none.
pub fn create(uri: &DatabaseUri, target: SchemaTarget, now: i64) -> Result<String> {
    remote::create(&connector(uri)?, target, now)
}

fn connector(uri: &DatabaseUri) -> Result<PostgresConnector> {
    PostgresConnector::new(PostgresSettings::new(uri)?)
}
