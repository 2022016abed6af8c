//! A database that is read from a replica, and from the primary while the replica is away.
//!
//! | what a request does | where |
//! | --- | --- |
//! | It only reads | the replica |
//! | It writes, and what it reads to do so | the primary |
//!
//! 1. A read for which the replica cannot be reached is done on the primary.
//! 2. From then on all reads go to the primary, and nobody waits for the replica.
//! 3. A thread opens the replica every [`PAUSE`] until it answers; then reads go to it again.
//!
//! Both changes are logged once. As with MLflow 3.18.0, what is read may be older than what was
//! just acknowledged, by so much as the replica lags.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, Weak};
use std::thread;
use std::time::Duration;

use crate::error::{Error, ErrorCode, Result};
use crate::store::ReplicaCounts;

use super::database::{Database, Work};
use super::dialect::Dialect;
use super::freshness::Freshness;
use super::schema::Schema;
use super::session::{SqlError, SqlResult};
use super::write_set::Scope;
use super::{SqlStore, lock};

/// How long a replica that is away is left alone before it is tried again.
const PAUSE: Duration = Duration::from_secs(2);

/// Opens the store in a replica; `None` if it has no tables.
type Open = dyn Fn() -> Result<Option<SqlStore>> + Send + Sync;

/// A replica of a database.
pub(super) struct Replica {
    /// Its address, for people.
    name: String,
    /// The revision of the primary's schema.
    revision: Option<String>,
    open: Box<Open>,
    /// `None` while it is away.
    database: Mutex<Option<Arc<dyn Database>>>,
    reads: AtomicU64,
    reads_of_primary: AtomicU64,
}

impl Replica {
    /// Opens a replica of a primary. One that cannot be reached is told of and tried again later;
    /// one that has another schema is refused. `name` is its address, for
    /// people.
    pub(super) fn find(name: String, primary: &dyn Database, open: Box<Open>) -> Result<Arc<Self>> {
        let revision = primary.schema_revision();
        let replica = Arc::new(Self {
            name,
            revision: revision.map_err(|failure| primary.explain(failure))?,
            open,
            database: Mutex::default(),
            reads: AtomicU64::default(),
            reads_of_primary: AtomicU64::default(),
        });
        match replica.open() {
            Err(error) if error.code() == ErrorCode::TemporarilyUnavailable => {
                replica.await_return(&error);
            }
            opened => opened?,
        }
        Ok(replica)
    }

    fn open(&self) -> Result<()> {
        let store = (self.open)()?;
        let store = store.ok_or_else(|| {
            Error::new(
                ErrorCode::TemporarilyUnavailable,
                "it has none of MLflow's tables",
            )
        })?;
        let revision = store.database.schema_revision();
        let revision = revision.map_err(|failure| store.database.explain(failure))?;
        if revision != self.revision {
            let known = |revision: &Option<String>| revision.clone().unwrap_or_default();
            return Err(Error::new(
                ErrorCode::InvalidState,
                format!(
                    "the read replica `{}` has the schema `{}`, but the backend store has `{}`; expected a replica \
                     of that",
                    self.name,
                    known(&revision),
                    known(&self.revision)
                ),
            ));
        }
        *lock(&self.database) = Some(store.database);
        Ok(())
    }

    /// Reads; `None` if the replica is away.
    fn read(self: &Arc<Self>, work: Work) -> Option<SqlResult<()>> {
        let database = lock(&self.database).clone()?;
        match database.read_now(work) {
            Err(failure) if database.is_away(&failure) => {
                let is_first = {
                    let mut current = lock(&self.database);
                    let is_same = current.as_ref().is_some_and(|c| Arc::ptr_eq(c, &database));
                    is_same && current.take().is_some()
                };
                if is_first {
                    self.await_return(&database.explain(failure));
                }
                None
            }
            done => {
                self.reads.fetch_add(1, Ordering::Relaxed);
                Some(done)
            }
        }
    }

    /// Says that it is away, and looks for it until it is back.
    fn await_return(self: &Arc<Self>, reason: &Error) {
        tracing::warn!(
            "the read replica `{}` is away, and everything is read from the backend store: {}",
            self.name,
            reason.message()
        );
        let replica = Arc::downgrade(self);
        let name = "read-replica".to_owned();
        let watch = thread::Builder::new().name(name);
        if let Err(error) = watch.spawn(move || watch_for(&replica)) {
            tracing::warn!("the read replica is not looked for any more: {error}");
        }
    }

    fn counts(&self) -> ReplicaCounts {
        ReplicaCounts {
            is_up: lock(&self.database).is_some(),
            reads: self.reads.load(Ordering::Relaxed),
            reads_of_primary: self.reads_of_primary.load(Ordering::Relaxed),
        }
    }
}

/// Tries to open a replica until that succeeds, or nobody wants it any more.
fn watch_for(replica: &Weak<Replica>) {
    loop {
        thread::sleep(PAUSE);
        let Some(replica) = replica.upgrade() else {
            return;
        };
        match replica.open() {
            Ok(()) => {
                tracing::info!("the read replica `{}` answers", replica.name);
                return;
            }
            Err(error) => tracing::debug!("the read replica is away: {}", error.message()),
        }
    }
}

/// A database whose reads go to its replica.
pub(super) struct ReplicatedDatabase {
    pub(super) primary: Arc<dyn Database>,
    pub(super) replica: Arc<Replica>,
}

impl Database for ReplicatedDatabase {
    fn describe(&self) -> String {
        format!("read replica `{}`", self.replica.name)
    }

    fn local_folder(&self) -> Option<&Path> {
        self.primary.local_folder()
    }

    fn dialect(&self) -> &'static dyn Dialect {
        self.primary.dialect()
    }

    fn schema_revision(&self) -> SqlResult<Option<String>> {
        self.primary.schema_revision()
    }

    fn schema(&self) -> Arc<Schema> {
        self.primary.schema()
    }

    fn read(&self, work: Work) -> SqlResult<()> {
        if let Some(done) = self.replica.read(work) {
            return done;
        }
        let count = &self.replica.reads_of_primary;
        count.fetch_add(1, Ordering::Relaxed);
        self.primary.read(work)
    }

    fn write(&self, scope: Scope, work: Work) -> SqlResult<()> {
        self.primary.write(scope, work)
    }

    /// Both have the same driver.
    fn explain(&self, failure: SqlError) -> Error {
        self.primary.explain(failure)
    }

    fn serve(&mut self) {}

    /// Nothing is cached: nobody tells cheaply whether the replica has changed.
    fn freshness(&self) -> Option<&dyn Freshness> {
        None
    }

    fn replica(&self) -> Option<ReplicaCounts> {
        Some(self.replica.counts())
    }
}
