//! The folder of environments, each of which is built once.
//!
//! 1. A run takes the environment's lock, shared. If the marker is there, the environment is
//!    complete, and the run holds the lock until its command has ended: nobody prunes it meanwhile.
//! 2. Otherwise the run takes the lock for itself alone, clears away what a killed build has left,
//!    and builds. A virtual environment has absolute paths in it and cannot be moved, so it is built
//!    at its final path.
//! 3. The marker is written last. The lock is released, and the run begins again at 1.
//!
//! The lock is the operating system's. It ends with the process that took it and with the builder
//! that this has started, so that a killed run leaves no lock, and no builder is disturbed.

use std::fs::{self, File, FileTimes, TryLockError};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use serde::{Deserialize, Serialize};

use crate::error::{self, Error, Result};
use crate::staged;
use crate::sync;

use super::context::BuildContext;
use super::digest::LENGTH;
use super::event::BuildEvent;
use super::logged::BuildStep;
use super::manager::EnvManager;
use super::recipe::{Build, Recipe};

/// The file that says that an environment is complete. Its time of modification is when the
/// environment was last used.
const MARKER: &str = "mlflow-environment-complete";
/// What the names of environments begin with.
const NAME_PREFIX: &str = "mlflow-";
/// What follows the name of an environment in that of the log of its build.
const LOG_SUFFIX: &str = ".log";
/// How often a process that waits for another one's build looks whether it is over.
const LOCK_POLL: Duration = Duration::from_millis(100);

/// An environment in the folder of environments, built or to be built.
#[derive(Debug)]
pub(super) struct CachedEnv {
    name: String,
    pub(super) folder: PathBuf,
    lock: PathBuf,
    /// The log of the build; removed when the build ends.
    log: PathBuf,
}

/// A lock that nobody shares. It is given back at the end of this value, even where a program that
/// the builder left behind still has the file open.
struct Exclusive(File);

impl Drop for Exclusive {
    fn drop(&mut self) {
        // Closing the file is the other way to unlock it.
        let _ = self.0.unlock();
    }
}

/// What the marker says.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(super) struct Marker {
    /// For people: `Python 3.11.4 with uv`.
    pub(super) made_of: String,
    pub(super) manager: String,
    /// The folder of the project that it was first built for.
    pub(super) project: String,
    /// When, in milliseconds since 1970.
    pub(super) created: i64,
}

/// A complete environment; while this is held, nobody removes it.
#[derive(Debug)]
pub(super) struct InUse {
    /// `None` where the folder of environments cannot be written: then nobody can remove one.
    _lock: Option<File>,
}

impl CachedEnv {
    /// The environment of a recipe.
    pub(super) fn new(root: &Path, recipe: &dyn Recipe) -> Result<Self> {
        Ok(Self::named(
            root,
            format!("{NAME_PREFIX}{}", recipe.digest()?),
        ))
    }

    /// The environment of that name.
    pub(super) fn named(root: &Path, name: String) -> Self {
        Self {
            folder: root.join(&name),
            lock: root.join(format!("{name}.lock")),
            log: root.join(format!("{name}{LOG_SUFFIX}")),
            name,
        }
    }

    /// Builds the environment, unless it is complete.
    pub(super) fn prepare(
        &self,
        recipe: &dyn Recipe,
        manager: EnvManager,
        context: BuildContext,
    ) -> Result<InUse> {
        let root = self
            .folder
            .parent()
            .expect("an environment is in the folder of all");
        if let Err(error) = fs::create_dir_all(root).and_then(|()| self.open_lock()) {
            if self.is_complete(recipe) {
                return Ok(InUse { _lock: None });
            }
            return Err(Error::io("write in the folder", root, error));
        }
        sweep(root);
        loop {
            let shared = self.lock(File::try_lock_shared, context)?;
            if self.is_complete(recipe) {
                self.touch();
                return Ok(InUse {
                    _lock: Some(shared),
                });
            }
            drop(shared);
            // Between the two locks another process may build it.
            let exclusive = Exclusive(self.lock(File::try_lock, context)?);
            if !self.is_complete(recipe) {
                self.build(recipe, manager, context, &exclusive)?;
            }
        }
    }

