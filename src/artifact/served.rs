//! The folder of the artifacts that go through a server: files come in piece by piece and appear
//! whole.
//!
//! What is still on its way lies in one folder below the root, so that what was given up can be
//! found and thrown away ([`ServedArtifacts::sweep`]). Its name begins as those of all unfinished
//! files do, which no listing shows.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::error::{Error, ErrorCode, Result};

use super::copy::create_folder;
use super::staged::{self, Staged, is_unfinished};
use super::{ArtifactPath, ArtifactStore, FileInfo, LocalArtifacts};

/// The folder below the root for what is on its way.
const STAGING: &str = ".artifact.uploading.server";

/// A folder of artifacts behind a server.
pub struct ServedArtifacts {
    root: PathBuf,
    files: LocalArtifacts,
}

impl ServedArtifacts {
    /// Keeps files under this folder, which need not exist before the first upload.
    pub fn new(root: PathBuf) -> Self {
        Self {
            files: LocalArtifacts::new(root.clone()),
            root,
        }
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The entries of a folder, sorted by path. A path that is a file or is not there has none.
    pub fn list(&self, folder: &ArtifactPath) -> Result<Vec<FileInfo>> {
        self.files.list(check(folder)?)
    }

    /// Where a file lies.
    pub fn file(&self, path: &ArtifactPath) -> Result<PathBuf> {
        self.files.file(check(path)?)
    }

    /// Removes a file, or a folder with all that is in it. It need not be there.
    pub fn delete(&self, path: &ArtifactPath) -> Result<()> {
        let place = self.files.locate(check(path)?)?;
        if path.is_root() {
            return Err(Error::invalid(
                "all artifacts are asked to be deleted; expected a path",
            ));
        }
        let removed = match fs::symlink_metadata(&place) {
            Ok(found) if found.is_dir() => fs::remove_dir_all(&place),
            Ok(_) => fs::remove_file(&place),
            Err(error) => Err(error),
        };
        match removed {
            Err(e) if !is_absent(&e) => Err(Error::io("delete", &place, e)),
            _ => Ok(()),
        }
    }

    /// Begins an upload, whose file appears under this path when it is finished.
    pub fn begin(&self, path: &ArtifactPath) -> Result<Upload> {
        let target = self.target(path)?;
        Upload::begin(&self.staging(), target)
    }

    /// The place of a file to come, whose folder is there then.
    pub(super) fn target(&self, path: &ArtifactPath) -> Result<PathBuf> {
        check(path)?;
        if path.is_root() {
            return Err(Error::invalid("the artifact has no name; expected a path"));
        }
        self.files.create_folder(&path.parent())?;
        let target = self.files.locate_new(path)?;
        if target.is_dir() {
            return Err(Error::invalid(format!(
                "artifact `{path}` is a folder; a file cannot take its place"
            )));
        }
        Ok(target)
    }

    /// The folder of what is on its way.
    pub(super) fn staging(&self) -> PathBuf {
        self.root.join(STAGING)
    }

    /// Throws away what killed servers left, and uploads in parts that have made no progress for
    /// longer than this: their clients may go on with them, through whatever server.
    pub fn sweep(&self, patience: Duration) -> Result<()> {
        let staging = self.staging();
        let entries = match fs::read_dir(&staging) {
            Err(e) if is_absent(&e) => return Ok(()),
            entries => entries.map_err(|e| Error::io("list the folder", &staging, e))?,
        };
        staged::sweep(&staging);
        let limit = SystemTime::now().checked_sub(patience);
        for entry in entries.flatten() {
            let Ok(found) = entry.metadata() else {
                continue;
            };
            // A file that is still being written is its writer's, however slowly it grows.
            if is_unfinished(&entry.file_name().to_string_lossy()) {
                continue;
            }
            let path = entry.path();
            if found.modified().ok() >= limit {
                staged::sweep(&path);
                continue;
            }
            let removed = if found.is_dir() {
                fs::remove_dir_all(&path)
            } else {
                fs::remove_file(&path)
            };
            if let Err(error) = removed
                && !is_absent(&error)
            {
                tracing::warn!("cannot throw `{}` away: {error}", path.display());
            }
        }
        Ok(())
    }
}

/// Refuses the paths of what is not there yet.
fn check(path: &ArtifactPath) -> Result<&ArtifactPath> {
    if path.as_str().split('/').any(is_unfinished) {
        return Err(Error::invalid(format!(
            "artifact path `{path}` is kept for files that are still on their way"
        )));
    }
    Ok(path)
}

fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

impl LocalArtifacts {
    /// Where a file lies, which must be there.
    pub fn file(&self, path: &ArtifactPath) -> Result<PathBuf> {
        let place = self.locate(path)?;
        let found = fs::metadata(&place).map_err(|e| {
            if is_absent(&e) {
                let message = format!("there is no artifact `{path}`");
                return Error::new(ErrorCode::ResourceDoesNotExist, message).caused_by(e);
            }
            Error::io("read", &place, e)
        })?;
        if found.is_file() {
            return Ok(place);
        }
        Err(Error::invalid(format!(
            "artifact `{path}` is not a file; expected the path of one"
        )))
    }
}

/// A file that comes piece by piece. Dropped before it is finished, it leaves nothing behind.
pub struct Upload {
    staged: Staged,
    target: PathBuf,
}

impl Upload {
    pub(super) fn begin(staging: &Path, target: PathBuf) -> Result<Self> {
        create_folder(staging)?;
        let staged = Staged::create(staging)?;
        Ok(Self { staged, target })
    }

