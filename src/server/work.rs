//! The one seam between the server, which must never wait, and the stores and disks, which do.

use std::sync::Arc;

use serde::Serialize;

use crate::error::{Error, Result};
use crate::tracking::Tracking;

use super::App;
use super::answer::{Answer, Json};
use super::error::Failure;

impl App {
    /// Runs work on the store on a thread that may wait, and writes its answer there.
    pub(super) async fn answer<T: Serialize>(
        self: &Arc<Self>,
        work: impl FnOnce(&Tracking) -> Result<T> + Send + 'static,
    ) -> Answer {
        self.with(move |app| {
            let value = work(app.tracking()?)?;
            Ok(Json::of(&value))
        })
        .await
    }
}

impl App {
    /// Runs work on a thread that may wait, whatever part of the server it needs.
    pub(super) async fn with<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let app = Arc::clone(self);
        blocking(move || work(&app)).await
    }
}

/// Runs work on a thread that may wait. If it panics, that is a failure of this request alone.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        // What the panic said is on stderr already.
        Err(error) if error.is_panic() => Err(Failure::defect()),
        Err(error) => Err(Error::internal("the server is ending")
            .caused_by(error)
            .into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::StatusCode;
    use axum::response::IntoResponse;

    #[tokio::test]
    async fn work_that_panics_is_the_failure_of_one_request() {
        let panics = blocking(|| -> Result<(), Failure> { panic!("on purpose") });
        let response = panics.await.unwrap_err().into_response();
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(blocking(|| Ok(5)).await.unwrap(), 5);
    }
}
