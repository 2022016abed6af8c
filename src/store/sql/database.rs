//! The seam between a store and its engine: a database, its transactions, and what it is.
//!
//! An engine is a folder beside this file. It implements
//!
//! * [`Database`] for what it opens,
//! * [`Session`] for a connection within a transaction,
//! * [`Dialect`] for its words, and
//! * [`Freshness`] if it can tell whether what is cached of it is stale.
//!
//! Nothing above an engine names it, but for what opens its stores.
//!
//! A transaction's work may be done again. An engine whose transactions can fail because of one
//! another (a deadlock, two that cannot be put in an order) takes the work back and repeats it. So
//! work has no effect but that on its session and on what it returns.

use std::path::Path;
use std::sync::Arc;

use crate::error::{Error, ErrorCode};
use crate::store::ReplicaCounts;

use super::dialect::Dialect;
use super::freshness::Freshness;
use super::schema::Schema;
use super::session::{Session, SqlError, SqlResult};
use super::write_set::Scope;

/// A transaction's work. Each call begins anew.
pub(super) type Work<'a> = &'a mut dyn FnMut(&dyn Session) -> SqlResult<()>;

/// A database that keeps a store.
pub(super) trait Database: Send + Sync {
    /// What it is and where, for people: ``SQLite database `/data/mlflow.db` ``.
    fn describe(&self) -> String;

    /// The folder of this machine in which it lies; `None` where another machine has it.
    fn local_folder(&self) -> Option<&Path>;

    /// The words of its engine.
    fn dialect(&self) -> &'static dyn Dialect;

    /// The revision of MLflow's schema that it has; `None` for one from before there were
    /// revisions.
    fn schema_revision(&self) -> SqlResult<Option<String>>;

    /// Which tables and columns it has.
    fn schema(&self) -> Arc<Schema>;

    /// Reads in one transaction, so that several queries see the same state.
    fn read(&self, work: Work) -> SqlResult<()>;

    /// Reads as [`Self::read`] does, by one query, or by several of one call of
    /// [`Session::query_all`]: what they see is one state without a transaction, which an engine
    /// whose database is in another process need not begin.
    fn read_once(&self, work: Work) -> SqlResult<()> {
        self.read(work)
    }

    /// Reads as [`Self::read`] does, but does not wait for a database that cannot be reached.
    fn read_now(&self, work: Work) -> SqlResult<()> {
        self.read(work)
    }

    /// Writes in one transaction, which is durable when this returns. Of work that fails nothing is
    /// kept. Not to be called by `work`.
    fn write(&self, scope: Scope, work: Work) -> SqlResult<()>;

    /// Turns a failure into the error that the user sees.
    fn explain(&self, failure: SqlError) -> Error;

    /// Whether something failed because the database cannot be reached now.
    fn is_away(&self, failure: &SqlError) -> bool {
        matches!(failure, SqlError::Refused(error) if error.code() == ErrorCode::TemporarilyUnavailable)
    }

    /// How much was read from its replica; `None` where it has none.
    fn replica(&self) -> Option<ReplicaCounts> {
        None
    }

    /// Prepares for a process that lives long and asks often.
    fn serve(&mut self);

    /// What tells whether a cache is stale. `None` before
    /// [`Self::serve`].
    fn freshness(&self) -> Option<&dyn Freshness>;
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::collections::BTreeSet;
    use std::sync::Mutex;

    use super::super::recorder::Recorder;
    use super::super::session::Value;
    use super::super::{SqlStore, lock, open_sqlite};
    use super::*;
    use crate::store::{Store, testkit};

    /// The statements of a transaction, with their values but for fresh ids.
    type Script = Vec<String>;

    /// The scripts of all writes, whose second tries did what the first ones did.
    type Scripts = Arc<Mutex<Vec<Script>>>;

    /// What the first try of a write fails with.
    const DEADLOCK: &str = "these two cannot both go on";

    /// Another engine, as the store sees it: it takes back every write that succeeds, as after a
    /// deadlock, and has it done again.
    struct Repeating {
        database: Arc<dyn Database>,
        scripts: Scripts,
        /// Nobody else writes between the two tries.
        turn: Mutex<()>,
    }

    impl Database for Repeating {
        fn describe(&self) -> String {
            self.database.describe()
        }

