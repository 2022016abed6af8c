//! What somebody who has not logged in gets instead of what was asked for: a program an answer with the
//! status 401 that says how to log in, and a browser the page where one does.

use axum::extract::Request;
use axum::http::header::{
    ACCEPT, CACHE_CONTROL, HeaderValue, LOCATION, USER_AGENT, WWW_AUTHENTICATE,
};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// What is known of a stranger's request while it is answered.
pub(in crate::server) struct Stranger {
    is_browser: bool,
    /// From where the page is, if a browser was led here by its reader.
    log_in_page: Option<String>,
}

impl Stranger {
    pub(in crate::server) fn of(request: &Request, prefix: &str) -> Self {
        let headers = request.headers();
        let is_browser = is_browser(headers);
        let is_led = is_browser && is_navigation(request.method(), headers);
        Self {
            is_browser,
            log_in_page: is_led.then(|| log_in_page(request, prefix)),
        }
    }

    /// The answer as it suits who asked. A browser that is told of Basic authentication asks for a
    /// password itself, above the page, and nothing makes it forget that again.
    pub(in crate::server) fn told(self, mut answer: Response) -> Response {
        if answer.status() != StatusCode::UNAUTHORIZED {
            return answer;
        }
        if let Some(page) = self.log_in_page
            && let Ok(location) = HeaderValue::try_from(page)
        {
            let no_store = HeaderValue::from_static("no-store");
            let headers = [(LOCATION, location), (CACHE_CONTROL, no_store)];
            return (StatusCode::SEE_OTHER, headers).into_response();
        }
        if self.is_browser {
            answer.headers_mut().remove(WWW_AUTHENTICATE);
        }
        answer
    }
}

/// Whether a browser sends a request. The metadata of fetches come over trustworthy connections alone;
/// every browser calls itself Mozilla, and no client of MLflow does.
fn is_browser(headers: &HeaderMap) -> bool {
    let agent = headers.get(USER_AGENT).map(HeaderValue::as_bytes);
    headers.contains_key("sec-fetch-mode") || agent.is_some_and(|it| it.starts_with(b"Mozilla/"))
}

/// Whether the answer is to be shown as a page.
fn is_navigation(method: &Method, headers: &HeaderMap) -> bool {
    let accepts = headers
        .get(ACCEPT)
        .and_then(|accepts| accepts.to_str().ok());
    let is_page = accepts.is_some_and(|accepts| accepts.contains("text/html"));
    let mode = headers.get("sec-fetch-mode");
    matches!(*method, Method::GET | Method::HEAD)
        && is_page
        && mode.is_none_or(|mode| mode == "navigate")
}

/// The address of the page where one logs in, relative to that of a request: a proxy may have the
/// server below a path of its own. It leads back to what was asked for.
fn log_in_page(request: &Request, prefix: &str) -> String {
    let uri = request.uri();
    let asked = uri.path_and_query().map_or("/", |asked| asked.as_str());
    let below = uri.path().strip_prefix(prefix).unwrap_or(uri.path());
    let depth = below.matches('/').count().saturating_sub(1);
    // From the page on, which is above all that is asked for.
    let next = asked.strip_prefix(prefix).unwrap_or(asked);
    let next = format!(".{}", if next.starts_with('/') { next } else { "/" });
    format!(
        "./{}?next={}",
        "../".repeat(depth),
        utf8_percent_encode(&next, NON_ALPHANUMERIC)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;

    const BROWSER: &str = "Mozilla/5.0 (X11)";

    fn told(path: &str, agent: &str, accept: &str) -> (u16, Option<String>) {
        let request = Request::get(path)
            .header(USER_AGENT, agent)
            .header(ACCEPT, accept)
            .body(Body::empty())
            .unwrap();
        let stranger = Stranger::of(&request, "/p");
        let answer = stranger.told(super::super::not_authenticated());
        let header = answer.headers().get(LOCATION);
        let header = header.or_else(|| answer.headers().get(WWW_AUTHENTICATE));
        let header = header.map(|value| value.to_str().unwrap().to_owned());
        (answer.status().as_u16(), header)
    }

    #[test]
    fn a_program_is_told_how_to_log_in_and_a_browser_where() {
        let basic = Some("Basic realm=\"mlflow\"".to_owned());
        assert_eq!(
            told("/p/a", "python-requests/2", "*/*"),
            (401, basic.clone())
        );
        assert_eq!(told("/p/a", "curl/8", "text/html"), (401, basic));
        assert_eq!(told("/p/ajax-api/2.0/x", BROWSER, "*/*"), (401, None));
        let led = |path| told(path, BROWSER, "text/html,*/*").1.unwrap();
        assert_eq!(led("/p/a?b=c"), "./?next=%2E%2Fa%3Fb%3Dc");
        assert_eq!(led("/p/api/2.0/a"), "./../../?next=%2E%2Fapi%2F2%2E0%2Fa");
        assert_eq!(led("/p//evil.com"), "./../?next=%2E%2F%2Fevil%2Ecom");
    }
}
