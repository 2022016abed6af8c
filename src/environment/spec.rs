//! What a project says of its environment: a file, or a Docker image.

use std::path::PathBuf;

/// The file that describes the environment of a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum EnvironmentSpec {
    /// The project says nothing.
    None,
    /// `python_env.yaml`.
    Python(PathBuf),
    /// `conda.yaml`.
    Conda(PathBuf),
    /// `requirements.txt`.
    Requirements(PathBuf),
    /// `pyproject.toml`, with uv's lock beside it.
    Locked(PathBuf),
    /// A Docker image, described in the `MLproject` file itself.
    Docker(DockerEnv),
}

/// The `docker_env` of a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DockerEnv {
    pub(crate) image: String,
    /// `host:container`, as `docker run -v` takes them.
    pub(crate) volumes: Vec<String>,
    pub(crate) environment: Vec<DockerVariable>,
}

/// A variable of the environment in a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DockerVariable {
    /// The value that this machine's environment has.
    Copied(String),
    /// A name and its value.
    New(String, String),
}
