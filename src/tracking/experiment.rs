//! The rules of experiments.

use crate::entity::limits::MAX_EXPERIMENTS_PER_SUMMARY_REQUEST;
use crate::entity::{Experiment, ExperimentId, ExperimentSummary, LifecycleStage, Tag, ViewType};
use crate::error::{Error, ErrorCode, Result};
use crate::search;
use crate::store::{ArtifactLocation, ExperimentQuery, NewExperiment, Page, Pages, StoreKind};
use crate::uri;

use super::{Tracking, now, validate};

/// A search for experiments, as a user states it.
#[derive(Clone, Debug, Default)]
pub struct ExperimentSearch<'a> {
    /// Which stages to show.
    pub view: ViewType,
    /// In the filter language; `None` takes all.
    pub filter: Option<&'a str>,
    /// Keys of the order, each with `ASC` or `DESC` behind it if wanted.
    pub order_by: &'a [String],
    /// Most results on one page.
    pub max_results: usize,
    /// Where the previous page ended.
    pub page_token: Option<String>,
}

impl Tracking {
    /// Creates an experiment and gives its id.
    pub fn create_experiment(
        &self,
        name: &str,
        artifact_location: Option<&str>,
        tags: Vec<Tag>,
    ) -> Result<ExperimentId> {
        validate::experiment_name(name)?;
        for tag in &tags {
            validate::experiment_tag(tag)?;
        }
        let artifact_location = match artifact_location.filter(|location| !location.is_empty()) {
            Some(location) => {
                validate::artifact_location(location)?;
                ArtifactLocation::At(self.recorded_location(location)?)
            }
            None => ArtifactLocation::Under(self.settings.artifact_root.clone()),
        };
        let name = name.to_owned();
        self.store.create_experiment(&NewExperiment {
            wanted_id: None,
            name,
            artifact_location,
            tags,
            creation_time: now(),
        })
    }

    /// A location as it is recorded. A relative one is relative to the store's machine, which for
    /// a server is not this one.
    fn recorded_location(&self, location: &str) -> Result<String> {
        match self.store.kind() {
            StoreKind::Files | StoreKind::Database => uri::absolute_location(location),
            StoreKind::Server => Ok(location.to_owned()),
        }
    }

    /// One experiment, in any stage.
    pub fn get_experiment(&self, id: &ExperimentId) -> Result<Experiment> {
        self.store
            .get_experiment(id)?
            .ok_or_else(|| Error::experiment_not_found(id))
    }

    /// What the active runs of some experiments come to, in the order of the ids.
    pub fn experiment_summaries(&self, ids: &[ExperimentId]) -> Result<Vec<ExperimentSummary>> {
        if ids.len() > MAX_EXPERIMENTS_PER_SUMMARY_REQUEST {
            let limit = MAX_EXPERIMENTS_PER_SUMMARY_REQUEST;
            return Err(Error::summary_experiments_too_many(ids.len(), limit));
        }
        self.store.experiment_summaries(ids)
    }

    /// The experiment of that name, in any stage; `None` where there is none.
    pub fn find_experiment(&self, name: &str) -> Result<Option<Experiment>> {
        self.store.get_experiment_by_name(name)
    }

    /// The active experiment of that name, created if it is new. Of several processes that come
    /// at once, one creates it and the others find it.
    pub fn get_or_create_experiment(&self, name: &str) -> Result<ExperimentId> {
        if let Some(experiment) = self.find_experiment(name)? {
            return active(experiment).map(|experiment| experiment.experiment_id);
        }
        match self.create_experiment(name, None, Vec::new()) {
            Err(error) if error.code() == ErrorCode::ResourceAlreadyExists => {
                let experiment = self.find_experiment(name)?.ok_or(error)?;
                active(experiment).map(|experiment| experiment.experiment_id)
            }
            created => created,
        }
    }

    /// A page of experiments.
    pub fn search_experiments(&self, search: &ExperimentSearch) -> Result<Page<Experiment>> {
        validate::max_results(search.max_results)?;
        self.store.search_experiments(&ExperimentQuery {
            view: search.view,
            filter: search
                .filter
                .map(search::parse_experiment_filter)
                .transpose()?
                .flatten(),
            order_by: search::parse_experiment_orders(search.order_by)?,
            max_results: search.max_results,
            page_token: search.page_token.clone(),
        })
    }

    /// All experiments that a filter matches, or so many of them: page after page.
    pub fn all_experiments(
        &self,
        view: ViewType,
        filter: Option<&str>,
        limit: Option<usize>,
    ) -> Result<Vec<Experiment>> {
        let experiments = Pages::new(|page_token, max_results| {
            self.search_experiments(&ExperimentSearch {
                view,
                filter,
                max_results,
                page_token,
                ..ExperimentSearch::default()
            })
        });
        experiments.up_to(limit).collect()
    }

    /// The ids of all experiments of a stage.
    pub fn experiment_ids(&self, view: ViewType) -> Result<Vec<ExperimentId>> {
        let experiments = self.all_experiments(view, None, None)?.into_iter();
        Ok(experiments
            .map(|experiment| experiment.experiment_id)
            .collect())
    }

    /// Gives an active experiment another name.
    pub fn rename_experiment(&self, id: &ExperimentId, name: &str) -> Result<()> {
        validate::experiment_name(name)?;
        self.store.rename_experiment(id, name, now())
    }

    /// Moves an active experiment, with its runs, to the deleted stage.
    pub fn delete_experiment(&self, id: &ExperimentId) -> Result<()> {
        self.store
            .set_experiment_stage(id, LifecycleStage::Deleted, now())
    }

    /// Brings a deleted experiment back, with its runs.
    pub fn restore_experiment(&self, id: &ExperimentId) -> Result<()> {
        self.store
            .set_experiment_stage(id, LifecycleStage::Active, now())
    }

    /// Sets a tag of an active experiment.
    pub fn set_experiment_tag(&self, id: &ExperimentId, tag: &Tag) -> Result<()> {
        validate::experiment_tag(tag)?;
        self.store.set_experiment_tag(id, tag, now())
    }

    /// Removes a tag of an active experiment.
    pub fn delete_experiment_tag(&self, id: &ExperimentId, key: &str) -> Result<()> {
        self.store.delete_experiment_tag(id, key, now())
    }
}

/// Passes an active experiment on and refuses a deleted one.
pub(super) fn active(experiment: Experiment) -> Result<Experiment> {
    if experiment.lifecycle_stage.is_active() {
        Ok(experiment)
    } else {
        Err(Error::experiment_deleted(&experiment.experiment_id))
    }
}
