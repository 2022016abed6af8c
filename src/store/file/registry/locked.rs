//! A registered model that nobody else changes.

use std::path::Path;

use crate::entity::ModelAlias;
use crate::error::{Error, ErrorCode, Result};

use super::super::disk::StagedFile;
use super::super::journal::{self, Changes};
use super::super::lock::Lock;
use super::super::meta::ModelVersionMeta;
use super::super::{FileStore, staged_folder};
use super::folder::{RegisteredModelFolder, VersionFolder};

/// A registered model that no other process changes for as long as this lives.
pub(super) struct LockedRegisteredModel {
    pub(super) folder: RegisteredModelFolder,
    _lock: Lock,
    _registry: Lock,
}

impl FileStore {
    /// Waits for a registered model. What a writer that was killed left behind is completed first,
    /// or removed.
    pub(super) fn lock_registered_model(&self, name: &str) -> Result<LockedRegisteredModel> {
        // Without a lock first: where nothing is, no lock file is made.
        self.registered_model(name)?;
        let registry = self.lock_registry()?;
        let folder = self.registered_model(name)?;
        let lock = folder.lock()?;
        journal::recover(folder.path())?;
        folder.finish_renaming()?;
        staged_folder::sweep(folder.path())?;
        Ok(LockedRegisteredModel {
            folder,
            _lock: lock,
            _registry: registry,
        })
    }

    /// Waits for the registered model of a version that is to be changed, and reads the version.
    pub(super) fn lock_model_version(&self, name: &str, version: i64) -> Result<LockedVersion> {
        let missing = || Error::model_version_not_found(name, version);
        let model = self.lock_registered_model(name);
        let model = model.map_err(|error| match error.code() {
            ErrorCode::ResourceDoesNotExist => missing(),
            _ => error,
        })?;
        let folder = model.folder.version(version);
        let meta = folder.find()?.ok_or_else(missing)?;
        Ok(LockedVersion {
            model,
            folder,
            meta,
        })
    }
}

impl LockedRegisteredModel {
    /// The description with a new time of the last change, in a temporary file.
    pub(super) fn stage_touched(&self, now: i64, aliases: &[ModelAlias]) -> Result<StagedFile> {
        let mut meta = self.folder.meta()?;
        meta.touch(now);
        self.folder.stage_meta(&meta, aliases)
    }

    /// Publishes files as one change.
    pub(super) fn commit(&self, files: Vec<StagedFile>) -> Result<()> {
        let appends = Vec::new();
        journal::commit(self.folder.path(), Changes { files, appends })
    }
}

/// A version that no other process changes for as long as this lives.
pub(super) struct LockedVersion {
    pub(super) model: LockedRegisteredModel,
    pub(super) folder: VersionFolder,
    pub(super) meta: ModelVersionMeta,
}

impl LockedVersion {
    /// Where files of the version are written before they get their names: in the folder of the
    /// model, which so changes with the version, unless a link leads to the version.
    pub(super) fn stage(&self) -> &Path {
        let version = self.folder.path();
        if version.is_symlink() {
            version
        } else {
            self.model.folder.path()
        }
    }

    /// The description as it is now, in a temporary file.
    pub(super) fn stage_meta(&self) -> Result<StagedFile> {
        self.folder.stage_meta(self.model.folder.path(), &self.meta)
    }
}
