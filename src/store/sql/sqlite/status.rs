//! `mlflow db status`: how a database is, and what an upgrade would do. It is only read.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::error::{Error, ErrorCode, Result};

use super::super::feature::Feature;
use super::beside;
use super::clients::Clients;
use super::columns;
use super::driver::{self, Access, SqlResult};
use super::revision::{self, DatabaseContent, SchemaVersion};
use super::upgrade::{self, SchemaName};

/// How a database is.
#[derive(Debug)]
pub struct DatabaseStatus {
    /// What it is and where, for people.
    pub database: String,
    /// Its file; `None` where a server keeps it.
    pub path: Option<PathBuf>,
    /// How many bytes it has on the disk.
    pub size: u64,
    /// Its schema; `None` for one without tables.
    pub schema: Option<SchemaName>,
    /// What each step of an upgrade would bring, with its revision.
    pub steps: Vec<(&'static str, &'static str)>,
    /// What it can keep and what it cannot, the oldest feature first.
    pub features: Vec<FeatureStatus>,
    /// Which releases of Python's MLflow open it; `None` for one without tables.
    pub clients: Option<Clients>,
    /// Revisions of other programs in the same table.
    pub others: Vec<String>,
    /// Its tables, by name.
    pub tables: Vec<TableRows>,
    /// What SQLite found broken, rows whose foreign keys lead nowhere, what an interrupted upgrade
    /// left, and what the schema lacks; `None` where the server looks after that.
    pub problems: Option<Vec<String>>,
}

/// Something that the schemas of MLflow have from some release on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeatureStatus {
    /// Its name, in the plural: `logged models`.
    pub name: &'static str,
    /// The first release that has it: `3.0`.
    pub since: &'static str,
    /// Whether this database has it.
    pub is_kept: bool,
}

impl FeatureStatus {
    /// What a database can keep and what it cannot.
    pub(in super::super) fn all(kept: &[Feature]) -> Vec<Self> {
        let status = |feature: Feature| {
            let definition = feature.definition();
            Self {
                name: definition.name,
                since: definition.since,
                is_kept: kept.contains(&feature),
            }
        };
        Feature::ALL.map(status).into()
    }
}

/// A table and how many rows it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableRows {
    /// The name of the table.
    pub table: String,
    /// How many rows it has.
    pub rows: u64,
}

/// Looks at the database in a file.
pub fn status(path: &Path) -> Result<DatabaseStatus> {
    let file = fs::metadata(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Error::new(
            ErrorCode::ResourceDoesNotExist,
            format!("there is no SQLite database `{}`", path.display()),
        ),
        _ => Error::io("read", path, error),
    })?;
    let is_whole = beside::is_whole(path);
    let access = if beside::can_write_beside(path) || !is_whole {
        Access::Existing
    } else {
        Access::Immutable
    };
    match look(path, file.len(), access) {
        // An empty file can be made on a full disk, and the index of a log cannot.
        Err(failure) if failure.is_for_want_of_space() && is_whole => {
            look(path, file.len(), Access::Immutable)
        }
        found => found,
    }
    .map_err(|failure| failure.at(path))
}

fn look(path: &Path, size: u64, access: Access) -> SqlResult<DatabaseStatus> {
    let connection = driver::connect(path, access)?;
    connection.execute_batch("PRAGMA query_only = ON")?;
    let transaction = connection.unchecked_transaction()?;
    let version = match revision::find(&transaction, path)? {
        DatabaseContent::Nothing => None,
        DatabaseContent::Schema(version) => Some(version),
    };
    let steps = version.as_ref().map_or(&[][..], SchemaVersion::ahead);
    let mut problems = problems(&transaction)?;
    problems.extend(leftovers(&transaction)?);
    if let Some(behind) = version.as_ref().and_then(SchemaVersion::behind) {
        problems.extend(columns::lacking(&transaction, behind)?);
    }
    Ok(DatabaseStatus {
        database: upgrade::described(path),
        path: Some(path.to_owned()),
        size,
        schema: version.as_ref().map(SchemaName::from),
        steps: steps
            .iter()
            .map(|step| (step.revision, step.brings))
            .collect(),
        features: features(&transaction)?,
        clients: version.as_ref().map(Clients::of),
        others: version
            .as_ref()
            .map(|version| version.others.clone())
            .unwrap_or_default(),
        tables: rows(&transaction)?,
        problems: Some(problems),
    })
}

fn features(connection: &Connection) -> rusqlite::Result<Vec<FeatureStatus>> {
    let kept = columns::features(connection)?;
    Ok(FeatureStatus::all(&kept))
}

fn rows(connection: &Connection) -> rusqlite::Result<Vec<TableRows>> {
    let mut tables = revision::tables(connection)?;
    tables.sort_unstable();
    tables
        .into_iter()
        .map(|table| {
            let count = format!("SELECT count(*) FROM \"{}\"", table.replace('"', "\"\""));
            let rows: i64 = connection.query_row(&count, [], |row| row.get(0))?;
            let rows = u64::try_from(rows).unwrap_or_default();
            Ok(TableRows { table, rows })
        })
        .collect()
}

/// The tables that an interrupted upgrade of Python's MLflow left: it copies each table that it
/// changes under such a name.
fn leftovers(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let tables = revision::tables(connection)?;
    let leftovers = tables
        .into_iter()
        .filter(|table| table.starts_with("_alembic_tmp_"));
    Ok(leftovers
        .map(|table| {
            format!(
                "the table `{table}` is left of an upgrade that was interrupted; `DROP TABLE \
                 {table}` removes it"
            )
        })
        .collect())
}

/// What is broken, in SQLite's words.
fn problems(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut problems: Vec<String> = connection
        .prepare("PRAGMA integrity_check")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    problems.retain(|problem| problem != "ok");
    let orphans = connection
        .prepare("SELECT \"table\", parent, count(*) FROM pragma_foreign_key_check GROUP BY 1, 2")?
        .query_map([], |row| {
            let (table, parent): (String, String) = (row.get(0)?, row.get(1)?);
            let rows: i64 = row.get(2)?;
            Ok(format!(
                "{rows} rows of `{table}` belong to rows of `{parent}` that are not there"
            ))
        })?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    problems.extend(orphans);
    Ok(problems)
}
