//! The cached environments: listing them, and removing those that nobody needs.
//!
//! Environments of Python's MLflow in the same folder are left alone; they have longer names.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use walkdir::WalkDir;

use crate::config;
use crate::error::{self, Error, Result};

use super::cache::{CachedEnv, Marker, is_ours};

/// A cached environment, as it is listed.
#[derive(Debug)]
pub struct CachedEnvironment {
    /// The name of its folder.
    pub name: String,
    /// Where it is.
    pub folder: PathBuf,
    /// Whether it can be used.
    pub state: EnvironmentState,
    /// What it is made of, for people; empty where that is not known.
    pub made_of: String,
    /// What built it, as `--env-manager` names it.
    pub manager: String,
    /// The folder of the project that it was first built for.
    pub project: String,
    /// When it was built, in milliseconds since 1970.
    pub created: Option<i64>,
    /// When a run last used it.
    pub last_used: Option<SystemTime>,
    /// What its files take, in bytes; files that it shares with others count in full.
    pub size: u64,
    cached: CachedEnv,
}

/// Whether an environment can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnvironmentState {
    /// Complete.
    Ready,
    /// A run uses it, or it is being built.
    InUse,
    /// What a build that was killed left behind.
    Incomplete,
}

impl EnvironmentState {
    /// A word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::InUse => "in use",
            Self::Incomplete => "incomplete",
        }
    }
}

/// Every cached environment, the one used last first.
pub fn cached_environments() -> Result<Vec<CachedEnvironment>> {
    let root = config::environments_folder()?;
    let entries = match root.read_dir() {
        Err(e) if error::is_missing(&e) => return Ok(Vec::new()),
        entries => entries.map_err(|e| Error::io("read the folder", &root, e))?,
    };
    let mut environments = entries
        .flatten()
        .filter(|entry| entry.path().is_dir())
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| is_ours(name))
        .map(|name| CachedEnvironment::read(&root, name))
        .collect::<Result<Vec<_>>>()?;
    environments.sort_by(|a, b| {
        let by_use = b.last_used.cmp(&a.last_used);
        by_use.then_with(|| a.name.cmp(&b.name))
    });
    Ok(environments)
}

impl CachedEnvironment {
    fn read(root: &Path, name: String) -> Result<Self> {
        let cached = CachedEnv::named(root, name.clone());
        let is_free = cached.try_lock()?.is_some();
        let marker = cached.marker();
        let state = match (is_free, &marker) {
            (false, _) => EnvironmentState::InUse,
            (true, Some(_)) => EnvironmentState::Ready,
            (true, None) => EnvironmentState::Incomplete,
        };
        let (marker, last_used) = marker.unwrap_or_default();
        let Marker {
            made_of,
            manager,
            project,
            created,
        } = marker;
        Ok(Self {
            name,
            size: size_of(&cached.folder),
            folder: cached.folder.clone(),
            state,
            made_of,
            manager,
            project,
            created: Some(created).filter(|&created| created > 0),
            last_used,
            cached,
        })
    }

    /// Removes it. Returns `false` if a run uses it by now.
    pub fn remove(&self) -> Result<bool> {
        self.cached.remove()
    }
}

fn size_of(folder: &Path) -> u64 {
    WalkDir::new(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| fs::symlink_metadata(entry.path()).ok())
        .filter(fs::Metadata::is_file)
        .map(|metadata| metadata.len())
        .sum()
}
