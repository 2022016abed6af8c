//! The progress of a transfer. A file may start again, but no byte is counted twice.

use std::io::{self, Read};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

/// Is told of a transfer's progress, from any thread.
pub trait TransferObserver: Sync {
    /// This many files with this many bytes are to be transferred.
    fn begin(&self, _files: u64, _bytes: u64) {}
    /// This many more bytes are through.
    fn advance(&self, _bytes: u64) {}
}

/// Ignores the progress.
pub struct Silent;

impl TransferObserver for Silent {}

/// The progress of one file.
pub(in crate::artifact) struct FileProgress<'a> {
    progress: &'a dyn TransferObserver,
    furthest: AtomicU64,
    /// Whether the observer knows the file's length.
    is_announced: AtomicBool,
}

impl<'a> FileProgress<'a> {
    /// Follows a file whose length the observer knows.
    pub(in crate::artifact) fn new(progress: &'a dyn TransferObserver) -> Self {
        Self {
            progress,
            furthest: AtomicU64::new(0),
            is_announced: AtomicBool::new(true),
        }
    }

    /// Follows a file whose length is not known yet.
    pub(in crate::artifact) fn unannounced(progress: &'a dyn TransferObserver) -> Self {
        Self {
            is_announced: AtomicBool::new(false),
            ..Self::new(progress)
        }
    }

    /// Announces the file's length, if it is known.
    pub(in crate::artifact) fn has_length(&self, bytes: Option<u64>) {
        if !self.is_announced.swap(true, Relaxed) {
            self.progress.begin(1, bytes.unwrap_or(0));
        }
    }

    /// Notes that the transfer has come to this byte.
    pub(in crate::artifact) fn reached(&self, position: u64) {
        let before = self.furthest.fetch_max(position, Relaxed);
        if position > before {
            self.progress.advance(position - before);
        }
    }
}

/// A reader of which every byte is counted.
pub(in crate::artifact) struct Counted<'a, R> {
    inner: R,
    position: u64,
    progress: &'a FileProgress<'a>,
}

impl<'a, R: Read> Counted<'a, R> {
    pub(in crate::artifact) fn new(inner: R, progress: &'a FileProgress<'a>) -> Self {
        Self {
            inner,
            position: 0,
            progress,
        }
    }
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        self.position += length as u64;
        self.progress.reached(self.position);
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Sum(AtomicU64);

    impl TransferObserver for Sum {
        fn advance(&self, bytes: u64) {
            self.0.fetch_add(bytes, Relaxed);
        }
    }

    #[test]
    fn what_is_sent_again_counts_once() {
        let sum = Sum::default();
        let progress = FileProgress::new(&sum);
        for length in [3, 5, 4] {
            io::copy(
                &mut Counted::new(&[0; 9][..length], &progress),
                &mut io::sink(),
            )
            .unwrap();
        }
        assert_eq!(sum.0.into_inner(), 5);
    }
}
