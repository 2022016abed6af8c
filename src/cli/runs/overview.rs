//! `runs show`: one run as people read it.

use clap::Args;

use crate::artifact::{ArtifactPath, FileInfo};
use crate::duration;
use crate::entity::{LifecycleStage, Metric, MetricSummary, Run, RunId, ViewType, keys};
use crate::error::Result;
use crate::tracking::{RunSearch, Tracking, now};
use crate::uri;
use crate::view::{self, Ink, Screen, painted};

use super::super::context::Context;
use super::super::naming::short_ids;
use super::super::output::{self, Format, OutputArgs, printable};
use super::super::which::RunArg;
use super::super::{history, record, time};

/// How many characters a sparkline has.
const SPARK_WIDTH: usize = 16;
/// How many characters of a name are shown on a screen.
const LONGEST_NAME: usize = 40;
/// How many children and artifacts are listed.
const LISTED: usize = 20;
/// What of a run MLflow itself notes, and what it is called here.
const NOTED: [(&str, &str); 8] = [
    (keys::SOURCE_NAME, "source"),
    (keys::PROJECT_ENTRY_POINT, "entry point"),
    (keys::GIT_COMMIT, "commit"),
    (keys::GIT_BRANCH, "branch"),
    (keys::USER, "user"),
    (keys::PROJECT_ENV, "environment"),
    (keys::PARENT_RUN_ID, "parent"),
    (keys::NOTE, "description"),
];

/// Show a run: status, params, metrics with their course, tags, children and artifacts
///
/// `mlflow runs describe` prints the same as MLflow does, as JSON.
#[derive(Args, Debug)]
pub(crate) struct ShowArgs {
    #[command(flatten)]
    run: RunArg,

    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn run(args: &ShowArgs, context: &Context, tracking: &Tracking) -> Result<()> {
    let run = args.run.run(tracking)?;
    match args.output.format() {
        Format::Table => {
            let printer = context.printer();
            let overview = Overview {
                run: &run,
                tracking,
                screen: printer.page(),
            };
            printer.laid_out(&overview.lines()?)
        }
        other => output::one(context.printer(), other, "", &record::run(&run)),
    }
}

/// A run and the screen it is laid out for.
struct Overview<'a> {
    run: &'a Run,
    tracking: &'a Tracking,
    screen: Screen,
}

