//! Deleting or restoring an experiment with all its runs: as a whole, or not at all.

use std::sync::Mutex;

use rayon::prelude::*;

use crate::entity::LifecycleStage;
use crate::error::Result;
use crate::store::locked;

use super::disk::{self, StagedFile};
use super::experiment_folder::ExperimentFolder;
use super::locked_run::LockedRun;
use super::run_folder::RunFolder;
use super::skipped;

/// How many bytes are reserved on the disk, so that every change can be taken back, one file after
/// another, even if the disk is full.
const ROOM: usize = 64 << 10;

/// The change of an experiment's stage. Dropped before [`StageChange::keep`], it takes everything back. So
/// an error in the middle, such as a full disk, leaves no run in another stage.
pub(super) struct StageChange<'a> {
    folder: &'a ExperimentFolder,
    /// The experiment's `meta.yaml` before.
    meta: Vec<u8>,
    runs: Mutex<Vec<ChangedRun>>,
    room: Option<StagedFile>,
    is_kept: bool,
}

/// A run, and what it was before.
struct ChangedRun {
    folder: RunFolder,
    stage: LifecycleStage,
    deleted_time: Option<i64>,
}

impl<'a> StageChange<'a> {
    pub(super) fn begin(folder: &'a ExperimentFolder) -> Result<Self> {
        let meta = disk::read_file(&folder.meta_path())?.unwrap_or_default();
        let room = StagedFile::write(folder.path(), folder.meta_path(), &vec![0; ROOM])?;
        Ok(Self {
            folder,
            meta,
            runs: Mutex::default(),
            room: Some(room),
            is_kept: false,
        })
    }

    /// Deletes or restores all runs, those included that were deleted one by one before, as MLflow
    /// 3.17.2 does. Unlike in a database, those keep the time of their own deletion. A run that is
    /// broken stays as it is.
    pub(super) fn set_stage_of_runs(&mut self, stage: LifecycleStage, now: i64) -> Result<()> {
        let runs = &self.runs;
        self.folder.runs()?.into_par_iter().try_for_each(|folder| {
            match skipped::or_report(folder.path(), folder.info()) {
                Some(info) if info.lifecycle_stage != stage => {
                    let mut run = LockedRun::wait_for(folder.clone())?;
                    let before = ChangedRun {
                        folder,
                        stage: run.info.lifecycle_stage,
                        deleted_time: run.deleted_time()?,
                    };
                    run.set_stage(stage, now)?;
                    locked(runs).push(before);
                    Ok(())
                }
                Some(_) | None => Ok(()),
            }
        })
    }

    /// Frees the reserved bytes. Everything is written, and the file would be moved with the folder.
    pub(super) fn release_room(&mut self) {
        self.room = None;
    }

    /// Makes the change final.
    pub(super) fn keep(mut self) {
        self.is_kept = true;
    }

    fn take_back(&mut self) {
        self.release_room();
        for before in locked(&self.runs).drain(..) {
            let taken_back = LockedRun::wait_for(before.folder.clone()).and_then(|mut run| {
                let time = before.deleted_time.unwrap_or_default();
                run.set_stage(before.stage, time)
            });
            skipped::or_report(before.folder.path(), taken_back);
        }
        let meta = self.folder.meta_path();
        let is_changed = disk::read_file(&meta).is_ok_and(|now| now.as_ref() != Some(&self.meta));
        if is_changed {
            skipped::or_report(&meta, disk::replace_file(&meta, &self.meta));
        }
    }
}

impl Drop for StageChange<'_> {
    fn drop(&mut self) {
        if !self.is_kept {
            self.take_back();
        }
    }
}
