//! `mlflow report`: a run in Markdown, for a pull request or the summary of a workflow.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use crate::config;
use crate::duration;
use crate::entity::Run;
use crate::error::{Error, Result};
use crate::staged;
use crate::tracking::{Tracking, now};
use crate::view::{self, Difference, Section, Series};

use super::baseline::BaselineArgs;
use super::complete;
use super::context::Context;
use super::history;
use super::naming::short_ids;
use super::output::{self, Format, OutputArgs};
use super::report::Exit;
use super::runs::page_url;
use super::which::{ScopeArgs, run_or_latest};

/// How many characters a sparkline has.
const SPARK_WIDTH: usize = 12;

/// Write a run as Markdown: its metrics and params, how they changed, and charts
///
/// Without `--out` it goes to stdout, and where GITHUB_STEP_SUMMARY names a file, as in a workflow of
/// GitHub, it is added to that one, too.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ReportArgs {
    /// The run: its ID, the beginning of it, its name, `@last` or `@best:metrics.KEY`
    /// [env: MLFLOW_RUN_ID] [default: the latest]
    #[arg(value_name = "RUN", add = complete::runs())]
    run: Option<String>,

    #[command(flatten)]
    baseline: BaselineArgs,

    /// File to write instead of stdout
    #[arg(long, short = 'o', value_name = "FILE")]
    out: Option<PathBuf>,

    /// Folder for charts of the metrics as SVG, which the report then shows
    #[arg(long, value_name = "FOLDER")]
    charts: Option<PathBuf>,

    #[command(flatten)]
    scope: ScopeArgs,

    #[command(flatten)]
    output: OutputArgs,
}

const EXAMPLES: &str = "\
Examples:
  mlflow report @last
  mlflow report @last --out report.md --charts charts";

pub(super) fn run(args: &ReportArgs, context: &Context) -> Result<Exit> {
    let tracking = context.tracking_to_read()?;
    let scope = args.scope.scope(tracking)?;
    let run = run_or_latest(args.run.as_deref(), tracking, &scope)?;
    let baseline = match args.baseline.find(&run, tracking, &scope) {
        // The first run of a branch has nothing to be compared with, and its report says so.
        Err(error) if super::absence::is_absence(&error) => {
            context.printer().message(&error.to_string());
            None
        }
        found => found?,
    };
    let report = Report {
        run: &run,
        baseline: baseline.as_deref(),
        tracking,
    };
    let charts = match &args.charts {
        Some(folder) => report.write_charts(folder)?,
        None => Vec::new(),
    };
    let text = report.markdown(&charts)?;
    if let Some(summary) = config::var(config::GITHUB_STEP_SUMMARY)? {
        append(Path::new(&summary), &text)?;
    }
    let record = json!({
        "run_id": run.info.run_id,
        "baseline_run_id": baseline.as_ref().map(|run| &run.info.run_id),
        "markdown": text,
        "charts": charts,
    });
    if let Some(file) = &args.out {
        staged::write(file, text.as_bytes()).map_err(|e| Error::io("write", file, e))?;
    }
    match (args.output.format(), &args.out) {
        (Format::Table, None) => context.printer().result(text.trim_end())?,
        (Format::Table, Some(file)) => {
            let line = format!("wrote the report to {}", file.display());
            context.printer().message(&line);
        }
        (other, _) => output::one(context.printer(), other, "", &record)?,
    }
    Ok(Exit::Done)
}

fn append(file: &Path, text: &str) -> Result<()> {
    let mut options = OpenOptions::new();
    let opened = options.create(true).append(true).open(file);
    opened
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(|e| Error::io("write", file, e))
}

/// A run, and what it is compared with.
struct Report<'a> {
    run: &'a Run,
    baseline: Option<&'a Run>,
    tracking: &'a Tracking,
}

