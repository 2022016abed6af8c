//! Trying whether artifacts can be kept where they are to be: `mlflow doctor --artifacts`.

use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::artifact::{self, ArtifactPath, ArtifactStore, WHOLE};
use crate::config::{self, TrackingSettings};
use crate::error::{Error, Result};
use crate::uri;

use super::report;

/// What the file has in it that is written.
const CONTENT: &[u8] = b"written by mlflow doctor";

/// What came of a trial.
pub(super) struct Trial {
    root: String,
    /// Each step with why it failed, if it did.
    steps: Vec<(&'static str, Result<()>)>,
}

impl Trial {
    /// Whether every step succeeded.
    pub(super) fn is_well(&self) -> bool {
        self.steps.iter().all(|(_, outcome)| outcome.is_ok())
    }

    /// The trial as a record.
    pub(super) fn record(&self) -> Value {
        let mut record = Map::new();
        record.insert("root".to_owned(), json!(uri::masked(&self.root)));
        for (step, outcome) in &self.steps {
            let said = match outcome {
                Ok(()) => "ok".to_owned(),
                Err(error) => report::in_full(error),
            };
            record.insert((*step).to_owned(), json!(said));
        }
        Value::Object(record)
    }
}

/// Writes, reads, lists and deletes a file at the root that is given, or that the settings name.
pub(super) fn run(given: &str, settings: Option<&TrackingSettings>) -> Trial {
    match root(given, settings) {
        Err(error) => Trial {
            root: given.to_owned(),
            steps: vec![("write", Err(error))],
        },
        Ok(root) => match artifact::open(&root) {
            Ok(store) => Trial {
                steps: steps(store.as_ref()),
                root,
            },
            Err(error) => Trial {
                root,
                steps: vec![("write", Err(error))],
            },
        },
    }
}

fn root(given: &str, settings: Option<&TrackingSettings>) -> Result<String> {
    if !given.is_empty() {
        return Ok(given.to_owned());
    }
    for variable in [config::ARTIFACTS_DESTINATION, config::DEFAULT_ARTIFACT_ROOT] {
        if let Some(root) = config::var(variable)? {
            return Ok(root);
        }
    }
    let settings = settings.ok_or_else(|| Error::invalid("the settings name no artifact root"))?;
    if settings.is_server() {
        return artifact::on_server("mlflow-artifacts:/", settings.tracking_uri.reveal());
    }
    Ok(settings.artifact_root.clone())
}

fn steps(store: &dyn ArtifactStore) -> Vec<(&'static str, Result<()>)> {
    let name = format!("mlflow-doctor-{}", Uuid::new_v4().simple());
    let path = ArtifactPath::root().join(&name);
    let written = write(store, &path);
    if written.is_err() {
        return vec![("write", written)];
    }
    vec![
        ("write", written),
        ("read", read(store, &path)),
        ("list", list(store, &path)),
        ("delete", store.remove_file(&path)),
    ]
}

fn write(store: &dyn ArtifactStore, path: &ArtifactPath) -> Result<()> {
    let mut writer = store.create(path)?;
    writer.write(CONTENT)?;
    writer.finish()
}

fn read(store: &dyn ArtifactStore, path: &ArtifactPath) -> Result<()> {
    let mut content = Vec::new();
    let mut reader = store.open(path)?.read(WHOLE)?;
    reader
        .read_to_end(&mut content)
        .map_err(|e| Error::internal("the file cannot be read").caused_by(e))?;
    if content == CONTENT {
        return Ok(());
    }
    Err(Error::internal("what is read is not what was written"))
}

fn list(store: &dyn ArtifactStore, path: &ArtifactPath) -> Result<()> {
    let found = store.list(&path.parent())?;
    if found.iter().any(|file| file.path == *path) {
        return Ok(());
    }
    Err(Error::internal("the file that was written is not listed"))
}
