//! The addresses of projects elsewhere, and the secrets that people write into them.
//!
//! A token in an address is used and never shown: tags, messages and what git says get the
//! address without it. (MLflow 3.17.2 strips the repository's address, and records the project's
//! name as it was typed, token and all.)

use base64::Engine;
use base64::prelude::BASE64_STANDARD as BASE64;
use percent_encoding::percent_decode_str;

use crate::uri;

/// The schemes of addresses whose user and password git asks for when the server wants them.
const WEB_SCHEMES: [&str; 4] = ["http", "https", "ftp", "ftps"];
/// A name alone in an address is a token from this length on: the names of users are shorter, or
/// have other characters in them.
const TOKEN_LENGTH: usize = 20;

/// An address on another machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SourceAddress {
    /// As it may be shown and recorded.
    pub(super) clean: String,
    /// What was taken out of the address: user, token, query.
    secret: Option<HiddenParts>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct HiddenParts {
    /// The beginning of the clean address.
    clean_start: String,
    /// The beginning of the real address.
    real_start: String,
    is_web: bool,
    /// `user:token`, as it is written.
    user_info: String,
    /// The parts that must not be shown.
    words: Vec<String>,
    /// What follows the path: `?token=…`.
    query: String,
}

impl SourceAddress {
    /// Splits the secrets off. An `ssh` address keeps its user, who is no secret.
    pub(super) fn new(text: &str) -> Self {
        let Some((scheme, rest)) = text.split_once("://") else {
            return Self::without_secret(text);
        };
        let is_web = WEB_SCHEMES.contains(&scheme.to_ascii_lowercase().as_str());
        let (rest, query) = rest.split_at(rest.find('?').filter(|_| is_web).unwrap_or(rest.len()));
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let (user_info, host) = authority.rsplit_once('@').unwrap_or(("", authority));
        let (user, password) = user_info.split_once(':').unwrap_or((user_info, ""));
        let shown_user = if is_web || user.is_empty() {
            String::new()
        } else {
            format!("{user}@")
        };
        let clean_start = format!("{scheme}://{shown_user}{host}");
        let real_start = format!("{scheme}://{authority}");
        if clean_start == real_start && query.is_empty() {
            return Self::without_secret(text);
        }
        let words = [user_info, user, password, query.trim_start_matches('?')]
            .into_iter()
            .filter(|word| !word.is_empty() && shown_user != format!("{word}@"))
            .map(str::to_owned)
            .collect();
        Self {
            clean: format!("{clean_start}{path}"),
            secret: Some(HiddenParts {
                clean_start,
                real_start,
                is_web,
                user_info: user_info.to_owned(),
                words,
                query: query.to_owned(),
            }),
        }
    }

    fn without_secret(text: &str) -> Self {
        Self {
            clean: text.to_owned(),
            secret: None,
        }
    }

    /// Whether git can be asked about it: it has a scheme, or is `user@host:path`.
    pub(super) fn is_remote(&self) -> bool {
        match uri::scheme(&self.clean).as_deref() {
            Some("file") => false,
            Some(_) => true,
            None => self
                .clean
                .split_once(':')
                .is_some_and(|(host, _)| host.contains('@') && !host.contains('/')),
        }
    }

    /// The address for an http client, without the user and with what follows the path.
    pub(super) fn to_request(&self) -> String {
        let query = self.secret.as_ref().map_or("", |secret| &secret.query);
        format!("{}{query}", self.clean)
    }

    /// The `authorization` header for the user and password of the address.
    pub(super) fn authorization(&self) -> Option<String> {
        let secret = self.secret.as_ref()?;
        if secret.user_info.is_empty() {
            return None;
        }
        let (user, password) = secret.user_and_password();
        let credentials = BASE64.encode(format!("{user}:{password}"));
        Some(format!("Basic {credentials}"))
    }

