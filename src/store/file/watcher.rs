//! Tells that a folder has changed, on Linux, where the kernel queues what happens to watched
//! folders (`inotify`).
//!
//! 1. Before a folder is read, a watch is set on it.
//! 2. The kernel queues a change before the system call that made it returns, whichever process made it.
//! 3. Before each answer, [`Watcher::catch_up`] reads the queue, so that no change is missed. So no
//!    thread waits for changes, as one of a crate for this purpose would.
//! 4. A change marks everything that was read of the folder as stale, and the watch ends. So a program
//!    that logs a million points does not fill the queue.
//! 5. If the queue overflows all the same, everything is marked as stale.
//!
//! The number of watches is limited. Data in folders without a watch is not cached but read each time,
//! or it is checked by other means (see `registry/cover.rs`).

use std::collections::HashMap;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, Once};

use nix::errno::Errno;
use nix::sys::inotify::{AddWatchFlags, InitFlags, Inotify, WatchDescriptor};
use nix::sys::statfs;

use crate::error;
use crate::sync::unpoisoned;

/// How many watches a user has, over all programs.
const SYSTEM_LIMIT: &str = "/proc/sys/fs/inotify/max_user_watches";
/// Of so many parts of them this program leaves one to others, because editors need watches, too.
const PARTS: usize = 4;
/// What Linux granted before 5.11, for systems that do not say.
const USUAL_LIMIT: usize = 8_192;

/// File systems on which the kernel sees every change. On others (NFS, SMB, FUSE) another machine
/// may make them.
const LOCAL: [statfs::FsType; 9] = [
    statfs::BTRFS_SUPER_MAGIC,
    statfs::EXT4_SUPER_MAGIC,
    statfs::F2FS_SUPER_MAGIC,
    statfs::OVERLAYFS_SUPER_MAGIC,
    statfs::REISERFS_SUPER_MAGIC,
    statfs::TMPFS_MAGIC,
    statfs::XFS_SUPER_MAGIC,
    BCACHEFS,
    ZFS,
];
const BCACHEFS: statfs::FsType = statfs::FsType(0xca45_1a4e);
const ZFS: statfs::FsType = statfs::FsType(0x2fc1_2fc1);

/// The identity of the folder at a path: device and inode.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Identity {
    device: u64,
    inode: u64,
}

impl Identity {
    /// The identity of a folder; `None` where there is none, or a link.
    pub(super) fn of(folder: &Path) -> Option<Self> {
        let found = fs::symlink_metadata(folder).ok()?;
        found.is_dir().then(|| Self {
            device: found.dev(),
            inode: found.ino(),
        })
    }
}

/// Whether every change of a file is one of its folder: it is no link and has no other name, or
/// is not there.
pub(super) fn is_plain_or_missing(file: &Path) -> bool {
    match fs::symlink_metadata(file) {
        Ok(found) => found.is_file() && found.nlink() == 1,
        Err(e) => error::is_missing(&e),
    }
}

/// Whether the kernel sees every change in a folder, which is reported where it does not.
pub(super) fn is_local(folder: &Path) -> bool {
    let is_local = match statfs::statfs(folder) {
        Ok(found) => LOCAL.contains(&found.filesystem_type()),
        Err(_) => false,
    };
    if !is_local {
        warn_of_foreign_folder(folder);
    }
    is_local
}

/// A flag that is set when a watched folder changes: what was read of it is stale.
#[derive(Debug, Default)]
pub(super) struct StaleFlag {
    is_stale: AtomicBool,
    /// Used only by code that holds the lock of the watcher's state.
    watches: Mutex<Vec<WatchDescriptor>>,
}

impl StaleFlag {
    /// Whether something has changed. Once stale, always stale.
    pub(super) fn is_stale(&self) -> bool {
        self.is_stale.load(Ordering::Acquire)
    }

    fn watches(&self) -> MutexGuard<'_, Vec<WatchDescriptor>> {
        unpoisoned(self.watches.lock())
    }
}

