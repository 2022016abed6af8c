//! Artifacts in a local folder.

mod copy;
mod file;
mod parts;
mod spelling;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, SystemTime};

use crate::error::{Error, ErrorCode, Result, is_missing};
use crate::tree::{self, Size};
use crate::uri;

use copy::Purpose;
use file::{LocalFile, LocalWriter};

use super::staged::{self, is_unfinished};
use super::transfer::{check_folder, file_name};
use super::{
    ArtifactFile, ArtifactPath, ArtifactStore, ArtifactWriter, FileInfo, PartUploads,
    TransferObserver,
};

/// The folder below the root for unfinished uploads through a server. Its name begins like those of
/// all unfinished files, which no listing shows.
const STAGING: &str = ".artifact.uploading.server";

/// Artifacts in a local folder, which need not exist before the first upload.
///
/// Nothing outside the folder is read or written, not even through links in it: a path that leads
/// out is refused, as MLflow 3.17.2 does.
pub(super) struct LocalArtifacts {
    root: PathBuf,
    /// Whether unfinished files are in one folder, where a server finds those that an earlier server
    /// left. Otherwise each is beside its target.
    is_served: bool,
}

impl LocalArtifacts {
    /// Keeps files under this folder.
    pub(super) fn new(root: PathBuf) -> Self {
        Self {
            root,
            is_served: false,
        }
    }

    /// Keeps the files under this folder that go through a server.
    pub(super) fn served(root: PathBuf) -> Self {
        Self {
            root,
            is_served: true,
        }
    }

    /// The path of an artifact, in whichever way its name is spelled. It need not exist.
    fn locate(&self, path: &ArtifactPath) -> Result<PathBuf> {
        let found = spelling::find(&self.root, path);
        self.checked(path, found.unwrap_or_else(|| path.in_folder(&self.root)))
    }

    /// The path for a new artifact of exactly this name.
    fn locate_new(&self, path: &ArtifactPath) -> Result<PathBuf> {
        self.checked(path, path.in_folder(&self.root))
    }

    /// Refuses a location outside of the root, to which only a link can lead.
    fn checked(&self, path: &ArtifactPath, file: PathBuf) -> Result<PathBuf> {
        let (Ok(root), Some(present)) = (self.root.canonicalize(), present_part(&file)) else {
            return Ok(file);
        };
        let leads_to = present
            .canonicalize()
            .map_err(|e| Error::io("follow the link", present, e))?;
        if present.starts_with(&self.root) && !leads_to.starts_with(&root) {
            return Err(Error::new(
                ErrorCode::PermissionDenied,
                format!(
                    "artifact path `{path}` leads out of its root `{}` through a link",
                    self.root.display()
                ),
            ));
        }
        Ok(file)
    }

    /// The folder of a path, created if need be.
    fn ensure_folder(&self, path: &ArtifactPath) -> Result<PathBuf> {
        let target = self.locate_new(path)?;
        if let Some(file) = file_in_the_way(path, &self.root) {
            return Err(Error::invalid(format!(
                "artifact `{file}` is a file; expected a folder"
            )));
        }
        copy::create_folder(&target)?;
        Ok(target)
    }
    /// The folder of unfinished uploads through a server.
    fn staging(&self) -> PathBuf {
        self.root.join(STAGING)
    }

    /// The path for a new file. Its folder is created.
    fn target(&self, path: &ArtifactPath) -> Result<PathBuf> {
        if path.is_root() {
            return Err(Error::invalid("the artifact has no name; expected a path"));
        }
        self.ensure_folder(&path.parent())?;
        let target = self.locate_new(path)?;
        if target.is_dir() {
            return Err(Error::invalid(format!(
                "artifact `{path}` is a folder; a file cannot replace it"
            )));
        }
        Ok(target)
    }
}

impl ArtifactStore for LocalArtifacts {
    fn list(&self, folder: &ArtifactPath) -> Result<Vec<FileInfo>> {
        let listed = self.locate(folder)?;
        let cannot_list = |e| Error::io("list the folder", &listed, e);
        let entries = match fs::read_dir(&listed) {
            Err(e) if is_missing(&e) => return Ok(Vec::new()),
            entries => entries.map_err(cannot_list)?,
        };
        let mut infos = Vec::new();
        for entry in entries {
            infos.extend(describe(folder, &entry.map_err(cannot_list)?));
        }
        infos.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(infos)
    }

    fn open(&self, path: &ArtifactPath) -> Result<Box<dyn ArtifactFile>> {
        let located = self.locate(path)?;
        let cannot_read = |e| Error::io("read", &located, e);
        // Opening a pipe would wait for somebody to write into it.
        let found = match fs::metadata(&located) {
            Err(e) if is_missing(&e) => {
                return Err(Error::artifact_not_found(path, None).caused_by(e));
            }
            found => found.map_err(cannot_read)?,
        };
        if !found.is_file() {
            return Err(Error::artifact_not_a_file(path));
        }
        let file = LocalFile::open(located.clone()).map_err(cannot_read)?;
        Ok(Box::new(file))
    }