    /// Whether the marker is there, and the interpreter, which may be a link to elsewhere.
    fn is_complete(&self, recipe: &dyn Recipe) -> bool {
        let has_interpreter = recipe
            .interpreter(&self.folder)
            .is_none_or(|path| path.exists());
        self.folder.join(MARKER).exists() && has_interpreter
    }

    fn build(
        &self,
        recipe: &dyn Recipe,
        manager: EnvManager,
        context: BuildContext,
        exclusive: &Exclusive,
    ) -> Result<()> {
        let build = recipe.build()?;
        let what = build.describe();
        let name = &self.name;
        let building = BuildEvent::Started { name, what: &what };
        context.observer.notice(building);
        let started = Instant::now();
        let at = BuildStep {
            folder: context.project,
            log: &self.log,
            lock: Some(&exclusive.0),
            started,
            watch: context.watch,
            observer: context.observer,
        };
        self.make(&*build, manager, at)
            .inspect_err(|_| self.fail(context))?;
        self.clear_log();
        context.observer.notice(BuildEvent::Ready {
            took: started.elapsed(),
        });
        Ok(())
    }

    fn make(&self, build: &dyn Build, manager: EnvManager, at: BuildStep) -> Result<()> {
        clear(&self.folder)?;
        self.clear_log();
        build.run(&self.folder, at)?;
        let marker = Marker {
            made_of: build.describe(),
            manager: manager.as_str().to_owned(),
            project: at.folder.to_string_lossy().into_owned(),
            created: now(),
        };
        let text = serde_json::to_string(&marker).expect("texts and a number");
        let path = self.folder.join(MARKER);
        staged::write(&path, text.as_bytes()).map_err(|e| Error::io("write", &path, e))
    }

    /// Shows what was said, unless the user cancelled it, and clears away what was made.
    fn fail(&self, context: BuildContext) {
        if !context.watch.is_cancelled() {
            let log = fs::read(&self.log).unwrap_or_default();
            let log = &String::from_utf8_lossy(&log);
            context.observer.notice(BuildEvent::Failed { log });
        }
        self.clear_log();
        if let Err(error) = clear(&self.folder) {
            tracing::warn!("a part of the environment is left behind: {error}");
        }
    }

    /// Removes the log. Where that fails, the next sweep tries again.
    fn clear_log(&self) {
        let _ = fs::remove_file(&self.log);
    }

    /// Clears away what a killed build has left, unless it is being built now.
    fn sweep(&self) -> Result<()> {
        let Some(file) = self.try_lock()? else {
            return Ok(());
        };
        let _exclusive = Exclusive(file);
        self.clear_log();
        if self.folder.join(MARKER).exists() {
            return Ok(());
        }
        clear(&self.folder)
    }

    /// Records that the environment is used now. Where that fails, it looks unused for longer.
    fn touch(&self) {
        let times = FileTimes::new().set_modified(SystemTime::now());
        let _ = File::options()
            .append(true)
            .open(self.folder.join(MARKER))
            .and_then(|marker| marker.set_times(times));
    }

    /// What the marker says, and when it was touched; `None` for an environment that is not
    /// complete.
    pub(super) fn marker(&self) -> Option<(Marker, Option<SystemTime>)> {
        let path = self.folder.join(MARKER);
        let text = fs::read_to_string(&path).ok()?;
        let touched = path.metadata().and_then(|metadata| metadata.modified());
        // Early environments have empty markers.
        let marker = serde_json::from_str(&text).unwrap_or_default();
        Some((marker, touched.ok()))
    }

