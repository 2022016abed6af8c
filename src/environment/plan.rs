//! Chooses how a project gets its environment, and makes it ready.

use std::path::Path;

use crate::config;
use crate::error::{Error, Result};

use super::cache::CachedEnv;
use super::conda::CondaEnvironment;
use super::context::BuildContext;
use super::definition::Definition;
use super::docker::{Container, DockerArg};
use super::manager::EnvManager;
use super::prepared::PreparedEnvironment;
use super::recipe::Recipe;
use super::spec::EnvironmentSpec;
use super::uv::LockedProject;
use super::venv::PipEnvironment;

/// What the user asks for around a project.
#[derive(Debug, Default)]
pub(crate) struct EnvRequest {
    /// `None` lets the project decide.
    pub(crate) manager: Option<EnvManager>,
    /// Arguments of `docker run`.
    pub(crate) docker_args: Vec<DockerArg>,
    /// Whether an image is built with the project's files.
    pub(crate) build_image: bool,
    /// Whether the project runs in a cluster, as a container.
    pub(crate) in_cluster: bool,
    /// Packages that are installed last, over whatever the environment's file says.
    pub(crate) packages: Vec<String>,
}

/// How a project gets its environment.
#[derive(Debug)]
pub(crate) enum EnvironmentPlan {
    /// It uses the programs of this machine, because the user said so.
    Local,
    /// It uses the programs of this machine, because neither project nor user named an environment.
    Unstated,
    /// Its environment is built, unless the cache has it.
    Build(EnvRecipe, EnvManager),
    /// Its command runs in a container.
    Container(Container),
}

/// What is built, in one of three ways.
#[derive(Debug)]
pub(crate) enum EnvRecipe {
    Pip(PipEnvironment),
    Locked(LockedProject),
    Conda(CondaEnvironment),
}

impl EnvRecipe {
    fn as_recipe(&self) -> &dyn Recipe {
        match self {
            Self::Pip(environment) => environment,
            Self::Locked(project) => project,
            Self::Conda(environment) => environment,
        }
    }
}

impl EnvironmentPlan {
    /// Decides how the project gets the environment that it asks for.
    ///
    /// Where neither project nor user names an environment, MLflow 3.17.2 builds one without any
    /// package, in which not even `import mlflow` works; here the programs of this machine are
    /// taken.
    pub(crate) fn new(
        spec: &EnvironmentSpec,
        request: EnvRequest,
        project_name: Option<String>,
        folder: &Path,
    ) -> Result<Self> {
        let EnvRequest {
            manager,
            docker_args,
            build_image,
            in_cluster,
            packages,
        } = request;
        // As in MLflow, a container goes before whatever manager is named.
        if let EnvironmentSpec::Docker(env) = spec {
            let env = env.clone();
            let container =
                Container::new(env, project_name, docker_args, build_image, in_cluster)?;
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
        match manager.or(default_manager(spec)) {
            None => Ok(Self::Unstated),
            Some(EnvManager::Local) => Ok(Self::Local),
            Some(manager) => Ok(Self::Build(
                recipe(spec, manager, folder, packages)?,
                manager,
            )),
        }
    }

    /// The container, if the project runs in one.
    pub(crate) fn container(&self) -> Option<&Container> {
        match self {
            Self::Container(container) => Some(container),
            _ => None,
        }
    }

    /// What the run records as its environment; nothing for a local one, as in MLflow.
    pub(crate) fn tag(&self) -> Option<&'static str> {
        match self {
            Self::Local | Self::Unstated => None,
            Self::Build(_, manager) => Some(manager.as_str()),
            Self::Container(_) => Some("docker"),
        }
    }
}

/// Makes sure that an environment is in the cache.
pub(crate) fn prepare(
    recipe: &EnvRecipe,
    manager: EnvManager,
    context: BuildContext,
) -> Result<PreparedEnvironment> {
    let recipe = recipe.as_recipe();
    let environment = CachedEnv::new(&config::environments_folder()?, recipe)?;
    let in_use = environment.prepare(recipe, manager, context)?;
    let activation = recipe.activation(&environment.folder);
    Ok(PreparedEnvironment::entered_by(&activation, in_use))
}