impl Overview<'_> {
    fn lines(&self) -> Result<Vec<String>> {
        let mut lines = vec![self.headline()];
        lines.extend(self.pairs(&self.facts()?));
        let params = self.run.data.params.iter();
        let params: Vec<_> = params
            .map(|param| (printable(&param.key), printable(&param.value)))
            .collect();
        lines.extend(self.section("params", params.len(), &self.pairs(&params)));
        let metrics = &self.run.data.metrics;
        lines.extend(self.section("metrics", metrics.len(), &self.metrics()?));
        let own_tags = self.run.data.tags.iter();
        let own_tags = own_tags.filter(|tag| !tag.key.starts_with(keys::SYSTEM));
        let own_tags: Vec<_> = own_tags
            .map(|tag| (printable(&tag.key), printable(&tag.value)))
            .collect();
        lines.extend(self.section("tags", own_tags.len(), &self.pairs(&own_tags)));
        let children = self.children()?;
        lines.extend(self.section("children", children.1, &children.0));
        let artifacts = self.artifacts();
        lines.extend(self.section("artifacts", artifacts.1, &artifacts.0));
        if let Some(url) = page_url(self.run, self.tracking) {
            lines.push(String::new());
            lines.push(format!("page  {}", self.paint(&url, Ink::Cyan)));
        }
        Ok(lines)
    }

    fn paint(&self, text: &str, ink: Ink) -> String {
        painted(text, ink, self.screen.is_colored)
    }

    fn headline(&self) -> String {
        let info = &self.run.info;
        let name = printable(info.run_name.as_deref().unwrap_or_default());
        let status = self.paint(info.status.as_str(), Ink::of_status(info.status));
        let id = self.paint(&printable(info.run_id.as_str()), Ink::Cyan);
        let deleted = match info.lifecycle_stage {
            LifecycleStage::Active => String::new(),
            LifecycleStage::Deleted => format!("  {}", self.paint("deleted", Ink::Red)),
        };
        format!("{}  {status}  {id}{deleted}", self.paint(&name, Ink::Bold))
    }

    /// What is known beside what the run logged.
    fn facts(&self) -> Result<Vec<(String, String)>> {
        let info = &self.run.info;
        let experiment = self.tracking.get_experiment(&info.experiment_id)?;
        let mut facts = vec![(
            "experiment".to_owned(),
            format!(
                "{} (ID {})",
                printable(&experiment.name),
                info.experiment_id
            ),
        )];
        if let Some(start) = info.start_time {
            let end = info.end_time.unwrap_or_else(now);
            let verb = if info.end_time.is_some() {
                "took"
            } else {
                "for"
            };
            let length = duration::between(start, end);
            let ago = view::ago(start, now());
            facts.push((
                "started".to_owned(),
                format!("{ago} ({}), {verb} {length}", time::local(start)),
            ));
        }
        for (key, label) in NOTED {
            if let Some(value) = self.run.tag(key) {
                facts.push((label.to_owned(), printable(&uri::masked(value))));
            }
        }
        Ok(facts)
    }

    /// Names and values below each other.
    fn pairs(&self, pairs: &[(String, String)]) -> Vec<String> {
        let longest = if self.screen.width.is_some() {
            LONGEST_NAME
        } else {
            usize::MAX
        };
        let widest = pairs.iter().map(|(name, _)| view::width(name)).max();
        let widest = widest.unwrap_or_default().min(longest);
        let line = |(name, value): &(String, String)| {
            let name = &view::cut(name, longest);
            let padding = " ".repeat(widest - view::width(name));
            let room = self.screen.width.map(|all| all.saturating_sub(widest + 4));
            let value = room.map_or_else(|| value.clone(), |room| view::cut(value, room));
            format!("  {}{padding}  {value}", self.paint(name, Ink::Dim))
        };
        pairs.iter().map(line).collect()
    }

    /// A heading and what is below it; nothing where there is nothing.
    fn section(&self, title: &str, count: usize, lines: &[String]) -> Vec<String> {
        if count == 0 {
            return Vec::new();
        }
        let heading = self.paint(&format!("{title} ({count})"), Ink::Bold);
        let mut section = vec![String::new(), heading];
        section.extend_from_slice(lines);
        section
    }

    /// Each metric with its value and its course.
    fn metrics(&self) -> Result<Vec<String>> {
        let summaries = history::summaries(self.run, self.tracking)?;
        let pair = |metric: &Metric| {
            let value = format!("{:>10}", view::short_number(metric.value));
            let course = summaries.get(&metric.key);
            let course = course.map(|summary| Self::course(metric, summary));
            (
                printable(&metric.key),
                format!("{value}  {}", course.unwrap_or_default()),
            )
        };
        let mut metrics: Vec<&Metric> = self.run.data.metrics.iter().collect();
        metrics.sort_by_key(|metric| history::is_measure(&metric.key));
        let pairs: Vec<_> = metrics.into_iter().map(pair).collect();
        let lines = self.pairs(&pairs);
        Ok(lines
            .into_iter()
            .map(|line| line.trim_end().to_owned())
            .collect())
    }

    /// The sparkline of a metric, with the ends of its range.
    fn course(metric: &Metric, summary: &MetricSummary) -> String {
        let line = view::sparkline(&summary.values, SPARK_WIDTH);
        if line.is_empty() {
            return line;
        }
        let told = |value: Option<f64>| view::short_number(value.unwrap_or(f64::NAN));
        format!(
            "{line}  {} … {}, to step {}",
            told(summary.least),
            told(summary.greatest),
            metric.step
        )
    }

    /// The runs below this one as a tree, and how many there are directly below it.
    fn children(&self) -> Result<(Vec<String>, usize)> {
        let children = children_of(&self.run.info.run_id, self.run, self.tracking)?;
        let ids = short_ids(children.iter().map(|run| &run.info.run_id));
        let mut lines = Vec::new();
        for (position, (child, id)) in children.iter().zip(&ids).enumerate().take(LISTED) {
            let is_last = position + 1 == children.len();
            let branch = if is_last { "└─" } else { "├─" };
            lines.push(format!("  {branch} {}", self.child_line(child, id)));
            let below = children_of(&child.info.run_id, self.run, self.tracking)?;
            let indent = if is_last { "  " } else { "│ " };
            for run in below.iter().take(LISTED) {
                let id = &short_ids([&run.info.run_id].into_iter())[0];
                lines.push(format!("  {indent} └─ {}", self.child_line(run, id)));
            }
        }
        if children.len() > LISTED {
            lines.push(format!("  … and {} more", children.len() - LISTED));
        }
        Ok((lines, children.len()))
    }

    fn child_line(&self, run: &Run, id: &str) -> String {
        let info = &run.info;
        let name = printable(info.run_name.as_deref().unwrap_or_default());
        let metrics = run.data.metrics.iter();
        let metrics = metrics.filter(|metric| !history::is_measure(&metric.key));
        let values = metrics.map(|metric| {
            let value = view::short_number(metric.value);
            format!("{} {value}", printable(&metric.key))
        });
        let values: Vec<String> = values.take(4).collect();
        format!(
            "{}  {name}  {}  {}",
            self.paint(id, Ink::Cyan),
            self.paint(info.status.as_str(), Ink::of_status(info.status)),
            values.join(", ")
        )
    }

    /// What lies at the root of the artifacts; that they cannot be reached is no matter here.
    fn artifacts(&self) -> (Vec<String>, usize) {
        let store = self.tracking.run_artifacts(&self.run.info);
        let files = store.and_then(|store| store.list(&ArtifactPath::root()));
        let files = files.unwrap_or_default();
        let listed = &files[..files.len().min(LISTED)];
        let name = |file: &FileInfo| {
            let folder = if file.is_dir { "/" } else { "" };
            format!("{}{folder}", printable(file.path.as_str()))
        };
        let names: Vec<String> = listed.iter().map(name).collect();
        let widest = names.iter().map(|name| view::width(name)).max();
        let widest = widest.unwrap_or_default().min(LONGEST_NAME);
        let line = |(file, name): (&FileInfo, &String)| {
            let padding = " ".repeat(widest.saturating_sub(view::width(name)));
            let size = file.file_size.map(view::readable).unwrap_or_default();
            let line = format!("  {name}{padding}  {}", self.paint(&size, Ink::Dim));
            line.trim_end().to_owned()
        };
        let mut lines: Vec<String> = listed.iter().zip(&names).map(line).collect();
        if files.len() > LISTED {
            lines.push(format!("  … and {} more", files.len() - LISTED));
        }
        (lines, files.len())
    }
}

/// The active runs that name this one as their parent, in the experiment of another run.
pub(in crate::cli) fn children_of(
    parent: &RunId,
    beside: &Run,
    tracking: &Tracking,
) -> Result<Vec<std::sync::Arc<Run>>> {
    let filter = format!("tags.`{}` = '{parent}'", keys::PARENT_RUN_ID);
    let search = RunSearch {
        experiment_ids: vec![beside.info.experiment_id.clone()],
        view: ViewType::ActiveOnly,
        filter: Some(&filter),
        ..RunSearch::default()
    };
    tracking.all_runs(search, None)
}

/// Where the run has its page, if its store is a server.
pub(in crate::cli) fn page_url(run: &Run, tracking: &Tracking) -> Option<String> {
    if !tracking.settings().is_server() {
        return None;
    }
    let address = tracking.tracking_uri().to_string();
    let info = &run.info;
    Some(format!(
        "{}/#/experiments/{}/runs/{}",
        address.trim_end_matches('/'),
        info.experiment_id,
        info.run_id
    ))
}
