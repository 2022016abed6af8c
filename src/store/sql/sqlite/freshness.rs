//! Whether a cache is stale: SQLite tells a connection whether *another* connection, of whichever
//! process, has committed since it last looked ([`driver::data_version`], a few microseconds).
//!
//! Three connections take part:
//!
//! * The **watch** never writes. While its data version stays the same, nobody has committed.
//! * The **writer** makes every commit of this process, so its data version changes with the
//!   commits of other processes alone. It also keeps the set of the runs that its commits wrote to.
//! * The **reader** reads the snapshots.
//!
//! A snapshot is taken between two transactions of the writer, when this process can commit
//! nothing:
//!
//! 1. The watch looks at its data version: it is the version of the snapshot.
//! 2. The writer looks at its data version, for the next snapshot.
//! 3. The reader begins a transaction, which fixes the state that it reads.
//! 4. The writer looks again, and its write set is taken.
//!
//! If another process had committed between the last snapshot and step 3, the version in step 4
//! would differ from that in step 2 of the last snapshot. Then the write set is not the whole
//! story, and the snapshot has none. If the versions are the same, steps 1 and 3 see one state,
//! which differs from the last snapshot by the commits of this process alone.
//!
//! A commit of another process after step 3 is seen in step 4, and again at the next snapshot,
//! because what was read lacks it; or by the watch at its next look, which compares with step 1.
//! So whoever asks after a commit has ended finds a watch that has seen it.

use std::sync::{Arc, Mutex};

use rusqlite::{Connection, Transaction};

use super::super::freshness::{Freshness, Snapshot, Version};
use super::driver::{self, SqlResult};
use super::file::DatabaseFile;
use super::handle::Handle;
use super::lock;

/// The connections that a cache needs. Locks are taken in the order of the fields.
#[derive(Default)]
pub(crate) struct Follower {
    reader: Mutex<Reader>,
    watch: Mutex<Option<Handle>>,
}

#[derive(Default)]
struct Reader {
    connection: Option<Handle>,
    /// Which file the last snapshot was of.
    file: Option<u64>,
    /// What the writer saw before the last snapshot.
    writer_saw: Option<i64>,
}

impl Follower {
    /// Gives the connections up, because another file is to become the database.
    pub(crate) fn release(&self) -> Vec<Handle> {
        let reader = std::mem::take(&mut *lock(&self.reader)).connection;
        let watch = lock(&self.watch).take();
        reader.into_iter().chain(watch).collect()
    }
}

/// A database that is followed.
pub(crate) struct Following {
    database: Arc<DatabaseFile>,
    follower: Arc<Follower>,
}

impl Following {
    pub(super) fn new(database: &Arc<DatabaseFile>, follower: Arc<Follower>) -> Self {
        Self {
            database: Arc::clone(database),
            follower,
        }
    }
}

impl Freshness for Following {
    fn check(&self) -> SqlResult<()> {
        self.database.check_file().map(drop)
    }

    fn is_same(&self) -> bool {
        self.database.has_same_file()
    }

    fn version(&self) -> SqlResult<Version> {
        let database = self.database.file_number();
        let mut watch = lock(&self.follower.watch);
        let watch = match &mut *watch {
            Some(watch) => watch,
            missing => missing.insert(self.database.connect()?),
        };
        Ok(Version {
            database,
            data: driver::data_version(watch)?,
        })
    }

    fn snapshot(&self, work: &mut dyn FnMut(&Snapshot) -> SqlResult<()>) -> SqlResult<()> {
        let mut reader = lock(&self.follower.reader);
        let Reader {
            connection,
            file,
            writer_saw,
        } = &mut *reader;
        let connection = match connection {
            Some(connection) => connection,
            missing => missing.insert(self.database.connect()?),
        };
        let (transaction, version, (runs, models)) = self.database.look(|writer, written| {
            let version = self.version()?;
            let before = driver::data_version(writer)?;
            let transaction = begin_reading(connection)?;
            let after = driver::data_version(writer)?;
            let is_foreign = writer_saw.replace(before) != Some(after);
            let is_of_another_file = file.replace(version.database) != Some(version.database);
            let written = if is_foreign || is_of_another_file {
                (None, None)
            } else {
                written.into_parts()
            };
            Ok((transaction, version, written))
        })?;
        work(&Snapshot {
            session: &*transaction,
            version,
            runs,
            models,
        })
    }
}

/// Begins a transaction that reads, and fixes the state that it reads.
fn begin_reading(reader: &Connection) -> rusqlite::Result<Transaction<'_>> {
    let transaction = reader.unchecked_transaction()?;
    driver::data_version(&transaction)?;
    Ok(transaction)
}
