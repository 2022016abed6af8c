//! The driver's values, to and from those of the SQL layer.

use rusqlite::ToSql;
use rusqlite::types::{ToSqlOutput, ValueRef};

use super::super::session::Value;

/// A value of the driver's.
pub(super) fn value_of(value: ValueRef<'_>) -> Value<'_> {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Integer(number),
        ValueRef::Real(number) => Value::Float(number),
        ValueRef::Text(bytes) => str::from_utf8(bytes).map_or(Value::Bytes(bytes), Value::Text),
        ValueRef::Blob(bytes) => Value::Bytes(bytes),
    }
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match *self {
            Self::Null => ValueRef::Null,
            Self::Bool(flag) => ValueRef::Integer(flag.into()),
            Self::Integer(number) => ValueRef::Integer(number),
            Self::Float(number) => ValueRef::Real(number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}
