//! Decoding requests and responses, and turning serde's errors into sentences.

use serde::de::DeserializeOwned;

use crate::error::{Error, Result};

use super::bare_number;
use super::message::EMPTY;
use super::protobuf::{ProtoJson, Trail};
use super::query::Query;

/// What Windows programs put before UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
/// Most values of a request's body, those within others included. MLflow has no limit; its largest
/// requests are batches of a thousand values of five fields.
const MAX_VALUES: usize = 500_000;
/// How much of a wrong value an error shows, in characters.
const SHOWN_LENGTH: usize = 80;

/// Reads the body of a request. An empty one and `null` are an empty object, as in MLflow; one that
/// is a JSON string is read as what that string holds, because clients from before 1.0 encoded their
/// bodies twice. One of more values than any client sends is refused.
pub fn from_json<T: DeserializeOwned>(body: &[u8]) -> Result<T> {
    read_body(body, |json| {
        check_size(json)?;
        parse(json)
    })
}

/// Reads the body of an answer, in the same way and however much it holds.
pub fn from_answer<T: DeserializeOwned>(body: &[u8]) -> Result<T> {
    read_body(body, parse)
}

fn read_body<T>(body: &[u8], parse: impl FnOnce(&[u8]) -> Result<T>) -> Result<T> {
    let body = body
        .strip_prefix(BYTE_ORDER_MARK)
        .unwrap_or(body)
        .trim_ascii();
    match body.first() {
        None => parse(b"{}"),
        Some(b'n') if body == b"null" => parse(b"{}"),
        Some(b'"') => {
            let inner: String = serde_json::from_slice(body).map_err(|error| not_json(&error))?;
            parse(inner.as_bytes())
        }
        Some(_) => parse(body),
    }
}

/// Reads a query string, in which a list is a repeated parameter.
pub fn from_query<T: DeserializeOwned>(query: &str) -> Result<T> {
    let trail = Trail::default();
    T::deserialize(ProtoJson::new(Query::parse(query), &trail))
        .map_err(|error| parse_error(&trail.path(), &error.to_string()))
}

/// Reads the query string of a GET request, or its body where there is no query: MLflow's clients
/// use the one, some others the other.
pub fn from_query_or_json<T: DeserializeOwned>(query: &str, body: &[u8]) -> Result<T> {
    if query.is_empty() {
        from_json(body)
    } else {
        from_query(query)
    }
}

fn parse<T: DeserializeOwned>(json: &[u8]) -> Result<T> {
    let trail = Trail::default();
    let error = match read(json, &trail) {
        Ok(value) => return Ok(value),
        Err(error) => error,
    };
    if error.is_data() {
        return Err(misfit(&error, &trail.path()));
    }
    match bare_number::quoted(json) {
        Some(json) => parse(&json),
        None => Err(not_json(&error)),
    }
}

/// Refuses a body of more values than any client sends, before they take many times its size in
/// memory: each string of a list takes some 50 bytes, however short it is.
fn check_size(json: &[u8]) -> Result<()> {
    // Two bytes at least for each value: a digit and a comma.
    if json.len() <= 2 * MAX_VALUES || commas(json) < MAX_VALUES {
        return Ok(());
    }
    Err(Error::invalid(format!(
        "the body has more than {MAX_VALUES} values; expected fewer, sent in several requests"
    )))
}

/// How many commas stand between values, counted up to [`MAX_VALUES`].
fn commas(json: &[u8]) -> usize {
    let mut count = 0;
    let mut is_in_string = false;
    let mut bytes = json.iter();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => is_in_string = !is_in_string,
            b'\\' if is_in_string => drop(bytes.next()),
            b',' if !is_in_string => {
                count += 1;
                if count == MAX_VALUES {
                    break;
                }
            }
            _ => {}
        }
    }
    count
}

fn read<T: DeserializeOwned>(json: &[u8], trail: &Trail) -> serde_json::Result<T> {
    let mut json = serde_json::Deserializer::from_slice(json);
    let value = T::deserialize(ProtoJson::new(&mut json, trail))?;
    json.end()?;
    Ok(value)
}

/// The error for a body that is JSON, but not of the form that was expected.
fn misfit(error: &serde_json::Error, path: &str) -> Error {
    let position = format!(" at line {} column {}", error.line(), error.column());
    let complaint = error.to_string();
    let complaint = complaint.strip_suffix(&position).unwrap_or(&complaint);
    parse_error(path, complaint)
}

