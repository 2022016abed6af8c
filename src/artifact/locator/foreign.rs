//! Which locations a server's clients may choose for artifacts: not those on another machine, to
//! which the server would connect on their behalf.

use crate::config;
use crate::error::{Error, Result};
use crate::uri;

/// The schemes in which a location names a host, as MLflow 3.17.2 has them.
const WITH_HOSTS: [&str; 10] = [
    "ftp",
    "sftp",
    "hdfs",
    "viewfs",
    "http",
    "https",
    "mlflow-artifacts",
    "r2",
    "b2",
    "abfss",
];

/// Checks the location of artifacts that a client of a server chose. Those below the server's own
/// root are always allowed.
pub fn check_foreign(location: &str, artifact_root: &str) -> Result<()> {
    if location.contains('#') || has_params(location) {
        return Err(Error::invalid(format!(
            "artifact location `{location}` has a `#` or `;` in its last part; expected a \
                 path or a URI without"
        )));
    }
    match foreign_host_scheme(location, artifact_root)? {
        Some(scheme) => Err(Error::invalid(format!(
            "artifact location `{location}` is on another machine; expected one that the server \
             knows, or the server started with `{}={scheme}`",
            config::ALLOWED_ARTIFACT_SCHEMES
        ))),
        None => Ok(()),
    }
}

/// Checks that a client of a server does not have it connect to another machine for the files of a
/// version of a model.
pub fn check_foreign_source(source: &str, artifact_root: &str) -> Result<()> {
    match foreign_host_scheme(source, artifact_root)? {
        Some(scheme) => Err(Error::invalid(format!(
            "'source' cannot use the '{scheme}' scheme: `{source}` is on another machine; expected \
             one that the server knows, or the server started with `{}={scheme}`",
            config::ALLOWED_ARTIFACT_SCHEMES
        ))),
        None => Ok(()),
    }
}

/// The scheme of a location on another machine that the settings do not allow.
fn foreign_host_scheme(location: &str, artifact_root: &str) -> Result<Option<String>> {
    let allowed = config::var(config::ALLOWED_ARTIFACT_SCHEMES)?.unwrap_or_default();
    Ok(scheme_with_host(location)
        .filter(|scheme| !is_listed(&allowed, scheme) && !is_below(location, artifact_root)))
}

/// Whether a location on another machine lies below this root.
fn is_below(location: &str, root: &str) -> bool {
    let root = root.trim_end_matches('/');
    let rest = location.strip_prefix(root);
    scheme_with_host(root).is_some()
        && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether the last part of a URI's path has what RFC 3986 calls parameters.
fn has_params(location: &str) -> bool {
    location
        .rsplit('/')
        .next()
        .is_some_and(|last| last.contains(';'))
}

/// The scheme of a location that names a host. `mlflow-artifacts:/path` means the server itself.
fn scheme_with_host(location: &str) -> Option<String> {
    let scheme = uri::scheme(location)?;
    let names_host = location[scheme.len()..].starts_with("://") || scheme != "mlflow-artifacts";
    (WITH_HOSTS.contains(&scheme.as_str()) && names_host).then_some(scheme)
}

fn is_listed(list: &str, scheme: &str) -> bool {
    list.split(',')
        .any(|entry| entry.trim().eq_ignore_ascii_case(scheme))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_schemes_name_hosts() {
        for location in [
            "http://a/b",
            "HTTPS://a",
            "mlflow-artifacts://a/b",
            "ftp:///x",
        ] {
            assert!(scheme_with_host(location).is_some(), "{location}");
        }
        for location in [
            "/a",
            "file:///a",
            "s3://bucket/a",
            "mlflow-artifacts:/1",
            "a:b",
        ] {
            assert_eq!(scheme_with_host(location), None, "{location}");
        }
        assert!(is_listed("ftp, HTTP", "http") && !is_listed("", "http"));
        assert!(has_params("/a/b;c") && !has_params("/a;b/c"));
    }
}
