//! The address of artifacts: a folder, a path on a tracking server, a cloud.
//!
//! It is parsed once, here. `Display` and `Debug` leave the password out; code that opens the
//! location uses [`ArtifactUri::reveal`]. No I/O.

use std::fmt;
use std::path::{Path, PathBuf};

use percent_encoding::percent_decode_str;

use crate::error::{Error, Result};
use crate::uri;

use super::database::Secret;

/// An address of artifacts.
#[derive(Clone, PartialEq, Eq)]
pub struct ArtifactUri {
    text: String,
    kind: ArtifactKind,
}

/// What an address of artifacts means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArtifactKind {
    /// A folder or file on this machine.
    Local(PathBuf),
    /// A URL.
    Http,
    /// On the tracking server that the client talks to (`mlflow-artifacts:`).
    Served,
    /// Of a run or a model (`runs:`, `models:`), by the scheme.
    Owned(String),
    /// Where teams keep files: a cloud, a cluster's file system, a file server.
    Remote(RemoteUri),
}

/// A location of files on other machines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteUri {
    /// `s3`, `gs`, `wasbs` and so on.
    pub scheme: String,
    /// Who asks; with Azure's schemes the container.
    pub user: Option<String>,
    /// The password or secret key that belongs to the user.
    pub password: Option<Secret>,
    /// The bucket, or a host with its port.
    pub host: String,
    /// Without a slash before it, as it is written: MLflow takes it for the name of files so.
    pub path: String,
    /// What stands behind the `?`, in order. They may hold secrets, too.
    pub options: Vec<(String, Secret)>,
}

/// The schemes of remote locations that MLflow's clients write to.
const REMOTE: [&str; 16] = [
    "abfs",
    "abfss",
    "adl",
    "b2",
    "dbfs",
    "ftp",
    "gs",
    "hdfs",
    "oss",
    "r2",
    "s3",
    "sftp",
    "uc-volumes",
    "viewfs",
    "wasb",
    "wasbs",
];

impl ArtifactUri {
    /// Reads an address.
    pub fn parse(text: &str) -> Result<Self> {
        let kind = match uri::scheme(text).as_deref() {
            None | Some("file") => {
                ArtifactKind::Local(uri::recorded_path(text).ok_or_else(|| {
                    Error::invalid(format!(
                        "artifact URI `{text}` does not name a folder of this machine"
                    ))
                    .hint("expected a path or `file:///absolute/path`")
                })?)
            }
            Some("http" | "https") => ArtifactKind::Http,
            Some("mlflow-artifacts") => ArtifactKind::Served,
            Some(scheme @ ("runs" | "models")) => ArtifactKind::Owned(scheme.to_owned()),
            Some(scheme) if REMOTE.contains(&scheme) => {
                ArtifactKind::Remote(RemoteUri::parse(scheme, text))
            }
            Some(scheme) => return Err(unknown_scheme(text, scheme)),
        };
        Ok(Self {
            text: text.to_owned(),
            kind,
        })
    }

    /// What it means.
    pub fn kind(&self) -> &ArtifactKind {
        &self.kind
    }

    /// The whole address with its password, for code that opens it.
    pub fn reveal(&self) -> &str {
        &self.text
    }

    /// The path on this machine; `None` for what is elsewhere.
    pub fn local_path(&self) -> Option<&Path> {
        match &self.kind {
            ArtifactKind::Local(path) => Some(path),
            _ => None,
        }
    }

    /// The error for an address that this program cannot read or write.
    pub fn unsupported(&self) -> Error {
        let scheme = uri::scheme(&self.text).unwrap_or_default();
        let why = match &self.kind {
            ArtifactKind::Remote(_) if !cfg!(feature = "clouds") => {
                "this build has no clouds: it was made without the feature `clouds`".to_owned()
            }
            _ => format!("`{scheme}:` is not supported"),
        };
        Error::not_implemented(format!("artifact URI `{self}`: {why}")).hint(
            "local folders, `file:///…`, `mlflow-artifacts:/…`, `http(s)://…` and, in builds with \
             clouds, `s3://…`, `gs://…`, `wasbs://…`, `abfss://…`, `r2://…`, `b2://…` and `oss://…` are",
        )
    }
}

