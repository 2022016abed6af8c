//! Every environment variable that the program reads, and what they settle.
//!
//! Nothing else reads the environment. A variable that is set to nothing counts as not set.

mod artifact_uri;
mod auth;
mod cloud;
mod database;
mod graphql;
mod http;
mod login;
mod oidc;
mod proxy;
mod store_settings;
mod store_uri;
mod webhook;

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use crate::error::{Error, Result};
use crate::uri;

pub use artifact_uri::{ArtifactKind, ArtifactUri, RemoteUri};
pub use auth::{
    AUTH_ADMIN_PASSWORD, AUTH_ADMIN_USERNAME, AUTH_CONFIG_PATH, AuthSettings, SERVER_SECRET_KEY,
};
pub use cloud::{
    AddressingStyle, AwsFiles, AwsProfile, AzureSettings, GcsSettings, OSS_ENDPOINT, OssSettings,
    S3Settings, UploadHeader,
};
#[cfg(feature = "clouds")]
pub(crate) use cloud::{CLOUD_ATTEMPTS, CLOUD_PATIENCE_SECONDS};
pub use database::{
    DatabaseUri, Engine, Keepalive, MySqlSettings, MySqlTls, PASSWORD_COMMAND, PasswordCommand,
    PoolSettings, PostgresSettings, PostgresTls, STATEMENT_TIMEOUT, Secret, ServerAddress, TlsMode,
};
pub use graphql::{GRAPHQL_MAX_ALIASES, GRAPHQL_MAX_ROOT_FIELDS, GraphqlLimits};
pub use http::{
    AUTH_PLUGIN, AWS_SIGV4, HttpSettings, MultipartSettings, NETRC, NO_PROXY, PASSWORD, TOKEN,
    USERNAME, download_address_lifetime, gives_files_directly, keeps_login, netrc_with,
    no_proxy_with, takes_parts_directly,
};
pub use login::KeptLogin;
pub use oidc::OidcSettings;
pub use proxy::ProxySettings;
pub use store_settings::{BehindServer, RegistrySettings, STORE_BEHIND_SERVER, TrackingSettings};
pub use store_uri::{StoreLocation, StoreUri};
pub(crate) use webhook::webhook_secret_key_invalid;
pub use webhook::{
    WEBHOOK_PRIVATE_IPS, WEBHOOK_SCHEMES, WEBHOOK_SECRET_KEY, WebhookRules, WebhookSettings,
    webhook_secret_key,
};

