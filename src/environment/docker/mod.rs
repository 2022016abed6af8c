//! Docker containers: the command line of `docker run`, as MLflow 3.17.2 builds it, and the image.
//!
//! 1. A [`Container`] is checked before there is a run.
//! 2. [`Container::ready`] finds, pulls or builds its image, through [`engine`].
//! 3. On this machine, [`ReadyContainer::docker_run`] gives the words before the command; for a
//!    cluster, [`ReadyContainer::push`] brings the image to its registry.

mod engine;
mod mount;
mod word;

use crate::config::{self, StoreUri};
use crate::error::{Error, ErrorCode, Result};

use super::container::{self, RunningContainer};
use super::context::BuildContext;
use super::prepared::PreparedEnvironment;
use super::spec::{DockerEnv, DockerVariable};
use engine::{Docker, Image};
use word::{Word, WordValue};

/// Where the project's files are within an image that is built.
const CODE_FOLDER: &str = "/mlflow/projects/code/";
/// How much of a commit's name is in an image's.
const SHORT_HASH: usize = 7;

/// Builds an image of a folder, as the `Dockerfile` in it says.
pub(crate) fn build_image(name: &str, context: BuildContext) -> Result<()> {
    Docker::new(context)?.build_folder(name)
}

/// An argument of `docker run`: `-A name=value` or `-A name`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DockerArg {
    /// Without its dashes.
    pub name: String,
    /// `None` is for switches.
    pub value: Option<String>,
}

/// A container that a project runs in.
#[derive(Debug)]
pub(crate) struct Container {
    env: DockerEnv,
    /// What an image that is built is named by.
    project_name: String,
    args: Vec<DockerArg>,
    build_image: bool,
    /// The variables that the project asks for; none in a cluster.
    variables: Vec<(String, WordValue)>,
}

/// What a container is told of its run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ContainerRun<'a> {
    pub(crate) run_id: &'a str,
    pub(crate) experiment_id: &'a str,
    pub(crate) tracking_uri: &'a StoreUri,
    pub(crate) artifact_uri: &'a str,
}

/// A container whose image is on this machine.
pub(crate) struct ReadyContainer<'a> {
    container: &'a Container,
    docker: Docker<'a>,
    image_uri: String,
    image: Image,
}

impl Container {
    /// Checks the settings before there is a run.
    pub(super) fn new(
        env: DockerEnv,
        project_name: Option<String>,
        args: Vec<DockerArg>,
        build_image: bool,
        in_cluster: bool,
    ) -> Result<Self> {
        let project_name = project_name.ok_or_else(|| {
            Error::invalid(
                "Project name in MLProject must be specified when using docker for image tagging: it has a `docker_env` and no `name`",
            )
        })?;
        let variables = if in_cluster {
            warn_of_local_settings(&env, &args);
            Vec::new()
        } else {
            variables(&env.environment)?
        };
        Ok(Self {
            env,
            project_name,
            args,
            build_image,
            variables,
        })
    }

    /// The name from which MLflow makes the names of images and jobs.
    pub(crate) fn project_name(&self) -> &str {
        &self.project_name
    }

    /// Whether its image is built with the project's files. Then its name has their commit in it.
    pub(crate) fn builds_image(&self) -> bool {
        self.build_image
    }

    /// The full name and the digest of an image that the project pins by its digest. It needs no
    /// push, and so no Docker on this machine.
    pub(crate) fn pinned_image(&self) -> Option<(&str, &str)> {
        let image = self.env.image.as_str();
        let (_, digest) = image.split_once('@').filter(|_| !self.build_image)?;
        Some((image, digest))
    }

    /// Makes sure that the image is on this machine: found, pulled, or built for a repository.
    pub(crate) fn ready<'a>(
        &'a self,
        repository: &str,
        commit: Option<&str>,
        context: BuildContext<'a>,
    ) -> Result<ReadyContainer<'a>> {
        let docker = Docker::new(context)?;
        let image_uri = match commit {
            _ if !self.build_image => self.env.image.clone(),
            Some(commit) => format!("{repository}:{}", &commit[..SHORT_HASH]),
            None => repository.to_owned(),
        };
        let image = if self.build_image {
            docker.build(&self.env.image, &image_uri)?
        } else {
            docker.image_or_pull(&image_uri)?
        };
        Ok(ReadyContainer {
            container: self,
            docker,
            image_uri,
            image,
        })
    }
}

