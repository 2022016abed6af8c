//! What an environment in the cache is made of, in three kinds: packages for pip, a project that
//! uv has locked, and a Conda environment. The [cache](super::cache) builds any of them alike.

use std::path::{Path, PathBuf};

use crate::error::Result;

use super::logged::Workplace;

/// Something that can be built in a folder of its own, and then entered by a shell.
pub(super) trait Recipe {
    /// Tells one environment from another.
    fn digest(&self) -> Result<String>;

    /// Chooses the programs that build it. Asked only when it must be built.
    fn build(&self) -> Result<Box<dyn Build + '_>>;

    /// A file without which a complete environment is broken, because it may be a link to
    /// somewhere else.
    fn interpreter(&self, environment: &Path) -> Option<PathBuf>;

    /// The shell command that enters it.
    fn activation(&self, environment: &Path) -> String;
}

/// The programs that build an environment.
pub(super) trait Build {
    /// What it is made with, for people: `Python 3.11.4 with uv`.
    fn describe(&self) -> String;

    /// Makes it in a folder that is not there yet.
    fn run(&self, environment: &Path, at: Workplace) -> Result<()>;
}
