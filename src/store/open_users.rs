//! From an address to the users' database of a server.

use crate::config::{DatabaseUri, StoreLocation, StoreUri};
use crate::error::{Error, Result};

use super::sql::{self, UserDatabase};

/// Opens the users' database of an address. One without users' tables gets them.
pub fn open_users(uri: &StoreUri) -> Result<UserDatabase> {
    match uri.location() {
        StoreLocation::Sqlite(path) => sql::open_users_in_sqlite(path),
        StoreLocation::Database(server) => of_server(uri, server),
        StoreLocation::Folder(_) | StoreLocation::Server | StoreLocation::Service(_) => {
            Err(unsupported(uri))
        }
    }
}

fn of_server(uri: &StoreUri, server: &DatabaseUri) -> Result<UserDatabase> {
    match server.engine {
        #[cfg(feature = "mysql")]
        crate::config::Engine::MySql => sql::open_users_in_mysql(server),
        #[cfg(feature = "postgres")]
        crate::config::Engine::Postgres => sql::open_users_in_postgres(server),
        _ => Err(unsupported(uri)),
    }
}

fn unsupported(uri: &StoreUri) -> Error {
    Error::not_implemented(format!(
        "the users' database `{uri}` cannot be used; expected `sqlite:///basic_auth.db` or a \
         database of PostgreSQL or MySQL that this program was built for"
    ))
}
