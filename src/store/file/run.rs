//! Placeholder.

use crate::entity::{
    DatasetInput, LifecycleStage, Metric, ModelInput, ModelOutput, Run, RunId, RunInfo,
};
use crate::error::Result;
use crate::store::{Batch, NewRun, Page, RunQuery, RunStore, RunUpdate};

use super::FileStore;

impl RunStore for FileStore {
    fn create_run(&self, _new: &NewRun) -> Result<Run> {
        todo!()
    }
    fn get_run(&self, _id: &RunId) -> Result<Option<Run>> {
        todo!()
    }
    fn search_runs(&self, _query: &RunQuery) -> Result<Page<Run>> {
        todo!()
    }
    fn update_run(&self, _id: &RunId, _update: &RunUpdate) -> Result<RunInfo> {
        todo!()
    }
    fn set_run_stage(&self, _id: &RunId, _stage: LifecycleStage, _now: i64) -> Result<()> {
        todo!()
    }
    fn log_batch(&self, _id: &RunId, _batch: &Batch) -> Result<()> {
        todo!()
    }
    fn delete_run_tag(&self, _id: &RunId, _key: &str) -> Result<()> {
        todo!()
    }
    fn metric_history(
        &self,
        _id: &RunId,
        _key: &str,
        _max: usize,
        _token: Option<&str>,
    ) -> Result<Page<Metric>> {
        todo!()
    }
    fn log_inputs(
        &self,
        _id: &RunId,
        _datasets: &[DatasetInput],
        _models: &[ModelInput],
    ) -> Result<()> {
        todo!()
    }
    fn log_outputs(&self, _id: &RunId, _models: &[ModelOutput]) -> Result<()> {
        todo!()
    }
}
