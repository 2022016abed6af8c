//! Compressing answers for clients that accept gzip.
//!
//! Only JSON that this server wrote is compressed. Artifacts are sent as they are, so that any range
//! can be requested, and the page's files are compressed by the build.

use std::io::Write as _;

use axum::body::{Body, HttpBody as _};
use axum::http::HeaderMap;
use axum::http::header::{
    ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderValue, VARY,
};
use axum::response::Response;
use flate2::Compression;
use flate2::write::GzEncoder;
use http_body_util::BodyExt as _;

use super::work::blocking;

/// The smallest answer that is compressed, in bytes. Below, an answer fits into a few packets, and
/// what compressing it costs (some 50 µs) is a good part of what answering it costs.
pub(super) const SMALLEST: u64 = 8 << 10;
/// From how many bytes on compressing is work for another thread: it takes about a millisecond.
const LARGE: usize = 128 << 10;

/// The value of `Content-Encoding`.
pub(super) const GZIP: HeaderValue = HeaderValue::from_static("gzip");
/// The value of `Vary` where the encoding depends on the request.
pub(super) const BY_ENCODING: HeaderValue = HeaderValue::from_static("Accept-Encoding");

/// Whether a client can read gzip.
pub(super) fn is_accepted(asked: &HeaderMap) -> bool {
    let mut accepted = None;
    for value in asked.get_all(ACCEPT_ENCODING) {
        for coding in value.to_str().unwrap_or_default().split(',') {
            let mut parts = coding.split(';').map(str::trim);
            let name = parts.next().unwrap_or_default();
            let is_refused = parts.any(|part| {
                let weight = part.strip_prefix("q=").or_else(|| part.strip_prefix("Q="));
                weight.is_some_and(|weight| weight.trim().parse() == Ok(0.0))
            });
            if name.eq_ignore_ascii_case("gzip") || name.eq_ignore_ascii_case("x-gzip") {
                return !is_refused;
            }
            if name == "*" {
                accepted = Some(!is_refused);
            }
        }
    }
    accepted.unwrap_or(false)
}

/// Compresses an answer where that is worth it.
pub(super) async fn compressed(mut response: Response, is_accepted: bool) -> Response {
    if !is_worth_it(&response) {
        return response;
    }
    response.headers_mut().append(VARY, BY_ENCODING);
    if !is_accepted {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(plain) = body
        .collect()
        .await
        .map(http_body_util::Collected::to_bytes)
    else {
        // The body is in memory already, so that reading it does not fail.
        return super::error::ErrorResponse::defect().into();
    };
    let packed = if plain.len() < LARGE {
        pack(&plain)
    } else {
        match blocking(move || Ok(pack(&plain))).await {
            Ok(packed) => packed,
            Err(failure) => return failure.into(),
        }
    };
    parts.headers.insert(CONTENT_ENCODING, GZIP);
    parts.headers.remove(CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(packed))
}

fn is_worth_it(response: &Response) -> bool {
    let headers = response.headers();
    let is_json = || {
        headers
            .get(CONTENT_TYPE)
            .is_some_and(|kind| kind == "application/json")
    };
    let length = response.body().size_hint().exact();
    length.is_some_and(|length| length >= SMALLEST)
        && is_json()
        && !headers.contains_key(CONTENT_ENCODING)
}

/// Compresses quickly rather than well: JSON shrinks to a tenth either way. Takes a while.
pub(super) fn pack(plain: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::with_capacity(plain.len() / 4), Compression::fast());
    packed
        .write_all(plain)
        .and_then(|()| packed.finish())
        .expect("memory takes everything")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::json::json;

    fn accepts(value: &'static str) -> bool {
        let mut asked = HeaderMap::new();
        asked.insert(ACCEPT_ENCODING, HeaderValue::from_static(value));
        is_accepted(&asked)
    }

    #[test]
    fn gzip_is_accepted_by_name_or_with_everything() {
        for value in [
            "gzip",
            "br, GZIP;q=0.5",
            "deflate, x-gzip",
            "*",
            "identity;q=0, *;q=1",
        ] {
            assert!(accepts(value), "{value}");
        }
        for value in ["", "br", "gzip;q=0", "gzip; q=0.0, *", "*;q=0"] {
            assert!(!accepts(value), "{value}");
        }
        assert!(!is_accepted(&HeaderMap::new()));
    }

    #[tokio::test]
    async fn large_json_is_compressed_and_nothing_else() {
        for (length, expected) in [(100, false), (20_000, true), (400_000, true)] {
            let answer = || json(&"x".repeat(length));
            let packed = compressed(answer(), true).await;
            assert_eq!(
                packed.headers().contains_key(CONTENT_ENCODING),
                expected,
                "{length}"
            );
            assert_eq!(packed.headers().contains_key(VARY), expected, "{length}");
            let plain = compressed(answer(), false).await;
            assert!(!plain.headers().contains_key(CONTENT_ENCODING));
            assert_eq!(plain.headers().contains_key(VARY), expected, "{length}");
        }
        let text = super::super::json::text("x".repeat(20_000));
        let text = compressed(text, true).await;
        assert!(!text.headers().contains_key(CONTENT_ENCODING));
    }
}
