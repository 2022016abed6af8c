//! Revision 75868b020152: what was said of traces in tags, metadata and JSON gets columns.
//!
//! MLflow reads the values in Python, in batches; here SQLite calls the same rules, as functions,
//! from one statement for each table. Values that Python would not take become NULL, as there.

use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::{Value as Sql, ValueRef};
use rusqlite::{Connection, OptionalExtension};
use serde_json::Value;

use crate::error::{Error, ErrorCode};

use super::super::super::upgrade_rules::json;
use super::super::super::upgrade_rules::traces::{
    DIMENSIONS, assessment, dimensions, finite_number, first_characters, whole_number,
};
use super::super::driver::SqlResult;

const COLUMNS: &str = include_str!("75868b020152_columns.sql");
const FILL: &str = include_str!("75868b020152_fill.sql");

/// Adds the columns that are not there: `mlflow db prepopulate-trace-analytics` may have added
/// them before.
pub(super) fn add_columns(connection: &Connection, _now: i64) -> SqlResult<()> {
    check(connection)?;
    for statement in COLUMNS.lines() {
        let words: Vec<&str> = statement.split_whitespace().collect();
        let [_, _, table, _, _, column, ..] = words[..] else {
            continue;
        };
        let is_there: bool = connection.query_row(
            "SELECT EXISTS (SELECT 1 FROM pragma_table_info(?1) WHERE name = ?2)",
            [table, column],
            |row| row.get(0),
        )?;
        if !is_there {
            connection.execute_batch(statement)?;
        }
    }
    Ok(())
}

/// Fills the columns and removes what they replace.
pub(super) fn fill(connection: &Connection, _now: i64) -> SqlResult<()> {
    add_functions(connection)?;
    connection.execute_batch(FILL)?;
    Ok(())
}

/// Refuses what would be lost, as MLflow does.
fn check(connection: &Connection) -> SqlResult<()> {
    add_functions(connection)?;
    for table in ["spans", "assessments"] {
        let orphan: Option<String> = connection
            .query_row(
                &format!(
                    "SELECT trace_id FROM {table}
                     WHERE NOT EXISTS (SELECT 1 FROM trace_info WHERE request_id = trace_id)
                     LIMIT 1"
                ),
                [],
                |row| row.get(0),
            )
            .optional()?;
        if let Some(trace) = orphan {
            return Err(Error::new(
                ErrorCode::InvalidState,
                format!("a row of the table `{table}` belongs to the trace `{trace}`, which is not there"),
            )
            .hint("delete such rows, then upgrade again")
            .into());
        }
    }
    let odd: Option<(String, String)> = connection
        .query_row(
            "SELECT trace_id, span_id FROM spans
             WHERE dimension_attributes IS NOT NULL AND NOT are_dimensions(dimension_attributes)
             LIMIT 1",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    match odd {
        None => Ok(()),
        Some((trace, span)) => Err(Error::new(
            ErrorCode::InvalidState,
            format!(
                "the span `{span}` of the trace `{trace}` has `dimension_attributes` that this \
                 upgrade would lose; expected a JSON object with `{}` and `{}`",
                DIMENSIONS[0], DIMENSIONS[1]
            ),
        )
        .into()),
    }
}

/// Teaches a connection the rules, for the statements of this revision.
fn add_functions(connection: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function("whole_number", 1, flags, |call| {
        Ok(whole_number(&scalar(call.get_raw(0))))
    })?;
    connection.create_scalar_function("finite_number", 1, flags, |call| {
        Ok(finite_number(&scalar(call.get_raw(0))))
    })?;
    connection.create_scalar_function("json_member_whole", 2, flags, |call| {
        Ok(member(call)?.as_ref().and_then(whole_number))
    })?;
    connection.create_scalar_function("json_member_finite", 2, flags, |call| {
        Ok(member(call)?.as_ref().and_then(finite_number))
    })?;
    connection.create_scalar_function("dimension", 2, flags, |call| {
        let name: String = call.get(1)?;
        let dimensions = text(call.get_raw(0)).and_then(dimensions);
        Ok(dimensions.and_then(|all| all.get(&name)?.as_str().map(str::to_owned)))
    })?;
    connection.create_scalar_function("are_dimensions", 1, flags, |call| {
        Ok(text(call.get_raw(0)).and_then(dimensions).is_some())
    })?;
    connection.create_scalar_function("first_characters", 2, flags, |call| {
        let length: u32 = call.get(1)?;
        Ok(text(call.get_raw(0)).map(|text| first_characters(text, length as usize)))
    })?;
    connection.create_scalar_function("assessed_value", 1, flags, |call| {
        Ok(text(call.get_raw(0)).map_or(Sql::Null, |text| {
            assessment(text).0.map_or(Sql::Null, Sql::Real)
        }))
    })?;
    connection.create_scalar_function("is_assessed_number", 1, flags, |call| {
        Ok(text(call.get_raw(0)).is_some_and(|text| assessment(text).1))
    })
}

fn text(value: ValueRef<'_>) -> Option<&str> {
    match value {
        ValueRef::Text(bytes) => std::str::from_utf8(bytes).ok(),
        _ => None,
    }
}

/// A value of the database as if it came from JSON.
fn scalar(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Integer(number) => Value::from(number),
        ValueRef::Real(number) => Value::from(number),
        ValueRef::Text(bytes) => Value::from(String::from_utf8_lossy(bytes)),
        ValueRef::Null | ValueRef::Blob(_) => Value::Null,
    }
}

/// The member of a JSON object in a column.
fn member(call: &Context) -> rusqlite::Result<Option<Value>> {
    let name: String = call.get(1)?;
    let object = text(call.get_raw(0)).and_then(json::read);
    Ok(object.and_then(|object| object.get(&name).cloned()))
}
