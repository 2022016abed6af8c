//! Reading a file from where it is, and going on where the connection broke.

use std::fs::File;
use std::io::{self, Read, Seek as _, SeekFrom};
use std::mem::take;
use std::ops::Range;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use futures_util::StreamExt as _;
use opendal::{Buffer, BufferStream, ErrorKind};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::artifact::transfer::{LARGE, Restarted, read_chunks};
use crate::artifact::{ArtifactFile, FileState, WHOLE};
use crate::error::{Error, Result};

use super::bucket::Bucket;
use super::checksum::Checksum;
use super::error::failed;
use super::runtime::{detach, wait};

/// How many files come in several ranges at once. Further ones come in one stream each, so that many
/// large files need no more memory than a few.
const FILES_IN_RANGES: usize = 4;
/// How often a broken connection is made again without having brought a single byte.
const MOST_FAILURES: u32 = 5;
/// The pause before the first new connection; it doubles with each further one.
const FIRST_PAUSE: Duration = Duration::from_millis(200);

/// How many bytes of one stream are handed on at once, at least.
const PIECE: usize = 512 << 10;

/// A file that is open for reading.
pub(super) struct CloudFile {
    bucket: Arc<Bucket>,
    key: String,
    state: FileState,
    /// The etag as the service spells it, to be asked for again.
    etag: Option<String>,
    /// How many ranges are asked for at once.
    concurrency: usize,
}

impl CloudFile {
    pub(super) fn new(
        bucket: Arc<Bucket>,
        key: String,
        found: &opendal::Metadata,
        concurrency: usize,
    ) -> Self {
        let etag = found.etag().map(str::to_owned);
        let state = FileState {
            length: Some(found.content_length()),
            modified: found.last_modified().map(Into::into),
            etag: etag
                .as_deref()
                .map(|etag| etag.trim_start_matches("W/").trim_matches('"').to_owned()),
        };
        Self {
            bucket,
            key,
            state,
            etag,
            concurrency,
        }
    }

    fn address(&self) -> String {
        format!("{}/{}", self.bucket.name, self.key)
    }

    /// The checksum of a file that comes in ranges. A service that does not tell it may still be
    /// read from.
    fn checksum(&self) -> Option<Checksum> {
        let parts = self.bucket.parts.as_ref()?;
        wait(parts.checksum(&self.key)).ok().flatten()
    }

    /// Leave to ask for several ranges of a file at once.
    fn leave_for_ranges(&self, length: u64) -> Option<OwnedSemaphorePermit> {
        static LEAVES: LazyLock<Arc<Semaphore>> =
            LazyLock::new(|| Arc::new(Semaphore::new(FILES_IN_RANGES)));
        if self.concurrency <= 1 || length < LARGE {
            return None;
        }
        Arc::clone(&LEAVES).try_acquire_owned().ok()
    }

    /// Asks for the bytes of a range, perhaps in several requests at once.
    fn stream(&self, range: Range<u64>, in_ranges: bool) -> opendal::Result<BufferStream> {
        let operator = &self.bucket.operator;
        let length = range.end - range.start;
        wait(async {
            let mut asked = operator.reader_with(&self.key);
            let can_pin = operator.info().full_capability().read_with_if_match;
            if let Some(etag) = self.etag.as_ref().filter(|_| can_pin) {
                asked = asked.if_match(etag);
            }
            if in_ranges {
                let range_size = self.bucket.limits.range_size;
                asked = asked.chunk(range_size).concurrent(self.concurrency);
            }
            let reader = asked.await?;
            let is_whole = range.start == 0 && Some(range.end) == self.state.length;
            if is_whole && length < LARGE {
                // Without a range the answer has the file's checksum.
                return reader.into_stream(..).await;
            }
            reader.into_stream(range).await
        })
    }
}

impl ArtifactFile for CloudFile {
    fn state(&self) -> &FileState {
        &self.state
    }

    fn read(self: Box<Self>, range: Range<u64>) -> Result<Box<dyn Read + Send>> {
        Ok(Box::new(CloudReader::new(*self, range)))
    }

    fn read_after(self: Box<Self>, come: &File, offset: u64) -> Result<Box<dyn Read + Send>> {
        let mut reader = CloudReader::new(*self, WHOLE);
        if let Some(found) = &mut reader.found {
            add_all(found, come, offset)?;
        }
        reader.position = offset;
        reader.furthest = offset;
        Ok(Box::new(reader))
    }
}

/// Adds the first bytes of a file to a checksum.
fn add_all(checksum: &mut Checksum, mut file: &File, length: u64) -> Result<()> {
    file.seek(SeekFrom::Start(0))
        .map_err(|e| Error::internal("cannot read what came of a file before").caused_by(e))?;
    let add = |chunk: &[u8]| {
        checksum.add(chunk);
        Ok(())
    };
    read_chunks(&mut file.take(length), add).map(drop)
}

/// What comes of a file.
enum Incoming {
    /// Whole ranges.
    Ranges(Box<BufferStream>),
    /// One stream, which brings little at a time. A task beside its connection puts that together, so that
    /// the thread that waits is seldom woken.
    Collected(Receiver<opendal::Result<Buffer>>),
}

