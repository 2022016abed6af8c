//! PostgreSQL's words for what SQL leaves open.

use crate::search::{Case, Direction};

use super::super::dialect::{Conflict, Dialect, Insert, Items, Like, NumberKind};
use super::list;

/// What PostgreSQL reads.
///
/// Columns have types here, so a cell means what it holds. Texts are compared in the order of the
/// database's language unless a collation is named: `"C"` compares bytes.
pub(super) struct PostgresDialect;

impl Dialect for PostgresDialect {
    /// The list is made once, and each of its items is looked for in the index. That of numbers becomes
    /// an array by itself, of which the planner knows how many rows it finds.
    fn in_list(&self, column: &str, items: Items, placeholder: &str) -> String {
        match items {
            Items::Texts | Items::NumbersAsText => format!(
                "{column} = ANY (ARRAY(SELECT json_array_elements_text({placeholder}::json)))"
            ),
            Items::Numbers => {
                format!("{column} = ANY (translate({placeholder}, '[]', '{{}}')::bigint[])")
            }
        }
    }

    fn in_pairs(&self, [one, other]: [&str; 2], placeholder: &str) -> String {
        format!(
            "({one}, {other}) IN
             (SELECT pair ->> 0, pair ->> 1 FROM json_array_elements({placeholder}::json) AS pair)"
        )
    }

    fn list(&self, items: Items) -> String {
        list::table(items)
    }

    fn page_of_pairs(&self, table: &str, text: &str, number: &str) -> String {
        format!(
            "{} JOIN {table} ON {text} = page.text AND {number} = page.number",
            list::table_of_pairs()
        )
    }

    /// The planner finds the order by itself.
    fn join_in_order(&self) -> &'static str {
        "JOIN"
    }

    fn insert(&self, insert: &Insert) -> String {
        let head = insert.head(insert.table);
        match insert.conflict {
            Conflict::Fail => head,
            Conflict::Keep => format!("{head} ON CONFLICT DO NOTHING"),
            Conflict::Update { key, set } => head + &update(key, set),
            Conflict::KeepGreatest { key, set, by } => {
                let new: Vec<String> = by.iter().map(|(c, _)| format!("excluded.{c}")).collect();
                let old: Vec<String> = by
                    .iter()
                    .map(|(column, kind)| {
                        let nothing = match kind {
                            NumberKind::Whole => "0",
                            NumberKind::Float => "0.0",
                        };
                        format!("coalesce({}.{column}, {nothing})", insert.table)
                    })
                    .collect();
                let (update, new, old) = (update(key, set), new.join(", "), old.join(", "));
                format!("{head}{update} WHERE ({new}) > ({old})")
            }
            Conflict::GiveNumber { key } => format!("{head} RETURNING {key}"),
        }
    }

    fn go_on_numbering(&self, table: &str, key: &str) -> Option<String> {
        Some(format!(
            "SELECT setval(pg_get_serial_sequence('{table}', '{key}'),
                           (SELECT max({key}) FROM {table})::bigint)"
        ))
    }

    /// Which letters are the same but for their case, the database's language says, as for Python's
    /// MLflow.
    fn like(&self, column: &str, case: Case, pattern: &str) -> Like {
        let (before, after) = match case {
            Case::Sensitive => (format!("{column} LIKE "), " ESCAPE ''"),
            Case::Insensitive | Case::InsensitiveBeyondAscii => (
                format!("({column}) COLLATE \"default\" ILIKE "),
                " ESCAPE ''",
            ),
        };
        Like {
            before,
            pattern: pattern.to_owned(),
            after,
        }
    }

    fn whole(&self, column: &str) -> String {
        column.to_owned()
    }

    fn number(&self, column: &str) -> String {
        column.to_owned()
    }

    fn text(&self, column: &str) -> String {
        format!("{column} COLLATE \"C\"")
    }

    fn id_order(&self, column: &str) -> String {
        self.text(column)
    }

    /// Without the type, the number would be read as that of the column beside it.
    fn float(&self, placeholder: &str) -> String {
        format!("{placeholder}::double precision")
    }

    fn nulls_last(&self, key: &str, direction: Direction) -> String {
        format!("{key} {direction} NULLS LAST")
    }

    /// By a pattern: PostgreSQL before 16 cannot say whether a text is JSON, and fails on one that
    /// is not.
    fn json_text(&self, column: &str, key: &str) -> String {
        let key = key.replace('.', r"\.");
        format!(r#"substring({column} from '"{key}"\s*:\s*"([^"\\]*)"')"#)
    }

    fn json_pairs(&self, [key, value]: [&str; 2]) -> String {
        format!(
            "coalesce(json_agg(json_build_array({key}, {value}) ORDER BY {key} COLLATE \"C\"),
                      '[]'::json)"
        )
    }

    /// The place of a row in the file. Rows of the tables that are read in this order are never
    /// changed, so they keep their places.
    fn insertion_order(&self, table: &str) -> String {
        format!("{table}.ctid")
    }

    /// To make one would stop everybody who writes to the table.
    fn passing_index(&self, _: &str, _: &str) -> Option<[String; 2]> {
        None
    }

    fn table_names(&self) -> &'static str {
        "SELECT relname::text FROM pg_class
         WHERE relkind IN ('r', 'p') AND pg_table_is_visible(oid)
               AND relnamespace NOT IN ('pg_catalog'::regnamespace,
                                        'information_schema'::regnamespace)"
    }

    fn numbered_key(&self) -> &'static str {
        "SERIAL NOT NULL"
    }
}

fn update(key: &[&str], set: &[&str]) -> String {
    let set: Vec<String> = set.iter().map(|c| format!("{c} = excluded.{c}")).collect();
    format!(
        " ON CONFLICT ({}) DO UPDATE SET {}",
        key.join(", "),
        set.join(", ")
    )
}

/// A statement with PostgreSQL's placeholders: `$1` for `?1`.
pub(super) fn numbered(sql: &str) -> String {
    let mut text = String::with_capacity(sql.len());
    let mut is_quoted = false;
    let mut chars = sql.chars().peekable();
    while let Some(c) = chars.next() {
        is_quoted ^= c == '\'';
        let is_placeholder =
            c == '?' && !is_quoted && chars.peek().is_some_and(char::is_ascii_digit);
        text.push(if is_placeholder { '$' } else { c });
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_outside_of_texts_are_numbered() {
        assert_eq!(
            numbered("a = ?1 AND b = '?2 it''s' AND c LIKE ?12"),
            "a = $1 AND b = '?2 it''s' AND c LIKE $12"
        );
    }
}
