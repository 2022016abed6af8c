//! Removing folders for good.
//!
//! 1. The folder is renamed, durably, to a name that every MLflow ignores. So it is gone as a whole.
//! 2. It is removed file by file. If the program is killed meanwhile, the next purge goes on.
//!
//! A folder on another disk, or from a lower layer of a container's image, cannot be renamed. It
//! stays where it is, and its `meta.yaml` is renamed instead.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::entity::{ExperimentId, LifecycleStage, ModelId, RunId, ViewType};
use crate::error::{Error, ErrorCode, Result};
use crate::store::{Deleted, Deletion, Freed, JobQuery, Purge, PurgeStore, Purged, TraceFiles};
use crate::tree::{self, Size};
use crate::uri;

use super::disk;
use super::experiment_folder::ExperimentFolder;
use super::layout::{ARTIFACTS, META, MODELS, PURGED_META, TAGS, TRACES, TRASH, is_purged, purged};
use super::lock::Lock;
use super::model_folder::ModelFolder;
use super::run_folder::RunFolder;
use super::{FileStore, keyed, skipped};

/// The tag of a trace that says where its files are.
const ARTIFACT_LOCATION: &str = "mlflow.artifactLocation";

impl PurgeStore for FileStore {
    fn deleted_runs(&self, which: Deletion<RunId>) -> Result<Vec<Deleted<RunId>>> {
        let found = self.find_deleted::<RunFolder>(which)?;
        Ok(found.into_iter().map(|found| found.deleted).collect())
    }

    fn deleted_logged_models(&self, which: Deletion<ModelId>) -> Result<Vec<Deleted<ModelId>>> {
        let found = self.find_deleted::<ModelFolder>(which)?;
        Ok(found.into_iter().map(|found| found.deleted).collect())
    }

    fn trace_files(&self, id: &ExperimentId) -> Result<Vec<TraceFiles>> {
        let experiment = self.experiment(id)?;
        if experiment.stage().is_active() {
            return Ok(Vec::new());
        }
        let traces = experiment.path().join(TRACES);
        let mut found = Vec::new();
        for trace_id in disk::folder_names(&traces)? {
            let tags = traces.join(&trace_id).join(TAGS);
            if let Some(artifact_location) = keyed::text(&tags, ARTIFACT_LOCATION)? {
                found.push(TraceFiles {
                    trace_id,
                    artifact_location,
                });
            }
        }
        Ok(found)
    }

    fn purge_runs(&self, ids: &[RunId], purge: Purge) -> Result<Purged<RunId>> {
        self.purge_folders::<RunFolder>(ids, purge)
    }

    fn purge_logged_models(&self, ids: &[ModelId], purge: Purge) -> Result<Purged<ModelId>> {
        self.purge_folders::<ModelFolder>(ids, purge)
    }

    fn purge_experiment(&self, id: &ExperimentId, purge: Purge) -> Result<Freed> {
        let lock = self.lock()?;
        let folder = self.experiment(id)?;
        if folder.stage().is_active() {
            return Err(Error::experiment_active(id));
        }
        if purge == Purge::Rehearse {
            return Ok(of_size(rest_of(&folder)?));
        }
        // Runs that are broken go along: nobody can purge them one by one.
        if folder.runs()?.iter().any(|run| run.info().is_ok()) {
            let message = format!("experiment `{id}` still has runs");
            return Err(Error::new(ErrorCode::InvalidState, message));
        }
        let aside = self.put_aside(folder.path())?;
        drop(lock);
        self.remove(&[aside]).map(of_size)
    }

    /// A file store keeps no jobs.
    fn purge_jobs(&self, _query: JobQuery, _purge: Purge) -> Result<Purged<String>> {
        Ok(Purged {
            ids: Vec::new(),
            freed: Freed::default(),
        })
    }

    fn finish_purge(&self) -> Result<Freed> {
        self.sweep_unfinished();
        let names = disk::folder_names(&self.root)?;
        let mut left = unreadable_below(&self.root)?;
        left.extend(unreadable_below(&self.root.join(TRASH))?);
        let (aside, others): (Vec<&String>, Vec<&String>) =
            names.iter().partition(|name| is_purged(name));
        left.extend(aside.into_iter().map(|name| self.root.join(name)));
        for name in others {
            let experiment = self.root.join(name);
            left.extend(unreadable_below(&experiment.join(MODELS))?);
            left.extend(unreadable_below(&experiment)?);
        }
        let sizes = left.par_iter().map(|path| remove_aside(path));
        Ok(of_size(sizes.sum()))
    }

    /// Nothing but runs and logged models holds an experiment here.
    fn experiment_holder(&self, _id: &ExperimentId) -> Result<Option<String>> {
        Ok(None)
    }
}

/// The folder of something that is purged: a run or a logged model.
trait Folder: Sized + Send + Sync {
    type Id: Send + Sync;

