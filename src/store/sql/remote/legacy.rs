//! Lets queries read a database of an older schema as if it had the newest one's tables.
//!
//! A query that names a table which lacks something begins with a `WITH` of the same name, which
//! has a column's default in its place, or no rows. It needs nothing of the connection, so it
//! works behind a pooler too. The server takes the two for one query, and looks in the indexes of
//! the table. What a statement changes is never the `WITH`.

use super::super::schema::{Columns, OlderSchema};
use super::super::tables::{LATEST_METRICS, TABLES, Table};
use super::words::Words;

/// What stands for the tables that lack something.
#[derive(Debug, Default)]
pub(in crate::store::sql) struct LegacyTables {
    /// The names of tables, each with its part of a `WITH`.
    tables: Vec<(&'static str, String)>,
    /// Whether a statement that changes rows may begin with them, too.
    stand_before_changes: bool,
}

impl LegacyTables {
    pub(in crate::store::sql) fn of(schema: &OlderSchema, words: Words) -> Self {
        let queries = TABLES.iter().filter_map(|table| {
            let query = match schema.tables.get(table.name) {
                Some(present) => with_defaults(table, present, words)?,
                None if table.name == LATEST_METRICS => words.latest_metrics().to_owned(),
                None => without_rows(table, words),
            };
            let named = format!("{} AS {}({query})", table.name, words.not_materialized());
            Some((table.name, named))
        });
        let mut tables: Vec<_> = queries.collect();
        // Last, because it reads the metrics.
        tables.sort_by_key(|(name, _)| *name == LATEST_METRICS);
        Self {
            tables,
            stand_before_changes: words == Words::Postgres,
        }
    }

    /// A statement behind what stands for the tables that it reads.
    pub(in crate::store::sql) fn before(&self, sql: &str) -> String {
        let own = sql.strip_prefix("WITH ");
        let is_query = sql.starts_with("SELECT") || own.is_some();
        let may_have = is_query || self.stand_before_changes && !sql.starts_with("INSERT");
        if self.tables.is_empty() || !may_have {
            return sql.to_owned();
        }
        let is_legacy = |name: &str| self.tables.iter().any(|(table, _)| *table == name);
        let reads_latest = is_legacy(LATEST_METRICS) && names(sql, LATEST_METRICS);
        let wanted = self
            .tables
            .iter()
            .filter(|(name, _)| names(sql, name) || reads_latest && *name == "metrics");
        let wanted: Vec<&str> = wanted.map(|(_, query)| query.as_str()).collect();
        if wanted.is_empty() {
            return sql.to_owned();
        }
        let wanted = wanted.join(", ");
        match own {
            Some(own) => format!("WITH {wanted}, {own}"),
            None => format!("WITH {wanted} {sql}"),
        }
    }
}

/// Whether a statement has a name as a word.
fn names(sql: &str, name: &str) -> bool {
    sql.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .any(|word| word == name)
}

/// The query that gives a table the columns that it lacks; `None` if it lacks none.
fn with_defaults(table: &Table, present: &Columns, words: Words) -> Option<String> {
    let name = table.name;
    let lacking: Vec<String> = table
        .later
        .iter()
        .filter(|column| !present.contains_key(column.name))
        .map(|column| match column.default {
            "NULL" => words.null(name, column.name),
            default => format!("{default} AS {}", column.name),
        })
        .collect();
    (!lacking.is_empty()).then(|| {
        let (hidden, lacking) = (words.hidden_column(), lacking.join(", "));
        format!("SELECT {hidden}{name}.*, {lacking} FROM {name}")
    })
}

/// The query for a table that is not there.
fn without_rows(table: &Table, words: Words) -> String {
    let columns = table.all_columns();
    let columns: Vec<String> = columns
        .map(|column| words.null(table.name, column))
        .collect();
    words.without_rows(&columns.join(", "))
}

impl Words {
    /// The latest point of each metric, where no table has them.
    fn latest_metrics(self) -> &'static str {
        match self {
            Self::MySql => {
                "SELECT key, value, timestamp, step, is_nan, run_uuid FROM
                     (SELECT metrics.*, row_number() OVER (PARTITION BY run_uuid, key
                                            ORDER BY step DESC, timestamp DESC, value DESC) AS place
                      FROM metrics) AS ranked WHERE place = 1"
            }
            Self::Postgres => {
                "SELECT DISTINCT ON (run_uuid, key) run_uuid, key, value, timestamp, step, is_nan
                 FROM metrics ORDER BY run_uuid, key, step DESC, timestamp DESC, value DESC"
            }
        }
    }

