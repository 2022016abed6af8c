//! Writing a file, in parts where it is large.

use std::sync::Arc;

use bytes::Bytes;
use opendal::Writer;

use crate::artifact::{ArtifactWriter, Sink};
use crate::error::Result;

use super::bucket::Bucket;
use super::error::failed;
use super::runtime::{detach, may_wait, wait};

/// How many parts of a file are on their way at once.
const CONCURRENCY: usize = 4;
/// After how many parts those of a file of unknown length double in size.
const PARTS_OF_A_SIZE: u64 = 1000;

/// What files are said to hold, where the user does not say.
const CONTENT_TYPE: &str = "application/octet-stream";

/// A file that is being written. It appears when it is finished.
pub(super) struct CloudWriter {
    bucket: Arc<Bucket>,
    key: String,
    /// `None` once the file is finished or given up.
    writer: Option<Writer>,
    part: Vec<u8>,
    part_size: usize,
    parts: u64,
}

impl CloudWriter {
    /// Begins a file whose length may be known.
    pub(super) fn begin(bucket: Arc<Bucket>, key: String, length: Option<u64>) -> Result<Self> {
        let address = format!("{}/{key}", bucket.name);
        let part_size = bucket.part_size(length.unwrap_or_default());
        let writer = wait(async {
            let mut asked = bucket.operator.writer_with(&key).concurrent(CONCURRENCY);
            if bucket
                .operator
                .info()
                .full_capability()
                .write_with_content_type
            {
                asked = asked.content_type(CONTENT_TYPE);
            }
            asked.await
        })
        .map_err(|error| failed("write", &address, &error))?;
        let known = length.map_or(0, |length| length.min(part_size));
        Ok(Self {
            bucket,
            key,
            writer: Some(writer),
            part: Vec::with_capacity(usize::try_from(known).unwrap_or_default()),
            part_size: usize::try_from(part_size).unwrap_or(usize::MAX),
            parts: 0,
        })
    }

    /// Sends what has been collected, and waits while enough is on its way.
    fn send(&mut self) -> Result<()> {
        let part = Bytes::from(std::mem::take(&mut self.part));
        let writer = self.writer.as_mut().expect("not finished yet");
        let sent = wait(writer.write(part));
        sent.map_err(|error| self.failed(&error))?;
        self.parts += 1;
        if self.parts.is_multiple_of(PARTS_OF_A_SIZE) {
            self.part_size = self.part_size.saturating_mul(2);
        }
        Ok(())
    }

    fn failed(&self, error: &opendal::Error) -> crate::error::Error {
        failed(
            "write",
            &format!("{}/{}", self.bucket.name, self.key),
            error,
        )
    }
}

impl Sink for CloudWriter {
    fn write(&mut self, mut piece: &[u8]) -> Result<()> {
        while !piece.is_empty() {
            let room = self.part_size - self.part.len();
            let (now, later) = piece.split_at(room.min(piece.len()));
            self.part.extend_from_slice(now);
            piece = later;
            if self.part.len() == self.part_size {
                self.send()?;
            }
        }
        Ok(())
    }
}

impl ArtifactWriter for CloudWriter {
    fn finish(mut self: Box<Self>) -> Result<()> {
        if !self.part.is_empty() || self.parts == 0 {
            self.send()?;
        }
        let writer = self.writer.as_mut().expect("not finished yet");
        let closed = wait(writer.close());
        match closed {
            Ok(_) => {
                self.writer = None;
                Ok(())
            }
            Err(error) => Err(self.failed(&error)),
        }
    }
}

/// A file that is not finished leaves no parts behind.
impl Drop for CloudWriter {
    fn drop(&mut self) {
        let Some(mut writer) = self.writer.take().filter(|_| self.parts > 0) else {
            return;
        };
        let address = format!("{}/{}", self.bucket.name, self.key);
        let abort = async move {
            if let Err(error) = writer.abort().await {
                tracing::warn!("parts of `{address}` may be left: {error}");
            }
        };
        if may_wait() {
            wait(abort);
        } else {
            detach(abort);
        }
    }
}
