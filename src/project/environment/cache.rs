//! The folder of environments: each is built once, in place and under a lock, and counts only
//! when its marker, which is written last, is there.
//!
//! In place, because a virtual environment has absolute paths in it and cannot be moved. The
//! lock is one of the operating system, so that it ends with its process: a killed build leaves
//! a folder without a marker, which the next one clears away. Whoever uses an environment shares
//! its lock meanwhile, so that it is not pruned under them.

use std::fs::{self, File, FileTimes, TryLockError};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use crate::error::{Error, Result};
use crate::tracking::now;

use super::super::observer::{Event, Observer};
use super::super::process::Watch;
use super::EnvManager;
use super::recipe::{Build, Recipe};

/// The file within an environment that says that it is complete. It was used when this was last
/// touched.
const MARKER: &str = "mlflow-environment-complete";
/// What the names of environments begin with.
pub(super) const NAME_PREFIX: &str = "mlflow-";
/// How often a process that waits for another one's build looks whether it is over.
const LOCK_POLL: Duration = Duration::from_millis(100);

/// Where one environment is, or will be.
#[derive(Debug)]
pub(super) struct Place {
    name: String,
    pub(super) folder: PathBuf,
    lock: PathBuf,
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
    /// `None` where the folder of all cannot be written, and so nobody removes anything.
    _lock: Option<File>,
}

/// For whom an environment is built.
#[derive(Clone, Copy)]
pub(super) struct Order<'a> {
    pub(super) manager: EnvManager,
    pub(super) project: &'a Path,
    pub(super) watch: &'a Watch,
    pub(super) observer: &'a dyn Observer,
}

impl Place {
    /// The place of an environment within the folder of all.
    pub(super) fn new(root: &Path, recipe: &dyn Recipe) -> Result<Self> {
        Ok(Self::named(
            root,
            format!("{NAME_PREFIX}{}", recipe.digest()?),
        ))
    }

    /// The place of the environment of that name.
    pub(super) fn named(root: &Path, name: String) -> Self {
        Self {
            folder: root.join(&name),
            lock: root.join(format!("{name}.lock")),
            name,
        }
    }

    /// Makes sure that the environment is there.
    pub(super) fn prepare(&self, recipe: &dyn Recipe, order: Order) -> Result<InUse> {
        let root = self
            .folder
            .parent()
            .expect("a place is in the folder of all");
        if let Err(error) = fs::create_dir_all(root).and_then(|()| self.open_lock()) {
            if self.is_complete(recipe) {
                return Ok(InUse { _lock: None });
            }
            return Err(Error::io("write in the folder", root, error));
        }
        loop {
            let shared = self.lock(File::try_lock_shared, order)?;
            if self.is_complete(recipe) {
                self.touch();
                return Ok(InUse {
                    _lock: Some(shared),
                });
            }
            drop(shared);
            // Between the two locks another process may build it.
            let _exclusive = self.lock(File::try_lock, order)?;
            if !self.is_complete(recipe) {
                self.build(root, recipe, order)?;
            }
        }
    }

    /// Complete, and its interpreter still there.
    fn is_complete(&self, recipe: &dyn Recipe) -> bool {
        let has_interpreter = recipe
            .interpreter(&self.folder)
            .is_none_or(|path| path.exists());
        self.folder.join(MARKER).exists() && has_interpreter
    }

    fn build(&self, root: &Path, recipe: &dyn Recipe, order: Order) -> Result<()> {
        let build = recipe.build()?;
        let what = build.describe();
        let name = &self.name;
        let building = Event::EnvironmentBuilding { name, what: &what };
        order.observer.notice(building);
        let log =
            NamedTempFile::new_in(root).map_err(|e| Error::io("create a file in", root, e))?;
        let started = Instant::now();
        self.make(&*build, log.path(), order)
            .inspect_err(|_| self.fail(log.path(), order))?;
        order.observer.notice(Event::EnvironmentReady {
            took: started.elapsed(),
        });
        Ok(())
    }

    fn make(&self, build: &dyn Build, log: &Path, order: Order) -> Result<()> {
        clear(&self.folder)?;
        build.run(&self.folder, log, order.watch)?;
        let marker = Marker {
            made_of: build.describe(),
            manager: order.manager.as_str().to_owned(),
            project: order.project.to_string_lossy().into_owned(),
            created: now(),
        };
        let text = serde_json::to_string(&marker).expect("texts and a number");
        let path = self.folder.join(MARKER);
        fs::write(&path, text).map_err(|e| Error::io("write", &path, e))
    }

    /// Shows what was said, unless the user cancelled it, and clears away what was made.
    fn fail(&self, log: &Path, order: Order) {
        if !order.watch.is_cancelled() {
            let log = fs::read(log).unwrap_or_default();
            let log = &String::from_utf8_lossy(&log);
            order.observer.notice(Event::EnvironmentFailed { log });
        }
        if let Err(error) = clear(&self.folder) {
            tracing::warn!("a part of the environment is left behind: {error}");
        }
    }

    /// Says that the environment is used now. Where that cannot be said, it only looks older.
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
        // The first ones had nothing in their markers.
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
        let Some(_lock) = self.try_lock()? else {
            return Ok(false);
        };
        // The marker first, so that what is half removed is not complete.
        let _ = fs::remove_file(self.folder.join(MARKER));
        clear(&self.folder)?;
        Ok(true)
    }

    fn open_lock(&self) -> std::io::Result<File> {
        File::options()
            .write(true)
            .create(true)
            .truncate(false)
            .open(&self.lock)
    }

    /// Takes the lock, which is free again when the file is closed.
    fn lock(&self, try_lock: fn(&File) -> Result<(), TryLockError>, order: Order) -> Result<File> {
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
                order.observer.notice(Event::EnvironmentAwaited { name });
                has_said = true;
            }
            thread::sleep(LOCK_POLL);
            order.watch.check()?;
        }
    }
}

fn clear(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
            Err(Error::io("clear away", folder, e))
        }
        _ => Ok(()),
    }
}
