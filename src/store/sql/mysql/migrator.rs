//! How tables are changed here: one by one, under a lock of the server's.

use std::time::Duration;

use crate::config::{DatabaseUri, MySqlSettings};
use crate::error::{Error, ErrorCode, Result};

use super::super::remote::{self, Connector as _, Migrator, Words};
use super::super::session::{Session, SqlError, SqlResult};
use super::super::{DatabaseStatus, SchemaTarget, UpgradeOptions, UpgradeProgress, Upgraded};
use super::connector::MySqlConnector;
use super::failure;

/// What the server says of a statement whose work is done: the table, the column, the index, the
/// key, the foreign key, the check or the trigger is there, or is gone.
const DONE: [u16; 9] = [1050, 1054, 1060, 1061, 1068, 1091, 1359, 1826, 3822];

/// What a server says of a trigger to most users, where it has a binary log, and to those who may
/// make none. This program does not use the one that newer schemas have.
const NO_TRIGGER: u16 = 1419;
const DENIED: u16 = 1142;
const DENIED_TRIGGER: &str = "TRIGGER command denied";

/// What MariaDB says of a foreign key that is there, before a number of its own.
const CANNOT_CREATE: u16 = 1005;
const DUPLICATE: &str = "errno: 121";

/// The lock of who changes the tables: its name is that of the database, for one server has many.
const LOCK: &str = "CONCAT('mlflow.', MD5(DATABASE()))";

/// How long another process may take to change the tables.
const PATIENCE: Duration = Duration::from_secs(120);

/// Waits until nobody else changes the tables, and keeps others from it. `database` is what it is
/// for people.
pub(super) fn lock(session: &dyn Session, database: &str) -> SqlResult<()> {
    let mut got = false;
    let query = format!("SELECT GET_LOCK({LOCK}, {})", PATIENCE.as_secs());
    session.query(&query, &[], &mut |row| {
        got = row.flag(0);
        Ok(())
    })?;
    if got {
        return Ok(());
    }
    Err(Error::new(
        ErrorCode::TemporarilyUnavailable,
        format!(
            "another process has been changing the tables of the {database} for {} seconds",
            PATIENCE.as_secs()
        ),
    )
    .into())
}

/// Lets others change the tables.
pub(super) fn unlock(session: &dyn Session) -> SqlResult<()> {
    session.run(&format!("DO RELEASE_LOCK({LOCK})"))
}

/// Whether the server lets this user make no trigger. The user is told of it.
pub(super) fn is_forbidden_trigger(failure: &SqlError) -> bool {
    let is_forbidden = failure::server_error(failure).is_some_and(|error| {
        error.code == NO_TRIGGER
            || error.code == DENIED && error.message.starts_with(DENIED_TRIGGER)
    });
    if is_forbidden {
        tracing::warn!(
            "the database gets no trigger on the table `secrets`, which this program does not \
             use: {}",
            failure::reason(failure)
        );
    }
    is_forbidden
}

impl Migrator for MySqlConnector {
    fn words(&self) -> Words {
        Words::MySql
    }

    fn lock_schema(&self, session: &dyn Session) -> SqlResult<()> {
        lock(session, &self.describe())
    }

    fn unlock_schema(&self, session: &dyn Session) -> SqlResult<()> {
        unlock(session)
    }

    fn is_transactional(&self) -> bool {
        false
    }

    fn is_dispensable(&self, failure: &SqlError) -> bool {
        is_forbidden_trigger(failure)
    }

    fn is_done_already(&self, failure: &SqlError) -> bool {
        failure::server_error(failure).is_some_and(|error| {
            DONE.contains(&error.code)
                || error.code == CANNOT_CREATE && error.message.contains(DUPLICATE)
        })
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

fn connector(uri: &DatabaseUri) -> Result<MySqlConnector> {
    MySqlConnector::new(MySqlSettings::new(uri)?)
}
