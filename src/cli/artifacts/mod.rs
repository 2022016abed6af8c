//! `mlflow artifacts …`.

mod cat;
mod rm;
mod source;
mod upload;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use indicatif::ProgressBar;
use rayon::prelude::*;
use serde_json::{Value, json};

use crate::artifact::{self, ArtifactPath, ArtifactStore, FileInfo, PathPattern, TransferObserver};
use crate::entity::RunInfo;
use crate::error::Result;
use crate::tracking::{ArtifactSource, Tracking};
use crate::uri;

use cat::CatArgs;
use rm::RmArgs;
use source::{Source, SourceArgs};
use upload::UploadArgs;

use super::context::Context;
use super::output::{self, Format, Listing, OutputArgs, Table};
use super::report::Exit;
use super::usage_error::usage_error;
use super::which::RunFlag;

/// Upload, list and download the files of runs
#[derive(Debug, Subcommand)]
#[command(after_help = EXAMPLES)]
pub(crate) enum ArtifactsCommand {
    LogArtifact(LogArtifactArgs),
    LogArtifacts(LogArtifactsArgs),
    Upload(UploadArgs),
    List(ListArgs),
    Cat(CatArgs),
    Download(DownloadArgs),
    Rm(RmArgs),
}

const EXAMPLES: &str = "\
Examples:
  mlflow artifacts log-artifact --run-id ID --local-file plot.png --artifact-path plots
  mlflow artifacts upload '*.png' --run-id ID -a plots
  mlflow artifacts list --run-id ID --recursive
  mlflow artifacts list @last plots
  mlflow artifacts cat --run-id ID -a plots/plot.png
  mlflow artifacts download --run-id ID --artifact-path model --dst-path .
  mlflow artifacts download --run-id ID --artifact-path 'plots/*.png' --dst-path .
  mlflow artifacts download --artifact-uri runs:/ID/plots/plot.png
  mlflow artifacts rm --run-id ID 'plots/*.png'";

/// Upload a file to a run
#[derive(Args, Debug)]
pub(crate) struct LogArtifactArgs {
    /// File to upload
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,

    /// The same as FILE
    #[arg(long, short = 'l', value_name = "FILE")]
    local_file: Option<PathBuf>,

    #[command(flatten)]
    target: TargetArgs,
}

/// Upload the content of a folder to a run
#[derive(Args, Debug)]
pub(crate) struct LogArtifactsArgs {
    /// Folder whose content to upload
    #[arg(value_name = "FOLDER")]
    folder: Option<PathBuf>,

    /// The same as FOLDER
    #[arg(long, short = 'l', value_name = "FOLDER")]
    local_dir: Option<PathBuf>,

    #[command(flatten)]
    target: TargetArgs,
}

/// Where an upload goes.
#[derive(Args, Debug)]
pub(crate) struct TargetArgs {
    #[command(flatten)]
    run: RunFlag,

    /// Folder within the run's artifacts; their root by default
    #[arg(long, short = 'a', value_name = "PATH")]
    artifact_path: Option<String>,

    #[command(flatten)]
    output: OutputArgs,
}

/// List the entries of a folder of a run, as JSON
#[derive(Args, Debug)]
pub(crate) struct ListArgs {
    #[command(flatten)]
    source: SourceArgs,

    /// List what is in the folders below, too
    #[arg(long, short = 'R')]
    recursive: bool,

    #[command(flatten)]
    output: OutputArgs,
}

/// Download a file or a folder, and print its path
#[derive(Args, Debug)]
pub(crate) struct DownloadArgs {
    #[command(flatten)]
    source: SourceArgs,

