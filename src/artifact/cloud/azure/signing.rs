//! Signing requests to Azure, and signatures that others may use.

use std::sync::Mutex;
use std::time::Duration;

use opendal::{Error, ErrorKind, Result};
use reqsign_azure_storage::{
    Credential, RequestSigner, SasProtocol, ServiceSasBlobPermissions, ServiceSasConfig,
    ServiceSasGrant, ServiceSasGranter, UserDelegationSasGrant, UserDelegationSasGranter,
    UserDelegationSasPermissions,
};
use reqsign_core::{
    Context, GrantCredential as _, ProvideCredential as _, Signer, SigningCredential as _,
};

use crate::artifact::cloud::client::Clients;
use crate::artifact::cloud::credentials::Places;
use crate::artifact::cloud::failure::Refusal;
use crate::artifact::cloud::transport::{Head, Pending, Protocol, sign};
use crate::config::AzureSettings;
use crate::sync::unpoisoned;

use super::AzureAddress;
use super::credentials::{context, places};

/// What a signature of ours allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Right {
    Read,
    Write,
}

/// Signs requests for a container.
pub(super) struct AzureSigning {
    address: AzureAddress,
    settings: AzureSettings,
    sas: Option<String>,
    context: Context,
    signer: Mutex<Signer<Credential>>,
    /// The last credential from which signatures were made.
    granting: tokio::sync::Mutex<Option<Credential>>,
    delegation: UserDelegationSasGranter,
}

impl AzureSigning {
    pub(super) fn new(
        address: &AzureAddress,
        settings: &AzureSettings,
        sas: Option<&str>,
        clients: &Clients,
    ) -> Self {
        let context = context(clients);
        let places = places(address, settings, sas, &context);
        let nothing = UserDelegationSasGrant::for_blob("", "", UserDelegationSasPermissions::READ);
        let delegation = UserDelegationSasGranter::new(&address.account, nothing)
            .with_trusted_endpoint(&address.endpoint);
        Self {
            address: address.clone(),
            settings: settings.clone(),
            sas: sas.map(str::to_owned),
            signer: Mutex::new(Signer::new(context.clone(), places, RequestSigner::new())),
            context,
            granting: tokio::sync::Mutex::default(),
            delegation,
        }
    }

    fn places(&self) -> Places<Credential> {
        let Self {
            address,
            settings,
            sas,
            context,
            ..
        } = self;
        places(address, settings, sas.as_deref(), context)
    }

    /// A signature for a blob, to be appended to a query.
    pub(super) async fn signature(
        &self,
        blob: &str,
        right: Right,
        valid: Duration,
    ) -> Result<String> {
        let granted = match self.granting_credential().await? {
            credential @ Credential::SharedKey { .. } => {
                self.service_granter(blob, right)
                    .grant_credential(&self.context, &credential, Some(valid))
                    .await
            }
            credential @ Credential::BearerToken { .. } => {
                self.delegation_granter(blob, right)
                    .grant_credential(&self.context, &credential, Some(valid))
                    .await
            }
            Credential::SasToken { .. } => {
                return Err(Error::new(
                    ErrorKind::Unsupported,
                    "a shared access signature signs no addresses, and is not handed out; expected \
                     the account's key or a login",
                ));
            }
        };
        match granted.map_err(|e| unsigned(&e))? {
            Credential::SasToken { token, .. } => Ok(token),
            _ => Err(Error::new(ErrorKind::Unexpected, "there is no signature")),
        }
    }

    async fn granting_credential(&self) -> Result<Credential> {
        let mut kept = self.granting.lock().await;
        if let Some(credential) = kept.as_ref().filter(|credential| credential.is_valid()) {
            return Ok(credential.clone());
        }
        let found = self.places().provide_credential(&self.context).await;
        let found = found.map_err(|e| unsigned(&e))?;
        let found = found.ok_or_else(|| Error::new(ErrorKind::Unexpected, "no credentials"))?;
        *kept = Some(found.clone());
        Ok(found)
    }

    fn service_granter(&self, blob: &str, right: Right) -> ServiceSasGranter {
        let permissions = match right {
            Right::Read => ServiceSasBlobPermissions::READ,
            Right::Write => ServiceSasBlobPermissions::CREATE | ServiceSasBlobPermissions::WRITE,
        };
        let grant = ServiceSasGrant::for_blob(&self.address.container, blob, permissions);
        let config = ServiceSasConfig::new(&self.address.account).with_protocol(self.protocol());
        ServiceSasGranter::new(config, grant)
    }

    fn delegation_granter(&self, blob: &str, right: Right) -> UserDelegationSasGranter {
        let permissions = match right {
            Right::Read => UserDelegationSasPermissions::READ,
            Right::Write => {
                UserDelegationSasPermissions::CREATE | UserDelegationSasPermissions::WRITE
            }
        };
        let grant = UserDelegationSasGrant::for_blob(&self.address.container, blob, permissions);
        let granter = self.delegation.clone().with_grant(grant);
        granter.with_protocol(self.protocol())
    }

    /// An emulator speaks HTTP.
    fn protocol(&self) -> SasProtocol {
        if self.address.endpoint.starts_with("http://") {
            SasProtocol::HttpsAndHttp
        } else {
            SasProtocol::Https
        }
    }
}

impl Protocol for AzureSigning {
    fn prepare<'a>(&'a self, head: &'a mut Head) -> Pending<'a, Result<()>> {
        Box::pin(async move {
            let signer = unpoisoned(self.signer.lock()).clone();
            sign(&signer, head, None).await
        })
    }

    /// A token that is refused is looked for again.
    fn learns(&self, refusal: &Refusal) -> bool {
        if refusal.status != 401 {
            return false;
        }
        let mut signer = unpoisoned(self.signer.lock());
        *signer = signer.clone().with_credential_provider(self.places());
        true
    }
}

fn unsigned(error: &reqsign_core::Error) -> Error {
    let text = error.to_string();
    let message = text.lines().next().unwrap_or_default().to_owned();
    Error::new(ErrorKind::PermissionDenied, message).with_temporary(error.is_retryable())
}
