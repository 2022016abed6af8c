//! An upload in parts, of which several are on their way at once.

use std::sync::{Arc, LazyLock};

use bytes::Bytes;
use opendal::{Error, ErrorKind, Result};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;

use super::bucket::Bucket;
use super::ending::Underway;
use super::parts::{Part, Parts};
use super::runtime::{detach, may_wait, wait};

/// How many parts of a file are on their way at once.
const CONCURRENCY: usize = 4;
/// How many parts of all files are in memory at once, whoever sends them.
const PARTS_IN_MEMORY: usize = 16;

/// Leave to hold a part in memory and send it.
pub(super) struct Slot {
    _permit: OwnedSemaphorePermit,
}

/// Waits for leave to hold a part in memory.
pub(super) async fn slot() -> Slot {
    static SLOTS: LazyLock<Arc<Semaphore>> =
        LazyLock::new(|| Arc::new(Semaphore::new(PARTS_IN_MEMORY)));
    let permit = Arc::clone(&SLOTS).acquire_owned().await;
    Slot {
        _permit: permit.expect("the semaphore is never closed"),
    }
}

/// An upload in parts. Dropped before it is complete, it takes back what it has sent.
pub(super) struct PartUpload {
    bucket: Arc<Bucket>,
    parts: Arc<dyn Parts>,
    key: Arc<str>,
    id: Arc<str>,
    sending: JoinSet<Result<Part>>,
    sent: Vec<Part>,
    next: u64,
    is_complete: bool,
    underway: Option<Underway>,
}

impl PartUpload {
    /// Begins an upload.
    pub(super) fn begin(bucket: &Arc<Bucket>, parts: &Arc<dyn Parts>, key: &str) -> Result<Self> {
        let underway = Underway::begin();
        // Never given up: the id that is to come is what the upload is aborted by.
        let id = wait(parts.create(key))?;
        Ok(Self {
            bucket: Arc::clone(bucket),
            parts: Arc::clone(parts),
            key: key.into(),
            id: id.into(),
            sending: JoinSet::new(),
            sent: Vec::new(),
            next: 1,
            is_complete: false,
            underway: Some(underway),
        })
    }

    /// Waits for leave to hold a part in memory.
    pub(super) fn slot(&mut self) -> Result<Slot> {
        let underway = self.underway.as_mut().expect("not over yet");
        wait(underway.until_ended(async { Ok(slot().await) }))
    }

    /// Sends a part, and waits while enough is on its way.
    pub(super) fn send(&mut self, content: Bytes, slot: Slot) -> Result<()> {
        while self.sending.len() >= CONCURRENCY {
            self.await_one()?;
        }
        let (parts, key, id) = (
            Arc::clone(&self.parts),
            Arc::clone(&self.key),
            Arc::clone(&self.id),
        );
        let number = self.next;
        self.next += 1;
        let sent = async move {
            let part = parts.put(&key, &id, number, content).await;
            drop(slot);
            part
        };
        self.sending.spawn_on(sent, super::runtime::handle());
        Ok(())
    }

    /// Makes the parts a file.
    pub(super) fn finish(mut self) -> Result<()> {
        while !self.sending.is_empty() {
            self.await_one()?;
        }
        self.sent.sort_by_key(|part| part.number);
        let underway = self.underway.as_mut().expect("not over yet");
        let completed = self.parts.complete(&self.key, &self.id, &self.sent);
        wait(underway.until_ended(completed))?;
        self.is_complete = true;
        Ok(())
    }

    fn await_one(&mut self) -> Result<()> {
        let underway = self.underway.as_mut().expect("not over yet");
        let sending = &mut self.sending;
        let part = wait(underway.until_ended(async {
            let part = sending.join_next().await.expect("something is on its way");
            part.map_err(|error| {
                Error::new(ErrorKind::Unexpected, "a part was not sent").set_source(error)
            })?
        }))?;
        self.sent.push(part);
        Ok(())
    }
}

impl Drop for PartUpload {
    fn drop(&mut self) {
        if self.is_complete {
            return;
        }
        let (parts, bucket) = (Arc::clone(&self.parts), Arc::clone(&self.bucket));
        let (key, id) = (Arc::clone(&self.key), Arc::clone(&self.id));
        let mut sending = std::mem::take(&mut self.sending);
        let underway = self.underway.take();
        let abort = async move {
            // A part that arrives after the end would stay.
            sending.shutdown().await;
            if let Err(error) = parts.abort(&key, &id).await
                && error.kind() != ErrorKind::NotFound
            {
                tracing::warn!("parts of `{}/{key}` may be left: {error}", bucket.name);
            }
            drop(underway);
        };
        if may_wait() {
            wait(abort);
        } else {
            detach(abort);
        }
    }
}
