//! The programs that a project finds around it: those of this machine, an environment that is
//! built for it and kept for the next run, or a container.

mod builder;
mod cache;
mod conda;
mod conda_file;
mod definition;
mod docker;
mod listing;
mod locked;
mod logged;
mod python;
mod recipe;

use std::path::Path;

use crate::config;
use crate::error::{Error, Result};

use super::command::quote;
use super::manifest::EnvironmentFile;
use super::observer::Event;
use super::session::Session;
use builder::PipEnvironment;
use cache::{InUse, Order, Place};
use conda::CondaEnvironment;
use definition::Definition;
use locked::Locked;
use recipe::Recipe;

pub(super) use docker::Container;
pub use docker::DockerArg;
pub use listing::{CachedEnvironment, EnvironmentState, cached_environments};
pub(super) use locked::LOCK_FILE;

/// What builds the environment of a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnvManager {
    /// Nothing: the programs on the PATH are taken.
    Local,
    /// uv where it is on the PATH, or else Python's `venv` and pip.
    Virtualenv,
    /// uv.
    Uv,
    /// Conda, mamba or micromamba.
    Conda,
}

/// What the user asks for around a project.
#[derive(Debug)]
pub(super) struct Wishes {
    /// `None` lets the project decide.
    pub(super) manager: Option<EnvManager>,
    /// Arguments of `docker run`.
    pub(super) docker_args: Vec<DockerArg>,
    /// Whether an image is built with the project's files.
    pub(super) build_image: bool,
    /// Whether the project runs in a cluster, as a container.
    pub(super) in_cluster: bool,
}

/// What will be done about a project's environment.
#[derive(Debug)]
pub(super) enum Plan {
    /// Nothing, because the user said so.
    Local,
    /// Nothing, because nobody said anything.
    Unstated,
    /// An environment is built, unless it is there.
    Build(Kept, EnvManager),
    /// The command runs in a container.
    Container(Container),
}

/// An environment of the cache.
#[derive(Debug)]
pub(super) enum Kept {
    Pip(PipEnvironment),
    Locked(Locked),
    Conda(CondaEnvironment),
}

/// What stands before a command on the shell's line.
#[derive(Debug, Default, PartialEq, Eq)]
struct Prefix {
    line: String,
    /// The same without secrets, for people.
    shown: String,
}

/// What a command needs before it, and what is held while it runs.
pub(super) struct Surroundings {
    prefix: Prefix,
    _in_use: Option<InUse>,
}

impl Surroundings {
    /// The whole line for the shell.
    pub(super) fn line(&self, command: &str) -> String {
        format!("{}{command}", self.prefix.line)
    }

    /// The line as it may be shown.
    pub(super) fn shown(&self, command: &str) -> String {
        format!("{}{command}", self.prefix.shown)
    }
}

impl Kept {
    fn recipe(&self) -> &dyn Recipe {
        match self {
            Self::Pip(environment) => environment,
            Self::Locked(environment) => environment,
            Self::Conda(environment) => environment,
        }
    }
}

impl EnvManager {
    /// Every manager.
    const ALL: [Self; 4] = [Self::Local, Self::Virtualenv, Self::Uv, Self::Conda];

    /// The one that `MLFLOW_ENV_MANAGER` names: a run that this one is within was given it.
    pub fn inherited() -> Result<Option<Self>> {
        let Some(name) = config::var(config::ENV_MANAGER)? else {
            return Ok(None);
        };
        let found = Self::ALL
            .into_iter()
            .find(|manager| manager.as_str() == name);
        found.map(Some).ok_or_else(|| {
            Error::invalid(format!(
                "the environment variable `{}` is `{name}`; expected `local`, `virtualenv`, `uv` or `conda`",
                config::ENV_MANAGER
            ))
        })
    }