/// The result of watching a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Watched {
    /// From now on, the first change in the folder sets the flag.
    Yes,
    /// There is no folder. That there is one will be a change of the folder above.
    Missing,
    /// Changes would go unseen.
    No,
}

/// What a folder is watched for, which says how many watches others must leave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Priority {
    /// As long as there is any watch.
    High,
    /// While seven eighths of all watches are not taken.
    Middle,
    /// While an eighth of all watches is not taken.
    Low,
}

impl Priority {
    /// How many of so many watches may be taken.
    fn share_of(self, limit: usize) -> usize {
        match self {
            Self::High => limit,
            Self::Middle => limit - limit / 8,
            Self::Low => limit / 8,
        }
    }
}

/// The watches of one store.
#[derive(Debug)]
pub(super) struct Watcher {
    state: Mutex<WatcherState>,
    limit: usize,
}

#[derive(Debug)]
struct WatcherState {
    /// `None` if the system grants no more.
    inotify: Option<Inotify>,
    /// Which flags a watch sets. A folder can be part of several things.
    owners: HashMap<WatchDescriptor, Vec<Arc<StaleFlag>>>,
}

impl Watcher {
    /// Makes a watcher; `None` where the system grants none, which is reported.
    pub(super) fn new() -> Option<Self> {
        Self::with_limit(fair_limit())
    }

    /// Makes a watcher of at most so many folders.
    pub(super) fn with_limit(limit: usize) -> Option<Self> {
        let state = WatcherState {
            inotify: Some(start()?),
            owners: HashMap::new(),
        };
        Some(Self {
            state: Mutex::new(state),
            limit,
        })
    }

    /// Marks everything as stale that has changed until now.
    pub(super) fn catch_up(&self) {
        self.state().catch_up();
    }

    /// Watches what happens in a folder, and to the folder itself, but not below it. Changes that
    /// come before this returns may set the flag.
    pub(super) fn watch(&self, flag: &Arc<StaleFlag>, folder: &Path) -> Watched {
        self.watch_for(Priority::High, flag, folder)
    }

    /// Watches a folder as [`Self::watch`] does, as long as its priority allows it.
    pub(super) fn watch_for(
        &self,
        priority: Priority,
        flag: &Arc<StaleFlag>,
        folder: &Path,
    ) -> Watched {
        let mut state = self.state();
        if priority != Priority::High && state.owners.len() >= priority.share_of(self.limit) {
            return Watched::No;
        }
        if flag.is_stale() {
            return Watched::No;
        }
        if state.owners.len() >= self.limit {
            warn_of_limit(self.limit);
            return Watched::No;
        }
        let Some(inotify) = &state.inotify else {
            return Watched::No;
        };
        match inotify.add_watch(folder, what_is_told()) {
            Ok(watch) => {
                state.add_owner(watch, flag);
                Watched::Yes
            }
            Err(Errno::ENOENT) => Watched::Missing,
            Err(Errno::ENOSPC) => {
                warn_of_limit(state.owners.len());
                Watched::No
            }
            Err(_) => Watched::No,
        }
    }

    /// Releases the watches of something that is dropped.
    pub(super) fn release(&self, flag: &Arc<StaleFlag>) {
        self.state().release(flag);
    }

    /// Fills the queue until it runs over, as far as those who read it can tell.
    #[cfg(test)]
    pub(super) fn overflow(&self) {
        self.state().start_over();
    }

    /// How many folders are watched.
    #[cfg(test)]
    pub(super) fn watch_count(&self) -> usize {
        self.state().owners.len()
    }

    fn state(&self) -> MutexGuard<'_, WatcherState> {
        unpoisoned(self.state.lock())
    }
}

