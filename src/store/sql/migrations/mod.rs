//! The way from the database of any MLflow release to that of 3.17.2: one step for each Alembic
//! revision, in their order ([`steps::STEPS`]).
//!
//! A step runs statements (short ones in `steps`, the others in a `.sql` file named after the
//! revision), gives a table another definition ([`reshape`]), or changes rows ([`fill`],
//! [`traces`]). What it leaves is what MLflow's own migration leaves, to the statement.

mod fill;
mod reshape;
mod statement;
mod steps;
mod table;
mod traces;

use rusqlite::Connection;

use super::dialect::Outcome;

use table::Table;

pub(super) use fill::LATEST_METRICS;
pub(super) use steps::STEPS;

/// From one revision to the next.
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
    Fill(fn(&Connection, i64) -> Outcome<()>),
}

impl Step {
    /// Takes the step, in the transaction that is open.
    pub(super) fn take(&self, connection: &Connection, now: i64) -> Outcome<()> {
        for work in self.work {
            match work {
                Work::Run(statements) => connection.execute_batch(statements)?,
                Work::Reshape(table, change) => reshape::reshape(connection, table, *change)?,
                Work::Fill(fill) => fill(connection, now)?,
            }
        }
        Ok(())
    }

    /// The tables whose definition it changes.
    pub(super) fn reshapes(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.work.iter().filter_map(|work| match work {
            Work::Reshape(table, _) => Some(*table),
            _ => None,
        })
    }
}
