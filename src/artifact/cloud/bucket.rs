//! A connection to a bucket or container, which all that use it share.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use opendal::Operator;
use opendal::layers::HttpClientLayer;
use opendal::raw::HttpClient;

use crate::artifact::{PartEtag, SignedRequest};
use crate::error::Result;
use crate::sync::unpoisoned;

use super::transport::{Pending, Transport};

/// A connection to a bucket.
pub(super) struct Bucket {
    /// Its address, without the path: `s3://bucket`.
    pub(super) name: String,
    pub(super) operator: Operator,
    pub(super) limits: Limits,
    pub(super) parts: Option<Box<dyn Parts>>,
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

/// What clients of a server may do without it: uploads in parts, and downloads.
///
/// The address of a request holds a signature, so that nobody needs credentials to send it.
pub(super) trait Parts: Send + Sync {
    /// Begins an upload in parts, and gives its id.
    fn create<'a>(&'a self, key: &'a str) -> Pending<'a, opendal::Result<String>>;

    /// Makes the parts, in the order of their numbers, a file.
    fn complete<'a>(
        &'a self,
        key: &'a str,
        id: &'a str,
        parts: &'a [(u64, PartEtag)],
    ) -> Pending<'a, opendal::Result<()>>;

    /// Throws the parts away.
    fn abort<'a>(&'a self, key: &'a str, id: &'a str) -> Pending<'a, opendal::Result<()>>;

    /// The request by which a part is put.
    fn sign_part<'a>(
        &'a self,
        key: &'a str,
        id: &'a str,
        number: u64,
        valid: Duration,
    ) -> Pending<'a, opendal::Result<SignedRequest>>;

    /// The request by which a file is read.
    fn sign_download<'a>(
        &'a self,
        key: &'a str,
        valid: Duration,
    ) -> Pending<'a, opendal::Result<SignedRequest>>;

    /// The request by which a file is written at once.
    fn sign_upload<'a>(
        &'a self,
        key: &'a str,
        valid: Duration,
    ) -> Pending<'a, opendal::Result<SignedRequest>>;
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
        }
    }

    #[must_use]
    pub(super) fn with_parts(self, parts: Box<dyn Parts>) -> Self {
        Self {
            parts: Some(parts),
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
