//! Sending requests.

use std::io::Read;
use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ureq::http::{self, HeaderMap, Method, Response};
use ureq::{Agent, SendBody};

use crate::config::HttpSettings;
use crate::error::{Error, Result};

use super::request_error::RequestError;
use super::retry::Retry;
use super::{Address, HttpAnswer, proxy, tls};

/// How many connections stay open for the next request: as many as files are transferred at once.
const IDLE_CONNECTIONS: usize = 8;
/// How many redirects a download follows.
const MAX_REDIRECTS: u32 = 5;
pub(super) const USER_AGENT: &str = concat!("mlflow/", env!("CARGO_PKG_VERSION"));

/// Speaks to one server, with the user's credentials.
pub(crate) struct Client {
    agent: Agent,
    /// The proxy through which the server is asked, without its password.
    proxy: Option<String>,
    authorization: Option<String>,
    retry: Retry,
    respects_retry_after: bool,
}

/// A request, which can be sent any number of times.
pub(crate) struct Request<'a> {
    /// The method.
    pub(crate) method: Method,
    /// The URL, without credentials.
    pub(crate) url: String,
    /// Further headers.
    pub(crate) headers: Vec<(&'a str, String)>,
    /// The body.
    pub(crate) body: Body<'a>,
    /// Whether credentials are sent. URLs that the server has signed are requested without.
    pub(crate) is_authorized: bool,
}

/// The body of a request.
pub(crate) enum Body<'a> {
    /// Nothing.
    None,
    /// JSON.
    Json(Vec<u8>),
    /// Something long, opened anew for each attempt, with its length in bytes.
    Stream {
        /// In bytes.
        length: u64,
        /// Opens it at its beginning.
        open: &'a dyn Fn() -> Result<Box<dyn Read + 'a>>,
    },
}

impl Request<'_> {
    /// A `GET` request.
    pub(crate) fn get(url: String) -> Self {
        Self {
            method: Method::GET,
            url,
            headers: Vec::new(),
            body: Body::None,
            is_authorized: true,
        }
    }

    /// A request that sends JSON.
    pub(crate) fn json(method: Method, url: String, body: Vec<u8>) -> Self {
        Self {
            method,
            body: Body::Json(body),
            ..Self::get(url)
        }
    }

    /// The URL without its query, which may be long or secret: for messages.
    pub(crate) fn shown_url(&self) -> &str {
        self.url.split('?').next().unwrap_or_default()
    }
}

impl Client {
    /// Makes a client for a server. Credentials in its address go before those of the settings.
    pub(crate) fn new(address: &Address, settings: &HttpSettings) -> Result<Self> {
        let timeout = Some(settings.timeout).filter(|timeout| !timeout.is_zero());
        let longest = settings.connect_timeout;
        let connect_timeout = timeout.unwrap_or(longest).min(longest);
        let tls = tls::config(settings)?;
        let config = |proxy| {
            Agent::config_builder()
                .proxy(proxy)
                .http_status_as_error(false)
                .max_redirects(MAX_REDIRECTS)
                .max_redirects_will_error(false)
                .max_idle_connections_per_host(IDLE_CONNECTIONS)
                .timeout_resolve(Some(connect_timeout))
                .timeout_connect(Some(connect_timeout))
                .timeout_per_read(timeout)
                .timeout_per_write(timeout)
                .user_agent(USER_AGENT)
                .tls_config(tls.clone())
                .build()
        };
        Ok(Self {
            agent: proxy::agent(settings.proxies.clone(), config),
            proxy: proxy::shown_proxy(&settings.proxies, address.url())?,
            authorization: authorization(address, settings),
            retry: Retry::new(settings),
            respects_retry_after: settings.respects_retry_after,
        })
    }

    /// Sends a request until it is answered or was tried often enough.
    pub(crate) fn send(&self, request: &Request) -> Result<HttpAnswer> {
        self.with_retries(|| self.exchange(request))
    }

    /// Sends a request once, for questions that are not worth waiting for.
    pub(crate) fn send_once(&self, request: &Request) -> Result<HttpAnswer> {
        self.exchange(request).map_err(RequestError::into_error)
    }

    /// Repeats something until it succeeds, fails for good or has been tried often enough.
    pub(crate) fn with_retries<T>(
        &self,
        attempt: impl FnMut() -> Result<T, RequestError>,
    ) -> Result<T> {
        self.retry.run(attempt)
    }

