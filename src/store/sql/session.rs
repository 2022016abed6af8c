//! The seam between the SQL layer and an engine: sessions, values and rows.
//!
//! An engine implements [`Session`] for its connection. Nothing above it names a driver.
//!
//! Placeholders are numbered (`?1`, `?2`, …), and the same one may come again. An engine that
//! writes them otherwise translates them when it prepares a statement, which it does once for each
//! text and connection.

use std::borrow::Cow;
use std::error::Error as StdError;

use crate::error::Error;

/// What work on a database gives.
pub(crate) type SqlResult<T> = Result<T, SqlError>;

/// Why work on a database failed.
#[derive(Debug)]
pub(crate) enum SqlError {
    /// The driver said so. The engine knows what it means.
    Database(Box<dyn StdError + Send + Sync>),
    /// What was asked for cannot be done, whatever the database.
    Refused(Error),
}

impl From<Error> for SqlError {
    fn from(error: Error) -> Self {
        Self::Refused(error)
    }
}

/// A connection within a transaction.
pub(super) trait Session {
    /// Runs a statement that changes rows, and says how many.
    fn execute(&self, sql: &str, values: &[Value]) -> SqlResult<usize>;

    /// Inserts rows by a statement that the engine's dialect wrote, and says how many it inserted or
    /// changed. Each row has so many values. An engine whose database is in another process sends
    /// all rows at once; no two of them have the same key where the statement updates.
    fn insert_rows(&self, sql: &str, width: usize, values: &[Value]) -> SqlResult<usize>;

    /// Runs a statement that changes rows, of which nobody asks how many. An engine whose database is
    /// in another process may send it with what comes next: that, or the commit, tells its failure.
    fn send(&self, sql: &str, values: &[Value]) -> SqlResult<()> {
        self.execute(sql, values).map(drop)
    }

    /// Inserts rows as [`Self::insert_rows`] does, and as [`Self::send`] does.
    fn send_rows(&self, sql: &str, width: usize, values: &[Value]) -> SqlResult<()> {
        self.insert_rows(sql, width, values).map(drop)
    }

    /// Inserts one row into a table with a number for a key, and gives the number.
    fn insert(&self, sql: &str, values: &[Value]) -> SqlResult<i64>;

    /// Runs a query and passes its rows on, one by one.
    fn query(
        &self,
        sql: &str,
        values: &[Value],
        each: &mut dyn FnMut(&Row) -> SqlResult<()>,
    ) -> SqlResult<()>;

    /// Runs several queries with the same values, and passes their rows on, each with the number of
    /// its query: first all of the first query. They see the same state. An engine whose database
    /// is in another process asks for all at once.
    fn query_all(
        &self,
        queries: &[&str],
        values: &[Value],
        each: &mut dyn FnMut(usize, &Row) -> SqlResult<()>,
    ) -> SqlResult<()> {
        let mut queries = queries.iter().enumerate();
        queries.try_for_each(|(number, sql)| self.query(sql, values, &mut |row| each(number, row)))
    }

    /// Runs a query and passes on its rows at some positions, counted from 0 and ascending. The query
    /// ends with its order, and selects what that names, by the same names. Here the
    /// other rows are stepped over, and none of their cells is read. That is the cheapest way where
    /// the database is in this process: for 300 of 100,000 points SQLite takes half as long again
    /// if it numbers the rows itself. An engine whose database is elsewhere numbers them there.
    fn query_at(
        &self,
        positions: &[usize],
        sql: &str,
        values: &[Value],
        each: &mut dyn FnMut(&Row) -> SqlResult<()>,
    ) -> SqlResult<()> {
        let mut positions = positions.iter().copied().peekable();
        let mut position = 0;
        self.query(sql, values, &mut |row| {
            if positions.next_if_eq(&position).is_some() {
                each(row)?;
            }
            position += 1;
            Ok(())
        })
    }

    /// Runs statements without values.
    fn run(&self, statements: &str) -> SqlResult<()>;

    /// Prepares for transactions that change rows all over the database.
    fn expect_many_rows(&self) -> SqlResult<()>;
}

