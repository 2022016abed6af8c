//! How a server tells its users apart: the file `basic_auth.ini` and the variables beside it.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

use super::{OidcSettings, Secret, StoreUri, secret_var, var};

/// The file with the settings.
pub const AUTH_CONFIG_PATH: &str = "MLFLOW_AUTH_CONFIG_PATH";
/// The name of the first administrator.
pub const AUTH_ADMIN_USERNAME: &str = "MLFLOW_AUTH_ADMIN_USERNAME";
/// The password of the first administrator.
pub const AUTH_ADMIN_PASSWORD: &str = "MLFLOW_AUTH_ADMIN_PASSWORD";
/// What the cookies of the page are signed with; the same for all servers of one team.
pub const SERVER_SECRET_KEY: &str = "MLFLOW_FLASK_SERVER_SECRET_KEY";

/// The way to tell users apart that MLflow has by default.
const BASIC: &str = "mlflow.server.auth:authenticate_request_basic_auth";

/// How a server tells its users apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthSettings {
    /// What users may do with resources on which they have no permission.
    pub default_permission: String,
    /// Where users are kept.
    pub database: StoreUri,
    /// The name of the first administrator; `None` where it is set to nothing.
    pub admin_username: Option<String>,
    /// The password of the first administrator.
    pub admin_password: Option<Secret>,
    /// What the cookies of the page are signed with.
    pub secret_key: Option<Secret>,
    /// The identity provider at which users may log in, too.
    pub oidc: Option<OidcSettings>,
}

impl AuthSettings {
    /// The settings of the file that the environment names, or else MLflow's own.
    pub fn from_env() -> Result<Self> {
        let file = match var(AUTH_CONFIG_PATH)? {
            Some(path) => Section::read(Path::new(&path))?,
            None => Section::shipped(),
        };
        let is_set = |name| env::var_os(name).is_some();
        // A variable that is set to nothing is a mistake of whoever sets it, and not the file's value.
        let admin_username = if is_set(AUTH_ADMIN_USERNAME) {
            var(AUTH_ADMIN_USERNAME)?
        } else {
            file.get("admin_username")?
        };
        let admin_password = if is_set(AUTH_ADMIN_PASSWORD) {
            secret_var(AUTH_ADMIN_PASSWORD)?
        } else {
            file.get("admin_password")?
        };
        if let Some(function) = file.get("authorization_function")?
            && function != BASIC
        {
            return Err(Error::not_implemented(format!(
                "`authorization_function` of {} names a Python function; expected `{BASIC}`",
                file.name
            )));
        }
        Ok(Self {
            default_permission: file.require("default_permission")?,
            database: StoreUri::parse(&file.require("database_uri")?)?,
            admin_username: admin_username.filter(|name| !name.is_empty()),
            admin_password: admin_password.filter(|p| !p.is_empty()).map(Secret::from),
            secret_key: secret_var(SERVER_SECRET_KEY)?.map(Secret::from),
            oidc: OidcSettings::read(|key| file.get(key))?,
        })
    }
}

/// The section `[mlflow]` of a file, as Python's `configparser` reads it.
struct Section {
    /// The file, for people.
    name: String,
    values: BTreeMap<String, String>,
}

impl Section {
    /// What MLflow 3.18.0 has where no file is named.
    fn shipped() -> Self {
        let values = [
            ("default_permission", "READ"),
            ("database_uri", "sqlite:///basic_auth.db"),
            ("admin_username", "admin"),
        ];
        let values = values.map(|(key, value)| (key.to_owned(), value.to_owned()));
        Self {
            name: "MLflow's own settings".to_owned(),
            values: values.into(),
        }
    }

    fn read(path: &Path) -> Result<Self> {
        let name = format!("`{}`", PathBuf::from(path).display());
        let text = fs::read_to_string(path).map_err(|e| Error::io("read", path, e))?;
        match section(&text, "mlflow") {
            Some(values) => Ok(Self { name, values }),
            None => Err(Error::invalid(format!(
                "{name}, which {AUTH_CONFIG_PATH} names, has no section `[mlflow]`: expected a file \
                 like MLflow's `basic_auth.ini`"
            ))),
        }
    }

