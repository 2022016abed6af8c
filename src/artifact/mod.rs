//! Where files are kept: one trait over streams, and [`open()`], which turns an artifact URI into a
//! store.
//!
//! Artifact paths are relative POSIX paths (`model/MLmodel`), whatever the machine; the empty
//! path is the root. A path that would leave the root is refused before anything is touched.
//!
//! A backend keeps bytes under paths: it lists a folder, opens a file for reading, begins a file
//! and removes what is there. Everything else is made of these in `transfer`: whole folders, many
//! files at once, progress. A backend replaces what it can do better, and says by the types of
//! [`ArtifactStore::part_uploads`] and [`ArtifactStore::signer`] what it cannot do at all.

#[cfg(feature = "clouds")]
mod cloud;
mod http;
mod local;
mod locator;
mod open;
mod owned_removal;
mod owner;
mod path;
mod pattern;
mod served;
mod staged;
mod transfer;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::error::Result;
use crate::tree::Size;

use local::LocalArtifacts;
pub use locator::{ArtifactLocator, check_foreign, check_foreign_source};
pub use open::{location_below, on_server, open, open_folder, open_on_server, sweep_below};
pub use owned_removal::{Removal, remove_empty_owned, remove_owned};
pub use owner::Owner;
pub use path::ArtifactPath;
pub use pattern::PathPattern;
pub use served::ServedArtifacts;
pub(crate) use transfer::fresh_folder;
pub use transfer::{
    Copied, Silent, SourceFile, TransferObserver, copy_between, digest_of, files_below, tree_below,
};

/// What Ctrl-C and SIGTERM mean to uploads in parts to clouds, which leave their parts behind where
/// nobody takes them back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum OnSignal {
    /// They end, and the program does.
    EndProgram,
    /// They end; the program hears the signal by itself.
    EndUploads,
    /// Nothing; the program calls [`settle`] when it ends.
    Nothing,
}

/// Says what a signal means to uploads from now on. At first it is [`OnSignal::EndProgram`].
pub fn on_signals(meaning: OnSignal) {
    #[cfg(feature = "clouds")]
    cloud::on_signals(meaning);
    #[cfg(not(feature = "clouds"))]
    let _ = meaning;
}

/// Ends the uploads to clouds that are under way, and waits until they have taken back their parts.
pub fn settle() {
    #[cfg(feature = "clouds")]
    cloud::settle();
}

/// One entry of a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileInfo {
    /// Relative to the root of the artifact store.
    pub path: ArtifactPath,
    /// Whether it is a folder.
    pub is_dir: bool,
    /// In bytes; `None` for a folder.
    pub file_size: Option<u64>,
}

/// What is known of an open file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileState {
    /// In bytes; `None` where a server does not say.
    pub length: Option<u64>,
    /// When it was written last.
    pub modified: Option<SystemTime>,
    /// Changes whenever the content does. Without quotes.
    pub etag: Option<String>,
}

/// The whole of a file as a range, whatever its length.
pub const WHOLE: Range<u64> = 0..u64::MAX;

/// A file of a store that is open for reading. It stays the file that it was when it was opened,
/// or its reader fails.
pub trait ArtifactFile: Send {
    /// What is known of the file.
    fn state(&self) -> &FileState;

    /// The bytes of a range, which ends where the file does if that comes first.
    fn read(self: Box<Self>, range: Range<u64>) -> Result<Box<dyn Read + Send>>;

    /// The bytes from an offset on. Those before it have come already, in `come`, and belong to what
    /// is verified. A reader that has to start again does so at the beginning of the file.
    fn read_after(self: Box<Self>, _come: &File, offset: u64) -> Result<Box<dyn Read + Send>> {
        self.read(offset..WHOLE.end)
    }
}

/// What takes bytes piece by piece.
pub trait Sink: Send {
    /// Adds a piece.
    fn write(&mut self, piece: &[u8]) -> Result<()>;
}

impl<S: Sink + ?Sized> Sink for Box<S> {
    fn write(&mut self, piece: &[u8]) -> Result<()> {
        (**self).write(piece)
    }
}

/// A file that is being written. Nobody sees it before it is finished, and dropped before that it
/// leaves nothing behind.
pub trait ArtifactWriter: Sink {
    /// Makes the file appear at its path, over what may be there.
    fn finish(self: Box<Self>) -> Result<()>;
}

/// Keeps files under a root.
///
/// All methods may be called from many threads at once. A file is replaced as a whole: whoever
/// reads it meanwhile gets the old content, the new one or a failure, never a mixture.
pub trait ArtifactStore: Send + Sync {
    /// The entries of a folder, sorted by path. A path that is a file or is not there has none.
    fn list(&self, folder: &ArtifactPath) -> Result<Vec<FileInfo>>;