impl ReadyContainer<'_> {
    /// The name of the image: the project's own, or one in a repository, with the commit where
    /// there is one.
    pub(crate) fn image_uri(&self) -> &str {
        &self.image_uri
    }

    /// What Docker knows the image by.
    pub(crate) fn image_id(&self) -> &str {
        &self.image.id
    }

    /// Pushes the image to its registry, where a cluster gets it from, and gives its full name and
    /// its digest.
    ///
    /// Like MLflow 3.17.2, it pushes also an image that is not built here. Where that is refused,
    /// the image that the registry is known to have is taken.
    pub(crate) fn push(&self) -> Result<(String, String)> {
        let name = self.image.pushed_name();
        let digest = match self.docker.push(name) {
            Err(error)
                if !self.container.build_image && error.code() == ErrorCode::ExecutionFailed =>
            {
                let known = self.docker.registry_digest(name)?;
                let Some(digest) = known else {
                    return Err(error);
                };
                tracing::warn!("{error}; its registry has it as {digest}, which is taken");
                digest
            }
            pushed => pushed?,
        };
        Ok((format!("{name}@{digest}"), digest))
    }

    /// The `docker run` that stands before the command.
    pub(crate) fn docker_run(&self, run: &ContainerRun) -> Result<PreparedEnvironment> {
        mount::make_artifact_folder(run.artifact_uri)?;
        let words = self.words(run)?;
        let joined = |part: fn(&Word) -> &str| {
            let words: Vec<&str> = words.iter().map(part).collect();
            format!("{} ", words.join(" "))
        };
        let (line, shown) = (joined(|word| &word.line), joined(|word| &word.shown));
        let container = RunningContainer::new(self.docker.program, run.run_id);
        Ok(PreparedEnvironment::in_container(line, shown, container))
    }

    /// `docker run`, in the order of MLflow 3.17.2.
    fn words(&self, run: &ContainerRun) -> Result<Vec<Word>> {
        let Container {
            env,
            args,
            variables,
            ..
        } = self.container;
        let tracking = mount::tracking_mount(run.tracking_uri);
        let artifacts = mount::artifact_mount(run.artifact_uri)?;
        let label = container::label(run.run_id);
        let start = [self.docker.program, "run", "--rm", "--label", &label];
        let mut words: Vec<Word> = start.map(Word::plain).into();
        words.extend(args.iter().flat_map(DockerArg::words));
        let volumes = tracking.volumes.iter().chain(&artifacts.volumes);
        let volumes = volumes.map(|volume| Word::plain(volume));
        let written = env.volumes.iter().map(|volume| Word::written(volume));
        for volume in volumes.chain(written) {
            words.extend([Word::plain("-v"), volume]);
        }
        let own = [
            (config::RUN_ID, run.run_id.to_owned()),
            (config::TRACKING_URI, run.tracking_uri.reveal().to_owned()),
            (config::EXPERIMENT_ID, run.experiment_id.to_owned()),
        ];
        let own = own.into_iter().chain(tracking.variables);
        let own = own.map(|(name, value)| (name.to_owned(), WordValue::Own(value)));
        let copied = artifacts.variables.into_iter();
        let copied = copied.map(|(name, value)| (name.to_owned(), WordValue::Copied(value)));
        let mut environment: Vec<(String, WordValue)> = Vec::new();
        for (name, value) in own.chain(copied).chain(variables.iter().cloned()) {
            match environment.iter_mut().find(|(known, _)| *known == name) {
                Some((_, old)) => *old = value,
                None => environment.push((name, value)),
            }
        }
        for (name, value) in environment {
            words.extend([Word::plain("-e"), Word::variable(&name, &value)]);
        }
        words.push(Word::plain(self.image.name()));
        Ok(words)
    }
}

/// As in MLflow, the settings for `docker run` do not reach a cluster.
fn warn_of_local_settings(env: &DockerEnv, args: &[DockerArg]) {
    let settings = [
        ("`--docker-args`", !args.is_empty()),
        ("the `volumes` of its `docker_env`", !env.volumes.is_empty()),
        (
            "the `environment` of its `docker_env`",
            !env.environment.is_empty(),
        ),
    ];
    for (setting, is_given) in settings {
        if is_given {
            tracing::warn!("{setting} means nothing in a cluster; set it in the job template");
        }
    }
}

impl DockerArg {
    /// Whether it sets a variable, whose value may be a secret.
    fn is_variable(&self) -> bool {
        matches!(&*self.name, "e" | "env")
    }

    fn words(&self) -> Vec<Word> {
        let dashes = if self.name.chars().count() == 1 {
            "-"
        } else {
            "--"
        };
        let flag = Word::plain(&format!("{dashes}{}", self.name));
        let value = self.value.as_deref().map(|value| {
            if self.is_variable() {
                Word::given_variable(value)
            } else {
                Word::plain(value)
            }
        });
        std::iter::once(flag).chain(value).collect()
    }
}

/// The values of the project's own variables.
fn variables(declared: &[DockerVariable]) -> Result<Vec<(String, WordValue)>> {
    let mut missing = Vec::new();
    let mut values = Vec::new();
    for variable in declared {
        match variable {
            DockerVariable::New(name, value) => {
                values.push((name.clone(), WordValue::Written(value.clone())));
            }
            DockerVariable::Copied(name) => match config::raw_var(name)? {
                Some(value) => values.push((name.clone(), WordValue::Copied(value))),
                None => missing.push(name.as_str()),
            },
        }
    }
    if missing.is_empty() {
        return Ok(values);
    }
    let missing = missing.join(", ");
    Err(Error::invalid(format!(
        "This project expects the {missing} environment variables to be set on the machine running the project, but {missing} was not set"
    ))
    .hint("set them, or give them a value in the project's `docker_env`: `[NAME, value]`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_argument_has_one_dash_or_two() {
        let words = |name: &str, value: Option<&str>| {
            let arg = DockerArg {
                name: name.into(),
                value: value.map(Into::into),
            };
            let words: Vec<String> = arg.words().into_iter().map(|word| word.shown).collect();
            words.join(" ")
        };
        assert_eq!(words("env", Some("A=s3cret")), "--env A=***");
        assert_eq!(words("t", None), "-t");
        assert_eq!(words("p", Some("80:80")), "-p 80:80");
        assert_eq!(words("gpus", Some("all")), "--gpus all");
        assert_eq!(words("init", None), "--init");
    }
}
