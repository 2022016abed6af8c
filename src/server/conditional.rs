//! Conditional requests, by which a client asks whether its copy of a file is still current.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::http::HeaderMap;
use axum::http::header::{
    ETAG, HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_RANGE, LAST_MODIFIED,
};

/// The last second of the year 9999, in seconds since 1970.
const LAST_SECOND: u64 = 253_402_300_799;

/// The validators that tell one content of a file from another.
#[derive(Debug)]
pub(super) struct Validators {
    /// In quotes.
    etag: Option<String>,
    modified: Option<SystemTime>,
}

impl Validators {
    /// Takes an etag without quotes, and the time of the last change.
    pub(super) fn new(etag: Option<&str>, modified: Option<SystemTime>) -> Self {
        Self {
            etag: etag.map(|etag| format!("\"{etag}\"")),
            modified,
        }
    }

    /// Adds the validators to an answer.
    pub(super) fn add_to(&self, headers: &mut HeaderMap) {
        let mut add = |name: HeaderName, text: &str| {
            if let Ok(value) = HeaderValue::from_str(text) {
                headers.insert(name, value);
            }
        };
        if let Some(modified) = self.modified {
            add(LAST_MODIFIED, &http_date(modified));
        }
        if let Some(etag) = &self.etag {
            add(ETAG, etag);
        }
    }

    /// Whether the client's copy is current.
    pub(super) fn are_known(&self, asked: &HeaderMap) -> bool {
        if let Some(etags) = text(asked, IF_NONE_MATCH) {
            let mut etags = etags
                .split(',')
                .map(|etag| etag.trim().trim_start_matches("W/"));
            return etags.any(|etag| self.has_etag(etag) || etag == "*");
        }
        text(asked, IF_MODIFIED_SINCE).is_some_and(|since| !self.is_newer_than(since))
    }

    /// Whether a part of the file may be sent: the client's copy is of the same content, or the client
    /// does not say what it has.
    pub(super) fn allow_range(&self, asked: &HeaderMap) -> bool {
        text(asked, IF_RANGE).is_none_or(|validator| {
            self.has_etag(validator)
                || !validator.starts_with('"') && !self.is_newer_than(validator)
        })
    }

    fn has_etag(&self, etag: &str) -> bool {
        self.etag.as_deref() == Some(etag)
    }

    fn is_newer_than(&self, date: &str) -> bool {
        // HTTP's dates have no fractions of seconds.
        let seconds = |time: SystemTime| {
            time.duration_since(UNIX_EPOCH)
                .unwrap_or_default()
                .as_secs()
        };
        match (self.modified, httpdate::parse_http_date(date)) {
            (Some(modified), Ok(date)) => seconds(modified).min(LAST_SECOND) > seconds(date),
            _ => true,
        }
    }
}

/// The text of a header.
pub(super) fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

/// A time as HTTP writes it. Times before 1970 or after 9999 cannot be written, and become the first or
/// the last second that can.
fn http_date(time: SystemTime) -> String {
    let since_1970 = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    httpdate::fmt_http_date(UNIX_EPOCH + since_1970.min(Duration::from_secs(LAST_SECOND)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asking(name: HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_str(value).unwrap())])
    }

    #[test]
    fn a_client_knows_a_file_by_its_etag_or_its_time() {
        let day = Duration::from_secs(86_400);
        let file = Validators::new(Some("a"), Some(UNIX_EPOCH + day));
        for (name, value, is_known) in [
            (IF_NONE_MATCH, "\"a\"", true),
            (IF_NONE_MATCH, "\"b\", W/\"a\"", true),
            (IF_NONE_MATCH, "*", true),
            (IF_NONE_MATCH, "\"a-plain\"", false),
            (IF_MODIFIED_SINCE, "Fri, 02 Jan 1970 00:00:00 GMT", true),
            (IF_MODIFIED_SINCE, "Thu, 01 Jan 1970 00:00:00 GMT", false),
            (IF_MODIFIED_SINCE, "yesterday", false),
        ] {
            assert_eq!(file.are_known(&asking(name, value)), is_known, "{value}");
        }
        assert!(file.allow_range(&HeaderMap::new()));
        assert!(file.allow_range(&asking(IF_RANGE, "\"a\"")));
        assert!(!file.allow_range(&asking(IF_RANGE, "\"b\"")));
    }

    #[test]
    fn every_time_has_a_date() {
        let day = Duration::from_secs(86_400);
        for (time, expected) in [
            (UNIX_EPOCH - day, "Thu, 01 Jan 1970 00:00:00 GMT"),
            (UNIX_EPOCH + day, "Fri, 02 Jan 1970 00:00:00 GMT"),
            (
                UNIX_EPOCH + day * 9_000_000,
                "Fri, 31 Dec 9999 23:59:59 GMT",
            ),
        ] {
            assert_eq!(http_date(time), expected);
        }
    }
}
