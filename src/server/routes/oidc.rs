//! Log-ins at an identity provider: a browser goes there, and comes back with a code.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, HeaderValue, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use serde::Deserialize;

use crate::access::NewSession;
use crate::error::{Error, ErrorCode, Result};
use crate::oidc::{PendingLogIn, Provider};
use crate::server::App;
use crate::server::app::Shared;
use crate::server::auth::Cookies;
use crate::server::endpoint::endpoints;
use crate::server::error::ErrorResponse;
use crate::server::extract::Query;
use crate::server::forwarded::AskedOrigin;
use crate::tracking::now;

endpoints! {
    GET "/oidc/login"    ROOT Anyone => begin;
    GET "/oidc/callback" ROOT Anyone => finish;
}

/// The path to which the provider sends its users back.
const CALLBACK: &str = "/oidc/callback";

/// `GET /oidc/login`.
#[derive(Deserialize)]
pub(in crate::server) struct Begin {
    /// Where the browser goes in the end, from the page on.
    #[serde(default)]
    next: String,
}

/// `GET /oidc/callback`.
#[derive(Default, Deserialize)]
pub(in crate::server) struct Finish {
    #[serde(default)]
    code: String,
    #[serde(default)]
    state: String,
    /// Why the provider has not logged its user in.
    #[serde(default)]
    error: String,
}

pub(in crate::server) async fn begin(
    State(app): Shared,
    Query(asked): Query<Begin>,
    cookies: Cookies,
    origin: AskedOrigin,
) -> Result<Response, ErrorResponse> {
    let provider = provider(&app)?;
    // The provider sends the browser back to the address that it has asked for.
    let own_url = format!("{origin}{}{CALLBACK}", app.settings().static_prefix);
    let next = asked.next;
    let begun = app.with(move |_| Ok(provider.begin(&own_url, next)?)).await;
    Ok(match begun {
        Ok((url, pending)) => to(&url, [cookies.keep_log_in(&sealed(&pending))]),
        // It has been logged; its reader is told on the page.
        Err(_) => to("../?problem=provider", []),
    })
}

pub(in crate::server) async fn finish(
    State(app): Shared,
    Query(asked): Query<Finish>,
    cookies: Cookies,
    headers: HeaderMap,
) -> Result<Response, ErrorResponse> {
    let provider = provider(&app)?;
    let end = cookies.end_log_in();
    let pending = cookies.log_in(&headers).and_then(|sealed| opened(&sealed));
    // Another browser's log-in, or one that was begun too long ago.
    let Some(pending) = pending.filter(|pending| pending.state == asked.state) else {
        return Ok(to("../?problem=stale", [end]));
    };
    if !asked.error.is_empty() || asked.code.is_empty() {
        tracing::warn!(
            "the identity provider has not logged a user in: {}",
            asked.error.escape_debug()
        );
        return Ok(to("../?problem=refused", [end]));
    }
    let next = checked(&pending.next).to_owned();
    let begun = app
        .change_with(move |app| Ok(begin_session(app, &provider, pending, asked.code)))
        .await?;
    Ok(match begun {
        Ok(session) => {
            let session = cookies.keep_session(&session.secret, session.seconds);
            to(&format!("../{next}"), [session, end])
        }
        Err(error) => {
            let problem = told(&error);
            to(&format!("../?problem={problem}"), [end])
        }
    })
}

fn begin_session(
    app: &App,
    provider: &Provider,
    pending: PendingLogIn,
    code: String,
) -> Result<NewSession> {
    let external = provider.finish(pending, code)?;
    let users = app
        .users()
        .map_err(|_| Error::internal("there are no users"))?;
    let caller = users.log_in_external(&external)?;
    users.begin_session(&caller, now())
}

/// Logs why a log-in has failed, and gives what its user is told of it.
fn told(error: &Error) -> &'static str {
    let cause = std::error::Error::source(error);
    let cause = cause.map(|cause| format!(": {cause}")).unwrap_or_default();
    tracing::warn!("a log-in has failed: {}{cause}", error.message());
    match error.code() {
        ErrorCode::PermissionDenied => "refused",
        ErrorCode::ResourceDoesNotExist => "role",
        _ => "provider",
    }
}

fn provider(app: &App) -> Result<Arc<Provider>, ErrorResponse> {
    let provider = app.provider().cloned();
    provider.ok_or_else(|| ErrorResponse::no_endpoint("this server has no identity provider"))
}

/// Where a browser may go in the end: somewhere below the page.
fn checked(next: &str) -> &str {
    let is_plain = next.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    match next.strip_prefix("./") {
        Some(rest) if is_plain && !rest.starts_with('/') => rest,
        _ => "",
    }
}

fn sealed(pending: &PendingLogIn) -> String {
    BASE64.encode(serde_json::to_vec(pending).expect("texts are JSON"))
}

fn opened(sealed: &str) -> Option<PendingLogIn> {
    let json = BASE64.decode(sealed).ok()?;
    serde_json::from_slice(&json).ok()
}

fn to<const COOKIES: usize>(address: &str, cookies: [HeaderValue; COOKIES]) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(address) = HeaderValue::try_from(address) {
        headers.insert(LOCATION, address);
    }
    for cookie in cookies {
        headers.append(SET_COOKIE, cookie);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_ends_below_the_page() {
        assert_eq!(checked("./#/experiments/1"), "#/experiments/1");
        assert_eq!(
            checked("./get-artifact?path=a%2Fb"),
            "get-artifact?path=a%2Fb"
        );
        for next in [
            "",
            "/",
            "//evil.com",
            ".//evil.com",
            "https://evil.com",
            "./\\evil",
            "./a b",
        ] {
            assert_eq!(checked(next), "", "{next}");
        }
    }
}
