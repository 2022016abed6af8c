//! Accepting connections, and ending without losing what is under way.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use tokio::sync::mpsc;

use crate::error::{Error, Result};
use crate::tracking::sweep_below;
use crate::web::{self, Grace};

use super::App;
use super::middleware::GuardedRouter;
use super::work::MAX_BLOCKING;

/// How long requests that are under way may take once the server is told to end.
const GRACE: Duration = Duration::from_secs(30);
/// How long deliveries to webhooks may take that are left when all requests have ended.
const WEBHOOK_GRACE: Duration = Duration::from_secs(5);
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
    tokio::spawn(sweep(Arc::clone(&app)));
    let server = Arc::new(GuardedRouter::new(Arc::clone(&app)));
    let tls = app.settings().tls.clone();
    if web::accept(listener, tls, server, &mut stop, GRACE).await? == Grace::Cut {
        return Ok(());
    }
    let telling = tokio::task::spawn_blocking(move || app.webhooks().end(WEBHOOK_GRACE));
    tokio::select! {
        _ = telling => {}
        Some(()) = stop.recv() => tracing::warn!("ending at once, with webhooks to be told"),
    }
    Ok(())
}

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
