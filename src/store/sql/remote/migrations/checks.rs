//! Conditions without names, on engines that do not change tables within a transaction.
//!
//! A server takes the same condition twice, and older databases may have one of the same words from
//! before. So an upgrade that goes on where another was interrupted counts:
//!
//! 1. Before a step adds such conditions, the comment of the table `alembic_version` notes how many
//!    each table has.
//! 2. The step adds one only while the table has no more than it had, with those that the step has
//!    added before.
//! 3. The comment goes once the step's revision is recorded.

use std::collections::BTreeMap;

use super::super::super::session::{Session, SqlResult, values};
use super::super::schema::texts;
use super::{Step, Work};

/// The conditions that a step adds.
pub(super) struct Checks {
    /// How many each table has with those of the step up to the last one that was looked at.
    counts: BTreeMap<String, i64>,
}

impl Checks {
    /// Begins a step, or goes on with it; `None` if it adds no conditions.
    pub(super) fn begin(session: &dyn Session, step: &Step) -> SqlResult<Option<Self>> {
        let tables: Vec<&str> = step.work.iter().filter_map(table_of).collect();
        if tables.is_empty() {
            return Ok(None);
        }
        if let Some(counts) = noted(session, step)? {
            return Ok(Some(Self { counts }));
        }
        let mut counts = BTreeMap::new();
        for table in tables {
            counts.insert(table.to_owned(), count(session, table)?);
        }
        let parts = counts
            .iter()
            .map(|(table, count)| format!(" {table}={count}"));
        let parts: String = parts.collect();
        note(session, &format!("{}{parts}", step.revision))?;
        Ok(Some(Self { counts }))
    }

    /// Whether the next condition of the step is there already. Says `false` of all else.
    pub(super) fn is_added(&mut self, session: &dyn Session, work: &Work) -> SqlResult<bool> {
        let Some(table) = table_of(work) else {
            return Ok(false);
        };
        let before = self.counts.entry(table.to_owned()).or_default();
        let is_added = count(session, table)? > *before;
        *before += 1;
        Ok(is_added)
    }

    /// Ends the step.
    pub(super) fn end(session: &dyn Session) -> SqlResult<()> {
        note(session, "")
    }
}

/// The table that gets a condition without a name.
fn table_of(work: &Work) -> Option<&str> {
    let Work::Run(statement) = work else {
        return None;
    };
    let (table, _) = statement
        .strip_prefix("ALTER TABLE ")?
        .split_once(" ADD CHECK ")?;
    Some(table)
}

/// How many conditions a table has.
fn count(session: &dyn Session, table: &str) -> SqlResult<i64> {
    let mut count = 0;
    session.query(
        "SELECT count(*) FROM information_schema.table_constraints
         WHERE table_schema = DATABASE() AND table_name = ?1 AND constraint_type = 'CHECK'",
        &values![table],
        &mut |row| {
            count = row.whole(0).unwrap_or_default();
            Ok(())
        },
    )?;
    Ok(count)
}

/// What was noted of a step before it was interrupted.
fn noted(session: &dyn Session, step: &Step) -> SqlResult<Option<BTreeMap<String, i64>>> {
    let comments = texts(
        session,
        "SELECT table_comment FROM information_schema.tables
         WHERE table_schema = DATABASE() AND table_name = 'alembic_version'",
    )?;
    let counts = comments
        .iter()
        .find_map(|comment| comment.strip_prefix(step.revision));
    Ok(counts.map(|counts| {
        let parts = counts.split_whitespace();
        let parts = parts.filter_map(|part| part.split_once('='));
        parts
            .filter_map(|(table, count)| Some((table.to_owned(), count.parse().ok()?)))
            .collect()
    }))
}

fn note(session: &dyn Session, comment: &str) -> SqlResult<()> {
    session.run(&format!(
        "ALTER TABLE alembic_version COMMENT = '{comment}'"
    ))
}
