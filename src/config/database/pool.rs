//! How many connections to a database are kept, and for how long: MLflow's variables, which name
//! what SQLAlchemy's pools take.

use std::time::Duration;

use crate::error::{Error, Result};

use super::super::{flag, parsed, var};
use super::options::{listed, word};

const SIZE: &str = "MLFLOW_SQLALCHEMYSTORE_POOL_SIZE";
const OVERFLOW: &str = "MLFLOW_SQLALCHEMYSTORE_MAX_OVERFLOW";
const RECYCLE: &str = "MLFLOW_SQLALCHEMYSTORE_POOL_RECYCLE";
const ECHO: &str = "MLFLOW_SQLALCHEMYSTORE_ECHO";
const CLASS: &str = "MLFLOW_SQLALCHEMYSTORE_POOLCLASS";
/// How many seconds a program that starts waits for a database that cannot be reached yet. MLflow
/// has no such variable, and tries for as long as our default.
const WAIT: &str = "MLFLOW_DATABASE_WAIT";

/// How many seconds the database may take for one statement. MLflow has no such variable.
pub const STATEMENT_TIMEOUT: &str = "MLFLOW_DATABASE_STATEMENT_TIMEOUT";

/// SQLAlchemy's pools.
const CLASSES: &[(&str, Class)] = &[
    ("AssertionPool", Class::One),
    ("AsyncAdaptedQueuePool", Class::Several),
    ("FallbackAsyncAdaptedQueuePool", Class::Several),
    ("NullPool", Class::None),
    ("QueuePool", Class::Several),
    ("SingletonThreadPool", Class::Several),
    ("StaticPool", Class::One),
];

/// What a pool keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    None,
    One,
    Several,
}

/// How many connections are kept, and for how long. The defaults are SQLAlchemy's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolSettings {
    /// How many connections are kept that nobody uses.
    pub kept: usize,
    /// How many connections there may be at once.
    pub most: usize,
    /// From what age on a connection is not used again.
    pub recycle: Option<Duration>,
    /// Whether each statement is logged.
    pub echo: bool,
    /// How long a program that starts waits for a database that cannot be reached yet.
    pub wait: Duration,
    /// How long the database may take for one statement; `None` for any time.
    pub statement_limit: Option<Duration>,
}

impl Default for PoolSettings {
    fn default() -> Self {
        Self {
            kept: 5,
            most: 15,
            recycle: None,
            echo: false,
            wait: Duration::from_secs(100),
            statement_limit: None,
        }
    }
}

impl PoolSettings {
    /// Reads them from the environment.
    pub fn from_env() -> Result<Self> {
        let defaults = Self::default();
        let size = parsed(SIZE, 0_usize, "a whole number")?;
        // As in MLflow 3.18.0, 0 is as good as nothing.
        let kept = if size == 0 { defaults.kept } else { size };
        let overflow = parsed(OVERFLOW, 0_i64, "a whole number")?;
        let most = match usize::try_from(overflow) {
            Ok(0) => kept + (defaults.most - defaults.kept),
            Ok(overflow) => kept + overflow,
            // SQLAlchemy's word for no limit.
            Err(_) => usize::MAX,
        };
        let recycle = parsed(RECYCLE, -1_i64, "a whole number of seconds")?;
        let recycle = u64::try_from(recycle).ok().filter(|&seconds| seconds > 0);
        let (kept, most) = match class()? {
            Class::None => (0, most),
            Class::One => (1, 1),
            Class::Several => (kept, most),
        };
        Ok(Self {
            kept,
            most,
            recycle: recycle.map(Duration::from_secs),
            echo: flag(ECHO, false)?,
            wait: Duration::from_secs(parsed(WAIT, 100, "a whole number of seconds")?),
            statement_limit: statement_limit()?,
        })
    }
}

/// Zero is no limit.
fn statement_limit() -> Result<Option<Duration>> {
    let expected = "a number of seconds, such as `30` or `0.5`";
    let seconds = parsed(STATEMENT_TIMEOUT, 0.0, expected)?;
    let limit = Duration::try_from_secs_f64(seconds).map_err(|_| {
        Error::invalid(format!(
            "the environment variable `{STATEMENT_TIMEOUT}` is `{seconds}`; expected {expected}"
        ))
    })?;
    Ok(Some(limit).filter(|limit| !limit.is_zero()))
}

fn class() -> Result<Class> {
    let Some(name) = var(CLASS)? else {
        return Ok(Class::Several);
    };
    word(&name, CLASSES).ok_or_else(|| {
        Error::invalid(format!(
            "the environment variable `{CLASS}` is `{name}`; expected one of {}",
            listed(CLASSES)
        ))
    })
}
