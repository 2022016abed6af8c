//! How the work of a worker ends.

/// Why a worker is used no longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WorkerEnd {
    /// A newer version has taken its place, or the server ends.
    Retired,
    /// It ended by itself, or was killed.
    Ended,
    /// It did not answer in time.
    Hung,
    /// It took more memory than it may.
    TooLarge,
}
