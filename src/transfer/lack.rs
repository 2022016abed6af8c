//! What a copy of a run lacks, as far as the run itself shows it: all but histories and files.

use crate::entity::{DatasetInput, LifecycleStage, ModelInput, ModelOutput, Param, Run, Tag};
use crate::error::Error;
use crate::store::RunUpdate;

use super::identity::tags_of_copy;
use super::session::Transfer;

/// What a copy lacks of its run.
#[derive(Default)]
pub(super) struct Lack {
    pub(super) params: Vec<Param>,
    /// The tags that it does not have, or has with another value.
    pub(super) tags: Vec<Tag>,
    pub(super) datasets: Vec<DatasetInput>,
    pub(super) models: Vec<ModelInput>,
    pub(super) outputs: Vec<ModelOutput>,
    /// Status and end, if they are others.
    pub(super) update: Option<RunUpdate>,
    /// Whether it is to be deleted, as the run is.
    pub(super) deletion: bool,
    /// The params that have another value in the target, which stays.
    pub(super) conflicts: Vec<Error>,
}

impl Lack {
    /// Compares a run of the source with its copy; `None` in a rehearsal in which it would be created.
    pub(super) fn of(transfer: &Transfer<'_>, run: &Run, there: Option<&Run>) -> Self {
        let mut lack = Self {
            tags: tags_of_copy(transfer, run),
            update: update(run, there),
            deletion: run.info.lifecycle_stage == LifecycleStage::Deleted,
            ..Self::default()
        };
        lack.tags
            .retain(|tag| there.and_then(|there| there.tag(&tag.key)) != Some(&tag.value));
        lack.params(run, there);
        lack.inputs(transfer, run, there);
        lack
    }

    /// Whether the copy lacks nothing of this, and contradicts in nothing.
    pub(super) fn is_empty(&self) -> bool {
        let Self {
            params,
            tags,
            datasets,
            models,
            outputs,
            update,
            deletion,
            conflicts,
        } = self;
        params.is_empty()
            && tags.is_empty()
            && datasets.is_empty()
            && models.is_empty()
            && outputs.is_empty()
            && update.is_none()
            && !deletion
            && conflicts.is_empty()
    }

    fn params(&mut self, run: &Run, there: Option<&Run>) {
        for param in &run.data.params {
            match there.and_then(|there| there.param(&param.key).map(|value| (there, value))) {
                None => self.params.push(param.clone()),
                Some((_, value)) if value == param.value => {}
                Some((there, value)) => {
                    let id = &there.info.run_id;
                    let changed = Error::param_changed(id, &param.key, value, &param.value);
                    self.conflicts.push(changed);
                }
            }
        }
    }

    /// Inputs and outputs. Logged models that are not copied are left out.
    fn inputs(&mut self, transfer: &Transfer<'_>, run: &Run, there: Option<&Run>) {
        let inputs = there.map(|there| &there.inputs);
        let known_sets = inputs.map_or(&[][..], |inputs| &inputs.dataset_inputs);
        let known_models = inputs.map_or(&[][..], |inputs| &inputs.model_inputs);
        let known_outputs = there.map_or(&[][..], |there| &there.outputs.model_outputs);
        let name =
            |input: &DatasetInput| (input.dataset.name.clone(), input.dataset.digest.clone());
        let sets = run.inputs.dataset_inputs.iter();
        let is_new =
            |input: &&DatasetInput| !known_sets.iter().any(|known| name(known) == name(input));
        self.datasets = sets.filter(is_new).cloned().collect();
        let models = run.inputs.model_inputs.iter();
        self.models = models
            .filter_map(|input| transfer.model_id(&input.model_id))
            .map(|model_id| ModelInput { model_id })
            .filter(|input| !known_models.contains(input))
            .collect();
        let outputs = run.outputs.model_outputs.iter();
        self.outputs = outputs
            .filter_map(|output| {
                let model_id = transfer.model_id(&output.model_id)?;
                let step = output.step;
                Some(ModelOutput { model_id, step })
            })
            .filter(|output| {
                let mut known = known_outputs.iter();
                !known.any(|known| known.model_id == output.model_id)
            })
            .collect();
    }
}

/// What has to be set of status and end. An end that the source does not know stays.
fn update(run: &Run, there: Option<&Run>) -> Option<RunUpdate> {
    let has_end =
        |there: &Run| run.info.end_time.is_none() || there.info.end_time == run.info.end_time;
    let is_same = there.is_some_and(|there| there.info.status == run.info.status && has_end(there));
    (!is_same).then_some(RunUpdate {
        status: Some(run.info.status),
        end_time: run.info.end_time,
        run_name: None,
    })
}
