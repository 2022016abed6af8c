//! Why a cloud did not do what it was asked for.

use std::fmt;
use std::time::{Duration, SystemTime};

use opendal::ErrorKind;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use crate::duration;
use crate::error::{Error, ErrorCode};

/// From how much on a wrong clock is worth a word. Clouds bear a quarter of an hour.
const NOTABLE_SKEW: Duration = Duration::from_secs(300);

/// An answer without success, in the words of the service.
#[derive(Clone, Debug, Default)]
pub(super) struct Refusal {
    pub(super) status: u16,
    /// Such as `NoSuchBucket`; empty where the service does not say.
    pub(super) code: String,
    pub(super) message: String,
    /// The region in which a bucket is, where the service says so.
    pub(super) region: Option<String>,
    /// How far this machine's clock is ahead of the service's, or behind it.
    skew: Option<Skew>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Skew {
    Ahead(Duration),
    Behind(Duration),
}

impl Refusal {
    /// Reads the error of S3 and Azure (XML), or of Google and WebHDFS (JSON).
    pub(super) fn read(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Self {
        let text = String::from_utf8_lossy(body);
        let header = |name: &str| Some(headers.get(name)?.to_str().ok()?.to_owned());
        let (code, message) = match serde_json::from_slice::<serde_json::Value>(body) {
            Ok(json) => json_error(&json),
            Err(_) => (tag(&text, "Code"), tag(&text, "Message")),
        };
        let service_time = header("date").and_then(|date| httpdate::parse_http_date(&date).ok());
        Self {
            status: status.as_u16(),
            code: code
                .or_else(|| header("x-ms-error-code"))
                .unwrap_or_default(),
            message: message.unwrap_or_default(),
            region: header("x-amz-bucket-region").or_else(|| tag(&text, "Region")),
            skew: service_time.and_then(|time| Skew::between(SystemTime::now(), time)),
        }
    }

    /// Whether the same request may succeed later.
    pub(super) fn may_pass(&self) -> bool {
        const PASSING: [&str; 8] = [
            "BadDigest",
            "InternalError",
            "OperationAborted",
            "RequestTimeout",
            "ServerBusy",
            "ServiceUnavailable",
            "SlowDown",
            "XAmzContentChecksumMismatch",
        ];
        matches!(self.status, 408 | 429 | 500 | 502..=504) || PASSING.contains(&self.code.as_str())
    }

    /// Whether the service asks for fewer requests.
    pub(super) fn is_throttling(&self) -> bool {
        matches!(self.status, 429 | 503)
            || matches!(
                self.code.as_str(),
                "SlowDown" | "ServerBusy" | "TooManyRequests"
            )
    }

    /// Whether the credentials have expired since they were found.
    pub(super) fn is_expired(&self) -> bool {
        matches!(
            self.code.as_str(),
            "ExpiredToken" | "ExpiredTokenException" | "TokenRefreshRequired"
        )
    }

    /// Whether a container of files, and not a file, is missing.
    pub(super) fn is_no_bucket(&self) -> bool {
        matches!(self.code.as_str(), "NoSuchBucket" | "ContainerNotFound")
    }

    pub(super) fn kind(&self) -> ErrorKind {
        match self.status {
            401 | 403 => ErrorKind::PermissionDenied,
            404 => ErrorKind::NotFound,
            304 | 412 => ErrorKind::ConditionNotMatch,
            416 => ErrorKind::RangeNotSatisfied,
            429 => ErrorKind::RateLimited,
            _ => ErrorKind::Unexpected,
        }
    }

    fn code_of_error(&self) -> ErrorCode {
        match self.status {
            _ if self.is_no_bucket() => ErrorCode::ResourceDoesNotExist,
            401 | 403 => ErrorCode::PermissionDenied,
            _ if self.is_expired() => ErrorCode::PermissionDenied,
            404 => ErrorCode::ResourceDoesNotExist,
            _ if self.may_pass() => ErrorCode::TemporarilyUnavailable,
            _ => ErrorCode::InternalError,
        }
    }

    /// What a person can do about it.
    fn hint(&self) -> Option<String> {
        let skewed = matches!(self.status, 400 | 401 | 403)
            .then_some(self.skew)
            .flatten();
        if let Some(skew) = skewed {
            return Some(format!(
                "the clock of this machine is {skew} of the service's; requests are signed with \
                 the time, so set it"
            ));
        }
        let hint = match self.code.as_str() {
            "NoSuchBucket" | "ContainerNotFound" => "create it first; artifacts do not",
            "ExpiredToken" | "ExpiredTokenException" => {
                "the credentials were temporary; sign in again, or set new ones"
            }
            "InvalidAccessKeyId" => "the service does not know this access key",
            "SignatureDoesNotMatch" => "the secret key does not belong to the access key",
            "AccessDenied" | "AuthorizationFailure" | "AuthorizationPermissionMismatch" => {
                "the credentials are known, but not allowed this; docs/artifacts.md lists the \
                 permissions that are needed"
            }
            _ => return None,
        };
        Some(hint.to_owned())
    }

    /// The error for users. `what` says what was tried with which file.
    pub(super) fn error(&self, what: &str) -> Error {
        let message = format!("{what}: {self}");
        let error = Error::new(self.code_of_error(), message);
        match self.hint() {
            Some(hint) => error.hint(hint),
            None => error,
        }
    }
}

/// What the service said.
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.code.as_str() {
            "NoSuchBucket" => "no such bucket",
            "ContainerNotFound" => "no such container",
            "AccessDenied" => "access denied",
            "ExpiredToken" | "ExpiredTokenException" => "the credentials have expired",
            "RequestTimeTooSkewed" => "the clocks differ too much",
            "SlowDown" | "ServerBusy" => "the service asks for fewer requests",
            _ => "",
        };
        match (what, self.code.as_str()) {
            ("", "") => write!(f, "the service answers with status {}", self.status)?,
            ("", code) => write!(f, "the service answers `{code}` (status {})", self.status)?,
            (what, code) => write!(f, "{what} (`{code}`)")?,
        }
        match self.message.split_whitespace().collect::<Vec<_>>() {
            words if words.is_empty() => Ok(()),
            words => write!(f, ": {}", words.join(" ").trim_end_matches('.')),
        }
    }
}

