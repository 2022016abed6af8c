//! The artifacts of runs: where a run's files are, also when the store has been moved.

use std::fs;
use std::path::{Path, PathBuf};

use percent_encoding::percent_decode_str;

use crate::artifact::{self, ArtifactPath, ArtifactStore, LocalArtifacts, Silent};
use crate::entity::{LoggedModel, ModelId, RunId, RunInfo};
use crate::error::{Error, Result};
use crate::uri;

use super::Tracking;

/// How many folders at the end of a run's artifact path belong to the run: experiment, run,
/// `artifacts`.
const RUN_FOLDERS: usize = 3;

impl Tracking {
    /// Opens the artifacts of a run.
    pub fn run_artifacts(&self, run: &RunInfo) -> Result<Box<dyn ArtifactStore>> {
        artifact::open(&self.present_location(&run.artifact_uri)?)
    }

    /// Where a file of a run's artifacts lies on this machine.
    pub fn run_artifact_file(&self, run: &RunInfo, path: &ArtifactPath) -> Result<PathBuf> {
        self.artifact_file(&run.artifact_uri, path)
    }

    /// Where a file of a logged model's artifacts lies on this machine.
    pub fn logged_model_artifact_file(
        &self,
        model: &LoggedModel,
        path: &ArtifactPath,
    ) -> Result<PathBuf> {
        self.artifact_file(&model.artifact_location, path)
    }

    fn artifact_file(&self, location: &str, path: &ArtifactPath) -> Result<PathBuf> {
        let location = self.present_location(location)?;
        let root = uri::recorded_path(&location).ok_or_else(|| {
            Error::not_implemented(format!(
                "artifact `{path}` lies in `{location}`, which is not on this machine"
            ))
        })?;
        LocalArtifacts::new(root).file(path)
    }

    /// Keeps a small file as an artifact of a run.
    pub fn write_run_artifact(
        &self,
        run: &RunInfo,
        path: &ArtifactPath,
        content: &[u8],
    ) -> Result<()> {
        if path.is_root() {
            return Err(Error::invalid("the artifact has no name; expected a path"));
        }
        let folder = tempfile::tempdir()
            .map_err(|e| Error::internal("cannot create a temporary folder").caused_by(e))?;
        let file = folder.path().join(path.file_name());
        fs::write(&file, content).map_err(|e| Error::io("write", &file, e))?;
        self.run_artifacts(run)?
            .upload_file(&file, &path.parent(), &Silent)
    }

    /// Opens what an artifact URI means: `runs:/RUN_ID/path`, `models:/MODEL_ID/path`, a path or
    /// another URI. Gives the store and the path within it.
    pub fn resolve_artifact_uri(
        &self,
        artifact_uri: &str,
    ) -> Result<(Box<dyn ArtifactStore>, ArtifactPath)> {
        let (recorded, path) = match uri::scheme(artifact_uri).as_deref() {
            Some("runs") => {
                let (run_id, path) = split_owner(artifact_uri, "runs:/RUN_ID/path")?;
                (self.get_run(&RunId::from(run_id))?.info.artifact_uri, path)
            }
            Some("models") => {
                let (model_id, path) = split_owner(artifact_uri, "models:/MODEL_ID/path")?;
                (self.model_location(artifact_uri, model_id)?, path)
            }
            _ => {
                let location = self.present_location(&uri::absolute_location(artifact_uri)?)?;
                let (root, name) = split_last(&location);
                return Ok((artifact::open(&root)?, ArtifactPath::parse(&name)?));
            }
        };
        // As in MLflow, what is downloaded lands under its last name alone.
        let root = self.present_location(&recorded)?;
        Ok((
            artifact::open_folder(&root, &path.parent())?,
            ArtifactPath::parse(path.file_name())?,
        ))
    }

    fn model_location(&self, artifact_uri: &str, model_id: &str) -> Result<String> {
        if !model_id.starts_with("m-") {
            return Err(Error::not_implemented(format!(
                "artifact URI `{artifact_uri}` names a registered model; expected the id of a \
                 logged one, `models:/m-…`"
            )));
        }
        let model = self.get_logged_model(&ModelId::from(model_id))?;
        Ok(model.artifact_location)
    }

