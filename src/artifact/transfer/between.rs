//! From one store to another, without a file on this machine in between.

use std::io::{self, Read};

use sha2::{Digest as _, Sha256};

use crate::artifact::{ArtifactPath, ArtifactStore, ArtifactWriter, WHOLE};
use crate::error::Result;

use super::download::{is_restarted, unwrapped};
use super::{CHUNK_SIZE, FileProgress, TransferObserver, named};

/// A file that was copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// How long it is, in bytes.
    pub bytes: u64,
    /// The SHA-256 of what was read and written, in hexadecimal.
    pub digest: String,
}

/// Copies a file from one store to a path of another. Nobody sees it before it is whole, and no more
/// than a chunk of it is held at a time.
pub fn copy_between(
    (from, path): (&dyn ArtifactStore, &ArtifactPath),
    (to, target): (&dyn ArtifactStore, &ArtifactPath),
    progress: &dyn TransferObserver,
) -> Result<Copied> {
    let copy = || {
        let file = from.open(path)?;
        let mut reader = file.read(WHOLE)?;
        let progress = FileProgress::new(progress);
        loop {
            let mut writer = to.create(target)?;
            if let Some(copied) = copied(&mut reader, &mut *writer, &progress)? {
                writer.finish()?;
                return Ok(copied);
            }
        }
    };
    copy().map_err(|error| named("copy", path.as_str(), error))
}

/// The SHA-256 of a file, in hexadecimal.
pub fn digest_of(store: &dyn ArtifactStore, path: &ArtifactPath) -> Result<String> {
    let read = || {
        let mut reader = store.open(path)?.read(WHOLE)?;
        loop {
            let mut hash = Sha256::new();
            if read_chunks(&mut reader, |chunk| {
                hash.update(chunk);
                Ok(())
            })? {
                return Ok(hex::encode(hash.finalize()));
            }
        }
    };
    read().map_err(|error| named("read", path.as_str(), error))
}

/// Copies all bytes; `None` if the reader has to start again.
fn copied(
    reader: &mut dyn Read,
    writer: &mut dyn ArtifactWriter,
    progress: &FileProgress,
) -> Result<Option<Copied>> {
    let mut hash = Sha256::new();
    let mut bytes = 0;
    let is_whole = read_chunks(reader, |chunk| {
        writer.write(chunk)?;
        hash.update(chunk);
        bytes += chunk.len() as u64;
        progress.reached(bytes);
        Ok(())
    })?;
    Ok(is_whole.then(|| Copied {
        bytes,
        digest: hex::encode(hash.finalize()),
    }))
}

/// Passes all bytes on; `false` if the reader has to start again.
pub(in crate::artifact) fn read_chunks(
    reader: &mut dyn Read,
    mut take: impl FnMut(&[u8]) -> Result<()>,
) -> Result<bool> {
    let mut buffer = vec![0; CHUNK_SIZE];
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => return Ok(true),
            Ok(length) => take(&buffer[..length])?,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if is_restarted(&error) => return Ok(false),
            Err(error) => return Err(unwrapped(error)),
        }
    }
}