    /// PostgreSQL would make the rows of what is read twice beforehand.
    fn not_materialized(self) -> &'static str {
        match self {
            Self::MySql => "",
            Self::Postgres => "NOT MATERIALIZED ",
        }
    }

    /// The order of insertion is asked for by `ctid`, which `*` leaves out.
    fn hidden_column(self) -> &'static str {
        match self {
            Self::MySql => "",
            Self::Postgres => "ctid, ",
        }
    }

    /// NULL as a column of a table.
    fn null(self, table: &str, column: &str) -> String {
        match self {
            Self::MySql => format!("NULL AS {column}"),
            Self::Postgres => format!("NULL::{} AS {column}", kind(table, column)),
        }
    }

    fn without_rows(self, columns: &str) -> String {
        match self {
            Self::MySql => format!("SELECT {columns} FROM dual WHERE FALSE"),
            Self::Postgres => format!("SELECT NULL::tid AS ctid, {columns} WHERE FALSE"),
        }
    }
}

/// PostgreSQL's type of a column that a schema may lack.
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

    /// The metrics lack a column, and everything else but the runs is not there.
    fn legacy(words: Words) -> LegacyTables {
        let tables = [
            ("metrics", &["step", "key"][..]),
            ("runs", &["deleted_time"]),
        ];
        let tables: Tables = tables
            .iter()
            .map(|(table, columns)| {
                let columns = columns.iter().map(|column| ((*column).to_owned(), None));
                ((*table).to_owned(), columns.collect())
            })
            .collect();
        let schema = OlderSchema {
            tables,
            features: Vec::new(),
            way_out: String::new(),
        };
        LegacyTables::of(&schema, words)
    }

    #[test]
    fn a_query_begins_with_what_its_tables_lack() {
        for (words, metrics, latest, inputs) in [
            (
                Words::MySql,
                "WITH metrics AS (SELECT metrics.*, FALSE AS is_nan FROM metrics)",
                "latest_metrics AS (SELECT",
                "NULL AS step FROM dual WHERE FALSE) ",
            ),
            (
                Words::Postgres,
                "WITH metrics AS NOT MATERIALIZED (SELECT ctid, metrics.*, FALSE AS is_nan FROM \
                 metrics)",
                "latest_metrics AS NOT MATERIALIZED (SELECT DISTINCT",
                "NULL::bigint AS step WHERE FALSE) ",
            ),
        ] {
            let legacy = legacy(words);
            let before = |sql: &str| legacy.before(sql);
            for whole in [
                "SELECT run_uuid FROM runs",
                "INSERT INTO metrics VALUES (1)",
            ] {
                assert_eq!(before(whole), whole);
            }
            let query = "SELECT 1 FROM metrics";
            assert_eq!(before(query), format!("{metrics} {query}"));
            let found = before(&format!("WITH found AS ({query}) SELECT 1 FROM found"));
            assert!(
                found.starts_with(&format!("{metrics}, found AS ({query})")),
                "{found}"
            );
            let found = before("SELECT 1 FROM latest_metrics AS latest");
            assert!(
                found.starts_with(&format!("{metrics}, {latest}")),
                "{found}"
            );
            let query = "SELECT 1 FROM inputs";
            let found = before(query);
            assert!(found.ends_with(&format!("{inputs}{query}")), "{found}");
            let is_before_changes = before("DELETE FROM metrics").starts_with("WITH ");
            assert_eq!(is_before_changes, words == Words::Postgres);
        }
    }
}
