//! What a store is opened with.

/// What a new store needs to begin with.
#[derive(Clone, Debug)]
pub struct OpenOptions {
    /// Where the artifacts of experiments go that say nothing else: an absolute path or a URI.
    pub artifact_root: String,
    /// Milliseconds since 1970 (UTC), for the `Default` experiment of a new store.
    pub now: i64,
}