fn not_json(error: &serde_json::Error) -> Error {
    Error::invalid(format!("the body is not JSON: {error}; expected an object"))
}

/// The error for a wrong value at a path, which is empty for the body itself.
fn parse_error(path: &str, complaint: &str) -> Error {
    let named = |what| {
        let name = complaint.strip_prefix(what)?.strip_suffix('`')?;
        Some(match path {
            "" => name.to_owned(),
            path => format!("{path}.{name}"),
        })
    };
    if complaint == EMPTY {
        return Error::missing_value(path);
    }
    if let Some(field) = named("missing field `") {
        return Error::missing_value(&field);
    }
    if let Some(field) = named("duplicate field `") {
        return Error::invalid(format!("`{field}` comes twice; expected it once"));
    }
    match (found_and_expected(complaint), path) {
        (Some((found, expected)), "") => {
            Error::invalid(format!("the body is {found}; expected {expected}"))
        }
        (Some((found, _)), path) if found == "null" => Error::missing_value(path),
        (Some((found, expected)), path) => Error::invalid_value(path, found, expected),
        (None, "") => Error::invalid(complaint),
        (None, path) => Error::invalid(format!("{complaint} (in `{path}`)")),
    }
}

/// Takes serde's `invalid type: F, expected E` apart: the value as JSON, and what was expected in
/// words for people.
fn found_and_expected(complaint: &str) -> Option<(String, &str)> {
    let (found, expected) = complaint
        .strip_prefix("invalid type: ")
        .or_else(|| complaint.strip_prefix("invalid value: "))?
        .rsplit_once(", expected ")?;
    let found = match found.split_once(' ').unwrap_or((found, found)) {
        ("map", _) => "{…}".to_owned(),
        ("sequence", _) => "[…]".to_owned(),
        ("string", text) => shortened(text),
        ("floating", number) => number.trim_start_matches("point ").replace('`', ""),
        (_, value) => value.replace('`', ""),
    };
    let expected = match expected {
        "i64" => "an integer",
        "usize" | "u64" => "a whole number that is not negative",
        "f64" => "a number",
        "a boolean" => "`true` or `false`",
        "a sequence" => "a list",
        message if message.starts_with("struct ") => "an object",
        other => other,
    };
    Some((found, expected))
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(SHOWN_LENGTH) {
        Some((end, _)) => format!("{}…\"", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{CreateExperiment, LogBatch, RunById, SearchRuns};
    use super::*;

    fn complaint<T: DeserializeOwned>(body: &str) -> String {
        match from_json::<T>(body.as_bytes()) {
            Ok(_) => panic!("{body} was accepted"),
            Err(error) => error.message().to_owned(),
        }
    }

    const MISSING_NAME: &str =
        "Missing value for required parameter 'name': expected one that is not empty";

    #[test]
    fn a_mistake_names_its_field_and_what_was_expected() {
        for (body, expected) in [
            (
                r#"{"name":5}"#,
                "Invalid value 5 for parameter 'name' supplied: expected a string",
            ),
            (
                r#"{"name":["x"]}"#,
                "Invalid value […] for parameter 'name' supplied: expected a string",
            ),
            (
                r#"{"name":{"a":1}}"#,
                "Invalid value {…} for parameter 'name' supplied: expected a string",
            ),
            (
                r#"{"name":true}"#,
                "Invalid value true for parameter 'name' supplied: expected a string",
            ),
            ("{}", MISSING_NAME),
            ("null", MISSING_NAME),
            (r#"{"name":""}"#, MISSING_NAME),
            (r#"{"name":null}"#, MISSING_NAME),
            ("", MISSING_NAME),
            (
                r#"{"name":"a","name":"b"}"#,
                "`name` comes twice; expected it once",
            ),
            (
                r#"{"name":"a","tags":[{"key":"k","key":"k"}]}"#,
                "`tags[0].key` comes twice; expected it once",
            ),
            (
                r#"{"name":"a","tags":"x"}"#,
                "Invalid value \"x\" for parameter 'tags' supplied: expected a list",
            ),
            (
                r#"{"name":"a","tags":[5]}"#,
                "Invalid value 5 for parameter 'tags[0]' supplied: expected an object",
            ),
            (
                r#"{"name":"a","tags":[{"value":"b"}]}"#,
                "Missing value for required parameter 'tags[0].key': expected one that is not empty",
            ),
            ("[]", "the body is […]; expected an object"),
            ("5", "the body is 5; expected an object"),
        ] {
            assert_eq!(complaint::<CreateExperiment>(body), expected, "{body}");
        }
        assert_eq!(
            complaint::<LogBatch>(
                r#"{"run_id":"r","metrics":[{"key":"a","value":1,"timestamp":1},{"key":"b","value":"x","timestamp":1}]}"#
            ),
            "Invalid value \"x\" for parameter 'metrics[1].value' supplied: expected a number"
        );
    }

    #[test]
    fn what_is_not_json_is_said_to_be_none() {
        for body in [
            "{",
            "x",
            "{'name':'q'}",
            r#"{"name":"a"} x"#,
            "\"x\"",
            "{\"name\":\"\\ud800\"}",
        ] {
            let message = complaint::<CreateExperiment>(body);
            assert!(
                message.starts_with("the body is not JSON"),
                "{body}: {message}"
            );
        }
        assert!(from_json::<CreateExperiment>(b"{\"name\":\"\xe9\"}").is_err());
    }

    #[test]
    fn deep_nesting_is_refused_without_harm() {
        assert!(from_json::<CreateExperiment>("[".repeat(100_000).as_bytes()).is_err());
        let deep = format!(r#"{{"name":"a","x":{}}}"#, "[".repeat(100_000));
        assert!(from_json::<CreateExperiment>(deep.as_bytes()).is_err());
    }

    #[test]
    fn a_body_of_endless_values_is_refused_before_it_is_read() {
        let search = |count: usize| {
            format!(
                r#"{{"experiment_ids":[{}"x,,\","]}}"#,
                r#""","#.repeat(count)
            )
        };
        let read = |body: &str| from_json::<SearchRuns>(body.as_bytes());
        let found = read(&search(MAX_VALUES - 1)).unwrap();
        assert_eq!(found.experiment_ids.len(), MAX_VALUES);
        let endless = search(MAX_VALUES);
        let error = read(&endless).unwrap_err();
        assert!(
            error.message().contains("more than 500000 values"),
            "{error}"
        );
        // Encoded twice, too, and where nobody asks for the values.
        assert!(read(&serde_json::to_string(&endless).unwrap()).is_err());
        let ignored = format!(r#"{{"x":[{}1]}}"#, "[],".repeat(MAX_VALUES));
        assert!(read(&ignored).is_err());
        assert!(from_answer::<SearchRuns>(endless.as_bytes()).is_ok());
    }

    #[test]
    fn a_body_may_be_encoded_twice_or_have_a_mark_before_it() {
        for body in [
            &br#""{\"run_id\":\"r\"}""#[..],
            b"\xef\xbb\xbf {\"run_id\":\"r\"}\n",
        ] {
            assert_eq!(from_json::<RunById>(body).unwrap().run_id.as_str(), "r");
        }
    }

    #[test]
    fn bare_numbers_are_read() {
        let batch: LogBatch = from_json(
            br#"{"run_id":"NaN","metrics":[{"key":"a","value":NaN,"timestamp":1},{"key":"b","value":-Infinity,"timestamp":1}]}"#,
        )
        .unwrap();
        let metrics = &batch.metrics.metrics;
        assert_eq!(batch.run_id.as_str(), "NaN");
        assert!(metrics[0].value.is_nan());
        assert!(metrics[1].value.is_infinite() && metrics[1].value < 0.0);
    }

    #[test]
    fn a_get_request_has_a_query_or_a_body() {
        let read = |query, body: &str| from_query_or_json::<RunById>(query, body.as_bytes());
        assert_eq!(read("run_uuid=q", "").unwrap().run_id.as_str(), "q");
        assert_eq!(
            read("run_uuid=q&run_id=q", r#"{"run_id":"b"}"#)
                .unwrap()
                .run_id
                .as_str(),
            "q"
        );
        assert_eq!(read("", r#"{"run_id":"b"}"#).unwrap().run_id.as_str(), "b");
    }

    #[test]
    fn a_long_value_is_not_shown_whole() {
        let message = complaint::<CreateExperiment>(&format!(
            r#"{{"name":"a","tags":"{}"}}"#,
            "é".repeat(5000)
        ));
        assert!(message.chars().count() < 150, "{message}");
    }
}
