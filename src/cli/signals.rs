//! The signals by which a server is told to end, or to load anew.

use std::io;

use tokio::sync::mpsc;

/// Tells of Ctrl-C and SIGTERM, each time they come.
pub(super) async fn hear(told: mpsc::Sender<()>) {
    loop {
        if let Err(error) = signal().await {
            tracing::warn!("signals cannot be heard: {error}");
            // The sender is not dropped, which would mean to end.
            std::future::pending::<()>().await;
        }
        let _ = told.send(()).await;
    }
}

#[cfg(unix)]
async fn signal() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted,
        _ = terminate.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn signal() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}

/// Tells of SIGHUP, each time it comes. Without such signals it never tells.
#[cfg(unix)]
pub(super) async fn hear_hangups(told: mpsc::Sender<()>) {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut hangups) = signal(SignalKind::hangup()) else {
        return std::future::pending().await;
    };
    while hangups.recv().await.is_some() {
        // One that comes while another waits means the same.
        let _ = told.try_send(());
    }
}

/// Windows has no SIGHUP.
#[cfg(not(unix))]
pub(super) async fn hear_hangups(told: mpsc::Sender<()>) {
    told.closed().await;
}
