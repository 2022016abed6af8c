//! Registered models, their tags and aliases.

use std::collections::BTreeMap;

use crate::entity::{ModelAlias, RegisteredModel, Tag};
use crate::error::{Error, Result};
use crate::search::page_offset;
use crate::store::{NewRegisteredModel, Page, RegisteredModelQuery, RegisteredModelStore};

use super::super::layout::{ALIASES, META, TAGS, check_registered_model_name};
use super::super::meta::RegisteredModelMeta;
use super::super::staged_folder::{self, StagedFolder};
use super::super::{FileStore, disk, keyed};
use super::folder::RegisteredModelFolder;
use super::search;

impl RegisteredModelStore for FileStore {
    fn create_registered_model(&self, new: &NewRegisteredModel) -> Result<RegisteredModel> {
        let NewRegisteredModel {
            name,
            description,
            tags,
            creation_time,
        } = new;
        check_registered_model_name(name)?;
        self.check_root()?;
        let staged = StagedFolder::create_in(&self.root)?;
        keyed::write_tags(staged.path(), tags)?;
        let meta = RegisteredModelMeta::new(description.as_deref(), *creation_time);
        let text = meta.render(name, &[])?;
        disk::replace_file(&staged.path().join(META), text.as_bytes())?;
        disk::create_folders(&self.models_path())?;
        disk::sync_folder(&self.root)?;
        let _lock = self.lock_registry()?;
        let folder = RegisteredModelFolder::new(&self.models_path(), name.clone());
        if folder.path().symlink_metadata().is_ok() || !staged.publish(folder.path())? {
            return Err(Error::registered_model_exists(name));
        }
        folder.model()
    }

    fn get_registered_model(&self, name: &str) -> Result<Option<RegisteredModel>> {
        let folder = self.find_registered_model(name)?;
        folder.map(|folder| folder.model()).transpose()
    }

    fn search_registered_models(
        &self,
        query: &RegisteredModelQuery,
    ) -> Result<Page<RegisteredModel>> {
        let offset = page_offset(query.page_token.as_deref())?;
        let found = search::registered_models(self, query, offset)?;
        Ok(Page::cut(found, offset, query.max_results))
    }

    fn rename_registered_model(&self, name: &str, new: &str, now: i64) -> Result<RegisteredModel> {
        check_registered_model_name(new)?;
        let model = self.lock_registered_model(name)?;
        let renamed = RegisteredModelFolder::new(&self.models_path(), new.to_owned());
        if name != new && renamed.path().symlink_metadata().is_ok() {
            return Err(Error::registered_model_exists(new));
        }
        model.folder.note_renaming(new, now)?;
        if name != new {
            staged_folder::move_folder(model.folder.path(), renamed.path())?;
        }
        renamed.finish_renaming()?;
        renamed.model()
    }

    fn describe_registered_model(
        &self,
        name: &str,
        description: Option<&str>,
        now: i64,
    ) -> Result<RegisteredModel> {
        let model = self.lock_registered_model(name)?;
        let mut meta = model.folder.meta()?;
        meta.describe(description);
        meta.touch(now);
        let file = model.folder.stage_meta(&meta, &model.folder.aliases()?)?;
        model.commit(vec![file])?;
        model.folder.model()
    }

    fn delete_registered_model(&self, name: &str) -> Result<()> {
        let model = self.lock_registered_model(name)?;
        let aside = self.put_aside(model.folder.path())?;
        self.remove(&[aside]).map(drop)
    }

    fn set_registered_model_tag(&self, name: &str, tag: &Tag) -> Result<()> {
        let model = self.lock_registered_model(name)?;
        keyed::write_tags(model.folder.path(), std::slice::from_ref(tag))
    }

    fn delete_registered_model_tag(&self, name: &str, key: &str) -> Result<()> {
        let model = self.lock_registered_model(name)?;
        let folder = model.folder.path();
        keyed::remove_by_way_of(folder, &folder.join(TAGS), key).map(drop)
    }

    fn set_model_alias(&self, name: &str, alias: &str, version: i64) -> Result<()> {
        let locked = self.lock_model_version(name, version)?;
        let folder = &locked.model.folder;
        let mut aliases = folder.aliases()?;
        aliases.retain(|known| known.alias != alias);
        aliases.push(ModelAlias {
            alias: alias.to_owned(),
            version,
        });
        let number = version.to_string();
        let files = BTreeMap::from([(alias, number.as_str())]);
        let mut files = keyed::stage(folder.path(), ALIASES, files)?;
        files.push(folder.stage_meta(&folder.meta()?, &aliases)?);
        locked.model.commit(files)
    }

    fn delete_model_alias(&self, name: &str, alias: &str) -> Result<()> {
        let model = self.lock_registered_model(name)?;
        let folder = model.folder.path();
        if keyed::remove_by_way_of(folder, &folder.join(ALIASES), alias)? {
            let file = model
                .folder
                .stage_meta(&model.folder.meta()?, &model.folder.aliases()?)?;
            model.commit(vec![file])?;
        }
        Ok(())
    }
}
