//! The file of a database that a process serves, and what has become of it.

use std::io;
use std::path::Path;
use std::sync::{RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::{Duration, Instant};

use rusqlite::Connection;

use crate::sync::unpoisoned;

use super::driver::SqlResult;
use super::file_id::{FileId, Stamp};
use super::handle::Handle;
use super::overwrite::{Seen, Witness};

/// How long what was written over the file is left alone before it is taken for whole.
const REST: Duration = Duration::from_secs(1);

/// Refuses a file that is no store that can be used as it is.
pub(super) type Check = Box<dyn Fn(&Connection, &Path) -> SqlResult<()> + Send + Sync>;

/// Gives up the connections that somebody keeps for longer than a request.
pub(super) type Release = Box<dyn Fn() -> Vec<Handle> + Send + Sync>;

/// The file that a process serves.
pub(super) struct Served {
    pub(super) check: Check,
    pub(super) release: Release,
    file: RwLock<ServedFile>,
}

impl Served {
    pub(super) fn open(path: &Path, check: Check, release: Release) -> Option<Self> {
        let file = ServedFile::open(path, 1)?;
        Some(Self {
            check,
            release,
            file: RwLock::new(file),
        })
    }

    /// The number of the file at the path, if it is the database as it was last seen; otherwise
    /// which file that is.
    pub(super) fn number_at(&self, path: &Path) -> Result<u64, Option<FileId>> {
        let found = FileId::with_stamp(path);
        let number = self.read().number_if(found);
        number.ok_or(found.map(|(id, _)| id))
    }

    pub(super) fn read(&self) -> RwLockReadGuard<'_, ServedFile> {
        unpoisoned(self.file.read())
    }

    pub(super) fn write(&self) -> RwLockWriteGuard<'_, ServedFile> {
        unpoisoned(self.file.write())
    }
}

/// Which file is the database.
pub(super) struct ServedFile {
    pub(super) id: FileId,
    /// Changes whenever the connections are given up.
    pub(super) number: u64,
    witness: Witness,
    /// The file as it was when it was last found to be the database.
    seen: Seen,
    /// What SQLite said ([`schema_version`](super::driver::schema_version)) when its schema was last looked at.
    schema_version: Option<i64>,
    /// Whether the schema was another one then than that for which statements were made.
    has_other_schema: bool,
    /// Set from when it is found to be written over until it is taken for the database again.
    overwritten: Option<Overwritten>,
}

struct Overwritten {
    /// What is there now, and since when.
    now: Option<Seen>,
    since: Instant,
    /// How many pages were in the log alone.
    unmoved: u32,
}

impl ServedFile {
    fn open(path: &Path, number: u64) -> Option<Self> {
        let witness = Witness::open(path).ok()?;
        Some(Self {
            id: FileId::at(path)?,
            number,
            seen: witness.look().ok()?,
            witness,
            schema_version: None,
            has_other_schema: false,
            overwritten: None,
        })
    }

    /// The number, if a file is this one as it was last seen.
    fn number_if(&self, found: Option<(FileId, Stamp)>) -> Option<u64> {
        let is_as_seen = self.overwritten.is_none() && !self.has_other_schema;
        let is_same = is_as_seen && found == Some((self.id, self.seen.stamp));
        is_same.then_some(self.number)
    }

    /// Whether somebody writes over the file, or has done so.
    pub(super) fn is_overwritten(&mut self) -> bool {
        if self.overwritten.is_some() {
            return true;
        }
        let now = self.witness.look().ok();
        match now {
            Some(now) if now.stamp == self.seen.stamp || !self.seen.is_overwritten_by(&now) => {
                self.seen = now;
            }
            now => {
                self.overwritten = Some(Overwritten {
                    now,
                    since: Instant::now(),
                    unmoved: self.witness.log().map_or(0, |log| log.unmoved()),
                });
            }
        }
        self.overwritten.is_some()
    }

    /// How many pages are in the log alone of what was written over.
    pub(super) fn unmoved(&self) -> u32 {
        self.overwritten.as_ref().map_or(0, |over| over.unmoved)
    }

    /// Whether what was written over the file is whole, and nobody goes on with it.
    pub(super) fn rests(&mut self) -> bool {
        let Some(over) = &mut self.overwritten else {
            return true;
        };
        let now = self.witness.look().ok();
        if over.now.map(|seen| seen.stamp) != now.map(|seen| seen.stamp) {
            over.since = Instant::now();
        }
        over.now = now;
        // A copy that counts as many changes is whole at once, or nothing but touched.
        now.is_some_and(|now| {
            now.is_whole() && (over.since.elapsed() >= REST || now.has_header_of(&self.seen))
        })
    }

    /// Whether its schema has become another one than that for which statements were made.
    pub(super) fn has_other_schema(&self) -> bool {
        self.has_other_schema
    }

    /// Whether its schema may have changed since it was last looked at.
    pub(super) fn may_have_other_schema(&self, schema_version: i64) -> bool {
        self.schema_version != Some(schema_version)
    }

    /// Notes what a look at its schema found.
    pub(super) fn note_schema(&mut self, schema_version: i64, is_other: bool) {
        self.schema_version = Some(schema_version);
        self.has_other_schema = is_other;
    }

    /// Looks how far the log is, if the file is as it was.
    pub(super) fn look_at_log(&mut self) {
        if let Ok(now) = self.witness.look()
            && now.stamp == self.seen.stamp
        {
            self.seen = now;
        }
    }

    /// Takes another file for the database, if it is the one at the path.
    pub(super) fn replace(&mut self, path: &Path, id: FileId) -> bool {
        match Self::open(path, self.number + 1) {
            Some(new) if new.id == id => {
                *self = new;
                true
            }
            _ => false,
        }
    }

    /// Whether it was found to be written over, and nobody has taken what is there.
    pub(super) fn is_given_up(&self) -> bool {
        self.overwritten.is_some()
    }

    /// Whether what was written over the file begins as that did.
    pub(super) fn begins_as_before(&self) -> bool {
        let over = self.overwritten.as_ref();
        let now = over.and_then(|over| over.now);
        now.is_some_and(|now| now.has_header_of(&self.seen))
    }

    /// Opens the handles anew. No connection may be open.
    pub(super) fn reopen(&mut self, path: &Path) -> io::Result<()> {
        self.witness = Witness::open(path)?;
        Ok(())
    }

    /// Takes what was written over the file for the database.
    pub(super) fn take(&mut self) -> io::Result<()> {
        self.seen = self.witness.look()?;
        self.schema_version = None;
        self.overwritten = None;
        self.number += 1;
        Ok(())
    }
}