    /// Opens a file. One that is not there is [`crate::error::ErrorCode::ResourceDoesNotExist`].
    fn open(&self, path: &ArtifactPath) -> Result<Box<dyn ArtifactFile>>;

    /// Begins a file.
    fn create(&self, path: &ArtifactPath) -> Result<Box<dyn ArtifactWriter>>;

    /// Removes a file, or a folder with all that is in it; the root is all that there is. What is
    /// not there is gone already.
    fn remove(&self, path: &ArtifactPath) -> Result<()>;

    /// Removes what is known to be a file.
    fn remove_file(&self, path: &ArtifactPath) -> Result<()> {
        self.remove(path)
    }

    /// Makes a folder that shows in listings although it is empty, where there is such a thing.
    fn create_folder(&self, _folder: &ArtifactPath) -> Result<()> {
        Ok(())
    }

    /// How large a file is, or a folder with all that is in it.
    fn size(&self, path: &ArtifactPath) -> Result<Size> {
        transfer::size(self, path)
    }

    /// How many files are transferred at once.
    fn concurrency(&self) -> usize;

    /// Copies a local file to a path.
    fn put(
        &self,
        path: &ArtifactPath,
        source: &SourceFile,
        progress: &dyn TransferObserver,
    ) -> Result<()> {
        transfer::put_whole(self, path, source, progress)
    }

    /// Copies a local file into a folder, under its own name.
    fn upload_file(
        &self,
        local: &Path,
        folder: &ArtifactPath,
        progress: &dyn TransferObserver,
    ) -> Result<()> {
        transfer::upload_file(self, local, folder, progress)
    }

    /// Copies the content of a local folder into a folder.
    fn upload_folder(
        &self,
        local: &Path,
        folder: &ArtifactPath,
        progress: &dyn TransferObserver,
    ) -> Result<()> {
        transfer::upload_folder(self, local, folder, progress)
    }

    /// Copies a file or a folder to a local folder, which is created if need be, and says where
    /// it lies now: under its whole path (`a/b.txt` becomes `destination/a/b.txt`); the root
    /// becomes the content of the folder. Where `destination` is `None`, nothing is copied if the
    /// artifacts are on this machine already; otherwise they go to a fresh temporary folder.
    fn download(
        &self,
        path: &ArtifactPath,
        destination: Option<&Path>,
        progress: &dyn TransferObserver,
    ) -> Result<PathBuf> {
        transfer::download(self, path, destination, progress)
    }

    /// The uploads of files in parts, where the store takes such.
    fn part_uploads(&self) -> Option<&dyn PartUploads> {
        None
    }

    /// Signs requests by which clients reach the files directly, if the store can do that.
    fn signer(&self) -> Option<&dyn Signer> {
        None
    }

    /// Removes what killed writers left, and uploads in parts that have made no progress for this
    /// long.
    fn sweep(&self, _patience: Duration) -> Result<()> {
        Ok(())
    }
}

/// A signed request. Whoever has it may send it until the signature expires.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedRequest {
    /// The URL with its signature, which is as secret as a password.
    pub url: String,
    /// The headers to send.
    pub headers: BTreeMap<String, String>,
}

/// Signs requests for files of a store.
pub trait Signer {
    /// A `GET` request for a file, which need not be there.
    fn sign_download(&self, path: &ArtifactPath, valid: Duration) -> Result<SignedRequest>;

    /// A `PUT` request that writes a file at once.
    fn sign_upload(&self, path: &ArtifactPath, valid: Duration) -> Result<SignedRequest>;
}

/// What changes when a part is sent again.
pub type PartEtag = String;

/// A part of an upload that is being written.
pub trait PartWriter: Sink {
    /// Keeps the part. One that came before under the same number is dropped.
    fn finish(self: Box<Self>) -> Result<PartEtag>;
}

/// Files that come in parts, several at once and in any order.
pub trait PartUploads {
    /// Begins an upload of so many parts to a path, and gives its id.
    fn create_upload(&self, path: &ArtifactPath, parts: u64) -> Result<String>;

    /// The request by which a client puts a part where it is kept; `None` where parts go through the
    /// server.
    fn sign_part(
        &self,
        _id: &str,
        _path: &ArtifactPath,
        _number: u64,
        _valid: Duration,
    ) -> Result<Option<SignedRequest>> {
        Ok(None)
    }

    /// Begins a part, numbered from 1 on.
    fn begin_part(&self, id: &str, number: u64) -> Result<Box<dyn PartWriter>>;

    /// Makes the parts, in the order of their numbers, a file.
    fn complete_upload(
        &self,
        id: &str,
        path: &ArtifactPath,
        parts: &[(u64, PartEtag)],
    ) -> Result<()>;

    /// Throws an upload away.
    fn abort_upload(&self, id: &str, path: &ArtifactPath) -> Result<()>;
}
