//! The address of a store: a folder, an SQLite database, a database of another kind, a server.
//!
//! It is parsed once, here. `Display` and `Debug` leave the password out; a child process or a
//! client is given [`StoreUri::reveal`]. No I/O except for asking for the current folder.

use std::fmt;
use std::path::{Path, PathBuf};

use percent_encoding::percent_decode_str;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::{Error, Result};
use crate::uri;

use super::database::{DatabaseUri, Engine};

/// A store's address, absolute: it means the same to a process in another folder.
#[derive(Clone, PartialEq, Eq)]
pub struct StoreUri {
    text: String,
    location: StoreLocation,
}

/// What a store's address means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreLocation {
    /// A folder of files, by its absolute path.
    Folder(PathBuf),
    /// A file with an SQLite database, by its absolute path.
    Sqlite(PathBuf),
    /// A database that its own server keeps.
    Database(DatabaseUri),
    /// An MLflow server.
    Server,
    /// A service that MLflow knows by this word.
    Service(String),
}

/// Options for Python's SQLite driver, which say nothing about the database.
const DRIVER_OPTIONS: &[&str] = &[
    "cached_statements",
    "check_same_thread",
    "detect_types",
    "isolation_level",
    "timeout",
];
const EXPECTED_SQLITE: &str =
    "expected `sqlite:///relative/path.db` or `sqlite:////absolute/path.db`";
const EXPECTED: &str = "expected a folder (`./mlruns`, `file:///…`), an SQLite database \
                        (`sqlite:///mlflow.db`) or a server (`http://host:5000`)";
const SERVICES: [&str; 5] = [
    "databricks",
    "databricks-uc",
    "uc",
    "unity-catalog",
    "databricks-sdk",
];

impl StoreUri {
    /// Parses an address. The error for a text that is no address says what was probably meant.
    pub fn parse(text: &str) -> Result<Self> {
        check_spelling(text)?;
        let scheme = uri::scheme(text);
        let Some(scheme) = scheme.as_deref().filter(|scheme| *scheme != "file") else {
            return Self::folder(text);
        };
        let (word, driver) = match scheme.split_once('+') {
            Some((word, driver)) => (word, Some(driver)),
            None => (scheme, None),
        };
        match (word, driver) {
            ("sqlite", None | Some("pysqlite")) => Self::sqlite(text, scheme),
            ("http" | "https", None) => Ok(Self {
                text: text.to_owned(),
                location: StoreLocation::Server,
            }),
            (service, None) if SERVICES.contains(&service) => Ok(Self {
                text: text.to_owned(),
                location: StoreLocation::Service(service.to_owned()),
            }),
            _ => match Engine::of_word(word) {
                Some(engine) => Ok(Self {
                    text: text.to_owned(),
                    location: StoreLocation::Database(DatabaseUri::parse(engine, driver, text)?),
                }),
                None => Err(unknown_scheme(text, scheme)),
            },
        }
    }

    /// The address of a folder of files.
    pub fn of_folder(path: &Path) -> Result<Self> {
        let path = uri::absolute_path(path)?;
        Ok(Self {
            text: uri::from_path(&path),
            location: StoreLocation::Folder(path),
        })
    }

    /// The address of a file with an SQLite database.
    pub fn of_sqlite(path: &Path) -> Result<Self> {
        let path = uri::absolute_path(path)?;
        Ok(Self {
            text: format!("sqlite:///{}", sqlite_text(&path)),
            location: StoreLocation::Sqlite(path),
        })
    }

    /// What it means.
    pub fn location(&self) -> &StoreLocation {
        &self.location
    }

    /// The whole address with its password, for a child process or a client that opens the store.
    pub fn reveal(&self) -> &str {
        &self.text
    }

    /// Whether it is that of an MLflow server.
    pub fn is_server(&self) -> bool {
        self.location == StoreLocation::Server
    }

    /// Whether it is that of a folder of files.
    pub fn is_folder(&self) -> bool {
        matches!(self.location, StoreLocation::Folder(_))
    }

    /// The folder or file on this machine in which the store is; `None` for one elsewhere.
    pub fn local_path(&self) -> Option<&Path> {
        match &self.location {
            StoreLocation::Folder(path) | StoreLocation::Sqlite(path) => Some(path),
            StoreLocation::Database(_) | StoreLocation::Server | StoreLocation::Service(_) => None,
        }
    }

