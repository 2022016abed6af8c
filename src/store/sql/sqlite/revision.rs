//! Which MLflow's schema a database has: its Alembic revision, and what is known of it.

use std::collections::HashSet;
use std::ops::RangeInclusive;
use std::path::Path;

use rusqlite::Connection;

use crate::error::{Error, ErrorCode};

use super::address;
use super::columns;
use super::driver::SqlResult;
use super::migrations::{STEPS, Step, position};
use super::target::SchemaTarget;

/// The revision of a new database, that of MLflow 3.18.0: the newest that is known.
pub(crate) const NEW: &str = "f4a9b2c7d1e6";

/// The first revision with everything that this program writes, that of MLflow 3.17. Later ones
/// add tables and columns that it does not use.
pub(crate) const FIRST_COMPLETE: &str = "dc11669786a5";

/// The tables with which every database of MLflow began, before it had revisions.
pub(super) const FIRST_TABLES: [&str; 5] = ["experiments", "metrics", "params", "runs", "tags"];

/// Most names of tables in a message.
const SHOWN_TABLES: usize = 3;

/// What a database is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DatabaseContent {
    /// There is no table in it.
    Nothing,
    /// It is MLflow's.
    Schema(SchemaVersion),
}

/// How far a database has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SchemaVersion {
    /// How many of [`STEPS`] are behind it.
    steps: usize,
    /// A revision that is not known, of a database that can be used all the same.
    newer: Option<String>,
    /// Revisions that other programs keep in the same table.
    pub(crate) others: Vec<String>,
}

impl SchemaVersion {
    /// The schema to which so many of [`STEPS`] lead.
    pub(super) fn known(steps: usize) -> Self {
        Self {
            steps,
            newer: None,
            others: Vec::new(),
        }
    }

    /// The schema of a revision; `None` if it is not known.
    #[cfg(any(feature = "mysql", feature = "postgres"))]
    pub(crate) fn of_revision(revision: &str) -> Option<Self> {
        position(revision).map(|position| Self::known(position + 1))
    }

    /// The schema from before MLflow wrote a revision.
    #[cfg(feature = "postgres")]
    pub(crate) fn first() -> Self {
        Self::known(0)
    }

    /// The newest schema that is known.
    #[cfg(any(feature = "mysql", feature = "postgres"))]
    pub(crate) fn newest() -> Self {
        Self::known(STEPS.len())
    }

    /// The schema of a revision that is not known, of a database that can be used all the same.
    #[cfg(any(feature = "mysql", feature = "postgres"))]
    pub(crate) fn unknown(revision: &str) -> Self {
        Self {
            newer: Some(revision.to_owned()),
            ..Self::known(STEPS.len())
        }
    }

    /// The revision; `None` for a database from before MLflow wrote one.
    pub(crate) fn revision(&self) -> Option<&str> {
        match &self.newer {
            Some(newer) => Some(newer),
            None => Some(STEPS[self.steps.checked_sub(1)?].revision),
        }
    }

    /// The revision that is not known.
    pub(super) fn newer(&self) -> Option<&str> {
        self.newer.as_deref()
    }

    /// The steps that are behind it; `None` for a revision that is not known.
    pub(super) fn behind(&self) -> Option<&'static [Step]> {
        self.newer.is_none().then(|| &STEPS[..self.steps])
    }

    /// The releases whose databases are like this one, as they are shown.
    pub(crate) fn releases(&self) -> String {
        if self.newer.is_some() {
            return format!("after {}", SchemaTarget::NEWEST.releases());
        }
        match self.steps.checked_sub(1).map(|last| STEPS[last].releases) {
            None => "0.9".to_owned(),
            Some("") => {
                let next = self.ahead().iter().find(|step| !step.releases.is_empty());
                let next = next.map_or(SchemaTarget::NEWEST.releases(), |step| step.releases);
                format!(
                    "{} (in development)",
                    next.split(' ').next().unwrap_or(next)
                )
            }
            Some(releases) => releases.to_owned(),
        }
    }

    /// The releases of Python's MLflow that have this schema as their own; `None` if no release has.
    pub(super) fn opened_by(&self) -> Option<String> {
        let releases = self.behind()?.last()?.releases;
        (!releases.is_empty()).then(|| releases.to_owned())
    }

    /// The steps that are to come.
    pub(super) fn ahead(&self) -> &'static [Step] {
        &STEPS[self.steps..]
    }

    /// The steps that lead to a schema; `None` if it is an older one.
    pub(super) fn ahead_to(&self, target: SchemaTarget) -> Option<&'static [Step]> {
        if self.newer.is_some() {
            return None;
        }
        STEPS.get(self.steps..target.steps().len())
    }

    /// Whether it has every table and column that this program uses.
    pub(crate) fn is_complete(&self) -> bool {
        let complete = position(FIRST_COMPLETE).expect("it is one of the steps");
        self.steps > complete
    }

    /// The revision in a message.
    pub(crate) fn shown(&self) -> String {
        self.revision().map_or_else(
            || "no revision".to_owned(),
            |revision| format!("revision `{revision}`"),
        )
    }

    /// Says which schema the database has and what command gives it more, behind what it lacks.
    pub(super) fn way_out(&self, path: &Path) -> String {
        format!(
            "the SQLite database `{}` has that of {} ({}): `mlflow db upgrade {}`",
            path.display(),
            self.releases(),
            self.shown(),
            address::tracking_uri(path)
        )
    }
}