/// A value that goes into a statement or comes out of a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Value<'a> {
    /// NULL.
    Null,
    /// Yes or no. SQLite and MySQL keep it as 1 or 0.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A number.
    Float(f64),
    /// A text.
    Text(&'a str),
    /// Bytes; also a text that is not UTF-8.
    Bytes(&'a [u8]),
}

/// What a cell means, whatever type its value has.
///
/// SQLite keeps any value in any column. Python's driver stores a NumPy integer as its bytes, and
/// a float that a script gave for a step or a time as it is; MLflow 3.17.2 passes both on
/// unchecked. Such a cell is read as what was meant: bytes as a little-endian integer, a number
/// without its fraction. A cell that means nothing counts as NULL. One odd cell never fails a list.
impl<'a> Value<'a> {
    /// The whole number that the value means.
    pub(super) fn whole(self) -> Option<i64> {
        match self {
            Self::Null => None,
            Self::Bool(flag) => Some(flag.into()),
            Self::Integer(number) => Some(number),
            Self::Float(number) => without_fraction(number),
            Self::Text(text) => {
                let text = text.trim();
                text.parse()
                    .ok()
                    .or_else(|| without_fraction(text.parse().ok()?))
            }
            Self::Bytes(bytes) => whole_of_bytes(bytes),
        }
    }

    /// The number that the value means.
    pub(super) fn number(self) -> Option<f64> {
        match self {
            Self::Float(number) => Some(number),
            Self::Text(text) => text.trim().parse().ok(),
            #[expect(clippy::cast_precision_loss, reason = "as Python's `float` does")]
            value => value.whole().map(|number| number as f64),
        }
    }

    /// The text that the value means.
    pub(super) fn text(self) -> Option<Cow<'a, str>> {
        match self {
            Self::Null => None,
            Self::Bool(flag) => Some(i64::from(flag).to_string().into()),
            Self::Integer(number) => Some(number.to_string().into()),
            Self::Float(number) => Some(format!("{number:?}").into()),
            Self::Text(text) => Some(text.into()),
            Self::Bytes(bytes) => Some(String::from_utf8_lossy(bytes)),
        }
    }
}

/// As Python's `int` does; what 64 bits cannot hold becomes the nearest that they can.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the cast saturates, which is what is wanted"
)]
fn without_fraction(number: f64) -> Option<i64> {
    (!number.is_nan()).then_some(number as i64)
}

/// The greatest magnitude up to which every whole number has its own 32-bit float.
const MAX_WHOLE_F32: f32 = 16_777_216.0;

/// The number in the memory of one of NumPy's: a signed integer, or a 32-bit float. Four bytes
/// that are a whole number as a float would be an odd integer beyond a thousand million.
fn whole_of_bytes(bytes: &[u8]) -> Option<i64> {
    match *bytes {
        [a] => Some(i8::from_le_bytes([a]).into()),
        [a, b] => Some(i16::from_le_bytes([a, b]).into()),
        [a, b, c, d] => {
            let float = f32::from_le_bytes([a, b, c, d]);
            let is_float = (1.0..=MAX_WHOLE_F32).contains(&float.abs()) && float.fract() == 0.0;
            if is_float {
                without_fraction(float.into())
            } else {
                Some(i32::from_le_bytes([a, b, c, d]).into())
            }
        }
        _ => Some(i64::from_le_bytes(bytes.try_into().ok()?)),
    }
}

/// The cells of a row, as an engine has them.
pub(super) trait Cells {
    /// The value in a column, counted from 0.
    fn value(&self, column: usize) -> Value<'_>;
}

/// A row of a query.
pub(super) struct Row<'a>(pub(super) &'a dyn Cells);

