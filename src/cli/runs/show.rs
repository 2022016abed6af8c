//! One run: everything it recorded, and the histories of its metrics.

use clap::Args;
use serde_json::Value;

use crate::entity::{Metric, Run, RunId};
use crate::error::{Error, ErrorCode, Result};
use crate::tracking::{Pages, Tracking};

use super::super::context::Context;
use super::super::output::{self, Format, Listing, OutputArgs, Table};
use super::super::which::{RunArg, RunFlag};
use super::super::{complete, naming, record, time};

/// Show everything that a run recorded, as JSON
#[derive(Args, Debug)]
pub(crate) struct DescribeArgs {
    #[command(flatten)]
    run: RunArg,

    #[command(flatten)]
    output: OutputArgs,
}

/// Show the history of a run's metrics
#[derive(Args, Debug)]
pub(crate) struct MetricsArgs {
    /// Keys of metrics; all by default
    #[arg(value_name = "KEY", add = complete::metrics())]
    keys: Vec<String>,

    #[command(flatten)]
    run: RunFlag,

    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn describe(args: &DescribeArgs, context: &Context, tracking: &Tracking) -> Result<()> {
    let run = args.run.run(tracking)?;
    let record = record::run(&run);
    match args.output.or(Format::Json) {
        Format::Table => output::list(context.printer(), Format::Table, &output::Fields(&record)),
        other => output::one(context.printer(), other, "", &record),
    }
}

pub(super) fn metrics(args: &MetricsArgs, context: &Context, tracking: &Tracking) -> Result<()> {
    let run = args.run.run(tracking)?;
    let keys = metric_keys(&run, &args.keys)?;
    let mut points = Vec::new();
    for key in keys {
        points.extend(read_history(tracking, &run.info.run_id, key)?);
    }
    output::list(context.printer(), args.output.format(), &History(points))
}

/// The metrics of a run that a user chose, each `loss` or `metrics.loss`; all without a choice.
pub(super) fn metric_keys<'a>(run: &'a Run, chosen: &[String]) -> Result<Vec<&'a str>> {
    let metrics = || run.data.metrics.iter().map(|metric| metric.key.as_str());
    if chosen.is_empty() {
        return Ok(metrics().collect());
    }
    let find = |key: &String| {
        let bare = key.strip_prefix("metrics.").unwrap_or(key);
        let found = metrics().find(|known| *known == key.as_str());
        found
            .or_else(|| metrics().find(|known| *known == bare))
            .ok_or_else(|| metric_not_found(run, bare))
    };
    chosen.iter().map(find).collect()
}

fn metric_not_found(run: &Run, key: &str) -> Error {
    let error = Error::new(
        ErrorCode::ResourceDoesNotExist,
        format!("run `{}` has no metric `{key}`", run.info.run_id),
    );
    let known = naming::keys_of(&[run]);
    naming::hint_at_keys(error, &format!("metrics.{key}"), &known)
        .hint("`mlflow runs show` says which it has")
}

/// Reads all points of a metric, in the order of its steps: stores have orders of their own.
pub(super) fn read_history(tracking: &Tracking, run: &RunId, key: &str) -> Result<Vec<Metric>> {
    let pages = Pages::new(|token, size| tracking.metric_history(run, key, size, token.as_deref()));
    let mut points = pages.collect::<Result<Vec<Metric>>>()?;
    points.sort_by(Metric::cmp_latest);
    Ok(points)
}

/// Points of metrics.
struct History(Vec<Metric>);

impl Listing for History {
    fn table(&self) -> Table {
        self.rows(["Metric", "Step", "Time", "Value"], time::local)
    }

    fn records(&self) -> Vec<Value> {
        self.0.iter().map(record::metric).collect()
    }

    fn sheet(&self) -> Table {
        self.rows(["key", "step", "timestamp", "value"], |millis| {
            millis.to_string()
        })
    }
}

impl History {
    fn rows(&self, headers: [&str; 4], time: fn(i64) -> String) -> Table {
        let mut table = Table::new(headers);
        table.rows = self
            .0
            .iter()
            .map(
                |Metric {
                     key,
                     value,
                     timestamp,
                     step,
                 }| {
                    vec![
                        key.clone(),
                        step.to_string(),
                        time(*timestamp),
                        record::number_text(*value),
                    ]
                },
            )
            .collect();
        table
    }
}
