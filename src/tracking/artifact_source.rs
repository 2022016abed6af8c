//! What an artifact URI means: files of a run, of a logged model, or at a location.
//!
//! MLflow 3 keeps the files of a model apart from those of the run that logged it, but
//! `runs:/RUN_ID/model` still leads to them. The files of a run are therefore two layers: its own
//! artifacts and, over them, those of the logged model that the first name of the path names.

use std::path::{Path, PathBuf};
use std::time::Duration;

use percent_encoding::percent_decode_str;

use crate::artifact::{
    self, ArtifactFile, ArtifactPath, ArtifactStore, FileInfo, Owner, SignedRequest,
    TransferObserver,
};
use crate::entity::{LoggedModel, ModelId, Run, RunId, RunInfo};
use crate::error::{Error, ErrorCode, Result};
use crate::search::{DatasetSelector, Direction};
use crate::uri;

use super::{LoggedModelOrder, LoggedModelSearch, Pages, Tracking};

/// How many models are asked for at once.
const MODELS_PER_PAGE: usize = 100;

/// A place among the files of a run.
pub(crate) struct RunFiles {
    pub(crate) run_id: RunId,
    /// The place as it is recorded.
    pub(crate) location: String,
}

/// Files that can be listed and downloaded.
pub struct ArtifactSource {
    own: Layer,
    /// The files of a logged model of that name.
    model: Option<Layer>,
}

/// Files in one store.
struct Layer {
    store: Box<dyn ArtifactStore>,
    /// The file or folder within the store.
    path: ArtifactPath,
    /// What the paths of a listing have before them.
    prefix: ArtifactPath,
    /// The folder of a destination into which a download goes.
    folder: ArtifactPath,
}

/// A signed request for a file, and the file's length, if that is known.
pub type SignedFile = (SignedRequest, Option<u64>);

impl ArtifactSource {
    fn of(store: Box<dyn ArtifactStore>, path: ArtifactPath) -> Self {
        let own = Layer {
            store,
            path,
            prefix: ArtifactPath::root(),
            folder: ArtifactPath::root(),
        };
        Self { own, model: None }
    }

    /// The entries of the folder, sorted by path. A path that is a file or is not there has none.
    pub fn list(&self) -> Result<Vec<FileInfo>> {
        self.found(Layer::list)
    }

    /// The files and folders below the folder, sorted by path.
    pub fn tree(&self) -> Result<Vec<FileInfo>> {
        self.found(Layer::tree)
    }

    fn found(&self, find: impl Fn(&Layer) -> Result<Vec<FileInfo>>) -> Result<Vec<FileInfo>> {
        let mut infos = find(&self.own)?;
        if let Some(model) = &self.model {
            let of_model = find(model)?;
            infos.retain(|info| !of_model.iter().any(|other| other.path == info.path));
            infos.extend(of_model);
            infos.sort_by(|a, b| a.path.cmp(&b.path));
        }
        Ok(infos)
    }

    /// Opens the file.
    pub fn open(&self) -> Result<Box<dyn ArtifactFile>> {
        match (self.own.open(), &self.model) {
            (Err(error), Some(model)) if is_missing(&error) => model.open(),
            (opened, _) => opened,
        }
    }

    /// Signs a request for the file, and gives its length beside; `None` where no requests are signed.
    pub fn sign_download(&self, valid: Duration) -> Result<Option<SignedFile>> {
        match (self.own.sign_download(valid), &self.model) {
            (Err(error), Some(model)) if is_missing(&error) => model.sign_download(valid),
            (signed, _) => signed,
        }
    }

    /// Writes the file anew, where it lies.
    pub fn replace(&self, content: &[u8]) -> Result<()> {
        let is_own = !matches!(self.own.open(), Err(error) if is_missing(&error));
        let layer = match &self.model {
            Some(model) if !is_own => model,
            _ => &self.own,
        };
        let mut writer = layer.store.create(&layer.path)?;
        writer.write(content)?;
        writer.finish()
    }