/// Where facts are kept.
pub const TRACKING_URI: &str = "MLFLOW_TRACKING_URI";
/// The same, as seen from within a Kubernetes cluster.
pub const KUBE_TRACKING_URI: &str = "KUBE_MLFLOW_TRACKING_URI";
/// The run that `runs …` commands and Python clients continue.
pub const RUN_ID: &str = "MLFLOW_RUN_ID";
/// The experiment of new runs, by id.
pub const EXPERIMENT_ID: &str = "MLFLOW_EXPERIMENT_ID";
/// The experiment of new runs, by name.
pub const EXPERIMENT_NAME: &str = "MLFLOW_EXPERIMENT_NAME";
/// The name of the run that a Python client starts next.
pub const RUN_NAME: &str = "MLFLOW_RUN_NAME";
/// Further tags, as JSON, of the runs that Python's `mlflow.start_run` makes.
pub const RUN_CONTEXT: &str = "MLFLOW_RUN_CONTEXT";
/// Where `mlflow run` puts what it downloads (`--storage-dir`).
pub const TMP_DIR: &str = "MLFLOW_TMP_DIR";
/// Where `mlflow run` keeps the environments it builds.
pub const ENV_ROOT: &str = "MLFLOW_ENV_ROOT";
/// The environment manager of `mlflow run` where no flag names one; what a run is given, its
/// children inherit. (Ours: no version of MLflow has it.)
pub const ENV_MANAGER: &str = "MLFLOW_ENV_MANAGER";
/// Where Conda is installed.
pub const CONDA_HOME: &str = "MLFLOW_CONDA_HOME";
/// The program that creates Conda environments.
pub const CONDA_CREATE_ENV_CMD: &str = "MLFLOW_CONDA_CREATE_ENV_CMD";
/// Where `conda` says that it is to its shells.
pub const CONDA_EXE: &str = "CONDA_EXE";
/// Where `micromamba` says that it is to its shells.
pub const MAMBA_EXE: &str = "MAMBA_EXE";
/// Where uv puts a project's environment.
pub const UV_PROJECT_ENVIRONMENT: &str = "UV_PROJECT_ENVIRONMENT";
/// Whether Python clients from 3.13 on use a file store.
pub const ALLOW_FILE_STORE: &str = "MLFLOW_ALLOW_FILE_STORE";
/// Whether Python programs write their output at once, also into a pipe.
pub const PYTHON_UNBUFFERED: &str = "PYTHONUNBUFFERED";
/// How many settings git takes from its environment.
pub const GIT_CONFIG_COUNT: &str = "GIT_CONFIG_COUNT";
/// Whether git may ask for passwords.
pub const GIT_TERMINAL_PROMPT: &str = "GIT_TERMINAL_PROMPT";
/// A pattern that the source of a new version of a model has to match.
pub const SOURCE_VALIDATION_REGEX: &str = "MLFLOW_CREATE_MODEL_VERSION_SOURCE_VALIDATION_REGEX";
/// Where registered models are kept, if not in the tracking store.
pub const REGISTRY_URI: &str = "MLFLOW_REGISTRY_URI";
/// The folder of registered models, where those of a file store are not to lie beside its runs.
pub const REGISTRY_DIR: &str = "MLFLOW_REGISTRY_DIR";
/// Whether Python clients print no links to a server's page at the end of a run.
pub const SUPPRESS_LINKS: &str = "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT";
/// Whether values over their limit are cut (the default) or refused.
pub const TRUNCATE_LONG_VALUES: &str = "MLFLOW_TRUNCATE_LONG_VALUES";
/// Longest artifact location of an experiment.
pub const ARTIFACT_LOCATION_MAX_LENGTH: &str = "MLFLOW_ARTIFACT_LOCATION_MAX_LENGTH";
/// Where a server keeps facts (`--backend-store-uri`).
pub const BACKEND_STORE_URI: &str = "MLFLOW_BACKEND_STORE_URI";
/// A replica of its database from which a server reads (`--read-replica-backend-store-uri`).
pub const READ_REPLICA_URI: &str = "MLFLOW_READ_REPLICA_BACKEND_STORE_URI";
/// Where a server keeps registered models (`--registry-store-uri`).
pub const REGISTRY_STORE_URI: &str = "MLFLOW_REGISTRY_STORE_URI";
/// Where the artifacts of a server's new experiments go (`--default-artifact-root`).
pub const DEFAULT_ARTIFACT_ROOT: &str = "MLFLOW_DEFAULT_ARTIFACT_ROOT";
/// Whether artifacts go through the server (`--serve-artifacts`).
pub const SERVE_ARTIFACTS: &str = "MLFLOW_SERVE_ARTIFACTS";
/// Whether a server has nothing but artifacts (`--artifacts-only`).
pub const ARTIFACTS_ONLY: &str = "MLFLOW_ARTIFACTS_ONLY";
/// Whether artifacts go by signed addresses only (`--artifacts-presigned-only`).
pub const ARTIFACTS_PRESIGNED_ONLY: &str = "MLFLOW_ARTIFACTS_PRESIGNED_ONLY";
/// Where a server keeps the artifacts that go through it (`--artifacts-destination`).
pub const ARTIFACTS_DESTINATION: &str = "MLFLOW_ARTIFACTS_DESTINATION";
/// The workspace that a command works in (`--workspace`).
pub const WORKSPACE: &str = "MLFLOW_WORKSPACE";
/// The schemes of artifact locations on other machines that a server's clients may choose.
pub const ALLOWED_ARTIFACT_SCHEMES: &str = "MLFLOW_ALLOWED_HOST_ADDRESSED_ARTIFACT_SCHEMES";
/// Whether terminals get no colours, whatever its value.
pub const NO_COLOR: &str = "NO_COLOR";
/// Whether terminals get colours: not with `0`.
pub const CLICOLOR: &str = "CLICOLOR";
/// Whether all output gets colours.
pub const CLICOLOR_FORCE: &str = "CLICOLOR_FORCE";
/// What kind of terminal there is.
pub const TERM: &str = "TERM";
/// The file to which a step of a GitHub workflow writes its summary, in Markdown.
pub const GITHUB_STEP_SUMMARY: &str = "GITHUB_STEP_SUMMARY";
/// Where a server listens (`--host`).
pub const HOST: &str = "MLFLOW_HOST";
/// On which port a server listens (`--port`).
pub const PORT: &str = "MLFLOW_PORT";
/// How many processes a server of MLflow has (`--workers`).
pub const WORKERS: &str = "MLFLOW_WORKERS";
/// How many processes serve a model (`models serve --workers`).
pub const MODELS_WORKERS: &str = "MLFLOW_MODELS_WORKERS";
/// How many seconds a served model may take to answer (`models serve --timeout`).
pub const SCORING_TIMEOUT: &str = "MLFLOW_SCORING_SERVER_REQUEST_TIMEOUT";
/// What stands before every path of a server (`--static-prefix`).
pub const STATIC_PREFIX: &str = "MLFLOW_STATIC_PREFIX";
/// Which hosts a request to a server may name (`--allowed-hosts`).
pub const ALLOWED_HOSTS: &str = "MLFLOW_SERVER_ALLOWED_HOSTS";
/// Whose pages may use a server (`--cors-allowed-origins`).
pub const CORS_ALLOWED_ORIGINS: &str = "MLFLOW_SERVER_CORS_ALLOWED_ORIGINS";
/// Whether a server trusts everybody (`--disable-security-middleware`).
pub const DISABLE_SECURITY: &str = "MLFLOW_SERVER_DISABLE_SECURITY_MIDDLEWARE";
/// Whose pages may embed a server's (`--x-frame-options`).
pub const FRAME_OPTIONS: &str = "MLFLOW_SERVER_X_FRAME_OPTIONS";
/// Settings of a Python server (`--gunicorn-opts`).
pub const GUNICORN_OPTS: &str = "MLFLOW_GUNICORN_OPTS";
/// Settings of another Python server (`--uvicorn-opts`).
pub const UVICORN_OPTS: &str = "MLFLOW_UVICORN_OPTS";
/// Whether a server counts its requests (`--expose-prometheus`).
pub const EXPOSE_PROMETHEUS: &str = "MLFLOW_EXPOSE_PROMETHEUS";
/// How a server of MLflow archives traces (`--trace-archival-config`).
pub const TRACE_ARCHIVAL_CONFIG: &str = "MLFLOW_TRACE_ARCHIVAL_CONFIG";
/// Where a server of MLflow keeps its workspaces (`--workspace-store-uri`).
pub const WORKSPACE_STORE_URI: &str = "MLFLOW_WORKSPACE_STORE_URI";
/// Whether a server of MLflow has workspaces (`--enable-workspaces`).
pub const ENABLE_WORKSPACES: &str = "MLFLOW_ENABLE_WORKSPACES";

