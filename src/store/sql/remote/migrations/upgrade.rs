//! A database gets the tables of a release, or is brought to those of a later one.
//!
//! 1. Who changes tables holds a lock of the server, so that the others wait.
//! 2. After each step its revision is recorded.
//! 3. Where tables are changed within the transaction, what fails leaves the database as it was.
//!    Elsewhere it has the last revision that was recorded, and perhaps a part of the next step;
//!    the same command goes on there, and passes over what that step has done already.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use crate::error::{Error, ErrorCode, Result};

use super::super::super::session::{Session, SqlError, SqlResult, values};
use super::super::super::write_set::Scope;
use super::super::super::{SchemaName, SchemaTarget, UpgradeOptions, UpgradeProgress, Upgraded};
use super::super::connection::{Access, Connection, Connector};
use super::super::words::Words;
use super::checks::Checks;
use super::found::{self, Found};
use super::{Step, Work, steps};

/// An engine whose tables can be changed.
pub(in crate::store::sql) trait Migrator: Connector {
    fn words(&self) -> Words;

    /// Waits until nobody else changes the tables, and keeps others from it.
    fn lock_schema(&self, session: &dyn Session) -> SqlResult<()>;

    /// Lets others change the tables. Where the end of the transaction does, this does nothing.
    fn unlock_schema(&self, session: &dyn Session) -> SqlResult<()>;

    /// Whether changes of tables are part of a transaction.
    fn is_transactional(&self) -> bool;

    /// Whether a statement failed that the database can be without. It says so in the log.
    fn is_dispensable(&self, failure: &SqlError) -> bool;

    /// Whether a statement failed because what it does has been done.
    fn is_done_already(&self, failure: &SqlError) -> bool;
}

/// The table in which Alembic records revisions.
const ALEMBIC_VERSION: &str = "CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
)";

/// Brings a database to a schema. One without tables gets them.
pub(in crate::store::sql) fn upgrade<M: Migrator>(
    migrator: &M,
    options: &UpgradeOptions,
    progress: &dyn Fn(UpgradeProgress),
) -> Result<Upgraded> {
    let steps = steps(migrator.words());
    let upgraded = bring(&Way {
        migrator,
        options,
        progress,
        steps,
        is_for_new: false,
    });
    upgraded.map_err(|failure| migrator.explain(failure))
}

/// Makes the tables of a release, and nothing else, in a database without tables of MLflow. `now` is
/// in milliseconds since 1970 (UTC).
pub(in crate::store::sql) fn create<M: Migrator>(
    migrator: &M,
    target: SchemaTarget,
    now: i64,
) -> Result<String> {
    let options = UpgradeOptions {
        target,
        now,
        cancelled: Arc::default(),
        keeps_copy: false,
    };
    let steps = steps(migrator.words());
    let made = bring(&Way {
        migrator,
        options: &options,
        progress: &|_| {},
        steps,
        is_for_new: true,
    });
    made.map(|made| made.database)
        .map_err(|failure| migrator.explain(failure))
}

fn bring<M: Migrator>(way: &Way<M>) -> SqlResult<Upgraded> {
    let migrator = way.migrator;
    let mut connection = migrator.connect()?;
    connection.begin(Access::Write(Scope::EveryRun))?;
    let mut upgraded = None;
    let ended = connection.work(&mut |session| {
        migrator.lock_schema(session)?;
        let done = way.take(session);
        migrator.unlock_schema(session)?;
        upgraded = Some(done?);
        Ok(())
    });
    let ended = ended.and_then(|()| {
        (way.progress)(UpgradeProgress::Finishing);
        Ok(connection.commit()?)
    });
    if let Err(failure) = ended {
        // What is not taken back here is taken back when the connection ends.
        let _ = connection.roll_back();
        return Err(failure);
    }
    Ok(upgraded.expect("work that succeeds is done"))
}

/// An upgrade of one database.
struct Way<'a, M> {
    migrator: &'a M,
    options: &'a UpgradeOptions,
    progress: &'a dyn Fn(UpgradeProgress),
    steps: Vec<Step>,
    /// Whether a database that has tables already is refused.
    is_for_new: bool,
}