/// Finds out which schema a database has; one that is none of MLflow's, or a newer one's, is an
/// error that says what is known of it.
pub(crate) fn find(connection: &Connection, path: &Path) -> SqlResult<DatabaseContent> {
    let tables = tables(connection)?;
    if tables.is_empty() {
        return Ok(DatabaseContent::Nothing);
    }
    let recorded = revisions(connection, &tables)?;
    let (ours, mut others): (Vec<String>, Vec<String>) = recorded
        .into_iter()
        .partition(|revision| position(revision).is_some());
    let mut newer = None;
    let steps = match &ours[..] {
        [revision] => position(revision).map_or(0, |position| position + 1),
        [] if !others.is_empty() => {
            let steps = steps_by_marks(connection)?;
            let misfits = columns::misfits(connection)?;
            if others.len() > 1 || !misfits.is_empty() {
                return Err(unknown(path, &tables, &others, steps, &misfits).into());
            }
            newer = others.pop();
            STEPS.len()
        }
        [] if is_first(connection, &tables)? => 0,
        [] => return Err(foreign(path, &tables).into()),
        several => return Err(ambiguous(path, several).into()),
    };
    Ok(DatabaseContent::Schema(SchemaVersion {
        steps,
        newer,
        others,
    }))
}

/// Whether this is a known revision whose databases have all tables and columns that this program
/// uses.
pub(super) fn is_complete(revision: &str) -> bool {
    position(revision) >= position(FIRST_COMPLETE)
}

/// The names of the tables in the order in which they were made.
pub(crate) fn tables(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    connection
        .prepare(
            "SELECT name FROM main.sqlite_schema
             WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY rowid",
        )?
        .query_map([], |row| row.get(0))?
        .collect()
}

fn revisions(connection: &Connection, tables: &[String]) -> rusqlite::Result<Vec<String>> {
    if !tables.iter().any(|name| name == "alembic_version") {
        return Ok(Vec::new());
    }
    connection
        .prepare("SELECT version_num FROM alembic_version ORDER BY version_num")?
        .query_map([], |row| row.get(0))?
        .collect()
}

/// Whether the tables are those of MLflow 0.9, from before it recorded a revision.
fn is_first(connection: &Connection, tables: &[String]) -> rusqlite::Result<bool> {
    let has_all = FIRST_TABLES
        .iter()
        .all(|first| tables.iter().any(|name| name == first));
    let has_steps: bool = connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM pragma_table_info('metrics', 'main') WHERE name = 'step')",
        [],
        |row| row.get(0),
    )?;
    Ok(has_all && !has_steps)
}

fn foreign(path: &Path, tables: &[String]) -> Error {
    let others = if tables.len() > SHOWN_TABLES {
        ", …"
    } else {
        ""
    };
    let shown = tables[..tables.len().min(SHOWN_TABLES)].join("`, `");
    Error::new(
        ErrorCode::InvalidState,
        format!(
            "the SQLite database `{}` has tables (`{shown}`{others}) but no MLflow revision in \
             `alembic_version`; expected revision `{NEW}`, or an empty file",
            path.display()
        ),
    )
    .hint("it seems to belong to another program; give MLflow a file of its own")
}

