//! `mlflow sync` and `mlflow migrate-filestore`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use indicatif::ProgressBar;
use serde_json::{Value, json};

use crate::artifact::TransferObserver;
use crate::config::{self, StoreUri, TrackingSettings};
use crate::entity::ViewType;
use crate::error::Result;
use crate::store;
use crate::tracking::Tracking;
use crate::transfer::{
    self, ArtifactMode, SyncFailure, SyncMemory, SyncObserver, SyncReport, SyncRequest,
};

use super::args::View;
use super::context::Context;
use super::new_store;
use super::output::{self, Format, OutputArgs, counted, readable};
use super::printer::Printer;
use super::report::{Exit, in_full};
use super::usage_error::usage_error;

/// Copy experiments, runs and models from one store to another
///
/// The target gets what it lacks: experiments, runs with their whole histories, inputs, logged and
/// registered models, artifacts. The same command again goes on where it was interrupted, and copies
/// what is new. Nothing is removed, and what was deleted in the target stays deleted. Folders and
/// databases keep ids; a server gives new ones, and its copies name their origin in a tag.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct SyncArgs {
    /// Store to read: a folder, a database or a server
    #[arg(value_name = "SRC")]
    source: String,

    /// Store to write, made if it is a new folder or database
    #[arg(value_name = "DST")]
    target: String,

    /// Copy only this experiment, by name or ID; may be given several times
    #[arg(long, value_name = "NAME")]
    experiment: Vec<String>,

    /// Copy only runs that this filter matches, for example: metrics.loss < 1
    #[arg(long, short, value_name = "FILTER")]
    filter: Option<String>,

    /// Which stages are copied
    #[arg(
        long,
        short,
        value_enum,
        value_name = "STAGES",
        default_value = "active_only"
    )]
    view: View,

    /// What becomes of artifacts
    #[arg(long, value_enum, value_name = "HOW", default_value = "copy")]
    artifacts: ArtifactsArg,

    /// Leave registered models out
    #[arg(long)]
    no_models: bool,

    /// Compare artifacts by content, and read again what was written
    #[arg(long)]
    checksum: bool,

    /// Say what would be copied, and write nothing
    #[arg(long)]
    dry_run: bool,

    #[command(flatten)]
    output: OutputArgs,
}

const EXAMPLES: &str = "\
Examples:
  mlflow sync ./mlruns sqlite:///mlflow.db
  mlflow sync sqlite:///mlflow.db https://mlflow.example.org --experiment fraud
  mlflow sync ./mlruns http://127.0.0.1:5000 --filter \"metrics.acc > 0.9\" --dry-run";

/// What becomes of artifacts.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum ArtifactsArg {
    /// They are copied
    Copy,
    /// They stay where they are, and the target records that location
    Keep,
    /// They are left out
    Skip,
}

/// Copy a folder of files into a database
///
/// Ids are kept, and artifacts stay where they are. Unlike in MLflow 3.17.2 the target may hold
/// something already, and may be any store; the same command again copies what is new.
#[derive(Args, Debug)]
pub(crate) struct MigrateArgs {
    /// Folder of the store, or the one in which `mlruns` lies
    #[arg(long, value_name = "FOLDER")]
    source: PathBuf,

    /// Store to write, such as sqlite:///mlflow.db
    #[arg(long, value_name = "URI")]
    target: String,

    /// Show how far it is (the default on a terminal)
    #[arg(long, overrides_with = "no_progress")]
    progress: bool,

