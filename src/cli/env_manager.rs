//! The flag that names what builds an environment.

use clap::ValueEnum;

use crate::environment::EnvManager;

/// What builds an environment.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum EnvManagerArg {
    /// Nothing: the programs on the PATH are taken
    Local,
    /// uv where it is on the PATH, or else Python's venv and pip
    Virtualenv,
    /// uv
    Uv,
    /// conda, mamba or micromamba
    Conda,
}

impl From<EnvManagerArg> for EnvManager {
    fn from(manager: EnvManagerArg) -> Self {
        match manager {
            EnvManagerArg::Local => Self::Local,
            EnvManagerArg::Virtualenv => Self::Virtualenv,
            EnvManagerArg::Uv => Self::Uv,
            EnvManagerArg::Conda => Self::Conda,
        }
    }
}
