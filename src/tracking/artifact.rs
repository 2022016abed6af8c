//! The artifacts of runs: where a run's files are, also when the store has been moved.

use std::path::{Path, PathBuf};

use crate::artifact::{self, ArtifactFile, ArtifactPath, ArtifactStore};
use crate::entity::{LoggedModel, RunInfo};
use crate::error::{Error, Result};
use crate::uri;

use super::Tracking;

pub(super) use crate::artifact::Owner;

/// How many folders at the end of a run's artifact path belong to the run: experiment, run,
/// `artifacts`.
const RUN_FOLDERS: usize = 3;

impl Tracking {
    /// Opens the artifacts of a run.
    pub fn run_artifacts(&self, run: &RunInfo) -> Result<Box<dyn ArtifactStore>> {
        let owner = Owner::Run(run.run_id.as_str());
        self.open_artifacts(owner, &run.artifact_uri, &ArtifactPath::root())
    }

    /// Opens a file of a run's artifacts.
    pub fn run_artifact_file(
        &self,
        run: &RunInfo,
        path: &ArtifactPath,
    ) -> Result<Box<dyn ArtifactFile>> {
        self.run_artifacts(run)?.open(path)
    }

    /// Opens a file of a logged model's artifacts.
    pub fn logged_model_artifact_file(
        &self,
        model: &LoggedModel,
        path: &ArtifactPath,
    ) -> Result<Box<dyn ArtifactFile>> {
        self.logged_model_artifacts(model)?.open(path)
    }

    /// Keeps a small file as an artifact of a run.
    pub fn write_run_artifact(
        &self,
        run: &RunInfo,
        path: &ArtifactPath,
        content: &[u8],
    ) -> Result<()> {
        let mut writer = self.run_artifacts(run)?.create(path)?;
        writer.write(content)?;
        writer.finish()
    }

    /// Opens a folder of somebody's artifacts at a recorded location.
    ///
    /// A local path that does not exist on this machine, though a tracking server recorded it, may
    /// exist on the server's, or the server's store has been moved: the server is asked. Where it
    /// has no files either, the path is created by the first upload, as in MLflow.
    pub(super) fn open_artifacts(
        &self,
        owner: Owner<'_>,
        recorded: &str,
        folder: &ArtifactPath,
    ) -> Result<Box<dyn ArtifactStore>> {
        let location = self.present_location(recorded)?;
        let is_gone = || uri::recorded_path(&location).is_some_and(|path| !path.exists());
        if self.is_behind_server() && is_gone() {
            let of_server = artifact::open_on_server(self.tracking_uri().reveal(), owner, folder)?;
            let listed = of_server.list(&ArtifactPath::root());
            if listed.is_ok_and(|files| !files.is_empty()) {
                return Ok(of_server);
            }
        }
        artifact::open_folder(&location, folder)
    }

    /// Refuses a location to which this program cannot write, before any work is done for it.
    pub fn check_artifact_location(&self, location: &str) -> Result<()> {
        artifact::open(&self.present_location(location)?).map(drop)
    }

    /// Whether the store is a tracking server, which has the artifacts at local paths.
    fn is_behind_server(&self) -> bool {
        self.tracking_uri().is_server()
    }

    /// What a recorded location means today: `mlflow-artifacts:` is on the tracking
    /// server, and a local path that is gone is looked for under the store's present folder.
    pub(super) fn present_location(&self, recorded: &str) -> Result<String> {
        if let Some(location) = self.served_location(recorded) {
            return Ok(location);
        }
        let location = {
            let server = self.artifact_server.as_deref();
            artifact::on_server(recorded, server.unwrap_or(self.tracking_uri().reveal()))?
        };
        let is_remote = || matches!(uri::scheme(&location).as_deref(), Some("http" | "https"));
        if self.is_server && is_remote() {
            // Otherwise whoever may write a location could have the server ask any address.
            return Err(Error::not_implemented(format!(
                "artifacts in `{}` are on another server, which has to be asked itself",
                uri::split_userinfo(&location).0
            )));
        }
        Ok(self.moved_location(&location))
    }

    /// Where a local path is now, because MLflow records absolute paths and stores move.
    fn moved_location(&self, recorded: &str) -> String {
        let Some(path) = uri::recorded_path(recorded).filter(|path| !path.exists()) else {
            return recorded.to_owned();
        };
        // A folder whose name has a percent sign in it is not where MLflow looks, but it may be
        // where the files are.
        let literal = uri::local_path(recorded).filter(|path| path.exists());
        let moved = || same_end_under(self.store.local_folder()?, &path);
        literal
            .or_else(moved)
            .map_or_else(|| recorded.to_owned(), |path| uri::from_path(&path))
    }
}

/// The path of a server's API behind which its artifacts lie.
const ARTIFACTS_API: &str = "/api/2.0/mlflow-artifacts/artifacts/";

impl Tracking {
    /// Where artifacts lie that go through this server. They are recorded as `mlflow-artifacts:`
    /// and a path, or as the address that clients make of it.
    fn served_location(&self, recorded: &str) -> Option<String> {
        let root = self.served_artifacts.as_ref()?;
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
        Some(artifact::location_below(root, &path))
    }
}

/// Looks for the end of a path under a folder: first most of it, at last the folders that belong
/// to the run alone.
fn same_end_under(folder: &Path, path: &Path) -> Option<PathBuf> {
    let parts: Vec<_> = path.components().skip(1).collect();
    let last_start = parts.len().checked_sub(RUN_FOLDERS)?;
    (0..=last_start)
        .map(|start| folder.join(parts[start..].iter().collect::<PathBuf>()))
        .find(|candidate| candidate.exists())
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