    /// Copies the file or folder to a local folder, under its last name, and says where it lies
    /// now. As in MLflow 3.17.2, what lies in a logged model keeps its path below the model's name.
    ///
    /// Without a destination nothing is copied if it is on this machine already.
    pub fn download(
        &self,
        destination: Option<&Path>,
        progress: &dyn TransferObserver,
    ) -> Result<PathBuf> {
        let Some(model) = &self.model else {
            return self.own.download(destination, progress);
        };
        let destination = match destination {
            Some(destination) => destination.to_owned(),
            None => match self.own.download(None, progress) {
                Err(error) if is_missing(&error) => return model.download(None, progress),
                own if model.list()?.is_empty() => return own,
                _ => artifact::fresh_folder()?,
            },
        };
        let own = self.own.download(Some(&destination), progress);
        match own {
            Err(error) if !is_missing(&error) => Err(error),
            own => match model.download(Some(&destination), progress) {
                Err(error) if is_missing(&error) => own,
                of_model => own.or(of_model),
            },
        }
    }
}

impl Layer {
    fn sign_download(&self, valid: Duration) -> Result<Option<SignedFile>> {
        let Some(signer) = self.store.signer() else {
            return Ok(None);
        };
        let length = self.store.open(&self.path)?.state().length;
        Ok(Some((signer.sign_download(&self.path, valid)?, length)))
    }

    fn open(&self) -> Result<Box<dyn ArtifactFile>> {
        self.store.open(&self.path)
    }

    fn list(&self) -> Result<Vec<FileInfo>> {
        Ok(self.with_prefix(self.store.list(&self.path)?))
    }

    fn tree(&self) -> Result<Vec<FileInfo>> {
        let tree = artifact::tree_below(&*self.store, &self.path)?;
        Ok(self.with_prefix(tree))
    }

    /// Paths of the store as a listing has them.
    fn with_prefix(&self, mut infos: Vec<FileInfo>) -> Vec<FileInfo> {
        for info in &mut infos {
            info.path = self.prefix.join(info.path.as_str());
        }
        infos
    }

    fn download(
        &self,
        destination: Option<&Path>,
        progress: &dyn TransferObserver,
    ) -> Result<PathBuf> {
        let destination = destination.map(|folder| self.folder.in_folder(folder));
        let downloaded = self
            .store
            .download(&self.path, destination.as_deref(), progress);
        downloaded.map_err(|error| {
            if !is_missing(&error) {
                return error;
            }
            let (path, error) = if self.path.is_root() && !self.prefix.is_root() {
                // The store is the folder itself and has no name for it.
                let path = format!("{}/", self.prefix);
                let error = Error::artifact_not_found(&path, None);
                (path, error)
            } else {
                (self.path.to_string(), error)
            };
            error.begin(format_args!(
                "Failed to download artifacts from path '{path}'"
            ))
        })
    }
}

fn is_missing(error: &Error) -> bool {
    error.code() == ErrorCode::ResourceDoesNotExist
}

impl Tracking {
    /// Finds what an artifact URI means: `runs:/RUN_ID/path`, `models:/MODEL_ID/path`, a path or
    /// another URI.
    pub fn artifacts_at(&self, artifact_uri: &str) -> Result<ArtifactSource> {
        match uri::scheme(artifact_uri).as_deref() {
            Some("runs") => {
                let (run, path) = self.run_of_uri(artifact_uri)?;
                self.artifacts_of_run(&run.info, path)
            }
            Some("models") => {
                let (model_id, path) = split_owner(artifact_uri, "models:/MODEL_ID/path")?;
                self.artifacts_of_model(&self.model_of_uri(artifact_uri, model_id)?, path)
            }
            _ => {
                let location = self
                    .locator
                    .locate(&uri::absolute_location(artifact_uri)?)?;
                let (root, name) = split_last(&location);
                let path = ArtifactPath::parse(&name)?;
                Ok(ArtifactSource::of(artifact::open(&root)?, path))
            }
        }
    }

