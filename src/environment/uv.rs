//! A project with a `pyproject.toml` that uv has locked: `uv sync` into a folder of ours.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::config;
use crate::error::{Error, ErrorCode, Result};
use crate::text;

use super::digest::digest;
use super::logged::{self, BuildStep};
use super::recipe::{Build, Recipe};
use super::venv::interpreter_of;

/// What uv wrote, beside the `pyproject.toml`.
pub(crate) const LOCK_FILE: &str = "uv.lock";
/// How the lock says that a package is taken from a folder on this machine.
const LOCAL_SOURCES: [&str; 3] = ["{ editable =", "{ directory =", "{ path ="];

/// A project's `pyproject.toml` with its `uv.lock`.
#[derive(Debug)]
pub(crate) struct LockedProject {
    folder: PathBuf,
    /// The texts that determine what is installed.
    texts: Vec<String>,
    is_local: bool,
}

impl LockedProject {
    /// Reads what is beside a `pyproject.toml`.
    pub(super) fn read(pyproject: &Path) -> Result<Self> {
        let folder = pyproject.parent().unwrap_or(Path::new("."));
        let lock = text::read(&folder.join(LOCK_FILE))
            .map_err(|error| error.hint("`uv lock` in the project's folder writes it"))?;
        let is_local = LOCAL_SOURCES.iter().any(|source| lock.contains(source));
        let version = text::read(&folder.join(".python-version")).unwrap_or_default();
        Ok(Self {
            folder: folder.to_owned(),
            texts: vec![text::read(pyproject)?, lock, version],
            is_local,
        })
    }
}

impl Recipe for LockedProject {
    fn digest(&self) -> Result<String> {
        let kind = std::iter::once("uv sync".to_owned());
        // Packages in the project's folder are installed by its path, so the path is part of the digest.
        let folder = self
            .is_local
            .then(|| self.folder.to_string_lossy().into_owned());
        Ok(digest(kind.chain(self.texts.iter().cloned()).chain(folder)))
    }

    fn build(&self) -> Result<Box<dyn Build + '_>> {
        let uv = config::programs("uv").next().ok_or_else(|| {
            Error::new(
                ErrorCode::ResourceDoesNotExist,
                format!(
                    "the project has a `{LOCK_FILE}`, and there is no program `uv` on the PATH"
                ),
            )
            .hint("install it: https://docs.astral.sh/uv/")
            .hint("`--env-manager local` runs the project with the programs that are there")
        })?;
        Ok(Box::new(Sync { uv, project: self }))
    }

    fn interpreter(&self, environment: &Path) -> Option<PathBuf> {
        Some(interpreter_of(environment))
    }

    fn activation(&self, environment: &Path) -> String {
        super::venv::activation(environment)
    }
}

struct Sync<'a> {
    uv: PathBuf,
    project: &'a LockedProject,
}

impl Build for Sync<'_> {
    fn describe(&self) -> String {
        "what uv.lock says, with uv".to_owned()
    }

    fn run(&self, environment: &Path, at: BuildStep) -> Result<()> {
        let mut command = Command::new(&self.uv);
        // The flags with which MLflow 3.17.2 restores a model's `uv.lock`.
        command
            .args(["sync", "--frozen", "--no-dev"])
            .env(config::UV_PROJECT_ENVIRONMENT, environment);
        let folder = &self.project.folder;
        logged::run(&mut command, BuildStep { folder, ..at })
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_lock_without_local_sources_is_shared_between_folders() {
        let digest_of = |lock: &str| {
            let folder = tempfile::tempdir().unwrap();
            let pyproject = folder.path().join("pyproject.toml");
            fs::write(&pyproject, "[project]").unwrap();
            fs::write(folder.path().join(LOCK_FILE), lock).unwrap();
            LockedProject::read(&pyproject).unwrap().digest().unwrap()
        };
        let shared = "source = { registry = \"x\" }\nsource = { virtual = \".\" }";
        assert_eq!(digest_of(shared), digest_of(shared));
        let local = "source = { editable = \".\" }";
        assert_ne!(digest_of(local), digest_of(local));
        assert_ne!(digest_of(shared), digest_of(local));
    }

    #[test]
    fn without_a_lock_there_is_a_hint() {
        let folder = tempfile::tempdir().unwrap();
        let error = LockedProject::read(&folder.path().join("pyproject.toml")).unwrap_err();
        assert!(error.hints()[0].contains("uv lock"), "{error}");
    }
}
