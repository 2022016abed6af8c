//! Whether two databases are the same in schema and rows.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};

use crate::support::schema;

/// The schema and all rows of a database.
#[derive(PartialEq)]
pub(super) struct Content {
    schema: BTreeMap<String, String>,
    rows: BTreeMap<String, Vec<String>>,
}

/// Every date in the fixtures is before this one, in milliseconds.
const AFTER_THE_FIXTURES: i64 = 1_750_000_000_000;

impl Content {
    /// Reads a database, which must be whole and keep its foreign keys.
    #[track_caller]
    pub(super) fn of(path: &Path) -> Self {
        let database = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)
            .expect("a database");
        let whole: String = database
            .query_row("PRAGMA integrity_check", [], |row| row.get(0))
            .expect("a check");
        assert_eq!(whole, "ok", "{}", path.display());
        let schema = schema::statements(&database);
        let tables: Vec<String> = database
            .prepare("SELECT name FROM sqlite_master WHERE type = 'table'")
            .and_then(|mut names| names.query_map([], |row| row.get(0))?.collect())
            .expect("the tables");
        let rows = tables
            .into_iter()
            .map(|table| {
                let rows = rows(&database, &table);
                (table, rows)
            })
            .collect();
        Self { schema, rows }
    }

    /// How this one differs from what was expected, in lines to read; none where it does not.
    pub(super) fn differences(&self, expected: &Self) -> Vec<String> {
        let mut found = self.schema_differences(expected);
        found.extend(self.row_differences(expected));
        found
    }

    /// How the schema of this one differs from what was expected.
    pub(super) fn schema_differences(&self, expected: &Self) -> Vec<String> {
        let mut found = Vec::new();
        for name in keys(&self.schema, &expected.schema) {
            let (ours, theirs) = (self.schema.get(name), expected.schema.get(name));
            if ours != theirs {
                let [ours, theirs] = [ours, theirs].map(|sql| sql.map_or("nothing", |s| s));
                found.push(format!("{name}: got {ours}\nexpected {theirs}"));
            }
        }
        found
    }

    fn row_differences(&self, expected: &Self) -> Vec<String> {
        let mut found = Vec::new();
        for table in keys(&self.rows, &expected.rows) {
            let (ours, theirs) = (self.rows.get(table), expected.rows.get(table));
            if let (Some(ours), Some(theirs)) = (ours, theirs)
                && ours != theirs
            {
                found.push(format!(
                    "{table}: {} rows, not {}",
                    ours.len(),
                    theirs.len()
                ));
                let extra = ours.iter().filter(|row| !theirs.contains(row)).take(3);
                found.extend(extra.map(|row| format!("  got      {row}")));
                let missing = theirs.iter().filter(|row| !ours.contains(row)).take(3);
                found.extend(missing.map(|row| format!("  expected {row}")));
            }
        }
        found
    }
}

fn keys<'a, V>(a: &'a BTreeMap<String, V>, b: &'a BTreeMap<String, V>) -> BTreeSet<&'a String> {
    a.keys().chain(b.keys()).collect()
}

/// The rows of a table in order, each as `column=value` by the names of the columns, generated ones
/// too.
fn rows(database: &Connection, table: &str) -> Vec<String> {
    let mut columns: Vec<String> = database
        .prepare("SELECT name FROM pragma_table_xinfo(?) ORDER BY name")
        .and_then(|mut names| names.query_map([table], |row| row.get(0))?.collect())
        .expect("the columns");
    columns.retain(|column| !(table == "jobs" && column == "last_update_time"));
    let quoted: Vec<String> = columns.iter().map(|name| format!("\"{name}\"")).collect();
    let time = if table == "jobs" {
        // The last step cancels jobs that run, at the time of the upgrade.
        format!(", min(last_update_time, {AFTER_THE_FIXTURES}) AS last_update_time")
    } else {
        String::new()
    };
    let query = format!("SELECT {}{time} FROM \"{table}\"", quoted.join(", "));
    let mut rows = database
        .prepare(&query)
        .and_then(|mut statement| {
            let names: Vec<String> = statement.column_names().map(ToString::to_string).collect();
            statement
                .query_map([], |row| {
                    let values = names
                        .iter()
                        .enumerate()
                        .map(|(index, name)| Ok(format!("{name}={}", shown(row.get_ref(index)?))));
                    Ok(values.collect::<rusqlite::Result<Vec<_>>>()?.join(" "))
                })?
                .collect::<rusqlite::Result<Vec<_>>>()
        })
        .unwrap_or_else(|e| panic!("{query}: {e}"));
    rows.sort();
    rows
}

/// A value with its type: 1, 1.0 and '1' are three.
fn shown(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Null => "NULL".to_owned(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => format!("{number:?}"),
        ValueRef::Text(text) => format!("{:?}", String::from_utf8_lossy(text)),
        ValueRef::Blob(bytes) => format!("{bytes:02x?}"),
    }
}
