//! From an address to a store.

use std::sync::Arc;

use crate::config::{DatabaseUri, MySqlSettings, PoolSettings};
use crate::error::Result;
use crate::store::OpenOptions;

use super::super::remote::{Connector as _, Pool, connect_patiently};
use super::super::session::SqlResult;
use super::SqlStore;
use super::connector::MySqlConnector;
use super::database::MySqlDatabase;
use super::failure;
use super::schema;
use super::words::MySqlDialect;

/// Opens the store in a database, which becomes a new one if it has no tables.
pub fn open(uri: &DatabaseUri, options: &OpenOptions) -> Result<SqlStore> {
    let pool = PoolSettings::from_env()?;
    let connector = MySqlConnector::new(MySqlSettings::new(uri)?);
    let described = connector.describe();
    let database = prepare(connector, pool, options);
    let database = database.map_err(|failure| failure::explain(failure, &described))?;
    Ok(SqlStore::new(database))
}

fn prepare(
    connector: MySqlConnector,
    settings: PoolSettings,
    options: &OpenOptions,
) -> SqlResult<MySqlDatabase> {
    let mut connection = connect_patiently(&connector, settings.wait)?;
    let schema = schema::prepare(&mut connection, &connector.describe(), options)?;
    let collation = schema::collation_of_ids(&connection)?;
    drop(connection);
    Ok(MySqlDatabase {
        pool: Pool::new(connector, settings),
        schema: Arc::new(schema),
        dialect: MySqlDialect::of(&collation),
    })
}