impl RemoteUri {
    fn parse(scheme: &str, text: &str) -> Self {
        let rest = text.split_once(':').map_or("", |(_, rest)| rest);
        let (address, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, path) = match address.strip_prefix("//") {
            Some(address) => address.split_once('/').unwrap_or((address, "")),
            // `dbfs:/path` has no host.
            None => ("", address.trim_start_matches('/')),
        };
        let (userinfo, host) = match authority.rsplit_once('@') {
            Some((userinfo, host)) => (Some(userinfo), host),
            None => (None, authority),
        };
        let (user, password) = match userinfo.map(|info| info.split_once(':').unwrap_or((info, "")))
        {
            Some((user, "")) => (Some(decoded(user)), None),
            Some((user, password)) => (Some(decoded(user)), Some(decoded(password).into())),
            None => (None, None),
        };
        Self {
            scheme: scheme.to_owned(),
            user,
            password,
            host: host.to_owned(),
            path: path.to_owned(),
            options: form_urlencoded::parse(query.as_bytes())
                .map(|(key, value)| (key.into_owned(), value.into_owned().into()))
                .collect(),
        }
    }
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

fn unknown_scheme(text: &str, scheme: &str) -> Error {
    Error::invalid(format!(
        "artifact URI `{}` has the unknown scheme `{scheme}`",
        uri::masked(text)
    ))
    .hint("expected a folder, `file:///…`, `mlflow-artifacts:/` or a cloud such as `s3://…`")
}

/// Without the password.
impl fmt::Display for ArtifactUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&uri::masked(&self.text))
    }
}

/// Without the password.
impl fmt::Debug for ArtifactUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ArtifactUri({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remote(text: &str) -> RemoteUri {
        match ArtifactUri::parse(text).unwrap().kind {
            ArtifactKind::Remote(remote) => remote,
            other => panic!("{text} is {other:?}"),
        }
    }

    #[test]
    fn each_scheme_is_a_kind_of_location() {
        let kind = |text: &str| ArtifactUri::parse(text).unwrap().kind;
        assert_eq!(kind("/a%20b"), ArtifactKind::Local("/a b".into()));
        assert_eq!(kind("file:///a%20b"), ArtifactKind::Local("/a b".into()));
        assert_eq!(kind("mlruns"), ArtifactKind::Local("mlruns".into()));
        assert_eq!(kind("https://h/x"), ArtifactKind::Http);
        assert_eq!(kind("mlflow-artifacts:/x"), ArtifactKind::Served);
        assert_eq!(kind("runs:/id/x"), ArtifactKind::Owned("runs".into()));
        for scheme in REMOTE {
            assert_eq!(remote(&format!("{scheme}://h/x")).scheme, scheme);
        }
        for wrong in ["s4://h/x", "file://other/x"] {
            assert!(ArtifactUri::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_remote_location_is_taken_apart() {
        let s3 = remote("s3://key:hu%2Fsh@bucket/a%20b/c?versionId=7");
        assert_eq!((s3.host.as_str(), s3.path.as_str()), ("bucket", "a%20b/c"));
        assert_eq!(s3.user.as_deref(), Some("key"));
        assert_eq!(s3.password.as_ref().map(Secret::reveal), Some("hu/sh"));
        assert_eq!(s3.options, [("versionId".into(), String::from("7").into())]);
        let azure = remote("wasbs://box@account.blob.core.windows.net/x");
        assert_eq!(azure.user.as_deref(), Some("box"));
        assert_eq!(azure.host, "account.blob.core.windows.net");
        assert_eq!(remote("sftp://h:2222/x").host, "h:2222");
        let dbfs = remote("dbfs:/a/b");
        assert_eq!((dbfs.host.as_str(), dbfs.path.as_str()), ("", "a/b"));
        assert_eq!(remote("s3://bucket").path, "");
    }

    #[test]
    fn an_address_shows_no_password() {
        let uri = ArtifactUri::parse("s3://key:hush@bucket/x").unwrap();
        assert_eq!(uri.to_string(), "s3://key:***@bucket/x");
        assert!(!format!("{uri:?} {:?}", uri.kind()).contains("hush"));
        assert_eq!(uri.reveal(), "s3://key:hush@bucket/x");
        assert!(!uri.unsupported().message().contains("hush"));
    }
}
