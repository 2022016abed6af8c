//! The page: files that the program carries, packed by `build.rs`.

use std::io::Read;

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CONTENT_SECURITY_POLICY, HeaderValue, LOCATION, VARY};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use flate2::read::GzDecoder;

use super::app::{App, Shared};
use super::auth::Viewer;
use super::endpoint::endpoints;
use super::error::ErrorResponse;
use super::extract::Segments;
use super::guest;
use super::gzip;
use super::installed;
use super::media_type;
use super::page_answer::PageAnswer;
use super::security::Security;

endpoints! {
    GET "/"                     ROOT Anyone => index;
    GET "/favicon.ico"          ROOT Anyone => favicon;
    GET "/static-files/{*path}" ROOT Anyone => static_file;
}

/// One file of the page.
struct PageFile {
    path: &'static str,
    is_compressed: bool,
    /// Changes when the content does. Without quotes.
    etag: &'static str,
    content: &'static [u8],
}

static FILES: &[PageFile] = include!(concat!(env!("OUT_DIR"), "/page.rs"));

/// The file that is the page itself.
const INDEX: &str = "index.html";

/// The same, on a server with users.
const INDEX_OF_USERS: &str = "index-users.html";
/// What stands in its place for who has not logged in.
const LOG_IN: &str = "login.html";
/// What browsers show beside the title; they ask for it by a name of their own, too.
const ICON: &str = "icon.svg";
/// The same, of MLflow's page.
const ICON_OF_GUEST: &str = "favicon.ico";

/// What the page may load and do: its own files and this server's answers, nothing from elsewhere.
/// Artifacts are shown from memory (`blob:`), but for images that were logged step by step.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
     img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; media-src 'self' blob:; \
     frame-src 'self' blob:; base-uri 'self'; form-action 'none'";

/// The frame in which HTML files of runs are shown.
const FRAME: &str = "frame.html";

/// What such a file may do: it has an origin of its own, so that neither the page nor the answers
/// of this server are open to it. Its scripts run when its reader asks for them, and often fetch
/// their library from the web, as those do that MLflow's `log_figure` writes.
const FRAME_POLICY: &str = "sandbox allow-scripts; default-src 'none'; \
     script-src 'self' 'unsafe-inline' 'unsafe-eval' blob: data: https:; \
     style-src 'unsafe-inline' data: https:; img-src data: blob: https:; font-src data: https:; \
     media-src data: blob:; connect-src data: blob:; worker-src blob:; frame-ancestors 'self'";

pub(super) async fn index(
    State(app): Shared,
    viewer: Viewer,
    asked: HeaderMap,
) -> Result<Response, ErrorResponse> {
    let name = match (app.has_users(), viewer.is_known()) {
        (false, _) => INDEX,
        (true, true) => INDEX_OF_USERS,
        (true, false) => LOG_IN,
    };
    let guest = match name {
        LOG_IN => None,
        _ => guest::file(&app, installed::INDEX, &asked).await?,
    };
    let mut response = match guest {
        Some(guest) => confined(guest, &policy(&app, guest::POLICY)),
        None => confined(file(name, &asked)?, &policy(&app, POLICY)),
    };
    if app.has_users() {
        let by_user = HeaderValue::from_static("Cookie, Authorization");
        response.headers_mut().append(VARY, by_user);
    }
    Ok(response)
}

pub(super) async fn favicon(
    State(app): Shared,
    asked: HeaderMap,
) -> Result<Response, ErrorResponse> {
    match guest::file(&app, ICON_OF_GUEST, &asked).await? {
        Some(icon) => Ok(icon),
        None => file(ICON, &asked),
    }
}

/// Adds a policy to an answer.
fn confined(mut response: Response, policy: &str) -> Response {
    let policy = HeaderValue::from_str(policy).expect("made of visible ASCII characters");
    response
        .headers_mut()
        .insert(CONTENT_SECURITY_POLICY, policy);
    response
}

/// A policy of a page, as this server is set up.
fn policy(app: &App, of_page: &str) -> String {
    let security = app.settings().security.as_ref();
    embeddable(of_page, security.and_then(Security::frame_options))
}

