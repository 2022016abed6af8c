//! Writing a file, in parts where it is large.

use std::io::Read as _;
use std::sync::Arc;

use bytes::Bytes;

use crate::artifact::transfer::FileProgress;
use crate::artifact::{ArtifactWriter, Sink, SourceFile, TransferObserver};
use crate::error::{Error, Result};

use super::bucket::Bucket;
use super::ending;
use super::error::failed;
use super::runtime::wait;
use super::upload::{PartUpload, slot};

/// After how many parts those of a file of unknown length double in size.
const PARTS_OF_A_SIZE: u64 = 1000;

/// What files are said to hold, where the user does not say.
pub(super) const CONTENT_TYPE: &str = "application/octet-stream";

/// Where a file goes.
struct Target {
    bucket: Arc<Bucket>,
    key: String,
}

impl Target {
    /// Sends a file whole.
    async fn put_whole(&self, content: Bytes) -> opendal::Result<()> {
        ending::check()?;
        let operator = &self.bucket.operator;
        let mut put = operator.write_with(&self.key, content);
        if operator.info().full_capability().write_with_content_type {
            put = put.content_type(CONTENT_TYPE);
        }
        put.await.map(drop)
    }

    /// Begins an upload in parts; `None` where the service takes files whole.
    fn begin(&self) -> opendal::Result<Option<PartUpload>> {
        ending::check()?;
        let Some(parts) = &self.bucket.parts else {
            return Ok(None);
        };
        PartUpload::begin(&self.bucket, parts, &self.key).map(Some)
    }

    fn failed(&self, error: &opendal::Error) -> Error {
        let address = format!("{}/{}", self.bucket.name, self.key);
        failed("write", &address, error)
    }
}

/// Copies a local file into a bucket. A part is read when it may be sent, so that many large files
/// at once need no more memory than one.
pub(super) fn put(
    bucket: Arc<Bucket>,
    key: String,
    source: &SourceFile,
    progress: &dyn TransferObserver,
) -> Result<()> {
    let target = Target { bucket, key };
    let progress = FileProgress::new(progress);
    let length = source.length();
    let part_size = target.bucket.part_size(length);
    let is_whole = length <= part_size || target.bucket.parts.is_none();
    let upload = if is_whole {
        None
    } else {
        target.begin().map_err(|error| target.failed(&error))?
    };
    let Some(mut upload) = upload else {
        let slot = wait(slot());
        let content = read(source, 0, length)?;
        let put = wait(target.put_whole(content));
        drop(slot);
        put.map_err(|error| target.failed(&error))?;
        progress.reached(length);
        return Ok(());
    };
    let mut position = 0;
    while position < length {
        let slot = upload.slot().map_err(|error| target.failed(&error))?;
        let size = part_size.min(length - position);
        let content = read(source, position, size)?;
        let sent = upload.send(content, slot);
        sent.map_err(|error| target.failed(&error))?;
        position += size;
        progress.reached(position);
    }
    upload.finish().map_err(|error| target.failed(&error))
}

/// Some of a file's bytes, all of which have to be there.
fn read(source: &SourceFile, from: u64, length: u64) -> Result<Bytes> {
    let mut content = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
    source
        .read(from, length)?
        .read_to_end(&mut content)
        .map_err(|e| Error::internal("cannot read the file").caused_by(e))?;
    if content.len() as u64 != length {
        return Err(Error::invalid(
            "the file became shorter while it was read; expected one that nobody changes",
        ));
    }
    Ok(content.into())
}

/// A file of unknown length that is being written. It appears when it is finished.
pub(super) struct CloudWriter {
    target: Target,
    upload: Option<PartUpload>,
    part: Vec<u8>,
    part_size: usize,
    parts: u64,
}

impl CloudWriter {
    /// Begins a file.
    pub(super) fn begin(bucket: Arc<Bucket>, key: String) -> Self {
        let part_size = bucket.part_size(0);
        Self {
            target: Target { bucket, key },
            upload: None,
            part: Vec::new(),
            part_size: usize::try_from(part_size).unwrap_or(usize::MAX),
            parts: 0,
        }
    }

    /// Sends a part that is full, if the service takes parts.
    fn send(&mut self) -> opendal::Result<()> {
        if self.upload.is_none() {
            self.upload = self.target.begin()?;
        }
        let Some(upload) = &mut self.upload else {
            self.part_size = usize::MAX;
            return Ok(());
        };
        let slot = upload.slot()?;
        upload.send(Bytes::from(std::mem::take(&mut self.part)), slot)?;
        self.parts += 1;
        if self.parts.is_multiple_of(PARTS_OF_A_SIZE) {
            self.part_size = self.part_size.saturating_mul(2);
        }
        Ok(())
    }
}

impl Sink for CloudWriter {
    fn write(&mut self, mut piece: &[u8]) -> Result<()> {
        while !piece.is_empty() {
            if self.part.len() >= self.part_size {
                let sent = self.send();
                sent.map_err(|error| self.target.failed(&error))?;
            }
            let room = self.part_size - self.part.len();
            let (now, later) = piece.split_at(room.min(piece.len()));
            self.part.extend_from_slice(now);
            piece = later;
        }
        Ok(())
    }
}

impl ArtifactWriter for CloudWriter {
    fn finish(mut self: Box<Self>) -> Result<()> {
        let part = Bytes::from(std::mem::take(&mut self.part));
        let finished = match self.upload.take() {
            None => wait(self.target.put_whole(part)),
            Some(mut upload) => upload
                .slot()
                .and_then(|slot| upload.send(part, slot))
                .and_then(|()| upload.finish()),
        };
        finished.map_err(|error| self.target.failed(&error))
    }
}
