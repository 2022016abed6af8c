//! Logged models.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rayon::prelude::*;

use crate::entity::{
    LifecycleStage, LoggedModel, LoggedModelMetric, LoggedModelStatus, ModelId, Param, Tag,
};
use crate::error::{Error, Result};
use crate::search::{Filter, ModelOrder, Rank, complete_model_order, finds_model, page_offset};
use crate::store::page::ranked_page;
use crate::store::{LoggedModelQuery, LoggedModelStore, NewLoggedModel, Page};

use super::FileStore;
use super::disk;
use super::layout::{META, METRICS, PARAMS, TAGS};
use super::lock::Lock;
use super::meta::LoggedModelMeta;
use super::model_folder::{ModelFolder, latest};
use super::staged_folder::{self, StagedFolder};
use super::{keyed, skipped};

impl LoggedModelStore for FileStore {
    fn create_logged_model(&self, new: &NewLoggedModel) -> Result<LoggedModel> {
        if !new.model_id.is_well_formed() {
            return Err(Error::invalid(format!(
                "`{}` is not the id of a logged model; expected letters, digits, `_` and `-`",
                new.model_id
            )));
        }
        self.active_experiment(&new.experiment_id)?.meta()?;
        let staged = StagedFolder::create_in(&self.root)?;
        write_new(&staged, new)?;

        // Held while the model's folder is published, so that its experiment is not
        // deleted in between.
        let _lock = self.lock()?;
        let experiment = self.active_experiment(&new.experiment_id)?;
        disk::create_folders(&experiment.models_path())?;
        disk::sync_folder(experiment.path())?;
        let folder = experiment.model_folder(new.model_id.clone());
        if !staged.publish(folder.path())? {
            return Err(Error::internal(format!(
                "there is a logged model `{}` already; expected a fresh id",
                new.model_id
            )));
        }
        folder.model()
    }

    fn get_logged_model(&self, id: &ModelId) -> Result<Option<LoggedModel>> {
        self.find_model(id)?
            .map(|folder| folder.model())
            .transpose()
    }

    fn logged_model_history(&self, id: &ModelId) -> Result<Vec<LoggedModelMetric>> {
        let model = self.find_model(id)?.map(|folder| folder.history());
        Ok(model
            .transpose()?
            .map(|model| model.metrics)
            .unwrap_or_default())
    }

    fn search_logged_models(&self, query: &LoggedModelQuery) -> Result<Page<LoggedModel>> {
        let offset = page_offset(query.page_token.as_deref())?;
        let orders = complete_model_order(&query.order_by);
        let mut folders = Vec::new();
        for id in query.experiment_ids.iter().collect::<BTreeSet<_>>() {
            if let Some(experiment) = self.find_experiment(id) {
                folders.extend(experiment.models()?);
            }
        }
        let query = &LoggedModelQuery {
            filter: query
                .filter
                .as_ref()
                .map(Filter::ignoring_case_beyond_ascii),
            ..query.clone()
        };
        let found = folders
            .into_par_iter()
            .filter_map(|folder| look(&folder, query, &orders))
            .collect();
        let page = ranked_page(found, query.max_results, offset, |(rank, _)| rank);
        let models = page.into_iter().map(|(_, model)| LoggedModel {
            metrics: latest(model.metrics),
            ..model
        });
        Ok(Page::cut(models.collect(), offset, query.max_results))
    }

    fn set_logged_model_status(
        &self,
        id: &ModelId,
        status: LoggedModelStatus,
        now: i64,
    ) -> Result<LoggedModel> {
        let model = self.lock_model(id)?;
        model.change(|described| {
            described.status = status;
            described.last_update_time = now;
        })?;
        model.folder.model()
    }

    fn set_logged_model_stage(&self, id: &ModelId, stage: LifecycleStage, now: i64) -> Result<()> {
        self.lock_model(id)?.change(|described| {
            if described.lifecycle_stage != stage {
                described.lifecycle_stage = stage;
                described.last_update_time = now;
            }
        })
    }

    fn set_logged_model_tags(&self, id: &ModelId, tags: &[Tag]) -> Result<()> {
        let model = self.lock_model(id)?;
        keyed::write_tags(model.folder.path(), tags)
    }

