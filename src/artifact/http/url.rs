//! The URLs of artifacts. No I/O.

use percent_encoding::utf8_percent_encode as encode;
use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, percent_decode_str};
use ureq::http::Method;

use crate::api::{self, ListProxiedArtifacts};
use crate::artifact::{ArtifactPath, Owner};
use crate::error::{Error, Result};
use crate::http::Address;
use crate::uri;

/// Where a tracking server has its artifacts.
const SERVICE: &str = "/api/2.0/mlflow-artifacts/artifacts";
/// A part of the path of every such URL, whatever the prefix.
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
pub(super) struct ArtifactUrls {
    address: Address,
    kind: Kind,
}

/// How a server is asked for files.
enum Kind {
    /// Files below a URL, without listings.
    Plain,
    /// Artifacts that a tracking server proxies.
    Proxied(Service),
    /// The artifacts of a run or a logged model, wherever the tracking server keeps them.
    Owned {
        /// The owner's id as it stands in a URL.
        id: String,
        is_run: bool,
        root: ArtifactPath,
    },
}

/// The artifacts of a tracking server.
struct Service {
    /// The URL of the server's API, which has `/mlflow-artifacts` and more in it.
    api: String,
    /// The root among the server's artifacts, decoded.
    root: ArtifactPath,
}

impl ArtifactUrls {
    pub(super) fn parse(url: &str, folder: &ArtifactPath) -> Result<Self> {
        let url = encode(url.trim_end_matches('/'), ILLEGAL).to_string();
        let address = Address::parse(&format!("{url}{}", encoded(folder)))?;
        let kind = match address.url().split_once(SERVICE_MARK) {
            Some((api, root)) => {
                let root = percent_decode_str(root.trim_start_matches('/')).decode_utf8_lossy();
                Kind::Proxied(Service {
                    api: api.to_owned(),
                    root: ArtifactPath::parse(&root)?,
                })
            }
            None => Kind::Plain,
        };
        Ok(Self { address, kind })
    }

    /// The artifacts in a folder of a run's or a logged model's.
    pub(super) fn of_owner(
        tracking_uri: &str,
        owner: Owner<'_>,
        folder: &ArtifactPath,
    ) -> Result<Self> {
        let (id, is_run) = match owner {
            Owner::Run(id) => (id, true),
            Owner::LoggedModel(id) => (id, false),
        };
        let kind = Kind::Owned {
            id: encode(id, NAME).to_string(),
            is_run,
            root: folder.clone(),
        };
        Ok(Self {
            address: Address::parse(tracking_uri)?,
            kind,
        })
    }

    fn service(&self) -> Option<&Service> {
        match &self.kind {
            Kind::Proxied(service) => Some(service),
            Kind::Plain | Kind::Owned { .. } => None,
        }
    }

    pub(super) fn address(&self) -> &Address {
        &self.address
    }

    /// The URL of an artifact.
    pub(super) fn file(&self, path: &ArtifactPath) -> String {
        match &self.kind {
            Kind::Plain | Kind::Proxied(_) => self.address.join(&encoded(path)),
            Kind::Owned { id, is_run, root } => {
                let path = below(root, path);
                let path = encode(path.as_str(), NAME);
                self.address.join(&if *is_run {
                    format!("/get-artifact?run_id={id}&path={path}")
                } else {
                    let files = "artifacts/files?artifact_file_path";
                    format!("/ajax-api/2.0/mlflow/logged-models/{id}/{files}={path}")
                })
            }
        }
    }

    /// How a file is sent.
    pub(super) fn upload(&self, path: &ArtifactPath) -> Result<(Method, String)> {
        match &self.kind {
            Kind::Plain | Kind::Proxied(_) => Ok((Method::PUT, self.file(path))),
            Kind::Owned {
                id,
                is_run: true,
                root,
            } => {
                let path = below(root, path);
                let path = encode(path.as_str(), NAME);
                let upload = "/ajax-api/2.0/mlflow/upload-artifact";
                let url = format!("{upload}?run_uuid={id}&path={path}");
                Ok((Method::POST, self.address.join(&url)))
            }
            Kind::Owned { is_run: false, .. } => Err(Error::not_implemented(
                "the files of a logged model are on the server's machine, which takes none for it",
            )),
        }
    }

