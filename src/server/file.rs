//! Sending files: in constant memory, a range if one is requested, and nothing if the client's copy is
//! current.

use std::io::{self, Read};
use std::ops::Range;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use axum::body::{Body, HttpBody};
use axum::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE,
    HeaderValue, RANGE,
};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use bytes::Bytes;
use hyper::body::{Frame, SizeHint};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use tokio::task::JoinHandle;

use crate::artifact::{ArtifactFile, FileState};
use crate::error::Error;

use super::App;
use super::conditional::{self, Validators};
use super::error::ErrorResponse;
use super::media_type;

/// How much of a file is read in one go. Twice as much is in memory at most, for each download.
const CHUNK_SIZE: u64 = 256 << 10;

/// Answers with a file, as an attachment. `open` gives its name and the file.
pub(super) async fn download(
    app: Arc<App>,
    asked: HeaderMap,
    open: impl FnOnce(&App) -> Result<(String, Box<dyn ArtifactFile>), ErrorResponse> + Send + 'static,
) -> Result<Response, ErrorResponse> {
    app.with(move |app| {
        let (name, file) = open(app)?;
        Ok(Download::new(name, file)?.answer(&asked)?)
    })
    .await
}

/// An open file with the headers that HTTP needs.
struct Download {
    file: Box<dyn ArtifactFile>,
    name: String,
    length: u64,
    validators: Validators,
}

impl Download {
    fn new(name: String, file: Box<dyn ArtifactFile>) -> Result<Self, Error> {
        let FileState {
            length,
            modified,
            etag,
        } = file.state().clone();
        let length = length.ok_or_else(|| {
            Error::internal(format!("the length of the artifact `{name}` is not known"))
        })?;
        Ok(Self {
            file,
            name,
            length,
            validators: Validators::new(etag.as_deref(), modified),
        })
    }

    fn answer(self, asked: &HeaderMap) -> Result<Response, Error> {
        let mut headers = self.headers();
        if self.validators.are_known(asked) {
            return Ok(respond(StatusCode::NOT_MODIFIED, headers, Body::empty()));
        }
        let range = match self.range(asked) {
            Wanted::All => {
                headers.insert(CONTENT_LENGTH, self.length.into());
                let body = FileBody::new(self.file, 0..self.length)?;
                return Ok(respond(StatusCode::OK, headers, Body::new(body)));
            }
            Wanted::Beyond => {
                headers.insert(CONTENT_RANGE, header(&format!("bytes */{}", self.length)));
                let status = StatusCode::RANGE_NOT_SATISFIABLE;
                return Ok(respond(status, headers, Body::empty()));
            }
            Wanted::Part(range) => range,
        };
        let part = format!("bytes {}-{}/{}", range.start, range.end - 1, self.length);
        headers.insert(CONTENT_RANGE, header(&part));
        headers.insert(CONTENT_LENGTH, (range.end - range.start).into());
        let body = FileBody::new(self.file, range)?;
        Ok(respond(
            StatusCode::PARTIAL_CONTENT,
            headers,
            Body::new(body),
        ))
    }

    fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::from_iter([
            (
                CONTENT_TYPE,
                HeaderValue::from_static(media_type::of_artifact(&self.name)),
            ),
            (CONTENT_DISPOSITION, header(&disposition(&self.name))),
            (ACCEPT_RANGES, HeaderValue::from_static("bytes")),
            // A client may keep it, but asks each time whether it still holds.
            (CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        ]);
        self.validators.add_to(&mut headers);
        headers
    }

    /// The part of the file that is asked for.
    fn range(&self, asked: &HeaderMap) -> Wanted {
        match conditional::text(asked, RANGE) {
            Some(range) if self.validators.allow_range(asked) => wanted(range, self.length),
            _ => Wanted::All,
        }
    }
}

/// Which bytes of a file a client wants.
#[derive(Debug, PartialEq)]
enum Wanted {
    All,
    Part(Range<u64>),
    /// Bytes that the file does not have.
    Beyond,
}