    /// Do not show how far it is
    #[arg(long)]
    no_progress: bool,

    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn run(args: &SyncArgs, context: &Context) -> Result<Exit> {
    let request = SyncRequest {
        experiments: args.experiment.clone(),
        filter: args.filter.clone(),
        view: args.view.into(),
        artifacts: match args.artifacts {
            ArtifactsArg::Copy => ArtifactMode::Copy,
            ArtifactsArg::Keep => ArtifactMode::Keep,
            ArtifactsArg::Skip => ArtifactMode::Skip,
        },
        with_models: !args.no_models,
        checksum: args.checksum,
        dry_run: args.dry_run,
    };
    let stores = (args.source.as_str(), args.target.as_str());
    copy(stores, &request, true, args.output, context)
}

pub(super) fn migrate(args: &MigrateArgs, context: &Context) -> Result<Exit> {
    let inside = args.source.join("mlruns");
    let folder = if inside.is_dir() {
        inside
    } else {
        args.source.clone()
    };
    if !folder.is_dir() {
        return Err(usage_error(format!(
            "Invalid value for '--source': there is no folder `{}`",
            folder.display()
        )));
    }
    let source = StoreUri::of_folder(&folder)?;
    let request = SyncRequest {
        view: ViewType::All,
        artifacts: ArtifactMode::Keep,
        ..SyncRequest::everything()
    };
    let stores = (source.reveal(), args.target.as_str());
    let shows = args.progress || !args.no_progress;
    copy(stores, &request, shows, args.output, context)
}

fn copy(
    (source, target): (&str, &str),
    request: &SyncRequest,
    shows: bool,
    output: OutputArgs,
    context: &Context,
) -> Result<Exit> {
    let printer = context.printer();
    let from = TrackingSettings::new(source)?;
    let to = TrackingSettings::new(target)?;
    store::require(&from.tracking_uri)?;
    let source = Tracking::open_to_read(from)?;
    let target = if request.dry_run {
        Tracking::open_to_read(to)?
    } else {
        new_store::open(to, printer)?
    };
    let memory = memory(&source, &target);
    let progress = Progress::new(printer, shows);
    let report = transfer::sync(&source, &target, request, &memory, &progress);
    progress.bar.finish_and_clear();
    let report = report?;
    let text = in_words(&report, request.dry_run);
    let record = record(&report, &source, &target, request.dry_run);
    match output.format() {
        Format::Table => printer.message(&text),
        format => output::one(printer, format, &text, &record)?,
    }
    Ok(if report.failures.is_empty() {
        Exit::Done
    } else {
        Exit::Failed
    })
}

/// What earlier syncs between the stores have noted, in the user's home.
fn memory(source: &Tracking, target: &Tracking) -> SyncMemory {
    match config::home() {
        Some(home) => {
            let folder = home.join(".mlflow").join("sync");
            SyncMemory::open(&folder, source.tracking_uri(), target.tracking_uri())
        }
        None => SyncMemory::none(),
    }
}

/// Shows how many runs are done, and tells of failures at once.
struct Progress<'a> {
    printer: &'a Printer,
    bar: ProgressBar,
}

impl<'a> Progress<'a> {
    fn new(printer: &'a Printer, shows: bool) -> Self {
        let bar = if shows {
            printer.activity()
        } else {
            ProgressBar::hidden()
        };
        Self { printer, bar }
    }
}

impl TransferObserver for Progress<'_> {}

impl SyncObserver for Progress<'_> {
    fn experiment(&self, name: &str) {
        self.bar.set_prefix(name.to_owned());
    }

    fn run(&self) {
        self.bar.inc(1);
        let (name, runs) = (self.bar.prefix(), self.bar.position());
        self.bar.set_message(format!("{name}: run {runs}"));
    }

    fn failed(&self, failure: &SyncFailure) {
        let SyncFailure { kind, id, error } = failure;
        self.printer
            .message(&format!("{kind} {id} is not copied: {}", in_full(error)));
    }
}

fn in_words(report: &SyncReport, dry_run: bool) -> String {
    let verb = if dry_run { "would copy" } else { "copied" };
    let count = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let runs = report.runs;
    let mut text = format!(
        "{verb} {} ({} updated, {} unchanged), {}, {} ({})",
        counted(count(runs.created), "new run"),
        runs.updated,
        runs.unchanged,
        counted(count(report.metrics), "point"),
        counted(count(report.artifacts.files), "artifact"),
        readable(report.artifacts.bytes),
    );
    for (counts, noun) in [
        (report.experiments, "new experiment"),
        (report.logged_models, "new logged model"),
        (report.model_versions, "new model version"),
    ] {
        if counts.created > 0 {
            text.push_str(&format!(", {}", counted(count(counts.created), noun)));
        }
    }
    if !report.failures.is_empty() {
        text.push_str(&format!("; {} failed", report.failures.len()));
    }
    text
}

fn record(report: &SyncReport, source: &Tracking, target: &Tracking, dry_run: bool) -> Value {
    let mut record = json!({
        "source": source.tracking_uri().to_string(),
        "target": target.tracking_uri().to_string(),
        "dry_run": dry_run,
    });
    if let (Value::Object(record), Ok(Value::Object(report))) =
        (&mut record, serde_json::to_value(report))
    {
        record.extend(report);
    }
    record
}