impl WatcherState {
    fn catch_up(&mut self) {
        while let Some(inotify) = &self.inotify {
            match inotify.read_events() {
                Ok(events) => {
                    let overflow = AddWatchFlags::IN_Q_OVERFLOW;
                    if events.iter().any(|event| event.mask.contains(overflow)) {
                        self.start_over();
                    } else {
                        for event in events {
                            self.changed(event.wd);
                        }
                    }
                }
                Err(Errno::EAGAIN) => return,
                Err(Errno::EINTR) => {}
                Err(_) => self.start_over(),
            }
        }
    }

    /// Marks as stale what was read of the folder of a watch, which has ended.
    fn changed(&mut self, watch: WatchDescriptor) {
        for flag in self.owners.remove(&watch).unwrap_or_default() {
            self.release(&flag);
        }
    }

    /// Sets a flag and ends its watches, except for those that others need.
    fn release(&mut self, flag: &Arc<StaleFlag>) {
        flag.is_stale.store(true, Ordering::Release);
        for watch in std::mem::take(&mut *flag.watches()) {
            let Some(owners) = self.owners.get_mut(&watch) else {
                continue;
            };
            owners.retain(|owner| !Arc::ptr_eq(owner, flag));
            if owners.is_empty() {
                self.owners.remove(&watch);
                if let Some(inotify) = &self.inotify {
                    // It fails where the watch is used up: the queue tells of that later.
                    let _ = inotify.rm_watch(watch);
                }
            }
        }
    }

    fn add_owner(&mut self, watch: WatchDescriptor, flag: &Arc<StaleFlag>) {
        let owners = self.owners.entry(watch).or_default();
        if !owners.iter().any(|owner| Arc::ptr_eq(owner, flag)) {
            owners.push(Arc::clone(flag));
            flag.watches().push(watch);
        }
    }

    /// Marks everything as stale and starts a new queue.
    fn start_over(&mut self) {
        for flag in self.owners.drain().flat_map(|(_, flags)| flags) {
            flag.is_stale.store(true, Ordering::Release);
            flag.watches().clear();
        }
        // The old queue goes first: a user has few of them.
        self.inotify = None;
        self.inotify = start();
    }
}

/// Every change that can matter. Links are not followed: what they lead to may be replaced
/// without a change in the folder.
fn what_is_told() -> AddWatchFlags {
    AddWatchFlags::IN_ATTRIB
        | AddWatchFlags::IN_CREATE
        | AddWatchFlags::IN_DELETE
        | AddWatchFlags::IN_DELETE_SELF
        | AddWatchFlags::IN_MODIFY
        | AddWatchFlags::IN_MOVE
        | AddWatchFlags::IN_MOVE_SELF
        | AddWatchFlags::IN_DONT_FOLLOW
        | AddWatchFlags::IN_ONESHOT
        | AddWatchFlags::IN_ONLYDIR
}

fn start() -> Option<Inotify> {
    let started = Inotify::init(InitFlags::IN_CLOEXEC | InitFlags::IN_NONBLOCK);
    if let Err(reason) = &started {
        tracing::warn!(
            "the system watches no more folders ({reason}): every search reads the runs again; \
             `fs.inotify.max_user_instances` is the limit"
        );
    }
    started.ok()
}

fn fair_limit() -> usize {
    let limit = fs::read_to_string(SYSTEM_LIMIT).ok();
    let limit = limit.and_then(|limit| limit.trim().parse().ok());
    let limit: usize = limit.unwrap_or(USUAL_LIMIT);
    limit - limit / PARTS
}

fn warn_of_limit(watches: usize) {
    static WARNED: Once = Once::new();
    WARNED.call_once(|| {
        tracing::warn!(
            "{watches} folders are watched, and no more may be: what lies in others is read again \
             for each search; `fs.inotify.max_user_watches` is the limit of all programs of this \
             user"
        );
    });
}

fn warn_of_foreign_folder(folder: &Path) {
    static WARNED: Once = Once::new();
    WARNED.call_once(|| {
        tracing::warn!(
            "changes in `{}` may go unseen (it is not on a local file system): its runs are read \
             again for each search",
            folder.display()
        );
    });
}
