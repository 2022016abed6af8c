//! The error of a single attempt of a request.

use std::io;
use std::time::Duration;

use crate::error::{Error, ErrorCode};

/// The error of one attempt, by whether a retry may help.
#[derive(Debug)]
pub(crate) enum RequestError {
    /// A retry may succeed.
    Passing {
        /// What happened.
        error: Error,
        /// When the server wants to be asked again.
        retry_after: Option<Duration>,
    },
    /// Nobody listens at the address. A server that is restarting may listen there soon.
    Unreachable(Error),
    /// A retry will fail, too.
    Lasting(Error),
}

impl RequestError {
    pub(super) fn passing(error: Error) -> Self {
        Self::Passing {
            error,
            retry_after: None,
        }
    }

    pub(super) fn into_error(self) -> Error {
        match self {
            Self::Passing { error, .. } | Self::Unreachable(error) | Self::Lasting(error) => error,
        }
    }

    /// The same error, with a hint that names the proxy that was used.
    pub(super) fn through(self, proxy: Option<&str>) -> Self {
        let Some(proxy) = proxy else {
            return self;
        };
        let named = |error: Error| {
            error.hint(format!(
                "it was asked through the proxy `{proxy}`; `no_proxy` names hosts to ask directly"
            ))
        };
        match self {
            Self::Passing { error, retry_after } => Self::Passing {
                error: named(error),
                retry_after,
            },
            Self::Unreachable(error) => Self::Unreachable(named(error)),
            Self::Lasting(error) => Self::Lasting(named(error)),
        }
    }

    /// A connection that broke while an answer came in.
    pub(crate) fn broken(address: &str, cause: io::Error) -> Self {
        Self::of_ureq(address, ureq::Error::from(cause))
    }

    /// The error for an error of ureq. `address` is shown, so it must have no secrets.
    pub(super) fn of_ureq(address: &str, cause: ureq::Error) -> Self {
        use ureq::Error as Cause;
        match &cause {
            Cause::Io(problem) if is_certificate_problem(problem) => {
                Self::Lasting(untrusted(address, &problem.to_string()))
            }
            Cause::Rustls(problem) => Self::Lasting(untrusted(address, &problem.to_string())),
            Cause::Tls(problem) => Self::Lasting(untrusted(address, problem)),
            Cause::Io(problem) if is_unknown_host(problem) => {
                Self::Unreachable(unreachable(address, "no host has that name"))
            }
            Cause::Io(problem) if is_absence(problem) => {
                Self::Unreachable(unreachable(address, &in_words(problem)))
            }
            Cause::Io(problem) => Self::passing(unreachable(address, &in_words(problem))),
            Cause::Timeout(ureq::Timeout::Connect | ureq::Timeout::Resolve) => {
                Self::Unreachable(unreachable(address, "no connection in time"))
            }
            Cause::Timeout(_) => Self::passing(unreachable(address, "it does not answer in time")),
            Cause::HostNotFound => Self::Unreachable(unreachable(address, "no host has that name")),
            Cause::ConnectionFailed => Self::Unreachable(unreachable(address, "no connection")),
            Cause::Protocol(_) | Cause::BodyStalled => {
                let what = "what it answers is not HTTP";
                Self::Lasting(unreachable(address, what).caused_by(cause))
            }
            _ => Self::Lasting(unreachable(address, &cause.to_string())),
        }
    }
}

fn unreachable(address: &str, why: &str) -> Error {
    Error::new(
        ErrorCode::TemporarilyUnavailable,
        format!("cannot reach `{address}`: {why}"),
    )
    .hint("is the server running, and is MLFLOW_TRACKING_URI right?")
}

fn untrusted(address: &str, why: &str) -> Error {
    Error::new(
        ErrorCode::PermissionDenied,
        format!(
            "cannot speak to `{address}` safely: {}",
            of_certificate(why)
        ),
    )
    .hint(
        "MLFLOW_TRACKING_SERVER_CERT_PATH names a PEM file with the certificates to trust; \
         MLFLOW_TRACKING_INSECURE_TLS=true trusts any",
    )
}

/// What is wrong with a certificate, for people, where rustls has only the name of a case.
fn of_certificate(why: &str) -> &str {
    if why.contains("UnknownIssuer") {
        "its certificate was made by nobody who is trusted here"
    } else if why.contains("CaUsedAsEndEntity") {
        "its certificate is that of an authority, which no server may show; \
         `openssl req -x509 … -addext basicConstraints=critical,CA:FALSE` makes one that a server may"
    } else {
        why
    }
}

/// Whether the error is about a certificate. rustls reports those as I/O errors of this kind.
fn is_certificate_problem(problem: &io::Error) -> bool {
    problem.kind() == io::ErrorKind::InvalidData
}

/// Whether nobody can answer: the port is closed, or there is no route to the host.
fn is_absence(problem: &io::Error) -> bool {
    use io::ErrorKind as Kind;
    matches!(
        problem.kind(),
        Kind::ConnectionRefused
            | Kind::HostUnreachable
            | Kind::NetworkUnreachable
            | Kind::AddrNotAvailable
    )
}

/// Whether the host's name cannot be resolved, which only the text of the error says.
fn is_unknown_host(problem: &io::Error) -> bool {
    problem.to_string().contains("lookup address information")
}

/// The text of an I/O error for people: without `(os error 111)`, in lower case.
fn in_words(problem: &io::Error) -> String {
    let text = problem.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| {
        first.to_lowercase().chain(letters).collect()
    })
}
