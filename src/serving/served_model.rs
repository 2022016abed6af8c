//! A model that is ready to be loaded: its files and its environment.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::config;
use crate::environment::BuildContext;
use crate::error::Result;

use super::model_file::ModelFile;
use super::python::{EnvironmentChoice, ModelPython};

/// A model on this machine, with the Python that is to load it.
#[derive(Debug)]
pub struct ServedModel {
    /// The folder with its `MLmodel`.
    pub(super) folder: PathBuf,
    python: ModelPython,
    /// What the Python is to run.
    script: PathBuf,
    /// What tells it from what the same address means later, for people: `fraud, version 3`.
    pub(super) identity: String,
}

impl ServedModel {
    /// Makes the environment of the model in a folder ready.
    pub fn prepare(
        folder: &Path,
        identity: String,
        script: &Path,
        choice: &EnvironmentChoice,
        context: BuildContext,
    ) -> Result<Self> {
        let model = ModelFile::read(folder)?;
        Ok(Self {
            python: ModelPython::prepare(&model, choice, context)?,
            folder: folder.to_owned(),
            script: script.to_owned(),
            identity,
        })
    }

    /// The command that loads the model.
    pub(super) fn command(&self) -> Command {
        let mut command = self.python.command(&self.script, &[]);
        command
            .env(config::PYTHON_UNBUFFERED, "1")
            // What the model prints is not the protocol.
            .stdout(Stdio::from(std::io::stderr()))
            .stderr(Stdio::inherit());
        command
    }
}