    /// Those of an experiment; of those ids alone, if any are given.
    fn list(experiment: &ExperimentFolder, ids: Option<&[Self::Id]>) -> Result<Vec<Self>>;
    fn path(&self) -> &Path;
    fn lock(&self) -> Result<Lock>;
    /// What its description says.
    fn read(&self) -> Result<Deleted<Self::Id>>;
}

impl Folder for RunFolder {
    type Id = RunId;

    fn list(experiment: &ExperimentFolder, ids: Option<&[RunId]>) -> Result<Vec<Self>> {
        match ids {
            Some(ids) => Ok(ids.iter().filter_map(|id| experiment.run(id)).collect()),
            None => experiment.runs(),
        }
    }

    fn path(&self) -> &Path {
        self.path()
    }

    fn lock(&self) -> Result<Lock> {
        self.lock()
    }

    fn read(&self) -> Result<Deleted<RunId>> {
        let meta = self.meta()?;
        let info = self.info_of(&meta)?;
        Ok(Deleted {
            id: info.run_id,
            stage: info.lifecycle_stage,
            deleted_time: Some(meta.deleted_time()?.unwrap_or(0)),
            artifact_location: present_artifacts(self.path(), info.artifact_uri),
        })
    }
}

impl Folder for ModelFolder {
    type Id = ModelId;

    fn list(experiment: &ExperimentFolder, ids: Option<&[ModelId]>) -> Result<Vec<Self>> {
        match ids {
            Some(ids) => Ok(ids.iter().filter_map(|id| experiment.model(id)).collect()),
            None => experiment.models(),
        }
    }

    fn path(&self) -> &Path {
        self.path()
    }

    fn lock(&self) -> Result<Lock> {
        self.lock()
    }

    fn read(&self) -> Result<Deleted<ModelId>> {
        let model = self.described(&self.meta()?)?;
        Ok(Deleted {
            id: model.model_id,
            stage: model.lifecycle_stage,
            deleted_time: Some(model.last_update_time),
            artifact_location: present_artifacts(self.path(), model.artifact_location),
        })
    }
}

/// A folder that may be purged.
struct Doomed<F: Folder> {
    folder: F,
    deleted: Deleted<F::Id>,
    /// Whether its experiment is deleted: then its own stage does not matter.
    is_in_trash: bool,
}

impl<F: Folder> Doomed<F> {
    /// Reads what is in a folder; `None` where that cannot be read, or may not go.
    fn read(folder: F, is_in_trash: bool) -> Option<Self> {
        let deleted = skipped::or_report(folder.path(), folder.read())?;
        let may_go = is_in_trash || !deleted.stage.is_active();
        may_go.then_some(Self {
            folder,
            deleted,
            is_in_trash,
        })
    }
}

/// A folder that no MLflow reads any more, and that is to be removed.
pub(super) struct Aside {
    path: PathBuf,
    /// The folder whose list of names has changed.
    parent: PathBuf,
}

impl FileStore {
    /// Finds the folders that may be purged.
    fn find_deleted<F: Folder>(&self, which: Deletion<F::Id>) -> Result<Vec<Doomed<F>>> {
        let (experiments, ids) = match which {
            Deletion::All => (self.experiments(ViewType::All)?, None),
            Deletion::Among(ids) => (self.experiments(ViewType::All)?, Some(ids)),
            Deletion::WithExperiment(id) => (vec![self.experiment(id)?], None),
        };
        let heeds_experiments = !matches!(which, Deletion::All);
        let found: Vec<Vec<Doomed<F>>> = experiments
            .par_iter()
            .map(|experiment| {
                let is_in_trash = experiment.stage() == LifecycleStage::Deleted;
                let goes_with_it = heeds_experiments && is_in_trash;
                Ok(F::list(experiment, ids)?
                    .into_par_iter()
                    .filter_map(|folder| Doomed::read(folder, goes_with_it))
                    .collect())
            })
            .collect::<Result<_>>()?;
        Ok(found.into_iter().flatten().collect())
    }

    fn purge_folders<F: Folder>(&self, ids: &[F::Id], purge: Purge) -> Result<Purged<F::Id>> {
        let found = self.find_deleted::<F>(Deletion::Among(ids))?;
        if purge == Purge::Rehearse {
            let sizes = found
                .par_iter()
                .map(|found| without_artifacts(&found.folder));
            let freed = of_size(sizes.sum::<Result<Size>>()?);
            let ids = found.into_iter().map(|found| found.deleted.id).collect();
            return Ok(Purged { ids, freed });
        }
        let gone: Vec<Option<(Aside, F::Id)>> = found
            .into_par_iter()
            .map(|found| self.put_doomed_aside(found))
            .collect::<Result<_>>()?;
        let (folders, ids): (Vec<Aside>, Vec<F::Id>) = gone.into_iter().flatten().unzip();
        let freed = of_size(self.remove(&folders)?);
        Ok(Purged { ids, freed })
    }

