//! The words of MySQL and MariaDB for what SQL leaves open.
//!
//! Each connection reads standard quotes and `||` ([`super::connector`]).

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::search::{Case, Direction};

use super::super::dialect::{Conflict, Dialect, Insert, Items, Like, NumberKind};
use super::text::LIST;

/// Longer than any id, name or key.
const LONGEST_ITEM: &str = "VARCHAR(1024)";

/// What MySQL 8 and MariaDB 10.6 and later read.
pub(super) struct MySqlDialect {
    /// The collation of the columns with ids. The texts of a list have the same, so that they are
    /// found in an index.
    collation: String,
}

impl MySqlDialect {
    /// The words for databases whose ids have a collation.
    pub(super) fn of(collation: &str) -> &'static Self {
        static KNOWN: Mutex<Option<HashMap<String, &'static MySqlDialect>>> = Mutex::new(None);
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        let known = known.get_or_insert_default();
        if let Some(dialect) = known.get(collation) {
            return dialect;
        }
        // There are no more of them than the server has collations.
        let dialect: &'static Self = Box::leak(Box::new(Self {
            collation: collation.to_owned(),
        }));
        known.insert(collation.to_owned(), dialect);
        dialect
    }

    /// The type that items have as rows.
    fn kind(&self, items: Items) -> String {
        match items {
            Items::Numbers => "BIGINT".to_owned(),
            Items::Texts | Items::NumbersAsText => self.text_kind(),
        }
    }

    fn text_kind(&self) -> String {
        let character_set = self.collation.split('_').next().unwrap_or_default();
        format!(
            "{LONGEST_ITEM} CHARACTER SET {character_set} COLLATE {}",
            self.collation
        )
    }
}

impl Dialect for MySqlDialect {
    fn in_list(&self, column: &str, items: Items, placeholder: &str) -> String {
        let kind = self.kind(items);
        let query = format!(
            "SELECT listed.value FROM JSON_TABLE({placeholder}, '$[*]' COLUMNS (value {kind} PATH '$'))
                                  AS listed"
        );
        // A number is compared with a text as a number, whatever stands in the text.
        if items == Items::NumbersAsText {
            return format!("{column} IN ({query})");
        }
        format!("{column} IN ({}{query}{})", LIST.0, LIST.1)
    }

