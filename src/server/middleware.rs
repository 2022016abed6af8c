//! What happens to every request, before and after its handler.

use std::future::poll_fn;
use std::net::IpAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::Instant;

use axum::Router;
use axum::body::{Body, HttpBody as _};
use axum::extract::Request;
use axum::http::header::ORIGIN;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use tower_service::Service;

use crate::tracking::Tracking;
use crate::web::Respond;

use super::App;
use super::auth::{self, Gate, Stranger};
use super::error::ErrorResponse;
use super::forwarded::Forwarded;
use super::guard::Guard;
use super::gzip;
use super::peer::{Peer, TrustedProxies};
use super::prometheus::Counts;
use super::record::{Asked, Lines, REQUEST_ID, RequestId};
use super::router;
use super::token::RunToken;

/// The router of the endpoints with the checks before it and the counting behind it.
pub(super) struct GuardedRouter {
    router: Router,
    guard: Option<Guard>,
    token: Option<RunToken>,
    /// Finds out who sends a request, on a server with users.
    gate: Option<Gate>,
    /// What stands before every path.
    prefix: String,
    /// Where each request is written down.
    access_log: Option<Lines>,
    /// Whether requests have ids.
    has_ids: bool,
    /// Who may say for whom they ask.
    proxies: Option<TrustedProxies>,
    counting: Option<Counting>,
}

/// Who has sent the request of an answer.
#[derive(Clone)]
struct UserName(Arc<str>);

impl Respond for GuardedRouter {
    fn note_peer<B>(&self, request: &mut hyper::Request<B>, came_from: IpAddr) {
        if let Some(proxies) = &self.proxies
            && proxies.trusts(came_from)
        {
            let forwarded = Forwarded::read(request.headers());
            request.extensions_mut().insert(forwarded);
        }
        if self.gate.is_none() && !self.has_ids {
            return;
        }
        let peer = match &self.proxies {
            Some(proxies) => proxies.peer(came_from, request.headers()),
            None => Peer(came_from.to_canonical()),
        };
        request.extensions_mut().insert(peer);
    }

    /// Answers a request, whatever happens, and writes it down where that is asked for.
    async fn respond(&self, mut request: Request) -> Response {
        if !self.has_ids {
            return self.admit(request).await;
        }
        let id = RequestId::of(request.headers());
        request.extensions_mut().insert(id.clone());
        let asked = Asked {
            peer: request.extensions().get().copied(),
            method: request.method().clone(),
            path: request.uri().path().to_owned(),
            version: request.version(),
            id,
        };
        let start = Instant::now();
        let mut response = self.admit(request).await;
        response.headers_mut().insert(REQUEST_ID, asked.id.header());
        if let Some(lines) = &self.access_log {
            let user = response.extensions().get::<UserName>().map(|user| &*user.0);
            let length = response.body().size_hint().exact();
            asked.log(lines, user, response.status(), length, start.elapsed());
        }
        response
    }
}

/// Counting requests, and where the counts are asked for.
struct Counting {
    counts: Counts,
    /// Knows of the deliveries to webhooks.
    app: Arc<App>,
    /// Below the prefix, and above it, where MLflow has them whatever the prefix.
    paths: [String; 2],
    /// The paths that are not counted: programs ask them all the time.
    uncounted: [String; 3],
}

impl GuardedRouter {
    pub(super) fn new(app: Arc<App>) -> Self {
        let settings = app.settings();
        let prefix = &settings.static_prefix;
        let guard = settings
            .security
            .clone()
            .map(|security| Guard::new(security, prefix));
        let counting = settings.exposes_metrics.then(|| Counting {
            counts: Counts::default(),
            app: Arc::clone(&app),
            paths: [prefix, ""].map(|prefix| format!("{prefix}/metrics")),
            uncounted: ["health", "ready", "version"].map(|name| format!("{prefix}/{name}")),
        });
        Self {
            token: settings.token.clone(),
            gate: settings
                .users
                .clone()
                .map(|users| Gate::new(users, settings)),
            prefix: prefix.clone(),
            access_log: settings.access_log.clone(),
            has_ids: settings.access_log.is_some() || settings.audit_log.is_some(),
            proxies: settings.proxies.clone(),
            router: router::router(app),
            guard,
            counting,
        }
    }

