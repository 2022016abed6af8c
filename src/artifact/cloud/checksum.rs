//! Whether a file came as the service keeps it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use futures_util::{StreamExt as _, stream};
use md5::{Digest as _, Md5};
use opendal::raw::HttpBody;
use opendal::{Buffer, Error, ErrorKind};
use reqwest::header::HeaderMap;
use ureq::http::Response;

/// A checksum that a service gives, and what has come so far.
#[derive(Clone)]
pub(super) enum Checksum {
    Crc32c {
        expected: u32,
        found: u32,
    },
    Crc32 {
        expected: u32,
        found: crc32fast::Hasher,
    },
    Md5 {
        expected: Vec<u8>,
        found: Md5,
    },
}

/// The same answer, whose body fails at its end if it is not what the service's checksum says.
/// Checksums of files that were put together from parts are of the parts, and say nothing.
pub(super) fn verified(response: Response<HttpBody>) -> Response<HttpBody> {
    let Some(checksum) = Checksum::of(response.headers()) else {
        return response;
    };
    response.map(|body| body.map_inner(|stream| Box::new(checked(stream, checksum))))
}

type Pieces = Box<dyn stream::Stream<Item = opendal::Result<Buffer>> + Send + Sync + Unpin>;

fn checked(
    pieces: Pieces,
    checksum: Checksum,
) -> impl stream::Stream<Item = opendal::Result<Buffer>> + Send + Sync + Unpin {
    let mut checksum = Some(checksum);
    let end = stream::iter([None]);
    pieces.map(Some).chain(end).filter_map(move |piece| {
        let piece = match piece {
            Some(Ok(piece)) => {
                if let Some(checksum) = &mut checksum {
                    Iterator::for_each(piece.clone(), |bytes| checksum.add(&bytes));
                }
                Some(Ok(piece))
            }
            Some(Err(error)) => {
                checksum = None;
                Some(Err(error))
            }
            None => checksum
                .take()
                .and_then(|checksum| checksum.problem().map(Err)),
        };
        std::future::ready(piece)
    })
}

impl Checksum {
    /// The checksum of the whole file that the head of an answer has.
    pub(super) fn of(headers: &HeaderMap) -> Option<Self> {
        let header = |name: &str| headers.get(name)?.to_str().ok();
        if header("content-encoding").is_some() {
            return None;
        }
        let decoded = |text: &str| BASE64.decode(text).ok();
        let number = |text: &str| Some(u32::from_be_bytes(decoded(text)?.try_into().ok()?));
        let google = |name: &str| {
            let values = headers.get_all("x-goog-hash").iter();
            let mut values = values.filter_map(|value| value.to_str().ok());
            values.find_map(|value| {
                value
                    .split(',')
                    .find_map(|part| part.trim().strip_prefix(name))
            })
        };
        let is_of_parts = header("x-amz-checksum-type") != Some("FULL_OBJECT")
            && header("etag").is_some_and(|etag| etag.contains('-'));
        let amazon = |name: &str| header(name).filter(|_| !is_of_parts);
        if let Some(expected) = amazon("x-amz-checksum-crc32c")
            .or_else(|| google("crc32c="))
            .and_then(number)
        {
            return Some(Self::Crc32c { expected, found: 0 });
        }
        if let Some(expected) = amazon("x-amz-checksum-crc32").and_then(number) {
            let found = crc32fast::Hasher::new();
            return Some(Self::Crc32 { expected, found });
        }
        let expected = header("content-md5")
            .and_then(decoded)
            .or_else(|| md5_of_etag(headers))?;
        let found = Md5::new();
        (expected.len() == 16).then_some(Self::Md5 { expected, found })
    }

    /// Takes what comes next.
    pub(super) fn add(&mut self, bytes: &[u8]) {
        match self {
            Self::Crc32c { found, .. } => *found = crc32c::crc32c_append(*found, bytes),
            Self::Crc32 { found, .. } => found.update(bytes),
            Self::Md5 { found, .. } => found.update(bytes),
        }
    }

    /// The error if what came is not what the service has.
    pub(super) fn problem(self) -> Option<Error> {
        let is_right = match self {
            Self::Crc32c { expected, found } => expected == found,
            Self::Crc32 { expected, found } => expected == found.finalize(),
            Self::Md5 { expected, found } => expected == found.finalize().as_slice(),
        };
        (!is_right).then(|| {
            Error::new(
                ErrorKind::Unexpected,
                "what came does not have the checksum that the service gives",
            )
            .set_temporary()
        })
    }
}

/// S3's etag of a file that was put at once and is not encrypted with a key of its own is its MD5.
fn md5_of_etag(headers: &HeaderMap) -> Option<Vec<u8>> {
    let is_s3 = headers
        .keys()
        .any(|name| name.as_str().starts_with("x-amz"));
    let encryption = headers.get("x-amz-server-side-encryption");
    let is_plain = encryption.is_none_or(|encryption| encryption == "AES256")
        && !headers.contains_key("x-amz-server-side-encryption-customer-algorithm");
    if !is_s3 || !is_plain {
        return None;
    }
    let etag = headers.get("etag")?.to_str().ok()?.trim_matches('"');
    if etag.len() != 32 {
        return None;
    }
    let digits = etag.as_bytes().chunks(2).map(|pair| {
        let pair = std::str::from_utf8(pair).ok()?;
        u8::from_str_radix(pair, 16).ok()
    });
    digits.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(name: &'static str, value: &str, content: &[u8]) -> Option<bool> {
        let mut headers = HeaderMap::new();
        headers.insert("x-amz-request-id", "1".parse().unwrap());
        headers.append(name, value.parse().unwrap());
        let mut checksum = Checksum::of(&headers)?;
        checksum.add(&content[..2]);
        checksum.add(&content[2..]);
        Some(checksum.problem().is_some())
    }

    #[test]
    fn each_services_checksum_is_known() {
        for (name, value) in [
            ("x-amz-checksum-crc32c", "4waSgw=="),
            ("x-goog-hash", "md5=x,crc32c=4waSgw=="),
            ("x-amz-checksum-crc32", "y/Q5Jg=="),
            ("content-md5", "JfnnlDI7RTiF9RgfG2JNCw=="),
            ("etag", "\"25f9e794323b453885f5181f1b624d0b\""),
        ] {
            assert_eq!(problem(name, value, b"123456789"), Some(false), "{name}");
            assert_eq!(problem(name, value, b"123456780"), Some(true), "{name}");
        }
        let mut of_parts = HeaderMap::new();
        of_parts.insert("etag", "\"1-2\"".parse().unwrap());
        of_parts.insert("x-amz-checksum-crc32c", "4waSgw==".parse().unwrap());
        assert!(Checksum::of(&of_parts).is_none());
        of_parts.insert("x-amz-checksum-type", "FULL_OBJECT".parse().unwrap());
        assert!(Checksum::of(&of_parts).is_some());
        for (name, value) in [
            ("etag", "\"25f9e794323b453885f5181f1b624d0b-2\""),
            ("x-amz-checksum-crc32c", "4waSgw==-3"),
            ("content-type", "text/plain"),
        ] {
            assert_eq!(problem(name, value, b"123456789"), None, "{name}");
        }
    }
}
