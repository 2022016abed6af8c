//! The tables and columns of a database, as far as its `search_path` shows them.

use std::collections::{BTreeMap, BTreeSet};

use super::super::feature::{Feature, Mark};
use super::super::schema::Tables;
use super::super::session::{Session, SqlResult};
use super::super::tables::TABLES;

/// The tables of MLflow 3.18.0.
pub(super) const SCHEMA: &str = include_str!("schema.sql");

/// The columns that rows are written to, and that a row may not be without.
#[derive(Debug, Default)]
pub(super) struct Catalog {
    /// Tables and their columns, each with the longest text that it is declared for.
    pub(super) tables: Tables,
    /// The columns that need a value: they take no NULL and have no default.
    pub(super) required: BTreeSet<(String, String)>,
    /// What the tables' constraints demand, in SQL.
    constraints: BTreeMap<String, String>,
}

impl Catalog {
    pub(super) fn read(session: &dyn Session) -> SqlResult<Self> {
        let mut catalog = Self::default();
        session.query(
            "SELECT c.relname, a.attname,
                    CASE WHEN a.atttypid = 'varchar'::regtype AND a.atttypmod > 4
                         THEN a.atttypmod - 4 END,
                    a.attnotnull AND NOT a.atthasdef AND a.attidentity = ''
             FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid
             WHERE c.relkind IN ('r', 'p') AND pg_table_is_visible(c.oid)
                   AND c.relnamespace NOT IN ('pg_catalog'::regnamespace,
                                              'information_schema'::regnamespace)
                   AND a.attnum > 0 AND NOT a.attisdropped",
            &[],
            &mut |row| {
                let (table, column) = (row.text_or_empty(0), row.text_or_empty(1));
                let length = row.whole(2).and_then(|length| usize::try_from(length).ok());
                if row.flag(3) {
                    catalog.required.insert((table.clone(), column.clone()));
                }
                let columns = catalog.tables.entry(table).or_default();
                columns.insert(column, length);
                Ok(())
            },
        )?;
        session.query(
            "SELECT c.relname, string_agg(pg_get_constraintdef(p.oid), ' ')
             FROM pg_class AS c JOIN pg_constraint AS p ON p.conrelid = c.oid
             WHERE pg_table_is_visible(c.oid) AND p.contype = 'c' GROUP BY c.relname",
            &[],
            &mut |row| {
                let (table, demands) = (row.text_or_empty(0), row.text_or_empty(1));
                catalog.constraints.insert(table, demands);
                Ok(())
            },
        )?;
        Ok(catalog)
    }

    /// The features that the database has a place for.
    pub(super) fn features(&self) -> Vec<Feature> {
        let column = |table, column| {
            let columns = self.tables.get::<str>(table)?;
            columns.get::<str>(column)
        };
        let is_required = |table: &str, column: &str| {
            let column = (table.to_owned(), column.to_owned());
            self.required.contains(&column)
        };
        let has = |feature: &Feature| match feature.definition().mark {
            Mark::Table(table) => self.tables.contains_key(table),
            Mark::Column(table, name) => column(table, name).is_some(),
            Mark::Optional(table, name) => {
                column(table, name).is_some() && !is_required(table, name)
            }
            Mark::Length(table, name, length) => {
                column(table, name).is_some_and(|most| most.is_none_or(|most| most >= length))
            }
            Mark::Word(table, word) => {
                let demands = self.constraints.get(table);
                demands.is_some_and(|demands| demands.contains(word))
            }
        };
        Feature::ALL.into_iter().filter(has).collect()
    }

    /// What keeps this program from using a database of a schema that it does not know, in words:
    /// a table or column that statements name and that is not there, or a column that wants a value
    /// and that the newest schema does not have.
    pub(super) fn misfits(&self) -> Vec<String> {
        let mut misfits = Vec::new();
        for table in TABLES {
            let name = table.name;
            let Some(present) = self.tables.get(name) else {
                misfits.push(format!("the table `{name}` is missing"));
                continue;
            };
            for column in table.all_columns() {
                if !present.contains_key(column) {
                    misfits.push(format!(
                        "the column `{column}` of the table `{name}` is missing"
                    ));
                }
            }
            let known = newest_columns(name);
            let wanted = self
                .required
                .iter()
                .filter(|(wanting, column)| wanting == name && !known.contains(column.as_str()));
            misfits.extend(wanted.map(|(_, column)| {
                format!("the column `{column}` of the table `{name}` wants a value")
            }));
        }
        misfits
    }
}

/// The columns of a table of the newest schema.
fn newest_columns(table: &str) -> BTreeSet<&'static str> {
    let begin = format!("CREATE TABLE {table} (");
    let lines = SCHEMA.lines().skip_while(|line| *line != begin).skip(1);
    let columns = lines.take_while(|line| line.starts_with(' '));
    columns
        .filter_map(|line| line.split_whitespace().next())
        .collect()
}
