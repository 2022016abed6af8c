//! What every run has: a row each, in the order in which they were met.

use std::collections::HashMap;
use std::sync::Arc;

use crate::entity::{LifecycleStage, RunStatus, ViewType};

use super::super::lifecycle;
use super::super::session::Row as SqlRow;

/// Selects what a [`Row`] is made of.
pub(super) const COLUMNS: &str =
    "run_uuid, experiment_id, lifecycle_stage, status, start_time, end_time";

/// A run, without the texts that few searches look at. What may be NULL in the database is an
/// `Option`, because a filter finds nothing there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) id: Arc<str>,
    pub(super) experiment: Option<i64>,
    pub(super) stage: LifecycleStage,
    pub(super) status: Option<RunStatus>,
    pub(super) start_time: Option<i64>,
    pub(super) end_time: Option<i64>,
}

impl Row {
    /// Reads a row; `None` where the id is no text, under which nothing is found.
    pub(super) fn read(row: &SqlRow) -> Option<Self> {
        Some(Self {
            id: row.id(0)?.into(),
            experiment: row.whole(1),
            stage: lifecycle::read(row, 2),
            status: row.text(3).and_then(|status| status.parse().ok()),
            start_time: row.whole(4),
            end_time: row.whole(5),
        })
    }

    /// Whether a search of these experiments (sorted) in this view has to do with the run.
    pub(super) fn is_in(&self, experiments: &[i64], view: ViewType) -> bool {
        view.shows(self.stage)
            && self
                .experiment
                .is_some_and(|experiment| experiments.binary_search(&experiment).is_ok())
    }
}

/// The rows of all runs.
#[derive(Debug, Default)]
pub(super) struct Rows {
    rows: Vec<Row>,
    numbers: HashMap<Arc<str>, usize>,
}

impl Rows {
    /// Sets the row of a run, a new one behind all others.
    pub(super) fn set(&mut self, row: Row) {
        if let Some(number) = self.number_of(&row.id) {
            self.rows[number] = row;
        } else {
            self.numbers.insert(Arc::clone(&row.id), self.rows.len());
            self.rows.push(row);
        }
    }

    pub(super) fn all(&self) -> &[Row] {
        &self.rows
    }

    /// Where the row of a run is.
    pub(super) fn number_of(&self, id: &str) -> Option<usize> {
        self.numbers.get(id).copied()
    }

    /// About how much memory the rows take.
    pub(super) fn bytes(&self) -> usize {
        /// The counters of an `Arc`, and what the allocator adds.
        const ARC: usize = 32;
        let texts: usize = self.rows.iter().map(|row| row.id.len() + ARC).sum();
        texts
            + self.rows.capacity() * size_of::<Row>()
            + self.numbers.capacity() * (size_of::<(Arc<str>, usize)>() + 1)
    }
}
