//! Artifacts below a path of a bucket.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use futures_util::TryStreamExt as _;
use opendal::{Entry, EntryMode, ErrorKind, Lister};

use crate::artifact::{
    ArtifactFile, ArtifactPath, ArtifactStore, ArtifactWriter, FileInfo, PartEtag, PartUploads,
    PartWriter, SignedRequest, Signer, SourceFile, TransferObserver,
};
use crate::error::{Error, Result};
use crate::tree::Size;

use super::bucket::Bucket;
use super::error::failed;
use super::parts::{Part, Parts, Unfinished};
use super::reader::CloudFile;
use super::runtime::wait;
use super::writer::{self, CloudWriter};

/// How many files are transferred at once.
const TRANSFERS: usize = 16;
/// How many ranges of a large file are asked for at once.
const RANGES: usize = 4;
/// For how long an upload in parts that belongs to nobody known is left alone at least: its program
/// may run elsewhere, behind a slow network.
const LEAST_PATIENCE: Duration = Duration::from_secs(24 * 60 * 60);

/// Artifacts below a path of a bucket.
pub(super) struct CloudArtifacts {
    bucket: Arc<Bucket>,
    /// Where they are in the bucket: empty, or with a slash at its end.
    root: String,
    /// How many ranges of a file are asked for at once.
    ranges: usize,
}

impl CloudArtifacts {
    /// Takes what lies below a path.
    pub(super) fn new(bucket: Arc<Bucket>, path: &str) -> Self {
        let path = path.trim_matches('/');
        Self {
            bucket,
            root: if path.is_empty() {
                String::new()
            } else {
                format!("{path}/")
            },
            ranges: RANGES,
        }
    }

    /// The same for a server, which has many clients at once and gives each little memory.
    #[must_use]
    pub(super) fn served(self) -> Self {
        Self { ranges: 1, ..self }
    }

    fn key(&self, path: &ArtifactPath) -> String {
        format!("{}{}", self.root, path.as_str())
    }

    /// The key of a folder, which ends in a slash; the bucket's root is one.
    fn folder_key(&self, folder: &ArtifactPath) -> String {
        if folder.is_root() && self.root.is_empty() {
            return "/".to_owned();
        }
        let key = self.key(folder);
        format!("{}/", key.trim_end_matches('/'))
    }

    fn address(&self, key: &str) -> String {
        format!("{}/{}", self.bucket.name, key.trim_start_matches('/'))
    }

    /// What lies in a folder, or anywhere below it, one by one.
    async fn lister(&self, folder: &ArtifactPath, is_deep: bool) -> opendal::Result<Lister> {
        let key = self.folder_key(folder);
        let operator = &self.bucket.operator;
        operator.lister_with(&key).recursive(is_deep).await
    }

    /// An entry as an artifact; `None` for the folder itself.
    fn described(&self, entry: &Entry) -> Option<FileInfo> {
        let relative = entry.path().strip_prefix(&self.root)?;
        let path = ArtifactPath::parse(relative.trim_end_matches('/')).ok()?;
        if path.is_root() {
            return None;
        }
        let is_dir = entry.metadata().mode() == EntryMode::DIR;
        Some(FileInfo {
            path,
            is_dir,
            file_size: (!is_dir).then(|| entry.metadata().content_length()),
        })
    }

    fn parts(&self) -> Result<&dyn Parts> {
        let parts = self.bucket.parts.as_deref();
        parts
            .ok_or_else(|| Error::not_implemented(format!("`{}` takes no parts", self.bucket.name)))
    }

    /// Throws away the uploads below this path whose last part came before a time.
    async fn abort_old(&self, parts: &dyn Parts, time: SystemTime) -> opendal::Result<()> {
        for upload in parts.unfinished(&self.root).await? {
            if upload.begun >= time || parts.last_part(&upload).await? >= time {
                continue;
            }
            let Unfinished { key, id, .. } = &upload;
            parts.abort(key, id).await?;
            tracing::info!("threw away an unfinished upload of `{}`", self.address(key));
        }
        Ok(())
    }

