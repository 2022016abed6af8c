//! Applies [`Security`]: refuses requests, answers preflights, and adds headers for browsers to answers.

use std::borrow::Cow;

use axum::body::Body;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE,
    ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, HOST, HeaderValue, ORIGIN, VARY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use axum::response::Response;

use super::forwarded::{Forwarded, is_from_own_page};
use super::json::text;
use super::security::Security;

/// What pages of allowed origins may do.
const METHODS: HeaderValue = HeaderValue::from_static("GET, POST, PUT, DELETE, OPTIONS, PATCH");
/// For how long a browser may cache the answer to a preflight, in seconds.
const REMEMBERED: HeaderValue = HeaderValue::from_static("600");
const TRUE: HeaderValue = HeaderValue::from_static("true");
const ALL: HeaderValue = HeaderValue::from_static("*");
const BY_ORIGIN: HeaderValue = HeaderValue::from_static("Origin");
const NOSNIFF: HeaderValue = HeaderValue::from_static("nosniff");

/// The paths that are open to every host: programs that monitor a server know only its address.
const FOR_ALL: [&str; 3] = ["/health", "/ready", "/version"];

/// The check before the endpoints.
pub(super) struct Guard {
    security: Security,
    static_prefix: String,
    frame_options: Option<HeaderValue>,
}

impl Guard {
    pub(super) fn new(security: Security, static_prefix: &str) -> Self {
        let frame_options = security
            .frame_options()
            .and_then(|options| HeaderValue::from_str(options).ok());
        Self {
            security,
            static_prefix: static_prefix.to_owned(),
            frame_options,
        }
    }

    /// The answer to a request that does not reach an endpoint: a refusal or the answer to a preflight.
    pub(super) fn stop(&self, request: &Request<Body>) -> Option<Response> {
        let path = request.uri().path();
        let below_prefix = path.strip_prefix(self.static_prefix.as_str());
        let is_for_all = below_prefix.is_some_and(|path| FOR_ALL.contains(&path));
        if !is_for_all && !hosts(request).all(|host| self.security.allows_host(&host)) {
            return Some(refused_host());
        }
        let origin = request.headers().get(ORIGIN)?;
        let origin_text = String::from_utf8_lossy(origin.as_bytes());
        if is_preflight(request) {
            return Some(self.answer_preflight(request.headers(), &origin_text));
        }
        let is_api = path.contains("/api/") || path.contains("/ajax-api/");
        let is_change = matches!(
            *request.method(),
            Method::POST | Method::PUT | Method::DELETE | Method::PATCH
        );
        // The server's own page, at a host that is allowed by name.
        let is_own = !self.security.is_open() && is_from_own_page(request);
        let is_allowed = is_own || self.security.allows_origin(&origin_text);
        (is_api && is_change && !is_allowed).then(refused_origin)
    }

    fn answer_preflight(&self, asked: &HeaderMap, origin: &str) -> Response {
        if self.security.readers(origin).is_none() {
            let mut response = text(
                "Disallowed CORS origin; `--cors-allowed-origins` names the origins that are \
                 allowed",
            );
            *response.status_mut() = StatusCode::BAD_REQUEST;
            return response;
        }
        let mut response = text("OK");
        let headers = response.headers_mut();
        headers.insert(ACCESS_CONTROL_ALLOW_METHODS, METHODS);
        headers.insert(ACCESS_CONTROL_MAX_AGE, REMEMBERED);
        if let Some(names) = asked.get(ACCESS_CONTROL_REQUEST_HEADERS) {
            headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, names.clone());
        }
        self.add_readers(headers, origin);
        response
    }

    /// Adds the headers for browsers to an answer.
    pub(super) fn add_headers(&self, headers: &mut HeaderMap, origin: Option<&HeaderValue>) {
        headers.insert(X_CONTENT_TYPE_OPTIONS, NOSNIFF);
        if let Some(options) = &self.frame_options {
            headers.insert(X_FRAME_OPTIONS, options.clone());
        }
        if let Some(origin) = origin {
            self.add_readers(headers, &String::from_utf8_lossy(origin.as_bytes()));
        }
    }

    fn add_readers(&self, headers: &mut HeaderMap, origin: &str) {
        headers.append(VARY, BY_ORIGIN);
        let Some((reader, with_credentials)) = self.security.readers(origin) else {
            return;
        };
        let Ok(reader) = HeaderValue::from_str(&reader) else {
            return;
        };
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, reader);
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, ALL);
        if with_credentials {
            headers.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, TRUE);
        }
    }
}

/// The hosts that a request names: in each of its `Host` headers, and in its target where that is
/// a whole URL. All of them have to be allowed, because it is not known which one a proxy before
/// this server used. A request without any counts as one for an empty host.
fn hosts(request: &Request<Body>) -> impl Iterator<Item = Cow<'_, str>> {
    // Who is trusted to say for which host it was asked has rewritten the header `Host`.
    let forwarded = Forwarded::host(request.extensions());
    let is_direct = forwarded.is_none();
    let forwarded = forwarded.map(Cow::Borrowed);
    direct_hosts(request)
        .filter(move |_| is_direct)
        .chain(forwarded)
}

fn direct_hosts(request: &Request<Body>) -> impl Iterator<Item = Cow<'_, str>> {
    let headers = request.headers().get_all(HOST).iter();
    let named = headers.map(|value| String::from_utf8_lossy(value.as_bytes()));
    let is_named = request.headers().contains_key(HOST);
    let none = (!is_named).then_some(Cow::Borrowed(""));
    let target = request.uri().authority();
    let target = target.map(|authority| Cow::Borrowed(without_userinfo(authority.as_str())));
    named.chain(none).chain(target)
}

fn without_userinfo(authority: &str) -> &str {
    authority.rsplit('@').next().unwrap_or_default()
}

/// Whether a browser asks what a page may do, before it lets the page do it.
fn is_preflight(request: &Request<Body>) -> bool {
    request.method() == Method::OPTIONS
        && request
            .headers()
            .contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}

fn refused_host() -> Response {
    refusal(
        "Invalid Host header - possible DNS rebinding attack detected; `--allowed-hosts` names \
         the hosts that are allowed",
    )
}

fn refused_origin() -> Response {
    refusal(
        "Cross-origin request blocked; `--cors-allowed-origins` names the origins that are allowed",
    )
}

fn refusal(message: &'static str) -> Response {
    let mut response = text(message);
    *response.status_mut() = StatusCode::FORBIDDEN;
    response
}
