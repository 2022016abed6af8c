//! Sending requests to clouds: with time limits, again where that may help, and in the way that the
//! service wants them signed.
//!
//! OpenDAL makes the requests and reads the answers. It hands each request to [`Transport`], which
//!
//! 1. lets the protocol add headers and sign it,
//! 2. sends it,
//! 3. sends it again, after a pause, where the answer says that it may succeed later,
//! 4. turns every other refusal into an error with what the service said.
//!
//! Each repetition is signed anew: a pause may be long, and credentials expire.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use opendal::raw::{HttpBody, HttpFetch};
use opendal::{Buffer, Error, ErrorKind, Result};
use reqsign_core::{Signer, SigningCredential};
use reqwest::header::HeaderMap;
use reqwest::{Client, Method, StatusCode};
use ureq::http::request::Builder;

/// A request as OpenDAL makes it.
pub(super) type Request = ureq::http::Request<Buffer>;
/// The head of a request.
pub(super) type Head = ureq::http::request::Parts;
/// An answer whose body is still to be read.
pub(super) type Response = ureq::http::Response<HttpBody>;
/// The head of an answer.
pub(super) type ResponseHead = ureq::http::response::Parts;

use super::checksum;
use super::client::{Clients, is_metadata};
use super::failure::Refusal;

/// The pause before the first repetition; it doubles with each further one.
const FIRST_PAUSE: Duration = Duration::from_millis(200);
/// The same where the service asks for fewer requests.
const FIRST_PAUSE_THROTTLED: Duration = Duration::from_secs(1);
/// The longest pause, also where the service asks for a longer one.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// What a service wants beyond what OpenDAL does for it.
pub(super) trait Protocol: Send + Sync {
    /// Adds to a request what is missing, the signature last.
    fn prepare<'a>(&'a self, head: &'a mut Head) -> Pending<'a, Result<()>>;

    /// Learns from a refusal; `true` if the request is worth another attempt at once.
    fn learns(&self, refusal: &Refusal) -> bool;
}

/// Something that is waited for.
pub(super) type Pending<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Sends requests.
#[derive(Clone)]
pub(super) struct Transport {
    clients: Clients,
    protocol: Option<Arc<dyn Protocol>>,
    attempts: usize,
}

impl Transport {
    /// Sends requests as they are.
    pub(super) fn plain(clients: Clients, attempts: usize) -> Self {
        Self {
            clients,
            protocol: None,
            attempts,
        }
    }

    /// Sends requests of a protocol.
    pub(super) fn of(protocol: Arc<dyn Protocol>, clients: Clients, attempts: usize) -> Self {
        Self {
            protocol: Some(protocol),
            ..Self::plain(clients, attempts)
        }
    }

    /// Sends a request of our own, whose answer is read to its end.
    pub(super) async fn ask(
        &self,
        request: Builder,
        body: Buffer,
    ) -> Result<(ResponseHead, Vec<u8>)> {
        let has_body = request
            .method_ref()
            .is_some_and(|method| !matches!(*method, Method::GET | Method::HEAD));
        let request = if has_body {
            request.header("content-length", body.len())
        } else {
            request
        };
        let request = request.body(body).map_err(unusable)?;
        let (head, mut body) = self.fetch(request).await?.into_parts();
        let content = body.to_buffer().await?.to_vec();
        if head.status.is_success() {
            return Ok((head, content));
        }
        let refusal = Refusal::read(head.status, &head.headers, &content);
        Err(Error::new(refusal.kind(), refusal.to_string()).set_source(refusal))
    }

    /// Sends a request once.
    async fn attempt(&self, request: Request) -> Result<Response> {
        let (mut head, body) = request.into_parts();
        if let Some(protocol) = &self.protocol {
            protocol.prepare(&mut head).await?;
        }
        let method = head.method.clone();
        let client = self.clients.for_request(&head.uri, body.len());
        let response = send(client, ureq::http::Request::from_parts(head, body)).await?;
        if method == Method::GET && response.status() == StatusCode::OK {
            return Ok(checksum::verified(response));
        }
        Ok(response)
    }

    /// The answer to a request, or why it is none.
    async fn answer(&self, request: &Request) -> Result<Response, Attempt> {
        let response = self.attempt(copy(request)).await.map_err(Attempt::Broken)?;
        let status = response.status();
        // OpenDAL knows what these mean for the request.
        let is_for_opendal = status.is_success()
            || matches!(
                status,
                StatusCode::NOT_MODIFIED | StatusCode::PRECONDITION_FAILED
            );
        if is_for_opendal {
            return Ok(response);
        }
        let (head, mut body) = response.into_parts();
        let content = body.to_buffer().await.unwrap_or_default();
        let mut refusal = Refusal::read(status, &head.headers, &content.to_bytes());
        if request.method() == Method::HEAD && refusal.code.is_empty() {
            refusal = self.explained(request).await.unwrap_or(refusal);
        }
        if status == StatusCode::NOT_FOUND && !refusal.is_no_bucket() {
            let body = HttpBody::new(futures_util::stream::iter([Ok(content)]), None);
            return Ok(ureq::http::Response::from_parts(head, body));
        }
        Err(Attempt::Refused(refusal, retry_after(&head.headers)))
    }

