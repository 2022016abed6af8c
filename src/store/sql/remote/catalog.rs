//! The tables and columns of a database, as the server tells of them.

use std::collections::{BTreeMap, BTreeSet};

use super::super::feature::{self, Declaration, Feature};
use super::super::schema::Tables;
use super::super::session::{Session, SqlResult};
use super::super::tables::TABLES;
use super::words::Words;

/// What a server says of a database: its tables, and what their rows must fulfil.
#[derive(Debug, Default)]
pub(in crate::store::sql) struct Catalog {
    tables: BTreeMap<String, BTreeMap<String, Column>>,
    checks: BTreeMap<String, Vec<String>>,
}

#[derive(Debug)]
struct Column {
    declaration: Declaration,
    /// Whether a row cannot be without a value for it: it takes no NULL, and has no default.
    wants_value: bool,
}

impl Catalog {
    pub(in crate::store::sql) fn read(session: &dyn Session, words: Words) -> SqlResult<Self> {
        let mut catalog = Self::default();
        session.query(words.columns(), &[], &mut |row| {
            let length = row.whole(2).and_then(|length| usize::try_from(length).ok());
            let column = Column {
                declaration: Declaration {
                    length,
                    is_optional: row.flag(3),
                },
                wants_value: row.flag(4),
            };
            let columns = catalog.tables.entry(row.text_or_empty(0)).or_default();
            columns.insert(row.text_or_empty(1), column);
            Ok(())
        })?;
        session.query(words.checks(), &[], &mut |row| {
            let checks = catalog.checks.entry(row.text_or_empty(0)).or_default();
            checks.push(row.text_or_empty(1));
            Ok(())
        })?;
        Ok(catalog)
    }

    /// The names of the tables.
    pub(in crate::store::sql) fn names(&self) -> impl Iterator<Item = &str> {
        self.tables.keys().map(String::as_str)
    }

    pub(in crate::store::sql) fn has_column(&self, table: &str, column: &str) -> bool {
        let columns = self.tables.get(table);
        columns.is_some_and(|columns| columns.contains_key(column))
    }

    /// The tables and columns, each with the longest text that it is declared for.
    pub(in crate::store::sql) fn tables(&self) -> Tables {
        let tables = self.tables.iter().map(|(table, columns)| {
            let columns = columns.iter();
            let columns = columns.map(|(name, column)| (name.clone(), column.declaration.length));
            (table.clone(), columns.collect())
        });
        tables.collect()
    }

    /// What the database can keep.
    pub(in crate::store::sql) fn features(&self) -> Vec<Feature> {
        Feature::of(self)
    }

    /// What keeps this program from using a database of a schema that it does not know, in words:
    /// a table or column that statements name and that is not there, or a column that wants a value
    /// and that the newest schema, which a script makes, does not have.
    pub(in crate::store::sql) fn misfits(&self, newest: &str) -> Vec<String> {
        let mut misfits = Vec::new();
        for table in TABLES {
            let name = table.name;
            let Some(present) = self.tables.get(name) else {
                misfits.push(format!("the table `{name}` is missing"));
                continue;
            };
            let columns = table.all_columns();
            let missing = columns.filter(|column| !present.contains_key(*column));
            misfits.extend(
                missing.map(|column| {
                    format!("the column `{column}` of the table `{name}` is missing")
                }),
            );
            let known = columns_in(newest, name);
            let wanting = present
                .iter()
                .filter(|(column, found)| found.wants_value && !known.contains(column.as_str()));
            misfits.extend(wanting.map(|(column, _)| {
                format!("the column `{column}` of the table `{name}` wants a value")
            }));
        }
        misfits
    }
}

impl feature::Catalog for Catalog {
    fn has_table(&self, table: &str) -> bool {
        self.tables.contains_key(table)
    }

    fn column(&self, table: &str, column: &str) -> Option<Declaration> {
        Some(self.tables.get(table)?.get(column)?.declaration)
    }

    fn checks(&self, table: &str) -> Vec<&str> {
        let checks = self.checks.get(table).into_iter().flatten();
        checks.map(String::as_str).collect()
    }
}

/// The columns that a script gives a table: a line each, indented.
fn columns_in<'a>(script: &'a str, table: &str) -> BTreeSet<&'a str> {
    fn name(word: &str) -> &str {
        word.trim_matches(['`', '"'])
    }
    let begins = |line: &&str| {
        let named = line.strip_prefix("CREATE TABLE ");
        let named = named.map(|rest| rest.trim_start_matches("IF NOT EXISTS "));
        named.and_then(|rest| rest.split_whitespace().next().map(name)) == Some(table)
    };
    let lines = script.lines().skip_while(|line| !begins(line)).skip(1);
    let columns = lines.take_while(|line| line.starts_with(' '));
    columns
        .filter_map(|line| line.split_whitespace().next().map(name))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_of_a_table_are_read_from_a_script() {
        let script = "CREATE TABLE IF NOT EXISTS `runs` (\n    `key` TEXT,\n    b INT\n);\n\n\
                      CREATE TABLE runs_more (\n    c INT\n);";
        assert_eq!(columns_in(script, "runs"), ["b", "key"].into());
        assert_eq!(columns_in(script, "runs_more"), ["c"].into());
        assert_eq!(columns_in(script, "other"), [].into());
    }
}
