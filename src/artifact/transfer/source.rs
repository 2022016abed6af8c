//! What is to be uploaded: a file with a name, or a folder.

use std::fs::{self, File, Metadata};
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// A local file that is to be uploaded. It is opened anew for each attempt and for each part.
#[derive(Clone, Debug)]
pub struct SourceFile {
    path: PathBuf,
    length: u64,
}

impl SourceFile {
    /// Takes a regular file, with the length that it has now.
    pub fn open(path: &Path) -> Result<Self> {
        let length = open_file(path)?
            .metadata()
            .map_err(|e| Error::io("read", path, e))?
            .len();
        Ok(Self {
            path: path.to_owned(),
            length,
        })
    }

    /// In bytes.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Some of its bytes, from a position on.
    pub fn read(&self, from: u64, length: u64) -> Result<impl Read + use<>> {
        let mut file = open_file(&self.path)?;
        file.seek(SeekFrom::Start(from))
            .map_err(|e| Error::io("read", &self.path, e))?;
        Ok(file.take(length))
    }
}

/// The name of a local file.
pub(in crate::artifact) fn file_name(local: &Path) -> Result<&str> {
    if metadata(local)?.is_dir() {
        return Err(Error::invalid(format!(
            "Is a directory: `{}`; expected a file",
            local.display()
        )));
    }
    local
        .file_name()
        .and_then(|name| name.to_str())
        .ok_or_else(|| Error::invalid(format!("`{}` has no usable name", local.display())))
}

/// Passes a local folder.
pub(in crate::artifact) fn check_folder(local: &Path) -> Result<()> {
    if metadata(local)?.is_dir() {
        return Ok(());
    }
    Err(Error::invalid(format!(
        "`{}` is a file; expected a folder",
        local.display()
    )))
}

/// Opens a file to be copied. Opening a pipe would wait for somebody to write into it.
pub(in crate::artifact) fn open_file(path: &Path) -> Result<File> {
    if !metadata(path)?.is_file() {
        return Err(Error::invalid(format!(
            "`{}` is not a regular file; only files and folders are kept",
            path.display()
        )));
    }
    File::open(path).map_err(|e| Error::io("read", path, e))
}

fn metadata(local: &Path) -> Result<Metadata> {
    fs::metadata(local).map_err(|e| Error::io("read", local, e))
}
