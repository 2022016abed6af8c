//! The driver's values, to and from those of the SQL layer.
//!
//! Values go to the server as text, which it reads as the type of the place where they stand: so a
//! statement does not have to know whether a column is an `integer` or a `bigint`. Rows come back
//! in binary.

use std::error::Error;
use std::fmt::Write as _;

use bytes::{Bytes, BytesMut};
use tokio_postgres::Row as DriverRow;
use tokio_postgres::types::{Format, FromSql, IsNull, ToSql, Type, to_sql_checked};

use super::super::session::{Cells, Value};
use super::remote::Kind;

/// What goes to the server for a placeholder.
#[derive(Debug)]
pub(super) struct Parameter {
    kind: Type,
    /// `None` for NULL.
    text: Option<Bytes>,
}

impl Parameter {
    /// A value. What a text stands beside has a type, which it takes; whole numbers are given
    /// theirs, so that one beyond an `integer` is greater than all of them and no error.
    pub(super) fn of(value: Value) -> Self {
        let text = (value != Value::Null).then(|| {
            let mut text = BytesMut::new();
            push(value, &mut text);
            text.freeze()
        });
        Self {
            kind: kind(value),
            text,
        }
    }

    /// A column of rows that go into a table, as an array. The values are those of one row after the
    /// other.
    pub(super) fn of_column(values: &[Value], width: usize, column: usize) -> Self {
        let mut text = BytesMut::new();
        let column = values.iter().skip(column).step_by(width);
        for (place, value) in column.enumerate() {
            text.extend_from_slice(if place == 0 { b"{" } else { b"," });
            match *value {
                Value::Null => text.extend_from_slice(b"NULL"),
                Value::Text(item) => push_quoted(item, &mut text),
                value => push(value, &mut text),
            }
        }
        text.extend_from_slice(b"}");
        Self {
            kind: Type::UNKNOWN,
            text: Some(text.freeze()),
        }
    }

    /// The type that the placeholder is given.
    pub(super) fn kind(&self) -> Type {
        self.kind.clone()
    }
}

fn kind(value: Value) -> Type {
    match value {
        Value::Bool(_) => Type::BOOL,
        Value::Integer(_) => Type::INT8,
        Value::Float(_) => Type::FLOAT8,
        Value::Null | Value::Text(_) | Value::Bytes(_) => Type::UNKNOWN,
    }
}

impl ToSql for Parameter {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        let Some(text) = &self.text else {
            return Ok(IsNull::Yes);
        };
        out.extend_from_slice(text);
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn encode_format(&self, _: &Type) -> Format {
        Format::Text
    }

    to_sql_checked!();
}

fn push(value: Value, out: &mut BytesMut) {
    // A buffer in memory takes everything.
    let _ = match value {
        Value::Null => Ok(()),
        Value::Bool(flag) => out.write_str(if flag { "t" } else { "f" }),
        Value::Integer(number) => write!(out, "{number}"),
        Value::Float(number) => write!(out, "{number:e}"),
        Value::Text(text) => out.write_str(text),
        Value::Bytes(bytes) => {
            out.extend_from_slice(b"\\x");
            bytes.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
        }
    };
}

/// Adds a text as an item of an array.
fn push_quoted(text: &str, out: &mut BytesMut) {
    out.extend_from_slice(b"\"");
    for part in text.split_inclusive(['"', '\\']) {
        match part.as_bytes().split_last() {
            Some((&special @ (b'"' | b'\\'), before)) => {
                out.extend_from_slice(before);
                out.extend_from_slice(&[b'\\', special]);
            }
            _ => out.extend_from_slice(part.as_bytes()),
        }
    }
    out.extend_from_slice(b"\"");
}

/// What the values of a column are.
pub(super) fn kind_of(column: &Type) -> Kind {
    match *column {
        Type::BOOL => Kind::Flag,
        Type::INT2 | Type::INT4 | Type::INT8 => Kind::Whole,
        Type::FLOAT4 | Type::FLOAT8 => Kind::Float,
        _ => Kind::Text,
    }
}

/// A value of a row.
struct Cell<'a>(Value<'a>);

impl<'a> FromSql<'a> for Cell<'a> {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(match *kind {
            Type::BOOL => Value::Bool(bool::from_sql(kind, raw)?),
            Type::INT2 => Value::Integer(i16::from_sql(kind, raw)?.into()),
            Type::INT4 => Value::Integer(i32::from_sql(kind, raw)?.into()),
            Type::INT8 => Value::Integer(i64::from_sql(kind, raw)?),
            Type::FLOAT4 => Value::Float(f32::from_sql(kind, raw)?.into()),
            Type::FLOAT8 => Value::Float(f64::from_sql(kind, raw)?),
            Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::JSON | Type::UNKNOWN => {
                Value::Text(str::from_utf8(raw)?)
            }
            _ => Value::Bytes(raw),
        }))
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(Value::Null))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

impl Cells for DriverRow {
    fn value(&self, column: usize) -> Value<'_> {
        self.get::<_, Cell>(column).0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn array(values: &[Value], width: usize, column: usize) -> String {
        let array = Parameter::of_column(values, width, column);
        String::from_utf8(array.text.unwrap().to_vec()).unwrap()
    }

    #[test]
    fn a_column_of_rows_is_an_array() {
        let values = [
            Value::Text(r#"a"b\"#),
            Value::Float(1e300),
            Value::Text(""),
            Value::Null,
            Value::Text("NULL, {x}"),
            Value::Float(-0.5),
        ];
        assert_eq!(array(&values, 2, 0), r#"{"a\"b\\","","NULL, {x}"}"#);
        assert_eq!(array(&values, 2, 1), "{1e300,NULL,-5e-1}");
    }
}
