//! Accepting connections, and ending without losing what is under way.

use std::convert::Infallible;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};

use crate::duration;
use crate::error::{Error, Result};
use crate::tracking::sweep_below;

use super::App;
use super::middleware::GuardedRouter;
use super::unread;
use super::work::MAX_BLOCKING;

/// How long requests that are under way may take once the server is told to end.
const GRACE: Duration = Duration::from_secs(30);
/// How long deliveries to webhooks may take that are left when all requests have ended.
const WEBHOOK_GRACE: Duration = Duration::from_secs(5);
/// How long a connection may be idle, and how long the head of a request may take to arrive.
const HEADER_READ_TIMEOUT: Duration = Duration::from_secs(75);
/// How long to wait after a connection could not be accepted for want of file descriptors.
const PAUSE: Duration = Duration::from_millis(50);
/// How often to look for uploads that were given up.
const SWEEP_PERIOD: Duration = Duration::from_secs(60 * 60);
/// After how long without progress an upload is given up.
const UPLOAD_TIMEOUT: Duration = Duration::from_secs(24 * 60 * 60);
/// Threads that wait for connections. One serves them all; the second is there while the first
/// parses a large body.
const WORKERS: usize = 2;
/// How long a blocking thread stays without work. Each takes some memory.
const BLOCKING_KEEP_ALIVE: Duration = Duration::from_secs(2);

/// The threads of a server.
pub fn runtime() -> Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(WORKERS)
        .max_blocking_threads(MAX_BLOCKING)
        .thread_keep_alive(BLOCKING_KEEP_ALIVE)
        .enable_all()
        .build()
        .map_err(|e| Error::internal("cannot start the server's threads").caused_by(e))
}

/// Serves until the first message (or the end) of `stop`, then lets the requests under way end,
/// for half a minute at most, and what webhooks are to hear be sent, for a few seconds; nothing
/// beyond a second message.
pub async fn serve(
    listener: std::net::TcpListener,
    app: Arc<App>,
    mut stop: mpsc::Receiver<()>,
) -> Result<()> {
    let cannot_listen =
        |e: io::Error| Error::internal("cannot listen for connections").caused_by(e);
    listener.set_nonblocking(true).map_err(cannot_listen)?;
    let listener = TcpListener::from_std(listener).map_err(cannot_listen)?;
    tokio::spawn(sweep(Arc::clone(&app)));
    let server = Arc::new(GuardedRouter::new(Arc::clone(&app)));
    let (ending, is_ending) = watch::channel(false);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stop.recv() => break,
        };
        match accepted {
            Ok((stream, _)) => {
                tokio::spawn(connection(stream, Arc::clone(&server), is_ending.clone()));
            }
            Err(error) => recover(&error).await,
        }
    }
    drop((listener, is_ending));
    ending.send_replace(true);
    tokio::select! {
        () = ending.closed() => {}
        () = tokio::time::sleep(GRACE) => tracing::warn!(
            "ending although requests are under way: they did not end in {}",
            duration::seconds(GRACE)
        ),
        Some(()) = stop.recv() => {
            tracing::warn!("ending at once, with requests under way");
            return Ok(());
        }
    }
    let telling = tokio::task::spawn_blocking(move || app.webhooks().end(WEBHOOK_GRACE));
    tokio::select! {
        _ = telling => {}
        Some(()) = stop.recv() => tracing::warn!("ending at once, with webhooks to be told"),
    }
    Ok(())
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

/// Removes uploads that their clients or an earlier server gave up: at the start, and then every
/// hour.
async fn sweep(app: Arc<App>) {
    loop {
        // A failure has been logged, and the next round may do better.
        let _ = app
            .with(|app| Ok(app.artifacts()?.sweep(UPLOAD_TIMEOUT)?))
            .await;
        tokio::time::sleep(SWEEP_PERIOD).await;
    }
}

/// Removes, in the background, the unfinished files of killed programs that wrote artifacts directly.
pub fn sweep_artifacts(app: &App) {
    let Ok(tracking) = app.tracking() else {
        return;
    };
    let roots = tracking.artifact_roots();
    let thread = thread::Builder::new().name("sweep".to_owned());
    // If no thread can be started, the next start does it.
    let _ = thread.spawn(|| sweep_below(roots));
}

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

/// Serves one connection. When `is_ending` becomes true, the connection ends after the request under
/// way. `serve` sees by the receivers that are left which connections are still open.
async fn connection(
    stream: TcpStream,
    server: Arc<GuardedRouter>,
    mut is_ending: watch::Receiver<bool>,
) {
    // A response is one write: waiting for more to send would only delay it.
    let _ = stream.set_nodelay(true);
    let service = service_fn(|request: hyper::Request<hyper::body::Incoming>| {
        let server = Arc::clone(&server);
        async move {
            let waits_to_send = unread::waits_to_send(request.headers());
            let (request, unread) = unread::tracked(request);
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
