//! Placeholder.

use crate::entity::{Experiment, ExperimentId, LifecycleStage, Tag};
use crate::error::Result;
use crate::store::{ExperimentQuery, ExperimentStore, NewExperiment, Page};

use super::FileStore;

impl ExperimentStore for FileStore {
    fn create_experiment(&self, _new: &NewExperiment) -> Result<ExperimentId> {
        todo!()
    }
    fn get_experiment(&self, _id: &ExperimentId) -> Result<Option<Experiment>> {
        todo!()
    }
    fn get_experiment_by_name(&self, _name: &str) -> Result<Option<Experiment>> {
        todo!()
    }
    fn search_experiments(&self, _query: &ExperimentQuery) -> Result<Page<Experiment>> {
        todo!()
    }
    fn rename_experiment(&self, _id: &ExperimentId, _name: &str, _now: i64) -> Result<()> {
        todo!()
    }
    fn set_experiment_stage(
        &self,
        _id: &ExperimentId,
        _stage: LifecycleStage,
        _now: i64,
    ) -> Result<()> {
        todo!()
    }
    fn set_experiment_tag(&self, _id: &ExperimentId, _tag: &Tag, _now: i64) -> Result<()> {
        todo!()
    }
    fn delete_experiment_tag(&self, _id: &ExperimentId, _key: &str, _now: i64) -> Result<()> {
        todo!()
    }
}
