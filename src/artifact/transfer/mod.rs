//! Transfers of files and folders between this machine and any store: many files at once, with
//! progress. Nobody sees a file before it is whole.

mod between;
mod download;
mod partial;
mod plan;
mod progress;
mod source;
mod upload;

use std::path::PathBuf;

use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::error::{Error, ErrorCode, Result};
use crate::tree::Size;

use super::{ArtifactPath, ArtifactStore, FileInfo};

#[cfg(feature = "clouds")]
pub(super) use between::read_chunks;
pub use between::{Copied, copy_between, digest_of};
pub(super) use download::{Restarted, download};
pub(super) use plan::TransferPlan;
pub(super) use progress::{Counted, FileProgress};
pub use progress::{Silent, TransferObserver};
pub use source::SourceFile;
pub(super) use source::{check_folder, file_name, open_file};
pub(super) use upload::{put_whole, upload_file, upload_folder};

/// How much of a file is copied in one go.
const CHUNK_SIZE: usize = 256 << 10;
/// From how many bytes on a file is large: it comes in several ranges at once, is compared with the
/// checksum of the whole, and is gone on with where a download broke off.
pub(super) const LARGE: u64 = 32 << 20;

/// A temporary folder that stays when the program ends.
pub(crate) fn fresh_folder() -> Result<PathBuf> {
    tempfile::Builder::new()
        .prefix("mlflow-artifacts-")
        .tempdir()
        .map(tempfile::TempDir::keep)
        .map_err(|e| Error::io("create a folder in", &std::env::temp_dir(), e))
}

/// Everything below a folder, sorted by path.
pub fn tree_below(store: &dyn ArtifactStore, folder: &ArtifactPath) -> Result<Vec<FileInfo>> {
    let mut tree = Vec::new();
    walk(folder, |folder| store.list(folder), |info| tree.push(info))?;
    tree.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(tree)
}

/// Every file below the root of a store, sorted by path. A root that is not there has none.
pub fn files_below(store: &dyn ArtifactStore) -> Result<Vec<FileInfo>> {
    let mut files = Vec::new();
    let add = |info: FileInfo| {
        if !info.is_dir {
            files.push(info);
        }
    };
    walk(&ArtifactPath::root(), |folder| listed(store, folder), add)?;
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

/// How much lies below a path, found by listing every folder.
pub(super) fn size<S: ArtifactStore + ?Sized>(store: &S, path: &ArtifactPath) -> Result<Size> {
    let mut size = Size::default();
    let add = |info: FileInfo| {
        if !info.is_dir {
            size.files += 1;
            size.bytes += info.file_size.unwrap_or(0);
        }
    };
    walk(path, |folder| listed(store, folder), add)?;
    Ok(size)
}

/// Finds everything below a folder, by listing every folder.
fn walk(
    folder: &ArtifactPath,
    list: impl Fn(&ArtifactPath) -> Result<Vec<FileInfo>>,
    mut found: impl FnMut(FileInfo),
) -> Result<()> {
    let mut folders = vec![folder.clone()];
    while let Some(folder) = folders.pop() {
        for info in list(&folder)? {
            if info.is_dir {
                folders.push(info.path.clone());
            }
            found(info);
        }
    }
    Ok(())
}

/// The entries of a folder. One that is not there, or no longer, has none.
fn listed<S: ArtifactStore + ?Sized>(store: &S, folder: &ArtifactPath) -> Result<Vec<FileInfo>> {
    match store.list(folder) {
        Err(e) if e.code() == ErrorCode::ResourceDoesNotExist => Ok(Vec::new()),
        listed => listed,
    }
}

/// The threads of one transfer.
fn threads<S: ArtifactStore + ?Sized>(store: &S) -> Result<ThreadPool> {
    ThreadPoolBuilder::new()
        .num_threads(store.concurrency())
        .build()
        .map_err(|e| Error::internal("cannot start threads for a transfer").caused_by(e))
}

/// An error with the name of the file that it is about, which backends leave out.
fn named(action: &str, file: &str, error: Error) -> Error {
    let message = format!("cannot {action} `{file}`: {}", error.message());
    let hints = error.hints().to_vec();
    let named = Error::new(error.code(), message).caused_by(error);
    hints.into_iter().fold(named, Error::hint)
}
