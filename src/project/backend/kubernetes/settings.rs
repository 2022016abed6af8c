//! The backend config, with the keys that MLflow 3.17.2 reads and one more, and the job template
//! that it names.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Map, Value};

use crate::duration;
use crate::error::{Error, ErrorCode, Result};
use crate::yaml::Document;

use super::super::BackendConfig;
use super::object::Template;

const CONTEXT: &str = "kube-context";
const REPOSITORY: &str = "repository-uri";
const TEMPLATE_PATH: &str = "kube-job-template-path";
/// How many seconds a container may fail to start. MLflow does not have this key.
const START_TIMEOUT: &str = "kube-start-timeout";
const KEYS: [&str; 4] = [CONTEXT, REPOSITORY, TEMPLATE_PATH, START_TIMEOUT];

/// How long a registry may be down, or a secret missing, before a job counts as lost.
const DEFAULT_START_TIMEOUT: Duration = Duration::from_secs(60);

/// What a config looks like.
pub(super) const EXAMPLE: &str = r#"such as {"kube-job-template-path": "job.yaml", "kube-context": "my-cluster", "repository-uri": "registry/name"}"#;

/// What the backend config says.
#[derive(Debug)]
pub(super) struct KubernetesSettings {
    /// A context of the kubeconfig; `None` takes the current one.
    pub(super) context: Option<String>,
    /// Where an image that is built goes.
    pub(super) repository: Option<String>,
    pub(super) template: Template,
    /// How long a container may fail to start.
    pub(super) start_timeout: Duration,
}

impl KubernetesSettings {
    /// Reads the config and the template.
    pub(super) fn read(config: &BackendConfig) -> Result<Self> {
        let values = config.values.as_object().ok_or_else(|| {
            Error::invalid("the backend config is not a JSON object").hint(EXAMPLE)
        })?;
        for key in values.keys().filter(|key| !KEYS.contains(&key.as_str())) {
            tracing::warn!(
                "the backend config has `{key}`, which means nothing here; known are {}",
                KEYS.map(|key| format!("`{key}`")).join(", ")
            );
        }
        let path = text(values, TEMPLATE_PATH)?.ok_or_else(|| {
            Error::invalid(format!(
                "'{TEMPLATE_PATH}' attribute must be specified in backend_config"
            ))
            .hint(EXAMPLE)
        })?;
        let path = find(path, config.folder.as_deref())?;
        Ok(Self {
            context: text(values, CONTEXT)?.map(str::to_owned),
            repository: text(values, REPOSITORY)?.map(str::to_owned),
            template: Template::new(Document::read(&path)?.json(), &path)?,
            start_timeout: start_timeout(values)?,
        })
    }
}

/// The error for a config that does not say where an image is pushed.
pub(super) fn lacks_repository() -> Error {
    Error::invalid(format!(
        "Could not find '{REPOSITORY}' in backend_config, where `--build-image` puts the image"
    ))
    .hint(EXAMPLE)
}

/// A text that is there and not empty.
fn text<'a>(values: &'a Map<String, Value>, key: &str) -> Result<Option<&'a str>> {
    match values.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.as_str()).filter(|text| !text.is_empty())),
        Some(other) => Err(Error::invalid(format!(
            "`{key}` of the backend config is {other}; expected a text"
        ))),
    }
}

fn start_timeout(values: &Map<String, Value>) -> Result<Duration> {
    let Some(value) = values.get(START_TIMEOUT) else {
        return Ok(DEFAULT_START_TIMEOUT);
    };
    let text = value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned);
    duration::in_seconds(&text).ok_or_else(|| {
        Error::invalid(format!(
            "`{START_TIMEOUT}` of the backend config is {value}; expected a number of seconds, or \
             something like `90s` or `5m`"
        ))
    })
}

/// As in MLflow, a path starts at the current folder; it may also start at the config's own.
fn find(path: &str, folder: Option<&Path>) -> Result<PathBuf> {
    let here = PathBuf::from(path);
    let beside = folder.map(|folder| folder.join(path));
    let mut candidates = std::iter::once(here).chain(beside);
    candidates.find(|path| path.exists()).ok_or_else(|| {
        Error::new(
            ErrorCode::ResourceDoesNotExist,
            format!("Could not find '{TEMPLATE_PATH}': {path}, which the backend config names"),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(values: Value) -> Result<KubernetesSettings> {
        KubernetesSettings::read(&BackendConfig {
            values,
            folder: None,
        })
    }

    #[test]
    fn what_is_wrong_with_a_config_is_said() {
        for (values, expected) in [
            (json!([1]), "is not a JSON object"),
            (
                json!({}),
                "'kube-job-template-path' attribute must be specified in backend_config",
            ),
            (
                json!({"kube-job-template-path": 1}),
                "is 1; expected a text",
            ),
            (
                json!({"kube-job-template-path": "gone"}),
                "Could not find 'kube-job-template-path': gone",
            ),
        ] {
            let error = read(values).unwrap_err();
            assert!(error.message().contains(expected), "{error}");
        }
    }

    #[test]
    fn a_template_may_lie_beside_its_config() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("job.yaml");
        let template = "kind: Job\nspec: {template: {spec: {containers: [{}]}}}";
        std::fs::write(&path, template).unwrap();
        let settings = KubernetesSettings::read(&BackendConfig {
            values: json!({
                "kube-job-template-path": "job.yaml", "kube-context": null,
                "repository-uri": "", "kube-start-timeout": 1.5,
            }),
            folder: Some(folder.path().to_owned()),
        });
        let settings = settings.unwrap();
        assert_eq!((settings.context, settings.repository), (None, None));
        assert_eq!(settings.start_timeout.as_millis(), 1500);
    }
}