impl Report<'_> {
    fn markdown(&self, charts: &[PathBuf]) -> Result<String> {
        let info = &self.run.info;
        let name = info.run_name.as_deref().unwrap_or_default();
        let id = &short_ids([&info.run_id].into_iter())[0];
        let mut text = format!("### Run {}: {}\n\n", in_line(name), info.status);
        let experiment = self.tracking.get_experiment(&info.experiment_id)?;
        let _ = write!(text, "`{id}` in {}", in_line(&experiment.name));
        if let Some(start) = info.start_time {
            let end = info.end_time.unwrap_or_else(now);
            let _ = write!(text, ", {}", duration::between(start, end));
        }
        if let Some(url) = page_url(self.run, self.tracking) {
            let _ = write!(text, ", [page]({url})");
        }
        if let Some(baseline) = self.baseline {
            let of = &short_ids([&baseline.info.run_id].into_iter())[0];
            let name = in_line(baseline.info.run_name.as_deref().unwrap_or_default());
            let _ = write!(text, "; compared with {name} (`{of}`)");
        }
        text.push_str(".\n\n");
        text.push_str(&self.table(Section::Metric, "metric")?);
        text.push_str(&self.table(Section::Param, "param")?);
        for chart in charts {
            let name = chart.file_stem().unwrap_or_default().to_string_lossy();
            let path = chart
                .to_string_lossy()
                .replace('\\', "/")
                .replace(' ', "%20");
            let _ = writeln!(text, "![{name}]({path})");
        }
        Ok(text)
    }

    /// The metrics or params: of both runs with their change, or of this one. Nothing where there are
    /// none.
    fn table(&self, section: Section, noun: &str) -> Result<String> {
        let runs: Vec<&Run> = self.baseline.into_iter().chain([self.run]).collect();
        let rows = Difference::between(&runs, true).into_iter();
        let mut rows: Vec<Difference> = rows.filter(|row| row.section == section).collect();
        rows.sort_by_key(|row| history::is_measure(&row.key));
        if rows.is_empty() {
            return Ok(String::new());
        }
        let mut headers = vec![noun.to_owned()];
        if self.baseline.is_some() {
            headers.push("baseline".to_owned());
        }
        headers.push("this run".to_owned());
        let is_metric = section == Section::Metric;
        if is_metric && self.baseline.is_some() {
            headers.push("change".to_owned());
        }
        if is_metric {
            headers.push("course".to_owned());
        }
        let summaries = if is_metric {
            history::summaries(self.run, self.tracking)?
        } else {
            HashMap::new()
        };
        let mut cells = Vec::new();
        for row in rows {
            let mut line = vec![row.key.clone()];
            line.extend(row.shown());
            if is_metric {
                if self.baseline.is_some() {
                    line.push(row.change.clone());
                }
                let values = summaries.get(&row.key).map(|it| it.values.as_slice());
                line.push(view::sparkline(values.unwrap_or_default(), SPARK_WIDTH));
            }
            cells.push(line);
        }
        Ok(format!("{}\n", view::markdown_table(&headers, &cells)))
    }

    /// A chart for each metric with a course, and where they are.
    fn write_charts(&self, folder: &Path) -> Result<Vec<PathBuf>> {
        std::fs::create_dir_all(folder).map_err(|e| Error::io("create the folder", folder, e))?;
        let mut charts = Vec::new();
        for metric in &self.run.data.metrics {
            let points = history::points(&self.run.info.run_id, &metric.key, self.tracking)?;
            if points.len() < 2 {
                continue;
            }
            let mut series = vec![Series {
                name: "this run".to_owned(),
                points,
            }];
            if let Some(baseline) = self.baseline {
                series.push(Series {
                    name: "baseline".to_owned(),
                    points: history::points(&baseline.info.run_id, &metric.key, self.tracking)?,
                });
            }
            let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
            let name = metric.key.replace(|c| !is_plain(c), "_");
            let file = folder.join(format!("{name}.svg"));
            let chart = view::svg(&metric.key, &series);
            staged::write(&file, chart.as_bytes()).map_err(|e| Error::io("write", &file, e))?;
            charts.push(file);
        }
        Ok(charts)
    }
}

/// A text of a user within a line of Markdown.
fn in_line(text: &str) -> String {
    let table = view::markdown_table(&[text.to_owned()], &[]);
    let line = table.lines().next().unwrap_or_default();
    line.trim_matches(['|', ' ']).to_owned()
}