    /// The credentials for git; `None` for an address without any.
    pub(super) fn git_access(&self) -> Option<GitAccess<'_>> {
        let secret = self.secret.as_ref()?;
        let is_needed = secret.is_web && !secret.user_info.is_empty();
        is_needed.then(|| {
            let (user, password) = secret.user_and_password();
            GitAccess {
                clean_start: &secret.clean_start,
                real_start: &secret.real_start,
                has_password: !password.is_empty() || is_token(&user),
                user,
                password,
            }
        })
    }

    /// A text of another program, without the secrets.
    pub(super) fn hide_secrets(&self, text: &str) -> String {
        let words = self.secret.iter().flat_map(|secret| &secret.words);
        words.fold(text.to_owned(), |text, word| text.replace(word, uri::MASK))
    }
}

impl HiddenParts {
    fn user_and_password(&self) -> (String, String) {
        let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let (user, password) = self
            .user_info
            .split_once(':')
            .unwrap_or((&self.user_info, ""));
        (decoded(user), decoded(password))
    }
}

/// The user and password of an address, apart from it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct GitAccess<'a> {
    /// The beginning of the address without them.
    pub(super) clean_start: &'a str,
    /// The beginning of the address with them.
    pub(super) real_start: &'a str,
    pub(super) user: String,
    /// May be empty: then the user is a token.
    pub(super) password: String,
    /// Whether these are all credentials. For a user's name alone, git asks the user's helpers.
    pub(super) has_password: bool,
}

/// Whether a user's name is a token: `https://TOKEN@host/…`.
fn is_token(user: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    user.len() >= TOKEN_LENGTH && user.chars().all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_kept_apart() {
        for (text, clean) in [
            ("https://u:p@host:1/a@b.git", "https://host:1/a@b.git"),
            ("https://token@host/a.git", "https://host/a.git"),
            ("https://host/p.zip?token=x", "https://host/p.zip"),
            ("https://host/a.git", "https://host/a.git"),
            ("ssh://git@host/a", "ssh://git@host/a"),
            ("ssh://git:p@host/a", "ssh://git@host/a"),
            ("git@host:a.git", "git@host:a.git"),
        ] {
            let address = SourceAddress::new(text);
            assert_eq!(address.clean, clean);
            assert!(address.is_remote());
        }
    }

    #[test]
    fn a_request_has_everything() {
        let address = SourceAddress::new("https://me:p%40ss@host/p.zip?token=x");
        assert_eq!(address.to_request(), "https://host/p.zip?token=x");
        // `me:p@ss`
        assert_eq!(address.authorization().unwrap(), "Basic bWU6cEBzcw==");
        assert_eq!(
            SourceAddress::new("https://host/p.zip?x").authorization(),
            None
        );
    }

    #[test]
    fn what_git_says_has_no_secret() {
        let address = SourceAddress::new("https://me:s3cret@host/a.git");
        let said = "fatal: unable to access 'https://me:s3cret@host/a.git/'";
        let shown = address.hide_secrets(said);
        assert_eq!(shown, "fatal: unable to access 'https://***@host/a.git/'");
    }

    #[test]
    fn git_gets_what_stands_in_the_address() {
        let token = "ghp_0123456789abcdefABCDEF";
        for (user_info, expected) in [
            ("me:p%40ss", ("me", "p@ss", true)),
            (token, (token, "", true)),
            ("me", ("me", "", false)),
            (
                "first.last%40example.com",
                ("first.last@example.com", "", false),
            ),
        ] {
            let text = format!("https://{user_info}@host:1/a.git");
            let address = SourceAddress::new(&text);
            let access = address.git_access().unwrap();
            assert_eq!(
                (access.clean_start, access.real_start),
                ("https://host:1", &*format!("https://{user_info}@host:1"))
            );
            let found = (&*access.user, &*access.password, access.has_password);
            assert_eq!(found, expected);
        }
        for plain in [
            "https://host/a.git",
            "ssh://git:p@host/a",
            "git@host:a",
            "/a",
        ] {
            assert_eq!(SourceAddress::new(plain).git_access(), None, "{plain}");
        }
    }

    #[test]
    fn paths_are_not_remote() {
        for path in ["folder", "/a:b/c", "C:\\x", "file:///x", "a/b@c:d"] {
            assert!(!SourceAddress::new(path).is_remote(), "{path}");
        }
    }
}
