//! The programs that a project finds around it: those of this machine, or an environment that is
//! built for it and kept for the next run.

mod builder;
mod cache;
mod definition;
mod python;

use std::path::Path;

use crate::config;
use crate::error::{Error, Result};

use super::command::quote;
use super::manifest::EnvironmentFile;
use super::observer::{Event, Observer};
use super::process::Watch;
use cache::Place;
use definition::Definition;

/// What builds the environment of a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnvManager {
    /// Nothing: the programs on the PATH are taken.
    Local,
    /// uv where it is on the PATH, or else Python's `venv` and pip.
    Virtualenv,
    /// uv.
    Uv,
    /// Conda, which is not supported.
    Conda,
}

/// What will be done about a project's environment.
#[derive(Debug)]
pub(super) enum Plan {
    /// Nothing, because the user said so.
    Local,
    /// Nothing, because nobody said anything.
    Unstated,
    /// An environment is built, unless it is there.
    Build {
        definition: Definition,
        manager: EnvManager,
    },
}

impl EnvManager {
    /// The name as MLflow records it.
    fn as_str(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::Virtualenv => "virtualenv",
            Self::Uv => "uv",
            Self::Conda => "conda",
        }
    }
}

impl Plan {
    /// Reads what the project wants, and settles how it gets that.
    ///
    /// Where neither project nor user names an environment, MLflow 3.17.2 builds one without any
    /// package, in which not even `import mlflow` works; here the programs of this machine are
    /// taken.
    pub(super) fn new(
        file: &EnvironmentFile,
        manager: Option<EnvManager>,
        folder: &Path,
    ) -> Result<Self> {
        use EnvManager::{Conda, Local, Uv, Virtualenv};
        use EnvironmentFile as File;
        match (file, manager) {
            (_, Some(Local)) => Ok(Self::Local),
            (File::Docker, _) => Err(not_supported("runs in a Docker container")),
            (File::Python(_), Some(Conda)) => Err(Error::invalid(
                "the project has a `python_env`, which Conda cannot build; expected `virtualenv`, `uv` or `local`",
            )),
            (File::Conda(_), None | Some(Conda)) => Err(not_supported("has a Conda environment")
                .hint("`--env-manager virtualenv` installs what its `conda.yaml` lists for pip")),
            (File::None, Some(Conda)) => Err(not_supported("is to run in a Conda environment")),
            (File::None, None) => Ok(Self::Unstated),
            (File::None, Some(manager @ (Virtualenv | Uv))) => Ok(Self::Build {
                definition: Definition::empty(folder),
                manager,
            }),
            (File::Conda(path), Some(manager @ (Virtualenv | Uv))) => Ok(Self::Build {
                definition: Definition::from_conda(path, folder)?,
                manager,
            }),
            (File::Python(path), manager @ (None | Some(Virtualenv | Uv))) => Ok(Self::Build {
                definition: Definition::from_python_env(path, folder)?,
                manager: manager.unwrap_or(Virtualenv),
            }),
        }
    }

    /// What the run records as its environment; nothing for a local one, as in MLflow.
    pub(super) fn tag(&self) -> Option<&'static str> {
        match self {
            Self::Local | Self::Unstated => None,
            Self::Build { manager, .. } => Some(manager.as_str()),
        }
    }

    /// Makes sure that the environment is there, and gives the shell command that enters it.
    pub(super) fn prepare(&self, watch: &Watch, observer: &dyn Observer) -> Result<Option<String>> {
        let (definition, manager) = match self {
            Self::Local => return Ok(None),
            Self::Unstated => {
                observer.notice(Event::NoEnvironment);
                return Ok(None);
            }
            Self::Build {
                definition,
                manager,
            } => (definition, *manager),
        };
        let place = Place::new(&config::environments_folder()?, definition)?;
        place.prepare(definition, manager == EnvManager::Uv, watch, observer)?;
        Ok(Some(activation(&place.folder)))
    }
}

fn not_supported(what: &str) -> Error {
    Error::not_implemented(format!("the project {what}, which is not supported yet")).hint(
        "`--env-manager local` runs it with the programs of this machine; or describe a Python \
         environment in a `python_env.yaml`, and name that one alone in the `MLproject` file",
    )
}

/// The command by which a shell enters an environment.
fn activation(environment: &Path) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(file: &EnvironmentFile, manager: Option<EnvManager>) -> Result<Plan> {
        Plan::new(file, manager, Path::new("project"))
    }

    #[test]
    fn without_a_word_nothing_is_built() {
        assert!(matches!(
            plan(&EnvironmentFile::None, None),
            Ok(Plan::Unstated)
        ));
        let built = plan(&EnvironmentFile::None, Some(EnvManager::Virtualenv)).unwrap();
        assert_eq!(built.tag(), Some("virtualenv"));
    }

    #[test]
    fn what_is_not_supported_says_what_is() {
        let conda = EnvironmentFile::Conda("conda.yaml".into());
        for (file, manager) in [
            (&conda, None),
            (&conda, Some(EnvManager::Conda)),
            (&EnvironmentFile::Docker, None),
            (&EnvironmentFile::None, Some(EnvManager::Conda)),
        ] {
            let error = plan(file, manager).unwrap_err();
            assert!(
                error
                    .hints()
                    .iter()
                    .any(|hint| hint.contains("--env-manager")),
                "{error}"
            );
        }
        for file in [&conda, &EnvironmentFile::Docker] {
            let local = plan(file, Some(EnvManager::Local)).unwrap();
            assert!(local.tag().is_none());
        }
        let python = EnvironmentFile::Python("python_env.yaml".into());
        assert!(plan(&python, Some(EnvManager::Conda)).is_err());
    }
}