    fn create(&self, path: &ArtifactPath) -> Result<Box<dyn ArtifactWriter>> {
        let target = self.target(path)?;
        let folder = if self.is_served {
            self.staging()
        } else {
            target.parent().unwrap_or(&self.root).to_owned()
        };
        Ok(Box::new(LocalWriter::begin(&folder, target, &self.root)?))
    }

    fn remove(&self, path: &ArtifactPath) -> Result<()> {
        tree::remove(&self.locate(path)?).map(drop)
    }

    fn create_folder(&self, folder: &ArtifactPath) -> Result<()> {
        self.ensure_folder(folder).map(drop)
    }

    fn size(&self, path: &ArtifactPath) -> Result<Size> {
        tree::measure(&self.locate(path)?)
    }

    fn concurrency(&self) -> usize {
        thread::available_parallelism().map_or(1, usize::from)
    }

    fn upload_file(
        &self,
        local: &Path,
        folder: &ArtifactPath,
        progress: &dyn TransferObserver,
    ) -> Result<()> {
        let name = file_name(local)?;
        self.ensure_folder(folder)?;
        let target = self.locate_new(&folder.join(name))?;
        copy::file(local, &target, Purpose::Keep, progress)?;
        copy::sync_folders(target.parent().unwrap_or(&self.root), &self.root)
    }

    fn upload_folder(
        &self,
        local: &Path,
        folder: &ArtifactPath,
        progress: &dyn TransferObserver,
    ) -> Result<()> {
        check_folder(local)?;
        let target = self.ensure_folder(folder)?;
        copy::tree(local, &target, Purpose::Keep, progress)?;
        copy::sync_folders(&target, &self.root)
    }

    fn download(
        &self,
        path: &ArtifactPath,
        destination: Option<&Path>,
        progress: &dyn TransferObserver,
    ) -> Result<PathBuf> {
        let source = uri::absolute_path(&self.locate(path)?)?;
        let found = match fs::metadata(&source) {
            Ok(found) => found,
            Err(e) if is_missing(&e) => return self.nothing(path, destination, e),
            Err(e) => return Err(Error::io("read", &source, e)),
        };
        let Some(destination) = destination else {
            return Ok(source);
        };
        let target = path.in_folder(&uri::absolute_path(destination)?);
        if found.is_dir() {
            copy::create_folder(&target)?;
            copy::tree(&source, &target, Purpose::Fetch, progress)?;
        } else {
            copy::create_folder(target.parent().unwrap_or(&target))?;
            copy::file(&source, &target, Purpose::Fetch, progress)?;
        }
        Ok(target)
    }

    fn part_uploads(&self) -> Option<&dyn PartUploads> {
        Some(self)
    }

    fn sweep(&self, patience: Duration) -> Result<()> {
        let staging = self.staging();
        let entries = match fs::read_dir(&staging) {
            Err(e) if is_missing(&e) => return Ok(()),
            entries => entries.map_err(|e| Error::io("list the folder", &staging, e))?,
        };
        staged::sweep(&staging);
        let limit = SystemTime::now().checked_sub(patience);
        for entry in entries.flatten() {
            // A file that is still being written is its writer's, however slowly it grows.
            if is_unfinished(&entry.file_name().to_string_lossy()) {
                continue;
            }
            let path = entry.path();
            if entry.metadata().and_then(|found| found.modified()).ok() >= limit {
                staged::sweep(&path);
            } else if let Err(error) = tree::remove(&path) {
                tracing::warn!("cannot throw `{}` away: {error}", path.display());
            }
        }
        Ok(())
    }
}

impl LocalArtifacts {
    /// The answer to a download of what does not exist. The root of a run without artifacts counts as
    /// an empty folder, as in MLflow; anything else is an error.
    fn nothing(
        &self,
        path: &ArtifactPath,
        destination: Option<&Path>,
        cause: io::Error,
    ) -> Result<PathBuf> {
        if let Some(destination) = destination
            && path.is_root()
        {
            copy::create_folder(destination)?;
            return uri::absolute_path(destination);
        }
        let root = self.root.display().to_string();
        let error = if path.is_root() {
            Error::artifacts_missing(&root)
        } else {
            Error::artifact_not_found(path, Some(&root))
        };
        Err(error.caused_by(cause))
    }
}

/// The beginning of an artifact path that is a file although it should be a folder.
fn file_in_the_way(path: &ArtifactPath, root: &Path) -> Option<String> {
    path.as_str()
        .match_indices('/')
        .map(|(end, _)| end)
        .chain([path.as_str().len()])
        .map(|end| &path.as_str()[..end])
        .find(|beginning| root.join(beginning).is_file())
        .map(str::to_owned)
}

/// The longest beginning of a path that exists, a broken link included.
fn present_part(path: &Path) -> Option<&Path> {
    path.ancestors()
        .find(|ancestor| ancestor.symlink_metadata().is_ok())
}

