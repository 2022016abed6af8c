//! The addresses of stores and artifacts: `file:` URIs, bare paths and everything with a scheme.
//!
//! MLflow writes local locations in two spellings, as a bare absolute path and as `file:///…`, and
//! keeps whichever it was given. These functions keep to that, so that what we record is what
//! MLflow 3.17.2 would have recorded. No I/O except for asking for the current folder.

use std::borrow::Cow;
use std::path::{Component, Path, PathBuf};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::error::{Error, Result};

/// What Python's `urllib.parse.quote` escapes in a path.
const PATH_ESCAPES: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The words that MLflow reads as schemes although no colon follows them.
const BARE_SCHEMES: [&str; 3] = ["databricks", "databricks-uc", "uc"];

/// The scheme of a URI in lower case; `None` for a bare path (a Windows drive is a path).
pub fn scheme(uri: &str) -> Option<String> {
    if BARE_SCHEMES.contains(&uri) {
        return Some(uri.to_owned());
    }
    let (scheme, _) = uri.split_once(':')?;
    let is_scheme = scheme.len() > 1
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    is_scheme.then(|| scheme.to_ascii_lowercase())
}

/// Splits the `user:password@` off a URI. Returns the URI without it, and what it was.
pub fn split_userinfo(uri: &str) -> (String, Option<&str>) {
    let split = || {
        let (scheme, rest) = uri.split_once("://")?;
        let authority = rest.split(['/', '?', '#']).next()?;
        let (userinfo, _) = authority.rsplit_once('@')?;
        let userless = format!("{scheme}://{}", &rest[userinfo.len() + 1..]);
        Some((userless, Some(userinfo)))
    };
    split().unwrap_or_else(|| (uri.to_owned(), None))
}

/// The text with the passwords of the URIs in it hidden: what stands between a user's name and `@`,
/// and the values of options such as `password`. For everything that is shown or logged.
pub fn masked(text: &str) -> Cow<'_, str> {
    if !text.contains("://") {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("://") {
        let (before, after) = rest.split_at(start + "://".len());
        let end = after.find(is_behind_uri).unwrap_or(after.len());
        shown.push_str(before);
        let is_web = before.ends_with("http://") || before.ends_with("https://");
        mask_rest(&after[..end], is_web, &mut shown);
        rest = &after[end..];
    }
    shown.push_str(rest);
    Cow::Owned(shown)
}

/// Whether a character cannot be part of a URI, and so ends it.
fn is_behind_uri(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '`' | '"' | '\'' | '<' | '>')
}

/// What is shown instead of a secret, everywhere.
pub(crate) const MASK: &str = "***";

/// Writes what follows a URI's scheme, with its secrets as [`MASK`].
/// On the web a name alone may be a token, elsewhere it is a user, or a container of Azure's.
fn mask_rest(rest: &str, is_web: bool, shown: &mut String) {
    let rest = match userinfo_end(rest) {
        None => rest,
        Some(end) => {
            match rest[..end].split_once(':') {
                Some((user, _)) => {
                    shown.push_str(user);
                    shown.push(':');
                    shown.push_str(MASK);
                }
                None if is_web => shown.push_str(MASK),
                None => shown.push_str(&rest[..end]),
            }
            &rest[end..]
        }
    };
    let Some((address, query)) = rest.split_once('?') else {
        shown.push_str(rest);
        return;
    };
    shown.push_str(address);
    for (index, option) in query.split('&').enumerate() {
        shown.push(if index == 0 { '?' } else { '&' });
        match option.split_once('=') {
            Some((key, _)) if is_secret_name(key) => {
                shown.push_str(key);
                shown.push('=');
                shown.push_str(MASK);
            }
            _ => shown.push_str(option),
        }
    }
}

/// Where the `@` is that ends the user and password. As SQLAlchemy reads URIs, a password may have
/// any character but this one, so that a slash in it does not show the rest.
fn userinfo_end(rest: &str) -> Option<usize> {
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if let Some(end) = authority.rfind('@') {
        return Some(end);
    }
    let (host, behind) = authority.split_once(':')?;
    let is_port = behind.bytes().all(|byte| byte.is_ascii_digit());
    if is_port || host.starts_with('[') {
        return None;
    }
    rest.rfind('@')
}

