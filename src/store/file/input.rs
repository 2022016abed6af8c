//! What runs read and made.

use std::path::Path;

use crate::entity::{DatasetInput, ModelInput, ModelOutput};
use crate::error::Result;

use super::disk::{self, StagedFolder};
use super::layout::{INPUTS, META, OUTPUTS, key_path};
use super::meta::{DatasetMeta, InputMeta, OutputMeta, dataset_id, input_id};
use super::run::LockedRun;

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
