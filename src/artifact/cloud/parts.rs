//! What a service does for files that go to it in parts, and for requests that clients send to it
//! themselves.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use opendal::Result;

use crate::artifact::SignedRequest;

use super::checksum::Checksum;
use super::transport::Pending;

/// A part that a service has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// From 1 on.
    pub(super) number: u64,
    /// What the service calls its content, without quotes.
    pub(super) etag: String,
    /// The checksum with which it was sent, as the protocol spells it.
    pub(super) checksum: Option<String>,
}

/// An upload in parts that is not complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unfinished {
    pub(super) key: String,
    pub(super) id: String,
    pub(super) begun: SystemTime,
}

/// Files that come in parts, several at once and in any order, and signed requests.
///
/// The address of a signed request holds the signature: nobody needs credentials to send it.
pub(super) trait Parts: Send + Sync {
    /// Begins an upload in parts, and gives its id.
    fn create<'a>(&'a self, key: &'a str) -> Pending<'a, Result<String>>;

    /// Sends a part.
    fn put<'a>(
        &'a self,
        key: &'a str,
        id: &'a str,
        number: u64,
        content: Bytes,
    ) -> Pending<'a, Result<Part>>;

    /// Makes the parts, in the order of their numbers, a file.
    fn complete<'a>(
        &'a self,
        key: &'a str,
        id: &'a str,
        parts: &'a [Part],
    ) -> Pending<'a, Result<()>>;

    /// Throws the parts away.
    fn abort<'a>(&'a self, key: &'a str, id: &'a str) -> Pending<'a, Result<()>>;

    /// The uploads below a prefix that are not complete; none where the service lists none.
    fn unfinished<'a>(&'a self, prefix: &'a str) -> Pending<'a, Result<Vec<Unfinished>>>;

    /// When an upload that is not complete got its last part.
    fn last_part<'a>(&'a self, upload: &'a Unfinished) -> Pending<'a, Result<SystemTime>>;

    /// The checksum of a whole file, where the service knows it.
    fn checksum<'a>(&'a self, key: &'a str) -> Pending<'a, Result<Option<Checksum>>>;

    /// The request by which a part is put.
    fn sign_part<'a>(
        &'a self,
        key: &'a str,
        id: &'a str,
        number: u64,
        valid: Duration,
    ) -> Pending<'a, Result<SignedRequest>>;

    /// The request by which a file is read.
    fn sign_download<'a>(
        &'a self,
        key: &'a str,
        valid: Duration,
    ) -> Pending<'a, Result<SignedRequest>>;

    /// The request by which a file is written at once.
    fn sign_upload<'a>(
        &'a self,
        key: &'a str,
        valid: Duration,
    ) -> Pending<'a, Result<SignedRequest>>;
}
