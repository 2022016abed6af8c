//! The SQL store: MLflow's own database, shared with Python's MLflow.
//!
//! | file | what it holds |
//! | --- | --- |
//! | `database`, `session` | the seam between this layer and an engine |
//! | `dialect` | what differs between engines in words |
//! | `sqlite` | an engine: files, connections, locks, schemas, migrations |
//! | `mysql` | another: MySQL and MariaDB |
//! | `postgres` | another: PostgreSQL |
//! | `remote` | what engines share whose database is in another process |
//! | `replica` | a database that is read from a replica |
//! | `users` | the users' database of a server, which is another one with tables of its own |
//! | `upgrade_rules` | what upgrades read out of values, as Python does |
//! | `statement` | the texts of statements, and what runs them |
//! | `tables` | which tables and columns statements name |
//! | `schema` | which of them the database has |
//! | `cache` | what a process that serves caches of runs and of versions |
//! | `freshness`, `write_set` | whether that is stale, and what a transaction wrote to |
//! | `list`, `page` | lists of values, and loading the rows of many entities at once |
//! | `feature` | what a schema can keep, and since which release |
//! | `builder`, `search`, `run_search`, `model_search`, `registry_search` | filters and orders in SQL |
//! | `bookmark`, `breadth`, `shortlist` | pages found without putting all results in order |
//! | `purge` | what is removed for good, with all that belongs to it |
//! | `experiment`, `run`, … | the rows of one entity each, to and from [`crate::entity`] |
//!
//! We add no table and no column. A database of any release is used as it is, and every value is
//! written as the release writes it that the schema belongs to.

mod bookmark;
mod breadth;
mod builder;
mod cache;
mod database;
mod dialect;
mod experiment;
mod experiment_number;
mod feature;
mod freshness;
mod input;
mod lifecycle;
mod list;
mod logged_model;
mod metric;
mod model_metric;
mod model_name;
mod model_search;
mod model_version;
#[cfg(feature = "mysql")]
mod mysql;
#[cfg(test)]
mod older_tests;
mod page;
mod param;
#[cfg(feature = "postgres")]
mod postgres;
mod purge;
#[cfg(test)]
mod recorder;
mod registered_model;
mod registry_search;
#[cfg(any(feature = "mysql", feature = "postgres"))]
mod remote;
mod replica;
mod run;
mod run_row;
mod run_search;
mod run_stage;
mod schema;
mod search;
mod session;
mod shortlist;
mod sqlite;
mod statement;
mod tables;
mod tag;
#[cfg(test)]
mod tests;
mod trace;
mod upgrade_rules;
mod users;
mod webhook;
mod webhook_secret;
mod workspace;
mod write_set;

use std::path::Path;
use std::sync::Arc;

use crate::entity::ExperimentId;
use crate::error::{Error, Result};

use super::{
    PurgeStore, RegistryStore, ReplicaCounts, Store, StoreKind, WebhookStore, locked as lock,
};

use breadth::Breadths;
use cache::DatabaseCache;
use database::{Database, Work};
use freshness::Freshness;
use replica::{Replica, ReplicatedDatabase};
use schema::Schema;
use session::{SqlError, SqlResult};
#[cfg(any(feature = "mysql", feature = "postgres"))]
use sqlite::SchemaVersion;
use statement::{Statements, Transaction};
use write_set::Scope;

#[cfg(feature = "mysql")]
pub use mysql::migrator::{
    create as create_mysql, status as mysql_status, upgrade as upgrade_mysql,
};
#[cfg(feature = "mysql")]
pub use mysql::open::{
    open as open_mysql, open_existing as open_existing_mysql, open_users as open_users_in_mysql,
};
#[cfg(feature = "postgres")]
pub use postgres::migrator::{
    create as create_postgres, status as postgres_status, upgrade as upgrade_postgres,
};
#[cfg(feature = "postgres")]
pub use postgres::open::{
    open as open_postgres, open_existing as open_existing_postgres,
    open_users as open_users_in_postgres,
};
pub use sqlite::backup::{BackupOptions, CopyProgress, backup};
pub use sqlite::clients::Clients;
pub use sqlite::create::create;
pub use sqlite::open::{open as open_sqlite, open_users as open_users_in_sqlite};
pub use sqlite::status::{DatabaseStatus, FeatureStatus, TableRows, status};
pub use sqlite::target::SchemaTarget;
pub use sqlite::upgrade::{SchemaName, UpgradeOptions, UpgradeProgress, Upgraded, upgrade};

pub use users::{GrantWrite, Granted, Holder, NamedGrant, StoredToken, UserDatabase};
pub use webhook_secret::check_webhook_secret_key;

/// A store in a database.
pub struct SqlStore {
    database: Arc<dyn Database>,
    statements: Arc<Statements>,
    breadths: Breadths,
    /// What a process that serves caches.
    cache: Option<DatabaseCache>,
}

