//! One line of `mlflow runs log-batch`.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::entity::{Metric, Param, Tag};
use crate::error::{Error, Result};
use crate::store::Batch;
use crate::tracking::now;

use super::super::log::number;

/// One line of input, as JSON has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BatchLine {
    #[serde(default)]
    metrics: Entries,
    #[serde(default)]
    params: Entries,
    #[serde(default)]
    tags: Entries,
    #[serde(default)]
    step: i64,
    timestamp: Option<i64>,
}

/// Keys with values, in either form.
#[derive(Deserialize)]
#[serde(untagged)]
enum Entries {
    ByKey(Map<String, Value>),
    Listed(Vec<Entry>),
}

/// A key with a value, as the REST API lists them.
#[derive(Deserialize)]
struct Entry {
    key: String,
    value: Value,
    step: Option<i64>,
    timestamp: Option<i64>,
}

impl Default for Entries {
    fn default() -> Self {
        Self::Listed(Vec::new())
    }
}

impl Entries {
    fn into_list(self) -> Vec<Entry> {
        match self {
            Self::Listed(entries) => entries,
            Self::ByKey(map) => map
                .into_iter()
                .map(|(key, value)| Entry {
                    key,
                    value,
                    step: None,
                    timestamp: None,
                })
                .collect(),
        }
    }
}

/// Reads a line; its number is for the error.
pub(super) fn read(text: &str, line_number: usize) -> Result<Batch> {
    let at_line = |message: String| {
        Error::invalid(format!("line {line_number} of stdin {message}"))
            .hint(r#"a line looks like {"metrics": {"loss": 0.25}, "step": 1}"#)
    };
    let json: Value = serde_json::from_str(text)
        .map_err(|e| at_line(format!("is not valid JSON from column {} on", e.column())))?;
    if !json.is_object() {
        return Err(at_line("is not a JSON object".to_owned()));
    }
    let line: BatchLine = serde_json::from_value(json)
        .map_err(|e| at_line(format!("does not hold metrics, params and tags: {e}")))?;
    let BatchLine {
        metrics,
        params,
        tags,
        step,
        timestamp,
    } = line;
    let metrics = metrics.into_list().into_iter().map(|entry| {
        let value = number_of(&entry)?;
        let timestamp = entry.timestamp.or(timestamp).unwrap_or_else(now);
        let step = entry.step.unwrap_or(step);
        Ok(Metric {
            key: entry.key,
            value,
            timestamp,
            step,
        })
    });
    let params = params
        .into_list()
        .into_iter()
        .map(|e| Ok(Param::new(&e.key, text_of(&e)?)));
    let tags = tags
        .into_list()
        .into_iter()
        .map(|e| Ok(Tag::new(&e.key, text_of(&e)?)));
    let refused = |e: Error| at_line(format!("cannot be logged: {}", e.message()));
    Ok(Batch {
        metrics: metrics.collect::<Result<_>>().map_err(refused)?,
        params: params.collect::<Result<_>>().map_err(refused)?,
        tags: tags.collect::<Result<_>>().map_err(refused)?,
        model_metrics: Vec::new(),
    })
}

fn number_of(entry: &Entry) -> Result<f64> {
    match &entry.value {
        Value::Number(number) => Ok(number.as_f64().unwrap_or(f64::NAN)),
        Value::String(text) => number(&entry.key, text),
        other => Err(Error::invalid(format!(
            "metric `{}` is `{other}`; expected a number",
            entry.key
        ))),
    }
}

/// A param's or tag's value: a string as it is, anything else as JSON.
fn text_of(entry: &Entry) -> Result<String> {
    match &entry.value {
        Value::String(text) => Ok(text.clone()),
        Value::Null => Err(Error::invalid(format!("`{}` has no value", entry.key))),
        other => Ok(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_objects_or_the_rest_apis_arrays() {
        let by_key = r#"{"metrics": {"m": "nan"}, "params": {"p": 1}, "step": 3, "timestamp": 5}"#;
        let listed = r#"{"metrics": [{"key": "m", "value": "NaN", "step": 3, "timestamp": 5}],
                         "params": [{"key": "p", "value": "1"}]}"#;
        let batch = read(by_key, 1).unwrap();
        assert_eq!(batch, read(listed, 1).unwrap());
        assert_eq!(batch.params, [Param::new("p", "1")]);
        assert_eq!((batch.metrics[0].step, batch.metrics[0].timestamp), (3, 5));
    }

    #[test]
    fn a_metric_keeps_its_last_bit() {
        let batch = read(r#"{"metrics": {"m": 0.9733333333333333}}"#, 1).unwrap();
        assert_eq!(
            batch.metrics[0].value.to_bits(),
            0.973_333_333_333_333_3_f64.to_bits()
        );
    }

    #[test]
    fn a_broken_line_is_named_by_its_number() {
        for bad in [
            "{",
            "[]",
            r#"{"metric": {"m": 1}}"#,
            r#"{"metrics": {"m": [1]}}"#,
        ] {
            let error = read(bad, 7).unwrap_err();
            assert!(error.message().starts_with("line 7 of stdin"), "{error}");
        }
    }
}