    /// The run that `runs:/RUN_ID/path` names, and the path; `None` for what is no such URI.
    pub fn run_at<'a>(&self, artifact_uri: &'a str) -> Result<Option<(Run, &'a str)>> {
        let is_of_run = uri::scheme(artifact_uri).as_deref() == Some("runs");
        is_of_run.then(|| self.run_of_uri(artifact_uri)).transpose()
    }

    fn run_of_uri<'a>(&self, runs_uri: &'a str) -> Result<(Run, &'a str)> {
        let (run_id, path) = split_owner(runs_uri, "runs:/RUN_ID/path")?;
        Ok((self.get_run(&RunId::from(run_id))?, path))
    }

    /// Finds what lies at a path below a location that a registry recorded: `runs:/RUN_ID/path`,
    /// `models:/MODEL_ID`, or where the files are. Under the empty path it is the content, without
    /// the name of its folder.
    pub(crate) fn artifacts_below(&self, location: &str, path: &str) -> Result<ArtifactSource> {
        match uri::scheme(location).as_deref() {
            Some("runs") => {
                let (run, folder) = self.run_of_uri(location)?;
                self.artifacts_of_run_below(&run.info, folder, path)
            }
            Some("models") => {
                let (model_id, _) = split_owner(location, "models:/MODEL_ID")?;
                self.artifacts_of_model(&self.model_of_uri(location, model_id)?, path)
            }
            _ => {
                let location = self.locator.locate(&uri::absolute_location(location)?)?;
                let (folder, path) = split_path(path)?;
                let store = artifact::open_folder(&location, &folder)?;
                let mut source = ArtifactSource::of(store, path);
                source.own.prefix = folder;
                Ok(source)
            }
        }
    }

    /// The files that a `runs:` URI names, and the logged model of that name, if the run logged one.
    pub(crate) fn model_of_runs_uri(
        &self,
        runs_uri: &str,
    ) -> Result<(RunFiles, Option<LoggedModel>)> {
        let (run, path) = self.run_of_uri(runs_uri)?;
        let run = run.info;
        let path = ArtifactPath::parse(path)?;
        let model = self.model_of_run(&run, path.as_str());
        let files = RunFiles {
            location: uri::join(&run.artifact_uri, path.as_str()),
            run_id: run.run_id,
        };
        Ok((files, model))
    }

    /// What lies at a path below a folder of a run; where the run itself has nothing there, in the
    /// logged model of that name.
    fn artifacts_of_run_below(
        &self,
        run: &RunInfo,
        folder: &str,
        path: &str,
    ) -> Result<ArtifactSource> {
        let owner = Owner::Run(run.run_id.as_str());
        let text = format!("{}/{path}", folder.trim_end_matches('/'));
        let own =
            self.artifacts_of_owner(owner, &run.artifact_uri, text.trim_start_matches('/'))?;
        let (name, below) = folder.split_once('/').unwrap_or((folder, ""));
        let own_folder = ArtifactPath::parse(folder)?;
        let is_own = || {
            self.run_artifacts(run)?
                .list(&own_folder)
                .map(|files| !files.is_empty())
        };
        match self.model_of_run(run, name) {
            Some(model) if !is_own()? => {
                let text = format!("{}/{path}", below.trim_end_matches('/'));
                self.artifacts_of_model(&model, text.trim_start_matches('/'))
            }
            _ => Ok(own),
        }
    }

    /// The file or folder of a run under a path; all of them under the empty one. A path that ends
    /// in `/` is the content of the folder, without its name.
    pub fn artifacts_of_run(&self, run: &RunInfo, path: &str) -> Result<ArtifactSource> {
        let owner = Owner::Run(run.run_id.as_str());
        let mut source = self.artifacts_of_owner(owner, &run.artifact_uri, path)?;
        let path = ArtifactPath::parse(path)?;
        let (name, below) = path.as_str().split_once('/').unwrap_or((path.as_str(), ""));
        if let Some(model) = self.model_of_run(run, name) {
            let owner = Owner::LoggedModel(model.model_id.as_str());
            source.model = Some(Layer {
                store: self
                    .locator
                    .open(owner, &model.artifact_location, &ArtifactPath::root())?,
                path: ArtifactPath::parse(below)?,
                prefix: ArtifactPath::parse(name)?,
                folder: ArtifactPath::parse(name)?,
            });
        }
        Ok(source)
    }

    fn artifacts_of_model(&self, model: &LoggedModel, path: &str) -> Result<ArtifactSource> {
        let owner = Owner::LoggedModel(model.model_id.as_str());
        self.artifacts_of_owner(owner, &model.artifact_location, path)
    }

    fn artifacts_of_owner(
        &self,
        owner: Owner<'_>,
        recorded: &str,
        text: &str,
    ) -> Result<ArtifactSource> {
        let (folder, path) = split_path(text)?;
        let store = self.locator.open(owner, recorded, &folder)?;
        let mut source = ArtifactSource::of(store, path);
        source.own.prefix = folder;
        Ok(source)
    }

    /// The newest logged model of that name among those that a run logged.
    fn model_of_run(&self, run: &RunInfo, name: &str) -> Option<LoggedModel> {
        if name.is_empty() {
            return None;
        }
        let quote = ['\'', '"']
            .into_iter()
            .find(|&quote| !name.contains(quote))?;
        let filter = format!("name = {quote}{name}{quote}");
        let models = Pages::new(|page_token, _| {
            self.search_logged_models(&LoggedModelSearch {
                experiment_ids: vec![run.experiment_id.clone()],
                filter: Some(&filter),
                datasets: Vec::new(),
                order_by: vec![LoggedModelOrder {
                    field: "creation_timestamp",
                    direction: Direction::Descending,
                    dataset: DatasetSelector::default(),
                }],
                max_results: MODELS_PER_PAGE,
                page_token,
            })
        });
        for model in models {
            match model {
                Ok(model) if model.source_run_id.as_ref() == Some(&run.run_id) => {
                    return Some(model);
                }
                Ok(_) => {}
                // A store of a time before MLflow 3 has no logged models.
                Err(error) => tracing::debug!("no logged models are found: {error}"),
            }
        }
        None
    }

    fn model_of_uri(&self, artifact_uri: &str, model_id: &str) -> Result<LoggedModel> {
        if !model_id.starts_with("m-") {
            return Err(Error::not_implemented(format!(
                "Registered Model with name={model_id} not found: `{artifact_uri}` names a \
                 registered model; expected the id of a logged one, `models:/m-…`"
            )));
        }
        self.get_logged_model(&ModelId::from(model_id))
    }
}

