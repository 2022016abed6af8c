//! Lets queries read a database of an older schema as if it had the newest one's tables.
//!
//! A query that names a table which lacks something begins with a `WITH` of the same name, which
//! has a column's default in its place, or no rows. It needs nothing of the connection, so it
//! works behind a pooler too. What a statement changes is never the `WITH`.

use super::super::schema::{Columns, OlderSchema};
use super::super::tables::{LATEST_METRICS, LaterColumn, TABLES, Table};

/// What stands for the tables that lack something.
#[derive(Debug, Default)]
pub(super) struct LegacyTables(Vec<LegacyTable>);

#[derive(Debug)]
struct LegacyTable {
    name: &'static str,
    query: String,
    /// A table that the query reads, which may lack something itself.
    reads: Option<&'static str>,
}

impl LegacyTables {
    pub(super) fn of(schema: &OlderSchema) -> Self {
        let mut tables = Vec::new();
        for table in TABLES {
            let name = table.name;
            let query = match schema.tables.get(name) {
                Some(present) => with_defaults(&table, present),
                None if name == LATEST_METRICS => None,
                None => Some(empty(&table)),
            };
            tables.extend(query.map(|query| LegacyTable {
                name,
                query,
                reads: None,
            }));
        }
        // Last, because it reads the metrics.
        if !schema.tables.contains_key(LATEST_METRICS) {
            tables.push(LegacyTable {
                name: LATEST_METRICS,
                query: "SELECT DISTINCT ON (run_uuid, key)
                               run_uuid, key, value, timestamp, step, is_nan
                        FROM metrics ORDER BY run_uuid, key, step DESC, timestamp DESC, value DESC"
                    .to_owned(),
                reads: Some("metrics"),
            });
        }
        Self(tables)
    }

    /// What a statement begins with.
    pub(super) fn before(&self, sql: &str) -> String {
        if self.0.is_empty() || sql.starts_with("INSERT") {
            return String::new();
        }
        let is_read_by = |table: &LegacyTable, reader: &LegacyTable| {
            reader.reads == Some(table.name) && names(sql, reader.name)
        };
        let wanted: Vec<String> = self
            .0
            .iter()
            .filter(|table| {
                names(sql, table.name) || self.0.iter().any(|reader| is_read_by(table, reader))
            })
            .map(|LegacyTable { name, query, .. }| format!("{name} AS NOT MATERIALIZED ({query})"))
            .collect();
        if wanted.is_empty() {
            return String::new();
        }
        format!("WITH {} ", wanted.join(", "))
    }
}

/// Whether a statement has a name as a word.
fn names(sql: &str, name: &str) -> bool {
    sql.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .any(|word| word == name)
}

/// The query that gives a table the columns that it lacks; `None` if it lacks none.
fn with_defaults(table: &Table, present: &Columns) -> Option<String> {
    let later = table.later.iter();
    let lacking: Vec<String> = later
        .filter(|column| !present.contains_key(column.name))
        .map(|LaterColumn { name, default }| match *default {
            "NULL" => format!("NULL::{} AS {name}", kind(table.name, name)),
            default => format!("{default} AS {name}"),
        })
        .collect();
    // The order of insertion is asked for by `ctid`, which `*` leaves out.
    (!lacking.is_empty()).then(|| {
        let lacking = lacking.join(", ");
        format!("SELECT ctid, *, {lacking} FROM {}", table.name)
    })
}

/// The query for a table that is not there.
fn empty(table: &Table) -> String {
    let columns: Vec<String> = table
        .all_columns()
        .map(|column| format!("NULL::{} AS {column}", kind(table.name, column)))
        .collect();
    format!(
        "SELECT NULL::tid AS ctid, {} WHERE FALSE",
        columns.join(", ")
    )
}

/// The type of a column that a schema may lack.
fn kind(table: &str, column: &str) -> &'static str {
    match (table, column) {
        (_, "experiment_id" | "version") | ("jobs" | "logged_models", "status") => "integer",
        (_, "metric_value") => "double precision",
        (_, "step" | "metric_step") => "bigint",
        (_, column) if column.ends_with("_ms") || column.ends_with("_time") => "bigint",
        _ => "text",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::sql::schema::Tables;

    fn legacy(tables: &[(&str, &[&str])]) -> LegacyTables {
        let tables: Tables = tables
            .iter()
            .map(|(table, columns)| {
                let columns = columns.iter().map(|column| ((*column).to_owned(), None));
                ((*table).to_owned(), columns.collect())
            })
            .collect();
        LegacyTables::of(&OlderSchema {
            tables,
            features: Vec::new(),
            way_out: String::new(),
        })
    }

    #[test]
    fn a_query_begins_with_what_its_tables_lack() {
        let legacy = legacy(&[("metrics", &["step", "key"]), ("runs", &["deleted_time"])]);
        let before = |sql| legacy.before(sql);
        assert_eq!(before("SELECT run_uuid FROM runs"), "");
        assert_eq!(before("INSERT INTO metrics VALUES (1)"), "");
        assert_eq!(
            before("SELECT 1 FROM metrics"),
            "WITH metrics AS NOT MATERIALIZED (SELECT ctid, *, FALSE AS is_nan FROM metrics) "
        );
        let latest = before("SELECT 1 FROM latest_metrics AS latest");
        assert!(latest.starts_with("WITH metrics AS NOT"), "{latest}");
        assert!(
            latest.contains("latest_metrics AS NOT MATERIALIZED (SELECT DISTINCT"),
            "{latest}"
        );
        let inputs = before("SELECT 1 FROM inputs");
        assert!(
            inputs.contains("NULL::bigint AS step WHERE FALSE"),
            "{inputs}"
        );
    }
}
