//! The settings of a server.

use std::sync::{Arc, Mutex};

use crate::access::AccessControl;
use crate::config::{GraphqlLimits, WebhookSettings};
use crate::entity::RunId;
use crate::oidc::Provider;
use crate::sync::unpoisoned;
use crate::web::Tls;

use super::installed::InstalledPage;
use super::peer::TrustedProxies;
use super::record::Lines;
use super::security::Security;
use super::token::RunToken;

/// How a server behaves, whatever store it has.
#[derive(Clone, Debug, Default)]
pub struct ServerSettings {
    /// What stands before every path: empty, or `/` and a name.
    pub static_prefix: String,
    /// The location of the artifacts that go through the server; `None` where none do.
    pub artifacts: Option<String>,
    /// Whether clients read and write artifacts by signed addresses only, and never through the
    /// server.
    pub artifacts_presigned_only: bool,
    /// The checks of hosts and origins; `None` allows every request.
    pub security: Option<Security>,
    /// The token that every request must have; `None` if requests need none.
    pub token: Option<RunToken>,
    /// The users; `None` where everybody may do everything.
    pub users: Option<Arc<AccessControl>>,
    /// The identity provider at which users may log in, too.
    pub provider: Option<Arc<Provider>>,
    /// Takes note of the runs that the server starts; `None` to take none.
    pub created_runs: Option<CreatedRuns>,
    /// How webhooks are told of changes; `None` where nobody tells them.
    pub webhooks: Option<WebhookSettings>,
    /// The page of an installed Python MLflow, to be served in place of this program's own.
    pub page: Option<InstalledPage>,
    /// How much a request in GraphQL may ask for.
    pub graphql: GraphqlLimits,
    /// How connections are encrypted; `None` where they are not.
    pub tls: Option<Tls>,
    /// The proxies that may say for whom they ask; `None` where there are none.
    pub proxies: Option<TrustedProxies>,
    /// Where each request is written down.
    pub access_log: Option<Lines>,
    /// Where requests that change something are written down, on a server with users.
    pub audit_log: Option<Lines>,
    /// Whether `/metrics` tells how many requests there were.
    pub exposes_metrics: bool,
}

/// The runs that a server has started. Its copies are one.
#[derive(Clone, Debug, Default)]
pub struct CreatedRuns(Arc<Mutex<Vec<RunId>>>);

impl CreatedRuns {
    pub(super) fn add(&self, run_id: RunId) {
        let mut runs = unpoisoned(self.0.lock());
        runs.push(run_id);
    }

    /// All of them, the oldest first.
    pub fn all(&self) -> Vec<RunId> {
        let runs = unpoisoned(self.0.lock());
        runs.clone()
    }
}
