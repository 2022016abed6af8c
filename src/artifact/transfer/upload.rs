//! From this machine to a store.

use std::io::Read;
use std::path::Path;

use rayon::prelude::*;

use crate::artifact::{ArtifactPath, ArtifactStore};
use crate::error::{Error, Result};

use super::{
    CHUNK_SIZE, FileProgress, SourceFile, TransferObserver, TransferPlan, check_folder, file_name,
    named, threads,
};

pub(in crate::artifact) fn upload_file<S: ArtifactStore + ?Sized>(
    store: &S,
    local: &Path,
    folder: &ArtifactPath,
    progress: &dyn TransferObserver,
) -> Result<()> {
    let path = folder.join(file_name(local)?);
    let source = SourceFile::open(local)?;
    progress.begin(1, source.length());
    // A large file may go in parts, on several threads.
    threads(store)?.install(|| put(store, local, &path, &source, progress))
}

pub(in crate::artifact) fn upload_folder<S: ArtifactStore + ?Sized>(
    store: &S,
    local: &Path,
    folder: &ArtifactPath,
    progress: &dyn TransferObserver,
) -> Result<()> {
    check_folder(local)?;
    let plan = TransferPlan::make(local)?;
    progress.begin(plan.files.len() as u64, plan.bytes);
    for relative in &plan.folders {
        store.create_folder(&folder.join_path(&artifact_path(relative)?))?;
    }
    threads(store)?.install(|| {
        plan.files.par_iter().try_for_each(|relative| {
            let file = local.join(relative);
            let path = folder.join_path(&artifact_path(relative)?);
            put(store, &file, &path, &SourceFile::open(&file)?, progress)
        })
    })
}

fn put<S: ArtifactStore + ?Sized>(
    store: &S,
    local: &Path,
    path: &ArtifactPath,
    source: &SourceFile,
    progress: &dyn TransferObserver,
) -> Result<()> {
    store
        .put(path, source, progress)
        .map_err(|error| named("upload", &local.to_string_lossy(), error))
}

/// Writes a file in one piece.
pub(in crate::artifact) fn put_whole<S: ArtifactStore + ?Sized>(
    store: &S,
    path: &ArtifactPath,
    source: &SourceFile,
    progress: &dyn TransferObserver,
) -> Result<()> {
    let mut writer = store.create(path)?;
    let mut reader = source.read(0, source.length())?;
    let progress = FileProgress::new(progress);
    let mut buffer = vec![0; CHUNK_SIZE];
    let mut position = 0;
    loop {
        let length = reader
            .read(&mut buffer)
            .map_err(|e| Error::internal("cannot read the file").caused_by(e))?;
        if length == 0 {
            return writer.finish();
        }
        writer.write(&buffer[..length])?;
        position += length as u64;
        progress.reached(position);
    }
}

/// The artifact path of a file or folder within a tree.
fn artifact_path(relative: &Path) -> Result<ArtifactPath> {
    let mut names = Vec::new();
    for part in relative.components() {
        let name = part.as_os_str();
        names.push(name.to_str().ok_or_else(|| {
            Error::invalid(format!(
                "`{}` is not UTF-8, as the names of artifacts are",
                name.to_string_lossy()
            ))
        })?);
    }
    ArtifactPath::parse(&names.join("/"))
}