    async fn admit(&self, request: Request) -> Response {
        if let Some(token) = &self.token
            && !token.opens(request.headers())
        {
            return RunToken::refusal();
        }
        let Some(guard) = &self.guard else {
            return self.identify(request).await;
        };
        if let Some(response) = guard.stop(&request) {
            return response;
        }
        let origin = request.headers().get(ORIGIN).cloned();
        let mut response = self.identify(request).await;
        guard.add_headers(response.headers_mut(), origin.as_ref());
        response
    }

    async fn identify(&self, mut request: Request) -> Response {
        let Some(gate) = &self.gate else {
            return self.count(request).await;
        };
        if let Err(failure) = gate.identify(&mut request).await {
            return failure.into_response();
        }
        let name = self.access_log.as_ref().and_then(|_| {
            let caller = auth::caller_of(&request)?;
            Some(UserName(caller.name().into()))
        });
        let stranger = auth::caller_of(&request)
            .is_none()
            .then(|| Stranger::of(&request, &self.prefix));
        let mut response = self.count(request).await;
        if let Some(stranger) = stranger {
            response = stranger.told(response);
        }
        if let Some(name) = name {
            response.extensions_mut().insert(name);
        }
        response
    }

    async fn count(&self, request: Request) -> Response {
        let Some(counting) = &self.counting else {
            return self.route(request).await;
        };
        let path = request.uri().path();
        if counting.paths.iter().any(|known| known == path) {
            if self.gate.is_some() && auth::caller_of(&request).is_none() {
                return auth::not_authenticated();
            }
            let app = &counting.app;
            let replica = app.tracking().ok().and_then(Tracking::replica);
            return counting
                .counts
                .answer(&app.webhooks().counts(), replica.as_ref());
        }
        if counting.uncounted.iter().any(|uncounted| uncounted == path) {
            return self.route(request).await;
        }
        let method = request.method().clone();
        let start = Instant::now();
        let response = self.route(request).await;
        let status = response.status().as_u16();
        counting.counts.add(&method, status, start.elapsed());
        response
    }

    async fn route(&self, request: Request) -> Response {
        let is_options = request.method() == Method::OPTIONS;
        let reads_gzip = gzip::is_accepted(request.headers());
        let mut router = self.router.clone();
        let answering = async move {
            match Service::<Request>::call(&mut router, request).await {
                Ok(response) => response,
                Err(never) => match never {},
            }
        };
        let mut response = caught(answering)
            .await
            .unwrap_or_else(|| ErrorResponse::defect().into_response());
        if is_options && response.status() == StatusCode::METHOD_NOT_ALLOWED {
            // The path exists, and its methods are in the header `Allow`: that answers the request.
            *response.status_mut() = StatusCode::NO_CONTENT;
            *response.body_mut() = Body::empty();
        }
        gzip::compressed(response, reads_gzip).await
    }
}

/// Runs a future to its end. `None` if it panics; the panic has then been reported on stderr.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_caught_and_nothing_else_is() {
        assert_eq!(caught(async { 5 }).await, Some(5));
        let panics = async {
            tokio::task::yield_now().await;
            assert!(std::hint::black_box(false), "on purpose");
        };
        assert_eq!(caught(panics).await, None);
    }

    #[tokio::test]
    async fn a_handler_that_panics_answers_and_the_next_one_works() {
        async fn panics() -> &'static str {
            assert!(!std::hint::black_box(true), "on purpose");
            "never"
        }
        let router = Router::new()
            .route("/panics", axum::routing::get(panics))
            .route("/works", axum::routing::get(|| async { "well" }));
        let server = GuardedRouter {
            router,
            guard: None,
            token: None,
            gate: None,
            prefix: String::new(),
            access_log: None,
            has_ids: false,
            proxies: None,
            counting: None,
        };
        let status = async |path: &str| {
            let request = Request::get(path).body(Body::empty()).unwrap();
            server.respond(request).await.status()
        };
        assert_eq!(status("/panics").await, StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(status("/works").await, StatusCode::OK);
    }
}
