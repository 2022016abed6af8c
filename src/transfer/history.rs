//! The histories of a run's metrics, in pieces: what is held of one does not grow with its length.
//!
//! A history of the target is mostly the beginning of that of the source, in the same order. Both are
//! read beside each other, and what comes behind the end of the target's is added. Where they differ
//! before that, as after two programs added to one, the points of the target are looked up in a set.
//!
//! A database keeps an infinity as the greatest number, and of equal points one. So points are
//! compared as a database has them.

use std::collections::{HashMap, HashSet};

use crate::entity::limits::MAX_METRICS_PER_BATCH;
use crate::entity::{Metric, Run, RunId};
use crate::error::Result;
use crate::store::{Batch, Pages, Store, StoreKind};

use super::report::number;
use super::session::Transfer;

/// How many points are asked for at once. A file is read anew for each page.
const POINTS_OF_SERVER: usize = 25_000;
const POINTS_OF_DATABASE: usize = 50_000;
const POINTS_OF_FILES: usize = 200_000;

/// How many points a local store is given at once.
const POINTS_PER_STATEMENT: usize = 10_000;

impl Transfer<'_> {
    /// Adds the points that a copy lacks, and says how many. It is `None` in a rehearsal in which it
    /// would be created.
    pub(super) fn histories(&self, run: &Run, there: Option<&Run>) -> Result<u64> {
        let id = there.map_or(&run.info.run_id, |there| &there.info.run_id);
        let mut sink = PointSink::new(self, id);
        for metric in &run.data.metrics {
            let key = metric.key.as_str();
            let points = history(self.from(), &run.info.run_id, key);
            if there.is_none_or(|there| there.metric(key).is_none()) {
                for point in points {
                    sink.add(point?)?;
                }
            } else {
                self.add_missing(points, id, key, &mut sink)?;
            }
        }
        sink.finish()
    }

    fn add_missing(
        &self,
        mut points: impl Iterator<Item = Result<Metric>>,
        copy: &RunId,
        key: &str,
        sink: &mut PointSink<'_>,
    ) -> Result<()> {
        let mut known = history(self.to(), copy, key);
        let differs = loop {
            match (points.next().transpose()?, known.next().transpose()?) {
                (Some(point), Some(there)) if comparable(&point) == comparable(&there) => {}
                (Some(point), None) => {
                    sink.add(point)?;
                    for point in points {
                        sink.add(point?)?;
                    }
                    return Ok(());
                }
                (None, _) => return Ok(()),
                (Some(point), Some(_)) => break point,
            }
        };
        let known = comparables(self.to(), copy, key)?;
        for point in std::iter::once(Ok(differs)).chain(points) {
            let point = point?;
            if !known.contains(&comparable(&point)) {
                sink.add(point)?;
            }
        }
        Ok(())
    }
}

/// A point of one history as it is compared with others.
pub(super) type Comparable = (i64, i64, bool, u64);

/// What a database keeps of a point of one history: step, time, whether it is NaN, and the value.
pub(super) fn comparable(point: &Metric) -> Comparable {
    let is_nan = point.value.is_nan();
    let value = if is_nan {
        0.0
    } else {
        // Minus zero equals zero.
        point.value.clamp(f64::MIN, f64::MAX) + 0.0
    };
    (point.step, point.timestamp, is_nan, value.to_bits())
}

/// The points of one history, page by page.
fn history<'a>(
    store: &'a dyn Store,
    id: &'a RunId,
    key: &'a str,
) -> impl Iterator<Item = Result<Metric>> + 'a {
    let size = match store.kind() {
        StoreKind::Server => POINTS_OF_SERVER,
        StoreKind::Database => POINTS_OF_DATABASE,
        StoreKind::Files => POINTS_OF_FILES,
    };
    Pages::new(move |token, _| store.metric_history(id, key, size, token.as_deref()))
}

/// The points of one history, to look others up in.
fn comparables(store: &dyn Store, id: &RunId, key: &str) -> Result<HashSet<Comparable>> {
    let points = history(store, id, key);
    points.map(|point| Ok(comparable(&point?))).collect()
}

/// The points of histories that a store has, read when they are first asked for.
pub(super) struct PointsOfRuns<'a> {
    store: &'a dyn Store,
    known: HashMap<(RunId, String), HashSet<Comparable>>,
}

impl<'a> PointsOfRuns<'a> {
    pub(super) fn new(store: &'a dyn Store) -> Self {
        Self {
            store,
            known: HashMap::new(),
        }
    }

    /// Whether a run has a point.
    pub(super) fn have(&mut self, run: &RunId, point: &Metric) -> Result<bool> {
        let key = (run.clone(), point.key.clone());
        if !self.known.contains_key(&key) {
            let points = comparables(self.store, run, &point.key)?;
            self.known.insert(key.clone(), points);
        }
        Ok(self.known[&key].contains(&comparable(point)))
    }
}

/// Points on their way into a run, sent by the batch.
struct PointSink<'a> {
    to: &'a dyn Store,
    id: &'a RunId,
    writes: bool,
    size: usize,
    batch: Vec<Metric>,
    count: usize,
}

impl<'a> PointSink<'a> {
    fn new(transfer: &Transfer<'a>, id: &'a RunId) -> Self {
        let to = transfer.to();
        Self {
            to,
            id,
            writes: transfer.writes(),
            size: match to.kind() {
                StoreKind::Server => MAX_METRICS_PER_BATCH,
                StoreKind::Files | StoreKind::Database => POINTS_PER_STATEMENT,
            },
            batch: Vec::new(),
            count: 0,
        }
    }

    fn add(&mut self, point: Metric) -> Result<()> {
        self.count += 1;
        if self.writes {
            self.batch.push(point);
        }
        if self.batch.len() == self.size {
            self.send()?;
        }
        Ok(())
    }

    fn send(&mut self) -> Result<()> {
        if self.batch.is_empty() {
            return Ok(());
        }
        let batch = Batch {
            metrics: std::mem::take(&mut self.batch),
            ..Batch::default()
        };
        self.to.log_batch(self.id, &batch)
    }

    fn finish(mut self) -> Result<u64> {
        self.send()?;
        Ok(number(self.count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(value: f64, step: i64) -> Metric {
        Metric {
            key: "m".to_owned(),
            value,
            timestamp: 1,
            step,
        }
    }

    #[test]
    fn points_are_compared_as_a_database_keeps_them() {
        let same = |a: f64, b: f64| comparable(&point(a, 0)) == comparable(&point(b, 0));
        assert!(same(f64::INFINITY, f64::MAX));
        assert!(same(f64::NEG_INFINITY, f64::MIN));
        assert!(same(f64::NAN, -f64::NAN));
        assert!(same(-0.0, 0.0));
        assert!(!same(f64::NAN, 0.0));
        assert!(!same(1.0, 1.0 + f64::EPSILON));
        assert_ne!(comparable(&point(1.0, 0)), comparable(&point(1.0, 1)));
    }
}
