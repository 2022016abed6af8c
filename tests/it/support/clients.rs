//! Real MLflow clients: Python environments under `target/`, made once and shared.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use super::skip;

/// A version of MLflow's Python package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Client {
    /// 1.23.1, of February 2022.
    V1,
    /// 2.10.0, of January 2024.
    V2Early,
    /// 2.22.4, the last before 3.
    V2,
    /// 2.22.4, with what its client of users and permissions imports.
    V2Auth,
    /// 3.17.2.
    V3,
    /// 3.18.0, today's.
    V3Newest,
    /// 3.17.2, with what opens databases of servers.
    #[cfg(feature = "mysql")]
    V3Databases,
    /// 3.18.0, with the same.
    #[cfg(feature = "mysql")]
    V3NewestDatabases,
    /// 3.17.2, with what its Kubernetes backend needs.
    #[cfg(feature = "kubernetes")]
    V3Kubernetes,
    /// The clouds' own clients, and servers that stand in for clouds; no MLflow.
    #[cfg(feature = "clouds")]
    Clouds,
}

impl Client {
    fn name(self) -> &'static str {
        match self {
            Self::V1 => "mlflow-1.23.1",
            Self::V2Early => "mlflow-2.10.0",
            Self::V2 => "mlflow-2.22.4",
            Self::V2Auth => "mlflow-2.22.4-auth",
            Self::V3 => "mlflow-3.17.2",
            Self::V3Newest => "mlflow-3.18.0",
            #[cfg(feature = "mysql")]
            Self::V3Databases => "mlflow-3.17.2-databases",
            #[cfg(feature = "mysql")]
            Self::V3NewestDatabases => "mlflow-3.18.0-databases",
            #[cfg(feature = "kubernetes")]
            Self::V3Kubernetes => "mlflow-3.17.2-kubernetes",
            #[cfg(feature = "clouds")]
            Self::Clouds => "clouds",
        }
    }
}

/// The Python interpreter that has this client, installed now if it is not there yet. `None`
/// means that it cannot be had here, which has been said.
#[track_caller]
pub(crate) fn python(client: Client) -> Option<&'static Path> {
    static V1: OnceLock<Option<PathBuf>> = OnceLock::new();
    static V2_EARLY: OnceLock<Option<PathBuf>> = OnceLock::new();
    static V2: OnceLock<Option<PathBuf>> = OnceLock::new();
    static V2_AUTH: OnceLock<Option<PathBuf>> = OnceLock::new();
    static V3: OnceLock<Option<PathBuf>> = OnceLock::new();
    static V3_NEWEST: OnceLock<Option<PathBuf>> = OnceLock::new();
    #[cfg(feature = "mysql")]
    static V3_DATABASES: OnceLock<Option<PathBuf>> = OnceLock::new();
    #[cfg(feature = "mysql")]
    static V3_NEWEST_DATABASES: OnceLock<Option<PathBuf>> = OnceLock::new();
    #[cfg(feature = "kubernetes")]
    static V3_KUBERNETES: OnceLock<Option<PathBuf>> = OnceLock::new();
    #[cfg(feature = "clouds")]
    static CLOUDS: OnceLock<Option<PathBuf>> = OnceLock::new();
    let known = match client {
        Client::V1 => &V1,
        Client::V2Early => &V2_EARLY,
        Client::V2 => &V2,
        Client::V2Auth => &V2_AUTH,
        Client::V3 => &V3,
        Client::V3Newest => &V3_NEWEST,
        #[cfg(feature = "mysql")]
        Client::V3Databases => &V3_DATABASES,
        #[cfg(feature = "mysql")]
        Client::V3NewestDatabases => &V3_NEWEST_DATABASES,
        #[cfg(feature = "kubernetes")]
        Client::V3Kubernetes => &V3_KUBERNETES,
        #[cfg(feature = "clouds")]
        Client::Clouds => &CLOUDS,
    };
    let python = known.get_or_init(|| install(client)).as_deref();
    if python.is_none() {
        skip(&format!(
            "{} cannot be installed here; `python3 tests/clients.py` says why",
            client.name()
        ));
    }
    python
}

/// Calls the script that makes the environments; it does nothing where they are complete.
fn install(client: Client) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = Command::new("python3")
        .arg(root.join("tests/clients.py"))
        .arg(client.name())
        .output()
        .ok()?;
    let python = String::from_utf8(output.stdout).ok()?;
    output
        .status
        .success()
        .then(|| PathBuf::from(python.trim_end()))
}