/// Whether a setting or option of this name holds what nobody should see.
pub fn is_secret_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let parts = [
        "passw",
        "passphrase",
        "pwd",
        "secret",
        "token",
        "signature",
        "credential",
    ];
    let ends = [
        "sig",
        "access_key",
        "accesskey",
        "account_key",
        "accountkey",
        "api_key",
        "apikey",
    ];
    parts.iter().any(|part| name.contains(part)) || ends.iter().any(|end| name.ends_with(end))
}

/// The path on this machine that a bare path or a `file:` URI means; `None` for another scheme
/// or another host.
pub fn local_path(uri: &str) -> Option<PathBuf> {
    match scheme(uri).as_deref() {
        None => Some(PathBuf::from(uri)),
        Some("file") => {
            let path = &uri["file:".len()..];
            let path = match path.strip_prefix("//") {
                Some(with_host) => {
                    let (host, path) = with_host.split_at(with_host.find('/')?);
                    if !host.is_empty() && host != "localhost" {
                        return None;
                    }
                    path
                }
                None => path,
            };
            Some(from_uri_path(path))
        }
        Some(_) => None,
    }
}

/// The path that a store's or artifact's address means to MLflow: like [`local_path`], but
/// percent escapes are decoded in a bare path, too (`mlflow.utils.file_utils`, 3.17.2). Python's
/// clients write to that path, so this is where their files are.
pub fn recorded_path(uri: &str) -> Option<PathBuf> {
    match scheme(uri) {
        None => Some(from_uri_path(uri)),
        Some(_) => local_path(uri),
    }
}

/// Decodes the path of a `file:` URI.
fn from_uri_path(path: &str) -> PathBuf {
    let path = percent_decode_str(path).decode_utf8_lossy().into_owned();
    // `file:///C:/data` has its drive behind a slash.
    let has_drive = cfg!(windows) && path.as_bytes().get(2) == Some(&b':');
    PathBuf::from(if has_drive {
        path[1..].to_owned()
    } else {
        path
    })
}

/// Spells an absolute path as MLflow does: `file:///…`, percent-encoded.
pub fn from_path(path: &Path) -> String {
    let path = path.to_string_lossy().replace('\\', "/");
    let slash = if path.starts_with('/') { "" } else { "/" };
    format!("file://{slash}{}", utf8_percent_encode(&path, PATH_ESCAPES))
}

/// Makes a location of artifacts absolute as MLflow 3.17.2 does before it records it: a relative
/// one gets the current folder before it, decoded and not encoded again, and with its `..`;
/// everything else stays as it is.
pub fn absolute_location(uri: &str) -> Result<String> {
    let Some(path) = recorded_path(uri).filter(|path| path.is_relative()) else {
        return Ok(uri.to_owned());
    };
    let path = std::path::absolute(&path).map_err(|e| Error::io("resolve", &path, e))?;
    let path = path.to_string_lossy();
    Ok(match scheme(uri) {
        Some(_) => format!("file://{path}"),
        None => path.into_owned(),
    })
}

/// Makes a path absolute against the current folder, without `.` and `..` in it and without
/// asking the disk (the path need not exist), as Python's `os.path.abspath` does.
pub fn absolute_path(path: &Path) -> Result<PathBuf> {
    let path = std::path::absolute(path).map_err(|e| Error::io("resolve", path, e))?;
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            // The parent of the root is the root, so a failing `pop` is right, too.
            Component::ParentDir => drop(normal.pop()),
            part => normal.push(part),
        }
    }
    Ok(normal)
}

