//! S3, and what speaks its protocol: MinIO, Ceph, R2 and others.
//!
//! OpenDAL makes the requests, unsigned. [`signing`] adds the headers that the user wants and signs
//! them, so that a bucket in another region is followed and every header is covered.

mod address;
mod credentials;
mod provider;
mod service;
mod signing;
mod single_sign_on;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use opendal::services::S3;

use crate::config::{CLOUD_PATIENCE_SECONDS, RemoteUri, S3Settings};
use crate::error::Result;

use super::bucket::{Bucket, Limits};
use super::client::{ClientSettings, Clients};
use super::error::unusable;
use super::transport::Transport;
use super::xml_parts::XmlParts;

use address::S3Address;
use service::S3Service;
use signing::S3Signing;

/// How large files and their parts may be.
const LIMITS: Limits = Limits {
    part_size: 8 << 20,
    parts: 10_000,
    range_size: 8 << 20,
};

/// Connects to a bucket. Nothing is asked yet.
pub(super) fn open(uri: &RemoteUri) -> Result<Bucket> {
    let (bucket, settings) = provider::resolve(uri, S3Settings::from_env()?)?;
    let clients = Clients::new(&ClientSettings {
        insecure_tls: settings.insecure_tls,
        certificates: settings.certificates.as_deref().map(Path::new),
        patience: Duration::from_secs(CLOUD_PATIENCE_SECONDS),
    })?;
    let address = S3Address::new(&settings, &bucket)?;
    let signing = Arc::new(S3Signing::new(&settings, uri, &address, &clients));
    let transport = Transport::of(signing.clone(), clients, settings.attempts);
    let mut builder = S3::default()
        .bucket(&bucket)
        .endpoint(address.endpoint())
        .region(&settings.region)
        .skip_signature()
        .disable_config_load();
    if address.is_virtual() {
        builder = builder.enable_virtual_host_style();
    }
    if settings.sends_checksums {
        builder = builder.checksum_algorithm("crc32c");
    }
    let name = format!("{}://{bucket}", uri.scheme);
    let is_unsigned = settings.is_unsigned;
    let service = S3Service {
        address,
        signing,
        sends_checksums: settings.sends_checksums,
    };
    let parts = XmlParts::new(service, transport.clone());
    let operator = opendal::Operator::new(builder).map_err(|e| unusable(&name, &e))?;
    Ok(Bucket::new(name, operator.finish(), transport, LIMITS).with_parts(parts, !is_unsigned))
}
