//! The secret that opens a server which is not for everybody on the machine: the one of a run.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::http::header::{AUTHORIZATION, HeaderValue, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::error::ErrorResponse;

/// A secret, made at random. Its copies are one: each knows whether any was used.
#[derive(Clone)]
pub struct RunToken {
    secret: String,
    is_used: Arc<AtomicBool>,
}

impl RunToken {
    /// Makes one of 256 random bits.
    pub fn random() -> Self {
        let secret: [u128; 2] = rand::random();
        Self {
            secret: format!("{:032x}{:032x}", secret[0], secret[1]),
            is_used: Arc::default(),
        }
    }

    /// The secret, for those who may ask.
    pub fn secret(&self) -> &str {
        &self.secret
    }

    /// Whether a request has shown it.
    pub fn is_used(&self) -> bool {
        self.is_used.load(Ordering::Relaxed)
    }

    /// Whether a request shows it: as a bearer token, or as the password of whatever user.
    pub(super) fn opens(&self, headers: &HeaderMap) -> bool {
        let shown = headers.get(AUTHORIZATION).and_then(shown_by);
        let opens = shown.is_some_and(|shown| is_same(shown.as_bytes(), self.secret.as_bytes()));
        if opens {
            self.is_used.store(true, Ordering::Relaxed);
        }
        opens
    }

    /// The answer to a request without it.
    pub(super) fn refusal() -> Response {
        let message = "this server belongs to a run and is open to its programs alone, by the \
                       token in their MLFLOW_TRACKING_TOKEN; `mlflow ui` shows the same store";
        let failure = ErrorResponse::new(StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", message);
        let mut response = failure.into_response();
        let how = HeaderValue::from_static("Bearer");
        response.headers_mut().insert(WWW_AUTHENTICATE, how);
        response
    }
}

/// Without the secret, which no log should have.
impl fmt::Debug for RunToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token")
    }
}

/// The secret that a header shows.
fn shown_by(header: &HeaderValue) -> Option<String> {
    let (kind, value) = header.to_str().ok()?.split_once(' ')?;
    if kind.eq_ignore_ascii_case("bearer") {
        return Some(value.trim().to_owned());
    }
    if !kind.eq_ignore_ascii_case("basic") {
        return None;
    }
    let login = String::from_utf8(BASE64.decode(value.trim()).ok()?).ok()?;
    let (_, password) = login.split_once(':')?;
    Some(password.to_owned())
}

/// Compares in a time that does not tell how much is right.
fn is_same(shown: &[u8], secret: &[u8]) -> bool {
    let differing = shown
        .iter()
        .zip(secret)
        .fold(0, |differing, (a, b)| differing | (a ^ b));
    shown.len() == secret.len() && differing == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_secret_opens() {
        let token = RunToken::random();
        let secret = token.secret();
        let opens = |header: Option<String>| {
            let mut headers = HeaderMap::new();
            headers.extend(header.map(|text| (AUTHORIZATION, text.parse().unwrap())));
            token.opens(&headers)
        };
        let basic = |login: String| Some(format!("Basic {}", BASE64.encode(login)));
        for wrong in [
            None,
            Some("Bearer".to_owned()),
            Some("Bearer ".to_owned()),
            Some(format!("Bearer {secret}0")),
            Some(format!("Bearer {}", &secret[1..])),
            Some(format!("Bearer {}", RunToken::random().secret())),
            Some(secret.to_owned()),
            basic("a:b".into()),
            basic(secret.into()),
        ] {
            assert!(!opens(wrong.clone()), "{wrong:?}");
        }
        assert!(!token.clone().is_used());
        assert!(opens(Some(format!("bearer {secret}"))));
        assert!(token.clone().is_used());
        assert!(opens(basic(format!("any:{secret}"))));
    }

    #[test]
    fn a_secret_is_long_and_not_shown() {
        let (one, other) = (RunToken::random(), RunToken::random());
        assert_eq!(one.secret().len(), 64);
        assert_ne!(one.secret(), other.secret());
        assert!(!format!("{one:?}").contains(one.secret()));
    }
}
