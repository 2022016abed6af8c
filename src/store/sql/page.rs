//! Loading the rows of a whole page at once.
//!
//! The ids of the page go in as one list: one statement for a page of any length, and one for each
//! kind of thing that belongs to its members. Every such statement begins with [`Dialect::page`]
//! and selects `page.key`, the position on the page, first. All of them are one question to the
//! database.
//!
//! [`Dialect::page`]: super::dialect::Dialect::page

use std::collections::BTreeMap;

use super::list::List;
use super::session::{Row, SqlResult, values};
use super::statement::{Statement, Transaction};

/// The members of a page by their position. An id that nothing has leaves a gap.
pub(super) type Members<T> = BTreeMap<i64, T>;

/// A kind of thing that belongs to members of a page.
pub(super) struct Belongings<T> {
    /// What selects it.
    pub(super) statement: &'static Statement,
    /// What gives a row of it to its owner.
    pub(super) add: fn(&mut T, &Row),
}

/// Loads the members of a page, and what belongs to them.
pub(super) fn load<T>(
    tx: &Transaction,
    ids: &List,
    statement: &Statement,
    read: impl Fn(&Row) -> T,
    belongings: &[&Belongings<T>],
) -> SqlResult<Members<T>> {
    let parts = belongings.iter().map(|kind| kind.statement);
    let statements: Vec<&Statement> = [statement].into_iter().chain(parts).collect();
    let mut members = Members::new();
    tx.query_all(&statements, &values![ids], &mut |number, row| {
        let position = position(row);
        match number.checked_sub(1).map(|kind| belongings[kind]) {
            None => {
                members.insert(position, read(row));
            }
            Some(kind) => {
                if let Some(member) = members.get_mut(&position) {
                    (kind.add)(member, row);
                }
            }
        }
        Ok(())
    })?;
    Ok(members)
}

/// The position of a row's owner on the page, for those who keep a list by it.
pub(super) fn index(row: &Row) -> usize {
    usize::try_from(position(row)).expect("a position is not negative")
}

fn position(row: &Row) -> i64 {
    row.whole(0).unwrap_or_default()
}