    /// The folder that has to be mounted for a container to reach a local store, and the store's
    /// address there, where that folder has this path. `None` for a store elsewhere.
    pub fn in_folder(&self, mounted: &str) -> Option<(&Path, String)> {
        match &self.location {
            StoreLocation::Folder(path) => Some((path, format!("file://{mounted}"))),
            StoreLocation::Sqlite(path) => {
                let (scheme, rest) = self.text.split_once(":///")?;
                let (address, options) = rest.split_at(rest.find('?').unwrap_or(rest.len()));
                let file = address.rsplit('/').next().unwrap_or(address);
                let inside = format!("{scheme}:///{mounted}/{file}{options}");
                Some((path.parent().unwrap_or(path), inside))
            }
            StoreLocation::Database(_) | StoreLocation::Server | StoreLocation::Service(_) => None,
        }
    }

    fn folder(text: &str) -> Result<Self> {
        let no_folder = || {
            Error::invalid(format!(
                "tracking URI `{text}` does not name a folder of this machine"
            ))
            .hint("a file store is a path (`./mlruns`) or `file:///absolute/path`")
        };
        let path = uri::recorded_path(text)
            .filter(|path| !path.as_os_str().is_empty())
            .ok_or_else(no_folder)?;
        let path = std::path::absolute(&path).map_err(|e| Error::io("resolve", &path, e))?;
        let spelt = path.to_string_lossy();
        let is_bare = uri::scheme(text).is_none() && !spelt.contains('%');
        Ok(Self {
            text: if is_bare {
                spelt.into_owned()
            } else {
                uri::from_path(&path)
            },
            location: StoreLocation::Folder(path),
        })
    }

    /// As SQLAlchemy 2.1 (under MLflow 3.17.2) reads it: three slashes and a relative path, four
    /// and an absolute one, percent-encoded, with the options of Python's driver behind a `?`.
    fn sqlite(text: &str, scheme: &str) -> Result<Self> {
        let malformed = || {
            Error::invalid(format!("tracking URI `{text}` names no database file"))
                .hint(EXPECTED_SQLITE)
        };
        let (address, options) = text.split_once('?').unwrap_or((text, ""));
        let (_, after_scheme) = address.split_once(':').unwrap_or(("", address));
        let path = match after_scheme.strip_prefix("//") {
            Some("" | "/" | "/:memory:") => return Err(in_memory(text)),
            Some(path) => path.strip_prefix('/'),
            None => None,
        };
        let path = path.ok_or_else(malformed)?;
        check_sqlite_options(text, options)?;
        let path = percent_decode_str(path)
            .decode_utf8()
            .map_err(|e| malformed().caused_by(e))?;
        if path.contains('\0') {
            return Err(malformed());
        }
        check_home(text, &path)?;
        let path = uri::absolute_path(Path::new(path.as_ref()))?;
        let options = if options.is_empty() {
            String::new()
        } else {
            format!("?{options}")
        };
        Ok(Self {
            text: format!("{scheme}:///{}{options}", sqlite_text(&path)),
            location: StoreLocation::Sqlite(path),
        })
    }
}

/// Without the password.
impl fmt::Display for StoreUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&uri::masked(&self.text))
    }
}

/// Without the password.
impl fmt::Debug for StoreUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StoreUri({self})")
    }
}

