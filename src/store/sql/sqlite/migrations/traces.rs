//! Revision 75868b020152: what was said of traces in tags, metadata and JSON gets columns.
//!
//! MLflow reads the values in Python, in batches; here SQLite calls the same rules, as functions,
//! from one statement for each table. Values that Python would not take become NULL, as there.

use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::{Value as Sql, ValueRef};
use rusqlite::{Connection, OptionalExtension};
use serde_json::{Map, Value};

use crate::error::{Error, ErrorCode};

use super::super::driver::SqlResult;
use super::json;

const COLUMNS: &str = include_str!("75868b020152_columns.sql");
const FILL: &str = include_str!("75868b020152_fill.sql");

/// What the dimensions of a span may say.
const DIMENSIONS: [&str; 2] = ["mlflow.llm.model", "mlflow.llm.provider"];

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
        Ok(
            text(call.get_raw(0))
                .map(|text| text.chars().take(length as usize).collect::<String>()),
        )
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

/// The model and provider of a span; `None` for what is neither an object of these nor null.
fn dimensions(text: &str) -> Option<Map<String, Value>> {
    let mut value = json::read(text)?;
    if let Value::String(inner) = &value {
        value = json::read(inner)?;
    }
    match value {
        Value::Null => Some(Map::new()),
        Value::Object(members)
            if members.iter().all(|(name, value)| {
                DIMENSIONS.contains(&name.as_str()) && (value.is_null() || value.is_string())
            }) =>
        {
            Some(members)
        }
        _ => None,
    }
}

/// A count, from a number or the text of one; `None` unless it is whole and fits 64 bits.
fn whole_number(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => match number.as_f64() {
            // The shortest digits that tell a number from its neighbours, as Python prints it.
            Some(float) if number.is_f64() => whole(&format!("{float:e}")),
            _ => number.as_i64(),
        },
        Value::String(text) => whole(&digits(text)?),
        _ => None,
    }
}

/// Reads a decimal number that is whole, exponents and all, without rounding.
fn whole(text: &str) -> Option<i64> {
    let (sign, text) = match text.strip_prefix('-') {
        Some(text) => (-1, text),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (before, after) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{before}{after}");
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let significant = digits.trim_start_matches('0').trim_end_matches('0');
    if significant.is_empty() {
        return Some(0);
    }
    let trailing = digits.len() - digits.trim_end_matches('0').len();
    let power =
        i64::from(exponent) + i64::try_from(trailing).ok()? - i64::try_from(after.len()).ok()?;
    let factor = 10_i128.checked_pow(u32::try_from(power).ok()?)?;
    let number = significant.parse::<i128>().ok()?.checked_mul(factor)?;
    i64::try_from(sign * number).ok()
}

/// A number, or the text of one; `None` where it is not finite.
fn finite_number(value: &Value) -> Option<f64> {
    let number = match value {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => digits(text)?.parse().ok()?,
        _ => return None,
    };
    number.is_finite().then_some(number)
}

/// The text of a number without what Python passes over: space around it, `_` between digits.
fn digits(text: &str) -> Option<String> {
    let text = text.trim();
    let is_digit = |part: Option<&str>, last: bool| {
        part.and_then(|part| {
            if last {
                part.chars().last()
            } else {
                part.chars().next()
            }
        })
        .is_some_and(|c| c.is_ascii_digit())
    };
    let parts: Vec<&str> = text.split('_').collect();
    let is_in_order = parts
        .windows(2)
        .all(|pair| is_digit(pair.first().copied(), true) && is_digit(pair.get(1).copied(), false));
    is_in_order.then(|| parts.concat())
}

/// What an assessment counts as in averages, and whether it is a number itself.
fn assessment(text: &str) -> (Option<f64>, bool) {
    match json::read(text).unwrap_or_else(|| Value::from(text)) {
        Value::Bool(is_true) => (Some(f64::from(u8::from(is_true))), false),
        Value::Number(number) => match number.as_f64().filter(|number| number.is_finite()) {
            Some(number) => (Some(number), true),
            None => (None, false),
        },
        Value::String(word) => match word.trim().to_lowercase().as_str() {
            "yes" => (Some(1.0), false),
            "no" => (Some(0.0), false),
            _ => (None, false),
        },
        _ => (None, false),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn counts_are_those_that_python_reads() {
        for (value, expected) in [
            (json!(12), Some(12)),
            (json!(12.0), Some(12)),
            (json!(1e18), Some(1_000_000_000_000_000_000)),
            (
                json!(9_223_372_036_854_774_784.0),
                Some(9_223_372_036_854_775_000),
            ),
            (json!(i64::MAX), Some(i64::MAX)),
            (json!(u64::MAX), None),
            (json!(12.5), None),
            (json!(1e300), None),
            (json!(-0.0), Some(0)),
            (json!(" 1_000 "), Some(1000)),
            (json!("1e3"), Some(1000)),
            (json!("1.50e1"), Some(15)),
            (json!("1__0"), None),
            (json!("-7"), Some(-7)),
            (json!("nan"), None),
            (json!(""), None),
            (json!(true), None),
            (json!([1]), None),
        ] {
            assert_eq!(whole_number(&value), expected, "{value}");
        }
    }

    #[test]
    fn costs_are_finite() {
        for (value, expected) in [
            (json!(0.5), Some(0.5)),
            (json!(3), Some(3.0)),
            (json!(" 1.5 "), Some(1.5)),
            (json!("inf"), None),
            (json!("x"), None),
            (json!(false), None),
        ] {
            assert_eq!(finite_number(&value), expected, "{value}");
        }
    }

    #[test]
    fn assessments_count_as_numbers_where_they_can() {
        for (text, expected) in [
            ("true", (Some(1.0), false)),
            ("2", (Some(2.0), true)),
            ("NaN", (None, false)),
            ("\" Yes \"", (Some(1.0), false)),
            ("no", (Some(0.0), false)),
            ("\"perhaps\"", (None, false)),
            ("{}", (None, false)),
        ] {
            assert_eq!(assessment(text), expected, "{text}");
        }
    }

    #[test]
    fn dimensions_are_two_texts_at_most() {
        for (text, is_accepted) in [
            ("null", true),
            ("{}", true),
            (
                r#"{"mlflow.llm.model": "m", "mlflow.llm.provider": null}"#,
                true,
            ),
            (r#""{\"mlflow.llm.model\": \"m\"}""#, true),
            (r#"{"mlflow.llm.model": 1}"#, false),
            (r#"{"other": "x"}"#, false),
            ("[]", false),
            ("{", false),
        ] {
            assert_eq!(dimensions(text).is_some(), is_accepted, "{text}");
        }
    }
}
