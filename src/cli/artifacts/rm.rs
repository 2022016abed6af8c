//! `mlflow artifacts rm`.

use clap::Args;
use serde_json::json;

use crate::artifact::{ArtifactPath, PathPattern};
use crate::cli::context::Context;
use crate::cli::output::{self, Format, OutputArgs};
use crate::cli::which::RunFlag;
use crate::error::{Error, Result};

/// Remove files and folders of a run
#[derive(Args, Debug)]
pub(crate) struct RmArgs {
    #[command(flatten)]
    run: RunFlag,

    /// Files within the run's artifacts, or patterns such as 'plots/*.png'
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<String>,

    /// Remove folders with all that is in them, too
    #[arg(long, short = 'R')]
    recursive: bool,

    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn run(args: &RmArgs, context: &Context) -> Result<()> {
    let tracking = context.tracking_as_it_is()?;
    let run = args.run.run(tracking)?;
    let run = &run.info;
    let store = tracking.run_artifacts(run)?;
    // Everything is looked at before anything goes.
    let mut paths = Vec::new();
    for text in &args.paths {
        if let Some(pattern) = PathPattern::parse(text)? {
            let files = tracking.matching_artifacts(run, &pattern, text)?;
            paths.extend(files.into_iter().map(|file| (file.path, false)));
            continue;
        }
        let path = ArtifactPath::parse(text)?;
        let is_folder = path.is_root() || !store.list(&path)?.is_empty();
        if is_folder && !args.recursive {
            return Err(Error::artifact_not_a_file(&path)
                .hint("`--recursive` removes a folder with all that is in it"));
        }
        if !is_folder {
            store.open(&path)?;
        }
        paths.push((path, is_folder));
    }
    for (path, is_folder) in &paths {
        if *is_folder {
            store.remove(path)?;
        } else {
            store.remove_file(path)?;
        }
    }
    let removed: Vec<&str> = paths.iter().map(|(path, _)| path.as_str()).collect();
    match args.output.format() {
        Format::Table => {
            for path in &removed {
                context.printer().message(&format!("Removed `{path}`"));
            }
            Ok(())
        }
        other => {
            let record = json!({"run_id": run.run_id, "removed": removed});
            output::one(context.printer(), other, "", &record)
        }
    }
}
