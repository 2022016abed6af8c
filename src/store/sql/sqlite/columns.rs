//! The tables and columns of a database, beside those that this program knows.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::super::feature::{Catalog, Declaration, Feature};
use super::super::schema::{OlderSchema, Tables as Lengths};
use super::super::tables::TABLES;
use super::driver::SqlResult;
use super::migrations::Step;
use super::tables::{SCHEMA, take};

/// Tables, by name.
pub(super) type Tables = BTreeMap<String, Columns>;

/// The columns of a table, by name.
pub(super) type Columns = BTreeMap<String, Column>;

pub(super) struct Column {
    kind: String,
    default: Option<String>,
    is_required: bool,
    /// Its number in the primary key, from 1; 0 if it is not part of it.
    number_in_key: i64,
}

impl Column {
    /// How many characters its type is declared for: `VARCHAR(500)`; `None` if for any number.
    fn length(&self) -> Option<usize> {
        let (_, length) = self.kind.strip_suffix(')')?.split_once('(')?;
        length.parse().ok()
    }
}

/// The tables of a database, without those that are temporary.
pub(super) fn tables(connection: &Connection) -> rusqlite::Result<Tables> {
    let mut tables = Tables::new();
    let mut statement = connection.prepare(
        "SELECT t.name, c.name, c.type, c.dflt_value, c.\"notnull\", c.pk
         FROM main.sqlite_schema AS t, pragma_table_xinfo(t.name, 'main') AS c
         WHERE t.type = 'table'",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let column = Column {
            kind: row.get(2)?,
            default: row.get(3)?,
            is_required: row.get(4)?,
            number_in_key: row.get(5)?,
        };
        tables
            .entry(row.get(0)?)
            .or_default()
            .insert(row.get(1)?, column);
    }
    Ok(tables)
}

/// The tables of a database of an older schema, of which somebody says what makes it a newer one.
pub(super) fn of_older(connection: &Connection, way_out: String) -> rusqlite::Result<OlderSchema> {
    let tables = tables(connection)?;
    let features = features_among(&tables, connection)?;
    let tables: Lengths = tables
        .into_iter()
        .map(|(table, columns)| {
            let lengths = columns.into_iter();
            let lengths = lengths.map(|(name, column)| {
                let length = column.length();
                (name, length)
            });
            (table, lengths.collect())
        })
        .collect();
    Ok(OlderSchema {
        tables,
        features,
        way_out,
    })
}

/// The tables of a new database.
fn of_new_databases() -> rusqlite::Result<Tables> {
    let new = Connection::open_in_memory()?;
    new.execute_batch(SCHEMA)?;
    tables(&new)
}

/// The tables to which the first steps lead.
fn of_steps(steps: &[Step]) -> SqlResult<Tables> {
    let made = Connection::open_in_memory()?;
    take(&made, steps, 0)?;
    Ok(tables(&made)?)
}

/// The tables and columns that a database lacks after the steps that are behind it, in words.
pub(super) fn lacking(connection: &Connection, behind: &[Step]) -> SqlResult<Vec<String>> {
    let present = tables(connection)?;
    let expected = of_steps(behind)?;
    let differences = expected.iter().flat_map(|(name, columns)| {
        present.get(name).map_or_else(
            || vec![missing_table(name)],
            |present| {
                let columns = columns.keys().map(String::as_str);
                missing_columns(name, columns, present).collect()
            },
        )
    });
    Ok(differences.collect())
}

/// What keeps this program from using a database that it does not know: of each table that it
/// uses, every column that it names must be there, the primary key the same, and a row complete
/// without the columns that it does not know. In words; empty if nothing does.
pub(super) fn misfits(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let present = tables(connection)?;
    let expected = of_new_databases()?;
    let mut misfits = Vec::new();
    for table in TABLES {
        let name = table.name;
        let columns = &expected[name];
        let Some(present) = present.get(name) else {
            misfits.push(missing_table(name));
            continue;
        };
        misfits.extend(missing_columns(name, table.all_columns(), present));
        let is_wanted = |(column, found): &(&String, &Column)| {
            !columns.contains_key(*column) && found.is_required && found.default.is_none()
        };
        misfits.extend(present.iter().filter(is_wanted).map(|(column, _)| {
            format!("the column `{column}` of the table `{name}` wants a value")
        }));
        if key(columns) != key(present) {
            misfits.push(format!("the table `{name}` has another primary key"));
        }
    }
    Ok(misfits)
}

