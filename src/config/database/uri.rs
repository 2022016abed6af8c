//! The address of a database, as SQLAlchemy reads it:
//! `engine+driver://user:password@host:port/database?option=value`.
//!
//! The user, the password, the database and the options are percent-encoded; what is kept here is
//! decoded. A host may be an IPv6 address in brackets; the folder of a socket comes as an option
//! (`host` or `unix_socket`). No I/O.

use std::fmt;

use percent_encoding::percent_decode_str;

use crate::error::{Error, Result};
use crate::uri;

/// The kinds of databases that MLflow knows beside SQLite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// PostgreSQL.
    Postgres,
    /// MySQL and MariaDB.
    MySql,
    /// Microsoft's SQL Server.
    SqlServer,
}

impl Engine {
    /// The engine that a scheme's first word names.
    pub(in crate::config) fn of_word(word: &str) -> Option<Self> {
        match word {
            "postgresql" | "postgres" => Some(Self::Postgres),
            "mysql" | "mariadb" => Some(Self::MySql),
            "mssql" => Some(Self::SqlServer),
            _ => None,
        }
    }

    /// Its name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Postgres => "PostgreSQL",
            Self::MySql => "MySQL",
            Self::SqlServer => "SQL Server",
        }
    }
}

/// A text that is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The text itself, for code that opens a connection.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(uri::MASK)
    }
}

/// A database behind a database server, and how to connect to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatabaseUri {
    /// What kind of database it is.
    pub engine: Engine,
    /// The library that Python would speak to it with.
    pub driver: Option<String>,
    /// Who asks.
    pub user: Option<String>,
    /// The password that belongs to the user.
    pub password: Option<Secret>,
    /// A name or an address, without brackets.
    pub host: Option<String>,
    /// On which port the host listens.
    pub port: Option<u16>,
    /// The name of the database.
    pub database: Option<String>,
    /// What stands behind the `?`, in order. They may hold secrets, too.
    pub options: Vec<(String, Secret)>,
}

impl DatabaseUri {
    /// Reads what follows `scheme://`. `text` is the whole address, for what errors say.
    pub(in crate::config) fn parse(
        engine: Engine,
        driver: Option<&str>,
        text: &str,
    ) -> Result<Self> {
        let malformed = |what: &str| {
            Error::invalid(format!(
                "tracking URI `{}` {what}; expected \
                 `postgresql://user:password@host:5432/database` or the like, with `%40` for an \
                 `@` in a password",
                uri::masked(text)
            ))
        };
        let (_, rest) = text
            .split_once("://")
            .ok_or_else(|| malformed("has no `//` behind its scheme"))?;
        let (userinfo, rest) = split_userinfo(rest);
        let (address, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, database) = address.split_once('/').unwrap_or((address, ""));
        let (host, port) = split_port(authority).ok_or_else(|| malformed("has a wrong host"))?;
        let port = match port {
            "" => None,
            port => Some(port.parse().map_err(|_| malformed("has a wrong port"))?),
        };
        let present = |text: &str| Some(text).filter(|text| !text.is_empty()).map(decoded);
        let (user, password) = match userinfo.map(|info| info.split_once(':').unwrap_or((info, "")))
        {
            Some((user, password)) => (present(user), present(password).map(Secret)),
            None => (None, None),
        };
        Ok(Self {
            engine,
            driver: driver.map(str::to_owned),
            user,
            password,
            host: present(host),
            port,
            database: present(database),
            options: form_urlencoded::parse(query.as_bytes())
                .map(|(key, value)| (key.into_owned(), Secret(value.into_owned())))
                .collect(),
        })
    }

    /// The value of an option; of several the last.
    pub fn option(&self, name: &str) -> Option<&str> {
        let found = self.options.iter().rev().find(|(key, _)| key == name);
        found.map(|(_, value)| value.reveal())
    }
}

/// As SQLAlchemy: a user has no `:` and no `/`, a password no `@`.
fn split_userinfo(rest: &str) -> (Option<&str>, &str) {
    let user_end = rest.find([':', '/', '@']).unwrap_or(rest.len());
    let end = match rest.as_bytes().get(user_end) {
        Some(b'@') => Some(user_end),
        Some(b':') => rest[user_end..].find('@').map(|at| user_end + at),
        _ => None,
    };
    match end {
        Some(end) => (Some(&rest[..end]), &rest[end + 1..]),
        None => (None, rest),
    }
}

/// Host and port of `host:port` and `[::1]:port`.
fn split_port(authority: &str) -> Option<(&str, &str)> {
    if let Some(rest) = authority.strip_prefix('[') {
        let (host, behind) = rest.split_once(']')?;
        let port = if behind.is_empty() {
            ""
        } else {
            behind.strip_prefix(':')?
        };
        return Some((host, port));
    }
    Some(authority.split_once(':').unwrap_or((authority, "")))
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> DatabaseUri {
        DatabaseUri::parse(Engine::Postgres, None, text).unwrap()
    }

    #[test]
    fn an_address_is_taken_apart() {
        let uri = parse(
            "postgresql://m%40e:p%2Fa:s%40s@db.example:5433/ml%20flow?sslmode=require&options=-csearch_path%3Dx",
        );
        assert_eq!(uri.user.as_deref(), Some("m@e"));
        assert_eq!(uri.password.as_ref().map(Secret::reveal), Some("p/a:s@s"));
        assert_eq!(uri.host.as_deref(), Some("db.example"));
        assert_eq!(uri.port, Some(5433));
        assert_eq!(uri.database.as_deref(), Some("ml flow"));
        assert_eq!(uri.option("sslmode"), Some("require"));
        assert_eq!(uri.option("options"), Some("-csearch_path=x"));
        assert!(!format!("{uri:?}").contains("p/a"));
    }

    #[test]
    fn parts_may_be_absent_and_hosts_come_in_all_forms() {
        let uri = parse("postgresql:///mlflow?host=/run/postgresql");
        assert_eq!((uri.host.as_deref(), uri.port), (None, None));
        assert_eq!(uri.option("host"), Some("/run/postgresql"));
        let uri = parse("postgresql://me@[::1]:5432/x");
        assert_eq!(uri.host.as_deref(), Some("::1"));
        assert_eq!((uri.user.as_deref(), uri.password), (Some("me"), None));
        // SQLAlchemy takes a slash in a password that is not encoded.
        let uri = parse("postgresql://me:a/b@h/x");
        assert_eq!(uri.password.as_ref().map(Secret::reveal), Some("a/b"));
        assert_eq!(uri.host.as_deref(), Some("h"));
        for wrong in [
            "postgresql:x",
            "postgresql://h:x/d",
            "postgresql://me:hush@h:99999/d",
        ] {
            let error = DatabaseUri::parse(Engine::Postgres, None, wrong).unwrap_err();
            assert!(!error.message().contains("hush"), "{error}");
        }
    }
}