/// With the password: the serialized form is for another process of this program.
impl Serialize for StoreUri {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for StoreUri {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// The path of an SQLite database as SQLAlchemy spells it, where `%` and `?` are escaped.
fn sqlite_text(path: &Path) -> String {
    let path = path.to_string_lossy();
    path.replace('%', "%25").replace('?', "%3F")
}

/// Refuses texts that are no address but would otherwise be taken for the name of a folder.
fn check_spelling(text: &str) -> Result<()> {
    let refuse = |what: String| {
        let shown = uri::masked(text);
        Err(Error::invalid(format!("`{shown}` is no address of a store: {what}")).hint(EXPECTED))
    };
    if text.is_empty() {
        return refuse("it is empty".to_owned());
    }
    let bare = text.trim();
    if bare != text {
        return refuse("there are blanks around it".to_owned());
    }
    if text.contains(['\0', '\n', '\r']) {
        return refuse("it is more than a line".to_owned());
    }
    if text.len() > 1
        && ["'", "\""]
            .iter()
            .any(|quote| text.starts_with(quote) && text.ends_with(quote))
    {
        return refuse("there are quotes around it, which belong to no address".to_owned());
    }
    if uri::scheme(text).is_some_and(|scheme| scheme != "file") && !is_host_and_port(text) {
        return Ok(());
    }
    if is_host_and_port(text) {
        return refuse(format!(
            "a server's is `http://{text}`, a folder's `./{text}`"
        ));
    }
    if cfg!(not(windows)) && has_drive(text) {
        return refuse("it is a folder of Windows, and this is another system".to_owned());
    }
    check_home(
        text,
        text.strip_prefix("file:")
            .unwrap_or(text)
            .trim_start_matches("//"),
    )
}

/// Refuses a path with `~`: only shells replace that by the home folder.
fn check_home(text: &str, path: &str) -> Result<()> {
    let first = path.split('/').next().unwrap_or_default();
    if first != "~" {
        return Ok(());
    }
    let rest = path.strip_prefix('~').unwrap_or_default();
    Err(Error::invalid(format!(
        "`{text}` is no address of a store: `~` is not the home folder here, as no shell has seen it"
    ))
    .hint(format!("expected the path in full, such as `{}`", home_of(rest))))
}

fn home_of(rest: &str) -> String {
    let home = super::home().unwrap_or_else(|| PathBuf::from("/home/me"));
    format!("{}{rest}", home.display())
}

/// Whether a text is `host:port`, perhaps with a path: `127.0.0.1:5000`, `localhost:5000/mlflow`.
fn is_host_and_port(text: &str) -> bool {
    let Some((host, rest)) = text.split_once(':') else {
        return false;
    };
    let port = rest.split('/').next().unwrap_or_default();
    let is_host = host.len() > 1
        && host
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'));
    is_host && !port.is_empty() && port.len() <= 5 && port.bytes().all(|byte| byte.is_ascii_digit())
}

fn has_drive(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() > 2
        && bytes[0].is_ascii_alphabetic()
        && bytes[1] == b':'
        && matches!(bytes[2], b'\\' | b'/')
}

/// Skips the options that only Python's driver needs, warns of others that are ignored, and refuses
/// those that would name another database.
fn check_sqlite_options(text: &str, options: &str) -> Result<()> {
    for option in options.split('&').filter(|option| !option.is_empty()) {
        let (key, value) = option.split_once('=').unwrap_or((option, ""));
        if key == "uri" && !matches!(value.to_ascii_lowercase().as_str(), "false" | "0") {
            return Err(Error::not_implemented(format!(
                "tracking URI `{}`: SQLite's own URIs (`uri=true`) are not supported",
                uri::masked(text)
            ))
            .hint(EXPECTED_SQLITE));
        }
        if key != "uri" && !DRIVER_OPTIONS.contains(&key) {
            let shown = uri::masked(text);
            tracing::warn!("the option `{key}` of tracking URI `{shown}` is ignored");
        }
    }
    Ok(())
}

fn in_memory(text: &str) -> Error {
    Error::invalid(format!(
        "tracking URI `{text}` means a database in memory, which would be lost when this command \
         ends"
    ))
    .hint(EXPECTED_SQLITE)
}

fn unknown_scheme(text: &str, scheme: &str) -> Error {
    Error::invalid(format!(
        "tracking URI `{}` has the unknown scheme `{scheme}`",
        uri::masked(text)
    ))
    .hint(EXPECTED)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorCode;

    fn location(text: &str) -> StoreLocation {
        StoreUri::parse(text).unwrap().location
    }

    fn absolute(text: &str) -> String {
        StoreUri::parse(text).unwrap().text
    }

    fn here() -> PathBuf {
        std::env::current_dir().unwrap()
    }

    #[test]
    fn each_scheme_is_a_kind_of_store() {
        assert_eq!(location("./a b"), StoreLocation::Folder(here().join("a b")));
        assert_eq!(
            location("file:///a%20b"),
            StoreLocation::Folder("/a b".into())
        );
        assert_eq!(location("/a%20b"), StoreLocation::Folder("/a b".into()));
        assert_eq!(location("https://me:pw@h/x"), StoreLocation::Server);
        assert_eq!(
            location("databricks"),
            StoreLocation::Service("databricks".into())
        );
        for text in [
            "postgresql://h/d",
            "postgres://h/d",
            "postgresql+psycopg2://h/d",
            "postgresql+psycopg://h/d",
            "mysql://h/d",
            "mysql+pymysql://h/d",
            "mysql+mysqldb://h/d",
            "mssql+pyodbc://h/d",
        ] {
            assert!(
                matches!(location(text), StoreLocation::Database(_)),
                "{text}"
            );
        }
        for unknown in [
            "ftp://h/x",
            "sqlite+aiosqlite:///x.db",
            "http+x://h",
            "xy:z",
        ] {
            let error = StoreUri::parse(unknown).unwrap_err();
            assert!(error.message().contains("unknown scheme"), "{error}");
        }
    }

    #[test]
    fn a_database_has_three_slashes_and_a_relative_path_or_four_and_an_absolute_one() {
        let path = |text| match location(text) {
            StoreLocation::Sqlite(path) => path,
            other => panic!("{text} is {other:?}"),
        };
        assert_eq!(path("sqlite:///a/b.db"), here().join("a/b.db"));
        assert_eq!(path("sqlite+pysqlite:///b.db"), here().join("b.db"));
        assert_eq!(path("sqlite:////a/b.db"), Path::new("/a/b.db"));
        let name = |text| path(text).file_name().unwrap().to_owned();
        assert_eq!(name("sqlite:///a%20b%3F.db"), "a b?.db");
        assert_eq!(name("sqlite:///100%.db"), "100%.db");
        assert_eq!(name("sqlite:///a#b+c.db"), "a#b+c.db");
        assert_eq!(name("sqlite:///x.db?timeout=5&uri=false&y"), "x.db");
        let odd = here().join("a ?b 100%.db");
        assert_eq!(path(StoreUri::of_sqlite(&odd).unwrap().reveal()), odd);
        for wrong in [
            "sqlite:x.db",
            "sqlite:/x.db",
            "sqlite://host/x.db",
            "sqlite://",
            "sqlite:///",
            "sqlite:///:memory:",
            "sqlite:///%00",
            "sqlite:///%ff.db",
        ] {
            let error = StoreUri::parse(wrong).unwrap_err();
            assert_eq!(error.code(), ErrorCode::InvalidParameterValue, "{wrong}");
            assert_eq!(error.hints(), [EXPECTED_SQLITE], "{wrong}");
        }
        let error = StoreUri::parse("sqlite:///file:x.db?mode=ro&uri=true").unwrap_err();
        assert_eq!(error.code(), ErrorCode::NotImplemented);
    }

    #[test]
    fn an_address_is_made_absolute_in_its_own_spelling() {
        let here = here();
        let here = here.display();
        for (text, expected) in [
            (
                "sqlite:///x.db?timeout=1",
                format!("sqlite:///{here}/x.db?timeout=1"),
            ),
            (
                "sqlite+pysqlite:///m.db",
                format!("sqlite+pysqlite:///{here}/m.db"),
            ),
            ("./a b", format!("{here}/a b")),
            ("a%2525", uri::from_path(Path::new(&format!("{here}/a%25")))),
            ("postgresql:///x", "postgresql:///x".to_owned()),
        ] {
            assert_eq!(absolute(text), expected, "{text}");
            assert_eq!(absolute(&expected), expected);
        }
    }

    #[test]
    fn an_address_shows_no_password_and_another_process_gets_it_whole() {
        let text = "postgresql://me:hush@h/d?password=hush";
        let uri = StoreUri::parse(text).unwrap();
        assert_eq!(uri.to_string(), "postgresql://me:***@h/d?password=***");
        assert!(!format!("{uri:?} {:?}", uri.location()).contains("hush"));
        let written = serde_json::to_string(&uri).unwrap();
        let read: StoreUri = serde_json::from_str(&written).unwrap();
        assert_eq!(read.reveal(), text);
    }

    #[test]
    fn what_is_no_address_is_refused_with_what_was_meant() {
        for (text, says) in [
            ("", "it is empty"),
            ("127.0.0.1:5000", "`http://127.0.0.1:5000`"),
            ("localhost:5000", "`http://localhost:5000`"),
            ("host.example:80/mlflow", "`http://host.example:80/mlflow`"),
            ("~/mlruns", "`~` is not the home folder"),
            ("~", "`~` is not the home folder"),
            ("file:~/mlruns", "`~` is not the home folder"),
            ("sqlite:///~/x.db", "`~` is not the home folder"),
            ("'./mlruns'", "quotes around it"),
            ("\"sqlite:///x.db\"", "quotes around it"),
            (" ./mlruns", "blanks around it"),
            ("sqlite:///x.db ", "blanks around it"),
            ("a\nb", "more than a line"),
        ] {
            let error = StoreUri::parse(text).unwrap_err();
            assert!(error.message().contains(says), "{text}: {error}");
            assert_eq!(error.hints().len(), 1, "{text}");
        }
        if cfg!(not(windows)) {
            let error = StoreUri::parse("C:\\mlruns").unwrap_err();
            assert!(error.message().contains("a folder of Windows"), "{error}");
        }
        for path in ["./a:1", "/data/a:5000", "./~", "a~b", "x y"] {
            assert!(matches!(location(path), StoreLocation::Folder(_)), "{path}");
        }
    }

    #[test]
    fn a_container_reaches_a_store_in_a_mounted_folder() {
        let inside = |text: &str| {
            let uri = StoreUri::parse(text).unwrap();
            uri.in_folder("/m")
                .map(|(folder, inside)| (folder.to_owned(), inside))
        };
        assert_eq!(
            inside("sqlite:////a/b%20c.db?timeout=1"),
            Some(("/a".into(), "sqlite:////m/b c.db?timeout=1".into()))
        );
        assert_eq!(inside("/a/b"), Some(("/a/b".into(), "file:///m".into())));
        assert_eq!(inside("http://h"), None);
    }
}