/// Reads a `Range` header. A header with several ranges or without sense is ignored, as HTTP allows.
fn wanted(range: &str, length: u64) -> Wanted {
    let ends = range
        .strip_prefix("bytes=")
        .and_then(|ends| ends.trim().split_once('-'));
    let Some((first, last)) = ends else {
        return Wanted::All;
    };
    let number = |text: &str| text.trim().parse::<u64>().ok();
    let part = match (
        first.is_empty(),
        number(first),
        last.is_empty(),
        number(last),
    ) {
        (true, _, _, Some(count)) => length.saturating_sub(count)..length,
        (_, Some(first), true, _) => first..length,
        (_, Some(first), _, Some(last)) if first <= last => {
            first..last.saturating_add(1).min(length)
        }
        _ => return Wanted::All,
    };
    if part.start >= part.end {
        return Wanted::Beyond;
    }
    Wanted::Part(part)
}

fn header(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).expect("made of visible ASCII characters")
}

fn respond(status: StatusCode, headers: HeaderMap, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}

/// The `Content-Disposition` that names the file. Names beyond ASCII are sent twice: exactly, and in
/// ASCII for clients that do not know the exact form.
fn disposition(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| match c {
            '"' | '\\' => '_',
            c if c.is_ascii_graphic() || c == ' ' => c,
            _ => '_',
        })
        .collect();
    if plain == name {
        return format!("attachment; filename=\"{name}\"");
    }
    let exact = utf8_percent_encode(name, NON_ALPHANUMERIC);
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{exact}")
}

/// A part of a file as a body. The next piece is read while the one before is on its way.
struct FileBody {
    remaining: u64,
    reading: Option<JoinHandle<io::Result<(BodyReader, Bytes)>>>,
}

type BodyReader = Box<dyn Read + Send>;

impl FileBody {
    fn new(file: Box<dyn ArtifactFile>, range: Range<u64>) -> Result<Self, Error> {
        let remaining = range.end - range.start;
        let reading = if remaining > 0 {
            Some(read_piece(file.read(range)?, remaining))
        } else {
            None
        };
        Ok(Self { remaining, reading })
    }
}

/// Reads the next piece of a file of which `remaining` bytes are still to be sent.
fn read_piece(
    mut reader: BodyReader,
    remaining: u64,
) -> JoinHandle<io::Result<(BodyReader, Bytes)>> {
    let length = remaining.min(CHUNK_SIZE);
    tokio::task::spawn_blocking(move || {
        let mut piece = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
        reader.by_ref().take(length).read_to_end(&mut piece)?;
        Ok((reader, piece.into()))
    })
}

impl HttpBody for FileBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let Some(reading) = &mut self.reading else {
            return Poll::Ready(None);
        };
        let (reader, piece) =
            ready!(Pin::new(reading).poll(context)).map_err(io::Error::other)??;
        self.reading = None;
        if piece.is_empty() {
            // The file was cut. The client notices by the announced length.
            return Poll::Ready(Some(Err(io::ErrorKind::UnexpectedEof.into())));
        }
        self.remaining -= piece.len() as u64;
        if self.remaining > 0 {
            self.reading = Some(read_piece(reader, self.remaining));
        }
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.remaining == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.remaining)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_cut_at_the_end_of_the_file() {
        for (range, expected) in [
            ("bytes=1-2", Wanted::Part(1..3)),
            ("bytes=0-0", Wanted::Part(0..1)),
            ("bytes=3-", Wanted::Part(3..5)),
            ("bytes=3-99", Wanted::Part(3..5)),
            ("bytes=-2", Wanted::Part(3..5)),
            ("bytes=-99", Wanted::Part(0..5)),
            ("bytes=5-", Wanted::Beyond),
            ("bytes=7-9", Wanted::Beyond),
            ("bytes=-0", Wanted::Beyond),
            ("bytes=2-1", Wanted::All),
            ("bytes=0-1,3-4", Wanted::All),
            ("bytes=-", Wanted::All),
            ("bytes=a-b", Wanted::All),
            ("lines=1-2", Wanted::All),
            ("bytes=0-18446744073709551615", Wanted::Part(0..5)),
        ] {
            assert_eq!(wanted(range, 5), expected, "{range}");
        }
        assert_eq!(wanted("bytes=0-", 0), Wanted::Beyond);
    }

    #[test]
    fn a_name_beyond_ascii_has_two_spellings() {
        assert_eq!(disposition("a b.txt"), "attachment; filename=\"a b.txt\"");
        assert_eq!(
            disposition("b\"ü"),
            "attachment; filename=\"b__\"; filename*=UTF-8''b%22%C3%BC"
        );
    }
}
