//! Loading the rows of a whole page at once.
//!
//! The ids of the page go in as one JSON list, which SQLite reads as a table: one statement for a
//! page of any length, and one for each kind of thing that belongs to its members. Every such
//! statement names the list `page` and selects `page.key`, the position on the page, first.

use std::collections::BTreeMap;

use serde::Serialize;

use super::session::{Row, Session, SqlResult, values};

/// The ids of a page as a JSON list.
pub(super) struct Ids(String);

impl Ids {
    pub(super) fn new(ids: &[impl Serialize]) -> Self {
        Self(serde_json::to_string(ids).expect("texts and numbers are JSON"))
    }

    pub(super) fn as_json(&self) -> &str {
        &self.0
    }
}

/// The members of a page by their position. An id that nothing has leaves a gap.
pub(super) type Members<T> = BTreeMap<i64, T>;

/// Loads the members of a page.
pub(super) fn members<T>(
    session: &dyn Session,
    ids: &Ids,
    sql: &str,
    read: impl Fn(&Row) -> T,
) -> SqlResult<Members<T>> {
    let mut members = Members::new();
    session.query(sql, &values![ids], &mut |row| {
        members.insert(position(row), read(row));
        Ok(())
    })?;
    Ok(members)
}

/// Loads what belongs to the members of a page, row by row.
pub(super) fn belongings<T>(
    session: &dyn Session,
    ids: &Ids,
    sql: &str,
    members: &mut Members<T>,
    add: impl Fn(&mut T, &Row),
) -> SqlResult<()> {
    session.query(sql, &values![ids], &mut |row| {
        if let Some(member) = members.get_mut(&position(row)) {
            add(member, row);
        }
        Ok(())
    })
}

fn position(row: &Row) -> i64 {
    row.whole(0).unwrap_or_default()
}