    /// The URL that lists a folder; `None` where there is none.
    pub(super) fn listing(&self, folder: &ArtifactPath) -> Result<Option<String>> {
        Ok(match &self.kind {
            Kind::Plain => None,
            Kind::Proxied(Service { api, root }) => {
                let path = Some(below(root, folder).as_str().to_owned());
                let query = api::to_query(&ListProxiedArtifacts { path })?;
                Some(format!("{api}{SERVICE_MARK}?{query}"))
            }
            Kind::Owned { id, is_run, root } => {
                let path = below(root, folder);
                let path = encode(path.as_str(), NAME);
                Some(self.address.join(&if *is_run {
                    format!("/api/2.0/mlflow/artifacts/list?run_id={id}&path={path}")
                } else {
                    let folders = "artifacts/directories?artifact_directory_path";
                    format!("/api/2.0/mlflow/logged-models/{id}/{folders}={path}")
                }))
            }
        })
    }

    /// The URL of a step (`create`, `complete`, `abort`) of an upload in parts into a folder.
    pub(super) fn multipart(&self, step: &str, folder: &ArtifactPath) -> Option<String> {
        let Service { api, root } = self.service()?;
        let folder = encoded(&below(root, folder));
        Some(format!("{api}/mlflow-artifacts/mpu/{step}{folder}"))
    }

    /// The URL at which the server tells what it is able to do.
    pub(super) fn server_info(&self) -> Option<String> {
        let server = self.service()?.api.strip_suffix("/api/2.0")?;
        Some(format!("{server}/api/3.0/mlflow/server-info"))
    }

    /// Whether a URL is on the same server, so that credentials may be sent to it.
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
        let urls = ArtifactUrls::parse(root, &path("e%20f")).unwrap();
        assert_eq!(
            urls.file(&path("x y/ü#?.txt")),
            "http://h/pre/api/2.0/mlflow-artifacts/artifacts/a%20b/c%20d/e%2520f/x%20y/%C3%BC%23%3F.txt"
        );
        assert_eq!(
            urls.listing(&path("x y")).unwrap().unwrap(),
            "http://h/pre/api/2.0/mlflow-artifacts/artifacts?path=a+b%2Fc+d%2Fe%2520f%2Fx+y"
        );
        assert_eq!(
            urls.multipart("create", &path("x")).unwrap(),
            "http://h/pre/api/2.0/mlflow-artifacts/mpu/create/a%20b/c%20d/e%2520f/x"
        );
        assert_eq!(
            urls.server_info().unwrap(),
            "http://h/pre/api/3.0/mlflow/server-info"
        );
        assert!(urls.is_of_server("http://h/x") && !urls.is_of_server("http://h:8/x"));
        assert!(!urls.is_of_server("http://h.evil/x"));
    }

    #[test]
    fn other_addresses_are_not_listed() {
        let urls = ArtifactUrls::parse("https://h/files", &ArtifactPath::root()).unwrap();
        assert!(urls.listing(&path("x")).unwrap().is_none());
        assert_eq!(urls.file(&path("x")), "https://h/files/x");
    }

    #[test]
    fn what_a_server_has_of_a_run_or_a_model_has_urls() {
        let of = |owner| ArtifactUrls::of_owner("http://h/pre", owner, &path("a b")).unwrap();
        let urls = of(Owner::Run("r"));
        let escaped = "a%20b%2F100%25";
        assert_eq!(
            urls.file(&path("100%")),
            format!("http://h/pre/get-artifact?run_id=r&path={escaped}")
        );
        assert_eq!(
            urls.listing(&path("100%")).unwrap().unwrap(),
            format!("http://h/pre/api/2.0/mlflow/artifacts/list?run_id=r&path={escaped}")
        );
        let urls = of(Owner::LoggedModel("m-1"));
        assert!(urls.file(&path("100%")).ends_with(&format!(
            "/logged-models/m-1/artifacts/files?artifact_file_path={escaped}"
        )));
        assert!(urls.upload(&path("x")).is_err());
    }
}
