//! The programs that build environments, by the names that `--env-manager` takes.

use crate::config;
use crate::error::{Error, Result};

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

impl EnvManager {
    /// Every manager.
    const ALL: [Self; 4] = [Self::Local, Self::Virtualenv, Self::Uv, Self::Conda];

    /// The manager that `MLFLOW_ENV_MANAGER` names. A run sets it for the runs that its command
    /// starts.
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
