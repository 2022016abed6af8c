//! A run whose lock is held, so that it can be changed.

use crate::entity::{LifecycleStage, RunId, RunInfo};
use crate::error::{Error, Result};

use super::FileStore;
use super::disk::{self, StagedFile};
use super::layout::TAGS;
use super::lock::Lock;
use super::meta::RunMeta;
use super::run_folder::RunFolder;
use super::{journal, keyed, staged_folder};

/// A run that no other process changes for as long as this lives, with its description read.
pub(super) struct LockedRun {
    pub(super) folder: RunFolder,
    pub(super) info: RunInfo,
    meta: RunMeta,
    _lock: Lock,
}

impl LockedRun {
    /// Waits for the run in a folder.
    pub(super) fn wait_for(folder: RunFolder) -> Result<Self> {
        let lock = folder.lock()?;
        Self::read(folder, lock)
    }

    /// Reads the description. What a writer that was killed left behind is completed first, or
    /// removed.
    fn read(folder: RunFolder, lock: Lock) -> Result<Self> {
        journal::recover(folder.path())?;
        staged_folder::sweep(folder.path())?;
        let meta = folder.meta()?;
        let info = folder.info_of(&meta)?;
        Ok(Self {
            folder,
            info,
            meta,
            _lock: lock,
        })
    }

    /// Deletes or restores the run.
    pub(super) fn set_stage(&mut self, stage: LifecycleStage, now: i64) -> Result<()> {
        self.info.lifecycle_stage = stage;
        self.meta
            .set_deleted_time((!stage.is_active()).then_some(now));
        let meta = self.stage_meta()?;
        disk::publish_all(vec![meta], self.folder.path())
    }

    /// When the run was deleted.
    pub(super) fn deleted_time(&self) -> Result<Option<i64>> {
        self.meta.deleted_time()
    }

    /// Writes the description as it is now into a temporary file, which is still to be published.
    pub(super) fn stage_meta(&mut self) -> Result<StagedFile> {
        self.meta.set_info(&self.info);
        let text = self.meta.render()?;
        StagedFile::write(self.folder.path(), self.folder.meta_path(), text.as_bytes())
    }

    /// Writes a tag into a temporary file, which is still to be published.
    pub(super) fn stage_tag(&self, key: &str, value: &str) -> Result<StagedFile> {
        let path = keyed::prepare(&self.folder.section(TAGS), key)?;
        StagedFile::write(self.folder.path(), path, value.as_bytes())
    }
}

impl FileStore {
    /// Waits for a run, in any stage.
    pub(super) fn lock_run(&self, id: &RunId) -> Result<LockedRun> {
        loop {
            let folder = self.run(id)?;
            let lock = folder.lock();
            if folder.path().is_dir() {
                return LockedRun::read(folder, lock?);
            }
            // Its experiment was deleted or restored in the meantime: look again.
        }
    }

    /// Waits for a run that must be active.
    pub(super) fn lock_active_run(&self, id: &RunId) -> Result<LockedRun> {
        let run = self.lock_run(id)?;
        if run.info.lifecycle_stage.is_active() {
            Ok(run)
        } else {
            Err(Error::run_deleted(id))
        }
    }
}
