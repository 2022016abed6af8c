//! Requests over HTTP: those about a model go to a worker, the others are answered here.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{
    CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, TRANSFER_ENCODING,
};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use tokio::sync::oneshot;
use tokio::time::Instant;

use crate::web::{BodyError, Respond, body};

use super::job::{AnswerHead, Infer, Job, JobHead, Reply};
use super::open_inference;
use super::reply::{JSON, answer, failure};
use super::shared::Shared;
use super::streamed::Parts;

/// What MLflow scores at.
const INVOCATIONS: &str = "/invocations";
/// What MLflow 3.17.2 answers where a request takes too long.
const TIMED_OUT: &str = "Request processing time exceeded limit";
/// The version of Prometheus' text form.
const METRICS: HeaderValue = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");

/// Answers requests over HTTP.
pub(super) struct Front(pub(super) Arc<Shared>);

impl Respond for Front {
    async fn respond(&self, request: Request) -> Response {
        let started = std::time::Instant::now();
        let method = request.method().clone();
        let path = request.uri().path().to_owned();
        let response = self.route(request, &path).await;
        let took = started.elapsed();
        let status = response.status().as_u16();
        self.0.metrics.request(&path, status, took);
        if self.0.settings.logs_requests {
            let milliseconds = took.as_secs_f64() * 1e3;
            tracing::info!("{method} {path} {status} {milliseconds:.1} ms");
        }
        response
    }
}

impl Front {
    async fn route(&self, request: Request, path: &str) -> Response {
        // Other methods are answered as MLflow answers them.
        let is_read = *request.method() == Method::GET;
        match path {
            "/ping" | "/health" if is_read => self.health(),
            "/version" if is_read => self.version(),
            "/metrics" if is_read => self.metrics(),
            _ => match open_inference::route(&self.0, request.method(), path) {
                open_inference::Route::Answer(response) => response,
                open_inference::Route::Infer(infer) => self.ask(request, path, Some(infer)).await,
                open_inference::Route::Other => self.ask(request, path, None).await,
            },
        }
    }

    /// As MLflow answers, but not before a worker can.
    fn health(&self) -> Response {
        if !self.0.is_ready() {
            return failure(StatusCode::SERVICE_UNAVAILABLE, "no worker is ready yet");
        }
        answer(StatusCode::OK, JSON, "\n")
    }

    fn version(&self) -> Response {
        match self.0.about() {
            Some(about) => answer(StatusCode::OK, JSON, about.version),
            None => failure(StatusCode::SERVICE_UNAVAILABLE, "no worker is ready yet"),
        }
    }

    fn metrics(&self) -> Response {
        let shared = &self.0;
        let text = shared
            .metrics
            .text(shared.queue.len(), shared.settings.workers);
        answer(StatusCode::OK, METRICS, text)
    }

    /// Lets a worker answer.
    async fn ask(&self, request: Request, path: &str, infer: Option<Infer>) -> Response {
        let arrived = Instant::now();
        let (parts, body) = request.into_parts();
        let body = match body::read(body, self.0.settings.max_body).await {
            Ok(body) => body,
            Err(error) => return unread(&error),
        };
        let is_json = parts.headers.get(CONTENT_TYPE).is_some_and(|kind| {
            kind.as_bytes()
                .to_ascii_lowercase()
                .starts_with(b"application/json")
        });
        let (reply, answered) = oneshot::channel();
        let job = Job {
            is_batchable: infer.is_none()
                && is_json
                && path == INVOCATIONS
                && parts.method == Method::POST,
            head: JobHead {
                method: parts.method.to_string(),
                path: path.to_owned(),
                query: parts.uri.query().unwrap_or_default().to_owned(),
                headers: handed_on(&parts.headers),
                infer,
                ..JobHead::default()
            },
            body,
            arrived,
            reply,
        };
        if !self.0.queue.push(job) {
            return full(self.0.settings.queue);
        }
        self.await_reply(answered, arrived).await
    }

    async fn await_reply(&self, answered: oneshot::Receiver<Reply>, arrived: Instant) -> Response {
        let timeout = self.0.settings.timeout;
        let until = timeout.map(|timeout| arrived + timeout);
        let reply = match until {
            // A request that is given up is taken out of the queue.
            Some(until) => match tokio::time::timeout_at(until, answered).await {
                Ok(reply) => reply,
                Err(_) => return timed_out(),
            },
            None => answered.await,
        };
        match reply {
            Ok(Reply::Whole(head, body)) => response(&head, Body::from(body)),
            Ok(Reply::Streamed(head, parts)) => response(&head, Body::new(Parts(parts))),
            Ok(Reply::TimedOut) => timed_out(),
            Ok(Reply::WorkerEnded) => failure(
                StatusCode::INTERNAL_SERVER_ERROR,
                "the worker that had the request ended before it had answered; another takes its \
                 place, and the server's log may say why",
            ),
            Err(_) => failure(StatusCode::SERVICE_UNAVAILABLE, "the server is ending"),
        }
    }
}

/// The headers of a request that a worker is told.
fn handed_on(headers: &HeaderMap) -> Vec<(String, String)> {
    let of_the_connection = [CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING];
    headers
        .iter()
        .filter(|(name, _)| !of_the_connection.contains(name))
        .map(|(name, value)| {
            // Each byte is a character, as in WSGI and ASGI.
            let value = value.as_bytes().iter().map(|&byte| char::from(byte));
            (name.as_str().to_owned(), value.collect())
        })
        .collect()
}

/// A worker's answer.
fn response(head: &AnswerHead, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() =
        StatusCode::from_u16(head.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let of_the_connection = [CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING];
    for (name, value) in &head.headers {
        let value: Option<Vec<u8>> = value.chars().map(|c| u8::try_from(c).ok()).collect();
        let name = HeaderName::from_bytes(name.as_bytes());
        let value = HeaderValue::from_bytes(&value.unwrap_or_default());
        if let (Ok(name), Ok(value)) = (name, value)
            && !of_the_connection.contains(&name)
        {
            response.headers_mut().append(name, value);
        }
    }
    response
}

fn timed_out() -> Response {
    answer(StatusCode::GATEWAY_TIMEOUT, JSON, TIMED_OUT)
}

fn full(limit: usize) -> Response {
    let message = format!("{limit} requests wait for a worker already; try again later");
    failure(StatusCode::SERVICE_UNAVAILABLE, &message)
}

fn unread(error: &BodyError) -> Response {
    match error {
        BodyError::TooLarge(limit) => failure(
            StatusCode::PAYLOAD_TOO_LARGE,
            &format!("the body is too large; expected at most {limit} bytes (`--max-body`)"),
        ),
        BodyError::TooSlow => failure(
            StatusCode::REQUEST_TIMEOUT,
            "the body did not arrive in time",
        ),
        BodyError::Broken(error) => failure(
            StatusCode::BAD_REQUEST,
            &format!("the body cannot be read: {error}"),
        ),
    }
}

/// How long the requests under way may take when the server ends.
pub(super) fn grace(timeout: Option<Duration>) -> Duration {
    const LEAST: Duration = Duration::from_secs(5);
    const MOST: Duration = Duration::from_secs(60);
    timeout.map_or(MOST, |timeout| (timeout + LEAST).min(MOST + LEAST))
}
