//! What differs between engines in words.
//!
//! The statements of this layer are SQL that SQLite, PostgreSQL and MySQL read alike. Where they
//! differ, a statement takes the words from a [`Dialect`], which each engine implements in its own
//! folder. No other file of this layer has a word of one engine.
//!
//! Two things need no words here:
//!
//! * Placeholders are `?1`, `?2`, … everywhere. A session translates them when it prepares a
//!   statement ([`super::session`]).
//! * A list of values is one value, a JSON list ([`super::list::List`]). So the length of a list
//!   never changes a statement, and the statement stays prepared.

use crate::search::{Case, Direction};

/// How an engine words what SQL leaves open.
pub(super) trait Dialect: Send + Sync {
    /// The condition that a column has one of the items of the list at a placeholder.
    fn in_list(&self, column: &str, items: Items, placeholder: &str) -> String;

    /// The condition that two columns of text have one of the pairs of texts of the list at a
    /// placeholder.
    fn in_pairs(&self, columns: [&str; 2], placeholder: &str) -> String;

    /// What follows `FROM` for the list `?1` as the table `page`: the position of each item is
    /// `page.key`, counted from 0, and the item is `page.value`.
    fn list(&self, items: Items) -> String;

    /// What follows `FROM` for the list `?1` as the table `page`, with the rows of another table
    /// that have the item in a column. The engine takes the items one by one and looks for their
    /// rows by the column's index.
    fn page(&self, items: Items, table: &str, column: &str) -> String {
        format!(
            "{} {} {table} ON {column} = page.value",
            self.list(items),
            self.join_in_order()
        )
    }

    /// The same for a list of pairs of a text and a whole number, and the rows of another table that
    /// have them in two columns.
    fn page_of_pairs(&self, table: &str, text: &str, number: &str) -> String;

    /// The word for an inner join that the engine makes in the order of the text.
    fn join_in_order(&self) -> &'static str;

    /// The query for how many runs there are, as far as the engine knows without counting them; `None`
    /// where it heeds by itself how many of them a search is over.
    fn run_count(&self) -> Option<&'static str> {
        None
    }

    /// The name of a table in a statement that changes its rows. In a query, the bare name may be
    /// that of a view which stands before the table of an older schema.
    fn target(&self, table: &str) -> String {
        table.to_owned()
    }

    /// The statement that inserts rows, as [`Session::insert_rows`] and [`Session::insert`] of the
    /// same engine take it. Placeholders stand for the columns in their order.
    ///
    /// [`Session::insert_rows`]: super::session::Session::insert_rows
    /// [`Session::insert`]: super::session::Session::insert
    fn insert(&self, insert: &Insert) -> String;

    /// Whether a key that the engine numbers can be this number; in MLflow's tables such keys have 32
    /// bits.
    fn keeps_number(&self, number: i64) -> bool {
        i32::try_from(number).is_ok()
    }

    /// What makes the engine number the rows of a table behind those that were inserted with a number;
    /// `None` where it does so by itself.
    fn go_on_numbering(&self, _table: &str, _key: &str) -> Option<String> {
        None
    }

    /// The condition that a column matches a pattern of SQL's `LIKE`, which has no escapes.
    fn like(&self, column: &str, case: Case, pattern: &str) -> Like;

    /// The whole number that a cell means, whatever type its value has; NULL if it means none.
    /// What a cell means is told at [`Value`](super::session::Value).
    fn whole(&self, column: &str) -> String;

    /// The number that a cell means; NULL if it means none.
    fn number(&self, column: &str) -> String;

    /// The text that a cell means. It is compared and ordered byte by byte.
    fn text(&self, column: &str) -> String;

    /// The condition that a column of ids, names or keys has the text of a placeholder, byte by byte,
    /// in words that let the engine look in its index.
    fn id_equals(&self, column: &str, placeholder: &str) -> String {
        format!("{column} = {placeholder}")
    }

    /// One key of an order by a column of ids or names, byte by byte. In a condition such a column
    /// stands by itself, so that the engine can look in its index.
    fn id_order(&self, column: &str) -> String {
        column.to_owned()
    }

    /// A condition on a column of whole numbers that always holds, by which an engine takes the
    /// index that has the column in it.
    fn any_whole(&self, _column: &str) -> String {
        "TRUE".to_owned()
    }

    /// A placeholder that stands for a number with a fraction, beside a column of any numbers.
    fn float(&self, placeholder: &str) -> String {
        placeholder.to_owned()
    }

    /// One key of an order in which NULL comes last, whatever the direction.
    fn nulls_last(&self, key: &str, direction: Direction) -> String;

    /// The text of a key of the JSON object in a column; NULL if the column holds no JSON or the
    /// object has no such key.
    fn json_text(&self, column: &str, key: &str) -> String;

    /// The aggregate that gives two columns of all rows as a JSON list of pairs of texts, in the
    /// order of the first column.
    fn json_pairs(&self, columns: [&str; 2]) -> String;

    /// The key of an order in which the rows of a table were inserted.
    fn insertion_order(&self, table: &str) -> String;

    /// The statements that make and drop an index for the length of one transaction, which nobody
    /// else sees; `None` where an index would stop others, or is made too slowly to be worth it.
    fn passing_index(&self, table: &str, column: &str) -> Option<[String; 2]>;

    /// The query for the names of the tables that bare names in statements find.
    fn table_names(&self) -> &'static str;

    /// The type of a key that is a number and that the database gives.
    fn numbered_key(&self) -> &'static str;
}

