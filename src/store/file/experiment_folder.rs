//! One experiment's folder, as it lies on the disk.

use std::path::{Path, PathBuf};

use crate::entity::{Experiment, ExperimentId, LifecycleStage, ModelId, RunId, Tag};
use crate::error::Result;

use super::disk::{self, Names};
use super::layout::{DATASETS, META, MODELS, TAGS, is_run_name};
use super::meta::ExperimentMeta;
use super::model_folder::ModelFolder;
use super::run_folder::RunFolder;
use super::{keyed, meta_file};

/// The folder of an experiment; that it is there says nothing of what is in it.
#[derive(Clone, Debug)]
pub(super) struct ExperimentFolder {
    id: ExperimentId,
    path: PathBuf,
    stage: LifecycleStage,
}

impl ExperimentFolder {
    /// The folder of that path. Where it lies decides whether the experiment is deleted, as in
    /// MLflow 1.23.1: 3.17.2 goes by `meta.yaml`, which then says the same.
    pub(super) fn new(id: ExperimentId, path: PathBuf, stage: LifecycleStage) -> Self {
        Self { id, path, stage }
    }

    /// The experiment's id, which is the folder's name.
    pub(super) fn id(&self) -> &ExperimentId {
        &self.id
    }

    /// Where it lies.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Active or deleted.
    pub(super) fn stage(&self) -> LifecycleStage {
        self.stage
    }

    /// The file that describes the experiment.
    pub(super) fn meta_path(&self) -> PathBuf {
        self.path.join(META)
    }

    /// The folder of its tags.
    pub(super) fn tags_path(&self) -> PathBuf {
        self.path.join(TAGS)
    }

    /// The folder of the data sets that its runs read.
    pub(super) fn datasets_path(&self) -> PathBuf {
        self.path.join(DATASETS)
    }

    /// Reads `meta.yaml` alone.
    pub(super) fn meta(&self) -> Result<ExperimentMeta> {
        meta_file::read(&self.meta_path(), |text| {
            let meta = ExperimentMeta::parse(text)?;
            meta.check_id(&self.id).map(|()| meta)
        })
    }

    /// Reads the whole experiment.
    pub(super) fn experiment(&self) -> Result<Experiment> {
        self.meta()?
            .experiment(&self.id, self.stage, self.tags()?)
            .map_err(|e| meta_file::corrupt(&self.meta_path(), e))
    }

    /// Reads the tags, sorted by key.
    pub(super) fn tags(&self) -> Result<Vec<Tag>> {
        keyed::read_all(&self.tags_path(), |key, value| Some(Tag { key, value }))
    }

    /// The folder of a run; `None` where there is none.
    pub(super) fn run(&self, id: &RunId) -> Option<RunFolder> {
        let path = self.path.join(id.as_str());
        let is_run = id.is_well_formed() && is_run_name(id.as_str()) && path.is_dir();
        is_run.then(|| self.run_folder(id.clone()))
    }

    /// The folder that a run of that id has, or would have.
    pub(super) fn run_folder(&self, id: RunId) -> RunFolder {
        RunFolder::new(&self.path, self.id.clone(), id)
    }

    /// The folder that a logged model of that id has, or would have.
    pub(super) fn model_folder(&self, id: ModelId) -> ModelFolder {
        ModelFolder::new(&self.models_path(), self.id.clone(), id)
    }

    /// Where its logged models lie.
    pub(super) fn models_path(&self) -> PathBuf {
        self.path.join(MODELS)
    }

    /// The folder of a logged model; `None` where there is none.
    pub(super) fn model(&self, id: &ModelId) -> Option<ModelFolder> {
        let is_model = id.is_well_formed() && self.models_path().join(id.as_str()).is_dir();
        is_model.then(|| self.model_folder(id.clone()))
    }

    /// The folders that can be logged models, in no order.
    pub(super) fn models(&self) -> Result<Vec<ModelFolder>> {
        let names = disk::folder_names(&self.models_path())?;
        Ok(names
            .into_iter()
            .map(ModelId::from)
            .filter(ModelId::is_well_formed)
            .map(|id| self.model_folder(id))
            .collect())
    }

    /// The folders that can be runs, in no order.
    pub(super) fn runs(&self) -> Result<Vec<RunFolder>> {
        Ok(self.runs_named(disk::folder_names(&self.path)?))
    }

    /// The folders that can be runs, and the links that may lead to such.
    pub(super) fn runs_and_links(&self) -> Result<(Vec<RunFolder>, Vec<RunFolder>)> {
        let Names { folders, links } = disk::names(&self.path)?;
        Ok((self.runs_named(folders), self.runs_named(links)))
    }

    fn runs_named(&self, names: Vec<String>) -> Vec<RunFolder> {
        names
            .into_iter()
            .filter(|name| is_run_name(name))
            .map(RunId::from)
            .filter(RunId::is_well_formed)
            .map(|id| self.run_folder(id))
            .collect()
    }
}