impl Incoming {
    fn new(stream: BufferStream, in_ranges: bool) -> Self {
        if in_ranges {
            return Self::Ranges(Box::new(stream));
        }
        let (sender, receiver) = channel(1);
        detach(collect(stream, sender));
        Self::Collected(receiver)
    }

    fn next(&mut self) -> Option<opendal::Result<Buffer>> {
        match self {
            Self::Ranges(stream) => wait(stream.next()),
            Self::Collected(receiver) => wait(receiver.recv()),
        }
    }
}

/// Hands on what a stream brings in pieces of [`PIECE`], until nobody takes them.
async fn collect(mut stream: BufferStream, taker: Sender<opendal::Result<Buffer>>) {
    let (mut piece, mut length) = (Vec::new(), 0);
    while let Some(come) = stream.next().await {
        let error = match come {
            Ok(buffer) => {
                length += buffer.len();
                piece.extend(buffer);
                None
            }
            Err(error) => Some(error),
        };
        if error.is_none() && length < PIECE {
            continue;
        }
        length = 0;
        let sent = taker.send(Ok(take(&mut piece).into())).await;
        if let Some(error) = error {
            let _ = taker.send(Err(error)).await;
            return;
        }
        if sent.is_err() {
            return;
        }
    }
    let _ = taker.send(Ok(piece.into())).await;
}

/// Reads a range of a file.
struct CloudReader {
    file: CloudFile,
    first: u64,
    position: u64,
    /// How far it has come, also before it began again.
    furthest: u64,
    end: u64,
    /// The checksum of what comes in ranges, which have none of their own, and what has come so far.
    expected: Option<Checksum>,
    found: Option<Checksum>,
    stream: Option<Incoming>,
    leave: Option<OwnedSemaphorePermit>,
    piece: Buffer,
    failures: u32,
}

impl Read for CloudReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if !self.piece.is_empty() {
                let length = Read::read(&mut self.piece, buffer)?;
                if let Some(found) = &mut self.found {
                    found.add(&buffer[..length]);
                }
                self.position += length as u64;
                if self.position > self.furthest {
                    self.furthest = self.position;
                    self.failures = 0;
                }
                return Ok(length);
            }
            if self.position >= self.end && self.stream.is_none() {
                return Ok(0);
            }
            match self.next_piece() {
                Ok(Some(piece)) => self.piece = piece,
                Ok(None) if self.position >= self.end => match self.found.take() {
                    Some(found) if self.position > self.first => match found.problem() {
                        Some(problem) => self.recover(&problem)?,
                        None => self.stream = None,
                    },
                    _ => {
                        self.stream = None;
                        return Ok(0);
                    }
                },
                // A service that ends early is asked for the rest.
                Ok(None) => self.recover(&opendal::Error::new(
                    ErrorKind::Unexpected,
                    "the file ends early",
                ))?,
                Err(error) if error.is_temporary() => self.recover(&error)?,
                Err(error) => return Err(self.failed(&error)),
            }
        }
    }
}

impl CloudReader {
    fn new(file: CloudFile, range: Range<u64>) -> Self {
        let length = file.state.length.unwrap_or_default();
        let end = range.end.min(length);
        let first = range.start.min(end);
        let is_whole = first == 0 && end == length;
        let checksum = if is_whole && length >= LARGE {
            file.checksum()
        } else {
            None
        };
        Self {
            leave: file.leave_for_ranges(end - first),
            found: checksum.clone(),
            expected: checksum,
            first,
            position: first,
            furthest: first,
            end,
            file,
            stream: None,
            piece: Buffer::new(),
            failures: 0,
        }
    }

    fn next_piece(&mut self) -> opendal::Result<Option<Buffer>> {
        if self.stream.is_none() {
            let rest = self.position..self.end;
            let in_ranges = self.leave.is_some();
            let stream = self.file.stream(rest, in_ranges)?;
            self.stream = Some(Incoming::new(stream, in_ranges));
        }
        let stream = self.stream.as_mut().expect("opened above");
        stream.next().transpose()
    }

    /// Goes on where the connection broke. Where all has come, but with another checksum, it is read
    /// from the beginning.
    fn recover(&mut self, error: &opendal::Error) -> io::Result<()> {
        self.stream = None;
        self.failures += 1;
        if self.failures > MOST_FAILURES {
            return Err(self.failed(error));
        }
        let pause = FIRST_PAUSE * 2_u32.pow(self.failures - 1);
        std::thread::sleep(pause.mul_f64(rand::random_range(0.5..1.0)));
        tracing::debug!(
            "reading `{}` goes on at byte {}: {error}",
            self.file.address(),
            self.position
        );
        if self.position >= self.end {
            self.position = self.first;
            self.found.clone_from(&self.expected);
            return Err(io::Error::other(Restarted));
        }
        Ok(())
    }

    fn failed(&self, error: &opendal::Error) -> io::Error {
        io::Error::other(failed("read", &self.file.address(), error))
    }
}
