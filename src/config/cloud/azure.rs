//! How to reach Azure's storage.

use std::collections::BTreeMap;

use crate::config::database::Secret;
use crate::config::var;
use crate::error::{Error, Result};

const CONNECTION_STRING: &str = "AZURE_STORAGE_CONNECTION_STRING";

/// How to reach Azure's storage. What is not here is found by the library that signs: a service
/// principal, a workload's identity, a managed identity, the login of Azure's command line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AzureSettings {
    /// The name of the account, where the address of artifacts does not say.
    pub account: Option<String>,
    /// The account's key.
    pub key: Option<Secret>,
    /// A shared access signature.
    pub sas: Option<Secret>,
    /// The address of the blobs, where it is not made of the account's name.
    pub endpoint: Option<String>,
}

impl AzureSettings {
    /// Reads the environment, in MLflow's order: the connection string goes before the key.
    pub fn from_env() -> Result<Self> {
        if let Some(text) = var(CONNECTION_STRING)? {
            return Self::parse(&text);
        }
        Ok(Self {
            account: var("AZURE_STORAGE_ACCOUNT_NAME")?,
            key: var("AZURE_STORAGE_ACCESS_KEY")?.map(Secret::from),
            sas: var("AZURE_STORAGE_SAS_TOKEN")?.map(Secret::from),
            endpoint: var("AZURE_STORAGE_SERVICE_ENDPOINT")?,
        })
    }

    /// Reads a connection string.
    fn parse(text: &str) -> Result<Self> {
        let values: BTreeMap<String, &str> = text
            .split(';')
            .filter_map(|pair| pair.split_once('='))
            .map(|(key, value)| (key.trim().to_ascii_lowercase(), value.trim()))
            .collect();
        let get = |key: &str| values.get(key).map(|value| (*value).to_owned());
        let is_development = get("usedevelopmentstorage").is_some_and(|value| value == "true");
        if is_development {
            return Ok(Self::development());
        }
        let account = get("accountname");
        let made = account
            .as_ref()
            .zip(get("endpointsuffix"))
            .map(|(account, suffix)| {
                let scheme = get("defaultendpointsprotocol").unwrap_or_else(|| "https".to_owned());
                format!("{scheme}://{account}.blob.{suffix}")
            });
        let settings = Self {
            endpoint: get("blobendpoint").or(made),
            account,
            key: get("accountkey").map(Secret::from),
            sas: get("sharedaccesssignature").map(Secret::from),
        };
        if settings.key.is_none() && settings.sas.is_none() {
            return Err(Error::invalid(format!(
                "the environment variable `{CONNECTION_STRING}` has neither `AccountKey` nor \
                 `SharedAccessSignature`; expected one of them"
            )));
        }
        Ok(settings)
    }

    /// The account of Azurite, whose name and key are the same everywhere and public.
    fn development() -> Self {
        const KEY: &str = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/\
                           K1SZFPTOtr/KBHBeksoGMGw==";
        let account = "devstoreaccount1";
        Self {
            account: Some(account.to_owned()),
            key: Some(KEY.to_owned().into()),
            sas: None,
            endpoint: Some(format!("http://127.0.0.1:10000/{account}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_string_is_taken_apart() {
        let settings = AzureSettings::parse(
            "DefaultEndpointsProtocol=https;AccountName=me;AccountKey=a2V5==;\
             EndpointSuffix=core.windows.net",
        )
        .unwrap();
        assert_eq!(settings.account.as_deref(), Some("me"));
        assert_eq!(settings.key.as_ref().map(Secret::reveal), Some("a2V5=="));
        let endpoint = settings.endpoint.as_deref();
        assert_eq!(endpoint, Some("https://me.blob.core.windows.net"));
        let settings =
            AzureSettings::parse("BlobEndpoint=http://h:1/me;SharedAccessSignature=sv=1&sig=x")
                .unwrap();
        assert_eq!(settings.endpoint.as_deref(), Some("http://h:1/me"));
        assert_eq!(
            settings.sas.as_ref().map(Secret::reveal),
            Some("sv=1&sig=x")
        );
        assert!(AzureSettings::parse("AccountName=me").is_err());
        let local = AzureSettings::parse("UseDevelopmentStorage=true").unwrap();
        assert_eq!(local, AzureSettings::development());
    }
}
