//! Lets queries read a database of an older schema as if it had the newest one's tables.
//!
//! A query that names a table which lacks something begins with a `WITH` of the same name, which has
//! a column's default in its place, or no rows. The server takes the two for one query, and looks in
//! the indexes of the table. Statements that change rows name the table itself.

use super::super::schema::{Columns, OlderSchema};
use super::super::tables::{LATEST_METRICS, LaterColumn, TABLES, Table};

/// The latest point of each metric, where no table has them.
const LATEST: &str = "SELECT key, value, timestamp, step, is_nan, run_uuid FROM
     (SELECT metrics.*, row_number() OVER (PARTITION BY run_uuid, key
                            ORDER BY step DESC, timestamp DESC, value DESC) AS place
      FROM metrics) AS ranked WHERE place = 1";

/// What stands for the tables that lack something: their names and queries.
#[derive(Debug, Default)]
pub(super) struct LegacyTables(Vec<(&'static str, String)>);

impl LegacyTables {
    pub(super) fn of(schema: &OlderSchema) -> Self {
        let queries = TABLES.iter().filter_map(|table| {
            let query = match schema.tables.get(table.name) {
                Some(present) => with_defaults(table, present)?,
                None if table.name == LATEST_METRICS => LATEST.to_owned(),
                None => without_rows(table),
            };
            Some((table.name, query))
        });
        let mut queries: Vec<_> = queries.collect();
        // Last, because it reads the metrics.
        queries.sort_by_key(|(name, _)| *name == LATEST_METRICS);
        Self(queries)
    }

    /// What a statement begins with.
    pub(super) fn before(&self, sql: &str) -> String {
        if !sql.starts_with("SELECT") {
            return String::new();
        }
        let reads_latest = names(sql, LATEST_METRICS);
        let wanted = self
            .0
            .iter()
            .filter(|(name, _)| names(sql, name) || reads_latest && *name == "metrics");
        let wanted: Vec<String> = wanted
            .map(|(name, query)| format!("{name} AS ({query})"))
            .collect();
        if wanted.is_empty() {
            return String::new();
        }
        format!("WITH {} ", wanted.join(", "))
    }
}

/// The query that gives a table the columns that it lacks; `None` if it lacks none.
fn with_defaults(table: &Table, present: &Columns) -> Option<String> {
    let lacking: Vec<String> = table
        .later
        .iter()
        .filter(|column| !present.contains_key(column.name))
        .map(|LaterColumn { name, default }| format!("{default} AS {name}"))
        .collect();
    let name = table.name;
    (!lacking.is_empty()).then(|| format!("SELECT {name}.*, {} FROM {name}", lacking.join(", ")))
}

/// The query for a table that is not there.
fn without_rows(table: &Table) -> String {
    let columns: Vec<&str> = table.all_columns().collect();
    format!(
        "SELECT NULL AS {} FROM dual WHERE FALSE",
        columns.join(", NULL AS ")
    )
}

/// Whether a statement has a name as a word.
fn names(sql: &str, name: &str) -> bool {
    let mut words = sql.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    words.any(|word| word == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_begins_with_what_its_tables_lack() {
        let tables = [
            ("metrics", &["step", "key"][..]),
            ("runs", &["deleted_time"]),
        ];
        let tables = tables.into_iter().map(|(table, columns)| {
            let columns = columns.iter().map(|column| ((*column).to_owned(), None));
            (table.to_owned(), columns.collect())
        });
        let legacy = LegacyTables::of(&OlderSchema {
            tables: tables.collect(),
            features: Vec::new(),
            way_out: String::new(),
        });
        assert_eq!(legacy.before("SELECT run_uuid FROM runs"), "");
        assert_eq!(legacy.before("DELETE FROM metrics"), "");
        let metrics = "WITH metrics AS (SELECT metrics.*, FALSE AS is_nan FROM metrics)";
        assert_eq!(
            legacy.before("SELECT 1 FROM metrics"),
            format!("{metrics} ")
        );
        let latest = legacy.before("SELECT 1 FROM latest_metrics AS latest");
        assert!(
            latest.starts_with(&format!("{metrics}, latest_metrics AS (SELECT")),
            "{latest}"
        );
        let inputs = legacy.before("SELECT 1 FROM inputs");
        assert!(
            inputs.ends_with("NULL AS step FROM dual WHERE FALSE) "),
            "{inputs}"
        );
    }
}
