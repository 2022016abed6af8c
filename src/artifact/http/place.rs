//! The URLs of artifacts. No I/O.

use percent_encoding::utf8_percent_encode as encode;
use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, percent_decode_str};

use crate::artifact::ArtifactPath;
use crate::error::{Error, Result};
use crate::http::Address;
use crate::uri;

/// Where a tracking server has its artifacts.
const SERVICE: &str = "/api/2.0/mlflow-artifacts/artifacts";
/// What the path of such an address has in it, whatever stands before.
const SERVICE_MARK: &str = "/mlflow-artifacts/artifacts";
/// What may not stand in a URL as it is. A percent sign may: it begins an escape.
const ILLEGAL: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');
/// What a name in a path is escaped of.
const NAME: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The URL that `mlflow-artifacts:/path` means on the tracking server, and
/// `mlflow-artifacts://host/path` on another one that is reached in the same way.
pub(in crate::artifact) fn resolve(artifact_uri: &str, tracking_uri: &str) -> Result<String> {
    let scheme = uri::scheme(tracking_uri);
    let Some(scheme) = scheme.filter(|scheme| matches!(scheme.as_str(), "http" | "https")) else {
        return Err(Error::invalid(format!(
            "artifact URI `{artifact_uri}` is that of a tracking server; expected \
             MLFLOW_TRACKING_URI to name the server"
        )));
    };
    let rest = artifact_uri.split_once(':').map_or("", |(_, rest)| rest);
    let (server, path) = match rest.strip_prefix("//") {
        Some(with_host) if !with_host.starts_with('/') => {
            let (host, path) = with_host.split_once('/').unwrap_or((with_host, ""));
            (format!("{scheme}://{host}"), path)
        }
        _ => (tracking_uri.trim_end_matches('/').to_owned(), rest),
    };
    let path = path.trim_matches('/');
    let slash = if path.is_empty() { "" } else { "/" };
    Ok(format!("{server}{SERVICE}{slash}{path}"))
}

/// The root of artifacts on a server.
pub(super) struct Place {
    address: Address,
    /// What the address is made of, where it is one of a tracking server's artifacts.
    service: Option<Service>,
}

/// The artifacts of a tracking server.
struct Service {
    /// The URL of the server's API, which has `/mlflow-artifacts` and more in it.
    api: String,
    /// The root among the server's artifacts, decoded.
    root: ArtifactPath,
}

impl Place {
    pub(super) fn parse(url: &str, folder: &ArtifactPath) -> Result<Self> {
        let url = encode(url.trim_end_matches('/'), ILLEGAL).to_string();
        let address = Address::parse(&format!("{url}{}", encoded(folder)))?;
        let service = match address.url().split_once(SERVICE_MARK) {
            Some((api, root)) => {
                let root = percent_decode_str(root.trim_start_matches('/')).decode_utf8_lossy();
                Some(Service {
                    api: api.to_owned(),
                    root: ArtifactPath::parse(&root)?,
                })
            }
            None => None,
        };
        Ok(Self { address, service })
    }

    pub(super) fn address(&self) -> &Address {
        &self.address
    }

    /// The URL of an artifact.
    pub(super) fn file(&self, path: &ArtifactPath) -> String {
        self.address.join(&encoded(path))
    }

    /// The URL that lists artifacts and the path to ask it for; `None` where there is none.
    pub(super) fn listing(&self, folder: &ArtifactPath) -> Option<(String, String)> {
        let Service { api, root } = self.service.as_ref()?;
        Some((
            format!("{api}{SERVICE_MARK}"),
            below(root, folder).as_str().to_owned(),
        ))
    }

    /// The URL of a step (`create`, `complete`, `abort`) of an upload in parts into a folder.
    pub(super) fn multipart(&self, step: &str, folder: &ArtifactPath) -> Option<String> {
        let Service { api, root } = self.service.as_ref()?;
        let folder = encoded(&below(root, folder));
        Some(format!("{api}/mlflow-artifacts/mpu/{step}{folder}"))
    }

