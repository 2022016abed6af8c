//! SQLite's words for what SQL leaves open.

use crate::search::{Case, Direction};

use super::super::dialect::{Conflict, Dialect, Insert, Items, Like, NumberKind};

/// The name of an index that lives within one transaction.
const PASSING_INDEX: &str = "index_of_a_purge";

/// What SQLite reads.
///
/// The functions `cell_whole` and `cell_number` are our own ([`super::cell`]).
pub(crate) struct SqliteDialect;

impl Dialect for SqliteDialect {
    fn in_list(&self, column: &str, items: Items, placeholder: &str) -> String {
        let value = match items {
            Items::Texts | Items::Numbers => "value",
            Items::NumbersAsText => "CAST(value AS TEXT)",
        };
        format!("{column} IN (SELECT {value} FROM json_each({placeholder}))")
    }

    fn in_pairs(&self, [one, other]: [&str; 2], placeholder: &str) -> String {
        format!(
            "({one}, {other}) IN (SELECT value ->> 0, value ->> 1 FROM json_each({placeholder}))"
        )
    }

    fn list(&self, _: Items) -> String {
        "json_each(?1) AS page".to_owned()
    }

    fn page_of_pairs(&self, table: &str, text: &str, number: &str) -> String {
        format!(
            "json_each(?1) AS page CROSS JOIN {table}
             ON {text} = page.value ->> 0 AND {number} = page.value ->> 1"
        )
    }

    /// SQLite never changes the order of a cross join.
    fn join_in_order(&self) -> &'static str {
        "CROSS JOIN"
    }

    /// Views of older schemas are temporary, tables are not.
    fn target(&self, table: &str) -> String {
        format!("main.{table}")
    }

    fn insert(&self, insert: &Insert) -> String {
        let head = insert.head(&self.target(insert.table));
        match insert.conflict {
            Conflict::Fail => head,
            Conflict::Keep => format!("{head} ON CONFLICT DO NOTHING"),
            Conflict::Update { key, set } => head + &update(key, set),
            Conflict::KeepGreatest { key, set, by } => {
                let new: Vec<String> = by.iter().map(|(c, _)| format!("excluded.{c}")).collect();
                let old: Vec<String> = by
                    .iter()
                    .map(|(column, number)| {
                        let column = format!("{}.{column}", insert.table);
                        let old = match number {
                            NumberKind::Whole => self.whole(&column),
                            NumberKind::Float => self.number(&column),
                        };
                        format!("coalesce({old}, 0)")
                    })
                    .collect();
                let (update, new, old) = (update(key, set), new.join(", "), old.join(", "));
                format!("{head}{update} WHERE ({new}) > ({old})")
            }
            Conflict::GiveNumber { key } => format!("{head} RETURNING {key}"),
        }
    }

    /// Every number has up to 64 bits.
    fn keeps_number(&self, _number: i64) -> bool {
        true
    }

    /// `LIKE` heeds case or not by a setting of the connection; `GLOB` always does.
    fn like(&self, column: &str, case: Case, pattern: &str) -> Like {
        match case {
            Case::Sensitive => Like {
                before: format!("{column} GLOB "),
                pattern: glob(pattern),
                after: "",
            },
            Case::Insensitive | Case::InsensitiveBeyondAscii => Like {
                before: format!("lower({column}) LIKE lower("),
                pattern: pattern.to_owned(),
                after: ")",
            },
        }
    }

    fn whole(&self, column: &str) -> String {
        format!("iif(typeof({column}) IN ('integer', 'null'), {column}, cell_whole({column}))")
    }

    fn number(&self, column: &str) -> String {
        format!("iif(typeof({column}) IN ('real', 'null'), {column}, cell_number({column}))")
    }

    /// SQLite compares texts by their bytes.
    fn text(&self, column: &str) -> String {
        format!("iif(typeof({column}) = 'blob', CAST({column} AS TEXT), {column})")
    }

    /// With the condition SQLite reads a history by the index that begins with the run. Without it,
    /// it takes the one that begins with the key, and reads the points of every run: 150 ms
    /// instead of 3 for 1,000 of 2 million points.
    fn any_whole(&self, column: &str) -> String {
        format!("{column} >= -9223372036854775808")
    }

    fn nulls_last(&self, key: &str, direction: Direction) -> String {
        format!("{key} {direction} NULLS LAST")
    }

    fn json_text(&self, column: &str, key: &str) -> String {
        format!(r#"CASE WHEN json_valid({column}) THEN {column} ->> '$."{key}"' END"#)
    }

    fn json_pairs(&self, [key, value]: [&str; 2]) -> String {
        format!(
            "json_group_array(json_array(CAST({key} AS TEXT), CAST({value} AS TEXT)) ORDER BY {key})"
        )
    }

    fn insertion_order(&self, table: &str) -> String {
        format!("{table}.rowid")
    }

    fn passing_index(&self, table: &str, column: &str) -> Option<[String; 2]> {
        Some([
            format!("CREATE INDEX main.{PASSING_INDEX} ON {table} ({column})"),
            format!("DROP INDEX {PASSING_INDEX}"),
        ])
    }

    fn table_names(&self) -> &'static str {
        "SELECT name FROM sqlite_master WHERE type = 'table'"
    }

    fn numbered_key(&self) -> &'static str {
        "INTEGER NOT NULL"
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

/// A pattern of `LIKE` as a pattern of `GLOB`.
fn glob(pattern: &str) -> String {
    let mut glob = String::with_capacity(pattern.len());
    for c in pattern.chars() {
        match c {
            '%' => glob.push('*'),
            '_' => glob.push('?'),
            '*' | '?' | '[' => glob.extend(['[', c, ']']),
            other => glob.push(other),
        }
    }
    glob
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wildcards_of_a_glob_stand_for_themselves_in_a_pattern() {
        let like = SqliteDialect.like("c", Case::Sensitive, "a%_*?[x]");
        let expected = Like {
            before: "c GLOB ".to_owned(),
            pattern: "a*?[*][?][[]x]".to_owned(),
            after: "",
        };
        assert_eq!(like, expected);
    }

    #[test]
    fn an_insert_says_what_becomes_of_a_row_that_is_there() {
        let insert = |conflict| {
            SqliteDialect.insert(&Insert {
                table: "t",
                columns: &["k", "a", "b"],
                conflict,
            })
        };
        let head = "INSERT INTO main.t (k, a, b) VALUES (?1, ?2, ?3)";
        assert_eq!(insert(Conflict::Fail), head);
        assert_eq!(
            insert(Conflict::Keep),
            format!("{head} ON CONFLICT DO NOTHING")
        );
        let updated =
            format!("{head} ON CONFLICT (k) DO UPDATE SET a = excluded.a, b = excluded.b");
        let (key, set) = (&["k"], &["a", "b"]);
        assert_eq!(insert(Conflict::Update { key, set }), updated);
        let by = &[("b", NumberKind::Whole)];
        let greatest = insert(Conflict::KeepGreatest { key, set, by });
        assert_eq!(
            greatest,
            format!(
                "{updated} WHERE (excluded.b) > (coalesce(iif(typeof(t.b) IN ('integer', 'null'), \
                 t.b, cell_whole(t.b)), 0))"
            )
        );
    }
}