    /// Puts a folder aside when nobody changes it; `None` where it may not go any more.
    fn put_doomed_aside<F: Folder>(&self, doomed: Doomed<F>) -> Result<Option<(Aside, F::Id)>> {
        let Doomed {
            folder,
            is_in_trash,
            ..
        } = doomed;
        let lock = folder.lock();
        if !folder.path().is_dir() {
            // Somebody else purged it, or its experiment was deleted or restored.
            return Ok(None);
        }
        let _lock = lock?;
        let Some(found) = Doomed::read(folder, is_in_trash) else {
            return Ok(None);
        };
        let aside = self.put_aside(found.folder.path())?;
        Ok(Some((aside, found.deleted.id)))
    }

    /// Renames a folder to a name that every MLflow ignores. Not durable yet.
    pub(super) fn put_aside(&self, folder: &Path) -> Result<Aside> {
        let path = purged(&self.root);
        let parent = folder.parent().unwrap_or(&self.root).to_owned();
        match fs::rename(folder, &path) {
            Ok(()) => Ok(Aside { path, parent }),
            Err(e) if is_of_another_disk(&e) => make_unreadable(folder),
            Err(e) => Err(Error::io("remove", folder, e)),
        }
    }

    /// Makes the renaming of folders durable, and removes them.
    pub(super) fn remove(&self, folders: &[Aside]) -> Result<Size> {
        let parents: BTreeSet<&Path> = folders.iter().map(|aside| &*aside.parent).collect();
        for parent in parents.into_iter().chain([&*self.root]) {
            // One that was moved in the meantime was synchronised with that.
            if parent.is_dir() {
                disk::sync_folder(parent)?;
            }
        }
        let sizes = folders.par_iter().map(|aside| remove_aside(&aside.path));
        Ok(sizes.sum())
    }
}

/// Whether a folder cannot be renamed because it is on another disk, or is where one begins.
fn is_of_another_disk(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::CrossesDevices | io::ErrorKind::ResourceBusy
    )
}

/// Renames a folder's `meta.yaml`, so that no MLflow reads the folder. Not durable yet.
fn make_unreadable(folder: &Path) -> Result<Aside> {
    fs::rename(folder.join(META), folder.join(PURGED_META))
        .map_err(|e| Error::io("remove", folder, e))?;
    Ok(Aside {
        path: folder.to_owned(),
        parent: folder.to_owned(),
    })
}

/// The folders within a folder that a killed purge could not rename and has made unreadable.
fn unreadable_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut below: Vec<PathBuf> = disk::folder_names(folder)?
        .into_iter()
        .map(|name| folder.join(name))
        .collect();
    below.retain(|path| path.join(PURGED_META).is_file() && !path.join(META).exists());
    Ok(below)
}

/// Removes a folder that was put aside. Files that cannot be removed, because they are another user's,
/// stay for the next purge.
fn remove_aside(path: &Path) -> Size {
    tree::remove(path).unwrap_or_else(|error| {
        tracing::warn!("{error}; what is left of it stays in `{}`", path.display());
        Size::default()
    })
}

/// The present location of artifacts. Those of a deleted experiment have moved with its folder, away
/// from the location that was recorded.
fn present_artifacts(folder: &Path, recorded: String) -> String {
    let own = folder.join(ARTIFACTS);
    let has_moved = uri::recorded_path(&recorded).is_some_and(|path| !path.exists());
    if has_moved && own.is_dir() {
        uri::from_path(&own)
    } else {
        recorded
    }
}

/// The size of a folder but for the artifacts in it, which are counted by themselves.
fn without_artifacts<F: Folder>(folder: &F) -> Result<Size> {
    let path = folder.path();
    Ok(difference(
        tree::measure(path)?,
        tree::measure(&path.join(ARTIFACTS))?,
    ))
}

/// The size of what is in an experiment beside its runs and models and the files of its traces.
fn rest_of(experiment: &ExperimentFolder) -> Result<Size> {
    let traces = experiment.path().join(TRACES);
    let trace_files = disk::folder_names(&traces)?
        .into_iter()
        .map(|id| traces.join(id).join(ARTIFACTS));
    let runs = experiment.runs()?;
    let others = runs
        .iter()
        .map(|run| run.path().to_owned())
        .chain(trace_files)
        .chain([experiment.models_path()]);
    let others = others
        .map(|path| tree::measure(&path))
        .sum::<Result<Size>>()?;
    Ok(difference(tree::measure(experiment.path())?, others))
}

/// What is left where others may have come and gone meanwhile.
fn difference(all: Size, part: Size) -> Size {
    Size {
        files: all.files.saturating_sub(part.files),
        bytes: all.bytes.saturating_sub(part.bytes),
    }
}

fn of_size(size: Size) -> Freed {
    Freed { rows: 0, size }
}
