//! From a tracking URI to a store.

use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::uri;

use super::missing::{MissingStore, no_store};
use super::{Store, file::FileStore, rest::RestStore, sql::SqlStore};

/// What a new store needs to begin with.
#[derive(Clone, Debug)]
pub struct OpenOptions {
    /// Where the artifacts of experiments go that say nothing else: an absolute path or a URI.
    pub artifact_root: String,
    /// Milliseconds since 1970 (UTC), for the `Default` experiment of a new store.
    pub now: i64,
}

/// Opens the store that a tracking URI names, and creates it if it is a local one that is not
/// there yet.
pub fn open(tracking_uri: &str, options: &OpenOptions) -> Result<Box<dyn Store>> {
    let scheme = uri::scheme(tracking_uri);
    match scheme.as_deref() {
        None | Some("file") => Ok(Box::new(FileStore::open(&local(tracking_uri)?, options)?)),
        // SQLAlchemy lets a URI name its driver too; this is the default one.
        Some("sqlite" | "sqlite+pysqlite") => Ok(Box::new(SqlStore::open(tracking_uri, options)?)),
        Some("http" | "https") => Ok(Box::new(RestStore::open(tracking_uri)?)),
        Some(other) => Err(unsupported(tracking_uri, other)),
    }
}

/// Opens the store that a tracking URI names and makes none: where a local one is not there yet,
/// nothing is found, and nothing can be written.
pub fn open_existing(tracking_uri: &str, options: &OpenOptions) -> Result<Box<dyn Store>> {
    match missing_place(tracking_uri)? {
        Some(path) => Ok(Box::new(MissingStore::new(path))),
        None => open(tracking_uri, options),
    }
}

/// Opens the store that a tracking URI names, as [`open_existing`] does, for somebody who only looks.
pub fn open_to_read(tracking_uri: &str, options: &OpenOptions) -> Result<Box<dyn Store>> {
    match uri::scheme(tracking_uri).as_deref() {
        Some("http" | "https") => Ok(Box::new(RestStore::open_to_read(tracking_uri)?)),
        _ => open_existing(tracking_uri, options),
    }
}

/// Refuses a local store that is not there.
pub fn require(tracking_uri: &str) -> Result<()> {
    match missing_place(tracking_uri)? {
        Some(path) => {
            Err(no_store(&path).hint("name one with `--backend-store-uri` or MLFLOW_TRACKING_URI"))
        }
        None => Ok(()),
    }
}

/// Where a local store would be that is not there yet; `None` where there is one, and for the
/// stores of other machines.
pub fn missing_place(tracking_uri: &str) -> Result<Option<PathBuf>> {
    let (path, is_there): (_, fn(&Path) -> bool) = match uri::scheme(tracking_uri).as_deref() {
        None | Some("file") => (local(tracking_uri)?, Path::exists),
        Some("sqlite" | "sqlite+pysqlite") => {
            (super::sql::database_path(tracking_uri)?, is_database)
        }
        _ => return Ok(None),
    };
    Ok(Some(path).filter(|path| !is_there(path)))
}

/// Whether a database is there. An empty file is one that has no tables yet.
fn is_database(path: &Path) -> bool {
    path.metadata()
        .map_or_else(|_| path.exists(), |file| file.len() > 0)
}

fn local(tracking_uri: &str) -> Result<PathBuf> {
    uri::local_path(tracking_uri)
        .filter(|path| !path.as_os_str().is_empty())
        .ok_or_else(|| {
            Error::invalid(format!(
                "tracking URI `{tracking_uri}` does not name a folder of this machine"
            ))
            .hint("a file store is a path (`./mlruns`) or `file:///absolute/path`")
        })
}

fn unsupported(tracking_uri: &str, scheme: &str) -> Error {
    let error = match scheme {
        "postgresql" | "mysql" | "mssql" | "databricks" | "databricks-uc" | "uc" => {
            Error::not_implemented(format!(
                "tracking URI `{tracking_uri}`: stores of the kind `{scheme}` are not supported yet"
            ))
        }
        _ => Error::invalid(format!(
            "tracking URI `{tracking_uri}` has the unknown scheme `{scheme}`"
        )),
    };
    error.hint(
        "use a folder (`./mlruns`, `file:///…`), an SQLite database (`sqlite:///mlflow.db`) or a \
         server (`http://host:5000`)",
    )
}
