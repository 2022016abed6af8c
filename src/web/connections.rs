//! Accepting connections, and ending without losing what is under way.

use std::convert::Infallible;
use std::future::{Future, poll_fn};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use axum::extract::Request;
use axum::http::header::{CONNECTION, HeaderValue};
use axum::response::Response;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};

use crate::duration;
use crate::error::{Error, Result};

use super::Tls;
use super::unread;

/// How long a connection may be idle, and how long the head of a request may take to arrive.
const HEADER_READ_TIMEOUT: Duration = Duration::from_secs(75);
/// How long connections without a request are kept when serving ends. A client may be sending one just then,
/// and HTTP/1 has no word to keep it from that: a connection that is closed at once loses the request.
const LINGER: Duration = Duration::from_millis(500);
/// How long to wait after a connection could not be accepted for want of file descriptors.
const PAUSE: Duration = Duration::from_millis(50);

/// Answers requests, whatever happens.
pub(crate) trait Respond: Send + Sync + 'static {
    fn respond(&self, request: Request) -> impl Future<Output = Response> + Send;

    /// Notes in a request from which address it comes, where that matters.
    fn note_peer<B>(&self, _request: &mut hyper::Request<B>, _came_from: IpAddr) {}
}

/// How serving ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Grace {
    /// Every request was answered, or had the time for it.
    Given,
    /// A second message asked for the end at once.
    Cut,
}

/// Serves, encrypted with `tls`, until the first message (or the end) of `stop`, then lets the requests under way end, for
/// `grace` at most; nothing beyond a second message.
pub(crate) async fn accept(
    listener: std::net::TcpListener,
    tls: Option<Tls>,
    server: Arc<impl Respond>,
    stop: &mut mpsc::Receiver<()>,
    grace: Duration,
) -> Result<Grace> {
    let cannot_listen =
        |e: io::Error| Error::internal("cannot listen for connections").caused_by(e);
    listener.set_nonblocking(true).map_err(cannot_listen)?;
    let listener = TcpListener::from_std(listener).map_err(cannot_listen)?;
    let (ending, is_ending) = watch::channel(false);
    let begin = |(stream, peer): (TcpStream, SocketAddr)| {
        let (server, is_ending) = (Arc::clone(&server), is_ending.clone());
        tokio::spawn(connection(
            stream,
            peer.ip(),
            tls.clone(),
            server,
            is_ending,
        ));
    };
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stop.recv() => break,
        };
        match accepted {
            Ok(accepted) => begin(accepted),
            Err(error) => recover(&error).await,
        }
    }
    // To their clients, those that wait to be accepted are open.
    while let Some(accepted) = waiting(&listener).await {
        begin(accepted);
    }
    drop((listener, is_ending));
    ending.send_replace(true);
    tokio::select! {
        () = ending.closed() => {}
        () = tokio::time::sleep(grace) => tracing::warn!(
            "ending although requests are under way: they did not end in {}",
            duration::text(grace)
        ),
        Some(()) = stop.recv() => {
            tracing::warn!("ending at once, with requests under way");
            return Ok(Grace::Cut);
        }
    }
    Ok(Grace::Given)
}

/// A connection that waits to be accepted.
async fn waiting(listener: &TcpListener) -> Option<(TcpStream, SocketAddr)> {
    poll_fn(|context| {
        Poll::Ready(match listener.poll_accept(context) {
            Poll::Ready(accepted) => accepted.ok(),
            Poll::Pending => None,
        })
    })
    .await
}

/// Lets this process have as many open connections and files as it may have. Many systems begin
/// with 1,024 and allow a multiple. Children inherit it, so it is for programs that are a server
/// and nothing else.
#[cfg(unix)]
pub fn raise_limit_of_connections() {
    use nix::sys::resource::{Resource, getrlimit, setrlimit};
    let Ok((soft, hard)) = getrlimit(Resource::RLIMIT_NOFILE) else {
        return;
    };
    if soft < hard {
        // Where it is refused, the server has fewer connections, and says so when they run out.
        let _ = setrlimit(Resource::RLIMIT_NOFILE, hard, hard);
    }
}

/// Lets this process have as many open connections and files as it may have.
#[cfg(not(unix))]
pub fn raise_limit_of_connections() {}

/// Waits a moment after a connection could not be accepted, unless the client has given it up.
async fn recover(error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if matches!(
        error.kind(),
        ConnectionAborted | ConnectionRefused | ConnectionReset
    ) {
        return;
    }
    tracing::warn!("cannot accept a connection: {error}");
    tokio::time::sleep(PAUSE).await;
}

/// Serves one connection, encrypted where the server is. A client has as long for the beginning of TLS
/// as for the head of a request.
async fn connection(
    stream: TcpStream,
    came_from: IpAddr,
    tls: Option<Tls>,
    server: Arc<impl Respond>,
    is_ending: watch::Receiver<bool>,
) {
    // A response is one write: waiting for more to send would only delay it.
    let _ = stream.set_nodelay(true);
    let Some(tls) = tls else {
        return exchange(stream, came_from, server, is_ending).await;
    };
    let begun = tokio::time::timeout(HEADER_READ_TIMEOUT, tls.acceptor().accept(stream)).await;
    // Who does not speak TLS, or does not trust the certificate, is told so by TLS itself.
    if let Ok(Ok(stream)) = begun {
        exchange(stream, came_from, server, is_ending).await;
    }
}

/// Exchanges requests and answers.
///
/// 1. When `is_ending` becomes true, each answer says that the connection ends with it.
/// 2. After [`LINGER`], the connection ends where no request is under way, and otherwise after that one.
///
/// `accept` sees by the receivers that are left which connections are still open.
async fn exchange(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    came_from: IpAddr,
    server: Arc<impl Respond>,
    mut is_ending: watch::Receiver<bool>,
) {
    let ending = is_ending.clone();
    let service = service_fn(|request: hyper::Request<hyper::body::Incoming>| {
        let (server, ending) = (Arc::clone(&server), ending.clone());
        async move {
            let waits_to_send = unread::waits_to_send(request.headers());
            let (mut request, unread) = unread::tracked(request);
            server.note_peer(&mut request, came_from);
            let response = server.respond(request).await;
            let mut response = match unread {
                Some(unread) => unread.settle(response, waits_to_send).await,
                None => response,
            };
            if *ending.borrow() {
                let close = HeaderValue::from_static("close");
                response.headers_mut().insert(CONNECTION, close);
            }
            Ok::<_, Infallible>(response)
        }
    });
    let mut connection = pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEADER_READ_TIMEOUT)
            .serve_connection(TokioIo::new(stream), service)
    );
    // An error ends only this connection. Errors of the server have been logged before.
    let ended = tokio::select! {
        ended = connection.as_mut() => Some(ended),
        _ = is_ending.wait_for(|is_ending| *is_ending) => None,
    };
    let is_open = ended.is_none();
    if is_open
        && tokio::time::timeout(LINGER, connection.as_mut())
            .await
            .is_err()
    {
        connection.as_mut().graceful_shutdown();
        let _ = connection.await;
    }
}