    fn in_pairs(&self, [one, other]: [&str; 2], placeholder: &str) -> String {
        let kind = self.text_kind();
        format!(
            "({one}, {other}) IN (SELECT listed.one, listed.other FROM
                 JSON_TABLE({placeholder}, '$[*]' COLUMNS (one {kind} PATH '$[0]',
                                                           other {kind} PATH '$[1]')) AS listed)"
        )
    }

    fn list(&self, items: Items) -> String {
        let kind = self.kind(items);
        format!(
            "(SELECT listed.place - 1 AS key, listed.value FROM
              JSON_TABLE(?1, '$[*]' COLUMNS (place FOR ORDINALITY, value {kind} PATH '$'))
              AS listed) AS page"
        )
    }

    fn page_of_pairs(&self, table: &str, text: &str, number: &str) -> String {
        let kind = self.text_kind();
        format!(
            "(SELECT listed.place - 1 AS key, listed.one, listed.other FROM
              JSON_TABLE(?1, '$[*]' COLUMNS (place FOR ORDINALITY, one {kind} PATH '$[0]',
                                             other BIGINT PATH '$[1]')) AS listed) AS page
             STRAIGHT_JOIN {table} ON {text} = page.one AND {number} = page.other"
        )
    }

    fn join_in_order(&self) -> &'static str {
        "STRAIGHT_JOIN"
    }

    fn run_count(&self) -> Option<&'static str> {
        Some(
            "SELECT CAST(table_rows AS SIGNED) FROM information_schema.tables
             WHERE table_schema = DATABASE() AND table_name = 'runs'",
        )
    }

    fn insert(&self, insert: &Insert) -> String {
        let head = insert.head(insert.table);
        match insert.conflict {
            Conflict::Fail | Conflict::GiveNumber { .. } => head,
            // `INSERT IGNORE` would also cut texts that are too long.
            Conflict::Keep => {
                let first = insert.columns[0];
                format!(
                    "{head} ON DUPLICATE KEY UPDATE {first} = {}.{first}",
                    insert.table
                )
            }
            Conflict::Update { set, .. } => {
                let set: Vec<String> = set.iter().map(|c| format!("{c} = VALUES({c})")).collect();
                format!("{head} ON DUPLICATE KEY UPDATE {}", set.join(", "))
            }
            Conflict::KeepGreatest { set, by, .. } => head + &keep_greatest(set, by),
        }
    }

    /// A pattern has no escapes, because backslashes have no meaning to the connection.
    fn like(&self, column: &str, case: Case, pattern: &str) -> Like {
        // Of characters, where `text` is of bytes.
        let column = format!("CONVERT({column} USING utf8mb4) COLLATE utf8mb4_bin");
        let (before, after) = match case {
            Case::Sensitive => (format!("{column} LIKE "), ""),
            Case::Insensitive | Case::InsensitiveBeyondAscii => {
                (format!("lower({column}) LIKE lower("), ")")
            }
        };
        Like {
            before,
            pattern: pattern.to_owned(),
            after,
        }
    }

    /// Columns have types.
    fn whole(&self, column: &str) -> String {
        column.to_owned()
    }

    fn number(&self, column: &str) -> String {
        column.to_owned()
    }

    /// The collation of the column itself may take letters for the same that are not, and most take
    /// no heed of blanks at the end.
    fn text(&self, column: &str) -> String {
        format!("CAST(CONVERT({column} USING utf8mb4) AS BINARY)")
    }

    /// The column finds the row by its index, and its bytes tell whether it is the right one.
    fn id_equals(&self, column: &str, placeholder: &str) -> String {
        let bytes = self.text(column);
        format!("({column} = {placeholder} AND {bytes} = {placeholder})")
    }

    fn id_order(&self, column: &str) -> String {
        self.text(column)
    }

    fn nulls_last(&self, key: &str, direction: Direction) -> String {
        format!("{key} IS NULL, {key} {direction}")
    }

    fn json_text(&self, column: &str, key: &str) -> String {
        format!(
            r#"CASE WHEN JSON_VALID({column}) THEN JSON_UNQUOTE(JSON_EXTRACT({column}, '$."{key}"')) END"#
        )
    }

    /// MySQL's own aggregate gives no order.
    fn json_pairs(&self, [key, value]: [&str; 2]) -> String {
        format!(
            "concat('[', coalesce(group_concat(JSON_ARRAY(CAST({key} AS CHAR), \
                                                          CAST({value} AS CHAR))
                                               ORDER BY {key} SEPARATOR ','), ''), ']')"
        )
    }

    /// Rows have the order of their keys, and no other.
    fn insertion_order(&self, _: &str) -> String {
        "NULL".to_owned()
    }

    /// A change of a table ends the transaction.
    fn passing_index(&self, _: &str, _: &str) -> Option<[String; 2]> {
        None
    }

    fn table_names(&self) -> &'static str {
        "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()"
    }

    fn numbered_key(&self) -> &'static str {
        "INTEGER NOT NULL AUTO_INCREMENT"
    }
}

/// What gives a row whose key is there already the new values, if they are greater.
fn keep_greatest(set: &[&str], by: &[(&str, NumberKind)]) -> String {
    let new: Vec<String> = by.iter().map(|(c, _)| format!("VALUES({c})")).collect();
    let old: Vec<String> = by
        .iter()
        .map(|(c, _)| format!("coalesce({c}, 0)"))
        .collect();
    let is_greater = format!("({}) > ({})", new.join(", "), old.join(", "));
    // Each assignment sees those before it. So what is compared is assigned last, and the least
    // significant part of it first: once that is the new one, the comparison of the others
    // comes out the same, or they are equal.
    let others = set.iter().filter(|c| by.iter().all(|(by, _)| by != *c));
    let compared = by.iter().rev().map(|(c, _)| c);
    let columns = others.chain(compared);
    let set: Vec<String> = columns
        .map(|c| format!("{c} = IF({is_greater}, VALUES({c}), {c})"))
        .collect();
    format!(" ON DUPLICATE KEY UPDATE {}", set.join(", "))
}
