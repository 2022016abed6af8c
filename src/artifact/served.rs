//! The artifacts that go through a server.

use std::time::Duration;

use crate::error::{Error, Result};

use super::open::open_served;
use super::staged::is_unfinished;
use super::{
    ArtifactFile, ArtifactPath, ArtifactStore, ArtifactWriter, FileInfo, PartUploads, SignedRequest,
};

/// A store of artifacts behind a server. Clients neither see nor change unfinished files, and they
/// cannot remove the root.
pub struct ServedArtifacts(Box<dyn ArtifactStore>);

impl ServedArtifacts {
    /// Opens the artifacts at a location, which need not exist before the first upload.
    pub fn open(location: &str) -> Result<Self> {
        open_served(location).map(Self)
    }

    /// The entries of a folder, sorted by path. A path that is a file or is not there has none.
    pub fn list(&self, folder: &ArtifactPath) -> Result<Vec<FileInfo>> {
        self.0.list(check(folder)?)
    }

    /// Opens a file.
    pub fn file(&self, path: &ArtifactPath) -> Result<Box<dyn ArtifactFile>> {
        self.0.open(check(path)?)
    }

    /// Begins a file.
    pub fn create(&self, path: &ArtifactPath) -> Result<Box<dyn ArtifactWriter>> {
        self.0.create(check(path)?)
    }

    /// Removes a file, or a folder with all that is in it. It need not be there.
    pub fn remove(&self, path: &ArtifactPath) -> Result<()> {
        if path.is_root() {
            return Err(Error::invalid(
                "all artifacts are asked to be deleted; expected a path",
            ));
        }
        self.0.remove(check(path)?)
    }

    /// The uploads in parts to a path.
    pub fn part_uploads_to(&self, path: &ArtifactPath) -> Result<&dyn PartUploads> {
        check(path)?;
        self.part_uploads()
    }

    /// The uploads in parts, wherever they go.
    pub fn part_uploads(&self) -> Result<&dyn PartUploads> {
        let uploads = self.0.part_uploads();
        uploads.ok_or_else(|| Error::not_implemented("the server's artifacts take no parts"))
    }

    /// Signs a request for a file, which then does not go through the server.
    pub fn sign_download(&self, path: &ArtifactPath, valid: Duration) -> Result<SignedRequest> {
        let path = check(path)?;
        let signer = self.0.signer().ok_or_else(|| {
            Error::not_implemented(
                "Multipart download is not supported for the current artifact repository: \
                 artifacts of this server have no signed addresses of their own",
            )
        })?;
        signer.sign_download(path, valid)
    }

    /// Whether clients may reach the files without the server, by signed requests.
    pub fn is_remote(&self) -> bool {
        self.0.signer().is_some()
    }

    /// Removes what killed writers left, and uploads that have made no progress for this long.
    pub fn sweep(&self, patience: Duration) -> Result<()> {
        self.0.sweep(patience)
    }
}

/// Refuses the paths of unfinished files.
fn check(path: &ArtifactPath) -> Result<&ArtifactPath> {
    if path.as_str().split('/').any(is_unfinished) {
        return Err(Error::invalid(format!(
            "artifact path `{path}` is kept for files that are still on their way"
        )));
    }
    Ok(path)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::artifact::{Sink, WHOLE};
    use crate::uri;

    fn path(text: &str) -> ArtifactPath {
        ArtifactPath::parse(text).unwrap()
    }

    fn served() -> (tempfile::TempDir, ServedArtifacts) {
        let folder = tempfile::tempdir().unwrap();
        let root = uri::from_path(&folder.path().join("root"));
        let served = ServedArtifacts::open(&root).unwrap();
        (folder, served)
    }

    fn put(served: &ServedArtifacts, to: &str, content: &str) -> Result<()> {
        let mut writer = served.create(&path(to))?;
        writer.write(content.as_bytes())?;
        writer.finish()
    }

    fn get(served: &ServedArtifacts, from: &str) -> Result<String> {
        let mut reader = served.file(&path(from))?.read(WHOLE)?;
        let mut content = String::new();
        std::io::Read::read_to_string(&mut reader, &mut content).unwrap();
        Ok(content)
    }

    #[test]
    fn a_file_appears_when_it_is_whole() {
        let (_folder, served) = served();
        let mut writer = served.create(&path("a/b.txt")).unwrap();
        writer.write(b"he").unwrap();
        assert!(served.list(&path("a")).unwrap().is_empty());
        assert!(served.file(&path("a/b.txt")).is_err());
        writer.write(b"llo").unwrap();
        writer.finish().unwrap();
        assert_eq!(get(&served, "a/b.txt").unwrap(), "hello");
        let listed = served.list(&path("")).unwrap();
        assert_eq!(listed.len(), 1, "{listed:?}");
    }

    #[test]
    fn a_part_of_a_file_is_read() {
        let (_folder, served) = served();
        put(&served, "x", "0123456789").unwrap();
        for (range, expected) in [(2..5, "234"), (7..99, "789"), (10..12, "")] {
            let file = served.file(&path("x")).unwrap();
            assert_eq!(file.state().length, Some(10));
            let mut content = String::new();
            let mut reader = file.read(range).unwrap();
            std::io::Read::read_to_string(&mut reader, &mut content).unwrap();
            assert_eq!(content, expected);
        }
    }

    #[test]
    fn what_is_given_up_leaves_nothing() {
        let (folder, served) = served();
        let staging = folder.path().join("root/.artifact.uploading.server");
        let count = || fs::read_dir(&staging).unwrap().count();
        drop(served.create(&path("x")).unwrap());
        assert_eq!(count(), 0);
        let writer = served.create(&path("x")).unwrap();
        fs::write(staging.join(".artifact.uploading.locked-1"), "").unwrap();
        let uploads = served.part_uploads_to(&path("y")).unwrap();
        uploads.create_upload(&path("y"), 1).unwrap();
        served.sweep(Duration::from_secs(60)).unwrap();
        assert_eq!(count(), 2);
        served.sweep(Duration::ZERO).unwrap();
        writer.finish().unwrap();
        assert_eq!(count(), 0);
    }

    #[test]
    fn a_file_replaces_no_folder_and_lies_in_no_file() {
        let (_folder, served) = served();
        put(&served, "a/b", "1").unwrap();
        for bad in ["a", "a/b/c", "", ".artifact.uploading.server/x"] {
            assert!(put(&served, bad, "2").is_err(), "{bad}");
        }
        put(&served, "a/b", "2").unwrap();
        assert!(get(&served, "a").is_err() && get(&served, "none").is_err());
    }

    #[test]
    fn deleting_takes_files_folders_and_nothing() {
        let (_folder, served) = served();
        put(&served, "a/b", "1").unwrap();
        put(&served, "a/c", "1").unwrap();
        served.remove(&path("a/b")).unwrap();
        assert_eq!(served.list(&path("a")).unwrap().len(), 1);
        served.remove(&path("a")).unwrap();
        served.remove(&path("a")).unwrap();
        assert!(served.list(&path("")).unwrap().is_empty());
        assert!(served.remove(&path("")).is_err());
    }
}
