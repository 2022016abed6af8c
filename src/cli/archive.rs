//! `mlflow export` and `mlflow import`.

use std::path::PathBuf;

use clap::{Args, ValueHint};
use serde_json::json;

use crate::error::{Error, Result};
use crate::tracking::{Tracking, now};
use crate::transfer::{self, ArchiveStore, ArtifactMode, Manifest, SyncRequest};

use super::context::Context;
use super::output::{self, OutputArgs, counted, readable};
use super::report::Exit;
use super::sync::{self, ArtifactRootArg, SelectionArgs};

/// Pack experiments, runs and models of a store into one archive
///
/// The archive is a zip file of a database, of artifacts and of a manifest with the checksum of every
/// file. It appears when it is whole. What is packed is what `mlflow sync` would copy.
#[derive(Args, Debug)]
#[command(after_help = EXPORT_EXAMPLES)]
pub(crate) struct ExportArgs {
    /// Store to read: a folder, a database or a server
    #[arg(value_name = "SRC", value_hint = ValueHint::AnyPath)]
    source: String,

    /// Archive to write
    #[arg(value_name = "ARCHIVE")]
    archive: PathBuf,

    #[command(flatten)]
    selection: SelectionArgs,

    /// Leave artifacts out
    #[arg(long)]
    no_artifacts: bool,

    /// Replace an archive that is there
    #[arg(long)]
    overwrite: bool,

    #[command(flatten)]
    output: OutputArgs,
}

const EXPORT_EXAMPLES: &str = "\
Examples:
  mlflow export ./mlruns runs.zip
  mlflow export http://127.0.0.1:5000 fraud.zip --experiment fraud --view all";

/// Copy an archive into a store
///
/// Every file of the archive is checked before anything is written. Then its content is copied as by
/// `mlflow sync`: the store gets what it lacks, and the same archive twice makes no doubles.
#[derive(Args, Debug)]
#[command(after_help = IMPORT_EXAMPLES)]
pub(crate) struct ImportArgs {
    /// Archive to read, made by `mlflow export`
    #[arg(value_name = "ARCHIVE")]
    archive: PathBuf,

    /// Store to write, made if it is a new folder or database
    #[arg(value_name = "DST", value_hint = ValueHint::AnyPath)]
    target: String,

    #[command(flatten)]
    selection: SelectionArgs,

    #[command(flatten)]
    root: ArtifactRootArg,

    /// Check the archive, say what would be copied, and write nothing
    #[arg(long)]
    dry_run: bool,

    #[command(flatten)]
    output: OutputArgs,
}

const IMPORT_EXAMPLES: &str = "\
Examples:
  mlflow import runs.zip sqlite:///mlflow.db
  mlflow import fraud.zip http://127.0.0.1:5000 --view all";

pub(super) fn export(args: &ExportArgs, context: &Context) -> Result<Exit> {
    let printer = context.printer();
    let archive = &args.archive;
    if !args.overwrite && archive.symlink_metadata().is_ok() {
        return Err(Error::invalid(format!(
            "there is something at `{}` already",
            archive.display()
        ))
        .hint("name another archive, or replace it by `--overwrite`"));
    }
    let request = SyncRequest {
        artifacts: if args.no_artifacts {
            ArtifactMode::Skip
        } else {
            ArtifactMode::Copy
        },
        ..args.selection.request()
    };
    let source = sync::source(&args.source)?;
    let store = ArchiveStore::beside(archive)?;
    let target = Tracking::open(store.settings()?)?;
    let synced = sync::copy(&source, &target, &request, true, printer)?;
    drop(target);
    let counts = json!(synced.report);
    let manifest = store.pack(archive, Manifest::new(synced.source.clone(), now(), counts))?;
    let record = json!({
        "archive": archive.display().to_string(),
        "source": synced.source,
        "files": manifest.files.len(),
        "bytes": manifest.bytes(),
        "report": synced.report,
    });
    // A new database has an experiment of its own, which may be one of them.
    let experiments = synced.report.experiments;
    let text = format!(
        "packed {}, {} and {} ({}) into {}",
        counted(experiments.created + experiments.unchanged, "experiment"),
        counted(synced.report.runs.created, "run"),
        counted(synced.report.artifacts.files, "artifact"),
        readable(synced.report.artifacts.bytes),
        archive.display()
    );
    output::one(printer, args.output.format(), &text, &record)?;
    Ok(synced.exit())
}

pub(super) fn import(args: &ImportArgs, context: &Context) -> Result<Exit> {
    let printer = context.printer();
    let request = SyncRequest {
        dry_run: args.dry_run,
        ..args.selection.request()
    };
    let (store, _) = transfer::unpack(&args.archive)?;
    let source = Tracking::open_existing(store.settings()?)?;
    let target = sync::target(&args.target, &args.root, &request, printer)?;
    let mut synced = sync::copy(&source, &target, &request, true, printer)?;
    synced.source = args.archive.display().to_string();
    synced.print(args.output, printer)
}
