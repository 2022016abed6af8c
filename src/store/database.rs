//! What `mlflow db` does to a database, whichever engine keeps it.

use std::path::PathBuf;

use crate::config::{DatabaseUri, Engine};
use crate::error::{Error, Result};

use super::sql::{self, DatabaseStatus, SchemaTarget, UpgradeOptions, UpgradeProgress, Upgraded};

/// Where a database is.
#[derive(Clone, Debug)]
pub enum DatabaseAddress {
    /// An SQLite database.
    File(PathBuf),
    /// A database of a server.
    Server(DatabaseUri),
}

/// Looks at a database.
pub fn status(address: &DatabaseAddress) -> Result<DatabaseStatus> {
    match address {
        DatabaseAddress::File(path) => sql::status(path),
        DatabaseAddress::Server(uri) => match uri.engine {
            #[cfg(feature = "mysql")]
            Engine::MySql => sql::mysql_status(uri),
            #[cfg(feature = "postgres")]
            Engine::Postgres => sql::postgres_status(uri),
            other => Err(unsupported(other)),
        },
    }
}

/// Brings a database to a schema. One without tables gets them.
pub fn upgrade(
    address: &DatabaseAddress,
    options: &UpgradeOptions,
    progress: &dyn Fn(UpgradeProgress),
) -> Result<Upgraded> {
    match address {
        DatabaseAddress::File(path) => sql::upgrade(path, options, progress),
        DatabaseAddress::Server(uri) => match uri.engine {
            #[cfg(feature = "mysql")]
            Engine::MySql => sql::upgrade_mysql(uri, options, progress),
            #[cfg(feature = "postgres")]
            Engine::Postgres => sql::upgrade_postgres(uri, options, progress),
            other => Err(unsupported(other)),
        },
    }
}

/// Makes the tables of a release, and nothing else, in a database that has none. `now` is in
/// milliseconds since 1970 (UTC). Says what the database is and where, for people.
pub fn create(address: &DatabaseAddress, target: SchemaTarget, now: i64) -> Result<String> {
    match address {
        DatabaseAddress::File(path) => {
            sql::create(path, target, now)?;
            Ok(format!("SQLite database `{}`", path.display()))
        }
        DatabaseAddress::Server(uri) => match uri.engine {
            #[cfg(feature = "mysql")]
            Engine::MySql => sql::create_mysql(uri, target, now),
            #[cfg(feature = "postgres")]
            Engine::Postgres => sql::create_postgres(uri, target, now),
            other => Err(unsupported(other)),
        },
    }
}

fn unsupported(engine: Engine) -> Error {
    Error::not_implemented(format!(
        "this program was built without stores of the kind {}",
        engine.name()
    ))
}