/// The features that a database has.
pub(super) fn features(connection: &Connection) -> rusqlite::Result<Vec<Feature>> {
    features_among(&tables(connection)?, connection)
}

/// The features that a database with such tables has.
fn features_among(tables: &Tables, connection: &Connection) -> rusqlite::Result<Vec<Feature>> {
    let definitions = connection
        .prepare("SELECT name, sql FROM main.sqlite_schema WHERE type = 'table'")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(Feature::of(&Definitions {
        tables,
        definitions,
    }))
}

/// The tables of a database, and the statements that made them.
struct Definitions<'a> {
    tables: &'a Tables,
    definitions: BTreeMap<String, String>,
}

impl Catalog for Definitions<'_> {
    fn has_table(&self, table: &str) -> bool {
        self.tables.contains_key(table)
    }

    fn column(&self, table: &str, column: &str) -> Option<Declaration> {
        let column = self.tables.get(table)?.get(column)?;
        Some(Declaration {
            is_optional: !column.is_required,
            length: column.length(),
        })
    }

    /// Each of MLflow's conditions is a list in parentheses: `CHECK (status IN ('A', 'B'))`.
    fn checks(&self, table: &str) -> Vec<&str> {
        let definition = self.definitions.get(table).map_or("", String::as_str);
        let checks = definition.split("CHECK").skip(1);
        checks
            .filter_map(|check| check.split("))").next())
            .collect()
    }
}

fn missing_table(name: &str) -> String {
    format!("the table `{name}` is missing")
}

fn missing_columns<'a>(
    table: &str,
    expected: impl Iterator<Item = &'a str>,
    present: &Columns,
) -> impl Iterator<Item = String> {
    expected
        .filter(|column| !present.contains_key(*column))
        .map(move |column| format!("the column `{column}` of the table `{table}` is missing"))
}

fn key(columns: &Columns) -> Vec<&str> {
    columns
        .iter()
        .filter(|(_, column)| column.number_in_key > 0)
        .map(|(name, _)| name.as_str())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::migrations::STEPS;
    use super::*;

    fn misfits_after(change: &str) -> Vec<String> {
        let database = Connection::open_in_memory().unwrap();
        database.execute_batch(SCHEMA).unwrap();
        database.execute_batch(change).unwrap();
        misfits(&database).unwrap()
    }

    #[test]
    fn a_feature_is_there_since_the_release_that_brought_it() {
        let database = Connection::open_in_memory().unwrap();
        take(&database, &[], 0).unwrap();
        let mut seen = features(&database).unwrap();
        assert_eq!(seen, []);
        for step in STEPS {
            step.take(&database, 0).unwrap();
            if step.releases.is_empty() {
                continue;
            }
            let now = features(&database).unwrap();
            for feature in now.iter().filter(|feature| !seen.contains(feature)) {
                let since = feature.definition().since;
                let patch = step.releases.strip_prefix(since);
                assert!(
                    patch.is_some_and(|patch| patch.starts_with(['.', ' '])),
                    "{feature:?} came with {}",
                    step.releases
                );
            }
            assert!(seen.iter().all(|feature| now.contains(feature)), "{seen:?}");
            seen = now;
        }
        assert_eq!(seen, Feature::ALL);
    }

    #[test]
    fn what_may_be_left_out_fits() {
        let none: [&str; 0] = [];
        assert_eq!(misfits_after(""), none);
        assert_eq!(
            misfits_after(
                "ALTER TABLE runs ADD COLUMN colour TEXT;
                 ALTER TABLE runs ADD COLUMN size INTEGER NOT NULL DEFAULT 1;
                 CREATE TABLE more (a NOT NULL); DROP TABLE scorer_versions"
            ),
            none
        );
    }

    #[test]
    fn what_does_not_fit_is_named() {
        assert_eq!(
            misfits_after("ALTER TABLE runs RENAME COLUMN status TO state"),
            ["the column `status` of the table `runs` is missing"]
        );
        assert_eq!(
            misfits_after("DROP TABLE tags"),
            ["the table `tags` is missing"]
        );
        assert_eq!(
            misfits_after(
                "DROP TABLE params;
                 CREATE TABLE params (\"key\" TEXT, value TEXT, run_uuid TEXT, kind TEXT NOT NULL,
                                      PRIMARY KEY (run_uuid))"
            ),
            [
                "the column `kind` of the table `params` wants a value",
                "the table `params` has another primary key"
            ]
        );
    }
}
