//! Where a server is, without the secrets that its URI may hold.

use std::fmt;

use percent_encoding::percent_decode_str;
use ureq::http::Uri;

use crate::error::{Error, Result};
use crate::uri;

/// The address of a server or of something on it: `http(s)://host[:port][/path]`.
///
/// What it shows of itself (`Display`) has no credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    /// Without credentials and without a slash at the end.
    url: String,
    login: Option<(String, String)>,
}

impl Address {
    /// Reads an address. It must have no query and no fragment.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        let (userless, userinfo) = uri::split_userinfo(text);
        let url = userless.trim_end_matches('/').to_owned();
        let is_usable = url.contains("://")
            && url
                .parse::<Uri>()
                .is_ok_and(|uri| uri.host().is_some_and(|host| !host.is_empty()))
            && !url.contains(['?', '#'])
            && matches!(uri::scheme(&url).as_deref(), Some("http" | "https"));
        if !is_usable {
            return Err(Error::invalid(format!(
                "`{userless}` is no address of a server; expected `http://host:port` or \
                 `https://host`, with a path if need be"
            )));
        }
        Ok(Self {
            url,
            login: userinfo.map(login),
        })
    }

    /// The URL of a path below this address; the path begins with a slash and is encoded.
    pub(crate) fn join(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    /// The URL, without credentials.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The name and password that the URI had.
    pub(crate) fn login(&self) -> Option<&(String, String)> {
        self.login.as_ref()
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.url)
    }
}

/// Takes `name:password` apart, each percent-encoded.
fn login(userinfo: &str) -> (String, String) {
    let decoded = |text| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let (name, password) = userinfo.split_once(':').unwrap_or((userinfo, ""));
    (decoded(name), decoded(password))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_hides_its_credentials() {
        let address = Address::parse("https://m%40e:s%3Aecret@host:8080/pre/").unwrap();
        assert_eq!(address.to_string(), "https://host:8080/pre");
        assert_eq!(address.join("/x"), "https://host:8080/pre/x");
        assert_eq!(address.login(), Some(&("m@e".into(), "s:ecret".into())));
        assert_eq!(Address::parse("http://[::1]:5000").unwrap().login(), None);
    }

    #[test]
    fn what_is_no_address_is_refused_without_its_secrets() {
        for bad in [
            "http://",
            "http:///x",
            "http://h?a=1",
            "http://h/#x",
            "ftp://h",
            "http://a b",
        ] {
            assert!(Address::parse(bad).is_err(), "{bad}");
        }
        let error = Address::parse("http://me:secret@").unwrap_err();
        assert!(!error.message().contains("secret"), "{error}");
    }
}
