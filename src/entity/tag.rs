//! A tag of a run or an experiment, and the tags to which MLflow gives a meaning.

/// A key with a text that may change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// Unique within its owner.
    pub key: String,
    /// Any text.
    pub value: String,
}

impl Tag {
    /// Joins key and value.
    pub fn new(key: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            value: value.into(),
        }
    }
}

/// Whether something with these tags is a prompt; of several values for the key the last counts.
pub fn is_prompt(tags: &[Tag]) -> bool {
    let mark = tags.iter().rev().find(|tag| tag.key == keys::IS_PROMPT);
    mark.is_some_and(|tag| tag.value.eq_ignore_ascii_case("true"))
}

/// The keys of the tags that MLflow itself reads and writes.
pub mod keys {
    /// The beginning of them all.
    pub const SYSTEM: &str = "mlflow.";
    /// The run's name; a store keeps it equal to the run's `run_name`.
    pub const RUN_NAME: &str = "mlflow.runName";
    /// The run under which this one is nested.
    pub const PARENT_RUN_ID: &str = "mlflow.parentRunId";
    /// Who started the run.
    pub const USER: &str = "mlflow.user";
    /// The program, notebook or project that the run executes.
    pub const SOURCE_NAME: &str = "mlflow.source.name";
    /// What kind of source that is: `LOCAL`, `PROJECT`, `NOTEBOOK`, `JOB`.
    pub const SOURCE_TYPE: &str = "mlflow.source.type";
    /// The commit of the source's repository.
    pub const GIT_COMMIT: &str = "mlflow.source.git.commit";
    /// The branch of the source's repository.
    pub const GIT_BRANCH: &str = "mlflow.source.git.branch";
    /// The address of the source's repository.
    pub const GIT_REPO_URL: &str = "mlflow.source.git.repoURL";
    /// The older name of [`GIT_BRANCH`], which MLflow still writes beside it.
    pub const LEGACY_GIT_BRANCH: &str = "mlflow.gitBranchName";
    /// The older name of [`GIT_REPO_URL`], which MLflow still writes beside it.
    pub const LEGACY_GIT_REPO_URL: &str = "mlflow.gitRepoURL";
    /// The entry point of a project.
    pub const PROJECT_ENTRY_POINT: &str = "mlflow.project.entryPoint";
    /// The environment manager of a project.
    pub const PROJECT_ENV: &str = "mlflow.project.env";
    /// The backend that executes a project.
    pub const PROJECT_BACKEND: &str = "mlflow.project.backend";
    /// The Docker image that a project runs in, as the project or the build names it.
    pub const DOCKER_IMAGE_URI: &str = "mlflow.docker.image.uri";
    /// Its digest.
    pub const DOCKER_IMAGE_ID: &str = "mlflow.docker.image.id";
    /// What a run used a data set for: a tag of its input.
    pub const DATASET_CONTEXT: &str = "mlflow.data.context";
    /// The models that a run logged, as a JSON list: how MLflow before 3 knows them.
    pub const MODEL_HISTORY: &str = "mlflow.log-model.history";
    /// The registered versions of a logged model, as a JSON list of names and numbers.
    pub const MODEL_VERSIONS: &str = "mlflow.modelVersions";
    /// Whether a registered model or a version of one is a prompt.
    pub const IS_PROMPT: &str = "mlflow.prompt.is_prompt";
    /// The text of a version of a prompt.
    pub const PROMPT_TEXT: &str = "mlflow.prompt.text";
    /// What the text of a version of a prompt is: `text` or `chat`.
    pub const PROMPT_TYPE: &str = "_mlflow_prompt_type";
    /// Of which thing of another store something is the copy, where it could not keep its id.
    pub const SYNC_ORIGIN: &str = "mlflow.sync.origin";
    /// Who copies runs into an experiment at the moment.
    pub const SYNC_LEASE: &str = "mlflow.sync.lease";
    /// Which versions of registered models of other stores were copied into a registered model.
    pub const SYNC_VERSIONS: &str = "mlflow.sync.versions";
    /// A description in Markdown.
    pub const NOTE: &str = "mlflow.note.content";
    /// An experiment's own age limit for traces, which only a server acts on.
    pub const TRACE_ARCHIVAL_RETENTION: &str = "mlflow.trace.archivalRetention";
    /// A request that a server archive an experiment's traces when it next archives.
    pub const TRACE_ARCHIVE_NOW: &str = "mlflow.trace.archiveNow";
}
