//! From a store to this machine.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::artifact::staged::{self, Staged};
use crate::artifact::{ArtifactFile, ArtifactPath, ArtifactStore, FileInfo, WHOLE};
use crate::error::{Error, ErrorCode, Result};
use crate::uri;

use super::partial::{self, Partial};
use super::{CHUNK_SIZE, FileProgress, TransferObserver, fresh_folder, named, threads};

/// The error by which a reader says that the file has changed or cannot be continued. The next read
/// starts at the beginning of the file.
#[derive(Debug)]
pub(in crate::artifact) struct Restarted;

impl std::fmt::Display for Restarted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the file changed while it was read")
    }
}

impl std::error::Error for Restarted {}

/// What is to be fetched.
#[derive(Default)]
struct FetchPlan {
    folders: Vec<ArtifactPath>,
    files: Vec<FileInfo>,
}

pub(in crate::artifact) fn download<S: ArtifactStore + ?Sized>(
    store: &S,
    path: &ArtifactPath,
    destination: Option<&Path>,
    progress: &dyn TransferObserver,
) -> Result<PathBuf> {
    let Some(folder) = destination else {
        let fresh = fresh_folder()?;
        return download_to(store, path, &fresh, progress).inspect_err(|_| {
            let _ = std::fs::remove_dir_all(&fresh);
        });
    };
    download_to(store, path, &uri::absolute_path(folder)?, progress)
}

fn download_to<S: ArtifactStore + ?Sized>(
    store: &S,
    path: &ArtifactPath,
    destination: &Path,
    progress: &dyn TransferObserver,
) -> Result<PathBuf> {
    let target = path.in_folder(destination);
    let entries = match store.list(path) {
        // An address that cannot be listed may be that of a file all the same.
        Err(error) if error.code() == ErrorCode::NotImplemented && !path.is_root() => Vec::new(),
        listed => listed?,
    };
    if entries.is_empty() && !path.is_root() {
        create_folder(target.parent().unwrap_or(&target))?;
        fetch(store, path, &target, &FileProgress::unannounced(progress))?;
        return Ok(target);
    }
    create_folder(&target)?;
    threads(store)?.install(|| fetch_tree(store, entries, destination, progress))?;
    Ok(target)
}

fn fetch_tree<S: ArtifactStore + ?Sized>(
    store: &S,
    entries: Vec<FileInfo>,
    destination: &Path,
    progress: &dyn TransferObserver,
) -> Result<()> {
    let tree = whole_tree(store, entries)?;
    let bytes = tree.files.iter().filter_map(|file| file.file_size).sum();
    progress.begin(tree.files.len() as u64, bytes);
    for folder in &tree.folders {
        create_folder(&folder.in_folder(destination))?;
    }
    tree.files.par_iter().try_for_each(|file| {
        let target = file.path.in_folder(destination);
        fetch(store, &file.path, &target, &FileProgress::new(progress))
    })
}

/// Everything below these entries, level by level.
fn whole_tree<S: ArtifactStore + ?Sized>(
    store: &S,
    mut entries: Vec<FileInfo>,
) -> Result<FetchPlan> {
    let mut tree = FetchPlan::default();
    while !entries.is_empty() {
        let (folders, files): (Vec<_>, Vec<_>) =
            entries.into_iter().partition(|entry| entry.is_dir);
        let below: Vec<Vec<FileInfo>> = folders
            .par_iter()
            .map(|folder| store.list(&folder.path))
            .collect::<Result<_>>()?;
        tree.folders
            .extend(folders.into_iter().map(|folder| folder.path));
        tree.files.extend(files);
        entries = below.into_iter().flatten().collect();
    }
    Ok(tree)
}

/// Creates a folder for what is fetched, and clears away what a killed download left in it.
fn create_folder(folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder).map_err(|e| Error::io("create the folder", folder, e))?;
    staged::sweep(folder);
    partial::sweep(folder);
    Ok(())
}

/// Fetches a file, or what a download that broke off has left of it. Nobody sees it before it is whole.
fn fetch<S: ArtifactStore + ?Sized>(
    store: &S,
    path: &ArtifactPath,
    target: &Path,
    progress: &FileProgress,
) -> Result<()> {
    if target.is_dir() {
        return Err(Error::invalid(format!(
            "`{}` is a folder; a file cannot replace it",
            target.display()
        )));
    }
    let failed = |error| named("download", path.as_str(), error);
    let file = store.open(path).map_err(failed)?;
    progress.has_length(file.state().length);
    if let Some(partial) = Partial::open(target, file.state())? {
        return go_on(file, partial, target, progress).map_err(failed);
    }
    let staged = Staged::create(target.parent().unwrap_or(target))?;
    copy(file.read(WHOLE)?, staged.file(), 0, progress)
        .map_err(|broken| failed(broken.into_error(target)))?;
    staged.persist(target)
}

/// Fetches what is missing of a large file.
fn go_on(
    file: Box<dyn ArtifactFile>,
    partial: Partial,
    target: &Path,
    progress: &FileProgress,
) -> Result<()> {
    let reader = file.read_after(partial.file(), partial.length)?;
    match copy(reader, partial.file(), partial.length, progress) {
        Ok(()) => partial.persist(target),
        Err(Broken::Reading(error)) => {
            Err(error.hint("what has come is kept beside it; the same command goes on from there"))
        }
        Err(broken) => {
            partial.discard();
            Err(broken.into_error(target))
        }
    }
}

/// Why a file was not copied to its end.
enum Broken {
    Reading(Error),
    Writing(io::Error),
}

impl Broken {
    fn into_error(self, target: &Path) -> Error {
        match self {
            Self::Reading(error) => error,
            Self::Writing(error) => Error::io("write", target, error),
        }
    }
}

/// Copies what comes to a file, from an offset on; what the file has behind it is dropped.
fn copy(
    mut reader: impl Read,
    mut file: &File,
    offset: u64,
    progress: &FileProgress,
) -> Result<(), Broken> {
    let mut position = begin_at(file, offset)?;
    let mut buffer = vec![0; CHUNK_SIZE];
    loop {
        progress.reached(position);
        let length = match reader.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(length) => length,
            Err(error) if is_restarted(&error) => {
                position = begin_at(file, 0)?;
                continue;
            }
            Err(error) => return Err(Broken::Reading(unwrapped(error))),
        };
        file.write_all(&buffer[..length]).map_err(Broken::Writing)?;
        position += length as u64;
    }
}

/// Drops what a file has from an offset on, and writes there next.
fn begin_at(mut file: &File, offset: u64) -> Result<u64, Broken> {
    file.set_len(offset)
        .and_then(|()| file.seek(SeekFrom::Start(offset)))
        .map_err(Broken::Writing)
}

pub(super) fn is_restarted(error: &io::Error) -> bool {
    let inner = error.get_ref();
    inner.is_some_and(|inner| inner.downcast_ref::<Restarted>().is_some())
}

/// The error of a backend that its reader handed on.
pub(super) fn unwrapped(error: io::Error) -> Error {
    match error.downcast::<Error>() {
        Ok(error) => error,
        Err(error) => Error::internal("the file cannot be read").caused_by(error),
    }
}
