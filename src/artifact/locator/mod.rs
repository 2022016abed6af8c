//! Where recorded artifacts are, as seen from this program.
//!
//! A store records a location for the artifacts of each run and model: a local path, a URL or
//! `mlflow-artifacts:`. What a location means depends on who reads it: a program beside the store,
//! a client of a tracking server, the server itself, or a program that cleans up behind a server.
//! Each of them has an [`ArtifactLocator`] that fits, and hands it to whoever opens artifacts.

mod foreign;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::config::StoreUri;
use crate::error::{Error, Result};
use crate::uri;

pub use foreign::{check_foreign, check_foreign_source};

use super::{
    ArtifactPath, ArtifactStore, Owner, location_below, on_server, open_folder, open_on_server,
};

/// How many names at the end of an artifact path identify a run: experiment, run, `artifacts`.
const OF_RUN: usize = 3;

/// Folders between an experiment's and those of what else it owns: `1/models/m-1/artifacts`.
const KINDS_OF_OWNERS: [&str; 2] = ["models", "traces"];

/// The path of a server's API behind which its artifacts lie.
const ARTIFACTS_API: &str = "/api/2.0/mlflow-artifacts/artifacts/";

/// Finds artifacts by the locations that a store recorded.
#[derive(Clone)]
pub struct ArtifactLocator {
    /// The store that recorded them.
    store: StoreUri,
    /// The store's folder, where it has one on this machine. Artifacts are looked for in it that
    /// have moved with the store.
    store_folder: Option<PathBuf>,
    /// Where the artifacts that go through a server are kept, if this program reads them directly.
    served_root: Option<String>,
    /// The URL of the server through which artifacts go, if that is not the store itself.
    artifact_server: Option<String>,
    /// Whether artifacts may be requested from other servers.
    asks_other_servers: bool,
}

impl ArtifactLocator {
    /// Finds artifacts as a program does that uses a store by its URI: a tracking server is asked
    /// for what goes through it, and a folder on this machine may have moved.
    pub fn new(store: StoreUri, store_folder: Option<&Path>) -> Self {
        Self {
            store,
            store_folder: store_folder.map(Path::to_owned),
            served_root: None,
            artifact_server: None,
            asks_other_servers: true,
        }
    }

    /// Finds artifacts as a server does: those that go through it are below its own root.
    ///
    /// It asks no other server. Otherwise a client that may write a location could make the server
    /// connect to any address.
    #[must_use]
    pub fn as_server(self, served_root: Option<String>) -> Self {
        Self {
            served_root,
            asks_other_servers: false,
            ..self
        }
    }

    /// Finds artifacts as a program does that works on the store behind a server. Artifacts that go
    /// through the server are read below its root if that is known; otherwise the server is asked.
    #[must_use]
    pub fn behind_server(self, server: Option<String>, served_root: Option<String>) -> Self {
        Self {
            artifact_server: server,
            served_root,
            ..self
        }
    }

    /// Opens a folder of the artifacts that an owner has at a recorded location.
    ///
    /// A local path that a tracking server recorded may be one of the server's machine, or its
    /// store has been moved: where it does not exist here, the server is asked. Where that has no
    /// files either, the first upload creates the path, as in MLflow.
    pub fn open(
        &self,
        owner: Owner<'_>,
        recorded: &str,
        folder: &ArtifactPath,
    ) -> Result<Box<dyn ArtifactStore>> {
        let location = self.locate(recorded)?;
        let is_gone = || uri::recorded_path(&location).is_some_and(|path| !path.exists());
        if self.store.is_server() && is_gone() {
            let of_server = open_on_server(self.store.reveal(), owner, folder)?;
            let listed = of_server.list(&ArtifactPath::root());
            if listed.is_ok_and(|files| !files.is_empty()) {
                return Ok(of_server);
            }
        }
        open_folder(&location, folder)
    }

    /// What a recorded location means today: `mlflow-artifacts:` is on a server, and a local path
    /// that is gone is looked for under the store's present folder.
    pub fn locate(&self, recorded: &str) -> Result<String> {
        if let Some(location) = self.served_location(recorded) {
            return Ok(location);
        }
        let server = self.artifact_server.as_deref();
        let location = on_server(recorded, server.unwrap_or(self.store.reveal()))?;
        let is_url = || matches!(uri::scheme(&location).as_deref(), Some("http" | "https"));
        if !self.asks_other_servers && is_url() {
            return Err(Error::not_implemented(format!(
                "artifacts in `{}` are on another server, which has to be asked itself",
                uri::split_userinfo(&location).0
            )));
        }
        Ok(self.moved_location(&location))
    }

    /// Where artifacts lie that go through a server. They are recorded as `mlflow-artifacts:` and a
    /// path, or as the URL that clients make of it.
    fn served_location(&self, recorded: &str) -> Option<String> {
        let root = self.served_root.as_ref()?;
        let (_, rest) = recorded.split_once(':')?;
        let path = match uri::scheme(recorded)?.as_str() {
            "mlflow-artifacts" => match rest.strip_prefix("//") {
                Some(with_host) => with_host.split_once('/').map_or("", |(_, path)| path),
                None => rest,
            },
            "http" | "https" => rest.split_once(ARTIFACTS_API)?.1,
            _ => return None,
        };
        let path = ArtifactPath::parse(path.trim_start_matches('/')).ok()?;
        Some(location_below(root, &path))
    }