/// What builds an environment where the user names nothing; `None` where there is none.
fn default_manager(spec: &EnvironmentSpec) -> Option<EnvManager> {
    match spec {
        EnvironmentSpec::None => None,
        EnvironmentSpec::Conda(_) => Some(EnvManager::Conda),
        EnvironmentSpec::Locked(_) => Some(EnvManager::Uv),
        EnvironmentSpec::Python(_)
        | EnvironmentSpec::Requirements(_)
        | EnvironmentSpec::Docker(_) => Some(EnvManager::Virtualenv),
    }
}

fn recipe(
    spec: &EnvironmentSpec,
    manager: EnvManager,
    folder: &Path,
    packages: Vec<String>,
) -> Result<EnvRecipe> {
    if !packages.is_empty()
        && (manager == EnvManager::Conda || matches!(spec, EnvironmentSpec::Locked(_)))
    {
        return Err(Error::invalid(format!(
            "packages cannot be added to an environment of {}: `{}`",
            manager.as_str(),
            packages.join("`, `")
        ))
        .hint("`--env-manager virtualenv` can"));
    }
    if manager == EnvManager::Conda {
        let file = match spec {
            EnvironmentSpec::None => None,
            EnvironmentSpec::Conda(path) => Some(path.as_path()),
            _ => {
                return Err(Error::invalid(
                    "python_env project cannot be executed using conda; expected `virtualenv`, `uv` or `local`",
                ));
            }
        };
        return CondaEnvironment::read(file, folder).map(EnvRecipe::Conda);
    }
    let mut definition = match spec {
        EnvironmentSpec::Locked(path) => return LockedProject::read(path).map(EnvRecipe::Locked),
        EnvironmentSpec::Conda(path) => Definition::from_conda(path, folder)?,
        EnvironmentSpec::Python(path) => Definition::from_python_env(path, folder)?,
        EnvironmentSpec::Requirements(path) => Definition::from_requirements(path, folder)?,
        EnvironmentSpec::None | EnvironmentSpec::Docker(_) => Definition::empty(folder),
    };
    definition.overrides = packages;
    Ok(EnvRecipe::Pip(PipEnvironment {
        definition,
        must_be_uv: manager == EnvManager::Uv,
    }))
}

#[cfg(test)]
mod tests {
    use super::super::spec::DockerEnv;
    use super::*;

    fn plan(spec: &EnvironmentSpec, manager: Option<EnvManager>) -> Result<EnvironmentPlan> {
        let request = EnvRequest {
            manager,
            docker_args: Vec::new(),
            build_image: false,
            in_cluster: false,
            packages: Vec::new(),
        };
        EnvironmentPlan::new(spec, request, Some("name".into()), Path::new("project"))
    }

    #[test]
    fn without_a_word_nothing_is_built() {
        assert!(matches!(
            plan(&EnvironmentSpec::None, None),
            Ok(EnvironmentPlan::Unstated)
        ));
        let built = plan(&EnvironmentSpec::None, Some(EnvManager::Virtualenv)).unwrap();
        assert_eq!(built.tag(), Some("virtualenv"));
    }

    #[test]
    fn each_file_has_its_manager() {
        let requirements = EnvironmentSpec::Requirements("project/requirements.txt".into());
        assert_eq!(plan(&requirements, None).unwrap().tag(), Some("virtualenv"));
        let uv = plan(&requirements, Some(EnvManager::Uv)).unwrap();
        assert_eq!(uv.tag(), Some("uv"));
        assert!(plan(&requirements, Some(EnvManager::Conda)).is_err());
        let local = plan(&requirements, Some(EnvManager::Local)).unwrap();
        assert_eq!(local.tag(), None);
    }

    #[test]
    fn a_container_goes_before_every_manager() {
        let docker = EnvironmentSpec::Docker(DockerEnv {
            image: "x".into(),
            volumes: Vec::new(),
            environment: Vec::new(),
        });
        for manager in [None, Some(EnvManager::Local), Some(EnvManager::Conda)] {
            assert_eq!(plan(&docker, manager).unwrap().tag(), Some("docker"));
        }
    }
}
