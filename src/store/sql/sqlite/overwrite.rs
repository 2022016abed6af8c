//! Whether somebody writes over a database file while it is in use: `cp backup.db mlflow.db`,
//! `rsync --inplace`, a truncation. The file at the path remains the same one then.
//!
//! A database with a write-ahead log is written to by nobody but those who move the log into it.
//! So whoever finds that the file has changed looks at its header and at the index of the log:
//!
//! | what is seen | what it means |
//! | --- | --- |
//! | the file does not begin as a database does | it was cut or written over |
//! | its header counts fewer changes than before | it was written over with an older copy |
//! | it is shorter than before, and than its header says | it was cut, or a copy is on its way |
//! | nobody has begun to move the log since | it was written over with a copy of the same count |
//! | anything else | somebody has moved the log, as it should be |
//!
//! What remains unseen: a copy that counts as many changes as the file before, in the second after
//! the log was moved or has begun anew; and what is written in the very moment in which it is moved.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::beside::beside;
use super::file_id::Stamp;

/// How a database begins, and where its header has the size of a page, the number of changes, the
/// number of pages, and the number of changes at which that was true. They are part of SQLite's
/// file format.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";
const HEADER: usize = 100;
const PAGE_SIZE: usize = 16;
const CHANGES: usize = 24;
const PAGES: usize = 28;
const PAGES_AT: usize = 92;

/// Where the index of a log has the number of its last frame, the numbers that change whenever the
/// log begins anew, how many frames are moved, and how many somebody has begun to move. They are
/// part of SQLite's format of such an index.
const INDEX_HEADER: usize = 136;
const LAST_FRAME: usize = 16;
const SALT: usize = 32;
const MOVED: usize = 96;
const ATTEMPTED: usize = 128;

/// A database file and the index of its log, held open: closing a handle of such a file gives up
/// all locks that the process has on it. So it is dropped after the connections.
pub(super) struct Witness {
    file: File,
    index_path: PathBuf,
    index: OnceLock<File>,
}

impl Witness {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        Ok(Self {
            file: File::open(path)?,
            index_path: beside(path, "-shm"),
            index: OnceLock::new(),
        })
    }

    /// Looks at the file.
    pub(super) fn look(&self) -> io::Result<Seen> {
        let found = self.file.metadata()?;
        let mut header = [0; HEADER];
        let header = read_at(&self.file, &mut header)
            .ok()
            .and_then(|()| Header::parse(&header));
        Ok(Seen {
            stamp: Stamp::of(&found),
            header,
            log: self.log(),
        })
    }

    /// Looks at the index of the log; `None` where there is none.
    pub(super) fn log(&self) -> Option<LogIndex> {
        if self.index.get().is_none()
            && let Ok(index) = File::open(&self.index_path)
        {
            let _ = self.index.set(index);
        }
        let index = self.index.get()?;
        let mut header = [0; INDEX_HEADER];
        read_at(index, &mut header).ok()?;
        is_there(index).then(|| LogIndex::parse(&header))
    }
}

/// Whether a file still has a name. The index goes with the last connection, and comes anew.
#[cfg(unix)]
fn is_there(file: &File) -> bool {
    use std::os::unix::fs::MetadataExt;
    file.metadata().is_ok_and(|found| found.nlink() > 0)
}

#[cfg(not(unix))]
fn is_there(_: &File) -> bool {
    true
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8]) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, 0)
}

/// Elsewhere SQLite's locks keep others from reading, too.
#[cfg(not(unix))]
fn read_at(_: &File, _: &mut [u8]) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// What was seen of a database at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) stamp: Stamp,
    header: Option<Header>,
    pub(super) log: Option<LogIndex>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Header {
    changes: u32,
    /// The bytes that the file should have, where the header knows it.
    length: Option<u64>,
}

impl Header {
    fn parse(header: &[u8; HEADER]) -> Option<Self> {
        if !header.starts_with(MAGIC) {
            return None;
        }
        let number = |at: usize| {
            let bytes = header[at..at + 4].try_into().expect("four bytes");
            u32::from_be_bytes(bytes)
        };
        let page_size = u16::from_be_bytes([header[PAGE_SIZE], header[PAGE_SIZE + 1]]);
        // 64 KiB does not fit.
        let page_size = if page_size == 1 {
            65_536
        } else {
            u64::from(page_size)
        };
        let changes = number(CHANGES);
        let is_known = number(PAGES_AT) == changes;
        Some(Self {
            changes,
            length: is_known.then(|| u64::from(number(PAGES)) * page_size),
        })
    }
}

/// How far the log is moved into the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LogIndex {
    salt: [u8; 8],
    frames: u32,
    moved: u32,
    attempted: u32,
}

impl LogIndex {
    fn parse(index: &[u8; INDEX_HEADER]) -> Self {
        let number = |at: usize| {
            let bytes = index[at..at + 4].try_into().expect("four bytes");
            u32::from_ne_bytes(bytes)
        };
        Self {
            salt: index[SALT..SALT + 8].try_into().expect("eight bytes"),
            frames: number(LAST_FRAME),
            moved: number(MOVED),
            attempted: number(ATTEMPTED),
        }
    }