/// Appends a relative POSIX path to a URI's path, before its query. `file:/a` becomes `file:///a`,
/// as in MLflow.
pub fn join(uri: &str, path: &str) -> String {
    let (base, query) = match (scheme(uri), uri.split_once('?')) {
        (Some(_), Some((base, query))) => (base, format!("?{query}")),
        _ => (uri, String::new()),
    };
    let base = match base.strip_prefix("file:/") {
        Some(rest) if !rest.starts_with('/') => format!("file:///{rest}"),
        _ => base.to_owned(),
    };
    let path = path.trim_start_matches('/');
    let separator = if base.ends_with('/') || base.is_empty() || path.is_empty() {
        ""
    } else {
        "/"
    };
    format!("{base}{separator}{path}{query}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_locations_have_two_spellings() {
        assert_eq!(local_path("/a b/c").unwrap(), Path::new("/a b/c"));
        assert_eq!(local_path("file:///a%20b/c").unwrap(), Path::new("/a b/c"));
        assert_eq!(local_path("file:mlruns").unwrap(), Path::new("mlruns"));
        assert_eq!(local_path("file://localhost/a").unwrap(), Path::new("/a"));
        assert_eq!(local_path("file://other/a"), None);
        assert_eq!(local_path("s3://bucket/a"), None);
    }

    #[test]
    fn credentials_are_taken_out() {
        assert_eq!(
            split_userinfo("http://a:b@c@h:1/x@y"),
            ("http://h:1/x@y".to_owned(), Some("a:b@c"))
        );
        for without in ["http://h/x@y", "/a@b", "sqlite:///x@y.db"] {
            assert_eq!(split_userinfo(without), (without.to_owned(), None));
        }
    }

    #[test]
    fn passwords_are_masked_wherever_a_uri_is_shown() {
        for (uri, shown) in [
            ("postgresql://me:pw@h/db", "postgresql://me:***@h/db"),
            ("postgresql://me:p/w?x#y@h/db", "postgresql://me:***@h/db"),
            (
                "mysql+pymysql://me:a@b@h:1/d?x=1",
                "mysql+pymysql://me:***@h:1/d?x=1",
            ),
            ("https://ghp_token@github.com/x", "https://***@github.com/x"),
            ("s3://key:secret@bucket/x", "s3://key:***@bucket/x"),
            (
                "wasbs://box@account/x?sig=s",
                "wasbs://box@account/x?sig=***",
            ),
            (
                "postgresql:///d?user=me&password=pw",
                "postgresql:///d?user=me&password=***",
            ),
            ("https://h/c?sv=1&sig=abc", "https://h/c?sv=1&sig=***"),
            (
                "tried `http://a:b@h` and 'http://c:d@i/x'",
                "tried `http://a:***@h` and 'http://c:***@i/x'",
            ),
        ] {
            assert_eq!(masked(uri), shown);
        }
        for same in [
            "sqlite:///a:b@c.db",
            "http://h:5000/x@y",
            "http://[::1]:5000/x@y",
            "/a:b@c",
            "me@h: hi",
            "sqlite:////x.db?timeout=5",
        ] {
            assert_eq!(masked(same), same);
        }
    }

    #[test]
    fn a_path_becomes_a_uri_and_comes_back() {
        let path = Path::new("/tmp/exp é %/x~1");
        assert_eq!(from_path(path), "file:///tmp/exp%20%C3%A9%20%25/x~1");
        assert_eq!(local_path(&from_path(path)).unwrap(), path);
    }

    #[test]
    fn absolute_locations_have_no_dots() {
        let here = std::env::current_dir().unwrap();
        assert_eq!(
            absolute_path(Path::new("a/./b/../c")).unwrap(),
            here.join("a/c")
        );
        let root = here.ancestors().last().unwrap();
        assert_eq!(absolute_path(&root.join("../x")).unwrap(), root.join("x"));
    }

    #[test]
    fn joining_keeps_the_query() {
        assert_eq!(join("s3://b/root/?v=1", "2/x"), "s3://b/root/2/x?v=1");
        assert_eq!(join("/a/b", "c"), "/a/b/c");
        assert_eq!(join("file:///a", "/c"), "file:///a/c");
        assert_eq!(join("file:/a", "c"), "file:///a/c");
    }

    #[test]
    fn bare_paths_are_decoded_where_mlflow_decodes_them() {
        assert_eq!(local_path("/a%20b").unwrap(), Path::new("/a%20b"));
        assert_eq!(recorded_path("/a%20b").unwrap(), Path::new("/a b"));
        assert_eq!(recorded_path("file:///a%20b").unwrap(), Path::new("/a b"));
        let here = std::env::current_dir()
            .unwrap()
            .to_string_lossy()
            .into_owned();
        assert_eq!(absolute_location("/x/../a%20b").unwrap(), "/x/../a%20b");
        assert_eq!(
            absolute_location("../a%20b").unwrap(),
            format!("{here}/../a b")
        );
        assert_eq!(
            absolute_location("file:é x").unwrap(),
            format!("file://{here}/é x")
        );
    }
}
