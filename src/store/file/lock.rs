//! Lock files: the right to change something, among the threads of this process and among the
//! processes that use the lock files.
//!
//! Threads of one process queue up in memory, and only the first of them asks the system. A wait has a
//! limit and a notice ([`Wait`]). The queue for a lock that is stuck is short: threads that come later
//! fail at once, so that not all threads of a server end up in one queue.

use std::collections::HashMap;
use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, LazyLock, Mutex, Once};
use std::time::{Duration, Instant};

use crate::duration;
use crate::error::{Error, ErrorCode, Result};
use crate::store::locked;
use crate::store::patience::{self, Wait};
use crate::sync::unpoisoned;

/// How long a thread sleeps before each of its first tries to get a lock of another process, in
/// milliseconds. The last is that of all further ones.
const PAUSES: [u64; 6] = [1, 2, 5, 10, 20, 50];

/// A lock that one thread of this process waits for or holds for longer than this is stuck.
const STUCK_AFTER: Duration = Duration::from_secs(2);

/// Most threads that queue for a lock that is stuck.
const MAX_QUEUE: usize = 8;

/// How often a thread in a queue looks whether to give a notice.
const LOOK: Duration = Duration::from_secs(1);

/// The queues of this process, by lock file.
static QUEUES: LazyLock<Mutex<HashMap<PathBuf, Arc<Queue>>>> = LazyLock::new(Mutex::default);

/// The right to change something, held until dropped.
pub(super) struct Lock {
    // Declared first: the file is closed, and so unlocked, before the next thread gets the turn.
    _file: File,
    _turn: QueueTurn,
}

/// Waits for a lock file, which is created if need be.
pub(super) fn lock(path: &Path) -> Result<Lock> {
    let mut wait = Wait::begin();
    let turn = QueueTurn::wait(path, &mut wait)?;
    let file = open(path)?;
    let mut pauses = PAUSES.into_iter();
    let mut pause = Duration::ZERO;
    loop {
        match file.try_lock() {
            Ok(()) => break,
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(e)) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(TryLockError::Error(e)) => {
                warn_of_missing_locks(path, &e);
                break;
            }
        }
        wait.notice(|| format!("the lock file `{}`{}", path.display(), held_by(&file)));
        let Some(left) = wait.left() else {
            return Err(held(path, &held_by(&file)));
        };
        pause = pauses.next().map_or(pause, Duration::from_millis);
        std::thread::sleep(pause.min(left));
    }
    Ok(Lock {
        _file: file,
        _turn: turn,
    })
}

/// Takes a lock file that is free at the moment; `None` where it is not.
pub(super) fn try_lock(path: &Path) -> Result<Option<Lock>> {
    let Some(turn) = QueueTurn::take(path) else {
        return Ok(None);
    };
    let file = open(path)?;
    Ok(file.try_lock().is_ok().then_some(Lock {
        _file: file,
        _turn: turn,
    }))
}

/// Threads that want the same lock.
#[derive(Default)]
struct Queue {
    state: Mutex<QueueState>,
    passed_on: Condvar,
}

#[derive(Default)]
struct QueueState {
    /// Since when a thread has the turn.
    taken: Option<Instant>,
    waiting: usize,
}

/// The turn of a thread: no other thread of this process asks for the lock or holds it.
struct QueueTurn {
    path: PathBuf,
    queue: Arc<Queue>,
}

impl QueueTurn {
    /// Waits for the turn.
    fn wait(path: &Path, wait: &mut Wait) -> Result<Self> {
        let queue = queue(path);
        let mut state = locked(&queue.state);
        while let Some(taken) = state.taken {
            let is_stuck = taken.elapsed() > STUCK_AFTER && state.waiting >= MAX_QUEUE;
            let Some(left) = wait.left().filter(|_| !is_stuck) else {
                drop(state);
                leave(path, &queue);
                return Err(held(path, ""));
            };
            wait.notice(|| format!("another thread that has the lock file `{}`", path.display()));
            state.waiting += 1;
            let waited = queue.passed_on.wait_timeout(state, LOOK.min(left));
            state = unpoisoned(waited).0;
            state.waiting -= 1;
        }
        state.taken = Some(Instant::now());
        drop(state);
        Ok(Self {
            path: path.to_owned(),
            queue,
        })
    }

    /// Takes the turn if nobody has it.
    fn take(path: &Path) -> Option<Self> {
        let queue = queue(path);
        let mut state = locked(&queue.state);
        if state.taken.is_some() {
            drop(state);
            leave(path, &queue);
            return None;
        }
        state.taken = Some(Instant::now());
        drop(state);
        Some(Self {
            path: path.to_owned(),
            queue,
        })
    }
}

impl Drop for QueueTurn {
    fn drop(&mut self) {
        locked(&self.queue.state).taken = None;
        self.queue.passed_on.notify_one();
        leave(&self.path, &self.queue);
    }
}

fn queue(path: &Path) -> Arc<Queue> {
    let mut queues = locked(&QUEUES);
    Arc::clone(queues.entry(path.to_owned()).or_default())
}