/// The folder of the artifacts that go through a server.
const SERVED_FOLDER: &str = "./mlartifacts";

/// The value of a variable; `None` when it is unset or empty.
pub fn var(name: &str) -> Result<Option<String>> {
    match env::var(name) {
        Ok(value) => Ok(Some(value).filter(|value| !value.is_empty())),
        Err(env::VarError::NotPresent) => Ok(None),
        Err(env::VarError::NotUnicode(value)) => Err(Error::invalid(format!(
            "the environment variable `{name}` is not valid UTF-8: `{}`",
            value.to_string_lossy()
        ))),
    }
}

/// Whether a variable is set, be it to nothing.
pub fn is_set(name: &str) -> bool {
    env::var_os(name).is_some()
}

/// The value of a variable that holds a secret: no error shows any of it.
pub fn secret_var(name: &str) -> Result<Option<String>> {
    match env::var(name) {
        Err(env::VarError::NotUnicode(_)) => Err(Error::invalid(format!(
            "the environment variable `{name}` is not valid UTF-8"
        ))),
        _ => var(name),
    }
}

/// The value of a variable, also an empty one; `None` when it is unset. For those that are handed
/// on as they are.
pub fn raw_var(name: &str) -> Result<Option<String>> {
    if env::var_os(name).is_some_and(|value| value.is_empty()) {
        return Ok(Some(String::new()));
    }
    var(name)
}

/// A switch: `true`, `1` and `false`, `0` in any letter case, and the other words that MLflow's
/// command line takes for them.
pub fn flag(name: &str, default: bool) -> Result<bool> {
    let Some(value) = var(name)? else {
        return Ok(default);
    };
    match value.to_ascii_lowercase().as_str() {
        "true" | "t" | "yes" | "y" | "on" | "1" => Ok(true),
        "false" | "f" | "no" | "n" | "off" | "0" => Ok(false),
        _ => Err(Error::invalid(format!(
            "the environment variable `{name}` is `{value}`; expected `true`, `1`, `false` or `0`"
        ))),
    }
}

/// A count.
pub fn count(name: &str, default: usize) -> Result<usize> {
    parsed(name, default, "a whole number")
}

/// A value of any kind that is read from text; `expected` is what an error says of it.
fn parsed<T: FromStr>(name: &str, default: T, expected: &str) -> Result<T> {
    let Some(value) = var(name)? else {
        return Ok(default);
    };
    value.parse().map_err(|_| {
        Error::invalid(format!(
            "the environment variable `{name}` is `{value}`; expected {expected}"
        ))
    })
}

/// The `PATH` for child processes: ours, with the folder of this program at its end. A project's
/// steps find `mlflow` also where it is not installed, and what is installed goes first. Without
/// a `PATH` there is none for them either: the system's default holds, which ours would hide.
pub fn path_for_children() -> Option<OsString> {
    let program = env::current_exe().ok()?;
    path_with(&env::var_os("PATH")?, program.parent()?)
}

