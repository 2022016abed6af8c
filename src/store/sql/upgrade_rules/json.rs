//! Reads JSON as Python does, which takes more than the standard.
//!
//! Python reads `NaN` and the infinities, numbers that no float can hold, half a surrogate pair,
//! and deeper nesting than `serde_json` allows by itself. No column of a migration can hold the
//! first two, so they are read as null; half a pair becomes the replacement character.

use serde::Deserialize;
use serde_json::{Deserializer, Value};

/// How deep arrays and objects may nest, which is about what Python takes.
const MAX_DEPTH: usize = 1_000;

/// Reads a value; `None` for what Python would not take either.
pub(in crate::store::sql) fn read(text: &str) -> Option<Value> {
    if let Ok(value) = serde_json::from_str(text) {
        return Some(value);
    }
    let text = standard(text)?;
    let mut deserializer = Deserializer::from_str(&text);
    deserializer.disable_recursion_limit();
    let value = Value::deserialize(&mut deserializer).ok()?;
    deserializer.end().ok()?;
    Some(value)
}

/// The same in standard JSON; `None` where it nests too deep. What is no JSON stays none.
fn standard(text: &str) -> Option<String> {
    let mut result = String::with_capacity(text.len());
    let mut depth = 0_usize;
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let bare = ["NaN", "-Infinity", "Infinity"]
            .into_iter()
            .find(|word| rest.starts_with(word));
        let length = match (bare, first) {
            (Some(word), _) => {
                result.push_str("null");
                word.len()
            }
            (None, '"') => string(rest, &mut result),
            (None, '-' | '0'..='9') => number(rest, &mut result),
            (None, other) => {
                match other {
                    '[' | '{' => depth += 1,
                    ']' | '}' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                result.push(other);
                other.len_utf8()
            }
        };
        if depth > MAX_DEPTH {
            return None;
        }
        rest = &rest[length..];
    }
    Some(result)
}

/// Adds the number at the beginning of a text, and gives its length.
fn number(text: &str, result: &mut String) -> usize {
    let is_part = |c: char| c.is_ascii_digit() || "+-.eE".contains(c);
    let length = text.find(|c| !is_part(c)).unwrap_or(text.len());
    let number = &text[..length];
    let is_too_great = number.parse::<f64>().is_ok_and(f64::is_infinite);
    result.push_str(if is_too_great { "null" } else { number });
    length
}

/// Adds the string at the beginning of a text, and gives its length.
fn string(text: &str, result: &mut String) -> usize {
    let mut position = 1;
    result.push('"');
    while let Some(c) = text[position..].chars().next() {
        let rest = &text[position..];
        if c == '\\' {
            let (written, length) = escape(rest);
            result.push_str(written);
            position += length;
            continue;
        }
        result.push(c);
        position += c.len_utf8();
        if c == '"' {
            break;
        }
    }
    position
}

/// An escape sequence at the beginning of a text, as it is written in standard JSON, and how long
/// it is in the text.
fn escape(text: &str) -> (&str, usize) {
    const REPLACEMENT: &str = "\\ufffd";
    const LENGTH: usize = REPLACEMENT.len();
    match unit(text) {
        Some(0xD800..=0xDBFF) => match text.get(LENGTH..).and_then(unit) {
            Some(0xDC00..=0xDFFF) => (&text[..2 * LENGTH], 2 * LENGTH),
            _ => (REPLACEMENT, LENGTH),
        },
        Some(0xDC00..=0xDFFF) => (REPLACEMENT, LENGTH),
        _ => {
            let length = text.chars().take(2).map(char::len_utf8).sum();
            (&text[..length], length)
        }
    }
}

/// The UTF-16 unit that `\uXXXX` at the beginning of a text stands for.
fn unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_python_reads_is_read() {
        for (text, expected) in [
            (
                r#"{"a": NaN, "b": -Infinity, "c": "NaN \" Infinity", "d": 1}"#,
                json!({"a": null, "b": null, "c": "NaN \" Infinity", "d": 1}),
            ),
            (
                r#"{"a": 1e400, "b": -1e400, "c": 7}"#,
                json!({"a": null, "b": null, "c": 7}),
            ),
            (
                r#"{"a": "\ud800", "b": 7}"#,
                json!({"a": "\u{fffd}", "b": 7}),
            ),
            (
                r#"{"a": "\udc00 \ud83d\ude00 1e400 \\ud800", "b": NaN}"#,
                json!({"a": "\u{fffd} 😀 1e400 \\ud800", "b": null}),
            ),
            (
                r#"["\ud83dx", "é\ud800\ud800"]"#,
                json!(["\u{fffd}x", "é\u{fffd}\u{fffd}"]),
            ),
        ] {
            assert_eq!(read(text), Some(expected), "{text}");
        }
        let number = "9".repeat(400);
        assert_eq!(read(&number), Some(Value::Null));
        let deep = format!(
            "{{\"a\": {}{}, \"b\": 7}}",
            "[".repeat(500),
            "]".repeat(500)
        );
        assert_eq!(read(&deep).unwrap()["b"], 7);
    }

    #[test]
    fn what_is_no_json_is_refused() {
        for text in [
            "{",
            "nan",
            "\"\\ud800",
            "[1e400",
            "{\"a\": 1e400e}",
            "\"\\",
            "",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read(&"[".repeat(100_000)), None);
    }
}
