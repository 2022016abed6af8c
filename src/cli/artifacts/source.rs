//! Which artifacts a command reads: those of a run, or those at a URI.

use std::sync::Arc;

use clap::Args;

use crate::entity::Run;
use crate::error::{Error, Result};
use crate::tracking::Tracking;

use super::super::complete;
use super::super::naming::{self, Scope};
use super::super::usage_error::usage_error;
use super::super::which::run_of_env;

/// Which artifacts a command reads.
#[derive(Args, Debug)]
pub(super) struct SourceArgs {
    /// The run: its ID, the beginning of it, its name, `@last` or `@best:metrics.KEY`; or a URI such
    /// as `runs:/ID/model` or `models:/NAME/3`
    #[arg(value_name = "RUN", add = complete::runs())]
    source: Option<String>,

    /// File or folder within the run's artifacts, or a pattern such as 'plots/*.png'
    #[arg(value_name = "PATH")]
    path: Option<String>,

    /// The same as RUN
    #[arg(long, short = 'r', value_name = "RUN", add = complete::runs())]
    run_id: Option<String>,

    /// The same as PATH
    #[arg(long, short = 'a', value_name = "PATH")]
    artifact_path: Option<String>,

    /// URI of a file or folder; given instead of the run
    #[arg(long, short = 'u', value_name = "URI")]
    artifact_uri: Option<String>,
}

/// Artifacts as they were named.
pub(super) enum Source {
    /// At an address.
    Uri(String),
    /// Of a run, at a path.
    Run(Arc<Run>, Option<String>),
}

impl Source {
    /// What a URI names. Behind `runs:` it is the same as a run and a path.
    fn at(uri: &str, tracking: &Tracking) -> Result<Self> {
        Ok(match tracking.run_at(uri)? {
            Some((run, path)) => Self::Run(Arc::new(run), Some(path.to_owned())),
            None => Self::Uri(uri.to_owned()),
        })
    }
}

impl SourceArgs {
    /// Finds the run, if it is one.
    pub(super) fn find(&self, tracking: &Tracking) -> Result<Source> {
        self.find_or(tracking, || {
            Err(usage_error(
                "Exactly one of `run_id` or `artifact_uri` must be specified: expected `--run-id` \
                 or `--artifact-uri`, or either as argument",
            ))
        })
    }

    /// The same; where nothing is named, it is the run of the environment.
    pub(super) fn find_or_of_env(&self, tracking: &Tracking) -> Result<Source> {
        self.find_or(tracking, || run_of_env(tracking))
    }

    fn find_or(
        &self,
        tracking: &Tracking,
        default: impl FnOnce() -> Result<Arc<Run>>,
    ) -> Result<Source> {
        // Where a flag names the run, what is left as arguments is the path.
        let (source, path) = match (&self.source, &self.path) {
            (Some(path), None) if self.run_id.is_some() => (None, Some(path)),
            (source, path) => (source.as_ref(), path.as_ref()),
        };
        if let Some(uri) = &self.artifact_uri {
            return match source.or(path) {
                Some(extra) => Err(unexpected(extra)),
                None => Source::at(uri, tracking),
            };
        }
        let path = match (path, &self.artifact_path) {
            (Some(extra), Some(_)) => return Err(unexpected(extra)),
            (argument, flag) => argument.or(flag.as_ref()),
        };
        let named = match (source, &self.run_id) {
            (Some(extra), Some(_)) => return Err(unexpected(extra)),
            (argument, flag) => argument.or(flag.as_ref()),
        };
        match named {
            Some(uri) if uri.contains(":/") && path.is_none() => Source::at(uri, tracking),
            Some(run) => {
                let run = naming::run(run, tracking, &Scope::default())?;
                Ok(Source::Run(run, path.cloned()))
            }
            None => Ok(Source::Run(default()?, path.cloned())),
        }
    }
}

fn unexpected(text: &str) -> Error {
    usage_error(format!(
        "Got unexpected extra argument ({text}): a flag names what it would name"
    ))
}
