//! `runs watch`: a run as it goes on, or the runs of an experiment.

use std::collections::HashMap;
use std::thread;
use std::time::Duration;

use clap::Args;

use crate::duration;
use crate::entity::{Metric, Run, RunId, RunStatus};
use crate::error::Result;
use crate::tracking::{Tracking, now};
use crate::view::{self, Ink, Screen, Series, painted};

use super::super::context::Context;
use super::super::live::{self, Look};
use super::super::naming;
use super::super::output::printable;
use super::super::report::Exit;
use super::super::time;
use super::super::which::run_or_latest;
use super::super::{complete, history};
use super::running;

/// How many lines the chart of a metric has.
const HEIGHT: usize = 8;
/// How many metrics have a chart.
const CHARTS: usize = 2;

/// Follow a run until it ends: status, metrics and their curves
///
/// On a terminal it is drawn in its place; elsewhere each new value is a line. The exit code is 0 if
/// the run ends as FINISHED. With `--experiment`, the runs of an experiment that go on are followed
/// until none does.
#[derive(Args, Debug)]
pub(crate) struct WatchArgs {
    /// The run: its ID, the beginning of it, its name, `@last` or `@best:metrics.KEY`
    /// [env: MLFLOW_RUN_ID] [default: the latest]
    #[arg(value_name = "RUN", add = complete::runs())]
    run: Option<String>,

    /// Follow what goes on in an experiment: its name or ID
    #[arg(long, alias = "experiment-name", value_name = "EXPERIMENT", conflicts_with = "run", add = complete::experiments())]
    experiment: Option<String>,

    /// Time between two looks
    #[arg(long, value_name = "TIME", default_value = live::INTERVAL, value_parser = live::interval)]
    interval: Duration,
}

pub(super) fn run(args: &WatchArgs, context: &Context, tracking: &Tracking) -> Result<Exit> {
    if let Some(text) = &args.experiment {
        let experiment = naming::experiment(text, tracking)?;
        return running::follow_experiment(&experiment, args.interval, context, tracking);
    }
    let run = run_or_latest(args.run.as_deref(), tracking, &naming::Scope::default())?;
    let id = &run.info.run_id;
    let status = match context.printer().screen() {
        Some(screen) => on_screen(id, screen, args.interval, context, tracking)?,
        None => in_lines(id, args.interval, context, tracking)?,
    };
    Ok(if status == RunStatus::Finished {
        Exit::Done
    } else {
        Exit::Failed
    })
}

fn on_screen(
    id: &RunId,
    screen: Screen,
    interval: Duration,
    context: &Context,
    tracking: &Tracking,
) -> Result<RunStatus> {
    let mut status = RunStatus::Running;
    live::follow(context, screen, interval, |screen| {
        let run = tracking.get_run(id)?;
        status = run.info.status;
        Ok(Look {
            lines: lines(&run, screen, tracking)?,
            is_over: status.is_terminated(),
        })
    })?;
    Ok(status)
}

/// The run: a headline, its metrics with their course, and the curves of the first ones.
fn lines(run: &Run, screen: Screen, tracking: &Tracking) -> Result<Vec<String>> {
    let info = &run.info;
    let paint = |text: &str, ink| painted(text, ink, screen.is_colored);
    let length = info.start_time.map(|start| {
        let end = info.end_time.unwrap_or_else(now);
        duration::between(start, end)
    });
    let name = printable(info.run_name.as_deref().unwrap_or_default());
    let mut lines = vec![format!(
        "{}  {}  {}  {}",
        paint(&name, Ink::Bold),
        paint(info.status.as_str(), Ink::of_status(info.status)),
        length.unwrap_or_default(),
        paint(info.run_id.as_str(), Ink::Cyan)
    )];
    let summaries = history::summaries(run, tracking)?;
    let mut metrics: Vec<&Metric> = run.data.metrics.iter().collect();
    metrics.sort_by_key(|metric| history::is_measure(&metric.key));
    let widest = metrics.iter().map(|it| view::width(&it.key)).max();
    let widest = widest.unwrap_or_default().min(40);
    for metric in &metrics {
        let course = summaries.get(&metric.key).map(|it| it.values.as_slice());
        let key = view::cut(&printable(&metric.key), widest);
        let line = format!(
            "{key}{}  {:>10}  {}",
            " ".repeat(widest.saturating_sub(view::width(&key))),
            view::short_number(metric.value),
            view::sparkline(course.unwrap_or_default(), 24)
        );
        lines.push(line.trim_end().to_owned());
    }
    let has_curve = |metric: &&&Metric| {
        let summary = summaries.get(&metric.key);
        summary.is_some_and(|summary| summary.count > 1)
    };
    for metric in metrics.iter().filter(has_curve).take(CHARTS) {
        let series = Series {
            name: String::new(),
            points: history::points(&info.run_id, &metric.key, tracking)?,
        };
        lines.push(String::new());
        lines.push(paint(&printable(&metric.key), Ink::Bold));
        lines.extend(view::plot(&[series], screen, HEIGHT, false));
    }
    Ok(lines)
}

/// Prints each new value, and how the run ended.
fn in_lines(
    id: &RunId,
    interval: Duration,
    context: &Context,
    tracking: &Tracking,
) -> Result<RunStatus> {
    let printer = context.printer();
    let mut known: HashMap<String, Metric> = HashMap::new();
    loop {
        let run = tracking.get_run(id)?;
        for metric in &run.data.metrics {
            if known.get(&metric.key) != Some(metric) {
                let key = printable(&metric.key);
                let (value, step) = (view::short_number(metric.value), metric.step);
                let when = time::local(metric.timestamp);
                printer.result(&format!("{when}  {key} {value} (step {step})"))?;
                known.insert(metric.key.clone(), metric.clone());
            }
        }
        let status = run.info.status;
        if status.is_terminated() {
            let end = run.info.end_time.map(time::local).unwrap_or_default();
            printer.result(&format!("{end}  {status}"))?;
            return Ok(status);
        }
        thread::sleep(interval);
    }
}
