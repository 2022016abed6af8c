//! How a request reached the server, where a proxy stands before it that may say so.

use std::fmt::{self, Display, Formatter};
use std::sync::Arc;

use axum::extract::{FromRequestParts, Request};
use axum::http::header::HOST;
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, HeaderName};

use crate::error::{Error, Result};

use super::App;
use super::error::ErrorResponse;

const FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// What a trusted proxy says of the address that its client asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Forwarded {
    host: Option<String>,
    scheme: Option<String>,
}

impl Forwarded {
    /// Reads the headers of a request that came from a trusted proxy. Where several proxies have said
    /// something, the last one is that proxy.
    pub(super) fn read(headers: &HeaderMap) -> Self {
        Self {
            host: last(headers, &FORWARDED_HOST),
            scheme: last(headers, &FORWARDED_PROTO),
        }
    }

    fn of(extensions: &Extensions) -> Option<&Self> {
        extensions.get()
    }

    /// The host that a trusted proxy was asked for.
    pub(super) fn host(extensions: &Extensions) -> Option<&str> {
        Self::of(extensions)?.host.as_deref()
    }
}

/// Whether a client has asked over TLS: this server itself has it, or a trusted proxy was asked so.
pub(super) fn is_encrypted(is_tls: bool, extensions: &Extensions) -> bool {
    let forwarded = Forwarded::of(extensions);
    let scheme = forwarded.and_then(|forwarded| forwarded.scheme.as_deref());
    is_tls || scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case("https"))
}

fn last(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let value = headers.get_all(name).iter().next_back()?.to_str().ok()?;
    let value = value.rsplit(',').next()?.trim();
    (!value.is_empty()).then(|| value.to_owned())
}

/// The host that a client has asked for, with its port where it is not the usual one.
fn asked_host(extensions: &Extensions, headers: &HeaderMap) -> Option<String> {
    let named = || Some(headers.get(HOST)?.to_str().ok()?.to_owned());
    let forwarded = Forwarded::host(extensions).map(str::to_owned);
    forwarded.or_else(named)
}

/// The beginning of the addresses under which a client knows this server: scheme, host and port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct AskedOrigin {
    is_encrypted: bool,
    host: String,
}

impl AskedOrigin {
    /// Reads it from a request to a server that has TLS itself, or has not.
    fn read(is_tls: bool, extensions: &Extensions, headers: &HeaderMap) -> Result<Self> {
        let host = asked_host(extensions, headers);
        Ok(Self {
            is_encrypted: is_encrypted(is_tls, extensions),
            host: host.ok_or_else(|| Error::invalid("expected the header `Host`"))?,
        })
    }
}

impl Display for AskedOrigin {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let scheme = if self.is_encrypted { "https" } else { "http" };
        write!(f, "{scheme}://{}", self.host)
    }
}

impl FromRequestParts<Arc<App>> for AskedOrigin {
    type Rejection = ErrorResponse;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ErrorResponse> {
        let is_tls = app.settings().tls.is_some();
        Ok(Self::read(is_tls, &parts.extensions, &parts.headers)?)
    }
}

/// Whether a request came from a page of this server itself: the browser says so, or else its origin
/// has the host that was asked for.
pub(super) fn is_from_own_page(request: &Request) -> bool {
    let headers = request.headers();
    if let Some(site) = headers.get("sec-fetch-site") {
        return site == "same-origin";
    }
    let Some(origin) = headers
        .get("origin")
        .and_then(|origin| origin.to_str().ok())
    else {
        return false;
    };
    let host = origin.split_once("://").map(|(_, host)| host);
    let asked = asked_host(request.extensions(), headers);
    host.zip(asked.as_deref())
        .is_some_and(|(host, asked)| host.eq_ignore_ascii_case(asked))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;

    fn request(headers: &[(&'static str, &'static str)]) -> Request {
        let mut request = Request::new(Body::empty());
        for (name, value) in headers {
            request.headers_mut().append(*name, value.parse().unwrap());
        }
        request
    }

    #[test]
    fn a_proxy_says_what_it_was_asked_for() {
        let mut request = request(&[
            ("host", "backend:5000"),
            ("x-forwarded-host", "evil.com, mlflow.example.com"),
            ("x-forwarded-proto", "HTTPS"),
        ]);
        let origin = |is_tls, request: &Request| {
            let origin = AskedOrigin::read(is_tls, request.extensions(), request.headers());
            origin.unwrap().to_string()
        };
        assert_eq!(
            origin(false, &request),
            "http://backend:5000",
            "nobody trusts it"
        );
        assert_eq!(origin(true, &request), "https://backend:5000");
        let forwarded = Forwarded::read(request.headers());
        request.extensions_mut().insert(forwarded);
        assert_eq!(origin(false, &request), "https://mlflow.example.com");
        assert!(AskedOrigin::read(true, &Extensions::new(), &HeaderMap::new()).is_err());
    }

    #[test]
    fn only_a_page_of_this_server_is_its_own() {
        let is_own = |headers: &[_]| is_from_own_page(&request(headers));
        let host = ("host", "a.com:5000");
        assert!(is_own(&[host, ("origin", "http://a.com:5000")]));
        assert!(is_own(&[
            host,
            ("origin", "http://A.com:5000"),
            ("sec-fetch-site", "same-origin")
        ]));
        for headers in [
            &[host][..],
            &[host, ("origin", "null")],
            &[host, ("origin", "http://a.com")],
            &[host, ("origin", "http://b.com:5000")],
            &[
                host,
                ("origin", "http://a.com:5000"),
                ("sec-fetch-site", "same-site"),
            ],
            &[("origin", "http://a.com")],
        ] {
            assert!(!is_own(headers), "{headers:?}");
        }
    }
}