/// Drops a queue that nobody needs any more.
fn leave(path: &Path, queue: &Arc<Queue>) {
    let mut queues = locked(&QUEUES);
    let is_idle = locked(&queue.state).taken.is_none();
    // The map's own, and the caller's.
    if is_idle && Arc::strong_count(queue) <= 2 && locked(&queue.state).waiting == 0 {
        queues.remove(path);
    }
}

fn held(path: &Path, holder: &str) -> Error {
    Error::new(
        ErrorCode::TemporarilyUnavailable,
        format!(
            "the lock file `{}` is held by another program",
            path.display()
        ),
    )
    .hint(format!(
        "it did not let go of it for {}{holder}; try again when it has ended",
        duration::text(patience::LIMIT)
    ))
}

/// Which process holds a lock, as far as Linux tells.
fn held_by(file: &File) -> String {
    holder(file).map_or_else(String::new, |process| {
        format!(", which process {process} holds")
    })
}

#[cfg(target_os = "linux")]
fn holder(file: &File) -> Option<u32> {
    use std::os::unix::fs::MetadataExt;
    let inode = file.metadata().ok()?.ino().to_string();
    let locks = std::fs::read_to_string("/proc/locks").ok()?;
    locks.lines().find_map(|line| {
        // `1: FLOCK ADVISORY WRITE 4711 fd:01:131345 0 EOF`; who waits has `->` in front.
        let fields: Vec<&str> = line.split_ascii_whitespace().collect();
        match fields[..] {
            [_, "FLOCK", _, _, process, file, ..] if file.ends_with(&format!(":{inode}")) => {
                process.parse().ok()
            }
            _ => None,
        }
    })
}

#[cfg(not(target_os = "linux"))]
fn holder(_: &File) -> Option<u32> {
    None
}

/// Opens a lock file. One that another user of a shared store created can often be read alone,
/// which is enough for a lock.
fn open(path: &Path) -> Result<File> {
    let existing = || {
        OpenOptions::new()
            .read(true)
            .write(true)
            .open(path)
            .or_else(|refusal| File::open(path).map_err(|_| refusal))
    };
    let opened = match existing() {
        Err(e) if e.kind() == io::ErrorKind::NotFound => match create(path) {
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => existing(),
            created => created,
        },
        opened => opened,
    };
    let file = opened.map_err(|e| Error::io("open the lock file", path, e))?;
    restrict(&file, path);
    Ok(file)
}

/// Creates a lock file that only its owner may open, for now.
fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}

/// Gives a lock file the permissions of its folder: who may write there may hold the lock.
#[cfg(unix)]
fn restrict(file: &File, path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let folder = path.parent().and_then(|folder| folder.metadata().ok());
    let (Some(folder), Ok(found)) = (folder, file.metadata()) else {
        return;
    };
    let folder = folder.permissions().mode();
    let of = |write: u32, both: u32| if folder & write == 0 { 0 } else { both };
    let mode = 0o600 | of(0o020, 0o060) | of(0o002, 0o006);
    if found.permissions().mode() & 0o777 != mode {
        // Another user's stays as it is.
        let _ = file.set_permissions(std::fs::Permissions::from_mode(mode));
    }
}

#[cfg(not(unix))]
fn restrict(_: &File, _: &Path) {}

/// Warns that the file system has no locks, as some network file systems. There this program works
/// without them, as MLflow does.
fn warn_of_missing_locks(path: &Path, reason: &io::Error) {
    static WARNED: Once = Once::new();
    WARNED.call_once(|| {
        tracing::warn!(
            "`{}` cannot be locked ({reason}): do not write to this store from several programs at once",
            path.display()
        );
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_take_turns() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(".lock");
        let count = Mutex::new(0);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..50 {
                        let _lock = lock(&path).unwrap();
                        let mut count = count.try_lock().expect("one at a time");
                        *count += 1;
                    }
                });
            }
        });
        assert_eq!(*locked(&count), 400);
        assert!(!locked(&QUEUES).contains_key(&path));
        let held = lock(&path).unwrap();
        assert!(try_lock(&path).unwrap().is_none());
        drop(held);
        assert!(try_lock(&path).unwrap().is_some());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn who_holds_a_lock_is_known() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(".lock");
        let file = open(&path).unwrap();
        assert_eq!(holder(&file), None);
        file.lock().unwrap();
        assert_eq!(holder(&file), Some(std::process::id()));
    }

    #[cfg(unix)]
    #[test]
    fn a_lock_is_for_those_who_may_write_in_its_folder() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(".lock");
        std::fs::write(&path, "").unwrap();
        for (of_folder, of_lock) in [(0o755, 0o600), (0o775, 0o660), (0o777, 0o666)] {
            let of_folder = std::fs::Permissions::from_mode(of_folder);
            std::fs::set_permissions(folder.path(), of_folder).unwrap();
            drop(lock(&path).unwrap());
            let found = std::fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(found & 0o777, of_lock);
        }
    }
}