impl Row<'_> {
    /// The value itself.
    pub(super) fn value(&self, column: usize) -> Value<'_> {
        self.0.value(column)
    }

    /// A whole number: a step, a time, a number of something.
    pub(super) fn whole(&self, column: usize) -> Option<i64> {
        self.value(column).whole()
    }

    /// A number.
    pub(super) fn number(&self, column: usize) -> Option<f64> {
        self.value(column).number()
    }

    /// Whether something holds.
    pub(super) fn flag(&self, column: usize) -> bool {
        self.whole(column).is_some_and(|number| number != 0)
    }

    /// A text; `None` for NULL.
    pub(super) fn text(&self, column: usize) -> Option<String> {
        self.value(column).text().map(Cow::into_owned)
    }

    /// A text in which NULL is as good as nothing.
    pub(super) fn text_or_empty(&self, column: usize) -> String {
        self.text(column).unwrap_or_default()
    }

    /// An id; `None` for what is no text, which only another program can have written.
    pub(super) fn id(&self, column: usize) -> Option<&str> {
        match self.value(column) {
            Value::Text(id) => Some(id),
            _ => None,
        }
    }
}

/// What can be bound to a placeholder.
pub(super) trait ToValue {
    /// The value as the database keeps it.
    fn to_value(&self) -> Value<'_>;
}

impl<T: ToValue + ?Sized> ToValue for &T {
    fn to_value(&self) -> Value<'_> {
        (**self).to_value()
    }
}

impl<T: ToValue> ToValue for Option<T> {
    fn to_value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Null, ToValue::to_value)
    }
}

impl ToValue for Value<'_> {
    fn to_value(&self) -> Value<'_> {
        *self
    }
}

impl ToValue for str {
    fn to_value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl ToValue for String {
    fn to_value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl ToValue for i64 {
    fn to_value(&self) -> Value<'_> {
        Value::Integer(*self)
    }
}

impl ToValue for f64 {
    fn to_value(&self) -> Value<'_> {
        Value::Float(*self)
    }
}

impl ToValue for bool {
    fn to_value(&self) -> Value<'_> {
        Value::Bool(*self)
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<f64> for Value<'_> {
    fn from(number: f64) -> Self {
        Self::Float(number)
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, T::into)
    }
}

/// Values that are kept for a while, as those of the rows of an insert. Unlike [`values!`], it takes
/// texts that outlive it, and numbers.
macro_rules! row_values {
    ($($value:expr),* $(,)?) => {
        [$($crate::store::sql::session::Value::from($value)),*]
    };
}
pub(super) use row_values;

/// The values of a statement's placeholders, in their order.
macro_rules! values {
    ($($value:expr),* $(,)?) => {
        [$($crate::store::sql::session::ToValue::to_value(&$value)),*]
    };
}
pub(super) use values;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_number_is_what_was_meant() {
        for (bytes, expected) in [
            (&300_i64.to_le_bytes()[..], Some(300)),
            (&(-1_i32).to_le_bytes(), Some(-1)),
            (&1_700_000_000_i32.to_le_bytes(), Some(1_700_000_000)),
            (&7_f32.to_le_bytes(), Some(7)),
            (&7_i16.to_le_bytes(), Some(7)),
            (&[7], Some(7)),
            (&[], None),
            (b"abc", None),
        ] {
            assert_eq!(Value::Bytes(bytes).whole(), expected, "{bytes:?}");
        }
        assert_eq!(
            Value::Float(1_700_000_000_000.5).whole(),
            Some(1_700_000_000_000)
        );
        assert_eq!(Value::Float(-4.5).whole(), Some(-4));
        assert_eq!(Value::Float(1e300).whole(), Some(i64::MAX));
        assert_eq!(Value::Text(" 12 ").whole(), Some(12));
        assert_eq!(Value::Text("12.5").whole(), Some(12));
        assert_eq!(Value::Text("x").whole(), None);
        assert_eq!(Value::Null.whole(), None);
    }

    #[test]
    fn numbers_and_texts_are_read_from_any_type() {
        assert_eq!(Value::Text("0.5").number(), Some(0.5));
        assert_eq!(Value::Integer(2).number(), Some(2.0));
        assert_eq!(Value::Bytes(&[2]).number(), Some(2.0));
        assert_eq!(Value::Text("x").number(), None);
        let text = |value: Value| value.text().map(Cow::into_owned);
        assert_eq!(text(Value::Bytes(b"ab")).as_deref(), Some("ab"));
        assert_eq!(text(Value::Integer(5)).as_deref(), Some("5"));
        assert_eq!(text(Value::Float(0.5)).as_deref(), Some("0.5"));
        assert_eq!(text(Value::Null), None);
    }
}
