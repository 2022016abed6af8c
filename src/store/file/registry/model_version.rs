//! Versions of registered models.

use crate::entity::{ModelStage, ModelVersion, Tag};
use crate::error::{Error, Result};
use crate::search::page_offset;
use crate::store::{ModelVersionQuery, ModelVersionStore, NewModelVersion, Page, StageTransition};

use super::super::layout::{ALIASES, META, TAGS};
use super::super::meta::ModelVersionMeta;
use super::super::staged_folder::StagedFolder;
use super::super::{FileStore, disk, journal, keyed, skipped};
use super::folder::VersionFolder;
use super::locked::{LockedRegisteredModel, LockedVersion};
use super::search;

impl ModelVersionStore for FileStore {
    fn create_model_version(&self, new: &NewModelVersion) -> Result<ModelVersion> {
        let model = self.lock_registered_model(&new.name)?;
        let mut version = model.folder.version(next_number(&model)?);
        while !publish(&model, &version, new)? {
            // Python's MLflow, which takes no locks, was quicker.
            version = model.folder.version(version.number() + 1);
        }
        let touched = model.stage_touched(new.creation_time, &model.folder.aliases()?)?;
        model.commit(vec![touched])?;
        known(&version)
    }

    fn get_model_version(&self, name: &str, version: i64) -> Result<Option<ModelVersion>> {
        let Some(model) = self.find_registered_model(name)? else {
            return Ok(None);
        };
        journal::recover_to_read(model.path());
        let version = model.version(version).version()?;
        version
            .map(|version| model.with_aliases(version))
            .transpose()
    }

    fn latest_model_version(&self, name: &str) -> Result<Option<ModelVersion>> {
        match self.find_registered_model(name)? {
            Some(model) => model.latest_version(),
            None => Ok(None),
        }
    }

    fn search_model_versions(&self, query: &ModelVersionQuery) -> Result<Page<ModelVersion>> {
        let offset = page_offset(query.page_token.as_deref())?;
        let found = search::model_versions(self, query, offset)?;
        Ok(Page::cut(found, offset, query.max_results))
    }

    fn model_version_location(&self, name: &str, version: i64) -> Result<Option<String>> {
        let Some(model) = self.find_registered_model(name)? else {
            return Ok(None);
        };
        let meta = model.version(version).find()?;
        Ok(meta.and_then(ModelVersionMeta::location))
    }

    fn describe_model_version(
        &self,
        name: &str,
        version: i64,
        description: Option<&str>,
        now: i64,
    ) -> Result<ModelVersion> {
        let mut locked = self.lock_model_version(name, version)?;
        locked.meta.describe(description, now);
        locked.model.commit(vec![locked.stage_meta()?])?;
        changed(&locked)
    }

    fn transition_model_version(&self, transition: &StageTransition) -> Result<ModelVersion> {
        let StageTransition {
            name,
            version,
            stage,
            archive_existing,
            now,
        } = *transition;
        let mut locked = self.lock_model_version(name, version)?;
        let model = &locked.model;
        let mut files = Vec::new();
        if archive_existing {
            for other in model.folder.versions()? {
                let Some(mut meta) = skipped::or_report(other.path(), other.find()).flatten()
                else {
                    continue;
                };
                if other.number() != version && meta.stage() == stage {
                    meta.set_stage(ModelStage::Archived, now);
                    files.push(other.stage_meta(model.folder.path(), &meta)?);
                }
            }
        }
        locked.meta.set_stage(stage, now);
        files.push(locked.stage_meta()?);
        files.push(model.stage_touched(now, &model.folder.aliases()?)?);
        model.commit(files)?;
        changed(&locked)
    }

    fn delete_model_version(&self, name: &str, version: i64, now: i64) -> Result<()> {
        let mut locked = self.lock_model_version(name, version)?;
        locked.meta.delete(now);
        let folder = &locked.model.folder;
        let (gone, left): (Vec<_>, Vec<_>) = folder
            .aliases()?
            .into_iter()
            .partition(|alias| alias.version == version);
        let touched = locked.model.stage_touched(now, &left)?;
        locked.model.commit(vec![locked.stage_meta()?, touched])?;
        for alias in gone {
            let aliases = folder.path().join(ALIASES);
            keyed::remove_by_way_of(folder.path(), &aliases, &alias.alias)?;
        }
        Ok(())
    }

    fn set_model_version_tag(&self, name: &str, version: i64, tag: &Tag) -> Result<()> {
        let locked = self.lock_model_version(name, version)?;
        let tags = std::slice::from_ref(tag);
        keyed::write_tags_by_way_of(locked.stage(), locked.folder.path(), tags)
    }

    fn delete_model_version_tag(&self, name: &str, version: i64, key: &str) -> Result<()> {
        let locked = self.lock_model_version(name, version)?;
        let tags = locked.folder.path().join(TAGS);
        keyed::remove_by_way_of(locked.stage(), &tags, key).map(drop)
    }
}

/// The number after the greatest, that of deleted versions included.
fn next_number(model: &LockedRegisteredModel) -> Result<i64> {
    Ok(model
        .folder
        .numbers()?
        .first()
        .map_or(1, |greatest| greatest + 1))
}

/// Creates the folder of a new version as a whole; `false` where there is one already.
fn publish(
    model: &LockedRegisteredModel,
    version: &VersionFolder,
    new: &NewModelVersion,
) -> Result<bool> {
    let staged = StagedFolder::create_in(model.folder.path())?;
    keyed::write_tags(staged.path(), &new.tags)?;
    let text = ModelVersionMeta::new(new, version.number()).render(version.name())?;
    disk::replace_file(&staged.path().join(META), text.as_bytes())?;
    staged.publish(version.path())
}

/// A new version, which no alias stands for.
fn known(version: &VersionFolder) -> Result<ModelVersion> {
    let read = version.version()?;
    read.ok_or_else(|| Error::model_version_not_found(version.name(), version.number()))
}

/// A version as it is after a change.
fn changed(locked: &LockedVersion) -> Result<ModelVersion> {
    locked.model.folder.with_aliases(known(&locked.folder)?)
}
