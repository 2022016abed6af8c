//! `mlflow sync` and `mlflow migrate-filestore`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use clap::{Args, ValueEnum, ValueHint};
use indicatif::ProgressBar;
use serde::Serialize;

use crate::artifact::TransferObserver;
use crate::config::{StoreLocation, StoreUri, TrackingSettings};
use crate::entity::ViewType;
use crate::error::{Error, Result};
use crate::store;
use crate::tracking::Tracking;
use crate::transfer::{self, ArtifactMode, SyncFailure, SyncObserver, SyncReport, SyncRequest};
use crate::uri;

use super::args::View;
use super::context::Context;
use super::filter;
use super::new_store;
use super::output::{self, OutputArgs, counted, readable};
use super::printer::Printer;
use super::report::{Exit, in_full};
use super::usage_error::usage_error;

/// Copy experiments, runs and models from one store to another
///
/// The target gets what it lacks: experiments, runs with their whole histories, inputs, logged and
/// registered models, artifacts. The same command again goes on where it was interrupted, and copies
/// what is new. Nothing is removed, and what was deleted in the target stays deleted. Folders and
/// databases keep ids. A server gives new ones, and its copies name their origin in a tag.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct SyncArgs {
    /// Store to read: a folder, a database or a server
    #[arg(value_name = "SRC", value_hint = ValueHint::AnyPath)]
    source: String,

    /// Store to write, made if it is a new folder or database
    #[arg(value_name = "DST", value_hint = ValueHint::AnyPath)]
    target: String,

    #[command(flatten)]
    selection: SelectionArgs,

    /// What becomes of artifacts
    #[arg(long, value_enum, value_name = "HOW", default_value = "copy")]
    artifacts: ArtifactsArg,

    #[command(flatten)]
    root: ArtifactRootArg,

    /// Compare histories and artifacts to the last byte, and read again what was written
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
  mlflow sync sqlite:///mlflow.db http://127.0.0.1:5000 --experiment fraud
  mlflow sync http://127.0.0.1:5000 ./copy --filter \"metrics.acc > 0.9\" --dry-run";

/// Where artifacts of the target go.
#[derive(Args, Clone, Debug, Default)]
pub(super) struct ArtifactRootArg {
    /// Where artifacts of new experiments go: a folder or a cloud such as s3://bucket/path; by default
    /// where the target keeps them, of a new SQLite database in ./mlruns
    #[arg(long, value_name = "URI")]
    artifact_root: Option<String>,
}

impl ArtifactRootArg {
    /// The settings of a target with this root.
    fn settings(&self, target: &str) -> Result<TrackingSettings> {
        let settings = TrackingSettings::new(target)?;
        let Some(root) = &self.artifact_root else {
            return Ok(settings);
        };
        if settings.tracking_uri.is_server() {
            return Err(usage_error(
                "Invalid value for '--artifact-root': a server gives its own locations to artifacts",
            ));
        }
        Ok(TrackingSettings {
            artifact_root: uri::absolute_location(root)?,
            ..settings
        })
    }
}

/// What is copied of a store.
#[derive(Args, Clone, Debug)]
pub(super) struct SelectionArgs {
    /// Copy only this experiment, by name or ID; may be given several times
    #[arg(long, alias = "experiment-name", value_name = "NAME")]
    experiment: Vec<String>,

    /// Copy only runs that this filter matches, for example: metrics.loss < 1
    #[arg(long, short, value_name = "FILTER", value_parser = filter::typed)]
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

    /// Leave registered models out
    #[arg(long)]
    no_models: bool,
}

impl SelectionArgs {
    /// A request for what is selected, with artifacts.
    pub(super) fn request(&self) -> SyncRequest {
        SyncRequest {
            experiments: self.experiment.clone(),
            filter: self.filter.clone(),
            view: self.view.into(),
            with_models: !self.no_models,
            ..SyncRequest::everything()
        }
    }
}

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

