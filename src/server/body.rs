//! Bodies of requests, read whole into memory within bounds of size and time.

use std::time::Duration;

use axum::body::{Body, HttpBody as _};
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;

use super::error::ErrorResponse;

/// Longest body of JSON. MLflow has no limit; its largest requests are batches of a thousand
/// values, about 8 MB.
pub(super) const MAX_JSON: usize = 64 << 20;

/// For how long a client may send nothing in the middle of a body, before the request fails.
pub(super) const READ_TIMEOUT: Duration = Duration::from_secs(60);

/// Reads a body to its end. A body whose announced length is over the limit is not read at all.
pub(super) async fn read(mut body: Body, limit: usize) -> Result<Bytes, ErrorResponse> {
    let announced = body.size_hint().lower();
    check(usize::try_from(announced).unwrap_or(usize::MAX), limit)?;
    let Some(first) = next(&mut body).await? else {
        return Ok(Bytes::new());
    };
    check(first.len(), limit)?;
    let Some(second) = next(&mut body).await? else {
        return Ok(first);
    };
    let room = usize::try_from(announced).unwrap_or_default();
    let mut whole = BytesMut::with_capacity(room.max(first.len()));
    whole.extend_from_slice(&first);
    let mut part = Some(second);
    while let Some(bytes) = part {
        check(whole.len() + bytes.len(), limit)?;
        whole.extend_from_slice(&bytes);
        part = next(&mut body).await?;
    }
    Ok(whole.freeze())
}

fn check(length: usize, limit: usize) -> Result<(), ErrorResponse> {
    if length > limit {
        return Err(ErrorResponse::too_large(limit));
    }
    Ok(())
}

/// The next bytes of a body; `None` at its end.
pub(super) async fn next(body: &mut Body) -> Result<Option<Bytes>, ErrorResponse> {
    loop {
        let frame = tokio::time::timeout(READ_TIMEOUT, body.frame())
            .await
            .map_err(|_| ErrorResponse::too_slow())?;
        let Some(frame) = frame else {
            return Ok(None);
        };
        let frame = frame.map_err(|error| ErrorResponse::broken_body(&error))?;
        if let Ok(bytes) = frame.into_data() {
            return Ok(Some(bytes));
        }
    }
}
