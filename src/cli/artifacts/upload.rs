//! `mlflow artifacts upload`.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;
use walkdir::WalkDir;

use crate::artifact::{ArtifactPath, ArtifactStore, PathPattern};
use crate::cli::context::Context;
use crate::cli::output::{self, Format, OutputArgs};
use crate::cli::which::RunFlag;
use crate::error::{Error, ErrorCode, Result};

use super::{Bar, artifact_path};

/// Upload files, folders and what matches patterns to a run
#[derive(Args, Debug)]
pub(crate) struct UploadArgs {
    /// Files and folders, or patterns such as 'out/**/*.png'
    ///
    /// A folder keeps its name; what a pattern matches keeps its path below the last folder of the
    /// pattern without `*`, `?` or `[`.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<String>,

    #[command(flatten)]
    run: RunFlag,

    /// Folder within the run's artifacts; their root by default
    #[arg(long, short = 'a', value_name = "PATH")]
    artifact_path: Option<String>,

    #[command(flatten)]
    output: OutputArgs,
}

/// What is to be uploaded, and into which folder.
struct Upload {
    local: PathBuf,
    folder: ArtifactPath,
}

pub(super) fn run(args: &UploadArgs, context: &Context) -> Result<()> {
    let tracking = context.tracking_as_it_is()?;
    let run = args.run.run(tracking)?;
    let run = &run.info;
    let store = tracking.run_artifacts(run)?;
    let target = artifact_path(args.artifact_path.as_deref())?;
    // Everything is looked for before anything is sent.
    let mut uploads = Vec::new();
    for file in &args.files {
        match PathPattern::parse(file)?.filter(|_| !Path::new(file).exists()) {
            Some(pattern) => uploads.extend(matching(file, &pattern, &target)?),
            None => uploads.push(Upload {
                local: PathBuf::from(file),
                folder: target.clone(),
            }),
        }
    }
    let bar = Bar(context.printer().byte_bar("Uploading"));
    for upload in &uploads {
        send(store.as_ref(), upload, &bar)?;
    }
    bar.0.finish_and_clear();
    let run_id = &run.run_id;
    match args.output.format() {
        Format::Table => {
            let count = uploads.len();
            let what = if count == 1 { "upload" } else { "uploads" };
            let line = format!("Logged {count} {what} to run {run_id}");
            context.printer().message(&line);
            Ok(())
        }
        other => {
            let local: Vec<&Path> = uploads
                .iter()
                .map(|upload| upload.local.as_path())
                .collect();
            let record =
                json!({"run_id": run_id, "artifact_path": target.as_str(), "local": local});
            output::one(context.printer(), other, "", &record)
        }
    }
}

fn send(store: &dyn ArtifactStore, upload: &Upload, bar: &Bar) -> Result<()> {
    let Upload { local, folder } = upload;
    if !local.is_dir() {
        return store.upload_file(local, folder, bar);
    }
    let name = std::path::absolute(local)
        .ok()
        .and_then(|path| Some(path.file_name()?.to_str()?.to_owned()));
    let folder = match name.filter(|_| !local.ends_with("..")) {
        Some(name) => folder.join(&name),
        None => folder.clone(),
    };
    store.upload_folder(local, &folder, bar)
}

/// The local files that a pattern matches, of which there is one at least.
fn matching(text: &str, pattern: &PathPattern, target: &ArtifactPath) -> Result<Vec<Upload>> {
    let top = match pattern.folder() {
        "" if text.starts_with('/') => Path::new("/"),
        "" => Path::new("."),
        folder => Path::new(folder),
    };
    let mut uploads = Vec::new();
    for entry in WalkDir::new(top).sort_by_file_name().into_iter().flatten() {
        let path = entry.path();
        let path = path.strip_prefix("./").unwrap_or(path);
        if !path.is_file() || !path.to_str().is_some_and(|path| pattern.matches(path)) {
            continue;
        }
        let relative = path.strip_prefix(top).unwrap_or(path);
        let above = relative.parent().and_then(Path::to_str).unwrap_or_default();
        uploads.push(Upload {
            local: path.to_owned(),
            folder: target.join_path(&ArtifactPath::parse(&above.replace('\\', "/"))?),
        });
    }
    if uploads.is_empty() {
        return Err(Error::new(
            ErrorCode::ResourceDoesNotExist,
            format!("no file matches `{text}`"),
        ));
    }
    Ok(uploads)
}
