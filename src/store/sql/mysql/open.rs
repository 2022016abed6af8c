//! From an address to a store.

use std::sync::Arc;
use std::time::Duration;

use crate::config::{DatabaseUri, MySqlSettings, PoolSettings};
use crate::error::{Error, Result};
use crate::store::OpenOptions;

use super::super::remote::{Connector as _, Pool, connect_patiently};
use super::super::schema::Schema;
use super::super::session::SqlResult;
use super::super::users::UserDatabase;
use super::SqlStore;
use super::connection::MySqlConnection;
use super::connector::MySqlConnector;
use super::database::MySqlDatabase;
use super::schema;
use super::words::MySqlDialect;

/// Opens the store in a database, which becomes a new one if it has no tables.
pub fn open(uri: &DatabaseUri, options: &OpenOptions) -> Result<SqlStore> {
    let settings = PoolSettings::from_env()?;
    let store = open_if(uri, options, settings.wait, |_| Ok(true))?;
    store.ok_or_else(|| Error::internal("the database has got no store"))
}

/// Opens the store in a database; `None` if it has no tables. Who only reads is told at once that
/// there is no database.
pub fn open_existing(uri: &DatabaseUri, options: &OpenOptions) -> Result<Option<SqlStore>> {
    open_if(uri, options, Duration::ZERO, |connection| {
        Ok(!schema::is_new(connection)?)
    })
}

/// Opens the users in a database, whatever else it has.
pub fn open_users(uri: &DatabaseUri) -> Result<UserDatabase> {
    let settings = PoolSettings::from_env()?;
    let connector = MySqlConnector::new(MySqlSettings::new(uri)?)?;
    let asked = connect_patiently(&connector, settings.wait)
        .and_then(|connection| schema::collation_of_ids(&connection));
    let collation = asked.map_err(|failure| connector.explain(failure))?;
    UserDatabase::of(MySqlDatabase {
        pool: Pool::new(connector.with_limit(settings.statement_limit), settings),
        schema: Arc::new(Schema::default()),
        dialect: MySqlDialect::of(&collation),
    })
}

/// Opens the store in a database of which something holds.
fn open_if(
    uri: &DatabaseUri,
    options: &OpenOptions,
    wait: Duration,
    holds: impl Fn(&MySqlConnection) -> SqlResult<bool>,
) -> Result<Option<SqlStore>> {
    let settings = PoolSettings::from_env()?;
    let connector = MySqlConnector::new(MySqlSettings::new(uri)?)?;
    let described = connector.describe();
    let open = || {
        let mut connection = connect_patiently(&connector, wait)?;
        if !holds(&connection)? {
            return Ok(None);
        }
        let prepared = schema::prepare(&mut connection, &described, options)?;
        Ok(Some((prepared, schema::collation_of_ids(&connection)?)))
    };
    let opened = open().map_err(|failure| connector.explain(failure))?;
    Ok(opened.map(|((schema, legacy), collation)| {
        SqlStore::new(MySqlDatabase {
            pool: Pool::new(
                connector
                    .with_legacy(legacy)
                    .with_limit(settings.statement_limit),
                settings,
            ),
            schema: Arc::new(schema),
            dialect: MySqlDialect::of(&collation),
        })
    }))
}
