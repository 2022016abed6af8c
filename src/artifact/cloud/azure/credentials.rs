//! Where credentials for Azure come from, in MLflow's order and then that of Azure's own tools.
//!
//! 1. a shared access signature in the address or in `AZURE_STORAGE_SAS_TOKEN`,
//! 2. the account's key, also that of a connection string,
//! 3. a service principal: `AZURE_CLIENT_ID`, `AZURE_TENANT_ID`, with a secret or a certificate,
//! 4. a workload's identity (AKS),
//! 5. the managed identity of an app or a machine,
//! 6. the login of Azure's command line.

use reqsign_azure_storage::{
    AzureCliCredentialProvider, ClientCertificateCredentialProvider,
    ClientSecretCredentialProvider, Credential, StaticCredentialProvider,
    WorkloadIdentityCredentialProvider,
};
use reqsign_core::Context;

use crate::artifact::cloud::client::Clients;
use crate::artifact::cloud::credentials::{self, Places};
use crate::config::{self, AzureSettings};

use super::AzureAddress;
use super::managed_identity::ManagedIdentity;

const AUTHORITY: &str = "AZURE_AUTHORITY_HOST";
/// Where Microsoft gives tokens.
const MICROSOFT: &str = "login.microsoftonline.com";

/// All places, in order.
pub(super) fn places(
    address: &AzureAddress,
    settings: &AzureSettings,
    sas: Option<&str>,
    context: &Context,
) -> Places<Credential> {
    let mut places = Places::new(context);
    if let Some(sas) = sas {
        let sas = sas.trim_start_matches('?');
        let given = StaticCredentialProvider::new_sas_token(sas);
        places.add("AZURE_STORAGE_SAS_TOKEN", given);
    }
    if let Some(key) = &settings.key {
        let given = StaticCredentialProvider::new_shared_key(&address.account, key.reveal());
        places.add("AZURE_STORAGE_ACCESS_KEY", given);
    }
    let (mut secret, mut workload) = (
        ClientSecretCredentialProvider::new(),
        WorkloadIdentityCredentialProvider::new(),
    );
    if let Some(authority) = authority() {
        secret = secret.with_authority_host(&authority);
        workload = workload.with_authority_host(&authority);
    }
    places.add(
        "a service principal in AZURE_CLIENT_ID, AZURE_TENANT_ID and AZURE_CLIENT_SECRET",
        secret,
    );
    places.add(
        "AZURE_CLIENT_CERTIFICATE_PATH",
        ClientCertificateCredentialProvider::new(),
    );
    places.add("AZURE_FEDERATED_TOKEN_FILE", workload);
    places.add("a managed identity", ManagedIdentity::from_env());
    places.add("`az login`", AzureCliCredentialProvider::new());
    places
}

/// The address that gives tokens, where it is not Microsoft's: with a scheme, which Azure's tools
/// leave out.
fn authority() -> Option<String> {
    let host = config::var(AUTHORITY).ok().flatten()?;
    Some(if host.contains("://") {
        host
    } else {
        format!("https://{host}")
    })
}

/// What the places need. All tokens are given at the same address.
pub(super) fn context(clients: &Clients) -> Context {
    let authority = authority();
    credentials::context(clients, move |uri| {
        let authority = authority.as_ref()?;
        if uri.host() != Some(MICROSOFT) {
            return None;
        }
        let path = uri.path_and_query()?.as_str();
        let moved = format!("{}{path}", authority.trim_end_matches('/'));
        moved.parse().ok().filter(|moved| moved != uri)
    })
}