    /// Adds a piece.
    pub fn write(&mut self, piece: &[u8]) -> Result<()> {
        let written = self.staged.file().write_all(piece);
        written.map_err(|e| Error::io("write", &self.target, e))
    }

    /// Puts the file into its place, over what may be there.
    pub fn finish(self) -> Result<PathBuf> {
        let Self { staged, target } = self;
        if let Some(folder) = target.parent() {
            // It was there at the beginning; somebody may have deleted it since.
            create_folder(folder)?;
        }
        staged.persist(&target)?;
        Ok(target)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> ArtifactPath {
        ArtifactPath::parse(text).unwrap()
    }

    fn served() -> (tempfile::TempDir, ServedArtifacts) {
        let folder = tempfile::tempdir().unwrap();
        let served = ServedArtifacts::new(folder.path().join("root"));
        (folder, served)
    }

    fn put(served: &ServedArtifacts, to: &str, content: &str) -> Result<PathBuf> {
        let mut upload = served.begin(&path(to))?;
        upload.write(content.as_bytes())?;
        upload.finish()
    }

    #[test]
    fn a_file_appears_when_it_is_whole() {
        let (_folder, served) = served();
        let mut upload = served.begin(&path("a/b.txt")).unwrap();
        upload.write(b"he").unwrap();
        assert!(served.list(&path("a")).unwrap().is_empty());
        assert!(served.file(&path("a/b.txt")).is_err());
        upload.write(b"llo").unwrap();
        upload.finish().unwrap();
        let file = served.file(&path("a/b.txt")).unwrap();
        assert_eq!(fs::read_to_string(file).unwrap(), "hello");
        let listed = served.list(&path("")).unwrap();
        assert_eq!(listed.len(), 1, "{listed:?}");
    }

    #[test]
    fn what_is_given_up_leaves_nothing() {
        let (_folder, served) = served();
        let count = || fs::read_dir(served.staging()).unwrap().count();
        drop(served.begin(&path("x")).unwrap());
        assert_eq!(count(), 0);
        let writing = served.begin(&path("x")).unwrap();
        fs::write(served.staging().join(".artifact.uploading.locked-1"), "").unwrap();
        served.create_upload(&path("y"), 1).unwrap();
        served.sweep(Duration::from_secs(60)).unwrap();
        assert_eq!(count(), 2);
        served.sweep(Duration::ZERO).unwrap();
        writing.finish().unwrap();
        assert_eq!(count(), 0);
    }

    #[test]
    fn a_file_takes_no_folders_place_and_lies_in_no_file() {
        let (_folder, served) = served();
        put(&served, "a/b", "1").unwrap();
        for bad in ["a", "a/b/c", "", ".artifact.uploading.server/x"] {
            assert!(put(&served, bad, "2").is_err(), "{bad}");
        }
        put(&served, "a/b", "2").unwrap();
        assert!(served.file(&path("a")).is_err() && served.file(&path("none")).is_err());
    }

    #[test]
    fn deleting_takes_files_folders_and_nothing() {
        let (_folder, served) = served();
        put(&served, "a/b", "1").unwrap();
        put(&served, "a/c", "1").unwrap();
        served.delete(&path("a/b")).unwrap();
        assert_eq!(served.list(&path("a")).unwrap().len(), 1);
        served.delete(&path("a")).unwrap();
        served.delete(&path("a")).unwrap();
        assert!(served.list(&path("")).unwrap().is_empty());
        assert!(served.delete(&path("")).is_err());
    }
}
