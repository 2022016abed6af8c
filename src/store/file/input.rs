//! What runs read and made.

use std::collections::BTreeSet;
use std::path::Path;

use rayon::prelude::*;

use crate::entity::{DatasetInput, DatasetSummary, ExperimentId, ModelInput, ModelOutput, keys};
use crate::error::Result;
use crate::store::DatasetStore;

use super::disk;
use super::experiment_folder::ExperimentFolder;
use super::layout::{INPUTS, META, OUTPUTS, key_path};
use super::locked_run::LockedRun;
use super::meta::{DatasetMeta, InputMeta, OutputMeta, dataset_id, input_id};
use super::staged_folder::StagedFolder;
use super::{FileStore, skipped};

impl DatasetStore for FileStore {
    fn search_datasets(
        &self,
        experiment_ids: &[ExperimentId],
        max_results: usize,
    ) -> Result<Vec<DatasetSummary>> {
        let mut summaries = BTreeSet::new();
        for id in experiment_ids {
            if let Some(experiment) = self.find_experiment(id) {
                summaries.extend(summaries_of(&experiment)?);
            }
        }
        Ok(summaries.into_iter().take(max_results).collect())
    }
}

/// What the runs of an experiment read, each use as often as there is one.
fn summaries_of(experiment: &ExperimentFolder) -> Result<Vec<DatasetSummary>> {
    let summary = |input: DatasetInput| {
        let DatasetInput { dataset, tags } = input;
        let context = tags
            .into_iter()
            .find(|tag| tag.key == keys::DATASET_CONTEXT);
        DatasetSummary {
            experiment_id: experiment.id().clone(),
            name: dataset.name,
            digest: dataset.digest,
            context: context.map(|tag| tag.value),
        }
    };
    let summaries = experiment.runs()?.into_par_iter().flat_map_iter(|run| {
        let inputs = skipped::or_report(run.path(), run.inputs()).unwrap_or_default();
        inputs.dataset_inputs.into_iter().map(summary)
    });
    Ok(summaries.collect())
}

/// Records what a run read. What is recorded already stays as it is.
pub(super) fn log_inputs(
    run: &LockedRun,
    datasets: &[DatasetInput],
    models: &[ModelInput],
) -> Result<()> {
    let folder = &run.folder;
    let inputs = folder.section(INPUTS);
    for input in datasets {
        let dataset_id = dataset_id(&input.dataset);
        let dataset_path = folder.datasets_path().join(&dataset_id);
        write_once(run, &dataset_path, &DatasetMeta::render(&input.dataset))?;
        let path = inputs.join(input_id(&dataset_id, folder.id()));
        write_once(run, &path, &InputMeta::of_dataset(input))?;
    }
    for model in models {
        let path = inputs.join(input_id(model.model_id.as_str(), folder.id()));
        write_once(run, &path, &InputMeta::of_model(model))?;
    }
    Ok(())
}

/// Records which logged models a run made. What is recorded already stays as it is.
pub(super) fn log_outputs(run: &LockedRun, models: &[ModelOutput]) -> Result<()> {
    let outputs = run.folder.section(OUTPUTS);
    for model in models {
        let path = key_path(&outputs, model.model_id.as_str())?;
        write_once(run, &path, &OutputMeta::render(model))?;
    }
    Ok(())
}

/// Makes a folder with a `meta.yaml`, unless it is there. It appears with the file in it: MLflow
/// 3.17.2 fails on a run with an input that has none.
fn write_once(run: &LockedRun, path: &Path, text: &str) -> Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    let parent = path.parent().expect("a described thing lies in a folder");
    disk::create_folders(parent)?;
    let staged = StagedFolder::create_in(run.folder.path())?;
    disk::replace_file(&staged.path().join(META), text.as_bytes())?;
    // Another run that reads the same data set may have been faster.
    staged.publish(path).map(|_| ())
}
