//! Loading the rows of a whole page at once.
//!
//! The ids of the page go in as one JSON list, which SQLite reads as a table: one statement for a
//! page of any length, and one for each kind of thing that belongs to its members. Every such
//! statement names the list `page` and selects `page.key`, the position on the page, first.

use std::collections::BTreeMap;

use rusqlite::types::ToSqlOutput;
use rusqlite::{Connection, Row, ToSql};
use serde::Serialize;

/// The ids of a page as a JSON list.
pub(super) struct Ids(String);

impl Ids {
    pub(super) fn new(ids: &[impl Serialize]) -> Self {
        Self(serde_json::to_string(ids).expect("texts and numbers are JSON"))
    }
}

impl ToSql for Ids {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        self.0.to_sql()
    }
}

/// The members of a page by their position. An id that nothing has leaves a gap.
pub(super) type Members<T> = BTreeMap<i64, T>;

/// Loads the members of a page.
pub(super) fn members<T>(
    connection: &Connection,
    ids: &Ids,
    sql: &str,
    read: impl Fn(&Row) -> rusqlite::Result<T>,
) -> rusqlite::Result<Members<T>> {
    connection
        .prepare_cached(sql)?
        .query_map([ids], |row| Ok((row.get(0)?, read(row)?)))?
        .collect()
}

/// Loads what belongs to the members of a page, row by row.
pub(super) fn belongings<T>(
    connection: &Connection,
    ids: &Ids,
    sql: &str,
    members: &mut Members<T>,
    add: impl Fn(&mut T, &Row) -> rusqlite::Result<()>,
) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([ids])?;
    while let Some(row) = rows.next()? {
        if let Some(member) = members.get_mut(&row.get(0)?) {
            add(member, row)?;
        }
    }
    Ok(())
}
