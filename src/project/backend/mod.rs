//! Where a project's command runs: on this machine, or as a job in a Kubernetes cluster. Another
//! backend is a file here that executes the command of a [`RunSession`] in its own way.

#[cfg_attr(not(feature = "kubernetes"), path = "no_kubernetes.rs")]
mod kubernetes;
mod local;

use std::path::PathBuf;

use serde_json::Value;

use crate::error::{Error, Result};
use crate::process::ProcessEnd;

use super::session::RunSession;
use kubernetes::Kubernetes;

pub(super) use local::Job;

/// The default backend.
const LOCAL: &str = "local";
const KUBERNETES: &str = "kubernetes";
/// A backend of MLflow that this program does not have.
const DATABRICKS: &str = "databricks";

/// What `--backend-config` says.
#[derive(Clone, Debug)]
pub struct BackendConfig {
    /// The JSON itself.
    pub values: Value,
    /// The folder of the file that it was read from.
    pub folder: Option<PathBuf>,
}

/// Where a command runs.
#[derive(Debug)]
pub(super) enum Backend {
    Local,
    Kubernetes(Box<Kubernetes>),
}

impl Backend {
    /// The backend of this name, with its settings read and checked.
    pub(super) fn new(
        name: &str,
        config: Option<&BackendConfig>,
        build_image: bool,
    ) -> Result<Self> {
        let error = match name {
            LOCAL => return Ok(Self::Local),
            KUBERNETES => {
                let kubernetes = Kubernetes::new(config, build_image)?;
                return Ok(Self::Kubernetes(Box::new(kubernetes)));
            }
            DATABRICKS => Error::not_implemented("the backend `databricks` is not supported yet"),
            _ => Error::invalid(format!(
                "Got unsupported execution mode {name}; expected `{LOCAL}` or `{KUBERNETES}`"
            )),
        };
        Err(error.hint("leave `--backend` out to run the project on this machine"))
    }

    /// As MLflow records it.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Local => LOCAL,
            Self::Kubernetes(_) => KUBERNETES,
        }
    }

    /// Whether the project's environment must be a container.
    pub(super) fn is_cluster(&self) -> bool {
        matches!(self, Self::Kubernetes(_))
    }

    /// Runs a command to its end.
    pub(super) fn execute(&self, session: &RunSession, job: &Job) -> Result<ProcessEnd> {
        match self {
            Self::Local => local::execute(session, job),
            Self::Kubernetes(kubernetes) => kubernetes.execute(session, job),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorCode;

    #[test]
    fn backends_are_known_by_name() {
        assert_eq!(Backend::new("local", None, false).unwrap().name(), "local");
        for (name, code) in [
            ("databricks", ErrorCode::NotImplemented),
            ("x", ErrorCode::InvalidParameterValue),
            (
                "kubernetes",
                if cfg!(feature = "kubernetes") {
                    ErrorCode::InvalidParameterValue
                } else {
                    ErrorCode::NotImplemented
                },
            ),
        ] {
            assert_eq!(
                Backend::new(name, None, false).unwrap_err().code(),
                code,
                "{name}"
            );
        }
    }
}