/// Copy a folder of files into a database, as MLflow 3 does
///
/// Ids are kept, deleted things too, and artifacts stay where they are. The database may hold
/// something already: the same command again copies what is new.
#[derive(Args, Debug)]
pub(crate) struct MigrateArgs {
    /// Folder of the store, or the one in which `mlruns` lies
    #[arg(long, value_name = "FOLDER")]
    source: PathBuf,

    /// Database to write, such as sqlite:///mlflow.db
    #[arg(long, value_name = "URI")]
    target: String,

    /// Show how far it is, on a terminal (the default)
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
        artifacts: match args.artifacts {
            ArtifactsArg::Copy => ArtifactMode::Copy,
            ArtifactsArg::Keep => ArtifactMode::Keep,
            ArtifactsArg::Skip => ArtifactMode::Skip,
        },
        checksum: args.checksum,
        dry_run: args.dry_run,
        ..args.selection.request()
    };
    let printer = context.printer();
    let source = source(&args.source)?;
    let target = target(&args.target, &args.root, &request, printer)?;
    copy(&source, &target, &request, true, printer)?.print(args.output, printer)
}

pub(super) fn migrate(args: &MigrateArgs, context: &Context) -> Result<Exit> {
    let request = SyncRequest {
        view: ViewType::All,
        artifacts: ArtifactMode::Keep,
        ..SyncRequest::everything()
    };
    let folder = store_folder(&args.source)?;
    let to = StoreUri::parse(&args.target)?;
    if !matches!(
        to.location(),
        StoreLocation::Sqlite(_) | StoreLocation::Database(_)
    ) {
        return Err(usage_error(format!(
            "Invalid value for '--target': `{to}` is not a database; `mlflow sync` copies to any store"
        )));
    }
    let printer = context.printer();
    let source = source(StoreUri::of_folder(&folder)?.reveal())?;
    let target = target(&args.target, &ArtifactRootArg::default(), &request, printer)?;
    let shows = args.progress || !args.no_progress;
    copy(&source, &target, &request, shows, printer)?.print(args.output, printer)
}

/// The folder of a file store, by itself or by the folder in which it is `mlruns`.
fn store_folder(named: &Path) -> Result<PathBuf> {
    let inside = named.join("mlruns");
    if inside.is_dir() {
        return Ok(inside);
    }
    let entries = named.read_dir().map_err(|error| {
        let named = named.display();
        usage_error(format!("Invalid value for '--source': `{named}`: {error}"))
    })?;
    let is_of_store = |name: &str| {
        matches!(name, ".trash" | "models") || name.bytes().all(|byte| byte.is_ascii_digit())
    };
    let mut folders = entries.flatten().filter(|entry| entry.path().is_dir());
    if folders.any(|entry| entry.file_name().to_str().is_some_and(is_of_store)) {
        return Ok(named.to_owned());
    }
    Err(Error::invalid(format!(
        "there is no store in `{}`; expected a folder of experiments, or `mlruns` in it",
        named.display()
    )))
}

/// Opens a store to read from, which must be there.
pub(super) fn source(uri: &str) -> Result<Tracking> {
    let settings = TrackingSettings::new(uri)?;
    store::require(&settings.tracking_uri)?;
    Tracking::open_to_read(settings)
}

/// Opens a store to write to, made unless the copy is only rehearsed.
pub(super) fn target(
    uri: &str,
    root: &ArtifactRootArg,
    request: &SyncRequest,
    printer: &Printer,
) -> Result<Tracking> {
    let settings = root.settings(uri)?;
    if request.dry_run {
        return Tracking::open_to_read(settings);
    }
    if settings.tracking_uri.is_server() {
        // What writes waits for a server for minutes, which is long for a wrong address.
        let asked = Tracking::open_to_read(settings.clone())?.store_state();
        if let Err(error) = asked
            && error.is_temporary()
        {
            return Err(error);
        }
    }
    new_store::open(settings, printer)
}