    /// The URL at which the server tells what it is able to do.
    pub(super) fn server_info(&self) -> Option<String> {
        let server = self.service.as_ref()?.api.strip_suffix("/api/2.0")?;
        Some(format!("{server}/api/3.0/mlflow/server-info"))
    }

    /// Whether a URL is one of the same server, which may know who we are.
    pub(super) fn is_of_server(&self, url: &str) -> bool {
        origin(url).is_some_and(|of_url| origin(self.address.url()) == Some(of_url))
    }
}

/// Scheme, host and port.
fn origin(url: &str) -> Option<&str> {
    let host_start = url.find("://")? + "://".len();
    let length = url[host_start..].find(['/', '?', '#']);
    Some(length.map_or(url, |length| &url[..host_start + length]))
}

fn below(root: &ArtifactPath, path: &ArtifactPath) -> ArtifactPath {
    if path.is_root() {
        root.clone()
    } else {
        root.join(path.as_str())
    }
}

/// A path with a slash before each name, and the names encoded.
fn encoded(path: &ArtifactPath) -> String {
    let mut url = String::new();
    for name in path.as_str().split('/').filter(|name| !name.is_empty()) {
        url.push('/');
        url.extend(encode(name, NAME));
    }
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> ArtifactPath {
        ArtifactPath::parse(text).unwrap()
    }

    #[test]
    fn artifacts_of_a_server_have_a_url() {
        for (artifact_uri, tracking_uri, expected) in [
            (
                "mlflow-artifacts:/1/r",
                "http://h:5",
                "http://h:5/api/2.0/mlflow-artifacts/artifacts/1/r",
            ),
            (
                "mlflow-artifacts:///1/r/",
                "http://a:b@h/pre/",
                "http://a:b@h/pre/api/2.0/mlflow-artifacts/artifacts/1/r",
            ),
            (
                "mlflow-artifacts:/",
                "https://h",
                "https://h/api/2.0/mlflow-artifacts/artifacts",
            ),
            (
                "mlflow-artifacts://o:7/1",
                "https://h/pre",
                "https://o:7/api/2.0/mlflow-artifacts/artifacts/1",
            ),
        ] {
            assert_eq!(resolve(artifact_uri, tracking_uri).unwrap(), expected);
        }
        assert!(resolve("mlflow-artifacts:/1", "sqlite:///x.db").is_err());
    }

    #[test]
    fn names_are_encoded_and_escapes_kept() {
        let root = "http://h/pre/api/2.0/mlflow-artifacts/artifacts/a b/c%20d";
        let place = Place::parse(root, &path("e%20f")).unwrap();
        assert_eq!(
            place.file(&path("x y/ü#?.txt")),
            "http://h/pre/api/2.0/mlflow-artifacts/artifacts/a%20b/c%20d/e%2520f/x%20y/%C3%BC%23%3F.txt"
        );
        let (url, root) = place.listing(&path("x y")).unwrap();
        assert_eq!(url, "http://h/pre/api/2.0/mlflow-artifacts/artifacts");
        assert_eq!(root, "a b/c d/e%20f/x y");
        assert_eq!(
            place.multipart("create", &path("x")).unwrap(),
            "http://h/pre/api/2.0/mlflow-artifacts/mpu/create/a%20b/c%20d/e%2520f/x"
        );
        assert_eq!(
            place.server_info().unwrap(),
            "http://h/pre/api/3.0/mlflow/server-info"
        );
        assert!(place.is_of_server("http://h/x") && !place.is_of_server("http://h:8/x"));
        assert!(!place.is_of_server("http://h.evil/x"));
    }

    #[test]
    fn other_addresses_are_not_listed() {
        let place = Place::parse("https://h/files", &ArtifactPath::root()).unwrap();
        assert!(place.listing(&path("x")).is_none());
        assert_eq!(place.file(&path("x")), "https://h/files/x");
    }
}
