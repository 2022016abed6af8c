//! Answers with the files of MLflow's own page, where that is served in place of this program's.

use std::io;
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use axum::body::Body;
use axum::http::HeaderMap;
use axum::http::header::HeaderValue;
use axum::response::Response;

use crate::error::Error;

use super::app::App;
use super::error::ErrorResponse;
use super::gzip;
use super::installed::InstalledFile;
use super::media_type;
use super::page_answer::PageAnswer;

/// What MLflow's page may do. It styles itself by scripts, keeps workers in blobs, and shows HTML files
/// of runs in frames that get this policy from it: so scripts within documents and from the web run, as
/// they do where MLflow serves it, which sends no policy at all. Pictures, films and scripts may come from
/// elsewhere; nothing is sent there, such as the page's telemetry.
pub(super) const POLICY: &str = "default-src 'self' data: blob:; \
     script-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob: https:; \
     style-src 'self' 'unsafe-inline' data: https:; img-src 'self' data: blob: https:; \
     font-src 'self' data: https:; media-src 'self' data: blob: https:; \
     connect-src 'self' data: blob:; worker-src 'self' blob:; \
     frame-src 'self' data: blob:; object-src 'self' blob:; base-uri 'self'; form-action 'self'";

/// The folder of files whose names change with their content.
const NAMED_BY_CONTENT: &str = "static/";
/// Such files are kept by browsers for 28 days, as MLflow has it.
const KEPT: HeaderValue = HeaderValue::from_static("max-age=2419200");
/// Others may change with the next release.
const ASKED_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

/// A file of the page that the server's settings name; `None` where they name none, or it has none of
/// that name.
pub(super) async fn file(
    app: &Arc<App>,
    path: &str,
    asked: &HeaderMap,
) -> Result<Option<Response>, ErrorResponse> {
    let Some(page) = app.settings().page.clone() else {
        return Ok(None);
    };
    let (path, asked) = (path.to_owned(), asked.clone());
    app.with(move |_| {
        let answered = page.find(&path).and_then(|file| {
            let answered = file.map(|file| answer(&path, &file, &asked));
            answered.transpose()
        });
        Ok(answered.map_err(|e| {
            Error::internal(format!("cannot read `{path}` of MLflow's page")).caused_by(e)
        })?)
    })
    .await
}

fn answer(path: &str, file: &InstalledFile, asked: &HeaderMap) -> io::Result<Response> {
    let media_type = media_type::of_page(path);
    let is_large = file.length >= gzip::SMALLEST;
    let is_packed = is_large && is_text(media_type) && gzip::is_accepted(asked);
    let answer = PageAnswer {
        media_type,
        cache: if path.starts_with(NAMED_BY_CONTENT) {
            KEPT
        } else {
            ASKED_AGAIN
        },
        etag: &etag(file, is_packed),
        is_packed,
    };
    answer.send(asked, || {
        let content = file.content()?;
        Ok(if is_packed {
            Body::from(gzip::pack(&content))
        } else {
            Body::from(content)
        })
    })
}

/// Whether a content shrinks when it is compressed.
fn is_text(media_type: &str) -> bool {
    media_type.starts_with("text/") || ["application/json", "image/svg+xml"].contains(&media_type)
}

/// Changes when the file does. The two forms of a file are not the same bytes.
fn etag(file: &InstalledFile, is_packed: bool) -> String {
    let modified = file
        .modified
        .and_then(|time| time.duration_since(UNIX_EPOCH).ok())
        .unwrap_or_default();
    let form = if is_packed { "-gzip" } else { "" };
    format!("{:x}-{:x}{form}", file.length, modified.as_nanos())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::StatusCode;
    use axum::http::header::{
        ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, ETAG, IF_NONE_MATCH,
    };

    fn of(path: &str, length: u64, asked: &HeaderMap) -> Response {
        let folder = tempfile::tempdir().unwrap();
        let file = InstalledFile {
            path: folder.path().join("a"),
            length,
            modified: None,
        };
        // What a client has is not read, and so need not be there.
        if !asked.contains_key(IF_NONE_MATCH) {
            std::fs::write(&file.path, vec![b'x'; length.try_into().unwrap()]).unwrap();
        }
        answer(path, &file, asked).unwrap()
    }

    #[test]
    fn files_are_kept_by_their_names_and_packed_by_their_kind() {
        let mut asked = HeaderMap::new();
        asked.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
        for (path, length, is_kept, is_packed) in [
            ("index.html", 500, false, false),
            ("static/js/a.js", 9_000, true, true),
            ("static/js/a.js", 500, true, false),
            ("static/media/a.png", 9_000, true, false),
            ("lib/a.js", 9_000, false, true),
        ] {
            let response = of(path, length, &asked);
            let headers = response.headers();
            assert_eq!(headers[CACHE_CONTROL] == KEPT, is_kept, "{path}");
            assert_eq!(headers.contains_key(CONTENT_ENCODING), is_packed, "{path}");
            let plain = of(path, length, &HeaderMap::new());
            assert_eq!(plain.headers()[ETAG] == headers[ETAG], !is_packed, "{path}");
        }
        let known = of("static/js/a.js", 9_000, &asked).headers()[ETAG].clone();
        asked.insert(IF_NONE_MATCH, known);
        let response = of("static/js/a.js", 9_000, &asked);
        assert_eq!(response.status(), StatusCode::NOT_MODIFIED);
    }
}