impl<M: Migrator> Way<'_, M> {
    fn take(&self, session: &dyn Session) -> SqlResult<Upgraded> {
        let target = self.options.target;
        let found = self.find(session)?;
        let end = self.position(target.revision());
        if self.is_for_new && found.steps > 0 {
            return Err(self.is_there(&found).into());
        }
        if found.steps > end {
            return Err(self.is_newer(&found).into());
        }
        let ahead = &self.steps[found.steps..end];
        for (done, step) in ahead.iter().enumerate() {
            (self.progress)(UpgradeProgress::Step {
                done,
                total: ahead.len(),
                brings: step.brings(),
            });
            self.take_step(session, step)
                .map_err(|failure| self.explain(failure, step))?;
        }
        Ok(Upgraded {
            database: self.migrator.describe(),
            target,
            from: (found.steps > 0).then(|| found::name(&self.steps, found.steps)),
            steps: ahead.len(),
            copy: None,
            others: found.others,
        })
    }

    fn take_step(&self, session: &dyn Session, step: &Step) -> SqlResult<()> {
        if step.is_first() {
            self.run(session, ALEMBIC_VERSION)?;
        }
        let mut checks = if self.migrator.is_transactional() {
            None
        } else {
            Checks::begin(session, step)?
        };
        for work in &step.work {
            if self.options.cancelled.load(Ordering::Relaxed) {
                return Err(self.cancelled().into());
            }
            if let Some(checks) = &mut checks
                && checks.is_added(session, work)?
            {
                continue;
            }
            match work {
                Work::Run(statement) => {
                    let statement = statement.replace("{now}", &self.options.now.to_string());
                    self.run(session, &statement)?;
                }
                Work::Fill(fill) => fill.run(session, self.migrator.words())?,
            }
        }
        if step.is_first() {
            return Ok(());
        }
        let known: Vec<String> = self
            .steps
            .iter()
            .map(|step| format!("'{}'", step.revision))
            .collect();
        session.run(&format!(
            "DELETE FROM alembic_version WHERE version_num IN ({})",
            known.join(", ")
        ))?;
        session.execute(
            "INSERT INTO alembic_version (version_num) VALUES (?1)",
            &values![step.revision],
        )?;
        checks.map_or(Ok(()), |_| Checks::end(session))
    }

    fn run(&self, session: &dyn Session, statement: &str) -> SqlResult<()> {
        match session.run(statement) {
            Err(failure)
                if self.migrator.is_done_already(&failure)
                    || self.migrator.is_dispensable(&failure) =>
            {
                Ok(())
            }
            done => done,
        }
    }

    fn find(&self, session: &dyn Session) -> SqlResult<Found> {
        match found::find(session, self.migrator.words(), &self.steps)? {
            Ok(found) => Ok(found),
            Err(revisions) => Err(self.is_not_known(&revisions).into()),
        }
    }

    /// How many steps lead to a revision.
    fn position(&self, revision: &str) -> usize {
        let found = self.steps.iter().position(|step| step.revision == revision);
        found.map_or(self.steps.len(), |position| position + 1)
    }

    fn is_there(&self, found: &Found) -> Error {
        let SchemaName { revision, releases } = found::name(&self.steps, found.steps);
        Error::new(
            ErrorCode::ResourceAlreadyExists,
            format!(
                "the {} already exists: it has the schema of MLflow {releases} (revision `{}`)",
                self.migrator.describe(),
                revision.as_deref().unwrap_or_default()
            ),
        )
        .hint("`mlflow db upgrade` brings it to a later schema; no command brings it back")
    }

    fn is_newer(&self, found: &Found) -> Error {
        let SchemaName { revision, releases } = found::name(&self.steps, found.steps);
        let target = self.options.target;
        Error::new(
            ErrorCode::InvalidState,
            format!(
                "the {} has the schema of MLflow {releases} ({}), which is newer than {} ({})",
                self.migrator.describe(),
                revision.as_deref().unwrap_or_default(),
                target.releases(),
                target.revision()
            ),
        )
        .hint("no command brings a schema back")
    }

    fn is_not_known(&self, revisions: &[String]) -> Error {
        let database = self.migrator.describe();
        let message = match revisions {
            [] => format!("the {database} has a table `experiments`, but no revision of MLflow"),
            some => format!(
                "the {database} has the revision `{}`, which is none of MLflow up to {}",
                some.join("`, `"),
                SchemaTarget::NEWEST.releases()
            ),
        };
        Error::new(ErrorCode::InvalidState, message)
            .hint("a database of a later release is upgraded by that release")
    }

    fn cancelled(&self) -> Error {
        let database = self.migrator.describe();
        Error::new(
            ErrorCode::Cancelled,
            if self.migrator.is_transactional() {
                format!("the upgrade was interrupted; the {database} is as it was")
            } else {
                format!(
                    "the upgrade of the {database} was interrupted; the same command goes on where \
                     it ended"
                )
            },
        )
    }

    fn explain(&self, failure: SqlError, step: &Step) -> SqlError {
        let reason = match failure {
            SqlError::Refused(error) if error.code() == ErrorCode::Cancelled => {
                return error.into();
            }
            SqlError::Refused(error) => error.to_string(),
            SqlError::Database(_) => self.migrator.reason(&failure),
        };
        let left = if self.migrator.is_transactional() {
            "the database is as it was"
        } else {
            "the same command goes on there"
        };
        Error::new(
            ErrorCode::InvalidState,
            format!(
                "the {} could not be brought to the revision `{}`: {reason}",
                self.migrator.describe(),
                step.revision
            ),
        )
        .hint(left)
        .into()
    }
}