    /// Folder to download to, created if it is new; without it, what is on this machine already
    /// is not copied
    #[arg(long, short = 'd', value_name = "FOLDER")]
    dst_path: Option<PathBuf>,

    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn run(command: ArtifactsCommand, context: &Context) -> Result<Exit> {
    let tracking = match &command {
        ArtifactsCommand::List(_) | ArtifactsCommand::Cat(_) | ArtifactsCommand::Download(_) => {
            context.tracking_to_read()?
        }
        ArtifactsCommand::LogArtifact(_)
        | ArtifactsCommand::LogArtifacts(_)
        | ArtifactsCommand::Upload(_)
        | ArtifactsCommand::Rm(_) => context.tracking_as_it_is()?,
    };
    match command {
        ArtifactsCommand::LogArtifact(args) => {
            let local = &one_of(args.file, args.local_file, "'--local-file' / '-l'")?;
            let target = &args.target;
            log(
                local,
                target,
                context,
                tracking,
                |store, folder, progress| store.upload_file(local, folder, progress),
            )
        }
        ArtifactsCommand::LogArtifacts(args) => {
            let local = &one_of(args.folder, args.local_dir, "'--local-dir' / '-l'")?;
            let target = &args.target;
            log(
                local,
                target,
                context,
                tracking,
                |store, folder, progress| store.upload_folder(local, folder, progress),
            )
        }
        ArtifactsCommand::Upload(args) => upload::run(&args, context),
        ArtifactsCommand::List(args) => list(&args, context, tracking),
        ArtifactsCommand::Cat(args) => cat::run(&args, context),
        ArtifactsCommand::Rm(args) => rm::run(&args, context),
        ArtifactsCommand::Download(args) => download(&args, context, tracking),
    }?;
    Ok(Exit::Done)
}

fn log(
    local: &Path,
    target: &TargetArgs,
    context: &Context,
    tracking: &Tracking,
    transfer: impl FnOnce(&dyn ArtifactStore, &ArtifactPath, &dyn TransferObserver) -> Result<()>,
) -> Result<()> {
    let run = target.run.run(tracking)?;
    let folder = artifact_path(target.artifact_path.as_deref())?;
    let store = tracking.run_artifacts(&run.info)?;
    let bar = Bar(context.printer().byte_bar("Uploading"));
    transfer(store.as_ref(), &folder, &bar)?;
    bar.0.finish_and_clear();
    let run_id = &run.info.run_id;
    match target.output.format() {
        Format::Table => {
            let shown = if folder.is_root() {
                "the root"
            } else {
                folder.as_str()
            };
            let line = format!("Logged `{}` to {shown} of run {run_id}", local.display());
            context.printer().message(&line);
            Ok(())
        }
        other => {
            let record =
                json!({"run_id": run_id, "artifact_path": folder.as_str(), "local": local});
            output::one(context.printer(), other, "", &record)
        }
    }
}

fn list(args: &ListArgs, context: &Context, tracking: &Tracking) -> Result<()> {
    let files = match args.source.find_or_of_env(tracking)? {
        Source::Uri(uri) => {
            let source = context.registry_to_read()?.artifacts_at(&uri)?;
            if args.recursive {
                source.tree()?
            } else {
                source.list()?
            }
        }
        Source::Run(run, path) => {
            let path = path.as_deref().unwrap_or_default();
            if let Some(pattern) = PathPattern::parse(path)? {
                tracking.matching_artifacts(&run.info, &pattern, path)?
            } else if args.recursive {
                tracking.artifact_tree(&run.info, path)?
            } else {
                tracking.artifacts_of_run(&run.info, path)?.list()?
            }
        }
    };
    // MLflow's own command prints JSON.
    output::list(
        context.printer(),
        args.output.or(Format::Json),
        &Files(files),
    )
}

fn download(args: &DownloadArgs, context: &Context, tracking: &Tracking) -> Result<()> {
    let source = match args.source.find(tracking)? {
        Source::Uri(uri) => context.registry_to_read()?.artifacts_at(&uri)?,
        Source::Run(run, path) => {
            let path = path.as_deref().unwrap_or_default();
            if let Some(pattern) = PathPattern::parse(path)? {
                return download_matching(args, &run.info, &pattern, path, context, tracking);
            }
            tracking.artifacts_of_run(&run.info, path)?
        }
    };
    let local = fetch(&source, args.dst_path.as_deref(), context)?;
    print_local(&local, args, context)
}

/// Downloads what matches a pattern. Each file keeps its whole path below the folder.
fn download_matching(
    args: &DownloadArgs,
    run: &RunInfo,
    pattern: &PathPattern,
    text: &str,
    context: &Context,
    tracking: &Tracking,
) -> Result<()> {
    let files = tracking.matching_artifacts(run, pattern, text)?;
    let folder = match &args.dst_path {
        Some(folder) => uri::absolute_path(folder)?,
        None => artifact::fresh_folder()?,
    };
    let bar = Bar(context.printer().byte_bar("Downloading"));
    bar.begin(
        files.len() as u64,
        files.iter().filter_map(|file| file.file_size).sum(),
    );
    files.par_iter().try_for_each(|file| {
        let target = file.path.parent().in_folder(&folder);
        let source = tracking.artifacts_of_run(run, file.path.as_str())?;
        source.download(Some(&target), &Advance(&bar)).map(drop)
    })?;
    bar.0.finish_and_clear();
    print_local(&folder, args, context)
}

fn print_local(local: &Path, args: &DownloadArgs, context: &Context) -> Result<()> {
    let text = local.display().to_string();
    output::one(
        context.printer(),
        args.output.format(),
        &text,
        &json!({"path": local}),
    )
}

/// Downloads, with a bar, and says where the files lie now.
pub(super) fn fetch(
    source: &ArtifactSource,
    destination: Option<&Path>,
    context: &Context,
) -> Result<PathBuf> {
    let bar = Bar(context.printer().byte_bar("Downloading"));
    let local = source.download(destination, &bar)?;
    bar.0.finish_and_clear();
    Ok(local)
}

/// What an argument or a flag names, of which exactly one is expected.
fn one_of(argument: Option<PathBuf>, flag: Option<PathBuf>, name: &str) -> Result<PathBuf> {
    match (argument, flag) {
        (Some(extra), Some(_)) => Err(usage_error(format!(
            "Got unexpected extra argument ({}): {name} names it",
            extra.display()
        ))),
        (Some(path), None) | (None, Some(path)) => Ok(path),
        (None, None) => Err(usage_error(format!(
            "Missing option {name}: expected it, or its value as argument"
        ))),
    }
}

fn artifact_path(text: Option<&str>) -> Result<ArtifactPath> {
    text.map_or_else(|| Ok(ArtifactPath::root()), ArtifactPath::parse)
}

/// Shows a transfer as a bar.
struct Bar(ProgressBar);

impl TransferObserver for Bar {
    fn begin(&self, _files: u64, bytes: u64) {
        self.0.inc_length(bytes);
    }

