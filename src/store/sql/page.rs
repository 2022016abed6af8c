//! Loading the rows of a whole page at once.
//!
//! The ids of the page go in as one list: one statement for a page of any length, and one for each
//! kind of thing that belongs to its members. Every such statement begins with [`Dialect::page`]
//! and selects `page.key`, the position on the page, first.
//!
//! [`Dialect::page`]: super::dialect::Dialect::page

use std::collections::BTreeMap;

use super::list::List;
use super::session::{Row, SqlResult, values};
use super::statement::{Statement, Transaction};

/// The members of a page by their position. An id that nothing has leaves a gap.
pub(super) type Members<T> = BTreeMap<i64, T>;

/// Loads the members of a page.
pub(super) fn members<T>(
    tx: &Transaction,
    ids: &List,
    statement: &Statement,
    read: impl Fn(&Row) -> T,
) -> SqlResult<Members<T>> {
    let mut members = Members::new();
    tx.query(statement, &values![ids], &mut |row| {
        members.insert(position(row), read(row));
        Ok(())
    })?;
    Ok(members)
}

/// Loads what belongs to the members of a page, row by row.
pub(super) fn belongings<T>(
    tx: &Transaction,
    ids: &List,
    statement: &Statement,
    members: &mut Members<T>,
    add: impl Fn(&mut T, &Row),
) -> SqlResult<()> {
    tx.query(statement, &values![ids], &mut |row| {
        if let Some(member) = members.get_mut(&position(row)) {
            add(member, row);
        }
        Ok(())
    })
}

/// The position of a row's owner on the page, for those who keep a list by it.
pub(super) fn index(row: &Row) -> usize {
    usize::try_from(position(row)).expect("a position is not negative")
}

fn position(row: &Row) -> i64 {
    row.whole(0).unwrap_or_default()
}
