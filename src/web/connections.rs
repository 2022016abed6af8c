//! Accepting connections, and ending without losing what is under way.

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::Request;
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
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stop.recv() => break,
        };
        match accepted {
            Ok((stream, peer)) => {
                let (server, is_ending) = (Arc::clone(&server), is_ending.clone());
                tokio::spawn(connection(
                    stream,
                    peer.ip(),
                    tls.clone(),
                    server,
                    is_ending,
                ));
            }
            Err(error) => recover(&error).await,
        }
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

/// Exchanges requests and answers. When `is_ending` becomes true, the connection ends after the request under
/// way. `serve` sees by the receivers that are left which connections are still open.
async fn exchange(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    came_from: IpAddr,
    server: Arc<impl Respond>,
    mut is_ending: watch::Receiver<bool>,
) {
    let service = service_fn(|request: hyper::Request<hyper::body::Incoming>| {
        let server = Arc::clone(&server);
        async move {
            let waits_to_send = unread::waits_to_send(request.headers());
            let (mut request, unread) = unread::tracked(request);
            server.note_peer(&mut request, came_from);
            let response = server.respond(request).await;
            Ok::<_, Infallible>(match unread {
                Some(unread) => unread.settle(response, waits_to_send).await,
                None => response,
            })
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
    if ended.is_none() {
        connection.as_mut().graceful_shutdown();
        let _ = connection.await;
    }
}
