//! From a store to this machine.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::artifact::staged::{self, Staged};
use crate::artifact::{ArtifactPath, ArtifactStore, FileInfo, WHOLE};
use crate::error::{Error, ErrorCode, Result};
use crate::uri;

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
    let destination = match destination {
        Some(folder) => uri::absolute_path(folder)?,
        None => fresh_folder()?,
    };
    let target = path.in_folder(&destination);
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
    threads(store)?.install(|| fetch_tree(store, entries, &destination, progress))?;
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
    Ok(())
}

/// Fetches a file. Nobody sees it before it is whole.
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
    let staged = Staged::create(target.parent().unwrap_or(target))?;
    let file = store
        .open(path)
        .map_err(|error| named("download", path.as_str(), error))?;
    progress.has_length(file.state().length);
    let reader = file.read(WHOLE)?;
    copy(reader, staged.file(), target, progress)
        .map_err(|error| named("download", path.as_str(), error))?;
    staged.persist(target)
}

fn copy(
    mut reader: impl Read,
    mut file: &File,
    target: &Path,
    progress: &FileProgress,
) -> Result<()> {
    let cannot_write = |e| Error::io("write", target, e);
    let mut buffer = vec![0; CHUNK_SIZE];
    let mut position = 0;
    loop {
        let length = match reader.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(length) => length,
            Err(error) if is_restarted(&error) => {
                position = 0;
                file.set_len(0)
                    .and_then(|()| file.seek(SeekFrom::Start(0)))
                    .map_err(cannot_write)?;
                continue;
            }
            Err(error) => return Err(unwrapped(error)),
        };
        file.write_all(&buffer[..length]).map_err(cannot_write)?;
        position += length as u64;
        progress.reached(position);
    }
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
