//! `runs plot`.

use std::sync::Arc;

use clap::Args;
use serde_json::{Value, json};

use crate::entity::{Metric, Run};
use crate::error::Result;
use crate::tracking::Tracking;
use crate::view::{self, Series};

use super::super::absence::nothing_found;
use super::super::context::Context;
use super::super::naming::{self, hint_at_keys, keys_of, short_ids};
use super::super::output::{self, Format, Listing, OutputArgs, Table, printable};
use super::super::which::{ScopeArgs, run_or_latest};
use super::super::{complete, history, record};

/// How many lines a chart has.
const HEIGHT: usize = 16;

/// Draw the course of a metric in the terminal, of one run or of several
#[derive(Args, Debug)]
pub(crate) struct PlotArgs {
    /// The metric: metrics.loss, or loss
    #[arg(value_name = "METRIC", add = complete::metrics())]
    metric: String,

    /// A run: its ID, the beginning of it, its name, `@last` or `@best:metrics.KEY`
    /// [env: MLFLOW_RUN_ID] [default: the latest]
    #[arg(value_name = "RUN", add = complete::runs())]
    runs: Vec<String>,

    /// Draw the logarithms of the values
    #[arg(long)]
    log: bool,

    /// How many lines the chart has
    #[arg(long, value_name = "LINES", default_value_t = HEIGHT, value_parser = height)]
    height: usize,

    #[command(flatten)]
    scope: ScopeArgs,

    #[command(flatten)]
    output: OutputArgs,
}

/// Reads a number of lines, for clap.
fn height(text: &str) -> Result<usize, String> {
    let number = text.parse().ok().filter(|lines| (2..=200).contains(lines));
    number.ok_or_else(|| "expected a number of lines from 2 to 200".to_owned())
}

pub(super) fn run(args: &PlotArgs, context: &Context, tracking: &Tracking) -> Result<()> {
    let scope = args.scope.scope(tracking)?;
    let runs: Vec<Arc<Run>> = if args.runs.is_empty() {
        vec![run_or_latest(None, tracking, &scope)?]
    } else {
        let find = |text: &String| naming::run(text, tracking, &scope);
        args.runs.iter().map(find).collect::<Result<_>>()?
    };
    let prefixes = ["metrics.", "metric."];
    let bare = prefixes.iter().find_map(|it| args.metric.strip_prefix(it));
    let key = bare.unwrap_or(&args.metric);
    let mut curves = Vec::new();
    for run in &runs {
        let points = history::sampled(&run.info.run_id, key, tracking)?;
        curves.push(Curve { run, points });
    }
    if curves.iter().all(|curve| curve.points.is_empty()) {
        let error = nothing_found(format!("no value of the metric `{key}`"));
        return Err(hint_at_keys(
            error,
            &format!("metrics.{key}"),
            &keys_of(&runs),
        ));
    }
    let curves = Curves { key, curves };
    let printer = context.printer();
    match args.output.format() {
        Format::Table => {
            let series = curves.series();
            let chart = view::plot(&series, printer.page(), args.height, args.log);
            let title = format!(
                "{}{}",
                printable(key),
                if args.log { ", log10" } else { "" }
            );
            printer.laid_out(&[vec![title], chart].concat())
        }
        other => output::list(printer, other, &curves),
    }
}

/// The history of a metric in one run.
struct Curve<'a> {
    run: &'a Run,
    points: Vec<Metric>,
}

/// The history of a metric in several runs.
struct Curves<'a> {
    key: &'a str,
    curves: Vec<Curve<'a>>,
}

impl Curves<'_> {
    fn series(&self) -> Vec<Series> {
        let ids = short_ids(self.curves.iter().map(|curve| &curve.run.info.run_id));
        let series = self.curves.iter().zip(ids);
        series
            .map(|(curve, id)| {
                let name = curve.run.info.run_name.as_deref().unwrap_or_default();
                #[expect(clippy::cast_precision_loss, reason = "a position on a chart")]
                let point = |metric: &Metric| (metric.step as f64, metric.value);
                Series {
                    name: format!("{} ({id})", printable(name)),
                    points: curve.points.iter().map(point).collect(),
                }
            })
            .collect()
    }

    fn points(&self) -> impl Iterator<Item = (&Run, &Metric)> {
        let curves = self.curves.iter();
        curves.flat_map(|curve| curve.points.iter().map(|point| (curve.run, point)))
    }
}

impl Listing for Curves<'_> {
    fn table(&self) -> Table {
        let mut table = Table::new(["run_id", "step", "timestamp", self.key]);
        table.rows = self
            .points()
            .map(|(run, point)| {
                vec![
                    run.info.run_id.to_string(),
                    point.step.to_string(),
                    point.timestamp.to_string(),
                    record::number_cell(point.value),
                ]
            })
            .collect();
        table
    }

    fn records(&self) -> Vec<Value> {
        let record = |(run, point): (&Run, &Metric)| {
            json!({
                "run_id": run.info.run_id,
                "step": point.step,
                "timestamp": point.timestamp,
                "value": record::number(point.value),
            })
        };
        self.points().map(record).collect()
    }
}
