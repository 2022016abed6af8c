//! `mlflow experiments update`: the tags by which an experiment steers a server's archiving of
//! traces. Like MLflow's own command, it only records what is asked for.

use clap::{ArgGroup, Args};
use serde_json::json;

use crate::entity::{Experiment, Tag, keys};
use crate::error::Result;
use crate::tracking::Tracking;

use super::super::context::Context;
use super::super::output::{self, OutputArgs, counted};
use super::super::usage_error::usage_error;
use super::super::which::{ExperimentArg, MISSING_EXPERIMENT, missing_experiment};

/// Change an experiment's tags and when a server archives its traces
#[derive(Args, Debug)]
#[command(group = ArgGroup::new("change").multiple(true))]
#[command(group = ArgGroup::new("retention"))]
#[command(group = ArgGroup::new("archive"))]
pub(crate) struct UpdateArgs {
    #[command(flatten)]
    experiment: ExperimentArg,

    /// Tag to set, as key=value; may be repeated
    #[arg(long, short = 't', value_name = "KEY=VALUE", group = "change")]
    tags: Vec<String>,

    /// Age after which a server may archive the experiment's traces: 30d, 12h, 45m
    #[arg(long, value_name = "DURATION", value_parser = duration, groups = ["change", "retention"])]
    trace_archival_retention: Option<String>,

    /// Go back to the server's own age limit
    #[arg(long, groups = ["change", "retention"])]
    clear_trace_archival_retention: bool,

    /// Ask the server to archive all traces when it next archives any
    #[arg(long, groups = ["change", "archive"])]
    trace_archive_now: bool,

    /// Ask the server to archive traces older than this when it next archives any
    #[arg(long, value_name = "DURATION", value_parser = duration, groups = ["change", "archive"])]
    trace_archive_now_older_than: Option<String>,

    /// Take such a request back
    #[arg(long, groups = ["change", "archive"])]
    clear_trace_archive_now: bool,

    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn run(args: &UpdateArgs, context: &Context, tracking: &Tracking) -> Result<()> {
    let experiment = args.experiment.find(tracking, MISSING_EXPERIMENT)?;
    let id = experiment.experiment_id.clone();
    let tags = tags_to_set(args)?;
    let cleared = keys_to_clear(args, &experiment);
    for tag in &tags {
        tracking.set_experiment_tag(&id, tag)?;
    }
    for key in &cleared {
        tracking.delete_experiment_tag(&id, key)?;
    }
    let set: Vec<&str> = tags.iter().map(|tag| tag.key.as_str()).collect();
    let text = format!(
        "Updated experiment {id}: {} set, {} cleared.",
        counted(set.len(), "tag"),
        counted(cleared.len(), "tag")
    );
    let record = json!({"experiment_id": id, "tags_set": set, "tags_cleared": cleared});
    output::one(context.printer(), args.output.format(), &text, &record)
}

impl UpdateArgs {
    /// Refuses a command line that names no experiment or no change.
    pub(super) fn check(&self) -> Result<()> {
        if !self.experiment.is_named() {
            return Err(missing_experiment(MISSING_EXPERIMENT));
        }
        if self.changes_something() {
            return Ok(());
        }
        Err(usage_error(
            "Must specify at least one update option: expected `--tags` or one of the options for \
             archiving",
        ))
    }

    fn changes_something(&self) -> bool {
        !self.tags.is_empty()
            || self.trace_archival_retention.is_some()
            || self.clear_trace_archival_retention
            || self.trace_archive_now
            || self.trace_archive_now_older_than.is_some()
            || self.clear_trace_archive_now
    }
}

fn tags_to_set(args: &UpdateArgs) -> Result<Vec<Tag>> {
    let mut tags = super::super::pairs::tags(&args.tags)?;
    if let Some(retention) = &args.trace_archival_retention {
        tags.push(Tag::new(
            keys::TRACE_ARCHIVAL_RETENTION,
            retention_value(retention),
        ));
    }
    if args.trace_archive_now {
        tags.push(Tag::new(keys::TRACE_ARCHIVE_NOW, "{}"));
    }
    if let Some(age) = &args.trace_archive_now_older_than {
        tags.push(Tag::new(
            keys::TRACE_ARCHIVE_NOW,
            format!("{{\"older_than\": \"{age}\"}}"),
        ));
    }
    Ok(tags)
}

/// The tags to remove, as far as they are there: clearing what is clear is no error.
fn keys_to_clear(args: &UpdateArgs, experiment: &Experiment) -> Vec<&'static str> {
    [
        (
            args.clear_trace_archival_retention,
            keys::TRACE_ARCHIVAL_RETENTION,
        ),
        (args.clear_trace_archive_now, keys::TRACE_ARCHIVE_NOW),
    ]
    .into_iter()
    .filter(|(wanted, key)| *wanted && experiment.tag(key).is_some())
    .map(|(_, key)| key)
    .collect()
}

/// The value of the retention tag, as MLflow 3.17.2 writes it.
pub(super) fn retention_value(duration: &str) -> String {
    format!("{{\"type\": \"duration\", \"value\": \"{duration}\"}}")
}

/// Reads a duration of minutes, hours or days, for clap.
pub(super) fn duration(text: &str) -> Result<String, String> {
    let is_duration = text.strip_suffix(['m', 'h', 'd']).is_some_and(|number| {
        !number.starts_with('0') && !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())
    });
    if is_duration {
        Ok(text.to_owned())
    } else {
        Err("Trace archival retention must be in the form `<int><unit>`: expected a whole number and a unit: `30d`, `12h` or `45m`".to_owned())
    }
}
