//! Whether a search is over a large part of a database's runs.
//!
//! MySQL and MariaDB take the index on experiments even where most runs are in the experiments of a
//! search, and then look for them one by one: for 100,000 runs that takes three times as long as to read
//! the whole table. So a broad search is worded otherwise for them; what it finds is the same.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::recent::Recent;

use super::builder::QueryBuilder;
use super::dialect::{Dialect, Items};
use super::list::List;
use super::lock;
use super::session::SqlResult;
use super::statement::Transaction;

/// The fewest runs of a broad search.
const FEWEST: i64 = 1_000;

/// Which part of all runs those of a broad search are at least: a fourth.
const PART: i64 = 4;

/// For how long the breadth of experiments is remembered, and of how many lists of them. Both ways to
/// search find the same, so that no more than time is lost when it has changed.
const AGE: Duration = Duration::from_secs(60);
const MOST: usize = 1_000;

/// How large a part of a database's runs a search is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Breadth {
    /// A small one, or the engine sees by itself how large it is.
    Narrow,
    /// A large one.
    Broad,
}

/// The breadths of the searches of a database.
pub(super) enum Breadths {
    /// The same for all searches.
    All(Breadth),
    /// What the database says of each.
    Asked {
        /// The query for how many runs there are.
        count: &'static str,
        /// By the numbers of experiments.
        known: Mutex<Recent<Vec<i64>, Breadth>>,
    },
}

impl Breadths {
    pub(super) fn new(dialect: &dyn Dialect) -> Self {
        match dialect.run_count() {
            None => Self::All(Breadth::Narrow),
            Some(count) => Self::Asked {
                count,
                known: Mutex::new(Recent::new(AGE, MOST)),
            },
        }
    }

    /// The breadth of a search in these experiments.
    pub(super) fn find(&self, tx: &Transaction, experiments: &[i64]) -> SqlResult<Breadth> {
        let (count, known) = match self {
            Self::All(breadth) => return Ok(*breadth),
            Self::Asked { count, known } => (count, known),
        };
        let now = Instant::now();
        if let Some(breadth) = lock(known).get(experiments, now) {
            return Ok(*breadth);
        }
        let breadth = ask(tx, count, experiments)?;
        lock(known).learn(experiments.to_vec(), breadth, now);
        Ok(breadth)
    }
}

/// Counts no more runs than it takes to tell.
fn ask(tx: &Transaction, count: &str, experiments: &[i64]) -> SqlResult<Breadth> {
    let all = tx.rows(count, &[], |row| row.whole(0))?;
    let all = all.into_iter().flatten().next().unwrap_or_default();
    if all < FEWEST {
        return Ok(Breadth::Narrow);
    }
    let mut sql = QueryBuilder::new(tx.dialect());
    sql.push("SELECT 1 FROM runs WHERE ")
        .is_in("experiment_id", Items::Numbers, List::new(experiments))
        .push(" LIMIT 1 OFFSET ")
        .bind(FEWEST.max(all / PART));
    Ok(if sql.numbers(tx)?.is_empty() {
        Breadth::Narrow
    } else {
        Breadth::Broad
    })
}
