//! Searching folders: each run is read only as far as the filter and the order ask, and only the
//! runs of the page are read whole.
//!
//! `metrics.loss < 1` costs two files per run, `meta.yaml` and `metrics/loss`. The runs are read
//! by all cores at once. What is known of them already is not read again: see [`super::cache`].

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use crate::entity::{
    Experiment, ExperimentId, ExperimentSummary, LifecycleStage, Run, RunStatus, ViewType,
};
use crate::error::Result;
use crate::search::{
    Filter, Rank, RunFacts, RunField, RunOrder, complete_experiment_order, complete_run_order,
};
use crate::store::page::ranked_page;
use crate::store::{ExperimentQuery, RunQuery};

use super::cached_run::{CachedRun, Described};
use super::{FileStore, skipped};

/// Finds the runs of a page, and one more if there is another page.
pub(super) fn runs(store: &FileStore, query: &RunQuery, offset: usize) -> Result<Vec<Run>> {
    store.check_root()?;
    let orders = complete_run_order(&query.order_by);
    let mut runs = Vec::new();
    for id in query.experiment_ids.iter().collect::<BTreeSet<_>>() {
        if let Some(experiment) = store.find_experiment(id) {
            runs.extend(store.cached_runs(&experiment)?);
        }
    }
    let filter = query.filter.as_ref();
    let filter = filter.map(Filter::ignoring_case_beyond_ascii);
    let found = runs
        .into_par_iter()
        .filter_map(|run| MatchingRun::read(run, query.view, filter.as_ref(), &orders))
        .collect();
    ranked_page(found, query.max_results, offset, |found| &found.rank)
        .into_par_iter()
        .map(|found| found.run.whole())
        .collect()
}

/// What the active runs of an experiment come to; of each its description is read.
pub(super) fn summary(store: &FileStore, id: &ExperimentId) -> Result<ExperimentSummary> {
    let runs = match store.find_experiment(id) {
        Some(experiment) => store.cached_runs(&experiment)?,
        None => Vec::new(),
    };
    let starts: Vec<(RunStatus, Option<i64>)> = runs
        .into_par_iter()
        .filter_map(|run| {
            let described = skipped::or_report(run.path(), Described::new(&run))?;
            let info = described.info();
            let is_active = info.lifecycle_stage == LifecycleStage::Active;
            is_active.then_some((info.status, info.start_time))
        })
        .collect();
    let running = starts
        .iter()
        .filter(|(status, _)| *status == RunStatus::Running);
    Ok(ExperimentSummary {
        experiment_id: id.clone(),
        run_count: Some(starts.len() as u64),
        running_count: Some(running.count() as u64),
        last_start_time: starts.iter().filter_map(|(_, start)| *start).max(),
    })
}

/// Finds the experiments of a page, and one more if there is another page.
pub(super) fn experiments(
    store: &FileStore,
    query: &ExperimentQuery,
    offset: usize,
) -> Result<Vec<Experiment>> {
    let orders = complete_experiment_order(&query.order_by);
    let filter = query.filter.as_ref();
    let filter = filter.map(Filter::ignoring_case_beyond_ascii);
    let is_wanted = |experiment: &Experiment| match &filter {
        Some(filter) => filter.matches(experiment),
        None => true,
    };
    let found = store
        .experiments(query.view)?
        .par_iter()
        .filter_map(|folder| skipped::or_report(folder.path(), folder.experiment()))
        .filter(is_wanted)
        .map(|experiment| (Rank::new(&experiment, &orders), experiment))
        .collect();
    let page = ranked_page(found, query.max_results, offset, |(rank, _)| rank);
    Ok(page.into_iter().map(|(_, experiment)| experiment).collect())
}

/// A run that the query matches, with its rank.
struct MatchingRun {
    rank: Rank,
    run: Arc<CachedRun>,
}

impl MatchingRun {
    /// Reads as much of a run as tells whether the query matches it.
    fn read(
        run: Arc<CachedRun>,
        view: ViewType,
        filter: Option<&Filter<RunField>>,
        orders: &[RunOrder],
    ) -> Option<Self> {
        let described = skipped::or_report(run.path(), Described::new(&run))?;
        if !view.shows(described.info().lifecycle_stage) {
            return None;
        }
        if let Some(filter) = filter
            && !filter.matches(&described)
        {
            return None;
        }
        let rank = Rank::new(&described, orders);
        Some(Self { rank, run })
    }
}
