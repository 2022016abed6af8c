//! Experiments.

use std::path::Path;

use crate::entity::{
    DEFAULT_EXPERIMENT_ID, Experiment, ExperimentId, LifecycleStage, Tag, ViewType,
};
use crate::error::{Error, Result};
use crate::search::page_offset;
use crate::store::{ExperimentQuery, ExperimentStore, NewExperiment, Page};

use super::FileStore;
use super::disk;
use super::experiment_folder::ExperimentFolder;
use super::layout::META;
use super::meta::ExperimentMeta;
use super::stage_change::StageChange;
use super::staged_folder::{self, StagedFolder};
use super::{keyed, search, skipped};

impl ExperimentStore for FileStore {
    fn create_experiment(&self, new: &NewExperiment) -> Result<ExperimentId> {
        let _lock = self.lock()?;
        self.check_name_is_free(&new.name, None)?;
        let id = match &new.wanted_id {
            Some(id) if id.is_well_formed() && self.is_free(id) => id.clone(),
            _ => self.fresh_experiment_id(),
        };
        let location = new.artifact_location.resolve(&id);
        let meta = ExperimentMeta::new(&id, &new.name, &location, new.creation_time);

        let staged = StagedFolder::create_in(&self.root)?;
        keyed::write_tags(staged.path(), &new.tags)?;
        let text = meta.render(LifecycleStage::Active, None)?;
        disk::replace_file(&staged.path().join(META), text.as_bytes())?;
        let folder = self
            .experiments_path(LifecycleStage::Active)
            .join(id.as_str());
        if staged.publish(&folder)? {
            Ok(id)
        } else {
            Err(in_the_way(&folder))
        }
    }

    fn get_experiment(&self, id: &ExperimentId) -> Result<Option<Experiment>> {
        match self.find_experiment(id) {
            Some(folder) => folder.experiment().map(Some),
            None => self.check_root().map(|()| None),
        }
    }

    fn get_experiment_by_name(&self, name: &str) -> Result<Option<Experiment>> {
        self.folder_by_name(name)?
            .map(|folder| folder.experiment())
            .transpose()
    }

    fn search_experiments(&self, query: &ExperimentQuery) -> Result<Page<Experiment>> {
        let offset = page_offset(query.page_token.as_deref())?;
        let experiments = search::experiments(self, query, offset)?;
        Ok(Page::cut(experiments, offset, query.max_results))
    }

    fn rename_experiment(&self, id: &ExperimentId, name: &str, now: i64) -> Result<()> {
        let _lock = self.lock()?;
        let folder = self.active_experiment(id)?;
        self.check_name_is_free(name, Some(id))?;
        let mut meta = folder.meta()?;
        meta.rename(name, now);
        write_meta(&folder, &meta, LifecycleStage::Active)
    }

    fn set_experiment_stage(
        &self,
        id: &ExperimentId,
        stage: LifecycleStage,
        now: i64,
    ) -> Result<()> {
        let _lock = self.lock()?;
        let folder = self.experiment(id)?;
        check_stage_change(&folder, stage)?;
        let mut meta = folder.meta()?;
        meta.touch(now);
        let mut change = StageChange::begin(&folder)?;
        change.set_stage_of_runs(stage, now)?;
        write_meta(&folder, &meta, stage)?;
        change.release_room();
        self.move_to(&folder, stage)?;
        change.keep();
        Ok(())
    }

    fn set_experiment_tag(&self, id: &ExperimentId, tag: &Tag, _now: i64) -> Result<()> {
        let _lock = self.lock()?;
        let folder = self.active_experiment(id)?;
        folder.meta()?;
        keyed::write_tags(folder.path(), std::slice::from_ref(tag))
    }

    fn delete_experiment_tag(&self, id: &ExperimentId, key: &str, _now: i64) -> Result<()> {
        let _lock = self.lock()?;
        let folder = self.active_experiment(id)?;
        if keyed::remove(&folder.tags_path(), key)? {
            Ok(())
        } else {
            Err(Error::experiment_tag_not_found(id, key))
        }
    }
}

impl FileStore {
    /// Finds the experiment of that name, reading `meta.yaml` files alone.
    fn folder_by_name(&self, name: &str) -> Result<Option<ExperimentFolder>> {
        let folders = self.experiments(ViewType::All)?;
        Ok(folders.into_iter().find(|folder| {
            let meta = skipped::or_report(folder.path(), folder.meta());
            meta.is_some_and(|meta| meta.name().is_ok_and(|found| found == name))
        }))
    }

    /// Refuses a name that another experiment has, deleted ones included.
    fn check_name_is_free(&self, name: &str, owner: Option<&ExperimentId>) -> Result<()> {
        match self.get_experiment_by_name(name)? {
            Some(existing) if Some(&existing.experiment_id) != owner => {
                Err(Error::experiment_exists(&existing))
            }
            _ => Ok(()),
        }
    }

    /// Whether an experiment may have this id: none has it, and nothing else lies at its path. Only
    /// folders with whole numbers as names count as experiments to all of MLflow's releases.
    fn is_free(&self, id: &ExperimentId) -> bool {
        let is_number = id.as_str().bytes().all(|byte| byte.is_ascii_digit());
        let stages = [LifecycleStage::Active, LifecycleStage::Deleted];
        is_number
            && stages.into_iter().all(|stage| {
                let path = self.experiments_path(stage).join(id.as_str());
                path.symlink_metadata().is_err()
            })
    }

    /// Makes an id as MLflow 3.17.2 does for a file store: a random number of 18 digits.
    fn fresh_experiment_id(&self) -> ExperimentId {
        loop {
            let number = rand::random_range(100_000_000_000_000_000_u64..1_000_000_000_000_000_000);
            let id = ExperimentId::from(number.to_string());
            if self.find_experiment(&id).is_none() {
                return id;
            }
        }
    }

    /// Moves an experiment to where those of a stage lie: from then on it is in that stage.
    fn move_to(&self, folder: &ExperimentFolder, stage: LifecycleStage) -> Result<()> {
        let target_folder = self.experiments_path(stage);
        disk::create_folders(&target_folder)?;
        let target = target_folder.join(folder.id().as_str());
        if target.symlink_metadata().is_ok() {
            return Err(in_the_way(&target));
        }
        staged_folder::move_folder(folder.path(), &target)
    }
}

/// Refuses a change to the stage that an experiment is in, and the deletion of the default one:
/// MLflow 3.17.2 keeps it, because it is where runs go that name no experiment.
fn check_stage_change(folder: &ExperimentFolder, stage: LifecycleStage) -> Result<()> {
    let id = folder.id();
    match (folder.stage(), stage) {
        (LifecycleStage::Active, LifecycleStage::Active) => Err(Error::experiment_active(id)),
        (LifecycleStage::Deleted, LifecycleStage::Deleted) => {
            Err(Error::experiment_deleted_already(id))
        }
        (_, LifecycleStage::Deleted) if id.as_str() == DEFAULT_EXPERIMENT_ID => {
            Err(Error::invalid(format!(
                "experiment `{id}` is the default one of its file store and cannot be deleted"
            )))
        }
        _ => Ok(()),
    }
}

fn write_meta(
    folder: &ExperimentFolder,
    meta: &ExperimentMeta,
    stage: LifecycleStage,
) -> Result<()> {
    let text = meta.render(stage, Some(&folder.tags()?))?;
    disk::replace_file(&folder.meta_path(), text.as_bytes())
}

fn in_the_way(path: &Path) -> Error {
    Error::internal(format!(
        "`{}` is in the way; expected nothing there",
        path.display()
    ))
}
