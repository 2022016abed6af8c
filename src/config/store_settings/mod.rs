//! Which stores keep the runs and the registered models, by flags and by the environment.

mod run_server;

use std::path::Path;
use std::sync::Once;

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::uri;

pub use run_server::{BehindServer, STORE_BEHIND_SERVER};

use super::{
    BACKEND_STORE_URI, REGISTRY_DIR, REGISTRY_STORE_URI, REGISTRY_URI, StoreLocation, StoreUri,
    TRACKING_URI, var,
};

/// The folder of a file store that needs no URI, and of the artifacts beside a database.
const DEFAULT_FOLDER: &str = "mlruns";
/// The database of a store that needs no URI.
const DEFAULT_DATABASE: &str = "mlflow.db";

/// Which store to open, and where its artifacts go.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub struct TrackingSettings {
    /// The store.
    pub tracking_uri: StoreUri,
    /// Where new experiments keep their artifacts: a URI or an absolute path.
    pub artifact_root: String,
}

impl TrackingSettings {
    /// Settles on the store of `MLFLOW_TRACKING_URI`, or else on the one that MLflow 3.17.2
    /// takes: `./mlruns` where it holds an experiment, `sqlite:///mlflow.db` otherwise.
    ///
    /// Within a run that has a run server, the store behind that server is used directly: it still
    /// exists when the run server has ended.
    pub fn from_env() -> Result<Self> {
        let Some(uri) = var(TRACKING_URI)? else {
            return Self::without_uri();
        };
        match BehindServer::of(&uri)? {
            Some(behind) => Ok(behind.store),
            None => Self::new(&uri),
        }
    }

    /// Chooses the store of a server: the one given, or else the one that commands would use. A
    /// `MLFLOW_TRACKING_URI` that names a server is ignored: it is meant for that server's clients.
    pub fn for_server(backend_store_uri: Option<&str>) -> Result<Self> {
        if let Some(uri) = backend_store_uri {
            return Self::new(uri);
        }
        let settings = Self::from_env()?;
        if settings.is_server() {
            return Self::without_uri();
        }
        Ok(settings)
    }

    /// Whether the store is another server.
    pub fn is_server(&self) -> bool {
        self.tracking_uri.is_server()
    }

    /// Settles on the store that `mlflow gc` cleans, and on the server that stands before it, if any.
    ///
    /// A tracking URI that is local names the store; that of a server says where artifacts are. As
    /// in MLflow 3.17.2, a server in `MLFLOW_TRACKING_URI` does not allow cleaning whatever store is
    /// in the current folder, but one in `--tracking-uri` does.
    pub fn for_gc(
        backend_store_uri: Option<&str>,
        tracking_uri: Option<&str>,
    ) -> Result<(Self, Option<String>)> {
        let of_variable = var(TRACKING_URI)?;
        let tracking = tracking_uri.or(of_variable.as_deref());
        let server = tracking.filter(|uri| is_server(uri)).map(str::to_owned);
        let backend = match (backend_store_uri, tracking) {
            (Some(uri), _) => Some(uri.to_owned()),
            (None, Some(uri)) if server.is_none() => Some(uri.to_owned()),
            (None, _) => var(BACKEND_STORE_URI)?,
        };
        let settings = match (backend, &server) {
            (Some(uri), _) => Self::new(&uri)?,
            (None, Some(uri)) if tracking_uri.is_none() => Self::new(uri)?,
            (None, _) => Self::without_uri()?,
        };
        Ok((settings, server))
    }

    fn without_uri() -> Result<Self> {
        if has_experiments(Path::new(DEFAULT_FOLDER)) {
            say_which_of_two();
            return Self::new(StoreUri::of_folder(Path::new(DEFAULT_FOLDER))?.reveal());
        }
        Self::new(&format!("sqlite:///{DEFAULT_DATABASE}"))
    }