    /// Removes what lies below a folder.
    async fn remove_below(&self, folder: &ArtifactPath) -> opendal::Result<()> {
        let operator = &self.bucket.operator;
        if !self.bucket.removes_in_batches {
            let lister = self.lister(folder, true).await?;
            let remove = |entry: Entry| async move { operator.delete(entry.path()).await };
            return lister.try_for_each_concurrent(TRANSFERS, remove).await;
        }
        if operator.info().full_capability().delete_with_recursive {
            let key = self.folder_key(folder);
            return operator.delete_with(&key).recursive(true).await;
        }
        let lister = self.lister(folder, true).await?;
        operator.delete_try_stream(lister).await
    }
}

impl ArtifactStore for CloudArtifacts {
    fn list(&self, folder: &ArtifactPath) -> Result<Vec<FileInfo>> {
        let key = self.folder_key(folder);
        let listed: opendal::Result<Vec<_>> = wait(async {
            let lister = self.lister(folder, false).await?;
            let mut infos = BTreeMap::new();
            let entries = lister.try_for_each(|entry| {
                if let Some(info) = self.described(&entry).filter(|info| info.path != *folder) {
                    infos.insert(info.path.clone(), info);
                }
                std::future::ready(Ok(()))
            });
            entries.await?;
            Ok(infos.into_values().collect())
        });
        match listed {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
            listed => listed.map_err(|error| failed("list", &self.address(&key), &error)),
        }
    }

    fn open(&self, path: &ArtifactPath) -> Result<Box<dyn ArtifactFile>> {
        if path.is_root() {
            return Err(Error::artifact_not_a_file(path));
        }
        let key = self.key(path);
        match wait(self.bucket.operator.stat(&key)) {
            Ok(found) if found.mode() == EntryMode::DIR => Err(Error::artifact_not_a_file(path)),
            Ok(found) => {
                let bucket = Arc::clone(&self.bucket);
                Ok(Box::new(CloudFile::new(bucket, key, &found, self.ranges)))
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {
                if !self.list(path)?.is_empty() {
                    return Err(Error::artifact_not_a_file(path));
                }
                let root = self.address(self.root.trim_end_matches('/'));
                Err(Error::artifact_not_found(path, Some(&root)))
            }
            Err(error) => Err(failed("read", &self.address(&key), &error)),
        }
    }

    fn create(&self, path: &ArtifactPath) -> Result<Box<dyn ArtifactWriter>> {
        if path.is_root() {
            return Err(Error::invalid("the artifact has no name; expected a path"));
        }
        let bucket = Arc::clone(&self.bucket);
        Ok(Box::new(CloudWriter::begin(bucket, self.key(path))))
    }

    fn remove_file(&self, path: &ArtifactPath) -> Result<()> {
        let key = self.key(path);
        wait(self.bucket.operator.delete(&key))
            .map_err(|error| failed("remove", &self.address(&key), &error))
    }

    fn remove(&self, path: &ArtifactPath) -> Result<()> {
        let key = self.key(path);
        let removed = wait(async {
            if !path.is_root() {
                self.bucket.operator.delete(&key).await?;
            }
            self.remove_below(path).await
        });
        removed.map_err(|error| failed("remove", &self.address(&key), &error))
    }

    fn size(&self, path: &ArtifactPath) -> Result<Size> {
        let key = self.key(path);
        let measured = wait(async {
            let mut size = Size::default();
            let lister = self.lister(path, true).await?;
            let entries = lister.try_for_each(|entry| {
                if entry.metadata().mode() != EntryMode::DIR {
                    size.files += 1;
                    size.bytes += entry.metadata().content_length();
                }
                std::future::ready(Ok(()))
            });
            entries.await?;
            Ok(size)
        });
        let size = measured.map_err(|error| failed("list", &self.address(&key), &error))?;
        if size.files > 0 || path.is_root() {
            return Ok(size);
        }
        match wait(self.bucket.operator.stat(&key)) {
            Ok(found) if found.mode() != EntryMode::DIR => Ok(Size {
                files: 1,
                bytes: found.content_length(),
            }),
            Ok(_) => Ok(size),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(size),
            Err(error) => Err(failed("read", &self.address(&key), &error)),
        }
    }

    fn concurrency(&self) -> usize {
        TRANSFERS
    }

    fn put(
        &self,
        path: &ArtifactPath,
        source: &SourceFile,
        progress: &dyn TransferObserver,
    ) -> Result<()> {
        let bucket = Arc::clone(&self.bucket);
        writer::put(bucket, self.key(path), source, progress)
    }

    fn part_uploads(&self) -> Option<&dyn PartUploads> {
        self.bucket.signs.then_some(self as &dyn PartUploads)
    }

    fn signer(&self) -> Option<&dyn Signer> {
        self.bucket.signs.then_some(self as &dyn Signer)
    }

    fn sweep(&self, patience: Duration) -> Result<()> {
        let Some(parts) = &self.bucket.parts else {
            return Ok(());
        };
        let patience = patience.max(LEAST_PATIENCE);
        let old = SystemTime::now()
            .checked_sub(patience)
            .unwrap_or(SystemTime::UNIX_EPOCH);
        wait(self.abort_old(parts.as_ref(), old)).map_err(|error| {
            failed(
                "look for unfinished uploads in",
                &self.address(&self.root),
                &error,
            )
        })
    }
}

impl Signer for CloudArtifacts {
    fn sign_download(&self, path: &ArtifactPath, valid: Duration) -> Result<SignedRequest> {
        let key = self.key(path);
        wait(self.parts()?.sign_download(&key, valid))
            .map_err(|error| failed("sign an address of", &self.address(&key), &error))
    }

