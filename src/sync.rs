//! Locks that outlive a panic, and files that are locked.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::{LockResult, PoisonError};

/// Takes what a lock guards, even if a thread panicked while it held the lock. Use it only for data
/// that is consistent at every moment: others then see the old state or the new one, never a mixture.
pub(crate) fn unpoisoned<T>(locked: LockResult<T>) -> T {
    locked.unwrap_or_else(PoisonError::into_inner)
}

/// Opens a file that is there to be locked or gone on with, and creates it if need be. What it has stays.
pub(crate) fn open_kept(path: &Path) -> io::Result<File> {
    File::options()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    #[test]
    fn a_lock_is_taken_after_a_panic() {
        let count = Mutex::new(1);
        let panicked = std::panic::catch_unwind(|| {
            let _held = count.lock();
            panic!("as a defect does");
        });
        assert!(panicked.is_err() && count.is_poisoned());
        assert_eq!(*unpoisoned(count.lock()), 1);
    }
}