    fn advance(&self, bytes: u64) {
        self.0.inc(bytes);
    }
}

/// Shows the advance of a transfer whose size is known from the start.
struct Advance<'a>(&'a Bar);

impl TransferObserver for Advance<'_> {
    fn advance(&self, bytes: u64) {
        self.0.advance(bytes);
    }
}

/// Entries of a folder.
struct Files(Vec<FileInfo>);

impl Listing for Files {
    fn table(&self) -> Table {
        let mut table = Table::new(["path", "is_dir", "file_size"]);
        table.rows = self
            .0
            .iter()
            .map(
                |FileInfo {
                     path,
                     is_dir,
                     file_size,
                 }| {
                    let size = file_size.map(|size| size.to_string()).unwrap_or_default();
                    vec![path.to_string(), is_dir.to_string(), size]
                },
            )
            .collect();
        table
    }

    /// As MLflow has them: a folder has no `file_size`.
    fn records(&self) -> Vec<Value> {
        self.0
            .iter()
            .map(
                |FileInfo {
                     path,
                     is_dir,
                     file_size,
                 }| match file_size {
                    Some(size) => {
                        json!({"path": path.as_str(), "is_dir": is_dir, "file_size": size})
                    }
                    None => json!({"path": path.as_str(), "is_dir": is_dir}),
                },
            )
            .collect()
    }
}
