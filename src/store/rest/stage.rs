//! Why a server refused a change: whether the thing is deleted.

use crate::entity::{Experiment, ExperimentId, LifecycleStage, RunId};
use crate::error::{Error, ErrorCode};
use crate::store::{ExperimentStore, RunStore};

use super::RestStore;

impl RestStore {
    /// The reason why an experiment was not changed.
    pub(super) fn experiment_refusal(&self, id: &ExperimentId, refusal: Error) -> Error {
        if !may_mean_deleted(&refusal) {
            return refusal;
        }
        match self.stage_of_experiment(id) {
            Some(LifecycleStage::Deleted) => Error::experiment_deleted(id),
            _ => refusal,
        }
    }

    /// The reason why an experiment was not deleted or restored. A server finds no experiment to delete
    /// if it is deleted, and none to restore if it is active.
    pub(super) fn stage_refusal(
        &self,
        id: &ExperimentId,
        wanted: LifecycleStage,
        refusal: Error,
    ) -> Error {
        let may_be_there =
            may_mean_deleted(&refusal) || refusal.code() == ErrorCode::ResourceDoesNotExist;
        if !may_be_there || self.stage_of_experiment(id) != Some(wanted) {
            return refusal;
        }
        match wanted {
            LifecycleStage::Active => Error::experiment_active(id),
            LifecycleStage::Deleted => Error::experiment_deleted_already(id),
        }
    }

    /// The reason why a name was not given: another experiment may have it.
    pub(super) fn name_refusal(&self, id: &ExperimentId, name: &str, refusal: Error) -> Error {
        if refusal.code() != ErrorCode::InvalidParameterValue {
            return self.experiment_refusal(id, refusal);
        }
        let is_other = |owner: &Experiment| owner.experiment_id != *id;
        match self.get_experiment_by_name(name) {
            Ok(Some(owner)) if is_other(&owner) => Error::experiment_exists(&owner),
            _ => self.experiment_refusal(id, refusal),
        }
    }

    /// The reason why a run was not changed.
    pub(super) fn run_refusal(&self, id: &RunId, refusal: Error) -> Error {
        if !may_mean_deleted(&refusal) {
            return refusal;
        }
        match self.get_run(id) {
            Ok(Some(run)) if !run.info.lifecycle_stage.is_active() => Error::run_deleted(id),
            _ => refusal,
        }
    }

    fn stage_of_experiment(&self, id: &ExperimentId) -> Option<LifecycleStage> {
        let experiment = self.get_experiment(id).ok()??;
        Some(experiment.lifecycle_stage)
    }
}

fn may_mean_deleted(refusal: &Error) -> bool {
    matches!(
        refusal.code(),
        ErrorCode::InvalidParameterValue | ErrorCode::InvalidState
    )
}
