//! Relative paths of artifacts, checked once.

use std::fmt;
use std::path::PathBuf;

use crate::error::{Error, Result};

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
            return Err(Error::invalid(format!(
                "artifact path `{}` is not usable; expected a relative path such as `model/MLmodel`, without `..`",
                path.escape_debug()
            )));
        }
        let parts: Vec<&str> = path
            .split('/')
            .filter(|part| !matches!(*part, "" | "."))
            .collect();
        Ok(Self(parts.join("/")))
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
}
