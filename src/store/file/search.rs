//! Searching folders: each run is read only as far as the filter and the order ask, and only the
//! runs of the page are read whole.
//!
//! `metrics.loss < 1` costs two files per run, `meta.yaml` and `metrics/loss`. The runs are read
//! by all cores at once.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::entity::{DatasetInput, Experiment, Run, RunInfo};
use crate::error::Result;
use crate::search::{
    ExperimentRank, RunFacts, RunOrder, RunRank, complete_experiment_order, complete_run_order,
};
use crate::store::{ExperimentQuery, RunQuery};

use super::layout::{METRICS, PARAMS, TAGS, key_path};
use super::run_folder::RunFolder;
use super::{FileStore, skipped};

/// Finds the runs of a page, and one more if there is another page.
pub(super) fn runs(store: &FileStore, query: &RunQuery, offset: usize) -> Result<Vec<Run>> {
    let orders = complete_run_order(&query.order_by);
    let mut folders = Vec::new();
    for id in query.experiment_ids.iter().collect::<BTreeSet<_>>() {
        if let Some(experiment) = store.find_experiment(id) {
            folders.extend(experiment.runs()?);
        }
    }
    let found = folders
        .into_par_iter()
        .filter_map(|folder| Found::look(folder, query, &orders))
        .collect();
    page(found, query.max_results, offset, |found| &found.rank)
        .into_par_iter()
        .map(|found| found.folder.run_of(found.info))
        .collect()
}

/// Finds the experiments of a page, and one more if there is another page.
pub(super) fn experiments(
    store: &FileStore,
    query: &ExperimentQuery,
    offset: usize,
) -> Result<Vec<Experiment>> {
    let orders = complete_experiment_order(&query.order_by);
    let is_wanted = |experiment: &Experiment| match &query.filter {
        Some(filter) => filter.matches(experiment),
        None => true,
    };
    let found = store
        .experiments(query.view)?
        .par_iter()
        .filter_map(|folder| skipped::or_report(folder.path(), folder.experiment()))
        .filter(is_wanted)
        .map(|experiment| (ExperimentRank::new(&experiment, &orders), experiment))
        .collect();
    let page = page(found, query.max_results, offset, |(rank, _)| rank);
    Ok(page.into_iter().map(|(_, experiment)| experiment).collect())
}

/// Sorts as much as the page needs and cuts it out, with one result more.
pub(super) fn page<T, R: Ord>(
    mut found: Vec<T>,
    max_results: usize,
    offset: usize,
    rank: impl Fn(&T) -> &R,
) -> Vec<T> {
    let end = offset.saturating_add(max_results).saturating_add(1);
    if end < found.len() {
        found.select_nth_unstable_by(end, |a, b| rank(a).cmp(rank(b)));
        found.truncate(end);
    }
    found.sort_unstable_by(|a, b| rank(a).cmp(rank(b)));
    found.drain(..offset.min(found.len()));
    found
}

/// A run that the query asks for, and its place.
struct Found {
    rank: RunRank,
    folder: RunFolder,
    info: RunInfo,
}

impl Found {
    /// Reads as much of a run as tells whether the query asks for it.
    fn look(folder: RunFolder, query: &RunQuery, orders: &[RunOrder]) -> Option<Self> {
        let info = skipped::or_report(folder.path(), folder.info())?;
        if !query.view.shows(info.lifecycle_stage) {
            return None;
        }
        let run = PartialRun {
            folder: &folder,
            info: &info,
            metrics: RefCell::default(),
        };
        if let Some(filter) = &query.filter
            && !filter.matches(&run)
        {
            return None;
        }
        let rank = RunRank::new(&run, orders);
        Some(Self { rank, folder, info })
    }
}

/// A run of which what it logged is read when it is asked for.
struct PartialRun<'a> {
    folder: &'a RunFolder,
    info: &'a RunInfo,
    /// Those read before: filters and orders often look at the same one.
    metrics: RefCell<BTreeMap<String, Option<f64>>>,
}

impl PartialRun<'_> {
    /// A value, or `None` where there is none, or none that can be read. A key that cannot be a
    /// file's name is in no run.
    fn value<T>(&self, section: &str, key: &str, read: Result<Option<T>>) -> Option<T> {
        match read {
            Ok(value) => value,
            Err(reason) => {
                let path = key_path(&self.folder.section(section), key).ok()?;
                if path.is_file() {
                    skipped::report(&path, &reason);
                }
                None
            }
        }
    }
}

impl RunFacts for PartialRun<'_> {
    fn info(&self) -> &RunInfo {
        self.info
    }

    fn metric(&self, key: &str) -> Option<f64> {
        if let Some(known) = self.metrics.borrow().get(key) {
            return *known;
        }
        let metric = self.value(METRICS, key, self.folder.metric(key));
        let value = metric.map(|metric| metric.value);
        self.metrics.borrow_mut().insert(key.to_owned(), value);
        value
    }

    fn param(&self, key: &str) -> Option<Cow<'_, str>> {
        self.value(PARAMS, key, self.folder.param(key))
            .map(Cow::Owned)
    }

    fn tag(&self, key: &str) -> Option<Cow<'_, str>> {
        self.value(TAGS, key, self.folder.tag(key)).map(Cow::Owned)
    }

    fn dataset_inputs(&self) -> Cow<'_, [DatasetInput]> {
        let inputs = skipped::or_report(self.folder.path(), self.folder.inputs());
        Cow::Owned(inputs.unwrap_or_default().dataset_inputs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_one_result_more_than_it_shows() {
        let numbers = || vec![5, 3, 1, 4, 2];
        assert_eq!(page(numbers(), 2, 0, |n| n), [1, 2, 3]);
        assert_eq!(page(numbers(), 2, 2, |n| n), [3, 4, 5]);
        assert_eq!(page(numbers(), 2, 4, |n| n), [5]);
        assert_eq!(page(numbers(), 2, 9, |n| n), [0; 0]);
        assert_eq!(page(numbers(), usize::MAX, 1, |n| n), [2, 3, 4, 5]);
    }
}
