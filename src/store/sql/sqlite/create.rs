//! `mlflow db create`: a new database with the tables of any release.

use std::path::Path;

use crate::error::{Error, ErrorCode, Result};

use super::connections::Connections;
use super::driver::{self, SqlResult};
use super::migrations;
use super::revision::{self, DatabaseContent, SchemaVersion};
use super::tables;
use super::target::SchemaTarget;

/// Makes the tables of a release, and nothing else, in a file that is missing or has no tables.
/// `now` is in milliseconds since 1970 (UTC).
pub fn create(path: &Path, target: SchemaTarget, now: i64) -> Result<()> {
    match make(path, target, now).map_err(|failure| failure.at(path))? {
        None => Ok(()),
        Some(found) => Err(Error::new(
            ErrorCode::ResourceAlreadyExists,
            format!(
                "the SQLite database `{}` already exists: it has the schema of MLflow {} ({})",
                path.display(),
                found.releases(),
                found.shown()
            ),
        )
        .hint("`mlflow db upgrade` brings it to a later schema; no command brings it back")),
    }
}

/// Makes the tables of a release in a database that has none; gives the schema of one that has.
pub(super) fn make(
    path: &Path,
    target: SchemaTarget,
    now: i64,
) -> SqlResult<Option<SchemaVersion>> {
    let connection = Connections::open(path.to_owned())?.connect()?;
    if let DatabaseContent::Schema(version) = revision::find(&connection, path)? {
        return Ok(Some(version));
    }
    migrations::begin(&connection, path, &|| None)?;
    // Looked at again under the lock: another process may have been here first.
    let made = match revision::find(&connection, path)? {
        DatabaseContent::Schema(version) => return Ok(Some(version)),
        DatabaseContent::Nothing => tables::create_at(&connection, target, now),
    };
    made.and_then(|()| Ok(driver::commit(&connection)?))?;
    Ok(None)
}
