//! The one seam between the connections' threads, which never block, and the stores and disks,
//! which do.

use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;

use tokio::sync::{OwnedSemaphorePermit, oneshot};

use crate::access::AccessControl;
use crate::duration;
use crate::error::{Error, ErrorCode, Result};
use crate::registry::Registry;
use crate::tracking::Tracking;

use super::App;
use super::answer::{HandlerResult, Json};
use super::app::MAX_WRITERS;
use super::error::ErrorResponse;

/// Most threads that wait for stores and disks.
pub(super) const MAX_BLOCKING: usize = 128;
/// How long a request waits for one of them.
const WRITE_PATIENCE: Duration = Duration::from_secs(60);

impl App {
    /// Runs work that only reads the store on a blocking thread, which writes the answer, too.
    pub(super) async fn answer<T: Serialize>(
        self: &Arc<Self>,
        work: impl FnOnce(&Tracking) -> Result<T> + Send + 'static,
    ) -> HandlerResult {
        self.with(move |app| {
            let value = work(app.reader()?)?;
            Ok(Json::of(&value))
        })
        .await
    }

    /// Runs work that changes the store, and may wait for a lock that another program holds.
    pub(super) async fn change<T: Serialize>(
        self: &Arc<Self>,
        work: impl FnOnce(&Tracking) -> Result<T> + Send + 'static,
    ) -> HandlerResult {
        self.change_with(move |app| {
            let value = work(app.tracking()?)?;
            Ok(Json::of(&value))
        })
        .await
    }

    /// The same as [`Self::answer`], of the registered models.
    pub(super) async fn answer_models<T: Serialize>(
        self: &Arc<Self>,
        work: impl FnOnce(&Registry) -> Result<T> + Send + 'static,
    ) -> HandlerResult {
        self.with(move |app| {
            let value = work(&app.registry_reader()?)?;
            Ok(Json::of(&value))
        })
        .await
    }

    /// The same as [`Self::change`], of the registered models.
    pub(super) async fn change_models<T: Serialize>(
        self: &Arc<Self>,
        work: impl FnOnce(&Registry) -> Result<T> + Send + 'static,
    ) -> HandlerResult {
        self.change_with(move |app| {
            let value = work(&app.registry()?)?;
            Ok(Json::of(&value))
        })
        .await
    }

    /// The same as [`Self::answer`], of the users.
    pub(super) async fn answer_users<T: Serialize>(
        self: &Arc<Self>,
        work: impl FnOnce(&AccessControl) -> Result<T> + Send + 'static,
    ) -> HandlerResult {
        self.with(move |app| {
            let value = work(app.users()?)?;
            Ok(Json::of(&value))
        })
        .await
    }

    /// The same as [`Self::change`], of the users.
    pub(super) async fn change_users<T: Serialize>(
        self: &Arc<Self>,
        work: impl FnOnce(&AccessControl) -> Result<T> + Send + 'static,
    ) -> HandlerResult {
        self.change_with(move |app| {
            let value = work(app.users()?)?;
            Ok(Json::of(&value))
        })
        .await
    }

    /// Runs work that changes something, whatever part of the server it needs. There are threads
    /// for reading that such work never takes.
    pub(super) async fn change_with<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self) -> Result<T, ErrorResponse> + Send + 'static,
    ) -> Result<T, ErrorResponse> {
        let permit = self.permit_to_write().await?;
        self.with(move |app| {
            // Held by the thread: it goes on when the client has gone.
            let _permit = permit;
            work(app)
        })
        .await
    }

    /// Waits, without a thread, until one of the threads for writing is free.
    async fn permit_to_write(&self) -> Result<OwnedSemaphorePermit, ErrorResponse> {
        let permit = Arc::clone(self.writers()).acquire_owned();
        match tokio::time::timeout(WRITE_PATIENCE, permit).await {
            Ok(Ok(permit)) => Ok(permit),
            Ok(Err(_)) => Err(ErrorResponse::ending()),
            Err(_) => Err(Error::new(
                ErrorCode::TemporarilyUnavailable,
                format!(
                    "too many requests wait to write: none of {MAX_WRITERS} was done within {}",
                    duration::text(WRITE_PATIENCE)
                ),
            )
            .hint("the server's log says what they wait for; try again later")
            .into()),
        }
    }
}

impl App {
    /// Runs work on a blocking thread, whatever part of the server it needs.
    pub(super) async fn with<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self) -> Result<T, ErrorResponse> + Send + 'static,
    ) -> Result<T, ErrorResponse> {
        let app = Arc::clone(self);
        blocking(move || work(&app)).await
    }
}

/// Runs work on a blocking thread. A panic fails this request alone.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ErrorResponse> + Send + 'static,
) -> Result<T, ErrorResponse> {
    let (sender, receiver) = oneshot::channel();
    run_blocking(Box::new(move || {
        // Nobody receives what a client that has gone asked for.
        drop(sender.send(work()));
    }))
    .await?;
    receiver.await.map_err(|_| ErrorResponse::ending())?
}

/// The runtime's machinery of a task is compiled once for this one type of work, not for each
/// handler's.
async fn run_blocking(work: Box<dyn FnOnce() + Send>) -> Result<(), ErrorResponse> {
    match tokio::task::spawn_blocking(work).await {
        Ok(()) => Ok(()),
        // What the panic said is on stderr already.
        Err(error) if error.is_panic() => Err(ErrorResponse::defect()),
        // The runtime ends, and has not begun with it.
        Err(_) => Err(ErrorResponse::ending()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::StatusCode;
    use axum::response::IntoResponse;

    #[tokio::test]
    async fn work_that_panics_is_the_failure_of_one_request() {
        let panics = blocking(|| -> Result<(), ErrorResponse> { panic!("on purpose") });
        let response = panics.await.unwrap_err().into_response();
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(blocking(|| Ok(5)).await.unwrap(), 5);
    }
}
