//! One artifact in a local folder: read in parts, or written piece by piece.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use crate::artifact::staged::Staged;
use crate::artifact::{ArtifactFile, ArtifactWriter, FileState, Sink};
use crate::error::{Error, Result};

use super::copy;

/// A local file that is open.
pub(super) struct LocalFile {
    file: File,
    path: PathBuf,
    state: FileState,
}

impl LocalFile {
    pub(super) fn open(path: PathBuf) -> io::Result<Self> {
        let file = File::open(&path)?;
        let state = state(&file)?;
        Ok(Self { file, path, state })
    }
}

impl ArtifactFile for LocalFile {
    fn state(&self) -> &FileState {
        &self.state
    }

    fn read(self: Box<Self>, range: Range<u64>) -> Result<Box<dyn Read + Send>> {
        let Self { mut file, path, .. } = *self;
        if range.start > 0 {
            file.seek(SeekFrom::Start(range.start))
                .map_err(|e| Error::io("read", &path, e))?;
        }
        Ok(Box::new(file.take(range.end.saturating_sub(range.start))))
    }
}

/// Size and time tell two states of a file apart.
pub(super) fn state(file: &File) -> io::Result<FileState> {
    let found = file.metadata()?;
    let modified = found.modified().unwrap_or(UNIX_EPOCH);
    let nanos = match modified.duration_since(UNIX_EPOCH) {
        Ok(since) => format!("{:x}", since.as_nanos()),
        Err(before) => format!("-{:x}", before.duration().as_nanos()),
    };
    Ok(FileState {
        length: Some(found.len()),
        modified: Some(modified),
        etag: Some(format!("{nanos}-{:x}", found.len())),
    })
}

/// A local file that comes piece by piece.
pub(super) struct LocalWriter {
    staged: Staged,
    target: PathBuf,
    /// The folder of all artifacts.
    root: PathBuf,
}

impl LocalWriter {
    pub(super) fn begin(folder: &Path, target: PathBuf, root: &Path) -> Result<Self> {
        copy::create_folder(folder)?;
        Ok(Self {
            staged: Staged::create(folder)?,
            target,
            root: root.to_owned(),
        })
    }

    /// Gives the file its name, and says where it lies.
    pub(super) fn persist(self) -> Result<PathBuf> {
        let Self { staged, target, .. } = self;
        if let Some(folder) = target.parent() {
            // It was there at the beginning; somebody may have deleted it since.
            copy::create_folder(folder)?;
        }
        staged.persist(&target)?;
        Ok(target)
    }
}

impl Sink for LocalWriter {
    fn write(&mut self, piece: &[u8]) -> Result<()> {
        let written = self.staged.file().write_all(piece);
        written.map_err(|e| Error::io("write", &self.target, e))
    }
}

impl ArtifactWriter for LocalWriter {
    fn finish(self: Box<Self>) -> Result<()> {
        let synced = self.staged.file().sync_all();
        synced.map_err(|e| Error::io("write", &self.target, e))?;
        let root = self.root.clone();
        let target = self.persist()?;
        copy::sync_folders(target.parent().unwrap_or(&root), &root)
    }
}
