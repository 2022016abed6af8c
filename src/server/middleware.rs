//! What happens to every request, before and after its handler.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::header::ORIGIN;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use tower_service::Service;

use super::App;
use super::error::Failure;
use super::guard::Guard;
use super::router;

/// The endpoints, and what stands around them.
pub(super) struct Server {
    router: Router,
    guard: Option<Guard>,
}

impl Server {
    pub(super) fn new(app: Arc<App>) -> Self {
        let settings = app.settings();
        let guard = settings
            .security
            .clone()
            .map(|security| Guard::new(security, &settings.static_prefix));
        Self {
            guard,
            router: router::router(app),
        }
    }

    /// Answers a request, whatever happens.
    pub(super) async fn respond(&self, request: Request) -> Response {
        let Some(guard) = &self.guard else {
            return self.route(request).await;
        };
        if let Some(response) = guard.stop(&request) {
            return response;
        }
        let origin = request.headers().get(ORIGIN).cloned();
        let mut response = self.route(request).await;
        guard.mark(response.headers_mut(), origin.as_ref());
        response
    }

    async fn route(&self, request: Request) -> Response {
        let is_options = request.method() == Method::OPTIONS;
        let mut router = self.router.clone();
        let routed = async move {
            match Service::<Request>::call(&mut router, request).await {
                Ok(response) => response,
                Err(never) => match never {},
            }
        };
        let mut response = caught(routed)
            .await
            .unwrap_or_else(|| Failure::defect().into_response());
        if is_options && response.status() == StatusCode::METHOD_NOT_ALLOWED {
            // The path is there, and its methods are in the header `Allow`: the answer asked for.
            *response.status_mut() = StatusCode::NO_CONTENT;
            *response.body_mut() = Body::empty();
        }
        response
    }
}

/// Runs a future to its end; `None` if it panics, which then has been said on stderr.
async fn caught<T>(future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    poll_fn(|context| {
        let poll = || Pin::as_mut(&mut future).poll(context);
        match catch_unwind(AssertUnwindSafe(poll)) {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(value)) => Poll::Ready(Some(value)),
            Err(_) => Poll::Ready(None),
        }
    })
    .await
}
