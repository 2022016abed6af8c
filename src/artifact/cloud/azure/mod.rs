//! Azure's blobs: `wasbs://container@account.blob.core.windows.net/path`, and `abfss://` with
//! `dfs` in the host's name, which are the same files by another protocol.
//!
//! OpenDAL makes the requests, unsigned, and [`signing`] signs them. Blocks, which are Azure's parts,
//! are [`blocks`]'s.

mod blocks;
mod credentials;
mod managed_identity;
mod signing;

use std::sync::Arc;
use std::time::Duration;

use opendal::services::Azblob;

use crate::config::{AzureSettings, CLOUD_ATTEMPTS, CLOUD_PATIENCE_SECONDS, RemoteUri, Secret};
use crate::error::{Error, Result};

use super::bucket::{Bucket, Limits};
use super::client::{ClientSettings, Clients};
use super::error::unusable;
use super::transport::Transport;

use blocks::AzureBlocks;
use signing::AzureSigning;

/// How large blocks are, and how many a blob has at most.
const LIMITS: Limits = Limits {
    part_size: 8 << 20,
    parts: 50_000,
    range_size: 8 << 20,
};

/// Connects to a container. Nothing is asked yet.
pub(super) fn open(uri: &RemoteUri) -> Result<Bucket> {
    let settings = AzureSettings::from_env()?;
    let address = AzureAddress::of(uri, &settings)?;
    let clients = Clients::new(&ClientSettings {
        insecure_tls: false,
        certificates: None,
        patience: Duration::from_secs(CLOUD_PATIENCE_SECONDS),
    })?;
    let sas = sas_of(uri).or(settings.sas.as_ref().map(Secret::reveal));
    let signing = Arc::new(AzureSigning::new(&address, &settings, sas, &clients));
    let transport = Transport::of(signing.clone(), clients, CLOUD_ATTEMPTS);
    let builder = Azblob::default()
        .container(&address.container)
        .endpoint(&address.endpoint)
        .account_name(&address.account)
        .skip_signature();
    let name = format!("{}://{}@{}", uri.scheme, address.container, uri.host);
    let operator = opendal::Operator::new(builder).map_err(|e| unusable(&name, &e))?;
    let blocks = AzureBlocks::new(address, signing, transport.clone());
    let bucket = Bucket::new(name, operator.finish(), transport, LIMITS);
    Ok(bucket.without_batches().with_parts(blocks, true))
}

/// Where a container is.
#[derive(Clone, Debug, PartialEq, Eq)]
struct AzureAddress {
    account: String,
    container: String,
    endpoint: String,
}

impl AzureAddress {
    fn of(uri: &RemoteUri, settings: &AzureSettings) -> Result<Self> {
        let unusable = || {
            Error::invalid(format!(
                "the address of artifacts `{}://…@{}` names no container and account",
                uri.scheme, uri.host
            ))
            .hint(format!(
                "expected `{}://container@account.{}.core.windows.net/path`",
                uri.scheme,
                if uri.scheme.starts_with("abfs") {
                    "dfs"
                } else {
                    "blob"
                }
            ))
        };
        let container = uri.user.clone().ok_or_else(unusable)?;
        let (account, domain) = uri.host.split_once('.').ok_or_else(unusable)?;
        let domain = domain
            .strip_prefix("dfs.")
            .map_or_else(|| domain.to_owned(), |rest| format!("blob.{rest}"));
        let own = format!("https://{account}.{domain}");
        // A connection string may name another host, such as that of an emulator.
        let is_same = settings
            .account
            .as_deref()
            .is_none_or(|name| name == account);
        let endpoint = settings.endpoint.clone().filter(|_| is_same);
        Ok(Self {
            account: account.to_owned(),
            container,
            endpoint: endpoint.unwrap_or(own).trim_end_matches('/').to_owned(),
        })
    }
}

/// The signature that the address itself may have.
fn sas_of(uri: &RemoteUri) -> Option<&str> {
    let option = uri.options.iter().find(|(name, _)| name == "sas_token");
    option.map(|(_, sas)| sas.reveal())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{ArtifactKind, ArtifactUri};

    fn address(text: &str, settings: &AzureSettings) -> Result<AzureAddress> {
        match ArtifactUri::parse(text).unwrap().kind() {
            ArtifactKind::Remote(uri) => AzureAddress::of(uri, settings),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn both_protocols_lead_to_the_same_blobs() {
        let settings = AzureSettings::default();
        let wasbs = address("wasbs://box@me.blob.core.windows.net/x", &settings).unwrap();
        let abfss = address("abfss://box@me.dfs.core.windows.net/x", &settings).unwrap();
        assert_eq!(wasbs, abfss);
        assert_eq!(wasbs.endpoint, "https://me.blob.core.windows.net");
        assert_eq!(
            (wasbs.account.as_str(), wasbs.container.as_str()),
            ("me", "box")
        );
        assert!(address("wasbs://me.blob.core.windows.net/x", &settings).is_err());
        assert!(address("wasbs://box@me/x", &settings).is_err());
        let local = AzureSettings {
            account: Some("me".to_owned()),
            endpoint: Some("http://127.0.0.1:1/me".to_owned()),
            ..AzureSettings::default()
        };
        let found = address("wasbs://box@me.blob.core.windows.net/x", &local).unwrap();
        assert_eq!(found.endpoint, "http://127.0.0.1:1/me");
        let other = address("wasbs://box@you.blob.core.windows.net/x", &local).unwrap();
        assert_eq!(other.endpoint, "https://you.blob.core.windows.net");
    }
}
