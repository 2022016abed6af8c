//! Reads a database of an older release as if it had today's tables, and changes no byte of it.
//!
//! Every statement of this backend names the tables and columns of MLflow 3.17.2. On a connection
//! to an older database, a temporary view of the same name stands before each table that lacks a
//! column, with the column's default in its place, or before one that is not there at all, without
//! rows. So the older database is known in this file alone.

use std::path::Path;
use std::sync::Once;

use rusqlite::Connection;

use crate::error::Error;

use super::columns::{self, Columns};
use super::connections::Connections;
use super::driver::SqlResult;
use super::migrations::LATEST_METRICS;
use super::revision::SchemaVersion;

/// The table that MLflow before 1.3 did not have.
const LATEST: &str = "latest_metrics";

/// A database of an older release.
pub(crate) struct LegacyViews {
    version: SchemaVersion,
    /// The statements that make the views.
    views: String,
    announced: Once,
}

impl LegacyViews {
    /// Looks at the tables of a database.
    pub(crate) fn new(connections: &Connections, version: SchemaVersion) -> SqlResult<Self> {
        Ok(Self {
            version,
            views: connections.read(|connection| Ok(views(connection)?))?,
            announced: Once::new(),
        })
    }

    /// Says, once, what is read here.
    pub(crate) fn announce(&self, path: &Path) {
        self.announced
            .call_once(|| tracing::warn!("{}", self.refusal(path)));
    }

    /// Puts the views before the tables of a connection.
    pub(crate) fn set_up(&self, connection: &Connection) -> rusqlite::Result<()> {
        connection.execute_batch(&format!(
            "PRAGMA temp_store = MEMORY; {} PRAGMA query_only = ON;",
            self.views
        ))
    }

    /// Why it cannot be written to.
    pub(crate) fn refusal(&self, path: &Path) -> Error {
        self.version.refusal(path)
    }
}

/// The views that a database needs.
fn views(connection: &Connection) -> rusqlite::Result<String> {
    let there = columns::tables(connection)?;
    let mut views: String = columns::of_new_databases()?
        .iter()
        .filter(|(name, _)| *name != LATEST)
        .filter_map(|(name, columns)| match there.get(name) {
            None => Some(view_of_nothing(name, columns)),
            Some(old) if columns.keys().all(|column| old.contains_key(column)) => None,
            Some(old) => Some(view(name, columns, old)),
        })
        .collect();
    // Last, because it reads the metrics.
    if !there.contains_key(LATEST) {
        views.push_str(&latest_metrics());
    }
    Ok(views)
}

/// A table with the defaults of the columns that it lacks. Some statements order by `rowid`,
/// which a view has only if it is named.
fn view(name: &str, columns: &Columns, old: &Columns) -> String {
    let columns: Vec<String> = columns
        .iter()
        .map(|(column, definition)| match &definition.default {
            _ if old.contains_key(column) => format!("\"{column}\""),
            Some(default) => format!("CAST({default} AS {}) AS \"{column}\"", definition.kind),
            None => format!("NULL AS \"{column}\""),
        })
        .collect();
    format!(
        "CREATE TEMP VIEW \"{name}\" AS SELECT rowid AS rowid, {} FROM main.\"{name}\";",
        columns.join(", ")
    )
}

fn view_of_nothing(name: &str, columns: &Columns) -> String {
    let columns: Vec<String> = columns
        .keys()
        .map(|column| format!("NULL AS \"{column}\""))
        .collect();
    format!(
        "CREATE TEMP VIEW \"{name}\" AS SELECT NULL AS rowid, {} WHERE 0;",
        columns.join(", ")
    )
}

/// What MLflow before 1.3 kept in no table. A table, because a view would be computed for each
/// run anew.
fn latest_metrics() -> String {
    format!(
        "CREATE TEMP TABLE {LATEST} (
             key, value, timestamp, step, is_nan, run_uuid, PRIMARY KEY (run_uuid, key)
         );
         INSERT INTO {LATEST} {LATEST_METRICS};"
    )
}
