//! Relative paths of artifacts, checked once.

use std::fmt;
use std::path::{Path, PathBuf};

use percent_encoding::percent_decode_str;

use crate::error::{Error, Result};

/// How often a path may be encoded. MLflow 3.17.2 gives up after about as many.
const MAX_DECODINGS: usize = 25;

/// A relative POSIX path that cannot leave its root. The empty path is the root.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArtifactPath(String);

impl ArtifactPath {
    /// The root itself.
    pub fn root() -> Self {
        Self::default()
    }

    /// Reads a path; `.` and doubled slashes are dropped. An absolute path, a `..`, a backslash
    /// on Windows or a drive letter is refused.
    pub fn parse(path: &str) -> Result<Self> {
        let leaves_root = path.starts_with('/')
            || path.split('/').any(|part| part == "..")
            || path.contains('\0')
            || (cfg!(windows) && path.contains(['\\', ':']));
        if leaves_root {
            return Err(Error::artifact_path_invalid(path));
        }
        let parts: Vec<&str> = path
            .split('/')
            .filter(|part| !matches!(*part, "" | "."))
            .collect();
        Ok(Self(parts.join("/")))
    }

    /// Reads a path that a client sent, after the percent escapes of its URL have been decoded.
    ///
    /// The path is kept as it is: what looks like an escape in it belongs to a name
    /// (`pred%step%0%timestamp%1717.png`). MLflow's clients decode such names until nothing
    /// changes, so the path must stay in its root however often it is decoded, on any system.
    /// A slash at its end is dropped, and so are parts that are `.`.
    pub fn parse_foreign(path: &str) -> Result<Self> {
        let parts: Vec<&str> = path.split('/').filter(|part| *part != ".").collect();
        let mut decodings = Decodings(Some(parts.join("/")));
        let is_safe = decodings
            .by_ref()
            .take(MAX_DECODINGS)
            .all(|path| stays_in_root(&path));
        if !is_safe || decodings.next().is_some() {
            return Err(Error::foreign_path_invalid(path));
        }
        Self::parse(path)
    }

    /// The path as text, with `/` between its parts.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is the root.
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// The last part; empty for the root.
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }

    /// The folder in which this lies; the root's is the root.
    #[must_use]
    pub fn parent(&self) -> Self {
        Self(
            self.0
                .rsplit_once('/')
                .map_or("", |(folder, _)| folder)
                .to_owned(),
        )
    }

    /// The path of an entry of this folder.
    #[must_use]
    pub fn join(&self, name: &str) -> Self {
        if self.is_root() {
            Self(name.to_owned())
        } else {
            Self(format!("{}/{name}", self.0))
        }
    }

    /// This path with another path behind it.
    #[must_use]
    pub fn join_path(&self, path: &Self) -> Self {
        if path.is_root() {
            self.clone()
        } else {
            self.join(&path.0)
        }
    }

    /// The path of this artifact within a local folder.
    pub fn in_folder(&self, folder: &Path) -> PathBuf {
        let names = self.0.split('/').filter(|name| !name.is_empty());
        names.fold(folder.to_owned(), |path, name| path.join(name))
    }
}

/// The path for which MLflow's clients ask when a listing has this one: they decode percent
/// escapes until nothing changes, and their URL parser drops line ends, blanks at the beginning
/// and marks at the end behind which nothing follows.
pub(super) fn as_clients_ask(path: &str) -> String {
    let decoded = Decodings(Some(path.to_owned()))
        .take(MAX_DECODINGS)
        .last()
        .unwrap_or_default()
        .replace(['\t', '\r', '\n'], "");
    let cleaned = |name: &str| {
        let is_blank = |c: char| c <= ' ';
        let name = name.trim_start_matches(is_blank);
        name.trim_end_matches(['?', ';']).to_owned()
    };
    decoded
        .split('/')
        .map(cleaned)
        .collect::<Vec<_>>()
        .join("/")
}

/// A text, then the results of decoding it again and again, for as long as it changes.
struct Decodings(Option<String>);

impl Iterator for Decodings {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        let current = self.0.take()?;
        let further = percent_decode_str(&current).decode_utf8_lossy();
        if further != current {
            self.0 = Some(further.into_owned());
        }
        Some(current)
    }
}

/// Whether a path leads nowhere but into its root, whatever system reads it.
pub(super) fn stays_in_root(path: &str) -> bool {
    let bytes = path.as_bytes();
    let is_separator = |byte: Option<&u8>| matches!(byte, Some(b'/' | b'\\'));
    let is_absolute = path.starts_with('/') || path.starts_with("\\\\");
    let has_drive = bytes.get(1) == Some(&b':') && is_separator(bytes.get(2));
    !is_absolute
        && !has_drive
        && !path.split('/').any(|name| name == ".")
        && !path.split(['/', '\\']).any(|name| name == "..")
}

impl fmt::Display for ArtifactPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_in_their_root() {
        for bad in ["/etc/passwd", "..", "a/../../b", "a/..", "a\0b"] {
            assert!(ArtifactPath::parse(bad).is_err(), "{bad:?}");
        }
        assert_eq!(ArtifactPath::parse("./a//b/").unwrap().as_str(), "a/b");
        assert!(ArtifactPath::parse(".").unwrap().is_root());
    }

    #[test]
    fn a_foreign_path_stays_in_its_root_however_it_is_encoded() {
        let often_encoded = format!("{}2e%{}2e", "%25".repeat(40), "25".repeat(40));
        for bad in [
            "..",
            "a/../b",
            "a/%2e/b",
            ".//etc/passwd",
            "./../x",
            "%2e%2e/x",
            "%252e%252e%252fx",
            "%25252e%25252e",
            "/etc/passwd",
            "%2Fetc%2Fpasswd",
            "C:/x",
            "c%3A%5Cx",
            "\\\\server\\share",
            "a\\..\\b",
            "a%5c..%5cb",
            "a\0b",
            &often_encoded,
        ] {
            assert!(ArtifactPath::parse_foreign(bad).is_err(), "{bad:?}");
        }
        for good in [
            "a b/ü.txt",
            "100%.txt",
            "a%20b",
            "pred%step%0%timestamp%1717%00ab.png",
            "a#b",
            "a\\b",
            "a:b",
            "a\nb",
            "...",
            "~",
            "a;b?c",
            "ab:y",
            "",
        ] {
            let path = ArtifactPath::parse_foreign(good).unwrap();
            assert_eq!(path.as_str(), good);
        }
        for (path, meant) in [("a//b/", "a/b"), ("./a/./b", "a/b"), (".", "")] {
            assert_eq!(ArtifactPath::parse_foreign(path).unwrap().as_str(), meant);
        }
    }

    #[test]
    fn clients_ask_for_what_is_left_of_a_name() {
        for (name, asked) in [
            ("a%2520b", "a b"),
            ("100%", "100%"),
            ("a%20b%zz", "a b%zz"),
            ("%FF", "\u{fffd}"),
            ("a%0Ab", "ab"),
            ("x/ a;", "x/a"),
        ] {
            assert_eq!(as_clients_ask(name), asked);
        }
    }

    #[test]
    fn a_path_lies_in_a_folder() {
        let folder = Path::new("x");
        let path = ArtifactPath::parse("a/b").unwrap().in_folder(folder);
        assert_eq!(path, Path::new("x/a/b"));
        let root = ArtifactPath::root().in_folder(folder);
        assert_eq!(root.as_os_str(), "x");
    }
}