    fn exchange(&self, request: &Request) -> Result<HttpAnswer, RequestError> {
        let response = self.open(request)?;
        read(request.shown_url(), response)
    }

    /// Sends a request once and returns the answer, whose body is still to be read. An answer that may
    /// be different later is an error that may pass.
    pub(crate) fn open(&self, request: &Request) -> Result<Response<ureq::Body>, RequestError> {
        let response = self.start(request)?.map_err(|error| {
            RequestError::of_ureq(request.shown_url(), error).through(self.proxy.as_deref())
        })?;
        if !matches!(response.status().as_u16(), 408 | 429 | 500 | 502..=504) {
            return Ok(response);
        }
        let retry_after = self
            .respects_retry_after
            .then(|| retry_after(response.headers()))
            .flatten();
        let answer = read(request.shown_url(), response)?;
        let error = answer.refusal();
        Err(if answer.may_pass() {
            RequestError::Passing { error, retry_after }
        } else {
            RequestError::Lasting(error)
        })
    }

    fn start(
        &self,
        request: &Request,
    ) -> Result<Result<Response<ureq::Body>, ureq::Error>, RequestError> {
        let mut head = http::Request::builder()
            .method(request.method.clone())
            .uri(&request.url);
        for (name, value) in &request.headers {
            head = head.header(*name, value);
        }
        if let Some(authorization) = self
            .authorization
            .as_ref()
            .filter(|_| request.is_authorized)
        {
            head = head.header("authorization", authorization);
        }
        let unusable = |error: http::Error| {
            RequestError::Lasting(
                Error::invalid(format!("`{}` cannot be asked", request.shown_url()))
                    .caused_by(error),
            )
        };
        // Uploads follow no redirects: they go only to the address that the user named.
        let redirects = match request.method {
            Method::GET | Method::HEAD => MAX_REDIRECTS,
            _ => 0,
        };
        Ok(match &request.body {
            Body::None => {
                let ready = head.body(()).map_err(unusable)?;
                let ready = self.agent.configure_request(ready).max_redirects(redirects);
                self.agent.run(ready.build())
            }
            Body::Json(json) => {
                let head = head.header("content-type", "application/json");
                let ready = head.body(json.as_slice()).map_err(unusable)?;
                let ready = self.agent.configure_request(ready).max_redirects(redirects);
                self.agent.run(ready.build())
            }
            Body::Stream { length, open } => {
                let mut stream = open().map_err(RequestError::Lasting)?;
                let ready = head
                    .header("content-length", *length)
                    .body(SendBody::from_reader(&mut stream))
                    .map_err(unusable)?;
                let ready = self.agent.configure_request(ready).max_redirects(redirects);
                self.agent.run(ready.build())
            }
        })
    }
}

/// The error that an answer without success stands for.
pub(crate) fn refused(request: &Request, response: Response<ureq::Body>) -> RequestError {
    match read(request.shown_url(), response) {
        Ok(answer) => RequestError::Lasting(answer.refusal()),
        Err(failure) => failure,
    }
}

/// Reads an answer whole, whatever its length.
fn read(url: &str, mut response: Response<ureq::Body>) -> Result<HttpAnswer, RequestError> {
    let header = |name| {
        let value = response.headers().get(name)?.to_str().ok()?;
        Some(value.to_owned())
    };
    let [content_type, location, etag] = ["content-type", "location", "etag"].map(header);
    let body = response
        .body_mut()
        .with_config()
        .limit(u64::MAX)
        .read_to_vec()
        .map_err(|error| RequestError::of_ureq(url, error))?;
    Ok(HttpAnswer {
        url: url.to_owned(),
        status: response.status().as_u16(),
        content_type: content_type.unwrap_or_default(),
        location,
        etag,
        body,
    })
}

/// The header with the user's credentials: the login of the address, else that of the settings, else the
/// token, as in MLflow.
fn authorization(address: &Address, settings: &HttpSettings) -> Option<String> {
    let login = address.login().or(settings.login.as_ref());
    login.map_or_else(
        || {
            settings
                .token
                .as_ref()
                .map(|token| format!("Bearer {token}"))
        },
        |(name, password)| {
            Some(format!(
                "Basic {}",
                BASE64.encode(format!("{name}:{password}"))
            ))
        },
    )
}

/// The pause that a server asks for by `Retry-After`: in seconds, or until a time.
pub(super) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let value = headers.get("retry-after")?.to_str().ok()?.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = httpdate::parse_http_date(value).ok()?;
    Some(until.duration_since(SystemTime::now()).unwrap_or_default())
}
