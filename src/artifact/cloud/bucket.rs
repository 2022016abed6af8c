//! A connection to a bucket or container, which all that use it share.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};

use opendal::Operator;
use opendal::layers::HttpClientLayer;
use opendal::raw::HttpClient;

use crate::error::Result;
use crate::sync::unpoisoned;

use super::parts::Parts;
use super::transport::Transport;

/// A connection to a bucket.
pub(super) struct Bucket {
    /// Its address, without the path: `s3://bucket`.
    pub(super) name: String,
    pub(super) operator: Operator,
    pub(super) limits: Limits,
    /// `None` where files go whole.
    pub(super) parts: Option<Arc<dyn Parts>>,
    /// Whether requests can be signed for others to send.
    pub(super) signs: bool,
    /// Whether many files are removed by one request.
    pub(super) removes_in_batches: bool,
}

/// How large files and their parts may be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// How many bytes a part has, where the file is not too large for that.
    pub(super) part_size: u64,
    /// How many parts a file has at most.
    pub(super) parts: u64,
    /// How many bytes of a large file are asked for in one request.
    pub(super) range_size: usize,
}

impl Bucket {
    pub(super) fn new(
        name: String,
        operator: Operator,
        transport: Transport,
        limits: Limits,
    ) -> Self {
        let client = HttpClient::with(transport);
        Self {
            name,
            operator: operator.layer(HttpClientLayer::new(client)),
            limits,
            parts: None,
            signs: false,
            removes_in_batches: true,
        }
    }

    /// Removes files one by one.
    #[must_use]
    pub(super) fn without_batches(self) -> Self {
        Self {
            removes_in_batches: false,
            ..self
        }
    }

    #[must_use]
    pub(super) fn with_parts(self, parts: impl Parts + 'static, signs: bool) -> Self {
        Self {
            parts: Some(Arc::new(parts)),
            signs,
            ..self
        }
    }

    /// How many bytes each part of a file has, of which all but the last are of one size.
    pub(super) fn part_size(&self, length: u64) -> u64 {
        let Limits {
            part_size, parts, ..
        } = self.limits;
        part_size.max(length.div_ceil(parts).next_multiple_of(1 << 20))
    }
}

/// The connections of this process, by what names them.
static BUCKETS: LazyLock<Mutex<HashMap<String, Arc<Bucket>>>> = LazyLock::new(Mutex::default);

/// The connection to a bucket, which is made if there is none yet.
pub(super) fn shared(key: String, connect: impl FnOnce() -> Result<Bucket>) -> Result<Arc<Bucket>> {
    let mut buckets = unpoisoned(BUCKETS.lock());
    if let Some(bucket) = buckets.get(&key) {
        return Ok(Arc::clone(bucket));
    }
    let bucket = Arc::new(connect()?);
    buckets.insert(key, Arc::clone(&bucket));
    Ok(bucket)
}