    /// Where a local path is now, because MLflow records absolute paths and stores move.
    fn moved_location(&self, recorded: &str) -> String {
        let Some(path) = uri::recorded_path(recorded).filter(|path| !path.exists()) else {
            return recorded.to_owned();
        };
        // A folder whose name has a percent sign in it is not where MLflow looks, but it may be
        // where the files are.
        let literal = uri::local_path(recorded).filter(|path| path.exists());
        let moved = || same_end_under(self.store_folder.as_deref()?, &path);
        literal
            .or_else(moved)
            .map_or_else(|| recorded.to_owned(), |path| uri::from_path(&path))
    }
}

/// Looks for the end of a path under a folder: first for most of it, at last for the folders that
/// belong to the owner alone.
///
/// A store makes an empty folder for artifacts within itself, wherever they are to go. Such a folder
/// is a moved one only if those above it have the names that were recorded.
fn same_end_under(folder: &Path, path: &Path) -> Option<PathBuf> {
    let parts: Vec<_> = path.components().skip(1).collect();
    let last_start = parts.len().checked_sub(OF_RUN)?;
    let is_moved = |candidate: &Path| {
        let has_files = || {
            candidate
                .read_dir()
                .is_ok_and(|mut all| all.next().is_some())
        };
        candidate.is_file()
            || candidate.is_dir() && (root_name(candidate) == root_name(path) || has_files())
    };
    (0..=last_start)
        .map(|start| folder.join(parts[start..].iter().collect::<PathBuf>()))
        .find(|candidate| is_moved(candidate))
}

/// The name of the folder that has the experiment whose run or model owns an artifact folder.
fn root_name(artifacts: &Path) -> Option<&OsStr> {
    let mut above = artifacts.ancestors().skip(OF_RUN - 1);
    let experiment_or_kind = above.next()?.file_name()?;
    if KINDS_OF_OWNERS
        .iter()
        .any(|kind| experiment_or_kind == *kind)
    {
        above.next()?;
    }
    above.next()?.file_name()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn locator(store: &str) -> ArtifactLocator {
        ArtifactLocator::new(StoreUri::parse(store).unwrap(), None)
    }

    #[test]
    fn a_moved_run_is_found_by_the_end_of_its_path() {
        let folder = tempfile::tempdir().unwrap();
        let here = folder.path().join("mlruns/1/abc/artifacts");
        std::fs::create_dir_all(&here).unwrap();
        let recorded = Path::new("/gone/project/mlruns/1/abc/artifacts");
        assert_eq!(same_end_under(folder.path(), recorded).unwrap(), here);
        assert_eq!(
            same_end_under(&folder.path().join("mlruns"), recorded).unwrap(),
            here
        );
        assert_eq!(
            same_end_under(folder.path(), Path::new("/gone/1/x/artifacts")),
            None
        );
    }

    #[test]
    fn an_empty_folder_is_no_moved_one_if_artifacts_go_elsewhere() {
        let folder = tempfile::tempdir().unwrap();
        let store = folder.path().join("mlruns");
        for owner in ["1/abc", "1/models/m-1"] {
            let here = store.join(owner).join("artifacts");
            std::fs::create_dir_all(&here).unwrap();
            let recorded = |root: &str| Path::new(root).join(owner).join("artifacts");
            let (moved, elsewhere) = (recorded("/gone/mlruns"), recorded("/data/root"));
            assert_eq!(same_end_under(&store, &moved), Some(here.clone()));
            assert_eq!(same_end_under(&store, &elsewhere), None);
            std::fs::write(here.join("a.txt"), "").unwrap();
            assert_eq!(same_end_under(&store, &elsewhere), Some(here));
        }
    }

    #[test]
    fn what_goes_through_a_server_is_found_by_whoever_looks() {
        let recorded = "mlflow-artifacts:/1/abc/artifacts";
        let client = locator("http://server:5000");
        let url = "http://server:5000/api/2.0/mlflow-artifacts/artifacts/1/abc/artifacts";
        assert_eq!(client.locate(recorded).unwrap(), url);

        let server = locator("sqlite:///x.db").as_server(Some("/served".to_owned()));
        for recorded in [recorded, url] {
            let located = uri::local_path(&server.locate(recorded).unwrap()).unwrap();
            assert_eq!(located, Path::new("/served/1/abc/artifacts"));
        }

        let cleaner = || locator("sqlite:///x.db");
        let of_server = cleaner().behind_server(Some("http://server:5000".to_owned()), None);
        assert_eq!(of_server.locate(recorded).unwrap(), url);
        assert!(cleaner().locate(recorded).is_err());
    }

    #[test]
    fn a_server_asks_no_other() {
        let server = locator("sqlite:///x.db").as_server(Some("/served".to_owned()));
        let error = server.locate("http://me:secret@other/x").unwrap_err();
        assert!(
            error
                .message()
                .contains("`http://other/x` are on another server")
        );
    }
}
