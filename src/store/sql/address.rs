//! From a `sqlite:` URI to the file that it names, as SQLAlchemy 2.1 (under MLflow 3.17.2) reads
//! it: three slashes and a relative path, four and an absolute one, percent-encoded, with the
//! options of Python's driver behind a `?`. No I/O.

use std::path::{Path, PathBuf};

use percent_encoding::percent_decode_str;

use crate::error::{Error, Result};
use crate::uri;

/// Options for Python's SQLite driver, which say nothing about the database.
const DRIVER_OPTIONS: &[&str] = &[
    "cached_statements",
    "check_same_thread",
    "detect_types",
    "isolation_level",
    "timeout",
];

/// The database file that a URI names, as an absolute path.
pub(in crate::store) fn database_path(tracking_uri: &str) -> Result<PathBuf> {
    let (address, options) = tracking_uri.split_once('?').unwrap_or((tracking_uri, ""));
    let (_, after_scheme) = address.split_once(':').unwrap_or(("", address));
    let path = match after_scheme.strip_prefix("//") {
        Some("" | "/" | "/:memory:") => return Err(in_memory(tracking_uri)),
        Some(path) => path.strip_prefix('/'),
        None => None,
    };
    let path = path.ok_or_else(|| malformed(tracking_uri))?;
    check_options(tracking_uri, options)?;
    let path = percent_decode_str(path)
        .decode_utf8()
        .map_err(|e| malformed(tracking_uri).caused_by(e))?;
    if path.contains('\0') {
        return Err(malformed(tracking_uri));
    }
    uri::absolute_path(Path::new(path.as_ref()))
}

/// The URI of a database file, for commands that a user may type.
pub(super) fn tracking_uri(path: &Path) -> String {
    let path = path.to_string_lossy();
    format!("sqlite:///{}", path.replace('%', "%25").replace('?', "%3F"))
}

/// Passes over what only Python's driver needs, says what else is ignored, and refuses what
/// would name another database.
fn check_options(tracking_uri: &str, options: &str) -> Result<()> {
    for option in options.split('&').filter(|option| !option.is_empty()) {
        let (key, value) = option.split_once('=').unwrap_or((option, ""));
        if key == "uri" && !matches!(value.to_ascii_lowercase().as_str(), "false" | "0") {
            return Err(Error::not_implemented(format!(
                "tracking URI `{tracking_uri}`: SQLite's own URIs (`uri=true`) are not supported"
            ))
            .hint(EXPECTED));
        }
        if key != "uri" && !DRIVER_OPTIONS.contains(&key) {
            tracing::warn!("the option `{key}` of tracking URI `{tracking_uri}` is ignored");
        }
    }
    Ok(())
}

const EXPECTED: &str = "expected `sqlite:///relative/path.db` or `sqlite:////absolute/path.db`";

fn malformed(tracking_uri: &str) -> Error {
    Error::invalid(format!(
        "tracking URI `{tracking_uri}` names no database file"
    ))
    .hint(EXPECTED)
}

fn in_memory(tracking_uri: &str) -> Error {
    Error::invalid(format!(
        "tracking URI `{tracking_uri}` means a database in memory, which would be lost when this \
         command ends"
    ))
    .hint(EXPECTED)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorCode;

    #[test]
    fn three_slashes_are_relative_and_four_absolute() {
        let here = std::env::current_dir().unwrap();
        let path = |uri| database_path(uri).unwrap();
        assert_eq!(path("sqlite:///a/b.db"), here.join("a").join("b.db"));
        assert_eq!(path("sqlite+pysqlite:///b.db"), here.join("b.db"));
        if cfg!(unix) {
            assert_eq!(path("sqlite:////a/b.db"), Path::new("/a/b.db"));
        }
    }

    #[test]
    fn paths_are_percent_encoded_and_options_are_no_part_of_them() {
        let name = |uri| database_path(uri).unwrap().file_name().unwrap().to_owned();
        assert_eq!(name("sqlite:///a%20b%3F.db"), "a b?.db");
        assert_eq!(name("sqlite:///100%.db"), "100%.db");
        assert_eq!(name("sqlite:///a#b+c.db"), "a#b+c.db");
        assert_eq!(name("sqlite:///x.db?timeout=5&uri=false&y"), "x.db");
    }

    #[test]
    fn a_path_becomes_a_uri_and_comes_back() {
        let path = std::env::current_dir().unwrap().join("a ?b 100%.db");
        assert_eq!(database_path(&tracking_uri(&path)).unwrap(), path);
    }

    #[test]
    fn what_names_no_file_is_refused_with_what_is_expected() {
        for uri in [
            "sqlite:x.db",
            "sqlite:/x.db",
            "sqlite://host/x.db",
            "sqlite://",
            "sqlite:///",
            "sqlite:///:memory:",
            "sqlite:///%00",
            "sqlite:///%ff.db",
        ] {
            let error = database_path(uri).unwrap_err();
            assert_eq!(error.code(), ErrorCode::InvalidParameterValue, "{uri}");
            assert_eq!(error.hints(), [EXPECTED], "{uri}");
        }
        let error = database_path("sqlite:///file:x.db?mode=ro&uri=true").unwrap_err();
        assert_eq!(error.code(), ErrorCode::NotImplemented);
    }
}