fn path_with(path: &OsStr, folder: &Path) -> Option<OsString> {
    if path.is_empty() {
        return None;
    }
    let folders = env::split_paths(path).chain([folder.to_owned()]);
    env::join_paths(folders).ok()
}

/// The user's name, as MLflow records it: the login name that the environment gives, or else
/// the one that the system has for the user of this process.
pub fn user_name() -> String {
    ["LOGNAME", "USER", "LNAME", "USERNAME"]
        .into_iter()
        .find_map(|name| env::var(name).ok().filter(|value| !value.is_empty()))
        .or_else(user_name_of_process)
        .unwrap_or_default()
}

/// Asks the system for the name of the process's user, as Python's `getpass` does.
#[cfg(unix)]
fn user_name_of_process() -> Option<String> {
    use nix::unistd::{User, geteuid};
    Some(User::from_uid(geteuid()).ok()??.name)
}

#[cfg(not(unix))]
fn user_name_of_process() -> Option<String> {
    None
}

/// The shell that runs a project's `.sh` files: the user's own, as in MLflow.
pub fn shell() -> Result<String> {
    Ok(var("SHELL")?.unwrap_or_else(|| "bash".to_owned()))
}

/// The files that a program's name means on the `PATH`, in its order.
pub fn programs(name: &str) -> impl Iterator<Item = PathBuf> + use<> {
    let file_name = format!("{name}{}", env::consts::EXE_SUFFIX);
    let folders: Vec<PathBuf> = env::var_os("PATH")
        .map(|path| env::split_paths(&path).collect())
        .unwrap_or_default();
    folders
        .into_iter()
        .map(move |folder| folder.join(&file_name))
        .filter(|path| path.is_file())
}

/// The folder in which pyenv keeps its Pythons.
pub fn pyenv_root() -> Option<PathBuf> {
    match env::var_os("PYENV_ROOT").filter(|root| !root.is_empty()) {
        Some(root) => Some(PathBuf::from(root)),
        None => Some(env::home_dir()?.join(".pyenv")),
    }
}

/// The user's home folder.
pub fn home() -> Option<PathBuf> {
    env::home_dir().filter(|home| !home.as_os_str().is_empty())
}

/// Where the artifacts lie that go through a server, as a URI: the folder or cloud given, or else
/// that of `MLFLOW_ARTIFACTS_DESTINATION`, or else `./mlartifacts`.
pub fn artifacts_destination(given: Option<&str>) -> Result<String> {
    let destination = match given {
        Some(given) => given.to_owned(),
        None => var(ARTIFACTS_DESTINATION)?.unwrap_or_else(|| SERVED_FOLDER.to_owned()),
    };
    let parsed = ArtifactUri::parse(&destination)?;
    match parsed.kind() {
        ArtifactKind::Local(path) => Ok(uri::from_path(&uri::absolute_path(path)?)),
        ArtifactKind::Remote(_) => Ok(destination),
        ArtifactKind::Http | ArtifactKind::Served | ArtifactKind::Owned(_) => {
            Err(Error::not_implemented(format!(
                "artifacts destination `{parsed}` is on another server"
            ))
            .hint("expected a folder, or a cloud such as `s3://bucket/path`"))
        }
    }
}

/// The folder in which the runs of this machine's programs are announced, until it starts anew: that of
/// the user's session, or else one of the user's own among the temporary ones.
pub fn runs_folder() -> PathBuf {
    match env::var_os("XDG_RUNTIME_DIR").filter(|folder| !folder.is_empty()) {
        Some(folder) => PathBuf::from(folder).join("mlflow-runs"),
        None => env::temp_dir().join(format!("mlflow-runs-{}", user_name())),
    }
}

/// The folder in which MLflow and this program keep what can be made again: `~/.mlflow`, or
/// `MLFLOW_ENV_ROOT` for environments.
pub fn environments_folder() -> Result<PathBuf> {
    if let Some(root) = var(ENV_ROOT)? {
        return uri::absolute_path(Path::new(&root));
    }
    let home = home().ok_or_else(|| {
        Error::invalid("there is no home folder to keep environments in")
            .hint(format!("set `HOME`, or name a folder in `{ENV_ROOT}`"))
    })?;
    Ok(home.join(".mlflow").join("envs"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_gets_a_folder_at_its_end_and_none_stays_none() {
        let join = |folders: &[&str]| env::join_paths(folders).unwrap();
        let found = path_with(&join(&["a", "b"]), Path::new("c"));
        assert_eq!(found, Some(join(&["a", "b", "c"])));
        assert_eq!(path_with(OsStr::new(""), Path::new("c")), None);
    }
}
