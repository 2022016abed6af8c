//! Reading a file from a server. After a failure only the rest is requested.

use std::fs::File;
use std::io::{self, Read};
use std::ops::Range;
use std::sync::Arc;

use ureq::BodyReader;
use ureq::http::{HeaderMap, StatusCode};

use crate::artifact::transfer::Restarted;
use crate::artifact::{ArtifactFile, ArtifactPath, FileState, WHOLE};
use crate::error::{Error, Result};
use crate::http::{Client, Request, RequestError, refused};

use super::ArtifactServer;

/// A file that the server has begun to send from its beginning.
pub(super) struct HttpFile {
    reader: HttpReader,
    state: FileState,
}

impl HttpFile {
    pub(super) fn open(server: &Arc<ArtifactServer>, path: &ArtifactPath) -> Result<Self> {
        let mut reader = HttpReader::new(Arc::clone(server), path.clone(), WHOLE);
        server
            .reader
            .with_retries(|| reader.connect(&server.reader))?;
        let state = FileState {
            length: reader.expected_end,
            modified: None,
            etag: reader
                .validator
                .as_deref()
                .and_then(|text| Some(text.strip_prefix('"')?.strip_suffix('"')?.to_owned())),
        };
        Ok(Self { reader, state })
    }
}

impl ArtifactFile for HttpFile {
    fn state(&self) -> &FileState {
        &self.state
    }

    fn read(self: Box<Self>, range: Range<u64>) -> Result<Box<dyn Read + Send>> {
        if range == WHOLE {
            return Ok(Box::new(self.reader));
        }
        let HttpReader {
            server,
            path,
            validator,
            ..
        } = self.reader;
        Ok(Box::new(HttpReader {
            validator,
            ..HttpReader::new(server, path, range)
        }))
    }

    fn read_after(mut self: Box<Self>, _come: &File, offset: u64) -> Result<Box<dyn Read + Send>> {
        self.reader.body = None;
        self.reader.position = offset;
        Ok(Box::new(self.reader))
    }
}

/// Reads a range of a file, through as many answers as it takes.
///
/// A part is asked for only as long as the file is what it was, by `If-Range`. Where the server
/// cannot tell, or sends another part, the reader begins again, and says so by [`Restarted`].
struct HttpReader {
    server: Arc<ArtifactServer>,
    path: ArtifactPath,
    range: Range<u64>,
    /// The next byte.
    position: u64,
    /// What the server is sending; `None` after a failure.
    body: Option<BodyReader<'static>>,
    /// The offset at which the answer ends, if the server says so.
    expected_end: Option<u64>,
    /// The server's name for this content of the file: a strong `ETag` or a time.
    validator: Option<String>,
    /// Whether the caller has bytes of an older content.
    is_stale: bool,
}

impl HttpReader {
    fn new(server: Arc<ArtifactServer>, path: ArtifactPath, range: Range<u64>) -> Self {
        Self {
            server,
            path,
            position: range.start,
            range,
            body: None,
            expected_end: None,
            validator: None,
            is_stale: false,
        }
    }

    /// Requests the bytes that are still missing.
    fn connect(&mut self, client: &Client) -> Result<(), RequestError> {
        if self.validator.is_none() {
            self.begin_anew();
        }
        let mut request = Request::get(self.server.urls.file(&self.path));
        // Compressed, a part of the answer would not be a part of the file.
        let identity = ("accept-encoding", "identity".to_owned());
        request.headers.push(identity);
        request.headers.extend(self.range_headers());
        let response = client.open(&request)?;
        match response.status() {
            StatusCode::NOT_FOUND => return Err(RequestError::Lasting(self.missing())),
            StatusCode::PARTIAL_CONTENT if self.is_continued_by(response.headers()) => {}
            StatusCode::PARTIAL_CONTENT | StatusCode::RANGE_NOT_SATISFIABLE
                if self.position > 0 =>
            {
                self.begin_anew();
                let wrong = io::Error::other("it sends another part than the one asked for");
                return Err(RequestError::broken(request.shown_url(), wrong));
            }
            StatusCode::OK if self.range.start == 0 => self.begin_anew(),
            StatusCode::OK => return Err(RequestError::Lasting(self.no_parts())),
            _ => return Err(refused(&request, response)),
        }
        // What is compressed all the same has neither the length nor the parts of the file.
        let is_plain = !response.headers().contains_key("content-encoding");
        self.validator = validator(response.headers()).filter(|_| is_plain);
        let length = response.body().content_length().filter(|_| is_plain);
        self.expected_end = length.map(|length| self.position + length);
        self.body = Some(response.into_body().into_reader());
        Ok(())
    }

    /// Starts again from the first byte.
    fn begin_anew(&mut self) {
        self.is_stale |= self.position > self.range.start;
        self.position = self.range.start;
        self.validator = None;
    }

    /// The headers that request the rest, provided that the file has not changed.
    fn range_headers(&self) -> Vec<(&'static str, String)> {
        let end = self.range.end;
        let last = if end == WHOLE.end {
            String::new()
        } else {
            end.saturating_sub(1).to_string()
        };
        if self.position == 0 && last.is_empty() {
            return Vec::new();
        }
        let range = ("range", format!("bytes={}-{last}", self.position));
        let same = self.validator.clone().map(|text| ("if-range", text));
        [range].into_iter().chain(same).collect()
    }

    /// Whether an answer begins at the byte that comes next.
    fn is_continued_by(&self, headers: &HeaderMap) -> bool {
        let range = headers
            .get("content-range")
            .and_then(|range| range.to_str().ok());
        range.is_some_and(|range| range.starts_with(&format!("bytes {}-", self.position)))
    }

    fn missing(&self) -> Error {
        let address = self.server.urls.address().to_string();
        Error::artifact_not_found(&self.path, Some(&address))
    }

    fn no_parts(&self) -> Error {
        let address = self.server.urls.address();
        Error::not_implemented(format!("`{address}` sends no parts of files"))
    }

    /// Reads on, sending a new request if necessary. `None` tells the caller to start again.
    fn read_on(&mut self, buffer: &mut [u8]) -> Result<Option<usize>, RequestError> {
        if self.body.is_none() {
            let server = Arc::clone(&self.server);
            self.connect(&server.client)?;
        }
        if std::mem::take(&mut self.is_stale) {
            return Ok(None);
        }
        let body = self.body.as_mut().expect("connected");
        let failure = match body.read(buffer) {
            Ok(0) if self.expected_end.is_some_and(|end| end != self.position) => {
                io::ErrorKind::UnexpectedEof.into()
            }
            Ok(length) => {
                self.position += length as u64;
                return Ok(Some(length));
            }
            Err(error) => error,
        };
        self.body = None;
        Err(RequestError::broken(
            &self.server.urls.file(&self.path),
            failure,
        ))
    }
}

impl Read for HttpReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() || self.position >= self.range.end {
            return Ok(0);
        }
        let server = Arc::clone(&self.server);
        match server.client.with_retries(|| self.read_on(buffer)) {
            Ok(Some(length)) => Ok(length),
            Ok(None) => Err(io::Error::other(Restarted)),
            Err(error) => Err(io::Error::other(error)),
        }
    }
}

/// What tells two states of a file apart: a strong ETag, or else the time of the last change.
fn validator(headers: &HeaderMap) -> Option<String> {
    let text = |name| headers.get(name)?.to_str().ok().map(str::to_owned);
    text("etag")
        .filter(|etag| !etag.starts_with("W/"))
        .or_else(|| text("last-modified"))
}