impl SqlStore {
    /// A store in a database that has MLflow's schema.
    fn new(database: impl Database + 'static) -> Self {
        let statements = Statements::new(database.dialect(), database.schema());
        Self {
            statements: Arc::new(statements),
            breadths: Breadths::new(database.dialect()),
            database: Arc::new(database),
            cache: None,
        }
    }

    /// The same store, read from a replica of its database. `open` opens that; `name` is its
    /// address, for people.
    pub fn read_from(
        &self,
        name: String,
        open: impl Fn() -> Result<Option<Self>> + Send + Sync + 'static,
    ) -> Result<Self> {
        let replica = Replica::find(name, &*self.database, Box::new(open))?;
        Ok(Self {
            database: Arc::new(ReplicatedDatabase {
                primary: Arc::clone(&self.database),
                replica,
            }),
            statements: Arc::clone(&self.statements),
            breadths: Breadths::new(self.database.dialect()),
            cache: None,
        })
    }

    /// Reads in one transaction, so that several queries see the same state.
    fn read<T>(&self, work: impl Fn(&Transaction) -> SqlResult<T>) -> Result<T> {
        self.try_read(work).map_err(|failure| self.explain(failure))
    }

    /// As [`Self::read`], for callers that want the failure itself.
    fn try_read<T>(&self, work: impl Fn(&Transaction) -> SqlResult<T>) -> SqlResult<T> {
        self.done(work, |work| self.database.read(work))
    }

    /// Reads by one query, or by several of one call of [`Transaction::query_all`].
    fn read_once<T>(&self, work: impl Fn(&Transaction) -> SqlResult<T>) -> Result<T> {
        self.try_read_once(work)
            .map_err(|failure| self.explain(failure))
    }

    /// As [`Self::read_once`], for callers that want the failure itself.
    fn try_read_once<T>(&self, work: impl Fn(&Transaction) -> SqlResult<T>) -> SqlResult<T> {
        self.done(work, |work| self.database.read_once(work))
    }

    /// What work gives that `run` does in a transaction. The work may be done again: some engines
    /// ask for that.
    fn done<T>(
        &self,
        work: impl Fn(&Transaction) -> SqlResult<T>,
        run: impl FnOnce(Work) -> SqlResult<()>,
    ) -> SqlResult<T> {
        let mut done = None;
        run(&mut |session| {
            done = Some(work(&Transaction::new(session, &self.statements))?);
            Ok(())
        })?;
        Ok(done.expect("a transaction that succeeds has done its work"))
    }

    /// Writes in one transaction, which is durable when this returns.
    fn write<T>(&self, scope: Scope, work: impl Fn(&Transaction) -> SqlResult<T>) -> Result<T> {
        self.done(work, |work| self.database.write(scope, work))
            .map_err(|failure| self.explain(failure))
    }

    /// Which tables and columns the database has.
    fn schema(&self) -> &Schema {
        self.statements.schema()
    }

    /// Turns a failure into the error that the user sees.
    fn explain(&self, failure: SqlError) -> Error {
        self.database.explain(failure)
    }

    /// The cache, where there is one, and what tells whether it is stale.
    fn cache(&self) -> Option<(&DatabaseCache, &dyn Freshness)> {
        Some((self.cache.as_ref()?, self.database.freshness()?))
    }
}

impl Store for SqlStore {
    fn describe(&self) -> String {
        self.database.describe()
    }

    fn kind(&self) -> StoreKind {
        StoreKind::Database
    }

    fn local_folder(&self) -> Option<&Path> {
        self.database.local_folder()
    }

    fn schema_revision(&self) -> Result<Option<String>> {
        let revision = self.database.schema_revision();
        revision.map_err(|failure| self.explain(failure))
    }

    fn purge(&self) -> Option<&dyn PurgeStore> {
        Some(self)
    }

    fn registry(&self) -> Option<&dyn RegistryStore> {
        Some(self)
    }

    fn has_traces(&self, experiments: &[ExperimentId]) -> Result<bool> {
        self.find_traces(experiments)
    }

    fn webhooks(&self) -> Option<&dyn WebhookStore> {
        Some(self)
    }

    fn database(&self) -> Option<&SqlStore> {
        Some(self)
    }

    fn replica(&self) -> Option<ReplicaCounts> {
        self.database.replica()
    }

    fn serve(&mut self) {
        let database = Arc::get_mut(&mut self.database);
        database.expect("it is not shared before it serves").serve();
        self.cache = self.database.freshness().map(|_| {
            DatabaseCache::new(Arc::clone(&self.statements), |tx, ids| {
                run_row::load(tx, ids)
            })
        });
    }
}

/// A count as SQL knows it.
fn limit(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX - 1)
}
