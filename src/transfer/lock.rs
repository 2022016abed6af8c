//! One sync at a time into a folder of files. A history there is a list of lines, which two that add
//! what is missing would double. In databases the key of a point keeps it single.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::thread;
use std::time::Duration;

use crate::config::StoreLocation;
use crate::error::{Error, Result};
use crate::sync;
use crate::tracking::Tracking;

/// The lock file in the folder.
const FILE: &str = ".mlflow-sync.lock";

/// How often a lock is asked for again.
const PAUSE: Duration = Duration::from_millis(100);

/// Waits for the lock of the target, if it needs one.
pub(super) fn hold(target: &Tracking, is_dry_run: bool) -> Result<Option<File>> {
    match target.tracking_uri().location() {
        StoreLocation::Folder(path) if !is_dry_run => lock(&path.join(FILE)).map(Some),
        _ => Ok(None),
    }
}

fn lock(path: &Path) -> Result<File> {
    let file = sync::open_kept(path).map_err(|e| Error::io("write", path, e))?;
    let mut is_said = false;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) => {
                if !std::mem::replace(&mut is_said, true) {
                    tracing::warn!("waiting for another sync into this folder");
                }
                thread::sleep(PAUSE);
            }
            // Where the file system has no locks, nobody can be waited for.
            Err(TryLockError::Error(error)) => {
                tracing::warn!("`{}` cannot be locked ({error})", path.display());
                return Ok(file);
            }
        }
    }
}