/// Copies what is asked for, and shows how far it is.
pub(super) fn copy(
    source: &Tracking,
    target: &Tracking,
    request: &SyncRequest,
    shows: bool,
    printer: &Printer,
) -> Result<Synced> {
    let progress = Progress::new(printer, shows);
    let report = transfer::sync(source, target, request, &progress);
    progress.bar.finish_and_clear();
    let report = report?;
    if report.leaves_traces {
        printer.message("the traces in the source are not copied: this program writes none");
    }
    Ok(Synced {
        source: source.tracking_uri().to_string(),
        target: target.tracking_uri().to_string(),
        dry_run: request.dry_run,
        report,
    })
}

/// What was copied from where to where.
#[derive(Serialize)]
pub(super) struct Synced {
    pub(super) source: String,
    pub(super) target: String,
    dry_run: bool,
    #[serde(flatten)]
    pub(super) report: SyncReport,
}

impl Synced {
    /// Prints what was copied.
    pub(super) fn print(&self, output: OutputArgs, printer: &Printer) -> Result<Exit> {
        let record = serde_json::to_value(self)
            .map_err(|e| Error::internal("the report cannot be written").caused_by(e))?;
        let text = in_words(&self.report, self.dry_run);
        output::one(printer, output.format(), &text, &record)?;
        Ok(self.exit())
    }

    /// It is a failure if anything could not be copied.
    pub(super) fn exit(&self) -> Exit {
        if self.report.failures.is_empty() {
            Exit::Done
        } else {
            Exit::Failed
        }
    }
}

/// Shows how many runs are done and how much of artifacts is copied, and tells of failures at once.
struct Progress<'a> {
    printer: &'a Printer,
    bar: ProgressBar,
    /// Bytes of artifacts.
    bytes: AtomicU64,
}

impl<'a> Progress<'a> {
    fn new(printer: &'a Printer, shows: bool) -> Self {
        let bar = if shows {
            printer.activity()
        } else {
            ProgressBar::hidden()
        };
        Self {
            printer,
            bar,
            bytes: AtomicU64::default(),
        }
    }

    fn show(&self) {
        let (name, runs) = (self.bar.prefix(), self.bar.position());
        let bytes = match self.bytes.load(Ordering::Relaxed) {
            0 => String::new(),
            bytes => format!(", {}", readable(bytes)),
        };
        self.bar.set_message(format!("{name}: run {runs}{bytes}"));
    }
}

impl TransferObserver for Progress<'_> {
    fn advance(&self, bytes: u64) {
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
        self.show();
    }
}

impl SyncObserver for Progress<'_> {
    fn experiment(&self, name: &str) {
        self.bar.set_prefix(name.to_owned());
    }

    fn run(&self) {
        self.bar.inc(1);
        self.show();
    }

    fn failed(&self, failure: &SyncFailure) {
        let SyncFailure { kind, id, error } = failure;
        self.printer
            .message(&format!("{kind} {id} is not copied: {}", in_full(error)));
    }
}

fn in_words(report: &SyncReport, dry_run: bool) -> String {
    let verb = if dry_run { "would copy" } else { "copied" };
    let runs = report.runs;
    let mut text = format!(
        "{verb} {} ({} updated, {} unchanged), {}, {} ({})",
        counted(runs.created, "new run"),
        runs.updated,
        runs.unchanged,
        counted(report.metrics, "point"),
        counted(report.artifacts.files, "artifact"),
        readable(report.artifacts.bytes),
    );
    for (counts, noun) in [
        (report.experiments, "new experiment"),
        (report.logged_models, "new logged model"),
        (report.model_versions, "new model version"),
    ] {
        if counts.created > 0 {
            let _ = write!(text, ", {}", counted(counts.created, noun));
        }
    }
    if !report.failures.is_empty() {
        let _ = write!(text, "; {} failed", report.failures.len());
    }
    text
}
