//! Artifacts in clouds: S3 and what speaks its protocol, Google Cloud Storage, Azure's blobs and
//! others, through OpenDAL.
//!
//! | file | what it does |
//! | --- | --- |
//! | `store` | the store of artifacts: lists, sizes, removals |
//! | `reader`, `writer` | streams, resumed after a break, in parts where they are large |
//! | `upload`, `ending` | uploads in parts, and what becomes of them when the program ends |
//! | `parts`, `xml_parts` | what services do for uploads in parts and for signed addresses |
//! | `bucket` | the connection that all users of a bucket share |
//! | `credentials` | the places where credentials are looked for |
//! | `transport`, `client` | sending requests, and sending them again |
//! | `failure`, `error`, `checksum` | what services say, and whether what comes is whole |
//! | `s3`, `gcs`, `azure` | what each service wants of its own: addresses, credentials, signatures |
//!
//! OpenDAL is asynchronous and our stores are not; `runtime` is where one waits for the other.

mod azure;
mod bucket;
mod checksum;
mod client;
mod credentials;
mod ending;
mod error;
mod failure;
mod gcs;
mod parts;
mod reader;
mod runtime;
mod s3;
mod store;
mod transport;
mod upload;
mod writer;
mod xml_parts;

use crate::config::{ArtifactUri, RemoteUri, Secret};
use crate::error::Result;

use super::{ArtifactPath, ArtifactStore};
use bucket::Bucket;
pub(super) use ending::{on_signals, settle};
use store::CloudArtifacts;

/// Opens a folder of the artifacts at a remote location. Nothing is asked yet.
pub(super) fn open(
    uri: &ArtifactUri,
    remote: &RemoteUri,
    folder: &ArtifactPath,
) -> Result<Box<dyn ArtifactStore>> {
    Ok(Box::new(connect(uri, remote, folder)?))
}

/// The same for a server, which has many clients at once.
pub(super) fn open_served(uri: &ArtifactUri, remote: &RemoteUri) -> Result<Box<dyn ArtifactStore>> {
    let root = ArtifactPath::root();
    Ok(Box::new(connect(uri, remote, &root)?.served()))
}

fn connect(uri: &ArtifactUri, remote: &RemoteUri, folder: &ArtifactPath) -> Result<CloudArtifacts> {
    let open: fn(&RemoteUri) -> Result<Bucket> = match remote.scheme.as_str() {
        "b2" | "oss" | "r2" | "s3" => s3::open,
        "gs" => gcs::open,
        "wasb" | "wasbs" | "abfs" | "abfss" => azure::open,
        _ => return Err(uri.unsupported()),
    };
    let bucket = bucket::shared(key(remote), || open(remote))?;
    let path = format!("{}/{}", remote.path.trim_end_matches('/'), folder.as_str());
    Ok(CloudArtifacts::new(bucket, &path))
}

/// What names a connection: everything in an address but the path.
fn key(remote: &RemoteUri) -> String {
    let RemoteUri {
        scheme,
        user,
        password,
        host,
        path: _,
        options,
    } = remote;
    let password = password.as_ref().map(Secret::reveal);
    let options: Vec<_> = options
        .iter()
        .map(|(name, value)| (name, value.reveal()))
        .collect();
    format!("{scheme} {user:?} {password:?} {host} {options:?}")
}
