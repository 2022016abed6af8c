//! From an address to a store.

use std::sync::Arc;
use std::time::Duration;

use crate::config::{DatabaseUri, PoolSettings, PostgresSettings};
use crate::error::{Error, Result};
use crate::store::OpenOptions;

use super::super::schema::Schema;
use super::super::session::{Session, SqlResult};
use super::super::users::UserDatabase;
use super::super::write_set::Scope;
use super::SqlStore;
use super::connection::PostgresConnection;
use super::connector::PostgresConnector;
use super::database::PostgresDatabase;
use super::remote::{
    Access, Connection as _, Connector as _, LegacyTables, Pool, Words, connect_patiently,
};
use super::schema::{self, Content};

/// Opens the store in a database. One without MLflow's tables becomes a new store.
pub fn open(uri: &DatabaseUri, options: &OpenOptions) -> Result<SqlStore> {
    let store = begin(uri, options, WithoutTables::Creates)?;
    store.ok_or_else(|| Error::internal("the tables were not made"))
}

/// Opens the store in a database; `None` for one without MLflow's tables.
pub fn open_existing(uri: &DatabaseUri, options: &OpenOptions) -> Result<Option<SqlStore>> {
    begin(uri, options, WithoutTables::IsNone)
}

/// Opens the users in a database, whatever else it has.
pub fn open_users(uri: &DatabaseUri) -> Result<UserDatabase> {
    let connector = PostgresConnector::new(PostgresSettings::new(uri)?)?;
    let settings = PoolSettings::from_env()?;
    match connect_patiently(&connector, settings.wait) {
        Ok(connection) => connector.keep(connection),
        Err(failure) => return Err(connector.explain(failure)),
    }
    let pool = Pool::new(connector, settings);
    UserDatabase::of(PostgresDatabase::new(pool, Schema::default()))
}

/// What becomes of a database without MLflow's tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum WithoutTables {
    Creates,
    IsNone,
}

fn begin(
    uri: &DatabaseUri,
    options: &OpenOptions,
    without: WithoutTables,
) -> Result<Option<SqlStore>> {
    let connector = PostgresConnector::new(PostgresSettings::new(uri)?)?;
    let pool = PoolSettings::from_env()?;
    // Who only reads is told at once that there is no database.
    let wait = match without {
        WithoutTables::Creates => pool.wait,
        WithoutTables::IsNone => Duration::ZERO,
    };
    match prepare(&connector, &pool, options, without, wait) {
        Ok(schema) => Ok(schema.map(|schema| {
            let pool = Pool::new(connector, pool);
            SqlStore::new(PostgresDatabase::new(pool, schema))
        })),
        Err(failure) => Err(connector.explain(failure)),
    }
}

/// Makes sure that the database is a store, and says what it has.
fn prepare(
    connector: &PostgresConnector,
    pool: &PoolSettings,
    options: &OpenOptions,
    without: WithoutTables,
    wait: Duration,
) -> SqlResult<Option<Schema>> {
    let mut connection = connect_patiently(connector, wait)?;
    let database = connector.describe();
    let found = transaction(&mut connection, Access::Read, |session| {
        schema::examine(session, &database)
    })?;
    let version = match found {
        Content::Nothing if without == WithoutTables::IsNone => return Ok(None),
        Content::Store {
            version,
            has_default_experiment: true,
        } => version,
        _ => transaction(&mut connection, Access::Write(Scope::NoRun), |session| {
            schema::complete(session, &database, options)
        })?,
    };
    let schema = if version.is_complete() {
        Schema::default()
    } else {
        let older = transaction(&mut connection, Access::Read, |session| {
            schema::of_older(session, &version, &database)
        })?;
        let legacy = Arc::new(LegacyTables::of(&older, Words::Postgres));
        connector.set_legacy(Arc::clone(&legacy));
        connection.set_legacy(legacy);
        Schema::older(older)
    };
    connection.set_limits(connector.limit_statements(pool.statement_limit));
    connector.keep(connection);
    Ok(Some(schema))
}

/// Does work once in a transaction of a connection.
fn transaction<T>(
    connection: &mut PostgresConnection,
    access: Access,
    work: impl Fn(&dyn Session) -> SqlResult<T>,
) -> SqlResult<T> {
    connection.begin(access)?;
    let mut done = None;
    let ended = connection.work(&mut |session| {
        done = Some(work(session)?);
        Ok(())
    });
    match ended {
        Ok(()) => connection.commit()?,
        Err(failure) => {
            connection.roll_back()?;
            return Err(failure);
        }
    }
    Ok(done.expect("work that succeeds is done"))
}