    /// The place that a recorded location means today: `mlflow-artifacts:` is on the tracking
    /// server, and a local path that is gone is looked for under the store's present folder.
    pub(super) fn present_location(&self, recorded: &str) -> Result<String> {
        if let Some(path) = self.served_location(recorded) {
            return Ok(uri::from_path(&path));
        }
        let location = {
            let server = self.artifact_server.as_deref();
            artifact::on_server(recorded, server.unwrap_or(self.tracking_uri()))?
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
        let moved = || same_place_under(self.store.folder()?, &path);
        literal
            .or_else(moved)
            .map_or_else(|| recorded.to_owned(), |path| uri::from_path(&path))
    }
}

/// The path of a server's API behind which its artifacts lie.
const ARTIFACTS_API: &str = "/api/2.0/mlflow-artifacts/artifacts/";

impl Tracking {
    /// The place of artifacts that go through this server. Their location is `mlflow-artifacts:`
    /// and a path, or the address that clients make of it.
    fn served_location(&self, recorded: &str) -> Option<PathBuf> {
        let folder = self.served_artifacts.as_ref()?;
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
        Some(folder.join(path.to_local()))
    }
}

/// Looks for the end of a path under a folder: first most of it, at last the folders that belong
/// to the run alone.
fn same_place_under(folder: &Path, path: &Path) -> Option<PathBuf> {
    let parts: Vec<_> = path.components().skip(1).collect();
    let last_start = parts.len().checked_sub(RUN_FOLDERS)?;
    (0..=last_start)
        .map(|start| folder.join(parts[start..].iter().collect::<PathBuf>()))
        .find(|candidate| candidate.exists())
}

/// Splits `runs:/RUN_ID/path` (or `runs://…`, which some clients write), or the same of a model.
fn split_owner<'a>(artifact_uri: &'a str, expected: &str) -> Result<(&'a str, ArtifactPath)> {
    let rest = artifact_uri
        .split_once(':')
        .map_or("", |(_, rest)| rest)
        .trim_start_matches('/');
    let (owner, path) = rest.split_once('/').unwrap_or((rest, ""));
    if owner.is_empty() {
        return Err(Error::invalid(format!(
            "artifact URI `{artifact_uri}` has no id; expected `{expected}`"
        )));
    }
    Ok((owner, ArtifactPath::parse(path)?))
}

/// Splits a location into a folder and the name of an entry, so that a file can be opened through
/// its folder.
fn split_last(location: &str) -> (String, String) {
    let Some(path) = uri::recorded_path(location) else {
        let location = location.trim_end_matches('/');
        let (folder, name) = location.rsplit_once('/').unwrap_or((location, ""));
        // In a URL names are encoded.
        let name = percent_decode_str(name).decode_utf8_lossy();
        return (folder.to_owned(), name.into_owned());
    };
    match (path.parent(), path.file_name()) {
        (Some(folder), Some(name)) => (uri::from_path(folder), name.to_string_lossy().into_owned()),
        _ => (location.to_owned(), String::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_runs_uri_has_a_run_and_a_path() {
        let split = |text| split_owner(text, "runs:/RUN_ID/path");
        let (run, path) = split("runs:/abc/model/MLmodel").unwrap();
        assert_eq!((run, path.as_str()), ("abc", "model/MLmodel"));
        let (run, path) = split("runs://abc").unwrap();
        assert_eq!((run, path.as_str()), ("abc", ""));
        assert!(split("runs:/").is_err());
    }

    #[test]
    fn a_moved_run_is_found_by_the_end_of_its_path() {
        let folder = tempfile::tempdir().unwrap();
        let here = folder.path().join("mlruns/1/abc/artifacts");
        std::fs::create_dir_all(&here).unwrap();
        let recorded = Path::new("/gone/project/mlruns/1/abc/artifacts");
        assert_eq!(same_place_under(folder.path(), recorded).unwrap(), here);
        assert_eq!(
            same_place_under(&folder.path().join("mlruns"), recorded).unwrap(),
            here
        );
        assert_eq!(
            same_place_under(folder.path(), Path::new("/gone/1/x/artifacts")),
            None
        );
    }
}
