//! A database that fails as it is told to.

use std::collections::VecDeque;
use std::fmt;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::config::PoolSettings;
use crate::error::{Error, ErrorCode};

use super::super::database::Work;
use super::super::lock;
use super::super::session::{Row, Session, SqlError, SqlResult, Value};
use super::super::write_set::Scope;
use super::*;

/// What fails next: a step, and why.
type Plan = Mutex<VecDeque<(Step, Cause)>>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Connect,
    Begin,
    Commit,
}

#[derive(Debug)]
struct Planned(Cause);

impl fmt::Display for Planned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "planned: {:?}", self.0)
    }
}

impl std::error::Error for Planned {}

struct FakeConnector {
    plan: &'static Plan,
    made: AtomicUsize,
}

struct FakeConnection {
    plan: &'static Plan,
}

fn step(plan: &Plan, step: Step) -> SqlResult<()> {
    let mut plan = lock(plan);
    match plan.front() {
        Some(&(planned, cause)) if planned == step => {
            plan.pop_front();
            Err(SqlError::Database(Box::new(Planned(cause))))
        }
        _ => Ok(()),
    }
}

impl Connector for FakeConnector {
    type Connection = FakeConnection;

    fn connect(&self) -> SqlResult<FakeConnection> {
        step(self.plan, Step::Connect)?;
        self.made.fetch_add(1, Ordering::Relaxed);
        Ok(FakeConnection { plan: self.plan })
    }

    fn cause(&self, failure: &SqlError) -> Cause {
        match failure {
            SqlError::Database(error) => error.downcast_ref::<Planned>().unwrap().0,
            SqlError::Refused(_) => Cause::Other,
        }
    }

    fn describe(&self) -> String {
        "fake database `x`".to_owned()
    }

    fn reason(&self, _: &SqlError) -> String {
        "so it was planned".to_owned()
    }

    fn explain(&self, failure: SqlError) -> Error {
        Error::internal(self.reason(&failure))
    }
}

impl Connection for FakeConnection {
    fn begin(&mut self, _: Access) -> SqlResult<()> {
        step(self.plan, Step::Begin)
    }

    fn work(&mut self, work: Work) -> SqlResult<()> {
        work(&Nothing)
    }

    fn commit(&mut self) -> Result<(), NotCommitted> {
        let committed = step(self.plan, Step::Commit);
        committed.map_err(|failure| NotCommitted {
            failure,
            may_be: true,
        })
    }

    fn roll_back(&mut self) -> SqlResult<()> {
        Ok(())
    }

    fn is_closed(&self) -> bool {
        false
    }
}

/// A session that has nothing.
struct Nothing;

impl Session for Nothing {
    fn execute(&self, _: &str, _: &[Value]) -> SqlResult<usize> {
        Ok(0)
    }

    fn insert_rows(&self, _: &str, _: usize, _: &[Value]) -> SqlResult<usize> {
        Ok(0)
    }

    fn insert(&self, _: &str, _: &[Value]) -> SqlResult<i64> {
        Ok(0)
    }

    fn query(
        &self,
        _: &str,
        _: &[Value],
        _: &mut dyn FnMut(&Row) -> SqlResult<()>,
    ) -> SqlResult<()> {
        Ok(())
    }

    fn run(&self, _: &str) -> SqlResult<()> {
        Ok(())
    }

    fn expect_many_rows(&self) -> SqlResult<()> {
        Ok(())
    }
}

fn pool(settings: PoolSettings, plan: &[(Step, Cause)]) -> Pool<FakeConnector> {
    let plan: &'static Plan = Box::leak(Box::new(Mutex::new(plan.iter().copied().collect())));
    let connector = FakeConnector {
        plan,
        made: AtomicUsize::new(0),
    };
    Pool::new(connector, settings)
}

/// How often the work was done, how many connections were made, and how it ended.
fn run_with(plan: &[(Step, Cause)]) -> (usize, usize, SqlResult<()>) {
    let pool = pool(PoolSettings::default(), plan);
    let mut times = 0;
    let ended = run(&pool, Access::Write(Scope::NoRun), &mut |_| {
        times += 1;
        Ok(())
    });
    (times, pool.connector().made.load(Ordering::Relaxed), ended)
}

#[test]
fn what_passes_is_repeated_and_a_lost_connection_replaced() {
    let (times, made, ended) = run_with(&[
        (Step::Connect, Cause::Lost),
        (Step::Begin, Cause::Lost),
        (Step::Begin, Cause::Conflict),
        (Step::Commit, Cause::Conflict),
        (Step::Commit, Cause::Race),
    ]);
    ended.unwrap();
    assert_eq!((times, made), (3, 2));
}

#[test]
fn a_commit_of_unknown_outcome_is_not_repeated() {
    let (times, _, ended) = run_with(&[(Step::Commit, Cause::Lost)]);
    let Err(SqlError::Refused(error)) = ended else {
        panic!("{ended:?}");
    };
    assert_eq!(times, 1);
    assert_eq!(error.code(), ErrorCode::TemporarilyUnavailable);
    assert!(
        error.message().contains("may have been made or not"),
        "{error}"
    );
}

#[test]
fn what_stays_is_told_at_once_and_what_never_passes_in_the_end() {
    let (times, _, ended) = run_with(&[(Step::Commit, Cause::Other)]);
    assert!(matches!((times, ended), (1, Err(SqlError::Database(_)))));
    let (_, _, ended) = run_with(&[(Step::Begin, Cause::Race); 6]);
    assert!(matches!(ended, Err(SqlError::Database(_))));
}

#[test]
fn connections_are_kept_up_to_a_number_and_until_one_is_lost() {
    let settings = PoolSettings {
        kept: 1,
        most: 2,
        ..PoolSettings::default()
    };
    let pool = pool(settings, &[]);
    let made = || pool.connector().made.load(Ordering::Relaxed);
    let both = (pool.lease().unwrap(), pool.lease().unwrap());
    assert_eq!(made(), 2);
    drop(both);
    let both = (pool.lease().unwrap(), pool.lease().unwrap());
    assert_eq!(made(), 3, "one was kept");
    pool.give_up_all();
    drop(both);
    drop(pool.lease().unwrap());
    assert_eq!(made(), 4, "none was kept");
    let old = PoolSettings {
        recycle: Some(Duration::ZERO),
        ..settings
    };
    let pool = self::pool(old, &[]);
    for made in 1..3 {
        drop(pool.lease().unwrap());
        assert_eq!(pool.connector().made.load(Ordering::Relaxed), made);
    }
}

#[test]
fn whoever_finds_all_in_use_waits() {
    let settings = PoolSettings {
        kept: 1,
        most: 1,
        ..PoolSettings::default()
    };
    let pool = pool(settings, &[]);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..50 {
                    run(&pool, Access::Read, &mut |_| Ok(())).unwrap();
                }
            });
        }
    });
    assert_eq!(pool.connector().made.load(Ordering::Relaxed), 1);
}

#[test]
fn a_database_that_is_not_there_yet_is_waited_for() {
    let waiting = pool(PoolSettings::default(), &[(Step::Connect, Cause::Lost)]);
    assert!(connect_patiently(waiting.connector(), Duration::from_secs(60)).is_ok());
    for (plan, limit) in [
        ((Step::Connect, Cause::Lost), 0),
        ((Step::Connect, Cause::Other), 60),
    ] {
        let refusing = pool(PoolSettings::default(), &[plan]);
        assert!(connect_patiently(refusing.connector(), Duration::from_secs(limit)).is_err());
    }
}
