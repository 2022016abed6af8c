//! How far a transfer is, which may begin again: no byte counts twice.

use std::io::{self, Read};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

use crate::artifact::Progress;

/// The progress of one file.
pub(super) struct Tally<'a> {
    progress: &'a dyn Progress,
    furthest: AtomicU64,
    /// Whether somebody has said already how long it is.
    is_announced: AtomicBool,
}

impl<'a> Tally<'a> {
    /// Follows a file whose length has been announced.
    pub(super) fn new(progress: &'a dyn Progress) -> Self {
        Self {
            progress,
            furthest: AtomicU64::new(0),
            is_announced: AtomicBool::new(true),
        }
    }

    /// Follows a file whose length will turn out.
    pub(super) fn unannounced(progress: &'a dyn Progress) -> Self {
        Self {
            is_announced: AtomicBool::new(false),
            ..Self::new(progress)
        }
    }

    /// Notes how long the file is.
    pub(super) fn is_long(&self, bytes: u64) {
        if !self.is_announced.swap(true, Relaxed) {
            self.progress.begin(1, bytes);
        }
    }

    /// Notes that the transfer has come to this byte.
    pub(super) fn reached(&self, position: u64) {
        let before = self.furthest.fetch_max(position, Relaxed);
        if position > before {
            self.progress.advance(position - before);
        }
    }
}

/// A reader of which every byte is counted.
pub(super) struct Counted<'a, R> {
    inner: R,
    position: u64,
    tally: &'a Tally<'a>,
}

impl<'a, R: Read> Counted<'a, R> {
    pub(super) fn new(inner: R, tally: &'a Tally<'a>) -> Self {
        Self {
            inner,
            position: 0,
            tally,
        }
    }
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        self.position += length as u64;
        self.tally.reached(self.position);
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Sum(AtomicU64);

    impl Progress for Sum {
        fn advance(&self, bytes: u64) {
            self.0.fetch_add(bytes, Relaxed);
        }
    }

    #[test]
    fn what_is_sent_again_counts_once() {
        let sum = Sum::default();
        let tally = Tally::new(&sum);
        for length in [3, 5, 4] {
            io::copy(
                &mut Counted::new(&[0; 9][..length], &tally),
                &mut io::sink(),
            )
            .unwrap();
        }
        assert_eq!(sum.0.into_inner(), 5);
    }
}