    /// Frames that are in the log alone.
    pub(super) fn unmoved(&self) -> u32 {
        self.frames.saturating_sub(self.moved)
    }

    /// Whether nobody has moved the log since this, or is about to.
    fn is_unmoved_in(&self, now: &Self) -> bool {
        let position = |log: &Self| (log.salt, log.moved, log.attempted);
        position(self) == position(now) && now.attempted == now.moved
    }
}

impl Seen {
    /// Whether a file that was this is written over by now, as it is seen with another stamp.
    pub(super) fn is_overwritten_by(&self, now: &Self) -> bool {
        let (Some(then), Some(header)) = (self.header, now.header) else {
            // Where no header can be read at all, nothing is known.
            return cfg!(unix) && now.header.is_none();
        };
        let is_older = header.changes.wrapping_sub(then.changes) > u32::MAX / 2;
        let is_cut = now.stamp.length < self.stamp.length && !now.is_whole();
        let is_not_the_log = match (&self.log, &now.log) {
            (Some(then), Some(now)) => then.is_unmoved_in(now),
            _ => false,
        };
        is_older || is_cut || is_not_the_log
    }

    /// Whether the file begins as it did before.
    pub(super) fn has_header_of(&self, before: &Self) -> bool {
        self.header.is_some() && self.header == before.header
    }

    /// Whether the file is a database, and as long as it says.
    pub(super) fn is_whole(&self) -> bool {
        let header = self.header;
        header.is_some_and(|header| {
            header
                .length
                .is_none_or(|length| length == self.stamp.length)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(length: u64, changes: u32, pages: u64, log: (u32, u32, u32)) -> Seen {
        let (frames, moved, attempted) = log;
        Seen {
            stamp: Stamp {
                length,
                modified: None,
            },
            header: Some(Header {
                changes,
                length: Some(pages * 4096),
            }),
            log: Some(LogIndex {
                salt: [1; 8],
                frames,
                moved,
                attempted,
            }),
        }
    }

    #[test]
    fn what_moves_the_log_is_told_from_what_writes_over_the_file() {
        let before = seen(8 * 4096, 7, 8, (9, 9, 9));
        for (now, expected) in [
            // The log was moved, is being moved, or has begun anew.
            (seen(9 * 4096, 8, 9, (12, 12, 12)), false),
            (seen(8 * 4096, 8, 9, (12, 9, 12)), false),
            (seen(8 * 4096, 7, 8, (3, 0, 0)), false),
            // VACUUM.
            (seen(4 * 4096, 8, 4, (12, 12, 12)), false),
            // Copies: older, half written, of the same count.
            (seen(6 * 4096, 5, 6, (12, 9, 9)), true),
            (seen(4096, 8, 9, (12, 9, 9)), true),
            (seen(8 * 4096, 7, 8, (9, 9, 9)), true),
        ] {
            assert_eq!(before.is_overwritten_by(&now), expected, "{now:?}");
        }
        let cut = Seen {
            header: None,
            ..before
        };
        assert_eq!(before.is_overwritten_by(&cut), cfg!(unix));
        // More in the log is no more in the file.
        let busy = seen(8 * 4096, 7, 8, (9, 5, 5));
        assert!(busy.is_overwritten_by(&seen(8 * 4096, 7, 8, (12, 5, 5))));
        assert!(!busy.is_overwritten_by(&seen(8 * 4096, 7, 8, (12, 5, 9))));
    }

    #[test]
    fn a_database_is_seen_as_sqlite_writes_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.db");
        let database = rusqlite::Connection::open(&path).unwrap();
        let run = |sql| database.execute_batch(sql).unwrap();
        run("PRAGMA journal_mode = WAL; CREATE TABLE t (a); INSERT INTO t VALUES (1)");
        let checkpoint = |kind: &str| {
            let sql = format!("PRAGMA wal_checkpoint({kind})");
            database.query_row(&sql, [], |_| Ok(())).unwrap();
        };
        let witness = Witness::open(&path).unwrap();
        let look = || witness.look().unwrap();
        let log = || look().log.unwrap();
        assert!(log().unmoved() > 0);
        checkpoint("PASSIVE");
        let before = look();
        assert!(before.is_whole() && before.log.unwrap().unmoved() == 0);
        assert!(before.log.unwrap().frames > 0);
        // The log begins anew, is moved, and begins anew once more.
        run("INSERT INTO t VALUES (2)");
        assert_eq!(log().unmoved(), 1);
        checkpoint("TRUNCATE");
        run("INSERT INTO t VALUES (3)");
        checkpoint("TRUNCATE");
        let after = look();
        assert_ne!(after.stamp, before.stamp);
        assert!(!before.is_overwritten_by(&after));
        // The same file again, by another hand.
        std::fs::write(&path, std::fs::read(&path).unwrap()).unwrap();
        assert!(after.is_overwritten_by(&look()));
        std::fs::write(&path, "").unwrap();
        assert!(after.is_overwritten_by(&look()) && !look().is_whole());
    }
}
