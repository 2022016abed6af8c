//! Lets queries read a database of an older schema as if it had the newest one's tables.
//!
//! On each connection, a temporary view of the same name stands before every table that lacks a
//! column, with the column's default in its place, or before one that is not there at all, without
//! rows. Statements that change rows name the table itself ([`Dialect::target`]). In the file
//! nothing is changed.
//!
//! [`Dialect::target`]: super::super::dialect::Dialect::target

use rusqlite::Connection;

use super::super::schema::{LATER_COLUMNS, LATER_TABLES, LATEST_METRICS, LaterColumn, OlderSchema};
use super::migrations;

/// The views that an older schema needs.
pub(crate) struct LegacyViews {
    /// The statements that make them.
    statements: String,
}

impl LegacyViews {
    pub(crate) fn of(schema: &OlderSchema) -> Self {
        let mut statements = vec!["PRAGMA temp_store = MEMORY".to_owned()];
        for (table, columns) in &schema.tables {
            let lacking: Vec<String> = LATER_COLUMNS
                .iter()
                .filter(|later| later.table == table && !columns.contains_key(later.column))
                .map(
                    |LaterColumn {
                         column, default, ..
                     }| format!("{default} AS {column}"),
                )
                .collect();
            if !lacking.is_empty() {
                // Some queries order by `rowid`, which a view has only if it is named.
                statements.push(format!(
                    "CREATE TEMP VIEW {table} AS SELECT rowid AS rowid, *, {} FROM main.{table}",
                    lacking.join(", ")
                ));
            }
        }
        let lacks = |table: &str| !schema.tables.contains_key(table);
        for (table, columns) in LATER_TABLES {
            if lacks(table) {
                statements.push(format!(
                    "CREATE TEMP VIEW {table} AS SELECT NULL AS rowid, NULL AS {} WHERE 0",
                    columns.join(", NULL AS ")
                ));
            }
        }
        // Last, because it reads the metrics.
        if lacks(LATEST_METRICS) {
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

#[cfg(test)]
mod tests {
    use super::super::tables::SCHEMA;
    use super::*;

    #[test]
    fn what_came_later_is_in_the_newest_schema() {
        let newest = Connection::open_in_memory().unwrap();
        newest.execute_batch(SCHEMA).unwrap();
        for (table, columns) in LATER_TABLES {
            let columns = columns.join(", ");
            newest
                .prepare(&format!("SELECT {columns} FROM {table}"))
                .unwrap();
        }
        for LaterColumn { table, column, .. } in LATER_COLUMNS {
            newest
                .prepare(&format!("SELECT {column} FROM {table}"))
                .unwrap();
        }
    }
}