    fn get(&self, key: &str) -> Result<Option<String>> {
        let Some(value) = self.values.get(key) else {
            return Ok(None);
        };
        interpolated(value, &self.values, 0)
            .map(Some)
            .ok_or_else(|| {
                Error::invalid(format!(
                    "`{key}` of {} has a `%` that names no other value: expected `%%` for a `%`",
                    self.name
                ))
            })
    }

    fn require(&self, key: &str) -> Result<String> {
        self.get(key)?.ok_or_else(|| {
            Error::invalid(format!(
                "{} has no `{key}` in its section `[mlflow]`: expected one, as in MLflow's \
                 `basic_auth.ini`",
                self.name
            ))
        })
    }
}

/// The values of a section; `None` where the text has no such section.
fn section(text: &str, name: &str) -> Option<BTreeMap<String, String>> {
    let mut found: Option<BTreeMap<String, String>> = None;
    let mut is_within = false;
    let mut last_key = None;
    for line in text.lines() {
        let content = line.trim();
        if content.is_empty() || content.starts_with(['#', ';']) {
            continue;
        }
        if let Some(header) = content
            .strip_prefix('[')
            .and_then(|rest| rest.split_once(']'))
        {
            is_within = header.0 == name;
            last_key = None;
            if is_within {
                found.get_or_insert_default();
            }
            continue;
        }
        let Some(values) = found.as_mut().filter(|_| is_within) else {
            continue;
        };
        if line.starts_with([' ', '\t'])
            && let Some(value) = last_key.as_ref().and_then(|key| values.get_mut(key))
        {
            // An indented line goes on with the value above.
            value.push('\n');
            value.push_str(content);
            continue;
        }
        let Some(end) = content.find(['=', ':']) else {
            continue;
        };
        let key = content[..end].trim().to_lowercase();
        values.insert(key.clone(), content[end + 1..].trim().to_owned());
        last_key = Some(key);
    }
    found
}

/// How deep values may name one another, as in Python.
const MAX_DEPTH: usize = 10;

/// A value in which `%(name)s` stands for another one, and `%%` for `%`.
fn interpolated(value: &str, values: &BTreeMap<String, String>, depth: usize) -> Option<String> {
    if depth > MAX_DEPTH {
        return None;
    }
    let mut text = String::new();
    let mut rest = value;
    while let Some((before, after)) = rest.split_once('%') {
        text.push_str(before);
        if let Some(after) = after.strip_prefix('%') {
            text.push('%');
            rest = after;
            continue;
        }
        let (name, after) = after.strip_prefix('(')?.split_once(")s")?;
        let named = values.get(&name.to_lowercase())?;
        text.push_str(&interpolated(named, values, depth + 1)?);
        rest = after;
    }
    text.push_str(rest);
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_as_configparser_does() {
        let text = "; no\n[other]\na = 1\n[mlflow]\n# no\nDefault_Permission: EDIT\n\
                    database_uri = postgresql://u:p%%40@h/%(name)s\nname = users\n\
                    long = one\n  two\nadmin_password =\nx=a=b # kept\n[more]\nname = z\n";
        let values = section(text, "mlflow").unwrap();
        let section = Section {
            name: "`x.ini`".to_owned(),
            values,
        };
        let get = |key| section.get(key).unwrap();
        assert_eq!(get("default_permission").as_deref(), Some("EDIT"));
        assert_eq!(
            get("database_uri").as_deref(),
            Some("postgresql://u:p%40@h/users")
        );
        assert_eq!(get("long").as_deref(), Some("one\ntwo"));
        assert_eq!(get("admin_password").as_deref(), Some(""));
        assert_eq!(get("x").as_deref(), Some("a=b # kept"));
        assert_eq!(get("a"), None);
        assert!(section.require("nothing").is_err());
        assert!(super::section("[a]\nb = 1", "mlflow").is_none());
    }

    #[test]
    fn a_percent_sign_that_means_nothing_is_a_mistake() {
        let values = BTreeMap::from([("a".to_owned(), "%(a)s".to_owned())]);
        for value in ["50%", "%x", "%(none)s", "%(a)s"] {
            assert_eq!(interpolated(value, &values, 0), None, "{value}");
        }
    }
}