/// The steps that a database may have come to, by what is in it: from those that can be seen to
/// those behind them that leave nothing to be seen.
fn steps_by_marks(connection: &Connection) -> rusqlite::Result<RangeInclusive<usize>> {
    let present: HashSet<String> = connection
        .prepare(
            "SELECT name FROM main.sqlite_schema
             UNION ALL
             SELECT t.name || '.' || c.name
             FROM main.sqlite_schema AS t, pragma_table_info(t.name, 'main') AS c
             WHERE t.type = 'table'",
        )?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let last = STEPS
        .iter()
        .rposition(|step| step.marks().any(|mark| present.contains(&mark)));
    let first = last.map_or(0, |last| last + 1);
    let is_unseen = |step: &&Step| step.marks().next().is_none();
    let unseen = STEPS[first..].iter().take_while(is_unseen).count();
    Ok(first..=first + unseen)
}

fn unknown(
    path: &Path,
    tables: &[String],
    revisions: &[String],
    steps: RangeInclusive<usize>,
    misfits: &[String],
) -> Error {
    // One that lost a table is still MLflow's.
    let first = FIRST_TABLES
        .iter()
        .filter(|first| tables.iter().any(|name| name == *first));
    let is_mlflows = first.count() > FIRST_TABLES.len() / 2;
    let possible: Vec<String> = steps
        .clone()
        .map(SchemaVersion::known)
        .filter_map(|version| {
            Some(format!(
                "`{}` for {}",
                version.revision()?,
                version.releases()
            ))
        })
        .collect();
    let hint = if !is_mlflows {
        "MLflow's tables are not in it: another program made it; give MLflow a file of its own"
            .to_owned()
    } else if misfits.is_empty() || position(FIRST_COMPLETE) < Some(*steps.end()) {
        format!(
            "a release after {} seems to have made it, and this program cannot use it: {}; use \
             that release, or the copy from before its upgrade",
            SchemaTarget::NEWEST.releases(),
            misfits.join(", ")
        )
    } else {
        format!(
            "MLflow's tables are in it as an earlier release left them, and MLflow's own revision \
             is lost: another program keeps its revision in the same table. Give MLflow's back by \
             `INSERT INTO alembic_version VALUES (…)`: {}",
            possible.join(", ")
        )
    };
    Error::new(
        ErrorCode::InvalidState,
        format!(
            "the SQLite database `{}` has the revision `{}`, which is none of MLflow's up to \
             {} (`{}`)",
            path.display(),
            revisions.join("`, `"),
            SchemaTarget::NEWEST.releases(),
            SchemaTarget::NEWEST.revision()
        ),
    )
    .hint(hint)
}

fn ambiguous(path: &Path, revisions: &[String]) -> Error {
    Error::new(
        ErrorCode::InvalidState,
        format!(
            "the SQLite database `{}` has several of MLflow's revisions, `{}`; expected one",
            path.display(),
            revisions.join("`, `")
        ),
    )
    .hint("an upgrade was interrupted, or two were mixed; use the copy from before it")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(steps: usize) -> SchemaVersion {
        SchemaVersion::known(steps)
    }

    #[test]
    fn the_newest_is_where_the_steps_lead() {
        assert_eq!(SchemaTarget::NEWEST.revision(), NEW);
        assert_eq!(STEPS.len(), 70);
        let mut revisions: Vec<_> = STEPS.iter().map(|step| step.revision).collect();
        revisions.sort_unstable();
        revisions.dedup();
        assert_eq!(revisions.len(), STEPS.len());
    }

    #[test]
    fn a_database_shows_which_steps_it_took() {
        let database = Connection::open_in_memory().unwrap();
        let steps = || steps_by_marks(&database).unwrap();
        assert_eq!(steps(), 0..=0);
        let schema = [
            "CREATE TABLE metrics (step)",
            "CREATE TABLE model_versions (run_link)",
        ];
        database.execute_batch(&schema.join(";")).unwrap();
        // From 1.11 on; the next that can be seen are the indexes of 1.25.
        assert_eq!(at(*steps().start()).releases(), "1.11.0 to 1.12.1");
        assert_eq!(at(*steps().end()).releases(), "1.16.0 to 1.24.0");
        let database = Connection::open_in_memory().unwrap();
        database
            .execute_batch(super::super::tables::SCHEMA)
            .unwrap();
        assert_eq!(*steps_by_marks(&database).unwrap().end(), STEPS.len());
    }

    #[test]
    fn each_revision_knows_its_releases() {
        assert_eq!(at(0).releases(), "0.9");
        assert_eq!(at(2).releases(), "1.0.0");
        assert_eq!(at(15).releases(), "1.16.0 to 1.24.0");
        assert_eq!(at(16).revision(), Some("bd07f7e963c5"));
        assert_eq!(at(17).releases(), "1.28.0 (in development)");
        assert_eq!(at(70).ahead().len(), 0);
    }
}
