//! Logging to a run from a shell: metrics, params and tags, one or a few at a time.

use clap::Args;
use serde_json::{Value, json};

use crate::entity::{Metric, Param, RunId, Tag};
use crate::error::{Error, Result};
use crate::store::Batch;
use crate::tracking::{Tracking, check_batch, now};

use super::super::context::Context;
use super::super::output::{self, Format, OutputArgs};
use super::super::pairs;
use super::super::usage_error::of_argument;
use super::super::which::{RunFlag, RunFlags};

/// Log metrics of a run
#[derive(Args, Debug)]
pub(crate) struct LogMetricArgs {
    #[command(flatten)]
    pairs: Pairs,

    #[command(flatten)]
    run: RunFlag,

    /// Position in the run's own count, for example the epoch
    #[arg(
        long,
        short,
        value_name = "N",
        default_value_t = 0,
        value_parser = step,
        allow_negative_numbers = true
    )]
    step: i64,

    /// Time of the measurement, in milliseconds since 1970 (UTC); now by default
    #[arg(long, value_name = "MILLIS")]
    timestamp: Option<i64>,

    #[command(flatten)]
    output: OutputArgs,
}

/// Log parameters of a run; a parameter never changes
#[derive(Args, Debug)]
pub(crate) struct LogParamArgs {
    #[command(flatten)]
    pairs: Pairs,

    #[command(flatten)]
    run: RunFlag,

    #[command(flatten)]
    output: OutputArgs,
}

/// Set tags of runs
#[derive(Args, Debug)]
pub(crate) struct SetTagArgs {
    #[command(flatten)]
    pairs: Pairs,

    #[command(flatten)]
    runs: RunFlags,

    #[command(flatten)]
    output: OutputArgs,
}

/// Remove a tag of runs
#[derive(Args, Debug)]
pub(crate) struct DeleteTagArgs {
    /// Key of the tag
    key: String,

    #[command(flatten)]
    runs: RunFlags,

    #[command(flatten)]
    output: OutputArgs,
}

/// Keys with values.
#[derive(Args, Debug)]
struct Pairs {
    /// KEY VALUE, or any number of KEY=VALUE
    #[arg(
        required = true,
        value_name = "KEY=VALUE",
        allow_negative_numbers = true
    )]
    pairs: Vec<String>,
}

impl Pairs {
    /// Reads `KEY VALUE` or `KEY=VALUE…`. Two words are a key and its value where the first has
    /// no `=`.
    fn read(&self) -> Result<Vec<(String, String)>> {
        if let [key, value] = self.pairs.as_slice()
            && !key.contains('=')
        {
            return Ok(vec![(key.clone(), value.clone())]);
        }
        self.pairs
            .iter()
            .map(|pair| pairs::required(pair))
            .collect()
    }
}

pub(super) fn metric(args: &LogMetricArgs, context: &Context, tracking: &Tracking) -> Result<()> {
    let timestamp = args.timestamp.unwrap_or_else(now);
    let metrics = args
        .pairs
        .read()?
        .into_iter()
        .map(|(key, value)| {
            let value = number(&key, &value).map_err(of_argument)?;
            Ok(Metric {
                key,
                value,
                timestamp,
                step: args.step,
            })
        })
        .collect::<Result<_>>()?;
    let batch = Batch {
        metrics,
        ..Batch::default()
    };
    log(&args.run, batch, args.output, context, tracking)
}

pub(super) fn param(args: &LogParamArgs, context: &Context, tracking: &Tracking) -> Result<()> {
    let pairs = args.pairs.read()?;
    let params = pairs
        .into_iter()
        .map(|(key, value)| Param { key, value })
        .collect();
    let batch = Batch {
        params,
        ..Batch::default()
    };
    log(&args.run, batch, args.output, context, tracking)
}

pub(super) fn set_tag(args: &SetTagArgs, context: &Context, tracking: &Tracking) -> Result<()> {
    let pairs = args.pairs.read()?;
    let tags = pairs
        .into_iter()
        .map(|(key, value)| Tag { key, value })
        .collect::<Vec<_>>();
    let mut records = Vec::new();
    for run_id in args.runs.run_ids(tracking)? {
        let batch = Batch {
            tags: tags.clone(),
            ..Batch::default()
        };
        records.push(log_to(&run_id, batch, tracking)?);
    }
    acknowledge(context, args.output, &records)
}

pub(super) fn delete_tag(
    args: &DeleteTagArgs,
    context: &Context,
    tracking: &Tracking,
) -> Result<()> {
    let mut records = Vec::new();
    for run_id in args.runs.run_ids(tracking)? {
        tracking.delete_tag(&run_id, &args.key)?;
        records.push(json!({"run_id": run_id, "key": args.key}));
    }
    acknowledge(context, args.output, &records)
}

fn log(
    run: &RunFlag,
    batch: Batch,
    output: OutputArgs,
    context: &Context,
    tracking: &Tracking,
) -> Result<()> {
    let record = log_to(&run.run_id(tracking)?, batch, tracking)?;
    acknowledge(context, output, &[record])
}

/// Logs to one run, and tells what.
fn log_to(run_id: &RunId, batch: Batch, tracking: &Tracking) -> Result<Value> {
    let batch = check_batch(batch).map_err(of_argument)?;
    let record = json!({
        "run_id": run_id,
        "metrics": batch.metrics.len(),
        "params": batch.params.len(),
        "tags": batch.tags.len(),
    });
    tracking.log_batch(run_id, batch)?;
    Ok(record)
}

/// Prints what was logged, a record for each run, if a format was asked for. Otherwise prints nothing,
/// which suits training loops.
fn acknowledge(context: &Context, output: OutputArgs, records: &[Value]) -> Result<()> {
    match output.format() {
        Format::Table => Ok(()),
        other => output::changed(context.printer(), other, records),
    }
}

/// Reads a step, for clap.
fn step(text: &str) -> Result<i64, String> {
    text.parse().map_err(|_| match text.parse::<f64>() {
        Ok(_) => format!(
            "'{text}' is not a valid integer; steps are counted: `--step 1`, and times go into \
             `--timestamp`"
        ),
        Err(_) => format!("'{text}' is not a valid integer"),
    })
}

/// Reads a metric's value as Python reads a float: NaN and infinities have names.
pub(super) fn number(key: &str, text: &str) -> Result<f64> {
    text.trim().parse().map_err(|_| {
        Error::invalid(format!(
            "metric `{key}` has the value `{text}`; expected a number such as `0.25`, `1e-3`, `nan` or `inf`"
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[&str]) -> Result<Vec<(String, String)>> {
        Pairs {
            pairs: pairs.iter().map(ToString::to_string).collect(),
        }
        .read()
    }

    #[test]
    fn pairs_come_as_two_words_or_with_equals_signs() {
        let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        assert_eq!(read(&["loss", "-0.5"]).unwrap(), [pair("loss", "-0.5")]);
        assert_eq!(
            read(&["a=1", "b=x=y"]).unwrap(),
            [pair("a", "1"), pair("b", "x=y")]
        );
        assert_eq!(read(&["a="]).unwrap(), [pair("a", "")]);
        assert!(read(&["a"]).is_err());
        assert!(read(&["a", "b", "c"]).is_err());
    }

    #[test]
    fn numbers_have_names_for_what_is_none() {
        assert!(number("m", "nan").unwrap().is_nan());
        let text = |text| number("m", text).unwrap().to_string();
        assert_eq!(text("-Infinity"), "-inf");
        assert_eq!(text(" 1e-3 "), "0.001");
        assert!(number("m", "0,5").is_err());
    }
}
