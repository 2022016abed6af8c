//! Transactions, and when they are repeated.
//!
//! | what failed, and why | what is done |
//! | --- | --- |
//! | anything; a conflict | repeated after a short pause of random length, [`MOST_CONFLICTS`] times, for [`PATIENCE`]: the database has said that nothing was kept |
//! | anything; a race | repeated, [`MOST_RACES`] times: then the reason is another one |
//! | anything before the commit; the connection is lost | repeated on a new connection, for [`PATIENCE`] |
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
use super::connection::{Access, Cause, Connection, Connector, NotCommitted};
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
    /// Whether what it wrote may be kept all the same, if the connection was lost.
    may_be_kept: bool,
    /// Whether the connection is a new one, and so was there a moment ago.
    is_new: bool,
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
            may_be_kept,
            is_new,
        } = failed;
        let connector = pool.connector();
        match connector.cause(&failure) {
            // A conflict may be told only after a long wait for a lock.
            Cause::Conflict if conflicts < MOST_CONFLICTS && begin.elapsed() < PATIENCE => {
                conflicts += 1;
                pause(conflicts);
            }
            Cause::Race if races < MOST_RACES => {
                races += 1;
                pause(races);
            }
            Cause::Lost if may_be_kept => return Err(unknown(connector, &failure).into()),
            // A connection that was kept too long is replaced at once.
            Cause::Lost if losses == 0 && !is_new || begin.elapsed() < patience => {
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
    let mut lease = pool.lease().map_err(|failure| Failed {
        failure,
        may_be_kept: false,
        is_new: true,
    })?;
    let Err(NotCommitted { failure, may_be }) = take(&mut *lease, pool.echoes(), access, work)
    else {
        return Ok(());
    };
    let failed = Failed {
        may_be_kept: may_be && matches!(access, Access::Write(_)),
        is_new: !lease.was_kept(),
        failure,
    };
    if pool.connector().cause(&failed.failure) == Cause::Lost {
        lease.give_up();
        pool.give_up_all();
    } else if lease.roll_back().is_err() {
        lease.give_up();
    }
    Err(failed)
}

/// Takes one transaction from its beginning to its commit.
fn take(
    connection: &mut impl Connection,
    echoes: bool,
    access: Access,
    work: Work,
) -> Result<(), NotCommitted> {
    let done = connection.begin(access).and_then(|()| {
        if echoes {
            connection.work(&mut |session| work(&Echo(session)))
        } else {
            connection.work(work)
        }
    });
    done.map_err(|failure| NotCommitted {
        failure,
        may_be: false,
    })?;
    connection.commit()
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
