//! From a tracking URI to a store.

use crate::error::{Error, ErrorCode, Result};
use crate::uri;

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

/// Refuses a local store that is not there, for those who would not have one made.
pub fn require(tracking_uri: &str) -> Result<()> {
    let path = match uri::scheme(tracking_uri).as_deref() {
        None | Some("file") => local(tracking_uri)?,
        Some("sqlite" | "sqlite+pysqlite") => super::sql::database_path(tracking_uri)?,
        _ => return Ok(()),
    };
    if path.exists() {
        return Ok(());
    }
    Err(Error::new(
        ErrorCode::ResourceDoesNotExist,
        format!("there is no store at `{}`", path.display()),
    )
    .hint("name one with `--backend-store-uri` or MLFLOW_TRACKING_URI"))
}

fn local(tracking_uri: &str) -> Result<std::path::PathBuf> {
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