        fn local_folder(&self) -> Option<&Path> {
            self.database.local_folder()
        }

        fn dialect(&self) -> &'static dyn Dialect {
            self.database.dialect()
        }

        fn schema_revision(&self) -> SqlResult<Option<String>> {
            self.database.schema_revision()
        }

        fn schema(&self) -> Arc<Schema> {
            self.database.schema()
        }

        fn read(&self, work: Work) -> SqlResult<()> {
            self.database.read(work)
        }

        fn write(&self, scope: Scope, work: Work) -> SqlResult<()> {
            let _turn = lock(&self.turn);
            let first = RefCell::default();
            let tried = self.database.write(scope, &mut |session| {
                let note = &|sql: &str, values: &[Value]| note(&first, sql, values);
                work(&Recorder { session, note })?;
                Err(Error::internal(DEADLOCK).into())
            });
            match tried {
                Err(SqlError::Refused(error)) if error.message() == DEADLOCK => {}
                refused => return refused,
            }
            let second = RefCell::default();
            self.database.write(scope, &mut |session| {
                let note = &|sql: &str, values: &[Value]| note(&second, sql, values);
                work(&Recorder { session, note })
            })?;
            assert_eq!(first, second, "the second try did something else");
            lock(&self.scripts).push(second.into_inner());
            Ok(())
        }

        fn explain(&self, failure: SqlError) -> Error {
            self.database.explain(failure)
        }

        fn serve(&mut self) {
            let database = Arc::get_mut(&mut self.database);
            database.expect("nobody else has it").serve();
        }

        fn freshness(&self) -> Option<&dyn Freshness> {
            self.database.freshness()
        }
    }

    /// A note of a statement in a script.
    fn note(script: &RefCell<Script>, sql: &str, values: &[Value]) {
        let statement = without_ids(&format!("{sql} {values:?}"));
        script.borrow_mut().push(statement);
    }

    /// A text with `#` for each id that is made of a UUID's 32 digits: work may make new ones.
    fn without_ids(text: &str) -> String {
        let is_id = |part: &&str| part.len() == 32 && part.bytes().all(|b| b.is_ascii_hexdigit());
        let parts = text.split(['"', '\\']);
        let parts: Vec<&str> = parts
            .map(|part| if is_id(&part) { "#" } else { part })
            .collect();
        parts.join("\"")
    }

    /// The verb and the table of a statement that changes rows.
    fn change(statement: &str) -> Option<String> {
        let mut words = statement.split_whitespace();
        let (verb, target) = match (words.next()?, words.next()?) {
            (verb @ "UPDATE", table) => (verb, table),
            (verb @ ("INSERT" | "DELETE"), "INTO" | "FROM") => (verb, words.next()?),
            _ => return None,
        };
        let table = target.rsplit('.').next()?;
        Some(format!("{verb} {table}"))
    }

    #[test]
    fn a_store_over_an_engine_that_repeats_every_write_keeps_the_contract() {
        let scripts = Scripts::default();
        testkit::check(|folder, options| {
            let SqlStore { database, .. } = open_sqlite(&folder.join("x.db"), options).unwrap();
            let mut store = SqlStore::new(Repeating {
                database,
                scripts: Arc::clone(&scripts),
                turn: Mutex::default(),
            });
            store.serve();
            Box::new(store)
        });
        let scripts = lock(&scripts);
        let changes: BTreeSet<String> =
            scripts.iter().flatten().filter_map(|s| change(s)).collect();
        for expected in [
            "INSERT datasets",
            "INSERT experiment_tags",
            "INSERT experiments",
            "INSERT input_tags",
            "INSERT inputs",
            "INSERT latest_metrics",
            "INSERT logged_model_metrics",
            "INSERT logged_model_params",
            "INSERT logged_model_tags",
            "INSERT logged_models",
            "INSERT metrics",
            "INSERT params",
            "INSERT runs",
            "INSERT tags",
            "UPDATE experiments",
            "UPDATE logged_models",
            "UPDATE runs",
            "DELETE assessments",
            "DELETE experiment_tags",
            "DELETE experiments",
            "DELETE logged_model_tags",
            "DELETE logged_models",
            "DELETE runs",
            "DELETE tags",
        ] {
            assert!(
                changes.contains(expected),
                "{expected} is in none of {changes:#?}"
            );
        }
    }
}
