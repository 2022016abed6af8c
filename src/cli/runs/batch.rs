//! `mlflow runs log-batch`: JSON lines on stdin, logged while they come.

use std::io::{self, BufRead};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::Duration;

use clap::Args;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::entity::{Metric, Param, RunId, Tag, limits};
use crate::error::{Error, Result};
use crate::store::Batch;
use crate::tracking::{Tracking, now};

use super::super::args::RunArg;
use super::super::context::Context;
use super::super::output::{self, OutputArgs};
use super::log::number;

/// How long a line waits for more before it is logged.
const PATIENCE: Duration = Duration::from_millis(200);
/// How many lines are read ahead of the store.
const READ_AHEAD: usize = 10_000;

/// Log metrics, params and tags from JSON lines on stdin
///
/// Each line is an object with any of "metrics", "params" and "tags", each an object of keys and
/// values, and with "step" and "timestamp" for its metrics:
///
///   {"metrics": {"loss": 0.25, "acc": 0.9}, "step": 1}
///   {"params": {"lr": "0.1"}, "tags": {"stage": "dev"}}
///
/// The REST API's arrays of {"key", "value", "step", "timestamp"} are understood too. Lines are
/// logged as they come, so a program that is still training can be piped in.
#[derive(Args, Debug)]
#[command(verbatim_doc_comment)]
pub(crate) struct LogBatchArgs {
    #[command(flatten)]
    run: RunArg,

    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn run(args: &LogBatchArgs, context: &Context, tracking: &Tracking) -> Result<()> {
    let run_id = args.run.run_id()?;
    tracking.get_run(&run_id)?;
    let mut log = Log {
        tracking,
        run_id: &run_id,
        pending: Batch::default(),
        counts: [0; 3],
    };
    let outcome = log.follow(&lines_of_stdin());
    // What came before a broken line is good, and is kept.
    log.flush()?;
    outcome?;
    let [metrics, params, tags] = log.counts;
    let text =
        format!("Logged {metrics} metrics, {params} params and {tags} tags to run {run_id}.");
    let record = json!({"run_id": run_id, "metrics": metrics, "params": params, "tags": tags});
    output::one(context.printer(), args.output.format(), &text, &record)
}

/// Reads stdin on a thread of its own, so that a pause in it can be noticed.
fn lines_of_stdin() -> Receiver<io::Result<String>> {
    let (sender, receiver) = sync_channel(READ_AHEAD);
    std::thread::spawn(move || {
        for line in io::stdin().lock().lines() {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    receiver
}

/// Collects lines into batches.
struct Log<'a> {
    tracking: &'a Tracking,
    run_id: &'a RunId,
    pending: Batch,
    /// How many metrics, params and tags are logged.
    counts: [usize; 3],
}

impl Log<'_> {
    /// Takes lines until they end; what is pending is logged when a batch is full or when the
    /// lines pause.
    fn follow(&mut self, lines: &Receiver<io::Result<String>>) -> Result<()> {
        let mut line_number = 0;
        loop {
            let line = match lines.recv_timeout(PATIENCE) {
                Ok(line) => line.map_err(|e| Error::invalid("cannot read stdin").caused_by(e))?,
                Err(RecvTimeoutError::Timeout) => {
                    self.flush()?;
                    continue;
                }
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            };
            line_number += 1;
            if !line.trim().is_empty() {
                self.take(read_line(&line, line_number)?)?;
            }
        }
    }

    fn take(&mut self, line: Batch) -> Result<()> {
        let Batch {
            metrics,
            params,
            tags,
            // None come on stdin.
            model_metrics: _,
        } = &self.pending;
        let is_full = metrics.len() + line.metrics.len() > limits::MAX_METRICS_PER_BATCH
            || params.len() + line.params.len() > limits::MAX_PARAMS_TAGS_PER_BATCH
            || tags.len() + line.tags.len() > limits::MAX_PARAMS_TAGS_PER_BATCH
            || count(&self.pending) + count(&line) > limits::MAX_ENTITIES_PER_BATCH
            // A batch holds a param once; whether it changed is for the store to say.
            || line.params.iter().any(|new| params.iter().any(|param| param.key == new.key));
        if is_full {
            self.flush()?;
        }
        self.pending.metrics.extend(line.metrics);
        self.pending.params.extend(line.params);
        self.pending.tags.extend(line.tags);
        Ok(())
    }

    fn flush(&mut self) -> Result<()> {
        let batch = std::mem::take(&mut self.pending);
        if count(&batch) == 0 {
            return Ok(());
        }
        let counts = [batch.metrics.len(), batch.params.len(), batch.tags.len()];
        self.tracking.log_batch(self.run_id, batch)?;
        self.counts
            .iter_mut()
            .zip(counts)
            .for_each(|(total, new)| *total += new);
        Ok(())
    }
}

fn count(batch: &Batch) -> usize {
    batch.metrics.len() + batch.params.len() + batch.tags.len()
}

/// One line of input.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
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

fn read_line(text: &str, line_number: usize) -> Result<Batch> {
    let at_line = |message: String| {
        Error::invalid(format!("line {line_number} of stdin {message}"))
            .hint(r#"a line looks like {"metrics": {"loss": 0.25}, "step": 1}"#)
    };
    let line: Line = serde_json::from_str(text).map_err(|e| {
        at_line(format!(
            "is not a JSON object of metrics, params and tags: {e}"
        ))
    })?;
    let Line {
        metrics,
        params,
        tags,
        step,
        timestamp,
    } = line;
    let metrics = metrics.into_list().into_iter().map(|entry| {
        let value = match &entry.value {
            Value::Number(number) => number.as_f64().unwrap_or(f64::NAN),
            Value::String(text) => number(&entry.key, text)?,
            other => {
                return Err(Error::invalid(format!(
                    "metric `{}` is `{other}`",
                    entry.key
                )));
            }
        };
        let timestamp = entry.timestamp.or(timestamp).unwrap_or_else(now);
        Ok(Metric {
            key: entry.key,
            value,
            timestamp,
            step: entry.step.unwrap_or(step),
        })
    });
    let metrics = metrics
        .collect::<Result<_>>()
        .map_err(|e| at_line(format!("has a metric that is no number: {}", e.message())))?;
    let params = params
        .into_list()
        .into_iter()
        .map(|e| Param::new(e.key, text_of(&e.value)));
    let tags = tags
        .into_list()
        .into_iter()
        .map(|e| Tag::new(e.key, text_of(&e.value)));
    Ok(Batch {
        metrics,
        params: params.collect(),
        tags: tags.collect(),
        model_metrics: Vec::new(),
    })
}

/// A param's or tag's value: a string as it is, anything else as JSON.
fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
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
        let batch = read_line(by_key, 1).unwrap();
        assert_eq!(batch, read_line(listed, 1).unwrap());
        assert_eq!(batch.params, [Param::new("p", "1")]);
        assert_eq!((batch.metrics[0].step, batch.metrics[0].timestamp), (3, 5));
    }

    #[test]
    fn a_broken_line_is_named_by_its_number() {
        for bad in [
            "{",
            "[]",
            r#"{"metric": {"m": 1}}"#,
            r#"{"metrics": {"m": [1]}}"#,
        ] {
            let error = read_line(bad, 7).unwrap_err();
            assert!(error.message().starts_with("line 7 of stdin"), "{error}");
        }
    }
}
