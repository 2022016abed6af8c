//! The names of registered models, by which all their tables know them.

use crate::error::Error;

use super::dialect::{Update, Whose};
use super::session::{SqlResult, values};
use super::statement::{Statement, Transaction};
use super::workspace::WORKSPACE;

static TOUCH: Statement = Statement::update(Update {
    table: "registered_models",
    set: &["last_updated_time"],
    whose: Whose::Has(NAME),
});

/// The key by which the tables of registered models know them.
pub(super) const NAME: &[&str] = &["workspace", "name"];

/// A query over a page whose rows are of our workspace. The join is the end of its text.
pub(super) fn of_workspace(select: &str, page: &str, table: &str) -> String {
    format!("{select} FROM {page} AND {table}.workspace = '{WORKSPACE}'")
}

/// Whether a registered model has this name.
pub(super) fn is_there(tx: &Transaction, name: &str) -> SqlResult<bool> {
    tx.exists(
        "SELECT 1 FROM registered_models WHERE workspace = ?1 AND name = ?2",
        &values![WORKSPACE, name],
    )
}

/// Refuses the name of none.
pub(super) fn require(tx: &Transaction, name: &str) -> SqlResult<()> {
    if is_there(tx, name)? {
        return Ok(());
    }
    Err(Error::registered_model_not_found(name).into())
}

/// Notes that a registered model, or one of its versions, changed.
pub(super) fn touch(tx: &Transaction, name: &str, now: i64) -> SqlResult<()> {
    tx.execute(&TOUCH, &values![WORKSPACE, name, now])?;
    Ok(())
}