    /// What a refused request for a file's head is refused for. The answer to `HEAD` has no body, so
    /// the same is asked by `GET`.
    async fn explained(&self, request: &Request) -> Option<Refusal> {
        let mut again = copy(request);
        *again.method_mut() = Method::GET;
        let range = "bytes=0-0".parse().expect("a header");
        again.headers_mut().insert("range", range);
        let (head, mut body) = self.attempt(again).await.ok()?.into_parts();
        if head.status.is_success() {
            return None;
        }
        let content = body.to_buffer().await.ok()?;
        Some(Refusal::read(
            head.status,
            &head.headers,
            &content.to_bytes(),
        ))
    }
}

/// Why an attempt failed.
enum Attempt {
    /// There is no answer.
    Broken(Error),
    /// The service refused, and perhaps said when to ask again.
    Refused(Refusal, Option<Duration>),
}

impl HttpFetch for Transport {
    async fn fetch(&self, request: Request) -> Result<Response> {
        let attempts = if is_metadata(request.uri()) {
            1
        } else {
            self.attempts
        };
        let mut attempt = 1;
        let mut lessons = 0;
        loop {
            let failure = match self.answer(&request).await {
                Ok(response) => return Ok(response),
                Err(failure) => failure,
            };
            if let (Attempt::Refused(refusal, _), Some(protocol)) = (&failure, &self.protocol)
                && lessons < 2
                && protocol.learns(refusal)
            {
                lessons += 1;
                continue;
            }
            let may_pass = match &failure {
                Attempt::Broken(error) => error.is_temporary(),
                Attempt::Refused(refusal, _) => refusal.may_pass(),
            };
            if attempt >= attempts || !may_pass {
                return Err(failure.into_error());
            }
            let pause = failure.pause(attempt);
            if attempt > 1 {
                tracing::warn!(
                    "{}; trying again in {:.1} s ({attempt} of {})",
                    failure.in_words(),
                    pause.as_secs_f64(),
                    attempts - 1
                );
            }
            tokio::time::sleep(pause).await;
            attempt += 1;
        }
    }
}

impl Attempt {
    /// How long to wait before the next attempt: chance keeps many that failed at once from coming
    /// back at once.
    fn pause(&self, attempt: usize) -> Duration {
        let (first, asked_for) = match self {
            Self::Refused(refusal, asked_for) if refusal.is_throttling() => {
                (FIRST_PAUSE_THROTTLED, *asked_for)
            }
            Self::Refused(_, asked_for) => (FIRST_PAUSE, *asked_for),
            Self::Broken(_) => (FIRST_PAUSE, None),
        };
        let doublings = u32::try_from(attempt - 1).unwrap_or(u32::MAX).min(16);
        let most = first.saturating_mul(1 << doublings).min(LONGEST_PAUSE);
        let pause = most.mul_f64(rand::random_range(0.5..1.0));
        asked_for.map_or(pause, |asked| pause.max(asked).min(LONGEST_PAUSE))
    }

    fn in_words(&self) -> String {
        match self {
            Self::Broken(error) => super::error::in_words(error),
            Self::Refused(refusal, _) => refusal.to_string(),
        }
    }

    fn into_error(self) -> Error {
        match self {
            Self::Broken(error) => error,
            Self::Refused(refusal, _) => {
                let kind = if refusal.is_no_bucket() {
                    ErrorKind::ConfigInvalid
                } else {
                    refusal.kind()
                };
                Error::new(kind, refusal.to_string()).set_source(refusal)
            }
        }
    }
}

/// The error for a request that is none.
pub(super) fn unusable(error: ureq::http::Error) -> Error {
    Error::new(ErrorKind::Unexpected, "a request cannot be made").set_source(error)
}

/// Signs the head of a request, or a request that somebody else will send while it is valid.
pub(super) async fn sign<C: SigningCredential>(
    signer: &Signer<C>,
    head: &mut Head,
    valid: Option<Duration>,
) -> Result<()> {
    let outcome = signer.sign(head, valid).await;
    head.headers.remove("host");
    outcome.map_err(|error| {
        let text = error.to_string();
        let message = text.lines().next().unwrap_or_default().to_owned();
        Error::new(ErrorKind::PermissionDenied, message)
            .with_operation("sign")
            .with_temporary(error.is_retryable())
    })
}

async fn send(client: &Client, request: Request) -> Result<Response> {
    HttpFetch::fetch(client, request).await
}

/// A request to be sent once more. Its content is shared.
fn copy(request: &Request) -> Request {
    let mut copy = ureq::http::Request::new(request.body().clone());
    *copy.method_mut() = request.method().clone();
    *copy.uri_mut() = request.uri().clone();
    *copy.headers_mut() = request.headers().clone();
    *copy.extensions_mut() = request.extensions().clone();
    copy
}

/// The pause that a service asks for.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get("retry-after")?.to_str().ok()?.trim();
    seconds.parse().ok().map(Duration::from_secs)
}
