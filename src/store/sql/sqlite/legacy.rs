//! Lets queries read a database of an older schema as if it had the newest one's tables.
//!
//! On each connection, a temporary view of the same name stands before every table that lacks a
//! column, with the column's default for it, or before one that is not there at all, without
//! rows. Statements that change rows name the table itself ([`Dialect::target`]). In the file
//! nothing is changed.
//!
//! [`Dialect::target`]: super::super::dialect::Dialect::target

use rusqlite::Connection;

use super::super::schema::{Columns, OlderSchema};
use super::super::tables::{LATEST_METRICS, LaterColumn, TABLES, Table};
use super::{migrations, revision};

/// The views that an older schema needs. A table that every schema has gets none: where it is gone,
/// a query fails.
pub(crate) struct LegacyViews {
    /// The statements that make them.
    statements: String,
}

impl LegacyViews {
    pub(crate) fn of(schema: &OlderSchema) -> Self {
        let mut statements = vec!["PRAGMA temp_store = MEMORY".to_owned()];
        for table in TABLES {
            let name = table.name;
            match schema.tables.get(name) {
                Some(present) => statements.extend(view_with_defaults(&table, present)),
                None if name == LATEST_METRICS || revision::FIRST_TABLES.contains(&name) => {}
                None => statements.push(empty_view(&table)),
            }
        }
        // Last, because it reads the metrics.
        if !schema.tables.contains_key(LATEST_METRICS) {
            let latest = migrations::LATEST_METRICS;
            statements.push(format!("CREATE TEMP VIEW {LATEST_METRICS} AS {latest}"));
        }
        Self {
            statements: statements.join(";\n"),
        }
    }

    /// Puts the views before the tables of a connection.
    pub(crate) fn set_up(&self, connection: &Connection) -> rusqlite::Result<()> {
        connection.execute_batch(&self.statements)
    }
}

/// The view that gives a table the columns that it lacks; `None` if it lacks none.
fn view_with_defaults(table: &Table, present: &Columns) -> Option<String> {
    let later = table.later.iter();
    let lacking: Vec<String> = later
        .filter(|column| !present.contains_key(column.name))
        .map(|LaterColumn { name, default }| format!("{default} AS {name}"))
        .collect();
    let name = table.name;
    // Some queries order by `rowid`, which a view has only if it is named.
    (!lacking.is_empty()).then(|| {
        format!(
            "CREATE TEMP VIEW {name} AS SELECT rowid AS rowid, *, {} FROM main.{name}",
            lacking.join(", ")
        )
    })
}

/// The view for a table that is not there.
fn empty_view(table: &Table) -> String {
    let columns: Vec<&str> = table.all_columns().collect();
    format!(
        "CREATE TEMP VIEW {} AS SELECT NULL AS rowid, NULL AS {} WHERE 0",
        table.name,
        columns.join(", NULL AS ")
    )
}

#[cfg(test)]
mod tests {
    use super::super::tables::SCHEMA;
    use super::*;

    #[test]
    fn what_statements_name_is_in_the_newest_schema() {
        let newest = Connection::open_in_memory().unwrap();
        newest.execute_batch(SCHEMA).unwrap();
        for table in TABLES {
            let columns: Vec<&str> = table.all_columns().collect();
            newest
                .prepare(&format!(
                    "SELECT {} FROM {}",
                    columns.join(", "),
                    table.name
                ))
                .unwrap();
        }
    }
}
