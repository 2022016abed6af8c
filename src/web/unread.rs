//! Requests that are answered before their body has come: refused ones.
//!
//! A client that sends a body reads the answer when it has sent it all. If the server closed the
//! connection before, what is still on its way would make the system reset it, and the answer
//! would be lost. So the rest of such a body is read and thrown away, within bounds, and the
//! answer says whether the connection ends:
//!
//! 1. A short rest is read before the answer goes out. The connection stays.
//! 2. A longer one is read while and after the answer goes out, which says `Connection: close`.

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, HttpBody};
use axum::http::header::{CONNECTION, EXPECT, HeaderValue};
use axum::http::{HeaderMap, Request};
use axum::response::Response;
use bytes::Bytes;
use http_body_util::BodyExt as _;
use hyper::body::{Frame, Incoming, SizeHint};

use crate::sync::unpoisoned;

/// The longest rest of a body that an answer waits for, in bytes, and for how long it waits.
const SHORT_REST: u64 = 64 << 10;
const SHORT_WAIT: Duration = Duration::from_millis(200);
/// For how long the rest of a body is read when the answer has gone out, and how long its client
/// may send nothing meanwhile.
const LONGEST_WAIT: Duration = Duration::from_secs(30);
const LONGEST_SILENCE: Duration = Duration::from_secs(5);

/// Where a body goes that was not read to its end.
#[derive(Clone, Default)]
pub(crate) struct Unread(Arc<Mutex<Option<Incoming>>>);

/// The body of a request, which leaves what is not read of it to [`Unread`].
struct TrackedBody {
    body: Option<Incoming>,
    unread: Unread,
}

impl Drop for TrackedBody {
    fn drop(&mut self) {
        if let Some(body) = self.body.take()
            && !body.is_end_stream()
        {
            *unpoisoned(self.unread.0.lock()) = Some(body);
        }
    }
}

impl HttpBody for TrackedBody {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let Some(body) = &mut self.body else {
            return Poll::Ready(None);
        };
        let frame = Pin::new(body).poll_frame(context);
        // What ended or broke has no rest.
        if matches!(frame, Poll::Ready(None | Some(Err(_)))) {
            self.body = None;
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(HttpBody::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        let hint = self.body.as_ref().map(HttpBody::size_hint);
        hint.unwrap_or_else(|| SizeHint::with_exact(0))
    }
}

/// A request whose body is looked after; `None` beside it where it has no body.
pub(crate) fn tracked(request: Request<Incoming>) -> (Request<Body>, Option<Unread>) {
    if request.body().is_end_stream() {
        return (request.map(|_| Body::empty()), None);
    }
    let unread = Unread::default();
    let request = request.map(|body| {
        Body::new(TrackedBody {
            body: Some(body),
            unread: unread.clone(),
        })
    });
    (request, Some(unread))
}

/// Whether a client sends its body only when the server wants it.
pub(crate) fn waits_to_send(headers: &HeaderMap) -> bool {
    headers.contains_key(EXPECT)
}

impl Unread {
    /// Prepares the answer to a request for what is not read of it.
    pub(crate) async fn settle(self, mut response: Response, waits_to_send: bool) -> Response {
        let rest = unpoisoned(self.0.lock()).take();
        let Some(mut rest) = rest else {
            return response;
        };
        let is_short = rest
            .size_hint()
            .upper()
            .is_some_and(|upper| upper <= SHORT_REST);
        if is_short && !waits_to_send {
            let read = tokio::time::timeout(SHORT_WAIT, discard(&mut rest)).await;
            if read.is_ok() {
                return response;
            }
        }
        let close = HeaderValue::from_static("close");
        response.headers_mut().insert(CONNECTION, close);
        tokio::spawn(async move {
            // Whoever takes longer loses the connection, and perhaps the answer.
            let _ = tokio::time::timeout(LONGEST_WAIT, discard(&mut rest)).await;
        });
        response
    }
}

/// Reads a body to its end, or until its client breaks off or falls silent.
async fn discard(body: &mut Incoming) {
    while let Ok(Some(Ok(_))) = tokio::time::timeout(LONGEST_SILENCE, body.frame()).await {}
}
