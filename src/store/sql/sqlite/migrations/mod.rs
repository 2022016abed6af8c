//! The way from the database of any MLflow release to that of 3.18.0: one step for each Alembic
//! revision, in their order ([`steps::STEPS`]).
//!
//! A step runs statements (short ones in `steps`, the others in a `.sql` file named after the
//! revision), gives a table another definition ([`reshape`]), or changes rows ([`fill`],
//! [`traces`]); that of the [`workspaces`] has a file of its own. What it leaves is what MLflow's own
//! migration leaves, to the statement.

mod fill;
mod reshape;
mod statement;
mod steps;
mod table;
mod traces;
mod workspaces;

use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;

use crate::error::Error;
use crate::store::patience::Wait;

use super::driver::{self, SqlError, SqlResult};

use table::Table;

pub(super) use fill::LATEST_METRICS;
pub(super) use steps::STEPS;

/// The tables of MLflow 0.9, with which each release begins a new database.
pub(super) const FIRST_SCHEMA: &str = include_str!("first.sql");

/// How much of the database and of what is sorted stays in memory, in KiB.
const CACHE_KIB: u32 = 128 * 1_024;

/// How long one try to begin waits for other programs before it looks whether to end.
const TRY_TO_BEGIN: Duration = Duration::from_millis(100);

/// Begins a transaction for steps, once nobody else writes.
///
/// Foreign keys would act on the rows of a table that is dropped for its successor; a view or
/// trigger of the user's must not stand in the way of a table's new name. So both are off.
pub(super) fn begin(
    connection: &Connection,
    path: &Path,
    is_cancelled: &dyn Fn() -> Option<Error>,
) -> SqlResult<()> {
    connection.execute_batch(&format!(
        "PRAGMA foreign_keys = OFF; PRAGMA legacy_alter_table = ON;
         PRAGMA cache_size = -{CACHE_KIB}; PRAGMA threads = 2;"
    ))?;
    let mut wait = Wait::begin();
    loop {
        if let Some(cancelled) = is_cancelled() {
            return Err(cancelled.into());
        }
        match driver::begin(connection, TRY_TO_BEGIN).map_err(SqlError::from) {
            Err(failure) if failure.is_busy() && wait.left().is_some() => {
                wait.notice(|| driver::held(path));
            }
            begun => return begun,
        }
    }
}

/// The position of a revision among the steps.
pub(super) fn position(revision: &str) -> Option<usize> {
    STEPS.iter().position(|step| step.revision == revision)
}

/// From one revision to the next.
#[derive(Clone, Copy)]
pub(super) struct Step {
    /// The revision that it leads to.
    pub(super) revision: &'static str,
    /// The releases whose databases are of this revision; empty where none stopped at it.
    pub(super) releases: &'static str,
    /// What it brings, in a few words.
    pub(super) brings: &'static str,
    work: &'static [Work],
}

/// A part of a step.
enum Work {
    /// Statements.
    Run(&'static str),
    /// Another definition for a table.
    Reshape(&'static str, fn(&mut Table)),
    /// Changes of rows, at a time in milliseconds since 1970.
    Fill(fn(&Connection, i64) -> SqlResult<()>),
}

impl Step {
    /// Takes the step, in the transaction that is open.
    pub(super) fn take(&self, connection: &Connection, now: i64) -> SqlResult<()> {
        for work in self.work {
            match work {
                Work::Run(statements) => connection.execute_batch(statements)?,
                Work::Reshape(table, change) => reshape::reshape(connection, table, *change)?,
                Work::Fill(fill) => fill(connection, now)?,
            }
        }
        Ok(())
    }

    /// What its statements add that a database can be asked for: tables and indexes by their
    /// names, columns as `table.column`.
    pub(super) fn marks(&self) -> impl Iterator<Item = String> + '_ {
        let statements = self.work.iter().filter_map(|work| match work {
            Work::Run(statements) => Some(statements.lines()),
            _ => None,
        });
        statements.flatten().filter_map(|line| {
            let words: Vec<&str> = line.split_whitespace().collect();
            let mark = match words[..] {
                ["CREATE", "TABLE" | "INDEX", name, ..]
                | ["CREATE", "UNIQUE", "INDEX", name, ..] => name.to_owned(),
                ["ALTER", "TABLE", table, "ADD", "COLUMN", column, ..] => {
                    format!("{table}.{column}")
                }
                _ => return None,
            };
            Some(mark)
        })
    }

    /// The tables whose definition it changes.
    pub(super) fn reshapes(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.work.iter().filter_map(|work| match work {
            Work::Reshape(table, _) => Some(*table),
            _ => None,
        })
    }
}
