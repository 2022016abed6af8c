//! Environments: the programs and packages with which a command runs, or which hold a model.
//!
//! `EnvironmentPlan` decides how a project gets what its `EnvironmentSpec` asks for: with the programs
//! of this machine, by an environment that is built once and cached, or in a container.
//!
//! | part | what it builds |
//! | --- | --- |
//! | `venv` | packages for pip, with uv or with Python's own `venv` and pip |
//! | `uv` | a project that uv has locked |
//! | `conda` | a `conda.yaml` |
//! | `docker` | images, and the line of `docker run` |
//!
//! The first three implement a `recipe`, which `cache` builds under a lock. What runs within an
//! environment, and what is recorded of it, is left to others.

mod cache;
mod conda;
mod conda_file;
mod container;
mod context;
mod definition;
mod digest;
mod docker;
mod event;
mod listing;
mod lists;
mod logged;
mod manager;
mod plan;
mod prepared;
mod python;
mod recipe;
mod spec;
mod uv;
mod venv;

pub use context::BuildContext;
pub(crate) use digest::{digest, of_file};
pub use docker::DockerArg;
pub(crate) use docker::{Container, ContainerRun, build_image};
pub use event::{BuildEvent, BuildObserver};
pub use listing::{CachedEnvironment, EnvironmentState, cached_environments};
pub(crate) use lists::PackageLists;
pub use manager::EnvManager;
pub(crate) use plan::{EnvRequest, EnvironmentPlan, prepare};
pub use prepared::PreparedEnvironment;
pub(crate) use spec::{DockerEnv, DockerVariable, EnvironmentSpec};
pub(crate) use uv::LOCK_FILE;
