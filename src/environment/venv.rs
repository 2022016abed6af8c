//! Makes a virtual environment: with `uv` where it is on the PATH, else with Python's own `venv`
//! and pip.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::config;
use crate::error::{Error, ErrorCode, Result};
use crate::process::quote;

use super::definition::Definition;
use super::logged::{self, BuildStep};
use super::python::{self, Interpreter, PythonRequest};
use super::recipe::{Build, Recipe};

/// An environment of packages for pip.
#[derive(Debug)]
pub(crate) struct PipEnvironment {
    pub(super) definition: Definition,
    /// The user asked for uv.
    pub(super) must_be_uv: bool,
}

impl Recipe for PipEnvironment {
    fn digest(&self) -> Result<String> {
        self.definition.digest()
    }

    fn build(&self) -> Result<Box<dyn Build + '_>> {
        Ok(Box::new(PipBuild {
            builder: Builder::choose(&self.definition, self.must_be_uv)?,
            definition: &self.definition,
        }))
    }

    fn interpreter(&self, environment: &Path) -> Option<PathBuf> {
        Some(interpreter_of(environment))
    }

    fn activation(&self, environment: &Path) -> String {
        activation(environment)
    }
}

struct PipBuild<'a> {
    builder: Builder,
    definition: &'a Definition,
}

impl Build for PipBuild<'_> {
    fn describe(&self) -> String {
        self.builder.describe(self.definition)
    }

    fn run(&self, environment: &Path, at: BuildStep) -> Result<()> {
        self.builder.build(self.definition, environment, at)
    }
}

/// What makes environments.
#[derive(Debug)]
enum Builder {
    /// uv; without an interpreter it looks for one itself, and may download it.
    Uv {
        uv: PathBuf,
        interpreter: Option<Interpreter>,
    },
    /// Python's own `venv`, and pip.
    Venv { interpreter: Interpreter },
}

impl Builder {
    /// Chooses what there is on this machine. `must_be_uv`: the user asked for uv.
    fn choose(definition: &Definition, must_be_uv: bool) -> Result<Self> {
        let wanted = definition.python.as_ref();
        let interpreter = python::find(wanted);
        if let (Some(found), Some(wanted)) = (&interpreter, wanted)
            && !wanted.accepts(&found.version)
        {
            tracing::warn!(
                "the project wants Python {wanted}, and {} is here; taking it",
                found.version
            );
        }
        if let Some(uv) = config::programs("uv").next() {
            return Ok(Self::Uv { uv, interpreter });
        }
        if must_be_uv {
            return Err(Error::new(
                ErrorCode::ResourceDoesNotExist,
                "there is no program `uv` on the PATH",
            )
            .hint("install it, or take `--env-manager virtualenv`"));
        }
        let interpreter = interpreter.ok_or_else(|| python_missing(wanted))?;
        Ok(Self::Venv { interpreter })
    }

    /// What the environment is made with, for people.
    fn describe(&self, definition: &Definition) -> String {
        let wanted = || {
            definition
                .python
                .as_ref()
                .map_or_else(String::new, |wanted| format!(" {wanted}"))
        };
        match self {
            Self::Uv {
                interpreter: Some(found),
                ..
            } => format!("Python {} with uv", found.version),
            Self::Uv {
                interpreter: None, ..
            } => format!("Python{} with uv", wanted()),
            Self::Venv { interpreter } => {
                format!("Python {} with venv and pip", interpreter.version)
            }
        }
    }

    /// Makes the environment in a folder that is not there yet.
    fn build(&self, definition: &Definition, environment: &Path, at: BuildStep) -> Result<()> {
        let folder = &definition.folder;
        let run = |mut command: Command| logged::run(&mut command, BuildStep { folder, ..at });
        run(self.create(definition, environment))?;
        let lists = [
            ("build-requirements.txt", &definition.build_dependencies),
            ("requirements.txt", &definition.dependencies),
            ("overrides.txt", &definition.overrides),
        ];
        for (name, dependencies) in lists.into_iter().filter(|(_, list)| !list.is_empty()) {
            let file = environment.join(name);
            fs::write(&file, definition.requirements(dependencies)?)
                .map_err(|e| Error::io("write", &file, e))?;
            run(self.install(environment, &file))?;
        }
        Ok(())
    }

    fn create(&self, definition: &Definition, environment: &Path) -> Command {
        match self {
            Self::Uv { uv, interpreter } => {
                let mut command = Command::new(uv);
                command.args(["venv", "--no-project"]);
                match (interpreter, &definition.python) {
                    (Some(found), _) => command.arg("--python").arg(&found.path),
                    (None, Some(wanted)) => command.args(["--python", &wanted.to_string()]),
                    (None, None) => &mut command,
                };
                command.arg(environment);
                command
            }
            Self::Venv { interpreter } => {
                let mut command = Command::new(&interpreter.path);
                command.args(["-m", "venv"]).arg(environment);
                command
            }
        }
    }

    fn install(&self, environment: &Path, requirements: &Path) -> Command {
        let python = interpreter_of(environment);
        let mut command = match self {
            Self::Uv { uv, .. } => {
                let mut command = Command::new(uv);
                command.args(["pip", "install", "--python"]).arg(python);
                command
            }
            Self::Venv { .. } => {
                let mut command = Command::new(python);
                command.env("PYTHONUNBUFFERED", "1").args([
                    "-m",
                    "pip",
                    "install",
                    "--no-input",
                    "--disable-pip-version-check",
                ]);
                command
            }
        };
        command.arg("-r").arg(requirements);
        command
    }
}

/// Says how a Python can be had.
fn python_missing(wanted: Option<&PythonRequest>) -> Error {
    let version = wanted.map_or_else(|| "3".to_owned(), ToString::to_string);
    let install = if config::programs("pyenv").next().is_some() {
        format!("`pyenv install {version}` installs it; so does `uv`, by itself, once it is there")
    } else {
        "install that version, or install `uv`, which can fetch it".to_owned()
    };
    Error::new(
        ErrorCode::ResourceDoesNotExist,
        format!(
            "Could not find python version that matches {version}: there is no Python {version} on this machine"
        ),
    )
    .hint(install)
    .hint("`--env-manager local` runs the project with the programs that are there")
}

/// The interpreter of an environment.
pub(super) fn interpreter_of(environment: &Path) -> PathBuf {
    if cfg!(windows) {
        environment.join("Scripts").join("python.exe")
    } else {
        environment.join("bin").join("python")
    }
}

/// The command by which a shell enters an environment.
pub(super) fn activation(environment: &Path) -> String {
    if cfg!(windows) {
        quote(
            &environment
                .join("Scripts")
                .join("activate.bat")
                .to_string_lossy(),
        )
    } else {
        format!(
            "source {}",
            quote(&environment.join("bin").join("activate").to_string_lossy())
        )
    }
}