/// A policy, with whose pages may embed the one that has it.
fn embeddable(policy: &str, frame_options: Option<&str>) -> String {
    match frame_options {
        None => policy.to_owned(),
        Some("DENY") => format!("{policy}; frame-ancestors 'none'"),
        Some(_) => format!("{policy}; frame-ancestors 'self'"),
    }
}

/// The page's addresses are relative to its own, which so must end in a slash.
pub(super) async fn to_index(uri: Uri) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::PERMANENT_REDIRECT;
    if let Ok(location) = HeaderValue::from_str(&format!("{}/", uri.path())) {
        response.headers_mut().insert(LOCATION, location);
    }
    response
}

pub(super) async fn static_file(
    State(app): Shared,
    Segments(path): Segments<String>,
    asked: HeaderMap,
) -> Result<Response, ErrorResponse> {
    if let Some(guest) = guest::file(&app, &path, &asked).await? {
        return Ok(confined(guest, &policy(&app, guest::POLICY)));
    }
    // The page where one logs in is this program's own, whatever page comes after it.
    let response = file(&path, &asked)?;
    if path == FRAME {
        return Ok(confined(response, FRAME_POLICY));
    }
    Ok(confined(response, &policy(&app, POLICY)))
}

fn file(path: &str, asked: &HeaderMap) -> Result<Response, ErrorResponse> {
    let Some(file) = FILES.iter().find(|file| file.path == path) else {
        return Err(ErrorResponse::no_endpoint(format!(
            "the page has no file `{}`",
            path.escape_debug()
        )));
    };
    let is_unpacked = file.is_compressed && !gzip::is_accepted(asked);
    let etag = if is_unpacked {
        format!("{}-plain", file.etag)
    } else {
        file.etag.to_owned()
    };
    let answer = PageAnswer {
        media_type: media_type::of_page(path),
        // Another version of the program has other files under the same names.
        cache: HeaderValue::from_static("no-cache"),
        etag: &etag,
        is_packed: file.is_compressed && !is_unpacked,
    };
    answer.send(asked, || {
        Ok(if is_unpacked {
            Body::from(file.unpacked())
        } else {
            Body::from(file.content)
        })
    })
}

impl PageFile {
    fn unpacked(&self) -> Vec<u8> {
        let mut content = Vec::new();
        GzDecoder::new(self.content)
            .read_to_end(&mut content)
            .expect("packed by our own build");
        content
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, ETAG, IF_NONE_MATCH};

    #[test]
    fn every_file_is_packed_so_that_it_comes_out_again() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/server/ui");
        assert!(FILES.iter().any(|file| file.path == INDEX));
        for file in FILES {
            let Ok(content) = std::fs::read(folder.join(file.path)) else {
                let made = ["plotly.min.js", INDEX_OF_USERS];
                assert!(made.contains(&file.path), "{} is not made", file.path);
                continue;
            };
            let packed = if file.is_compressed {
                file.unpacked()
            } else {
                file.content.to_vec()
            };
            assert!(packed == content, "{}", file.path);
            assert_ne!(
                media_type::of_page(file.path),
                "application/octet-stream",
                "{}",
                file.path
            );
        }
    }

    #[test]
    fn a_file_is_sent_packed_to_who_can_unpack_it_and_once() {
        let mut asked = HeaderMap::new();
        let plain = file(INDEX, &asked).unwrap();
        assert!(!plain.headers().contains_key(CONTENT_ENCODING));
        let plain_etag = plain.headers()[ETAG].clone();
        asked.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip, br"));
        let packed = file(INDEX, &asked).unwrap();
        assert_eq!(packed.headers()[CONTENT_ENCODING], "gzip");
        assert_ne!(packed.headers()[ETAG], plain_etag);
        asked.insert(IF_NONE_MATCH, packed.headers()[ETAG].clone());
        assert_eq!(
            file(INDEX, &asked).unwrap().status(),
            StatusCode::NOT_MODIFIED
        );
        assert!(file("../ui.rs", &asked).is_err());
    }

    #[test]
    fn the_policy_says_who_may_embed_the_page() {
        let policy = |options| embeddable(POLICY, options);
        assert!(policy(Some("SAMEORIGIN")).ends_with("frame-ancestors 'self'"));
        assert!(policy(Some("DENY")).ends_with("frame-ancestors 'none'"));
        assert!(!policy(None).contains("frame-ancestors"));
    }
}
