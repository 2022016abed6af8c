//! The Python that holds a model: that of an environment made for it, or whatever is on the PATH.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::config;
use crate::environment::{
    BuildContext, EnvManager, EnvRequest, EnvironmentPlan, EnvironmentSpec, PreparedEnvironment,
    prepare,
};
use crate::error::{Error, ErrorCode, Result};
use crate::process::{in_shell, quote};

use super::model_file::ModelFile;

/// What the user asks for around a model.
#[derive(Clone, Debug, Default)]
pub struct EnvironmentChoice {
    /// `None` is MLflow's default, `virtualenv`.
    pub manager: Option<EnvManager>,
    /// Whether MLflow is added to the environment, of the release that logged the model.
    pub installs_mlflow: bool,
    /// Packages that go before those of the model.
    pub overrides: Vec<String>,
}

/// An interpreter that can load a model.
#[derive(Debug)]
pub enum ModelPython {
    /// One on the PATH.
    Program(PathBuf),
    /// That of an environment, which is held meanwhile.
    Environment(PreparedEnvironment),
}

impl ModelPython {
    /// Makes the environment ready, building it where that is needed.
    pub fn prepare(
        model: &ModelFile,
        choice: &EnvironmentChoice,
        context: BuildContext,
    ) -> Result<Self> {
        let manager = choice.manager.unwrap_or(EnvManager::Virtualenv);
        let spec = model.environment(manager == EnvManager::Conda);
        let is_local = manager == EnvManager::Local || spec == EnvironmentSpec::None;
        if is_local {
            if !choice.overrides.is_empty() {
                return Err(Error::invalid(
                    "`--pip-requirements-override` is for an environment that is built, and the \
                     model is run by the Python that is there",
                )
                .hint("take `--env-manager virtualenv`, or install the packages yourself"));
            }
            return on_path();
        }
        let mut packages = choice.overrides.clone();
        if choice.installs_mlflow {
            packages.push(mlflow_of(model));
        }
        let request = EnvRequest {
            manager: Some(manager),
            packages,
            ..EnvRequest::default()
        };
        match EnvironmentPlan::new(&spec, request, None, &model.folder)? {
            EnvironmentPlan::Build(recipe, manager) => {
                prepare(&recipe, manager, context).map(Self::Environment)
            }
            _ => on_path(),
        }
    }

    /// The command that runs a script with these arguments.
    pub(super) fn command(&self, script: &Path, args: &[String]) -> Command {
        match self {
            Self::Program(program) => {
                let mut command = Command::new(program);
                command.arg(script).args(args);
                command
            }
            Self::Environment(environment) => {
                // The shell becomes the interpreter, so that signals and the end are its own.
                let exec = if cfg!(windows) { "" } else { "exec " };
                let script = script.to_string_lossy();
                let words = [&*script]
                    .into_iter()
                    .chain(args.iter().map(String::as_str));
                let words: Vec<String> = words.map(quote).collect();
                in_shell(&environment.line(&format!("{exec}python {}", words.join(" "))))
            }
        }
    }
}

/// The package of the release that logged a model.
pub(super) fn mlflow_of(model: &ModelFile) -> String {
    match &model.mlflow_version {
        Some(version) => format!("mlflow=={version}"),
        // Early releases do not tell.
        None => "mlflow".to_owned(),
    }
}

/// The Python on the PATH.
fn on_path() -> Result<ModelPython> {
    let names = ["python", "python3"];
    let found = names
        .into_iter()
        .find_map(|name| config::programs(name).next());
    found.map(ModelPython::Program).ok_or_else(|| {
        Error::new(
            ErrorCode::ResourceDoesNotExist,
            "there is no program `python` or `python3` on the PATH to load the model",
        )
        .hint("`--env-manager uv` builds the model's own environment, Python included")
    })
}
