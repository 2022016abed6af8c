//! Whether a file or a folder is still what it was, by what the file system notes of it.

use std::fs::{self, Metadata};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::disk;

/// How long after a change the next one may get the same time: file systems count in steps of up to
/// ten milliseconds.
const STEP: Duration = Duration::from_millis(100);

/// What the file system noted of a file or folder at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp(State);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Missing,
    /// It had changed a moment before, and could change again unseen; or it is a link.
    Unsettled,
    Settled(u64),
}

impl Stamp {
    /// Stamps a file or a folder without what is in it, at this time. To be taken before it is read.
    pub(super) fn of(path: &Path, now: SystemTime) -> Self {
        Self(match fs::symlink_metadata(path) {
            Ok(found) if is_settled(&found, now) => State::Settled(hash(&Noted::of(&found))),
            Ok(_) => State::Unsettled,
            Err(_) => State::Missing,
        })
    }

    /// Stamps a folder with everything in it.
    pub(super) fn of_tree(folder: &Path, now: SystemTime) -> Self {
        let stamp = Self::of(folder, now);
        let State::Settled(own) = stamp.0 else {
            return stamp;
        };
        let Ok(entries) = disk::entries(folder) else {
            return Self(State::Unsettled);
        };
        let mut parts = Vec::with_capacity(entries.len());
        for entry in entries {
            let stamp = match entry.file_type() {
                Ok(kind) if kind.is_dir() => Self::of_tree(&entry.path(), now),
                _ => Self::of(&entry.path(), now),
            };
            match stamp.0 {
                State::Settled(stamp) => parts.push((entry.file_name(), stamp)),
                _ => return Self(State::Unsettled),
            }
        }
        parts.sort_unstable();
        Self(State::Settled(hash(&(own, parts))))
    }

    /// Whether nothing has changed since, if this is the older and `now` the newer stamp.
    pub(super) fn still_holds(self, now: Self) -> bool {
        self == now && self.0 != State::Unsettled
    }
}

/// What tells one state of a file from another.
#[derive(Hash)]
struct Noted {
    modified: Option<SystemTime>,
    length: u64,
    /// Device, inode and the time of the last change of whatever kind.
    own: (u64, u64, i64, i64),
}

impl Noted {
    fn of(found: &Metadata) -> Self {
        Self {
            modified: found.modified().ok(),
            length: found.len(),
            own: own(found),
        }
    }
}

#[cfg(unix)]
fn own(found: &Metadata) -> (u64, u64, i64, i64) {
    use std::os::unix::fs::MetadataExt;
    (found.dev(), found.ino(), found.ctime(), found.ctime_nsec())
}

#[cfg(not(unix))]
fn own(_: &Metadata) -> (u64, u64, i64, i64) {
    (0, 0, 0, 0)
}

/// Whether it is no link, and its last change was long enough ago.
fn is_settled(found: &Metadata, now: SystemTime) -> bool {
    let changed = [found.modified().ok(), change_time(found)];
    let changed = changed.into_iter().flatten().max();
    let age = changed.map(|changed| now.duration_since(changed));
    !found.is_symlink() && matches!(age, Some(Ok(age)) if age > STEP)
}

#[cfg(unix)]
fn change_time(found: &Metadata) -> Option<SystemTime> {
    use std::os::unix::fs::MetadataExt;
    let seconds = u64::try_from(found.ctime()).ok()?;
    let nanoseconds = u32::try_from(found.ctime_nsec()).ok()?;
    SystemTime::UNIX_EPOCH.checked_add(Duration::new(seconds, nanoseconds))
}

#[cfg(not(unix))]
fn change_time(_: &Metadata) -> Option<SystemTime> {
    None
}

fn hash(of: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn later() -> SystemTime {
        SystemTime::now() + Duration::from_secs(3_600)
    }

    #[test]
    fn what_has_just_changed_is_not_trusted() {
        let folder = tempfile::tempdir().unwrap();
        let now = Stamp::of(folder.path(), SystemTime::now());
        assert!(!now.still_holds(now));
        let settled = Stamp::of(folder.path(), later());
        assert!(settled.still_holds(Stamp::of(folder.path(), later())));
        let missing = Stamp::of(&folder.path().join("x"), later());
        assert!(missing.still_holds(missing) && !missing.still_holds(settled));
    }

    #[test]
    fn a_tree_is_that_of_all_its_files() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::create_dir(path("a")).unwrap();
        fs::write(path("a/b"), "1").unwrap();
        let mut stamps = vec![Stamp::of_tree(folder.path(), later())];
        assert!(stamps[0].still_holds(Stamp::of_tree(folder.path(), later())));
        fs::write(path("a/b"), "22").unwrap();
        stamps.push(Stamp::of_tree(folder.path(), later()));
        fs::rename(path("a/b"), path("a/c")).unwrap();
        stamps.push(Stamp::of_tree(folder.path(), later()));
        fs::remove_dir_all(path("a")).unwrap();
        stamps.push(Stamp::of_tree(folder.path(), later()));
        for (one, other) in stamps.iter().zip(&stamps[1..]) {
            assert!(!one.still_holds(*other), "{stamps:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_not_trusted() {
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink("x", folder.path().join("a")).unwrap();
        for stamp in [
            Stamp::of(&folder.path().join("a"), later()),
            Stamp::of_tree(folder.path(), later()),
        ] {
            assert!(!stamp.still_holds(stamp));
        }
    }
}