impl std::error::Error for Refusal {}

impl Skew {
    fn between(here: SystemTime, service: SystemTime) -> Option<Self> {
        match here.duration_since(service) {
            Ok(ahead) => (ahead >= NOTABLE_SKEW).then_some(Self::Ahead(ahead)),
            Err(behind) => {
                let behind = behind.duration();
                (behind >= NOTABLE_SKEW).then_some(Self::Behind(behind))
            }
        }
    }
}

impl fmt::Display for Skew {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (skew, side) = match self {
            Self::Ahead(skew) => (skew, "ahead"),
            Self::Behind(skew) => (skew, "behind"),
        };
        let minutes = Duration::from_secs(skew.as_secs() / 60 * 60);
        write!(f, "{} {side}", duration::text(minutes))
    }
}

/// The text of an element of XML, which has no attributes.
fn tag(text: &str, name: &str) -> Option<String> {
    let (_, rest) = text.split_once(&format!("<{name}>"))?;
    let (value, _) = rest.split_once(&format!("</{name}>"))?;
    Some(value.trim().to_owned()).filter(|value| !value.is_empty())
}

/// Code and message of an error in JSON.
fn json_error(json: &serde_json::Value) -> (Option<String>, Option<String>) {
    let text = |value: &serde_json::Value| value.as_str().map(str::to_owned);
    let error = &json["error"];
    if error.is_object() {
        let reason = text(&error["errors"][0]["reason"]);
        return (
            reason.or_else(|| text(&error["status"])),
            text(&error["message"]),
        );
    }
    let remote = &json["RemoteException"];
    if remote.is_object() {
        return (text(&remote["exception"]), text(&remote["message"]));
    }
    (text(error), text(&json["error_description"]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(status: u16, body: &str) -> Refusal {
        let status = StatusCode::from_u16(status).unwrap();
        Refusal::read(status, &HeaderMap::new(), body.as_bytes())
    }

    #[test]
    fn errors_of_all_services_are_read() {
        let s3 = refusal(
            404,
            "<?xml version=\"1.0\"?><Error><Code>NoSuchBucket</Code><Message>It is not there.\
             </Message><BucketName>b</BucketName></Error>",
        );
        assert_eq!(
            s3.to_string(),
            "no such bucket (`NoSuchBucket`): It is not there"
        );
        assert_eq!(s3.error("x").code(), ErrorCode::ResourceDoesNotExist);
        let google = refusal(
            403,
            r#"{"error": {"code": 403, "message": "no", "errors": [{"reason": "forbidden"}]}}"#,
        );
        assert_eq!(
            google.to_string(),
            "the service answers `forbidden` (status 403): no"
        );
        assert_eq!(google.error("x").code(), ErrorCode::PermissionDenied);
        let hadoop = refusal(
            404,
            r#"{"RemoteException": {"exception": "FileNotFoundException", "message": "m"}}"#,
        );
        assert_eq!(hadoop.code, "FileNotFoundException");
        assert_eq!(
            refusal(502, "<html>").to_string(),
            "the service answers with status 502"
        );
        let moved = refusal(
            301,
            "<Error><Code>PermanentRedirect</Code><Region>eu-west-1</Region></Error>",
        );
        assert_eq!(moved.region.as_deref(), Some("eu-west-1"));
    }

    #[test]
    fn some_refusals_pass() {
        assert!(refusal(503, "").may_pass() && refusal(503, "").is_throttling());
        assert!(refusal(400, "<Code>RequestTimeout</Code>").may_pass());
        assert!(!refusal(403, "<Code>AccessDenied</Code>").may_pass());
        assert!(refusal(400, "<Code>ExpiredToken</Code>").is_expired());
    }

    #[test]
    fn a_wrong_clock_is_explained() {
        let hour = Duration::from_secs(3600);
        let service = SystemTime::now() - hour;
        let mut headers = HeaderMap::new();
        let date = httpdate::fmt_http_date(service).parse().unwrap();
        headers.insert("date", date);
        let body = b"<Error><Code>RequestTimeTooSkewed</Code></Error>";
        let refusal = Refusal::read(StatusCode::FORBIDDEN, &headers, body);
        let error = refusal.error("cannot read `s3://b/x`");
        assert!(error.hints()[0].contains("ahead"), "{error:?}");
        assert_eq!(Skew::between(service, service), None);
        assert_eq!(
            Skew::between(service - hour, service),
            Some(Skew::Behind(hour))
        );
    }
}
