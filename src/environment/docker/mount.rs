//! What a container sees of this machine: a local store, local artifacts, or the keys to artifacts
//! elsewhere.

use std::fs;

use crate::config::{self, ArtifactKind, ArtifactUri, StoreUri};
use crate::error::{Error, Result};
use crate::uri;

/// Where the local tracking store is within the container.
const TRACKING_FOLDER: &str = "/mlflow/tmp/mlruns";
/// Where the user's AWS settings are, at home and within the container.
const AWS_FOLDERS: (&str, &str) = (".aws", "/.aws");
/// Where Google's credentials are within the container.
const GOOGLE_CREDENTIALS: (&str, &str) = ("GOOGLE_APPLICATION_CREDENTIALS", "/.gcs");

/// Folders and variables that a container gets of this machine.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Mount {
    /// `host:container`.
    pub(super) volumes: Vec<String>,
    pub(super) variables: Vec<(&'static str, String)>,
}

/// Mounts a local store, and gives its URI within the container.
///
/// Of an SQLite database, the whole folder is mounted. MLflow 3.17.2 mounts the file alone; but the
/// database has a log beside it (WAL), and a container without that log would read old values and
/// lose new ones.
pub(super) fn tracking_mount(tracking_uri: &StoreUri) -> Mount {
    let Some((folder, inside)) = tracking_uri.in_folder(TRACKING_FOLDER) else {
        return Mount::default();
    };
    Mount {
        volumes: vec![format!("{}:{TRACKING_FOLDER}", folder.display())],
        variables: vec![(config::TRACKING_URI, inside)],
    }
}

/// Makes the folder of local artifacts. podman mounts only what exists; Docker would make the folder
/// itself, for its own user.
pub(super) fn make_artifact_folder(artifact_uri: &str) -> Result<()> {
    let Some(path) = uri::recorded_path(artifact_uri) else {
        return Ok(());
    };
    fs::create_dir_all(&path).map_err(|e| Error::io("create the folder", &path, e))
}

/// Local artifacts are mounted where they are; for others the container gets the keys.
pub(super) fn artifact_mount(artifact_uri: &str) -> Result<Mount> {
    let artifact_uri = ArtifactUri::parse(artifact_uri)?;
    if let Some(path) = artifact_uri.local_path() {
        let path = path.display();
        return Ok(Mount {
            volumes: vec![format!("{path}:{path}")],
            variables: Vec::new(),
        });
    }
    let ArtifactKind::Remote(remote) = artifact_uri.kind() else {
        return Ok(Mount::default());
    };
    match remote.scheme.as_str() {
        "s3" => s3_mount(),
        "wasbs" => Ok(Mount {
            volumes: Vec::new(),
            variables: copied(&[
                "AZURE_STORAGE_CONNECTION_STRING",
                "AZURE_STORAGE_ACCESS_KEY",
            ])?,
        }),
        "gs" => google_mount(),
        "hdfs" | "viewfs" => hadoop_mount(),
        _ => Ok(Mount::default()),
    }
}

fn s3_mount() -> Result<Mount> {
    let (at_home, inside) = AWS_FOLDERS;
    let folder = config::home().map(|home| home.join(at_home));
    let folder = folder.filter(|folder| folder.exists());
    Ok(Mount {
        volumes: folder
            .map(|folder| format!("{}:{inside}", folder.display()))
            .into_iter()
            .collect(),
        variables: copied(&[
            "AWS_SECRET_ACCESS_KEY",
            "AWS_ACCESS_KEY_ID",
            "MLFLOW_S3_ENDPOINT_URL",
            "MLFLOW_S3_IGNORE_TLS",
        ])?,
    })
}

fn google_mount() -> Result<Mount> {
    let (name, inside) = GOOGLE_CREDENTIALS;
    let Some(path) = config::raw_var(name)? else {
        return Ok(Mount::default());
    };
    Ok(Mount {
        volumes: vec![format!("{path}:{inside}")],
        variables: vec![(name, inside.to_owned())],
    })
}

fn hadoop_mount() -> Result<Mount> {
    let ticket_cache = "MLFLOW_KERBEROS_TICKET_CACHE";
    let volumes = config::raw_var(ticket_cache)?.map(|path| format!("{path}:{path}"));
    Ok(Mount {
        volumes: volumes.into_iter().collect(),
        variables: copied(&[
            ticket_cache,
            "MLFLOW_KERBEROS_USER",
            "MLFLOW_PYARROW_EXTRA_CONF",
        ])?,
    })
}

/// Those of the variables that are set here.
fn copied(names: &[&'static str]) -> Result<Vec<(&'static str, String)>> {
    let mut values = Vec::new();
    for name in names {
        values.extend(config::raw_var(name)?.map(|value| (*name, value)));
    }
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_stores_are_mounted() {
        for (tracking_uri, volume, inside) in [
            (
                "/a/mlruns",
                "/a/mlruns:/mlflow/tmp/mlruns",
                "file:///mlflow/tmp/mlruns",
            ),
            (
                "file:///a%20b/mlruns",
                "/a b/mlruns:/mlflow/tmp/mlruns",
                "file:///mlflow/tmp/mlruns",
            ),
            (
                "sqlite:////a/x.db",
                "/a:/mlflow/tmp/mlruns",
                "sqlite:////mlflow/tmp/mlruns/x.db",
            ),
        ] {
            let mount = tracking_mount(&StoreUri::parse(tracking_uri).unwrap());
            assert_eq!(mount.volumes, [volume]);
            assert_eq!(mount.variables, [(config::TRACKING_URI, inside.to_owned())]);
        }
        let server = StoreUri::parse("http://h").unwrap();
        assert_eq!(tracking_mount(&server), Mount::default());
        assert_eq!(artifact_mount("/a/b").unwrap().volumes, ["/a/b:/a/b"]);
        assert_eq!(
            artifact_mount("mlflow-artifacts:/0").unwrap(),
            Mount::default()
        );
    }
}
