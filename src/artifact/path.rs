//! Relative paths of artifacts, checked once.

use std::fmt;
use std::path::PathBuf;

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
            return Err(unusable(path));
        }
        let parts: Vec<&str> = path
            .split('/')
            .filter(|part| !matches!(*part, "" | "."))
            .collect();
        Ok(Self(parts.join("/")))
    }

    /// Reads a path that comes from elsewhere, and so may be made to deceive: it must be usable
    /// however often it is decoded, on any system. A slash at its end is dropped.
    pub fn parse_foreign(path: &str) -> Result<Self> {
        let mut decoded = path.to_owned();
        for _ in 0..MAX_DECODINGS {
            if !is_plain(&decoded) {
                return Err(unusable(path));
            }
            let further = percent_decode_str(&decoded)
                .decode_utf8_lossy()
                .into_owned();
            if further == decoded {
                return Self::parse(path);
            }
            decoded = further;
        }
        Err(unusable(path))
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

    /// The path as this system spells it.
    pub fn to_local(&self) -> PathBuf {
        self.0.split('/').collect()
    }
}

fn unusable(path: &str) -> Error {
    Error::invalid(format!(
        "artifact path `{}` is not usable; expected a relative path such as `model/MLmodel`, without `..`",
        path.escape_debug()
    ))
}

/// Whether a path has nothing in it that means more than a name on any system, or in a URI.
fn is_plain(path: &str) -> bool {
    let has_drive = path.as_bytes().get(1) == Some(&b':');
    let is_bad = |c: char| c.is_control() || matches!(c, '\\' | '#');
    !path.starts_with('/')
        && !has_drive
        && !path.contains(is_bad)
        && !path.split('/').any(|part| matches!(part, "." | ".."))
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
            "a/./b",
            "%2e%2e/x",
            "%252e%252e%252fx",
            "%25252e%25252e",
            "/etc/passwd",
            "%2Fetc%2Fpasswd",
            "C:/x",
            "c%3A%5Cx",
            "a\\..\\b",
            "a%5c..%5cb",
            "a#b",
            "a%23b",
            "a\nb",
            "a%00b",
            &often_encoded,
        ] {
            assert!(ArtifactPath::parse_foreign(bad).is_err(), "{bad:?}");
        }
        for good in [
            "a b/ü.txt",
            "100%.txt",
            "a%20b",
            "...",
            "~",
            "a;b?c",
            "ab:y",
            "",
        ] {
            let path = ArtifactPath::parse_foreign(good).unwrap();
            assert_eq!(path.as_str(), good);
        }
        assert_eq!(
            ArtifactPath::parse_foreign("a//b/").unwrap().as_str(),
            "a/b"
        );
    }
}
