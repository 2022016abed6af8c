//! Bodies of requests, read whole into memory within bounds of size and time.

use std::time::Duration;

use axum::body::{Body, HttpBody as _};
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;

/// For how long a client may send nothing in the middle of a body, before the request fails.
pub(crate) const READ_TIMEOUT: Duration = Duration::from_secs(60);

/// Why a body was not read.
#[derive(Debug)]
pub(crate) enum BodyError {
    /// It is longer than this many bytes.
    TooLarge(usize),
    /// The client stopped sending in the middle of it.
    TooSlow,
    /// It ended before its time, or is not what its headers say.
    Broken(axum::Error),
}

/// Reads a body to its end. A body whose announced length is over the limit is not read at all.
pub(crate) async fn read(mut body: Body, limit: usize) -> Result<Bytes, BodyError> {
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

fn check(length: usize, limit: usize) -> Result<(), BodyError> {
    if length > limit {
        return Err(BodyError::TooLarge(limit));
    }
    Ok(())
}

/// The next bytes of a body; `None` at its end.
pub(crate) async fn next(body: &mut Body) -> Result<Option<Bytes>, BodyError> {
    loop {
        let frame = tokio::time::timeout(READ_TIMEOUT, body.frame())
            .await
            .map_err(|_| BodyError::TooSlow)?;
        let Some(frame) = frame else {
            return Ok(None);
        };
        let frame = frame.map_err(BodyError::Broken)?;
        if let Ok(bytes) = frame.into_data() {
            return Ok(Some(bytes));
        }
    }
}
