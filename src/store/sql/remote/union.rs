//! Several queries as one statement: one round trip, and one state without a transaction.
//!
//! Each query is a part of a `UNION ALL`, behind its number. Its columns take the first free places
//! of their kinds, and the places that are left are NULL. So a kind has as many places as the query
//! with the most columns of it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use super::super::lock;
use super::super::session::{Cells, Value};
use super::words::Words;

/// What the values of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::store::sql) enum Kind {
    Text,
    Whole,
    Float,
    Flag,
}

const KINDS: [Kind; 4] = [Kind::Text, Kind::Whole, Kind::Float, Kind::Flag];

/// Several queries as one.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::store::sql) struct Union {
    text: String,
    /// Where the columns of each query are.
    places: Vec<Vec<usize>>,
}

impl Union {
    /// Makes one statement of queries, each with the kinds of its columns.
    pub(in crate::store::sql) fn of(queries: &[(&str, Vec<Kind>)], words: Words) -> Self {
        let kinds = kinds_of_places(queries);
        let (mut found, mut parts) = (Vec::new(), Vec::new());
        let mut places = Vec::with_capacity(queries.len());
        for (number, (sql, columns)) in queries.iter().enumerate() {
            let taken = take_places(columns, &kinds);
            let names: Vec<String> = (0..columns.len()).map(|at| format!("c{at}")).collect();
            let listed = kinds.iter().enumerate().map(|(place, &kind)| {
                let column = taken.iter().position(|&taken| taken == place);
                words.of_kind(kind, column.map_or("NULL", |column| &names[column]))
            });
            let listed: Vec<String> = listed.collect();
            let (names, listed) = (names.join(", "), listed.join(", "));
            found.push(format!("found{number} ({names}) AS ({sql})"));
            parts.push(format!("SELECT {number}, {listed} FROM found{number}"));
            // The number of the query comes first.
            places.push(taken.into_iter().map(|place| place + 1).collect());
        }
        let text = format!("WITH {} {}", found.join(", "), parts.join(" UNION ALL "));
        Self { text, places }
    }

    pub(in crate::store::sql) fn text(&self) -> &str {
        &self.text
    }

    /// The number of the query that a row is of, and the row as that query gives it.
    pub(in crate::store::sql) fn part<'a>(&'a self, row: &'a dyn Cells) -> (usize, Part<'a>) {
        let number = row.value(0).whole().and_then(|n| usize::try_from(n).ok());
        let number = number.expect("each part begins with its number");
        let places = &self.places[number];
        (number, Part { row, places })
    }
}

impl Words {
    /// A column, or NULL, as a value of a kind. PostgreSQL joins columns of one type only; MySQL does not
    /// join texts of several collations.
    fn of_kind(self, kind: Kind, column: &str) -> String {
        match (self, kind) {
            (Self::MySql, _) if column == "NULL" => column.to_owned(),
            (Self::MySql, Kind::Text) => format!("CAST(CONVERT({column} USING utf8mb4) AS BINARY)"),
            (Self::MySql, Kind::Whole | Kind::Float | Kind::Flag) => column.to_owned(),
            (Self::Postgres, Kind::Text) => format!("{column}::text"),
            (Self::Postgres, Kind::Whole) => format!("{column}::bigint"),
            (Self::Postgres, Kind::Float) => format!("{column}::float8"),
            (Self::Postgres, Kind::Flag) => format!("{column}::boolean"),
        }
    }
}

/// How many places each kind has, one after the other.
fn kinds_of_places(queries: &[(&str, Vec<Kind>)]) -> Vec<Kind> {
    let most = |kind: Kind| {
        let counts = queries.iter();
        let counts = counts.map(|(_, columns)| columns.iter().filter(|k| **k == kind).count());
        counts.max().unwrap_or_default()
    };
    let places = KINDS.into_iter().map(|kind| vec![kind; most(kind)]);
    places.flatten().collect()
}

/// The place of each column: the first of its kind that no column before it has.
fn take_places(columns: &[Kind], kinds: &[Kind]) -> Vec<usize> {
    let mut taken = Vec::with_capacity(columns.len());
    for column in columns {
        let mut free = (0..kinds.len()).filter(|place| !taken.contains(place));
        let place = free.find(|&place| kinds[place] == *column);
        taken.push(place.expect("a kind has places for every query"));
    }
    taken
}

/// A row of one of the queries.
pub(in crate::store::sql) struct Part<'a> {
    row: &'a dyn Cells,
    places: &'a [usize],
}

impl Cells for Part<'_> {
    fn value(&self, column: usize) -> Value<'_> {
        self.row.value(self.places[column])
    }
}

/// Those that connections to one database have made, by their queries.
#[derive(Debug, Default)]
pub(in crate::store::sql) struct Unions(Mutex<HashMap<String, Arc<Union>>>);

impl Unions {
    /// Several queries as one, which `make` makes where nobody has asked for them before.
    pub(in crate::store::sql) fn find<E>(
        &self,
        queries: &[&str],
        make: impl FnOnce() -> Result<Union, E>,
    ) -> Result<Arc<Union>, E> {
        let key = queries.join(";");
        if let Some(union) = lock(&self.0).get(&key) {
            return Ok(Arc::clone(union));
        }
        let union = Arc::new(make()?);
        lock(&self.0).insert(key, Arc::clone(&union));
        Ok(union)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Cell(Vec<i64>);

    impl Cells for Cell {
        fn value(&self, column: usize) -> Value<'_> {
            Value::Integer(self.0[column])
        }
    }

    #[test]
    fn columns_of_one_kind_share_places() {
        let queries = [
            (
                "SELECT a, b, c FROM t",
                vec![Kind::Whole, Kind::Text, Kind::Whole],
            ),
            ("SELECT d, e FROM u", vec![Kind::Float, Kind::Whole]),
        ];
        let union = Union::of(&queries, Words::Postgres);
        assert_eq!(
            union.text(),
            "WITH found0 (c0, c1, c2) AS (SELECT a, b, c FROM t), \
             found1 (c0, c1) AS (SELECT d, e FROM u) \
             SELECT 0, c1::text, c0::bigint, c2::bigint, NULL::float8 FROM found0 UNION ALL \
             SELECT 1, NULL::text, c1::bigint, NULL::bigint, c0::float8 FROM found1"
        );
        let row = Cell(vec![1, 10, 20, 30, 40]);
        let (number, part) = union.part(&row);
        assert_eq!(number, 1);
        assert_eq!([part.value(0), part.value(1)], [40, 20].map(Value::Integer));
    }
}
