//! Bodies that become files, in constant memory: pieces are written as they come.
//!
//! No thread waits for a client. A thread writes what has come meanwhile, and nothing more is read
//! than fits beside what is being written.

use axum::body::Body;
use bytes::Bytes;
use tokio::task::JoinHandle;

use crate::artifact::Sink;
use crate::error::Result;
use crate::web::body;

use super::error::ErrorResponse;

/// How much is written in one go. Twice as much is in memory at most, for each upload.
const CHUNK_SIZE: usize = 1 << 20;

/// Writes a body into a sink, to its end.
pub(super) async fn receive<S: Sink + 'static>(
    mut body: Body,
    sink: S,
) -> Result<S, ErrorResponse> {
    let mut sink = Writing::Idle(sink);
    let mut pieces: Vec<Bytes> = Vec::new();
    let mut size = 0;
    while let Some(piece) = body::next(&mut body).await? {
        size += piece.len();
        pieces.push(piece);
        if size >= CHUNK_SIZE {
            sink = Writing::begin(sink.end().await?, std::mem::take(&mut pieces));
            size = 0;
        }
    }
    Writing::begin(sink.end().await?, pieces).end().await
}

/// A sink, or the thread that writes into it.
enum Writing<S> {
    Idle(S),
    Busy(JoinHandle<Result<S>>),
}

impl<S: Sink + 'static> Writing<S> {
    fn begin(mut sink: S, pieces: Vec<Bytes>) -> Self {
        Self::Busy(tokio::task::spawn_blocking(move || {
            for piece in pieces {
                sink.write(&piece)?;
            }
            Ok(sink)
        }))
    }

    async fn end(self) -> Result<S, ErrorResponse> {
        match self {
            Self::Idle(sink) => Ok(sink),
            Self::Busy(thread) => Ok(thread.await.map_err(|_| ErrorResponse::defect())??),
        }
    }
}
