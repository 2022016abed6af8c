//! Transactions, and when they are repeated.
//!
//! | what failed, and why | what is done |
//! | --- | --- |
//! | anything before the commit; a conflict | repeated after a short pause of random length, [`MOST_CONFLICTS`] times, for [`PATIENCE`] |
//! | the same; a race | repeated, [`MOST_RACES`] times: then the reason is another one |
//! | the same; the connection is lost | repeated on a new connection, for [`PATIENCE`] |
//! | the commit; a conflict | repeated: the database has said that nothing was kept |
//! | the commit; the connection is lost | nothing: whether it was kept is not known |
//!
//! What is not repeated, or not any more, is told to the user. A lost connection is
//! `TEMPORARILY_UNAVAILABLE`, with which MLflow's clients try again by themselves; what a client of
//! MLflow repeats after a commit of unknown outcome writes nothing twice, but for new experiments,
//! runs and models, which get another id or are refused because they exist.

use std::thread;
use std::time::{Duration, Instant};

use crate::error::{Error, ErrorCode};

use super::super::database::Work;
use super::super::session::{SqlError, SqlResult};
use super::connection::{Access, Cause, Connection, Connector};
use super::echo::Echo;
use super::pool::Pool;

/// How often a transaction is repeated because others were in its way.
const MOST_CONFLICTS: u32 = 60;

/// How often a transaction is repeated because somebody else made what it did not find.
const MOST_RACES: u32 = 5;

/// How long a request waits for a database that cannot be reached, and for others in its way.
const PATIENCE: Duration = Duration::from_secs(20);

/// The longest pauses: after the first conflict, and between tries to reach a database.
const FIRST_PAUSE: Duration = Duration::from_millis(2);
const LONGEST_PAUSE: Duration = Duration::from_millis(250);

/// How a transaction failed.
struct Failed {
    failure: SqlError,
    /// Whether it had begun to commit.
    in_commit: bool,
    /// Whether the connection had been kept.
    was_kept: bool,
}

/// Does work in one transaction, and repeats it as the table says.
pub(in crate::store::sql) fn run<C: Connector>(
    pool: &Pool<C>,
    access: Access,
    work: Work,
) -> SqlResult<()> {
    run_within(pool, access, PATIENCE, work)
}

/// Reads as [`run`] does, but does not wait for a database that cannot be reached.
pub(in crate::store::sql) fn read_now<C: Connector>(pool: &Pool<C>, work: Work) -> SqlResult<()> {
    run_within(pool, Access::Read, Duration::ZERO, work)
}

fn run_within<C: Connector>(
    pool: &Pool<C>,
    access: Access,
    patience: Duration,
    work: Work,
) -> SqlResult<()> {
    let begin = Instant::now();
    let (mut conflicts, mut races, mut losses) = (0, 0, 0);
    loop {
        let Err(failed) = attempt(pool, access, work) else {
            return Ok(());
        };
        let Failed {
            failure,
            in_commit,
            was_kept,
        } = failed;
        let connector = pool.connector();
        match connector.cause(&failure) {
            // A conflict may be told only after a long wait for a lock.
            Cause::Conflict if conflicts < MOST_CONFLICTS && begin.elapsed() < PATIENCE => {
                conflicts += 1;
                pause(conflicts);
            }
            Cause::Race if !in_commit && races < MOST_RACES => {
                races += 1;
                pause(races);
            }
            Cause::Lost if in_commit => return Err(unknown(connector, &failure).into()),
            // A connection that was kept too long is replaced at once.
            Cause::Lost if losses == 0 && was_kept || begin.elapsed() < patience => {
                losses += 1;
                if losses > 1 {
                    pause(losses);
                }
            }
            Cause::Lost => return Err(unreachable(connector, &failure).into()),
            _ => return Err(failure),
        }
    }
}

fn attempt<C: Connector>(pool: &Pool<C>, access: Access, work: Work) -> Result<(), Failed> {
    let before_commit = |failure, was_kept| Failed {
        failure,
        in_commit: false,
        was_kept,
    };
    let leased = pool.lease();
    let mut lease = leased.map_err(|failure| before_commit(failure, false))?;
    let was_kept = lease.was_kept();
    let done = lease.begin(access).and_then(|()| {
        if pool.echoes() {
            lease.work(&mut |session| work(&Echo(session)))
        } else {
            lease.work(work)
        }
    });
    let failed = match done {
        Ok(()) => match lease.commit() {
            Ok(()) => return Ok(()),
            Err(failure) => Failed {
                failure,
                in_commit: true,
                was_kept,
            },
        },
        Err(failure) => before_commit(failure, was_kept),
    };
    let is_lost = pool.connector().cause(&failed.failure) == Cause::Lost;
    if is_lost {
        lease.give_up();
        pool.give_up_all();
    } else if lease.roll_back().is_err() {
        lease.give_up();
    }
    Err(failed)
}

/// Waits for a time of random length, whose bound doubles with each try.
fn pause(tries: u32) {
    let bound = FIRST_PAUSE * 2_u32.saturating_pow(tries.min(10) - 1);
    thread::sleep(
        bound
            .min(LONGEST_PAUSE)
            .mul_f64(rand::random_range(0.0..1.0)),
    );
}

fn unreachable(connector: &impl Connector, failure: &SqlError) -> Error {
    Error::new(
        ErrorCode::TemporarilyUnavailable,
        format!(
            "cannot reach the {}: {}",
            connector.describe(),
            connector.reason(failure)
        ),
    )
    .hint("try again later; this program goes on by itself when the database is back")
}

fn unknown(connector: &impl Connector, failure: &SqlError) -> Error {
    Error::new(
        ErrorCode::TemporarilyUnavailable,
        format!(
            "the connection to the {} was lost while it committed, so the change may have been \
             made or not: {}",
            connector.describe(),
            connector.reason(failure)
        ),
    )
    .hint("look whether it was made before you make it again")
}