/// What the items of a list are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Items {
    /// Texts, compared with a column of text.
    Texts,
    /// Whole numbers, compared with a column of numbers.
    Numbers,
    /// Whole numbers, compared with a column that holds them as text.
    NumbersAsText,
}

/// Rows that go into a table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Insert<'a> {
    pub(super) table: &'static str,
    pub(super) columns: &'a [&'static str],
    pub(super) conflict: Conflict<'a>,
}

/// What becomes of a row whose key is there already.
#[derive(Clone, Copy, Debug)]
pub(super) enum Conflict<'a> {
    /// The statement fails.
    Fail,
    /// The row that is there stays.
    Keep,
    /// The row with this key gets the new values of these columns.
    Update {
        key: &'a [&'static str],
        set: &'static [&'static str],
    },
    /// The row with this key gets the new values of these columns if those in `by`, compared one
    /// after the other, are greater than what is there. A cell there that means nothing counts
    /// as 0.
    KeepGreatest {
        key: &'a [&'static str],
        set: &'static [&'static str],
        by: &'static [(&'static str, NumberKind)],
    },
    /// As `Fail`, of one row into a table whose key is this column, a number that the database
    /// gives.
    GiveNumber { key: &'static str },
}

impl<'a> Conflict<'a> {
    /// The columns of the key by which a row is found that is there already; empty where none is
    /// named.
    pub(super) fn key(&self) -> &'a [&'static str] {
        match self {
            Self::Update { key, .. } | Self::KeepGreatest { key, .. } => key,
            Self::Fail | Self::Keep | Self::GiveNumber { .. } => &[],
        }
    }

    /// The same with another key, where one is named.
    pub(super) fn with_key(self, key: &'a [&'static str]) -> Self {
        match self {
            Self::Update { set, .. } => Self::Update { key, set },
            Self::KeepGreatest { set, by, .. } => Self::KeepGreatest { key, set, by },
            other => other,
        }
    }
}

/// Which numbers a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NumberKind {
    Whole,
    Float,
}

impl Insert<'_> {
    /// The statement for one row of a table by this name, up to what becomes of a row whose key is
    /// there already.
    pub(super) fn head(&self, target: &str) -> String {
        let placeholders: Vec<String> = (1..=self.columns.len()).map(|n| format!("?{n}")).collect();
        format!(
            "INSERT INTO {target} ({}) VALUES ({})",
            self.columns.join(", "),
            placeholders.join(", ")
        )
    }
}

/// Columns of a table that get new values. The values of a statement are the key, then the new
/// values in the order of their columns.
#[derive(Clone, Copy, Debug)]
pub(super) struct Update<'a> {
    pub(super) table: &'static str,
    pub(super) set: &'a [&'static str],
    pub(super) whose: Whose<'a>,
}

/// Rows of a table that go. The values of a statement are the key.
#[derive(Clone, Copy, Debug)]
pub(super) struct Delete<'a> {
    pub(super) table: &'static str,
    pub(super) whose: Whose<'a>,
}

/// Which rows an update changes, or a deletion removes.
#[derive(Clone, Copy, Debug)]
pub(super) enum Whose<'a> {
    /// Those that have the values of a key in these columns.
    Has(&'a [&'static str]),
    /// Those that have one of a list of keys in this column. The list is one value.
    IsIn(&'static str, Items),
}

impl<'a> Whose<'a> {
    /// The columns of the key, each of which takes a value.
    pub(super) fn key(&self) -> &[&'static str] {
        match self {
            Self::Has(columns) => columns,
            Self::IsIn(column, _) => std::slice::from_ref(column),
        }
    }

    /// The same by some of the columns of the key.
    pub(super) fn with_key<'b>(self, key: &'b [&'static str]) -> Whose<'b>
    where
        'a: 'b,
    {
        match self {
            Self::Has(_) => Whose::Has(key),
            Self::IsIn(..) => self,
        }
    }

    /// The condition in an engine's words.
    fn condition(&self, dialect: &dyn Dialect) -> String {
        match self {
            Self::Has(columns) => {
                let columns = (1..).zip(*columns);
                let equal: Vec<String> = columns
                    .map(|(number, column)| format!("{column} = ?{number}"))
                    .collect();
                equal.join(" AND ")
            }
            Self::IsIn(column, items) => dialect.in_list(column, *items, "?1"),
        }
    }
}

impl Update<'_> {
    /// The statement in an engine's words.
    pub(super) fn text(&self, dialect: &dyn Dialect) -> String {
        let set: Vec<String> = (self.whose.key().len() + 1..)
            .zip(self.set)
            .map(|(number, column)| format!("{column} = ?{number}"))
            .collect();
        let target = dialect.target(self.table);
        let condition = self.whose.condition(dialect);
        format!("UPDATE {target} SET {} WHERE {condition}", set.join(", "))
    }
}

impl Delete<'_> {
    /// The statement in an engine's words.
    pub(super) fn text(&self, dialect: &dyn Dialect) -> String {
        let target = dialect.target(self.table);
        format!(
            "DELETE FROM {target} WHERE {}",
            self.whose.condition(dialect)
        )
    }
}

/// The condition that a column matches a pattern: what stands before the placeholder of the
/// pattern and after it, and the pattern as the engine takes it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Like {
    pub(super) before: String,
    pub(super) pattern: String,
    pub(super) after: &'static str,
}