    /// The name as MLflow records it.
    pub fn as_str(self) -> &'static str {
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
        wishes: Wishes,
        project_name: Option<String>,
        folder: &Path,
    ) -> Result<Self> {
        use EnvManager::{Conda, Local, Uv, Virtualenv};
        use EnvironmentFile as File;
        let Wishes {
            manager,
            docker_args,
            build_image,
            in_cluster,
        } = wishes;
        // As in MLflow, a container goes before whatever manager is named.
        if let File::Docker(env) = file {
            let (env, name) = (env.clone(), project_name);
            let container = Container::new(env, name, docker_args, build_image, in_cluster)?;
            return Ok(Self::Container(container));
        }
        if in_cluster {
            return Err(Error::invalid(
                "in a cluster a project runs as a container, and this one has no `docker_env`",
            )
            .hint("its MLproject file needs `docker_env: {image: …}` and a `name`"));
        }
        if build_image || !docker_args.is_empty() {
            tracing::warn!(
                "`--docker-args` and `--build-image` mean nothing here: the project has no `docker_env`"
            );
        }
        let chosen = match (manager, file) {
            (Some(manager), _) => manager,
            (None, File::None) => return Ok(Self::Unstated),
            (None, File::Conda(_)) => Conda,
            (None, File::Locked(_)) => Uv,
            (None, _) => Virtualenv,
        };
        let pip = |definition: Result<Definition>| {
            let must_be_uv = chosen == Uv;
            definition.map(|definition| {
                Kept::Pip(PipEnvironment {
                    definition,
                    must_be_uv,
                })
            })
        };
        let kept = match (file, chosen) {
            (_, Local) => return Ok(Self::Local),
            (File::None, Conda) => CondaEnvironment::read(None, folder).map(Kept::Conda),
            (File::Conda(path), Conda) => {
                CondaEnvironment::read(Some(path), folder).map(Kept::Conda)
            }
            (_, Conda) => Err(Error::invalid(
                "python_env project cannot be executed using conda; expected `virtualenv`, `uv` or `local`",
            )),
            (File::Conda(path), _) => pip(Definition::from_conda(path, folder)),
            (File::Python(path), _) => pip(Definition::from_python_env(path, folder)),
            (File::Requirements(path), _) => pip(Definition::from_requirements(path, folder)),
            (File::Locked(path), _) => Locked::read(path).map(Kept::Locked),
            (File::None | File::Docker(_), _) => pip(Ok(Definition::empty(folder))),
        };
        Ok(Self::Build(kept?, chosen))
    }

    /// The container that it is, if it is one.
    pub(super) fn container(&self) -> Option<&Container> {
        match self {
            Self::Container(container) => Some(container),
            _ => None,
        }
    }

    /// What the run records as its environment; nothing for a local one, as in MLflow.
    pub(super) fn tag(&self) -> Option<&'static str> {
        match self {
            Self::Local | Self::Unstated => None,
            Self::Build(_, manager) => Some(manager.as_str()),
            Self::Container(_) => Some("docker"),
        }
    }

    /// Makes sure that everything is there.
    pub(super) fn prepare(&self, session: &Session, folder: &Path) -> Result<Surroundings> {
        let (prefix, in_use) = match self {
            Self::Local => (Prefix::default(), None),
            Self::Unstated => {
                session.observer.notice(Event::NoEnvironment);
                (Prefix::default(), None)
            }
            Self::Build(kept, manager) => {
                let order = Order {
                    manager: *manager,
                    project: folder,
                    watch: session.watch,
                    observer: session.observer,
                };
                let recipe = kept.recipe();
                let place = Place::new(&config::environments_folder()?, recipe)?;
                let in_use = place.prepare(recipe, order)?;
                let line = format!("{} && ", recipe.activation(&place.folder));
                let shown = line.clone();
                (Prefix { line, shown }, Some(in_use))
            }
            Self::Container(container) => (container.prepare(session, folder)?, None),
        };
        Ok(Surroundings {
            prefix,
            _in_use: in_use,
        })
    }
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
    use super::super::manifest::DockerEnv;
    use super::*;

    fn plan(file: &EnvironmentFile, manager: Option<EnvManager>) -> Result<Plan> {
        let wishes = Wishes {
            manager,
            docker_args: Vec::new(),
            build_image: false,
            in_cluster: false,
        };
        Plan::new(file, wishes, Some("name".into()), Path::new("project"))
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
    fn each_file_has_its_manager() {
        let requirements = EnvironmentFile::Requirements("project/requirements.txt".into());
        assert_eq!(plan(&requirements, None).unwrap().tag(), Some("virtualenv"));
        let uv = plan(&requirements, Some(EnvManager::Uv)).unwrap();
        assert_eq!(uv.tag(), Some("uv"));
        assert!(plan(&requirements, Some(EnvManager::Conda)).is_err());
        let local = plan(&requirements, Some(EnvManager::Local)).unwrap();
        assert_eq!(local.tag(), None);
    }

    #[test]
    fn a_container_goes_before_every_manager() {
        let docker = EnvironmentFile::Docker(DockerEnv {
            image: "x".into(),
            volumes: Vec::new(),
            environment: Vec::new(),
        });
        for manager in [None, Some(EnvManager::Local), Some(EnvManager::Conda)] {
            assert_eq!(plan(&docker, manager).unwrap().tag(), Some("docker"));
        }
    }
}
