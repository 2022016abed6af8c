//! Gives a table another definition.
//!
//! Where the rows on the disk suit the new definition as they are (another length of a text, a
//! foreign key, a further column at the end), only the statement in `sqlite_schema` is written
//! anew, the way SQLite's documentation of `ALTER TABLE` describes; an upgrade of gigabytes then
//! touches a page. Where they do not (another primary key, a column less), the rows are copied
//! into a new table that takes the name of the old one.

use rusqlite::Connection;

use super::super::driver::SqlResult;
use super::statement::quoted;
use super::table::{Column, Rule, Table};

/// Changes a table's definition.
pub(super) fn reshape(
    connection: &Connection,
    name: &str,
    change: fn(&mut Table),
) -> SqlResult<()> {
    let before = Table::read(connection, name)?;
    let mut after = before.clone();
    change(&mut after);
    let after = after.complete()?;
    if rows_suit(&before, &after) {
        redefine(connection, &after)
    } else {
        copy(connection, &after)
    }
}

/// Whether rows that were written under one definition read the same under another.
fn rows_suit(before: &Table, after: &Table) -> bool {
    let (kept, added) = after
        .columns
        .split_at(before.columns.len().min(after.columns.len()));
    let same_columns = kept.len() == before.columns.len()
        && before.columns.iter().zip(kept).all(|(old, new)| {
            new.was.as_ref() == Some(&old.name)
                && affinity(&old.kind) == affinity(&new.kind)
                && old.computed == new.computed
        });
    // A row that ends before the last columns has their defaults there.
    let addable = |column: &Column| column.was.is_none() && column.computed.is_none();
    same_columns && added.iter().all(addable) && indexes(before) == indexes(after)
}

/// The constraints that SQLite keeps an index for, in the order in which it numbers them.
fn indexes(table: &Table) -> Vec<&Rule> {
    table
        .constraints
        .iter()
        .map(|constraint| &constraint.rule)
        .filter(|rule| matches!(rule, Rule::PrimaryKey(_) | Rule::Unique(_)))
        .collect()
}

/// How SQLite stores the values of a type: by its rules, the first that fits.
fn affinity(kind: &str) -> &'static str {
    let names: [(&[&str], &str); 4] = [
        (&["INT"], "INTEGER"),
        (&["CHAR", "CLOB", "TEXT"], "TEXT"),
        (&["BLOB"], "BLOB"),
        (&["REAL", "FLOA", "DOUB"], "REAL"),
    ];
    if kind.is_empty() {
        return "BLOB";
    }
    names
        .iter()
        .find(|(parts, _)| parts.iter().any(|part| kind.contains(part)))
        .map_or("NUMERIC", |(_, affinity)| affinity)
}

/// Writes another statement for a table and leaves its rows alone.
fn redefine(connection: &Connection, table: &Table) -> SqlResult<()> {
    let version: i64 = connection.query_row("PRAGMA schema_version", [], |row| row.get(0))?;
    connection.execute_batch("PRAGMA writable_schema = ON")?;
    let written = connection.execute(
        "UPDATE main.sqlite_schema SET sql = ?1 WHERE type = 'table' AND name = ?2",
        [&table.statement(), &table.name],
    );
    // RESET also makes SQLite read the schema again; the number tells other connections to.
    connection.execute_batch(&format!(
        "PRAGMA schema_version = {}; PRAGMA writable_schema = RESET",
        version + 1
    ))?;
    written?;
    Ok(())
}

/// Makes a new table, copies the rows into it, and gives it the name of the old one.
fn copy(connection: &Connection, table: &Table) -> SqlResult<()> {
    // What hangs on the table goes with it when it is dropped: its indexes, and triggers of users.
    let companions: Vec<String> = connection
        .prepare(
            "SELECT sql FROM main.sqlite_schema
             WHERE tbl_name = ?1 AND type IN ('index', 'trigger') AND sql IS NOT NULL
             ORDER BY rowid",
        )?
        .query_map([&table.name], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let mut temporary = table.clone();
    temporary.name = format!("_upgrade_{}", table.name);
    let copied = table
        .columns
        .iter()
        .filter(|column| column.computed.is_none())
        .filter_map(|column| Some((quoted(&column.name), quoted(column.was.as_ref()?))));
    let (to, from): (Vec<String>, Vec<String>) = copied.unzip();
    connection.execute_batch(&format!(
        "{};
         INSERT INTO {new} ({}) SELECT {} FROM {old};
         DROP TABLE {old};
         ALTER TABLE {new} RENAME TO {old};",
        temporary.statement(),
        to.join(", "),
        from.join(", "),
        new = quoted(&temporary.name),
        old = quoted(&table.name),
    ))?;
    for companion in companions {
        connection.execute_batch(&companion)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn database() -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        connection
            .execute_batch(
                "PRAGMA foreign_keys = OFF; PRAGMA legacy_alter_table = ON;
                 CREATE TABLE t (\"key\" VARCHAR(5) NOT NULL, a INTEGER, CONSTRAINT p PRIMARY KEY (\"key\"));
                 CREATE INDEX part ON t (a) WHERE a > 1;
                 CREATE TABLE seen (a);
                 CREATE TRIGGER see AFTER INSERT ON t BEGIN INSERT INTO seen VALUES (NEW.a); END;
                 CREATE VIEW v AS SELECT a FROM t;
                 INSERT INTO t VALUES ('x', 1), ('y', 2);",
            )
            .unwrap();
        connection
    }

    fn root(connection: &Connection) -> i64 {
        connection
            .query_row(
                "SELECT rootpage FROM sqlite_schema WHERE name = 't'",
                [],
                |row| row.get(0),
            )
            .unwrap()
    }

    #[test]
    fn rows_that_suit_stay_where_they_are() {
        let connection = database();
        let before = root(&connection);
        reshape(&connection, "t", |t| {
            t.retype("key", "TEXT").add("b", "BOOLEAN", Some("'0'"));
        })
        .unwrap();
        assert_eq!(root(&connection), before);
        let sum: i64 = connection
            .query_row("SELECT sum(a + b + 1) FROM t", [], |row| row.get(0))
            .unwrap();
        assert_eq!(sum, 5);
    }

    #[test]
    fn a_copy_keeps_rows_and_what_hangs_on_the_table() {
        let connection = database();
        reshape(&connection, "t", |t| {
            t.primary_key("p", &["key", "a"]);
        })
        .unwrap();
        connection
            .execute_batch("INSERT INTO t VALUES ('x', 3)")
            .unwrap();
        let count: i64 = connection
            .query_row(
                "SELECT (SELECT count(*) FROM v) + (SELECT count(*) FROM seen)
                      + (SELECT count(*) FROM sqlite_schema WHERE name = 'part')",
                [],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(count, 3 + 3 + 1);
    }

    #[test]
    fn a_column_that_is_not_there_is_an_error() {
        let connection = database();
        assert!(
            reshape(&connection, "t", |t| {
                t.retype("b", "TEXT");
            })
            .is_err()
        );
    }
}
