//! How deliveries to webhooks are sent. The names and defaults are those of MLflow 3.18.0.

use std::time::Duration;

use crate::error::{Error, Result};

use super::{count, flag, parsed, var};

/// The key that encrypts the secrets of webhooks in a database.
pub const WEBHOOK_SECRET_KEY: &str = "MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY";
/// The schemes that a webhook's address may have, separated by commas.
pub const WEBHOOK_SCHEMES: &str = "MLFLOW_WEBHOOK_ALLOWED_SCHEMES";
/// Whether a webhook may be in this machine or in a private network.
pub const WEBHOOK_PRIVATE_IPS: &str = "MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS";
/// After how many silent seconds a delivery has failed.
const TIMEOUT: &str = "MLFLOW_WEBHOOK_REQUEST_TIMEOUT";
/// How often a delivery is tried again.
const MAX_RETRIES: &str = "MLFLOW_WEBHOOK_REQUEST_MAX_RETRIES";
/// How many deliveries are sent at once.
const MAX_WORKERS: &str = "MLFLOW_WEBHOOK_DELIVERY_MAX_WORKERS";
/// For how many seconds a server knows which webhooks there are.
const CACHE_TTL: &str = "MLFLOW_WEBHOOK_CACHE_TTL";

/// Where deliveries may go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookRules {
    /// The schemes of their addresses.
    pub schemes: Vec<String>,
    /// Whether they may go to this machine and to private networks.
    pub allows_private: bool,
}

impl WebhookRules {
    /// Reads them from the environment.
    pub fn from_env() -> Result<Self> {
        let schemes = var(WEBHOOK_SCHEMES)?.unwrap_or_else(|| "https".to_owned());
        let schemes = schemes.split(',').map(str::trim);
        Ok(Self {
            schemes: schemes.map(str::to_owned).collect(),
            allows_private: flag(WEBHOOK_PRIVATE_IPS, false)?,
        })
    }
}

impl Default for WebhookRules {
    /// Those of a server that says nothing else.
    fn default() -> Self {
        Self {
            schemes: vec!["https".to_owned()],
            allows_private: false,
        }
    }
}

/// How deliveries are sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookSettings {
    /// Where they may go.
    pub rules: WebhookRules,
    /// After how much silence one has failed.
    pub timeout: Duration,
    /// How often one is tried again.
    pub max_retries: u32,
    /// How many are sent at once.
    pub max_workers: usize,
    /// How long the list of webhooks is remembered.
    pub cache_ttl: Duration,
}

impl WebhookSettings {
    /// Reads them from the environment.
    pub fn from_env() -> Result<Self> {
        let seconds = |name, default| parsed(name, default, "a whole number of seconds");
        Ok(Self {
            rules: WebhookRules::from_env()?,
            timeout: Duration::from_secs(seconds(TIMEOUT, 30)?.max(1)),
            max_retries: parsed(MAX_RETRIES, 3, "a whole number")?,
            max_workers: count(MAX_WORKERS, 10)?.max(1),
            cache_ttl: Duration::from_secs(seconds(CACHE_TTL, 60)?),
        })
    }
}

impl Default for WebhookSettings {
    /// Those of a server that says nothing else.
    fn default() -> Self {
        Self {
            rules: WebhookRules::default(),
            timeout: Duration::from_secs(30),
            max_retries: 3,
            max_workers: 10,
            cache_ttl: Duration::from_secs(60),
        }
    }
}

/// The key that encrypts the secrets of webhooks, if there is one.
pub fn webhook_secret_key() -> Result<Option<String>> {
    var(WEBHOOK_SECRET_KEY)
}

/// The error for a key that cannot be one. It does not show it.
pub(crate) fn webhook_secret_key_invalid() -> Error {
    Error::invalid(format!(
        "`{WEBHOOK_SECRET_KEY}` is no Fernet key: expected 32 bytes in URL-safe Base64, which are \
         44 characters"
    ))
    .hint("`openssl rand -base64 32 | tr '+/' '-_'` makes one")
}
