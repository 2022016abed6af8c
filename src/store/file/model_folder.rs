//! One logged model's folder, as it lies on the disk.

use std::path::{Path, PathBuf};

use crate::entity::{
    DatasetRef, ExperimentId, LoggedModel, LoggedModelMetric, Metric, ModelId, Param, Tag,
};
use crate::error::Result;

use super::layout::{META, METRICS, OWN_LOCK, PARAMS, TAGS};
use super::lock::{self, Lock};
use super::meta::{LoggedModelMeta, MetricFile};
use super::{keyed, meta_file};

/// The folder of a logged model; that it is there says nothing of what is in it.
#[derive(Clone, Debug)]
pub(super) struct ModelFolder {
    id: ModelId,
    experiment_id: ExperimentId,
    path: PathBuf,
}

impl ModelFolder {
    /// The folder of that name in an experiment's.
    pub(super) fn new(models: &Path, experiment_id: ExperimentId, id: ModelId) -> Self {
        Self {
            path: models.join(id.as_str()),
            id,
            experiment_id,
        }
    }

    /// The model's id, which is the folder's name.
    pub(super) fn id(&self) -> &ModelId {
        &self.id
    }

    /// Where it lies.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The file that describes the model.
    pub(super) fn meta_path(&self) -> PathBuf {
        self.path.join(META)
    }

    /// Waits for the lock of the model.
    pub(super) fn lock(&self) -> Result<Lock> {
        lock::lock(&self.path.join(OWN_LOCK))
    }

    /// Reads `meta.yaml` alone, as it stands there.
    pub(super) fn meta(&self) -> Result<LoggedModelMeta> {
        meta_file::read(&self.meta_path(), LoggedModelMeta::parse)
    }

    /// The model that a description tells of, without what is in other files.
    pub(super) fn described(&self, meta: &LoggedModelMeta) -> Result<LoggedModel> {
        meta.model(&self.experiment_id, &self.id)
            .map_err(|e| meta_file::corrupt(&self.meta_path(), e))
    }

    /// Reads the whole model, with the latest point of each metric on each data set.
    pub(super) fn model(&self) -> Result<LoggedModel> {
        let mut model = self.history()?;
        model.metrics = latest(model.metrics);
        Ok(model)
    }

    /// Reads the whole model, with every point of every metric.
    pub(super) fn history(&self) -> Result<LoggedModel> {
        let model = self.described(&self.meta()?)?;
        self.complete(model)
    }

    /// Adds to a described model what is in other files.
    pub(super) fn complete(&self, described: LoggedModel) -> Result<LoggedModel> {
        Ok(LoggedModel {
            tags: keyed::read_all(&self.path.join(TAGS), |key, value| Some(Tag { key, value }))?,
            params: keyed::read_all(&self.path.join(PARAMS), |key, value| {
                Some(Param { key, value })
            })?,
            metrics: self.points()?,
            ..described
        })
    }

    /// Reads every point, by key and then in the order in which they were recorded.
    fn points(&self) -> Result<Vec<LoggedModelMetric>> {
        let folder = self.path.join(METRICS);
        let points = keyed::read_all(&folder, |key, text| {
            let file = MetricFile::parse_model(&key, &text);
            meta_file::report_malformed(&folder.join(&key), &file);
            Some(file.points)
        })?;
        Ok(points.into_iter().flatten().collect())
    }
}

/// The latest point of each key on each data set, as MLflow 3.17.2's file store shows a model:
/// by step, then timestamp, then value.
pub(super) fn latest(points: Vec<LoggedModelMetric>) -> Vec<LoggedModelMetric> {
    let mut latest: Vec<LoggedModelMetric> = Vec::new();
    for point in points {
        let is_same = |found: &&mut LoggedModelMetric| subject(found) == subject(&point);
        match latest.iter_mut().rev().find(is_same) {
            Some(found) if found.metric.cmp_latest(&point.metric).is_lt() => *found = point,
            Some(_) => {}
            None => latest.push(point),
        }
    }
    latest
}

/// What was measured, and on what.
fn subject(point: &LoggedModelMetric) -> (&str, Option<&DatasetRef>) {
    let LoggedModelMetric {
        run_id: _,
        metric: Metric { key, .. },
        dataset,
    } = point;
    (key, dataset.as_ref())
}
