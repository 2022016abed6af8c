//! What revision 75868b020152 reads out of what was said of traces, as MLflow's migration does in
//! Python. A value that Python would not take is `None`.

use serde_json::{Map, Value};

use super::json;

/// What the dimensions of a span may say.
pub(in crate::store::sql) const DIMENSIONS: [&str; 2] = ["mlflow.llm.model", "mlflow.llm.provider"];

/// The beginning of a text.
pub(in crate::store::sql) fn first_characters(text: &str, length: usize) -> String {
    text.chars().take(length).collect()
}

/// The model and provider of a span; `None` for what is neither an object of these nor null.
pub(in crate::store::sql) fn dimensions(text: &str) -> Option<Map<String, Value>> {
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
pub(in crate::store::sql) fn whole_number(value: &Value) -> Option<i64> {
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
pub(in crate::store::sql) fn finite_number(value: &Value) -> Option<f64> {
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
pub(in crate::store::sql) fn assessment(text: &str) -> (Option<f64>, bool) {
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
