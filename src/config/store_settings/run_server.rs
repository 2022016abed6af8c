//! The variable by which a run server tells commands of this program, started within the run, which
//! store it serves.
//!
//! Such commands open the store directly. That is quicker than asking the server, and a command that
//! is left in the background still reaches the store after the run and its server have ended.

use serde::{Deserialize, Serialize};

use crate::config::var;
use crate::error::{Error, Result};

use super::{RegistrySettings, TrackingSettings};

/// The stores behind the server that `MLFLOW_TRACKING_URI` or `MLFLOW_REGISTRY_URI` names, as JSON.
/// (Ours: no version of MLflow has it.)
pub const STORE_BEHIND_SERVER: &str = "MLFLOW_STORE_BEHIND_SERVER";

/// A server that a run has of its own, and the stores that it serves.
#[derive(Debug, Deserialize, PartialEq, Eq, Serialize)]
pub struct BehindServer {
    /// The server's address, as the variables have it.
    pub server: String,
    /// The store that lies behind.
    pub store: TrackingSettings,
    /// The registry of models that lies behind.
    pub registry: RegistrySettings,
}

impl BehindServer {
    /// The value of [`STORE_BEHIND_SERVER`].
    pub fn to_variable(&self) -> String {
        serde_json::json!(self).to_string()
    }

    /// What is behind the server of this address; `None` where it is not a run's own.
    pub(super) fn of(address: &str) -> Result<Option<Self>> {
        match var(STORE_BEHIND_SERVER)? {
            Some(text) => Self::read(&text, address),
            None => Ok(None),
        }
    }

    fn read(text: &str, address: &str) -> Result<Option<Self>> {
        let behind: Self = serde_json::from_str(text).map_err(|e| {
            Error::invalid(format!(
                "the environment variable `{STORE_BEHIND_SERVER}` is not what `mlflow run` sets"
            ))
            .caused_by(e)
        })?;
        Ok((behind.server == address).then_some(behind))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::StoreUri;

    #[test]
    fn a_store_is_behind_its_own_run_server_alone() {
        let store = TrackingSettings {
            tracking_uri: StoreUri::parse("sqlite:////a b.db").unwrap(),
            artifact_root: "/a b".into(),
        };
        let text = BehindServer {
            server: "http://127.0.0.1:1".into(),
            store: store.clone(),
            registry: RegistrySettings::default(),
        }
        .to_variable();
        let read = |uri| {
            BehindServer::read(&text, uri)
                .unwrap()
                .map(|behind| behind.store)
        };
        assert_eq!(read("http://127.0.0.1:1"), Some(store));
        assert_eq!(read("http://127.0.0.1:2"), None);
        assert!(BehindServer::read("x", "http://127.0.0.1:1").is_err());
    }
}
