//! The cookie of a session of the page.
//!
//! Scripts cannot read it, and other sites' pages do not send it with anything but a link. Where the
//! connection is encrypted, it is sent over encrypted ones alone, and its name lets no neighbour set it.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::header::{COOKIE, HeaderValue};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap};

use crate::server::App;
use crate::server::forwarded;

/// How long a log-in at an identity provider may take, in seconds.
const LOG_IN_SECONDS: i64 = 10 * 60;

/// What a cookie is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    Session,
    /// What a log-in at an identity provider began with.
    LogIn,
}

/// The cookies of this server's page, as a request has them.
#[derive(Clone, Debug)]
pub(in crate::server) struct Cookies {
    is_encrypted: bool,
    /// Below which path they are sent: `/`, or the server's prefix.
    path: String,
}

impl Cookies {
    pub(super) fn new(is_tls: bool, prefix: &str, extensions: &Extensions) -> Self {
        let path = if prefix.is_empty() { "/" } else { prefix };
        Self {
            is_encrypted: forwarded::is_encrypted(is_tls, extensions),
            path: path.to_owned(),
        }
    }

    fn name(&self, purpose: Purpose) -> String {
        let before = match (self.is_encrypted, self.path.as_str()) {
            (false, _) => "",
            (true, "/") => "__Host-",
            (true, _) => "__Secure-",
        };
        let name = match purpose {
            Purpose::Session => "mlflow_session",
            Purpose::LogIn => "mlflow_log_in",
        };
        format!("{before}{name}")
    }

    fn read(&self, headers: &HeaderMap, purpose: Purpose) -> Option<String> {
        let name = self.name(purpose);
        let cookies = headers.get_all(COOKIE).iter();
        let cookies = cookies.filter_map(|value| value.to_str().ok());
        let mut pairs = cookies
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='));
        let found = pairs.find(|(each, value)| *each == name && !value.is_empty());
        found.map(|(_, value)| value.to_owned())
    }

    fn set(&self, purpose: Purpose, value: &str, seconds: i64) -> HeaderValue {
        let secure = if self.is_encrypted { "; Secure" } else { "" };
        let text = format!(
            "{}={value}; Path={}; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}",
            self.name(purpose),
            self.path
        );
        HeaderValue::try_from(text).unwrap_or_else(|_| HeaderValue::from_static(""))
    }

    /// The secret of the session.
    pub(super) fn session(&self, headers: &HeaderMap) -> Option<String> {
        self.read(headers, Purpose::Session)
    }

    /// Keeps the secret of a session.
    pub(in crate::server) fn keep_session(&self, secret: &str, seconds: i64) -> HeaderValue {
        self.set(Purpose::Session, secret, seconds)
    }

    /// Removes it.
    pub(in crate::server) fn end_session(&self) -> HeaderValue {
        self.set(Purpose::Session, "", 0)
    }

    /// What a log-in began with.
    pub(in crate::server) fn log_in(&self, headers: &HeaderMap) -> Option<String> {
        self.read(headers, Purpose::LogIn)
    }

    /// Keeps what a log-in begins with.
    pub(in crate::server) fn keep_log_in(&self, value: &str) -> HeaderValue {
        self.set(Purpose::LogIn, value, LOG_IN_SECONDS)
    }

    /// Removes it.
    pub(in crate::server) fn end_log_in(&self) -> HeaderValue {
        self.set(Purpose::LogIn, "", 0)
    }
}

impl FromRequestParts<Arc<App>> for Cookies {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Infallible> {
        let settings = app.settings();
        let is_tls = settings.tls.is_some();
        Ok(Self::new(
            is_tls,
            &settings.static_prefix,
            &parts.extensions,
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cookies(is_encrypted: bool, path: &str) -> Cookies {
        Cookies {
            is_encrypted,
            path: path.to_owned(),
        }
    }

    #[test]
    fn a_session_is_out_of_reach_of_scripts_and_other_sites() {
        let kept = |is_encrypted, path| {
            let header = cookies(is_encrypted, path).keep_session("1_2", 60);
            header.to_str().unwrap().to_owned()
        };
        assert_eq!(
            kept(false, "/"),
            "mlflow_session=1_2; Path=/; Max-Age=60; HttpOnly; SameSite=Lax"
        );
        assert_eq!(
            kept(true, "/"),
            "__Host-mlflow_session=1_2; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure"
        );
        assert!(kept(true, "/a").starts_with("__Secure-mlflow_session=1_2; Path=/a;"));
    }

    #[test]
    fn a_cookie_is_found_among_others_by_its_whole_name() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, "x=1; mlflow_session=2_3;y".parse().unwrap());
        headers.append(COOKIE, "mlflow_log_in=a=b".parse().unwrap());
        let plain = cookies(false, "/");
        assert_eq!(plain.session(&headers).unwrap(), "2_3");
        assert_eq!(plain.log_in(&headers).unwrap(), "a=b");
        assert_eq!(
            cookies(true, "/").session(&headers),
            None,
            "anybody may have set it"
        );
    }
}