/// Describes an entry of a folder; `None` for what is no artifact: a file that is still being
/// written, a link to nothing, a name that no artifact path can hold.
fn describe(folder: &ArtifactPath, entry: &fs::DirEntry) -> Option<FileInfo> {
    let Ok(name) = entry.file_name().into_string() else {
        tracing::warn!(
            "skipping `{}`: its name is not UTF-8",
            entry.path().display()
        );
        return None;
    };
    if is_unfinished(&name) {
        return None;
    }
    let found = fs::metadata(entry.path()).ok()?;
    Some(FileInfo {
        path: folder.join(&name),
        is_dir: found.is_dir(),
        file_size: found.is_file().then_some(found.len()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artifact::Silent;

    fn path(text: &str) -> ArtifactPath {
        ArtifactPath::parse(text).unwrap()
    }

    /// A store of `a/b.txt` and `top.txt`, and the temporary folder in which its root lies.
    fn store() -> (tempfile::TempDir, LocalArtifacts) {
        let folder = tempfile::tempdir().unwrap();
        let store = LocalArtifacts::new(folder.path().join("root"));
        for (file, target) in [("b.txt", "a"), ("top.txt", "")] {
            let local = folder.path().join(file);
            fs::write(&local, file).unwrap();
            store.upload_file(&local, &path(target), &Silent).unwrap();
        }
        (folder, store)
    }

    fn listed(store: &LocalArtifacts, folder: &str) -> Vec<(String, Option<u64>)> {
        let infos = store.list(&path(folder)).unwrap();
        infos
            .into_iter()
            .map(|info| (info.path.to_string(), info.file_size))
            .collect()
    }

    #[test]
    fn what_is_uploaded_is_listed() {
        let (_folder, store) = store();
        let top = [("a".to_owned(), None), ("top.txt".to_owned(), Some(7))];
        assert_eq!(listed(&store, ""), top);
        assert_eq!(listed(&store, "a"), [("a/b.txt".to_owned(), Some(5))]);
        assert!(listed(&store, "top.txt").is_empty());
        assert!(listed(&store, "missing/x").is_empty());
    }

    #[test]
    fn a_file_that_is_still_being_written_is_not_listed() {
        let (folder, store) = store();
        fs::write(folder.path().join("root/.artifact.uploading.x"), "half").unwrap();
        assert_eq!(listed(&store, "").len(), 2);
    }

    #[test]
    fn a_folder_is_uploaded_with_its_content() {
        let (folder, store) = store();
        let local = folder.path().join("root");
        store
            .upload_folder(&local.join("a"), &path("x/y"), &Silent)
            .unwrap();
        assert_eq!(listed(&store, "x/y"), [("x/y/b.txt".to_owned(), Some(5))]);
    }

    #[test]
    fn a_download_keeps_the_path() {
        let (folder, store) = store();
        let out = folder.path().join("new/out");
        let file = store
            .download(&path("a/b.txt"), Some(&out), &Silent)
            .unwrap();
        assert_eq!(file, out.join("a").join("b.txt"));
        assert_eq!(fs::read(file).unwrap(), b"b.txt");
        let all = store
            .download(&ArtifactPath::root(), Some(&out), &Silent)
            .unwrap();
        assert_eq!(all, out);
        assert!(out.join("top.txt").is_file());
    }

    #[test]
    fn without_a_destination_nothing_is_copied() {
        let (folder, store) = store();
        let local = store.download(&path("a"), None, &Silent).unwrap();
        assert_eq!(local, folder.path().join("root/a"));
    }

    #[test]
    fn what_cannot_be_is_an_error_that_says_so() {
        let (folder, store) = store();
        let top = folder.path().join("root/top.txt");
        let text = |result: Result<()>| result.unwrap_err().message().to_owned();
        let missing = store.download(&path("no"), None, &Silent).unwrap_err();
        assert_eq!(missing.code(), ErrorCode::ResourceDoesNotExist);
        let file = store.upload_file(folder.path(), &path("x"), &Silent);
        assert!(text(file).contains("expected a file"));
        let file = store.upload_folder(&top, &path("x"), &Silent);
        assert!(text(file).contains("expected a folder"));
        let file = store.upload_file(&folder.path().join("none"), &path("x"), &Silent);
        assert!(text(file).contains("cannot read"));
        for target in ["top.txt", "top.txt/x"] {
            let file = store.upload_file(&folder.path().join("b.txt"), &path(target), &Silent);
            assert!(text(file).contains("`top.txt` is a file; expected a folder"));
        }
    }

    #[test]
    fn uploading_a_file_onto_itself_leaves_it() {
        let (folder, store) = store();
        let top = folder.path().join("root/top.txt");
        store
            .upload_file(&top, &ArtifactPath::root(), &Silent)
            .unwrap();
        assert_eq!(fs::read(top).unwrap(), b"top.txt");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_out_of_the_root_is_refused() {
        let (folder, store) = store();
        std::os::unix::fs::symlink(folder.path(), folder.path().join("root/out")).unwrap();
        let local = folder.path().join("b.txt");
        let upload = store.upload_file(&local, &path("out/new"), &Silent);
        assert_eq!(upload.unwrap_err().code(), ErrorCode::PermissionDenied);
        assert!(store.list(&path("out")).is_err());
        assert!(store.download(&path("out/b.txt"), None, &Silent).is_err());
        assert!(!folder.path().join("new").exists());
    }
}
