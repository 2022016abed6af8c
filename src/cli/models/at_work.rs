//! Models at work: which model a command names, and making its environment ready.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::environment::{BuildContext, EnvManager};
use crate::error::{Error, Result};
use crate::process::Watch;
use crate::registry::ModelUri;
use crate::serving::{EnvironmentChoice, ModelFile};
use crate::uri;

use super::super::artifacts;
use super::super::build_progress::BuildProgress;
use super::super::context::Context;
use super::super::env_manager::EnvManagerArg;
use super::super::printer::Printer;

/// The environment of a model.
#[derive(Args, Debug)]
pub(crate) struct EnvironmentArgs {
    /// What builds the model's environment; `virtualenv` by default
    ///
    /// From its `python_env.yaml`, `conda.yaml` or `requirements.txt`. Environments are kept in
    /// `~/.mlflow/envs` (MLFLOW_ENV_ROOT); see `mlflow env` [env: MLFLOW_ENV_MANAGER].
    #[arg(long, value_name = "MANAGER", value_enum)]
    env_manager: Option<EnvManagerArg>,

    /// Take the Python on the PATH, as `--env-manager local` does
    #[arg(long, conflicts_with = "env_manager")]
    no_conda: bool,

    /// Add MLflow to the environment, of the release that logged the model
    #[arg(long)]
    install_mlflow: bool,
}

impl EnvironmentArgs {
    pub(super) fn choice(&self, overrides: Vec<String>) -> Result<EnvironmentChoice> {
        let manager = match self.env_manager {
            Some(manager) => Some(manager.into()),
            None if self.no_conda => Some(EnvManager::Local),
            None => EnvManager::inherited()?,
        };
        Ok(EnvironmentChoice {
            manager,
            installs_mlflow: self.install_mlflow,
            overrides,
        })
    }
}

/// What the URI of a model means at a moment.
pub(super) struct Named {
    /// The files, by an address that goes on meaning the same.
    address: String,
    /// What tells it from what the URI means at another moment.
    pub(super) identity: String,
}

/// Finds what a URI means now.
pub(super) fn find(model_uri: &str, context: &Context) -> Result<Named> {
    if let Some(folder) = local_folder(model_uri) {
        let file = ModelFile::read(&folder)?;
        return Ok(Named {
            address: model_uri.to_owned(),
            identity: file.identity()?,
        });
    }
    let registry = context.registry_to_read()?;
    if uri::scheme(model_uri).as_deref() == Some("models") {
        let (model, path) = ModelUri::split(model_uri)?;
        if model.registered_model().is_some() {
            let version = registry.find_model_version(&model)?;
            let (name, number) = (&version.name, version.version);
            let below = if path.is_empty() { "" } else { "/" };
            return Ok(Named {
                address: format!("models:/{name}/{number}{below}{path}"),
                identity: format!("version {number}"),
            });
        }
    }
    let file = format!("{}/{}", model_uri.trim_end_matches('/'), ModelFile::NAME);
    let mut text = Vec::new();
    let mut opened = registry.artifacts_at(&file)?.open()?.read(0..u64::MAX)?;
    opened
        .read_to_end(&mut text)
        .map_err(|e| Error::io("read", Path::new(&file), e))?;
    Ok(Named {
        address: model_uri.to_owned(),
        identity: ModelFile::identity_of(&text),
    })
}

/// The folder with a model's files, which are downloaded unless they are on this machine.
pub(super) fn fetch(named: &Named, context: &Context) -> Result<PathBuf> {
    if let Some(folder) = local_folder(&named.address) {
        return Ok(folder);
    }
    let source = context.registry_to_read()?.artifacts_at(&named.address)?;
    artifacts::fetch(&source, None, context)
}

/// The folder that a path or a `file:` URI names.
pub(super) fn local_folder(model_uri: &str) -> Option<PathBuf> {
    match uri::scheme(model_uri) {
        None => Some(PathBuf::from(model_uri)),
        Some(_) => uri::recorded_path(model_uri),
    }
}

/// Does something with what building an environment needs.
pub(super) fn building<T>(
    folder: &Path,
    watch: &Watch,
    printer: &Printer,
    work: impl FnOnce(BuildContext) -> Result<T>,
) -> Result<T> {
    let progress = BuildProgress::new(printer);
    let folder = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    let done = work(BuildContext {
        project: &folder,
        watch,
        observer: &progress,
    });
    progress.stop();
    done
}
