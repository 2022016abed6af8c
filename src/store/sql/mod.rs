//! The SQLite store: MLflow 3.17.2's own database, shared with Python's MLflow.
//!
//! | file | what it holds |
//! | --- | --- |
//! | `address` | from a URI to a file |
//! | `connections` | who reads and who writes when |
//! | `dialect` | what only SQLite has: pragmas, locks, error codes |
//! | `schema` | the tables of a new database, the revision of an existing one |
//! | `page` | loading the rows of many entities at once |
//! | `search` | filters and orders in SQL |
//! | `experiment`, `run`, … | the rows of one entity each, to and from [`crate::entity`] |
//!
//! We add no table and no column, and write every value as MLflow 3.17.2 writes it.

mod address;
mod connections;
mod dialect;
mod experiment;
mod input;
mod lifecycle;
mod metric;
mod page;
mod param;
mod run;
mod schema;
mod search;
mod tag;

use std::path::{Path, PathBuf};

use crate::error::Result;

use super::{OpenOptions, Store};

use connections::Connections;

/// A store in an SQLite database.
pub struct SqlStore {
    connections: Connections,
}

impl SqlStore {
    /// Opens the database that a `sqlite:` URI names; a file that is missing or empty becomes a
    /// new store.
    pub fn open(tracking_uri: &str, options: &OpenOptions) -> Result<Self> {
        Self::open_file(address::database_path(tracking_uri)?, options)
    }

    fn open_file(path: PathBuf, options: &OpenOptions) -> Result<Self> {
        let connections = Connections::open(path.clone())?;
        match schema::prepare(&connections, options) {
            // A database that we wrote ourselves has a write-ahead log, which needs files beside
            // it. On a write-protected medium there can be none, and no writer either.
            Err(failure) if failure.is_cannot_open() && !dialect::has_write_ahead_log(&path) => {
                let connections = Connections::open_immutable(path.clone())?;
                schema::prepare(&connections, options).map_err(|failure| failure.at(&path))?;
                Ok(Self { connections })
            }
            prepared => {
                prepared.map_err(|failure| failure.at(&path))?;
                Ok(Self { connections })
            }
        }
    }
}

impl Store for SqlStore {
    fn describe(&self) -> String {
        format!("SQLite database `{}`", self.connections.path().display())
    }

    fn folder(&self) -> Option<&Path> {
        self.connections.path().parent()
    }
}

/// A count as SQL knows it.
fn limit(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX - 1)
}
