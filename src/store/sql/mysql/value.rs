//! The driver's values, to and from those of the SQL layer.

use mysql::consts::ColumnType;
use mysql::{Column, Row as DriverRow, Value as DriverValue};

use super::super::remote::Kind;
use super::super::session::{Cells, Value};

/// A value as the driver takes it.
pub(super) fn parameter(value: &Value) -> DriverValue {
    match *value {
        Value::Null => DriverValue::NULL,
        Value::Bool(flag) => DriverValue::Int(flag.into()),
        Value::Integer(number) => DriverValue::Int(number),
        Value::Float(number) => DriverValue::Double(number),
        Value::Text(text) => DriverValue::Bytes(text.as_bytes().to_vec()),
        Value::Bytes(bytes) => DriverValue::Bytes(bytes.to_vec()),
    }
}

/// What the values of a column are.
pub(super) fn kind(column: &Column) -> Kind {
    match column.column_type() {
        ColumnType::MYSQL_TYPE_TINY
        | ColumnType::MYSQL_TYPE_SHORT
        | ColumnType::MYSQL_TYPE_INT24
        | ColumnType::MYSQL_TYPE_LONG
        | ColumnType::MYSQL_TYPE_LONGLONG => Kind::Whole,
        ColumnType::MYSQL_TYPE_FLOAT | ColumnType::MYSQL_TYPE_DOUBLE => Kind::Float,
        _ => Kind::Text,
    }
}

/// A value of a row. Texts and decimal numbers both come as bytes.
fn value_of(value: &DriverValue) -> Value<'_> {
    match value {
        DriverValue::Bytes(bytes) => str::from_utf8(bytes).map_or(Value::Bytes(bytes), Value::Text),
        DriverValue::Int(number) => Value::Integer(*number),
        DriverValue::UInt(number) => {
            i64::try_from(*number).map_or(Value::Integer(i64::MAX), Value::Integer)
        }
        DriverValue::Float(number) => Value::Float((*number).into()),
        DriverValue::Double(number) => Value::Float(*number),
        // No column that is read has one.
        DriverValue::NULL | DriverValue::Date(..) | DriverValue::Time(..) => Value::Null,
    }
}

impl Cells for DriverRow {
    fn value(&self, column: usize) -> Value<'_> {
        value_of(
            self.as_ref(column)
                .expect("the statement selects the column"),
        )
    }
}
