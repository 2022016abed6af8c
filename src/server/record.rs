//! What a server writes down of its requests: a line for each in the access log, and one in JSON for
//! each that changes something in the audit log.
//!
//! Neither has a body, a query or a credential.

use std::fmt;
use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Version};
use jiff::Timestamp;
use serde_json::json;

use crate::access::Caller;
use crate::sync::unpoisoned;

use super::peer::Peer;

/// By which header a request and its answer are found again.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Longest id that is taken over from a client.
const LONGEST_ID: usize = 128;

/// Where lines are written. Its copies are one.
#[derive(Clone)]
pub struct Lines(Arc<Mutex<Box<dyn Write + Send>>>);

impl Lines {
    /// Lines that go there, each whole.
    pub fn to(writer: impl Write + Send + 'static) -> Self {
        Self(Arc::new(Mutex::new(Box::new(writer))))
    }

    /// A line that cannot be written is lost: the log says so, and the request has its answer.
    fn write(&self, line: &str) {
        let mut writer = unpoisoned(self.0.lock());
        let line = format!("{line}\n");
        let written = writer
            .write_all(line.as_bytes())
            .and_then(|()| writer.flush());
        if let Err(error) = written {
            tracing::warn!("cannot write a line about a request: {error}");
        }
    }
}

impl fmt::Debug for Lines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lines")
    }
}

/// The id of a request.
#[derive(Clone, Debug)]
pub(super) struct RequestId(HeaderValue);

impl RequestId {
    /// The one that the client or a proxy has given, or else a new one.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let given = headers.get(REQUEST_ID).filter(|id| is_plain(id.as_bytes()));
        Self(given.cloned().unwrap_or_else(|| {
            let id = format!("{:016x}", rand::random::<u64>());
            HeaderValue::try_from(id).expect("made of digits")
        }))
    }

    pub(super) fn header(&self) -> HeaderValue {
        self.0.clone()
    }

    fn text(&self) -> &str {
        self.0.to_str().unwrap_or_default()
    }
}

/// Whether an id can stand in a log as it is.
fn is_plain(id: &[u8]) -> bool {
    (1..=LONGEST_ID).contains(&id.len())
        && id
            .iter()
            .all(|b| b.is_ascii_alphanumeric() || b"-_.:/+=".contains(b))
}

/// What is known of a request before it is answered.
pub(super) struct Asked {
    pub(super) peer: Option<Peer>,
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) version: Version,
    pub(super) id: RequestId,
}

impl Asked {
    fn from(&self) -> String {
        self.peer
            .map_or_else(|| "-".to_owned(), |peer| peer.0.to_string())
    }

    /// Writes the line of a request in the Common Log Format, with how long it took in seconds and its
    /// id behind.
    pub(super) fn log(
        &self,
        lines: &Lines,
        user: Option<&str>,
        status: StatusCode,
        length: Option<u64>,
        took: Duration,
    ) {
        let now = Timestamp::now().strftime("%d/%b/%Y:%H:%M:%S +0000");
        let length = length.map_or_else(|| "-".to_owned(), |length| length.to_string());
        lines.write(&format!(
            "{} - {} [{now}] \"{} {} {:?}\" {} {length} {:.6} {}",
            self.from(),
            user.map_or_else(|| "-".to_owned(), plain),
            self.method,
            plain(&self.path),
            self.version,
            status.as_u16(),
            took.as_secs_f64(),
            self.id.text()
        ));
    }
}

/// A text without what would end a field or a line.
fn plain(text: &str) -> String {
    text.chars()
        .flat_map(|c| match c {
            '"' | ' ' | '\\' => c.escape_unicode().collect::<Vec<_>>(),
            c if c.is_control() => c.escape_unicode().collect(),
            c => vec![c],
        })
        .collect()
}

/// One request that changes something, or tries to.
pub(super) struct Deed<'a> {
    pub(super) peer: Option<Peer>,
    pub(super) id: Option<&'a RequestId>,
    pub(super) caller: Option<&'a Caller>,
    pub(super) method: &'a Method,
    pub(super) path: &'a str,
    pub(super) endpoint: &'a str,
    pub(super) subject: Option<&'a str>,
    pub(super) status: StatusCode,
}

impl Deed<'_> {
    /// Writes the line of the deed.
    pub(super) fn audit(&self, lines: &Lines) {
        let outcome = match self.status.as_u16() {
            401 | 403 => "denied",
            status if status < 400 => "done",
            _ => "failed",
        };
        let line = json!({
            "time": Timestamp::now().to_string(),
            "request_id": self.id.map(RequestId::text),
            "user": self.caller.map(Caller::name),
            "token_id": self.caller.and_then(Caller::token_id),
            "from": self.peer.map(|peer| peer.0.to_string()),
            "method": self.method.as_str(),
            "endpoint": self.endpoint,
            "path": self.path,
            "subject": self.subject,
            "status": self.status.as_u16(),
            "outcome": outcome,
        });
        lines.write(&line.to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Default)]
    struct Written(Arc<Mutex<Vec<u8>>>);

    impl Write for Written {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_line_is_one_line_whatever_the_request_says() {
        let written = Written::default();
        let mut headers = HeaderMap::new();
        headers.insert(REQUEST_ID, HeaderValue::from_static("a-1"));
        let asked = Asked {
            peer: Some(Peer("192.0.2.1".parse().unwrap())),
            method: Method::GET,
            path: "/a\"\nb".to_owned(),
            version: Version::HTTP_11,
            id: RequestId::of(&headers),
        };
        let lines = Lines::to(written.clone());
        let took = Duration::from_millis(5);
        asked.log(&lines, Some("an n"), StatusCode::OK, Some(7), took);
        let text = String::from_utf8(written.0.lock().unwrap().clone()).unwrap();
        assert!(text.starts_with("192.0.2.1 - an\\u{20}n ["), "{text}");
        let end = "\"GET /a\\u{22}\\u{a}b HTTP/1.1\" 200 7 0.005000 a-1\n";
        assert!(text.ends_with(end), "{text}");
    }

    #[test]
    fn an_id_is_taken_over_or_made() {
        let of = |id: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(REQUEST_ID, HeaderValue::from_static(id));
            RequestId::of(&headers).text().to_owned()
        };
        assert_eq!(of("0-a_b"), "0-a_b");
        for id in ["", "a b", "a\"b"] {
            assert_eq!(of(id).len(), 16, "{id}");
        }
        let made = RequestId::of(&HeaderMap::new());
        assert_ne!(made.text(), RequestId::of(&HeaderMap::new()).text());
    }
}