/// Splits `runs:/RUN_ID/path` (or `runs://…`, which some clients write), or the same of a model.
fn split_owner<'a>(artifact_uri: &'a str, expected: &str) -> Result<(&'a str, &'a str)> {
    let (scheme, rest) = artifact_uri.split_once(':').unwrap_or((artifact_uri, ""));
    let rest = rest.trim_start_matches('/');
    let (owner, path) = rest.split_once('/').unwrap_or((rest, ""));
    if owner.is_empty() {
        return Err(Error::invalid(format!(
            "Not a proper {scheme}:/ URI: {artifact_uri}: it has no id; expected `{expected}`"
        )));
    }
    Ok((owner, path))
}

/// Splits a path into a folder and the name of an entry: as in MLflow since 2.0, what is downloaded
/// lands under its last name alone. A path that ends in `/` is the content of the folder.
fn split_path(text: &str) -> Result<(ArtifactPath, ArtifactPath)> {
    let path = ArtifactPath::parse(text)?;
    if text.ends_with('/') {
        return Ok((path, ArtifactPath::root()));
    }
    Ok((path.parent(), ArtifactPath::parse(path.file_name())?))
}

/// Splits a location into a folder and the name of an entry, so that a file can be opened through
/// its folder.
fn split_last(location: &str) -> (String, String) {
    let Some(path) = uri::recorded_path(location) else {
        let location = location.trim_end_matches('/');
        let has_path = location
            .split_once("://")
            .is_none_or(|(_, rest)| rest.contains('/'));
        if !has_path {
            return (location.to_owned(), String::new());
        }
        let (folder, name) = location.rsplit_once('/').unwrap_or((location, ""));
        let is_url = matches!(
            uri::scheme(location).as_deref(),
            Some("http" | "https" | "mlflow-artifacts")
        );
        // In a URL names are encoded; the names of files in clouds stand as they are.
        let name = if is_url {
            percent_decode_str(name).decode_utf8_lossy()
        } else {
            name.into()
        };
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
        assert_eq!(
            split("runs:/abc/model/MLmodel").unwrap(),
            ("abc", "model/MLmodel")
        );
        assert_eq!(split("runs://abc").unwrap(), ("abc", ""));
        assert!(split("runs:/").is_err());
    }
}