    /// The lock, if nobody builds or uses the environment.
    pub(super) fn try_lock(&self) -> Result<Option<File>> {
        let file = self
            .open_lock()
            .map_err(|e| Error::io("lock", &self.lock, e))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(e)) => Err(Error::io("lock", &self.lock, e)),
        }
    }

    /// Removes the environment, if nobody builds or uses it. Its lock stays: another process may
    /// be waiting for it.
    pub(super) fn remove(&self) -> Result<bool> {
        let Some(file) = self.try_lock()? else {
            return Ok(false);
        };
        let _exclusive = Exclusive(file);
        self.clear_log();
        // The marker first, so that what is half removed is not complete.
        let _ = fs::remove_file(self.folder.join(MARKER));
        clear(&self.folder)?;
        Ok(true)
    }

    fn open_lock(&self) -> std::io::Result<File> {
        sync::open_kept(&self.lock)
    }

    /// Takes the lock, which is free again when the file is closed.
    fn lock(
        &self,
        try_lock: fn(&File) -> Result<(), TryLockError>,
        context: BuildContext,
    ) -> Result<File> {
        let failed = |e| Error::io("lock", &self.lock, e);
        let file = self.open_lock().map_err(failed)?;
        let mut has_said = false;
        loop {
            match try_lock(&file) {
                Ok(()) => return Ok(file),
                Err(TryLockError::Error(e)) => return Err(failed(e)),
                Err(TryLockError::WouldBlock) => {}
            }
            if !has_said {
                let name = &self.name;
                context.observer.notice(BuildEvent::Awaited { name });
                has_said = true;
            }
            thread::sleep(LOCK_POLL);
            context.watch.check()?;
        }
    }
}

/// Whether a folder of that name is an environment that this program made. Those of Python's MLflow
/// in the same folder have longer names.
pub(super) fn is_ours(name: &str) -> bool {
    let digest = name.strip_prefix(NAME_PREFIX);
    digest.is_some_and(|digest| {
        digest.len() == LENGTH && digest.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

/// Clears away what killed builds have left: folders without a marker, and logs.
fn sweep(root: &Path) {
    let names = root.read_dir().into_iter().flatten().flatten();
    let names = names.filter_map(|entry| entry.file_name().into_string().ok());
    for name in names {
        let is_left = match name.strip_suffix(LOG_SUFFIX) {
            Some(_) => true,
            None => is_ours(&name) && !root.join(&name).join(MARKER).exists(),
        };
        let name = name.strip_suffix(LOG_SUFFIX).unwrap_or(&name);
        if !is_left || !is_ours(name) {
            continue;
        }
        if let Err(error) = CachedEnv::named(root, name.to_owned()).sweep() {
            tracing::debug!("what a killed build has left stays: {error}");
        }
    }
}

/// The time, in milliseconds since 1970.
fn now() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    since.map_or(0, |since| {
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    })
}

fn clear(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(e) if !error::is_missing(&e) => Err(Error::io("clear away", folder, e)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: &str = "mlflow-0123456789abcdef0123456789abcdef";

    #[test]
    fn only_our_own_environments_are_ours() {
        assert!(is_ours(NAME));
        // Python's MLflow names its own by SHA-1.
        assert!(!is_ours(&format!("{NAME}01234567")));
        assert!(!is_ours("mlflow-x"));
        assert!(!is_ours("other"));
    }

    #[test]
    fn what_killed_builds_left_is_swept() {
        let root = tempfile::tempdir().unwrap();
        let path = |name: &str| root.path().join(name);
        let another = NAME.replace('0', "f");
        let foreign = format!("{NAME}01234567");
        for folder in [NAME, &another, &foreign] {
            fs::create_dir_all(path(folder).join("bin")).unwrap();
            fs::write(path(&format!("{folder}.log")), "said").unwrap();
        }
        fs::write(path(&another).join(MARKER), "").unwrap();
        let building = CachedEnv::named(root.path(), NAME.to_owned());
        let lock = building.try_lock().unwrap().unwrap();
        sweep(root.path());
        assert!(
            path(NAME).exists() && building.log.exists(),
            "it is being built"
        );
        drop(lock);
        sweep(root.path());
        assert!(!path(NAME).exists() && !building.log.exists());
        assert!(path(&another).exists() && !path(&format!("{another}.log")).exists());
        assert!(path(&foreign).exists() && path(&format!("{foreign}.log")).exists());
    }
}
