//! Connections that are open, and those that nobody uses.
//!
//! Nobody is asked whether a kept connection still works: a transaction that fails on its first
//! statement is repeated on another one anyway, and then all that are kept are given up.

use std::ops::{Deref, DerefMut};
use std::sync::{Condvar, Mutex};
use std::time::{Duration, Instant};

use crate::config::PoolSettings;
use crate::error::{Error, ErrorCode};
use crate::sync::unpoisoned;

use super::super::lock;
use super::super::session::SqlResult;
use super::connection::{Connection, Connector};

/// How long a request waits for a connection while all are in use: SQLAlchemy's limit.
const PATIENCE: Duration = Duration::from_secs(30);

/// The connections to one database.
pub(in crate::store::sql) struct Pool<C: Connector> {
    connector: C,
    settings: PoolSettings,
    state: Mutex<State<C::Connection>>,
    /// Told whenever a connection is given back or given up.
    freed: Condvar,
}

struct State<K> {
    /// Those that nobody uses; the last one was used last.
    kept: Vec<Kept<K>>,
    /// How many there are, in use or not.
    open: usize,
    /// Changes whenever all are given up.
    generation: u64,
}

struct Kept<K> {
    connection: K,
    since: Instant,
    generation: u64,
}

impl<C: Connector> Pool<C> {
    /// A pool without a connection yet.
    pub(in crate::store::sql) fn new(connector: C, settings: PoolSettings) -> Self {
        Self {
            connector,
            settings,
            state: Mutex::new(State {
                kept: Vec::new(),
                open: 0,
                generation: 0,
            }),
            freed: Condvar::new(),
        }
    }

    /// What makes the connections.
    pub(in crate::store::sql) fn connector(&self) -> &C {
        &self.connector
    }

    /// Whether each statement is logged.
    pub(super) fn echoes(&self) -> bool {
        self.settings.echo
    }

    /// A connection, which goes back when it is dropped. Waits for one that is in use, if there may
    /// be no more; makes one if none is kept.
    pub(in crate::store::sql) fn lease(&self) -> SqlResult<Lease<'_, C>> {
        let deadline = Instant::now() + PATIENCE;
        let mut state = lock(&self.state);
        loop {
            while let Some(kept) = state.kept.pop() {
                let is_stale = kept.connection.is_closed()
                    || (self.settings.recycle).is_some_and(|most| kept.since.elapsed() >= most);
                if is_stale {
                    state.open -= 1;
                    continue;
                }
                return Ok(Lease {
                    pool: self,
                    kept: Some(kept),
                    was_kept: true,
                });
            }
            if state.open < self.settings.most {
                state.open += 1;
                let generation = state.generation;
                drop(state);
                return self.make(generation);
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(self.exhausted().into());
            }
            (state, _) = unpoisoned(self.freed.wait_timeout(state, left));
        }
    }

    /// Makes a connection that is counted already.
    fn make(&self, generation: u64) -> SqlResult<Lease<'_, C>> {
        match self.connector.connect() {
            Ok(connection) => Ok(Lease {
                pool: self,
                kept: Some(Kept {
                    connection,
                    since: Instant::now(),
                    generation,
                }),
                was_kept: false,
            }),
            Err(failure) => {
                self.forget();
                Err(failure)
            }
        }
    }

    /// Counts a connection no longer.
    fn forget(&self) {
        lock(&self.state).open -= 1;
        self.freed.notify_one();
    }

    fn give_back(&self, kept: Kept<C::Connection>) {
        let mut state = lock(&self.state);
        let is_wanted = kept.generation == state.generation
            && state.kept.len() < self.settings.kept
            && !kept.connection.is_closed();
        if is_wanted {
            state.kept.push(kept);
            drop(state);
        } else {
            state.open -= 1;
            drop(state);
            // Closing one may take a while.
            drop(kept);
        }
        self.freed.notify_one();
    }

    /// Gives up all connections: after one was lost, the others most likely are, too.
    pub(in crate::store::sql) fn give_up_all(&self) {
        let mut state = lock(&self.state);
        state.generation += 1;
        state.open -= state.kept.len();
        let kept = std::mem::take(&mut state.kept);
        drop(state);
        drop(kept);
        self.freed.notify_all();
    }

    fn exhausted(&self) -> Error {
        Error::new(
            ErrorCode::TemporarilyUnavailable,
            format!(
                "all {} connections to the {} are in use, and none came free within {} seconds",
                self.settings.most,
                self.connector.describe(),
                PATIENCE.as_secs()
            ),
        )
        .hint(
            "try again later, or allow more with MLFLOW_SQLALCHEMYSTORE_POOL_SIZE and \
             MLFLOW_SQLALCHEMYSTORE_MAX_OVERFLOW",
        )
    }
}

/// A connection in use.
pub(in crate::store::sql) struct Lease<'a, C: Connector> {
    pool: &'a Pool<C>,
    kept: Option<Kept<C::Connection>>,
    was_kept: bool,
}

impl<C: Connector> Lease<'_, C> {
    /// Whether somebody else has used the connection before, so that it may have ended since.
    pub(in crate::store::sql) fn was_kept(&self) -> bool {
        self.was_kept
    }

    /// Gives the connection up instead of giving it back.
    pub(in crate::store::sql) fn give_up(mut self) {
        if let Some(kept) = self.kept.take() {
            drop(kept);
            self.pool.forget();
        }
    }
}

impl<C: Connector> Drop for Lease<'_, C> {
    fn drop(&mut self) {
        if let Some(kept) = self.kept.take() {
            self.pool.give_back(kept);
        }
    }
}

const IN_USE: &str = "a lease has its connection until it ends";

impl<C: Connector> Deref for Lease<'_, C> {
    type Target = C::Connection;

    fn deref(&self) -> &C::Connection {
        &self.kept.as_ref().expect(IN_USE).connection
    }
}

impl<C: Connector> DerefMut for Lease<'_, C> {
    fn deref_mut(&mut self) -> &mut C::Connection {
        &mut self.kept.as_mut().expect(IN_USE).connection
    }
}
