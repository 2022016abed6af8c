//! From an address to a store.

use std::io;
use std::path::Path;

use crate::config::{DatabaseUri, Engine, StoreLocation, StoreUri};
use crate::error::{Error, ErrorCode, Result};

use super::missing::{MissingStore, no_store};
use super::sql::{self, SqlStore};
use super::{OpenOptions, Store, StoreKind, file::FileStore, rest::RestStore};

/// Opens the store of an address, and creates it if it is a local one that is not there yet.
pub fn open(uri: &StoreUri, options: &OpenOptions) -> Result<Box<dyn Store>> {
    Ok(match uri.location() {
        StoreLocation::Folder(path) => Box::new(FileStore::open(path, options)?),
        StoreLocation::Sqlite(path) => {
            check_folder(uri, path)?;
            Box::new(sql::open_sqlite(path, options)?)
        }
        StoreLocation::Server => Box::new(RestStore::open(uri.reveal())?),
        StoreLocation::Database(database) => Box::new(open_database(uri, database, options)?),
        StoreLocation::Service(name) => return Err(unsupported(uri, name)),
    })
}

/// Opens the store in a database that its own server keeps.
#[cfg_attr(
    not(any(feature = "mysql", feature = "postgres")),
    expect(unused_variables)
)]
fn open_database(
    uri: &StoreUri,
    database: &DatabaseUri,
    options: &OpenOptions,
) -> Result<SqlStore> {
    match database.engine {
        #[cfg(feature = "mysql")]
        Engine::MySql => sql::open_mysql(database, options),
        #[cfg(not(feature = "mysql"))]
        Engine::MySql => Err(left_out(uri, "MySQL", "mysql")),
        #[cfg(feature = "postgres")]
        Engine::Postgres => sql::open_postgres(database, options),
        #[cfg(not(feature = "postgres"))]
        Engine::Postgres => Err(left_out(uri, "PostgreSQL", "postgres")),
        Engine::SqlServer => Err(unsupported(uri, database.engine.name())),
    }
}

/// What a program says that was built without a part.
#[cfg(not(all(feature = "mysql", feature = "postgres")))]
fn left_out(uri: &StoreUri, kind: &str, feature: &str) -> Error {
    Error::not_implemented(format!(
        "tracking URI `{uri}`: this program was built without stores of the kind {kind}"
    ))
    .hint(format!(
        "build it with `--features {feature}`, which is the default"
    ))
}

/// Opens the store of an address, but does not create it. A local store that does not exist reads as
/// empty, and nothing can be written to it.
pub fn open_existing(uri: &StoreUri, options: &OpenOptions) -> Result<Box<dyn Store>> {
    if let Some(path) = missing_path(uri)? {
        return Ok(Box::new(MissingStore::new(path.display(), local_kind(uri))));
    }
    let StoreLocation::Database(database) = uri.location() else {
        return open(uri, options);
    };
    Ok(match open_existing_database(uri, database, options)? {
        Some(store) => Box::new(store),
        None => Box::new(MissingStore::new(uri, StoreKind::Database)),
    })
}

/// Opens the store in a database that its own server keeps; `None` if it has no tables yet.
fn open_existing_database(
    uri: &StoreUri,
    database: &DatabaseUri,
    options: &OpenOptions,
) -> Result<Option<SqlStore>> {
    #[cfg(feature = "mysql")]
    if database.engine == Engine::MySql {
        return sql::open_existing_mysql(database, options);
    }
    #[cfg(feature = "postgres")]
    if database.engine == Engine::Postgres {
        return sql::open_existing_postgres(database, options);
    }
    open_database(uri, database, options).map(Some)
}

/// Opens the store in the database of an address, but does not create it. `None` where there are no
/// tables, no file, or no database at all.
pub(super) fn open_existing_in_database(
    uri: &StoreUri,
    options: &OpenOptions,
) -> Result<Option<SqlStore>> {
    if missing_path(uri)?.is_some() {
        return Ok(None);
    }
    match uri.location() {
        StoreLocation::Sqlite(path) => sql::open_sqlite(path, options).map(Some),
        StoreLocation::Database(database) => open_existing_database(uri, database, options),
        _ => Ok(None),
    }
}

/// Opens the store of an address as [`open_existing`] does, for commands that only read.
pub fn open_to_read(uri: &StoreUri, options: &OpenOptions) -> Result<Box<dyn Store>> {
    match uri.location() {
        StoreLocation::Server => Ok(Box::new(RestStore::open_to_read(uri.reveal())?)),
        _ => open_existing(uri, options),
    }
}

/// Refuses a local store that does not exist.
pub fn require(uri: &StoreUri) -> Result<()> {
    match missing_path(uri)? {
        Some(path) => Err(no_store(path.display())
            .hint("name one with `--backend-store-uri` or MLFLOW_TRACKING_URI")),
        None => Ok(()),
    }
}

/// Where a local store would be that is not there yet; `None` where there is one, and for the
/// stores of other machines.
pub fn missing_path(uri: &StoreUri) -> Result<Option<&Path>> {
    let (path, is_there) = match uri.location() {
        StoreLocation::Folder(path) => (path, path.exists()),
        StoreLocation::Sqlite(path) => {
            check_folder(uri, path)?;
            (path, is_database(path))
        }
        StoreLocation::Database(_) | StoreLocation::Server | StoreLocation::Service(_) => {
            return Ok(None);
        }
    };
    Ok((!is_there).then_some(path))
}

/// What kind of store an address of this machine names.
fn local_kind(uri: &StoreUri) -> StoreKind {
    match uri.location() {
        StoreLocation::Folder(_) => StoreKind::Files,
        _ => StoreKind::Database,
    }
}

/// Whether a database is there. An empty file is one that has no tables yet.
fn is_database(path: &Path) -> bool {
    path.metadata()
        .map_or_else(|_| path.exists(), |file| file.len() > 0)
}

/// Refuses a database whose folder does not exist, as after a slash too many in its URI. SQLite does not
/// create folders either.
fn check_folder(uri: &StoreUri, path: &Path) -> Result<()> {
    let folder = path.parent().unwrap_or(path);
    match folder.metadata() {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Err(Error::new(
            ErrorCode::ResourceDoesNotExist,
            format!(
                "there is no folder `{}` for the database of `{uri}`",
                folder.display()
            ),
        )
        .hint(
            "make the folder first; three slashes (`sqlite:///x.db`) name a file of the current \
             folder, four an absolute path",
        )),
        _ => Ok(()),
    }
}

fn unsupported(uri: &StoreUri, kind: &str) -> Error {
    Error::not_implemented(format!(
        "tracking URI `{uri}`: stores of the kind {kind} are not supported yet"
    ))
    .hint(
        "use a folder (`./mlruns`, `file:///…`), an SQLite database (`sqlite:///mlflow.db`) or a \
         server (`http://host:5000`)",
    )
}