    /// Settles on a given store.
    pub fn new(tracking_uri: &str) -> Result<Self> {
        let store = StoreUri::parse(tracking_uri)?;
        // A folder's artifacts lie in it, and their locations keep the spelling of its address.
        let artifact_root = if store.is_folder() {
            tracking_uri
        } else {
            DEFAULT_FOLDER
        };
        Ok(Self {
            artifact_root: uri::absolute_location(artifact_root)?,
            tracking_uri: store,
        })
    }
}

/// Which store keeps registered models.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
pub struct RegistrySettings {
    /// The store; `None` is that of the runs.
    pub registry_uri: Option<StoreUri>,
    /// A folder to take beside a file store where no store is named.
    pub registry_dir: Option<StoreUri>,
}

impl RegistrySettings {
    /// Settles on the store of `MLFLOW_REGISTRY_URI`, or else on that of the runs; beside a file store
    /// also on the folder of `MLFLOW_REGISTRY_DIR`. Of a run's server it is what lies behind.
    pub fn from_env() -> Result<Self> {
        let named = var(REGISTRY_URI)?;
        let address = match &named {
            Some(uri) => Some(uri.clone()),
            None => var(TRACKING_URI)?,
        };
        let behind = address
            .map(|address| BehindServer::of(&address))
            .transpose()?;
        match behind.flatten() {
            Some(behind) => Ok(behind.registry),
            None => Self::new(named.as_deref()),
        }
    }

    /// Settles on the store of a server: the one given, or else that of the runs. As in MLflow
    /// 3.18.0, `MLFLOW_REGISTRY_URI` is meant for clients alone.
    pub fn for_server(registry_store_uri: Option<&str>) -> Result<Self> {
        match registry_store_uri {
            Some(uri) => Self::new(Some(uri)),
            None => Self::new(var(REGISTRY_STORE_URI)?.as_deref()),
        }
    }

    fn new(uri: Option<&str>) -> Result<Self> {
        let folder = var(REGISTRY_DIR)?;
        Ok(Self {
            registry_uri: uri.map(StoreUri::parse).transpose()?,
            registry_dir: folder.as_deref().map(StoreUri::parse).transpose()?,
        })
    }

    /// Whether this program can read and write the store beside this one of the runs.
    pub fn is_usable(&self, tracking_uri: &StoreUri) -> bool {
        self.beside(tracking_uri)
            .is_none_or(|uri| !matches!(uri.location(), StoreLocation::Service(_)))
    }

    /// The store, where it is another than this one of the runs.
    pub fn beside(&self, tracking_uri: &StoreUri) -> Option<&StoreUri> {
        let folder = self
            .registry_dir
            .as_ref()
            .filter(|_| tracking_uri.is_folder());
        let named = self.registry_uri.as_ref().or(folder);
        named.filter(|uri| *uri != tracking_uri)
    }
}

/// Says once which store is used if the current folder holds two.
fn say_which_of_two() {
    static SAID: Once = Once::new();
    let has_database = Path::new(DEFAULT_DATABASE)
        .metadata()
        .is_ok_and(|file| file.is_file() && file.len() > 0);
    if has_database {
        SAID.call_once(|| {
            tracing::warn!(
                "`./{DEFAULT_FOLDER}` and `./{DEFAULT_DATABASE}` are both stores; \
                 `./{DEFAULT_FOLDER}` is taken; \
                 `export {TRACKING_URI}=sqlite:///{DEFAULT_DATABASE}` takes the other"
            );
        });
    }
}

fn is_server(uri: &str) -> bool {
    matches!(uri::scheme(uri).as_deref(), Some("http" | "https"))
}

/// Whether a folder is a file store with an experiment in it: a folder named by digits that has
/// a `meta.yaml`.
fn has_experiments(folder: &Path) -> bool {
    let Ok(entries) = folder.read_dir() else {
        return false;
    };
    entries.flatten().any(|entry| {
        let is_id = entry
            .file_name()
            .to_str()
            .is_some_and(|name| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit()));
        is_id && entry.path().join("meta.yaml").symlink_metadata().is_ok()
    })
}
