//! The folder of environments: each is built once, in place and under a lock, and counts only
//! when its marker, which is written last, is there.
//!
//! In place, because a virtual environment has absolute paths in it and cannot be moved. The
//! lock is one of the operating system, so that it ends with its process: a killed build leaves
//! a folder without a marker, which the next one clears away.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::NamedTempFile;

use crate::error::{Error, Result};

use super::super::observer::{Event, Observer};
use super::super::process::Watch;
use super::builder::{Builder, interpreter_of};
use super::definition::Definition;

/// The file within an environment that says that it is complete.
const MARKER: &str = "mlflow-environment-complete";
/// How often a process that waits for another one's build looks whether it is over.
const LOCK_POLL: Duration = Duration::from_millis(100);

/// Where one environment is, or will be.
#[derive(Debug)]
pub(super) struct Place {
    name: String,
    pub(super) folder: PathBuf,
    lock: PathBuf,
}

impl Place {
    /// The place of an environment within the folder of all.
    pub(super) fn new(root: &Path, definition: &Definition) -> Result<Self> {
        let name = format!("mlflow-{}", definition.digest()?);
        Ok(Self {
            folder: root.join(&name),
            lock: root.join(format!("{name}.lock")),
            name,
        })
    }

    /// Makes sure that the environment is there.
    pub(super) fn prepare(
        &self,
        definition: &Definition,
        must_be_uv: bool,
        watch: &Watch,
        observer: &dyn Observer,
    ) -> Result<()> {
        if self.is_complete() {
            return Ok(());
        }
        let root = self
            .folder
            .parent()
            .expect("a place is in the folder of all");
        fs::create_dir_all(root).map_err(|e| Error::io("create the folder", root, e))?;
        let _lock = self.lock(watch, observer)?;
        // While we waited, another process may have built it.
        if self.is_complete() {
            return Ok(());
        }
        let builder = Builder::choose(definition, must_be_uv)?;
        let what = builder.describe(definition);
        observer.notice(Event::EnvironmentBuilding {
            name: &self.name,
            what: &what,
        });
        let log =
            NamedTempFile::new_in(root).map_err(|e| Error::io("create a file in", root, e))?;
        let started = Instant::now();
        self.build(&builder, definition, log.path(), watch)
            .inspect_err(|_| self.fail(log.path(), watch, observer))?;
        observer.notice(Event::EnvironmentReady {
            took: started.elapsed(),
        });
        Ok(())
    }

    /// Complete, and its interpreter, which may be a link to somewhere else, still there.
    fn is_complete(&self) -> bool {
        self.folder.join(MARKER).exists() && interpreter_of(&self.folder).exists()
    }

    fn build(
        &self,
        builder: &Builder,
        definition: &Definition,
        log: &Path,
        watch: &Watch,
    ) -> Result<()> {
        clear(&self.folder)?;
        builder.build(definition, &self.folder, log, watch)?;
        let marker = self.folder.join(MARKER);
        fs::write(&marker, "").map_err(|e| Error::io("write", &marker, e))
    }

    /// Shows what was said, unless the user cancelled it, and clears away what was made.
    fn fail(&self, log: &Path, watch: &Watch, observer: &dyn Observer) {
        if !watch.is_cancelled() {
            let log = fs::read(log).unwrap_or_default();
            let log = &String::from_utf8_lossy(&log);
            observer.notice(Event::EnvironmentFailed { log });
        }
        if let Err(error) = clear(&self.folder) {
            tracing::warn!("a part of the environment is left behind: {error}");
        }
    }

    /// Takes the lock, which is free again when the file is closed.
    fn lock(&self, watch: &Watch, observer: &dyn Observer) -> Result<File> {
        let failed = |e| Error::io("lock", &self.lock, e);
        let file = File::create(&self.lock).map_err(failed)?;
        let mut has_said = false;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(file),
                Err(TryLockError::Error(e)) => return Err(failed(e)),
                Err(TryLockError::WouldBlock) => {}
            }
            if !has_said {
                observer.notice(Event::EnvironmentAwaited { name: &self.name });
                has_said = true;
            }
            thread::sleep(LOCK_POLL);
            watch.check()?;
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