    fn sign_upload(&self, path: &ArtifactPath, valid: Duration) -> Result<SignedRequest> {
        let key = self.key(path);
        wait(self.parts()?.sign_upload(&key, valid))
            .map_err(|error| failed("sign an address of", &self.address(&key), &error))
    }
}

impl PartUploads for CloudArtifacts {
    fn create_upload(&self, path: &ArtifactPath, _parts: u64) -> Result<String> {
        let key = self.key(path);
        wait(self.parts()?.create(&key))
            .map_err(|error| failed("begin to write", &self.address(&key), &error))
    }

    fn sign_part(
        &self,
        id: &str,
        path: &ArtifactPath,
        number: u64,
        valid: Duration,
    ) -> Result<Option<SignedRequest>> {
        let key = self.key(path);
        wait(self.parts()?.sign_part(&key, id, number, valid))
            .map(Some)
            .map_err(|error| failed("sign an address of", &self.address(&key), &error))
    }

    fn begin_part(&self, _id: &str, _number: u64) -> Result<Box<dyn PartWriter>> {
        Err(Error::not_implemented(
            "parts go to the addresses that the beginning of their upload gave",
        ))
    }

    fn complete_upload(
        &self,
        id: &str,
        path: &ArtifactPath,
        parts: &[(u64, PartEtag)],
    ) -> Result<()> {
        let key = self.key(path);
        let parts: Vec<Part> = parts
            .iter()
            .map(|(number, etag)| Part {
                number: *number,
                etag: etag.trim_matches('"').to_owned(),
                checksum: None,
            })
            .collect();
        wait(self.parts()?.complete(&key, id, &parts))
            .map_err(|error| failed("write", &self.address(&key), &error))
    }

    fn abort_upload(&self, id: &str, path: &ArtifactPath) -> Result<()> {
        let key = self.key(path);
        wait(self.parts()?.abort(&key, id))
            .map_err(|error| failed("throw away the parts of", &self.address(&key), &error))
    }
}
