//! One run's folder, as it lies on the disk: whole, or as little of it as is asked for.

use std::path::{Path, PathBuf};

use crate::entity::{
    DatasetInput, ExperimentId, Metric, Param, Run, RunData, RunId, RunInfo, RunInputs, RunOutputs,
    Tag, keys,
};
use crate::error::Result;
use crate::uri;

use super::layout::{ARTIFACTS, DATASETS, INPUTS, META, METRICS, OUTPUTS, OWN_LOCK, PARAMS, TAGS};
use super::lock::{self, Lock};
use super::meta::{DatasetMeta, InputMeta, MetricFile, OutputMeta, RunInput, RunMeta};
use super::{disk, journal, keyed, meta_file, skipped};

/// The folder of a run; that it is there says nothing of what is in it.
#[derive(Clone, Debug)]
pub(super) struct RunFolder {
    id: RunId,
    experiment_id: ExperimentId,
    path: PathBuf,
    datasets_path: PathBuf,
}

impl RunFolder {
    /// The folder of that name in an experiment's.
    pub(super) fn new(experiment: &Path, experiment_id: ExperimentId, id: RunId) -> Self {
        Self {
            path: experiment.join(id.as_str()),
            id,
            experiment_id,
            datasets_path: experiment.join(DATASETS),
        }
    }

    /// The run's id, which is the folder's name.
    pub(super) fn id(&self) -> &RunId {
        &self.id
    }

    /// Where it lies.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The file that describes the run.
    pub(super) fn meta_path(&self) -> PathBuf {
        self.path.join(META)
    }

    /// The folder of a kind of thing, for example of metrics.
    pub(super) fn section(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Where the experiment keeps data sets.
    pub(super) fn datasets_path(&self) -> &Path {
        &self.datasets_path
    }

    /// Waits for the lock of the run.
    pub(super) fn lock(&self) -> Result<Lock> {
        lock::lock(&self.path.join(OWN_LOCK))
    }

    /// Reads `meta.yaml` alone. Changes that a killed writer has begun are completed before.
    pub(super) fn meta(&self) -> Result<RunMeta> {
        journal::recover_to_read(&self.path);
        meta_file::read(&self.meta_path(), RunMeta::parse)
    }

    /// Reads the run without metrics, params and tags.
    pub(super) fn info(&self) -> Result<RunInfo> {
        self.info_of(&self.meta()?)
    }

    /// Completes what `meta.yaml` says: before MLflow 1.30 the name is in a tag alone.
    pub(super) fn info_of(&self, meta: &RunMeta) -> Result<RunInfo> {
        let mut info = meta
            .info(&self.experiment_id, &self.id)
            .map_err(|e| meta_file::corrupt(&self.meta_path(), e))?;
        if info.run_name.is_none() {
            info.run_name = self.tag(keys::RUN_NAME)?.filter(|name| !name.is_empty());
        }
        if info.artifact_uri.is_empty() {
            info.artifact_uri = uri::from_path(&self.section(ARTIFACTS));
        }
        Ok(info)
    }

    /// Reads the latest value of one metric.
    pub(super) fn metric(&self, key: &str) -> Result<Option<Metric>> {
        let text = keyed::text(&self.section(METRICS), key)?;
        Ok(text.and_then(|text| MetricFile::parse(key, &text).latest()))
    }

    /// Reads the value of one parameter.
    pub(super) fn param(&self, key: &str) -> Result<Option<String>> {
        keyed::text(&self.section(PARAMS), key)
    }

    /// Reads the value of one tag.
    pub(super) fn tag(&self, key: &str) -> Result<Option<String>> {
        keyed::text(&self.section(TAGS), key)
    }

    /// Reads every point of one metric, in the order in which they were logged.
    pub(super) fn metric_points(&self, key: &str) -> Result<Vec<Metric>> {
        journal::recover_to_read(&self.path);
        let folder = self.section(METRICS);
        let Some(text) = keyed::text(&folder, key)? else {
            return Ok(Vec::new());
        };
        let file = MetricFile::parse(key, &text);
        meta_file::report_malformed(&folder.join(key), &file);
        Ok(file.points)
    }

    /// Reads the latest value of every metric, sorted by key.
    pub(super) fn metrics(&self) -> Result<Vec<Metric>> {
        let folder = self.section(METRICS);
        keyed::read_all(&folder, |key, text| {
            let file = MetricFile::parse(&key, &text);
            meta_file::report_malformed(&folder.join(&key), &file);
            file.latest()
        })
    }

    /// Reads every parameter, sorted by key.
    pub(super) fn params(&self) -> Result<Vec<Param>> {
        keyed::read_all(&self.section(PARAMS), |key, value| {
            Some(Param { key, value })
        })
    }

    /// Reads every tag, sorted by key.
    pub(super) fn tags(&self) -> Result<Vec<Tag>> {
        keyed::read_all(&self.section(TAGS), |key, value| Some(Tag { key, value }))
    }

    /// Reads what the run read, sorted by name, digest and id.
    pub(super) fn inputs(&self) -> Result<RunInputs> {
        let mut inputs = RunInputs::default();
        for path in self.meta_files(INPUTS)? {
            match skipped::or_report(&path, meta_file::read(&path, InputMeta::parse)) {
                Some(RunInput::Dataset(id, tags)) => {
                    let dataset_path = self.datasets_path.join(id).join(META);
                    let dataset = meta_file::read(&dataset_path, DatasetMeta::parse);
                    inputs.dataset_inputs.extend(
                        skipped::or_report(&path, dataset)
                            .map(|dataset| DatasetInput { dataset, tags }),
                    );
                }
                Some(RunInput::Model(model)) => inputs.model_inputs.push(model),
                Some(RunInput::Unknown) | None => {}
            }
        }
        inputs.dataset_inputs.sort_by(|a, b| {
            (&a.dataset.name, &a.dataset.digest).cmp(&(&b.dataset.name, &b.dataset.digest))
        });
        inputs
            .model_inputs
            .sort_by(|a, b| a.model_id.cmp(&b.model_id));
        Ok(inputs)
    }

    /// The folders of the data sets that the run read.
    pub(super) fn dataset_folders(&self) -> Result<Vec<PathBuf>> {
        let mut folders = Vec::new();
        for path in self.meta_files(INPUTS)? {
            if let RunInput::Dataset(id, _) = meta_file::read(&path, InputMeta::parse)? {
                folders.push(self.datasets_path.join(id));
            }
        }
        Ok(folders)
    }

    /// Reads what the run made, sorted by id.
    pub(super) fn outputs(&self) -> Result<RunOutputs> {
        let mut outputs = RunOutputs::default();
        for path in self.meta_files(OUTPUTS)? {
            let output =
                skipped::or_report(&path, meta_file::read(&path, OutputMeta::parse)).flatten();
            outputs.model_outputs.extend(output);
        }
        outputs
            .model_outputs
            .sort_by(|a, b| a.model_id.cmp(&b.model_id));
        Ok(outputs)
    }

    /// Reads the whole run, but for the histories, given its description.
    pub(super) fn run_of(&self, info: RunInfo) -> Result<Run> {
        Ok(Run {
            info,
            data: RunData {
                metrics: self.metrics()?,
                params: self.params()?,
                tags: self.tags()?,
            },
            inputs: self.inputs()?,
            outputs: self.outputs()?,
        })
    }

    fn meta_files(&self, section: &str) -> Result<Vec<PathBuf>> {
        let folder = self.section(section);
        let names = disk::folder_names(&folder)?;
        Ok(names
            .into_iter()
            .map(|name| folder.join(name).join(META))
            .collect())
    }
}