    fn delete_logged_model_tag(&self, id: &ModelId, key: &str) -> Result<()> {
        let model = self.lock_model(id)?;
        if keyed::remove(&model.folder.path().join(TAGS), key)? {
            Ok(())
        } else {
            Err(Error::model_tag_not_found(id, key))
        }
    }

    fn log_logged_model_params(&self, id: &ModelId, params: &[Param]) -> Result<()> {
        let model = self.lock_model(id)?;
        let path = model.folder.path();
        keyed::write_params(path, new_params(path, id, params)?)
    }
}

/// Reads a model and returns it with its rank, if the query matches it.
fn look(
    folder: &ModelFolder,
    query: &LoggedModelQuery,
    orders: &[ModelOrder],
) -> Option<(Rank, LoggedModel)> {
    let read = || {
        let described = folder.described(&folder.meta()?)?;
        if !described.lifecycle_stage.is_active() {
            return Ok(None);
        }
        folder.complete(described).map(Some)
    };
    let model = skipped::or_report(folder.path(), read()).flatten()?;
    finds_model(query.filter.as_ref(), &query.datasets, &model)
        .then(|| (Rank::new(&model, orders), model))
}

/// Writes a new model into a folder. It has those of metrics and params from the start, as
/// MLflow 3.17.2 makes them.
fn write_new(staged: &StagedFolder, new: &NewLoggedModel) -> Result<()> {
    let path = staged.path();
    for section in [METRICS, PARAMS] {
        disk::create_folders(&path.join(section))?;
    }
    keyed::write_params(path, new_params(path, &new.model_id, &new.params)?)?;
    keyed::write_tags(path, &new.tags)?;
    let mut meta = LoggedModelMeta::default();
    meta.set(&described(new));
    disk::replace_file(&path.join(META), meta.render()?.as_bytes())
}

fn described(new: &NewLoggedModel) -> LoggedModel {
    let NewLoggedModel {
        model_id,
        experiment_id,
        name,
        artifact_location,
        creation_time,
        model_type,
        source_run_id,
        params: _,
        tags: _,
    } = new;
    LoggedModel {
        model_id: model_id.clone(),
        experiment_id: experiment_id.clone(),
        name: name.clone(),
        artifact_location: artifact_location.clone(),
        creation_time: *creation_time,
        last_update_time: *creation_time,
        status: LoggedModelStatus::Pending,
        status_message: None,
        lifecycle_stage: LifecycleStage::Active,
        model_type: model_type.clone(),
        source_run_id: source_run_id.clone(),
        tags: Vec::new(),
        params: Vec::new(),
        metrics: Vec::new(),
    }
}

/// The parameters that are new in a model's folder.
fn new_params<'a>(
    path: &Path,
    id: &ModelId,
    params: &'a [Param],
) -> Result<BTreeMap<&'a str, &'a str>> {
    keyed::new_params(path, params, |key, old, new| {
        Error::model_param_changed(id, key, old, new)
    })
}

/// A logged model that no other process changes for as long as this lives.
pub(super) struct LockedModel {
    pub(super) folder: ModelFolder,
    _lock: Lock,
}

impl LockedModel {
    /// Changes the description.
    fn change(&self, change: impl FnOnce(&mut LoggedModel)) -> Result<()> {
        let mut meta = self.folder.meta()?;
        let mut model = self.folder.described(&meta)?;
        change(&mut model);
        meta.set(&model);
        staged_folder::sweep(self.folder.path())?;
        disk::replace_file(&self.folder.meta_path(), meta.render()?.as_bytes())
    }
}

impl FileStore {
    /// Waits for a logged model, in any stage.
    fn lock_model(&self, id: &ModelId) -> Result<LockedModel> {
        loop {
            let folder = self.model(id)?;
            let lock = folder.lock();
            if folder.path().is_dir() {
                let lock = lock?;
                return Ok(LockedModel {
                    folder,
                    _lock: lock,
                });
            }
            // Its experiment was deleted or restored in the meantime: look again.
        }
    }

    /// Waits for several logged models, one after another by their ids, so that two who do so
    /// never wait for each other.
    pub(super) fn lock_models<'a>(
        &self,
        ids: impl Iterator<Item = &'a ModelId>,
    ) -> Result<Vec<LockedModel>> {
        let ids: BTreeSet<&ModelId> = ids.collect();
        ids.into_iter().map(|id| self.lock_model(id)).collect()
    }
}
