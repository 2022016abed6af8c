//! What an environment of the cache is built of. There are three recipes: packages for pip, a project
//! that uv has locked, and a Conda file. The [cache](super::cache) builds all of them in the same way.

use std::path::{Path, PathBuf};

use crate::error::Result;

use super::logged::BuildStep;

/// Something that can be built in a folder of its own, and then entered by a shell.
pub(super) trait Recipe {
    /// The digest by which the environment is identified.
    fn digest(&self) -> Result<String>;

    /// Chooses the programs that build it. Called only if it must be built.
    fn build(&self) -> Result<Box<dyn Build + '_>>;

    /// The interpreter, without which an environment is broken. It may be a link to elsewhere.
    fn interpreter(&self, environment: &Path) -> Option<PathBuf>;

    /// The shell command that enters it.
    fn activation(&self, environment: &Path) -> String;
}

/// The programs that build an environment.
pub(super) trait Build {
    /// What it is made with, for people: `Python 3.11.4 with uv`.
    fn describe(&self) -> String;

    /// Makes it in a folder that is not there yet.
    fn run(&self, environment: &Path, at: BuildStep) -> Result<()>;
}
