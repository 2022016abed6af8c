//! `mlflow server`, also called `mlflow ui`.

use std::io::{self, IsTerminal};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;

use clap::{ArgAction, Args};
use tokio::sync::mpsc;

use crate::config::{self, TrackingSettings};
use crate::error::{Error, ErrorCode, Result};
use crate::server::{self, App, Security, ServerSettings};
use crate::tracking::Tracking;
use crate::uri;

use super::context::Context;
use super::report::{self, Exit};

/// Serve the REST API and the page
///
/// Any MLflow client from 1.x to 3.17 logs to it and reads from it with
/// `MLFLOW_TRACKING_URI=http://HOST:PORT`. Ctrl-C and SIGTERM end it after the requests under way;
/// a second one ends it at once.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES, disable_help_flag = true)]
pub(crate) struct ServerArgs {
    #[command(flatten, next_help_heading = "Storage")]
    storage: StorageArgs,

    #[command(flatten, next_help_heading = "Network")]
    network: NetworkArgs,

    #[command(flatten, next_help_heading = "Security")]
    security: SecurityArgs,

    #[command(
        flatten,
        next_help_heading = "Accepted for scripts, without effect here"
    )]
    ignored: IgnoredArgs,

    /// Count requests, for Prometheus to read at /metrics [env: MLFLOW_EXPOSE_PROMETHEUS]
    ///
    /// The folder, in which MLflow's processes gather their counts, is not used.
    #[arg(long, value_name = "FOLDER")]
    expose_prometheus: Option<String>,

    /// Open the page in the browser
    #[arg(long)]
    open: bool,

    /// Print help (`-h` is the host, as in MLflow)
    #[arg(long, action = ArgAction::Help)]
    help: Option<bool>,
}

#[derive(Args, Debug)]
struct StorageArgs {
    /// Store of experiments and runs [env: MLFLOW_BACKEND_STORE_URI]
    ///
    /// A folder or an SQLite database (`sqlite:///mlflow.db`). By default the one of
    /// MLFLOW_TRACKING_URI if that is local, or else ./mlruns where it holds an experiment, or
    /// else ./mlflow.db.
    #[arg(long, value_name = "URI")]
    backend_store_uri: Option<String>,

    /// Where artifacts of new experiments go [env: MLFLOW_DEFAULT_ARTIFACT_ROOT]
    ///
    /// By default through the server; with --no-serve-artifacts into a file store itself, or
    /// beside a database into ./mlruns.
    #[arg(long, value_name = "URI")]
    default_artifact_root: Option<String>,

    /// Let artifacts go through the server, the default [env: MLFLOW_SERVE_ARTIFACTS]
    #[arg(long, overrides_with = "no_serve_artifacts")]
    serve_artifacts: bool,

    /// Let clients read and write artifacts where they lie
    #[arg(long)]
    no_serve_artifacts: bool,

    /// Serve artifacts and nothing else [env: MLFLOW_ARTIFACTS_ONLY]
    #[arg(long)]
    artifacts_only: bool,

    /// Folder of the artifacts that go through the server [env: MLFLOW_ARTIFACTS_DESTINATION]
    /// [default: ./mlartifacts]
    #[arg(long, value_name = "URI")]
    artifacts_destination: Option<String>,
}

#[derive(Args, Debug)]
struct NetworkArgs {
    /// Address to listen on; 0.0.0.0 is every one [env: MLFLOW_HOST] [default: 127.0.0.1]
    #[arg(long, short = 'h', value_name = "HOST")]
    host: Option<String>,

    /// Port to listen on; 0 takes a free one and says which [env: MLFLOW_PORT] [default: 5000]
    #[arg(long, short = 'p', value_name = "PORT")]
    port: Option<u16>,

    /// What stands before every path, such as /mlflow [env: MLFLOW_STATIC_PREFIX]
    #[arg(long, value_name = "PREFIX")]
    static_prefix: Option<String>,
}

#[derive(Args, Debug)]
struct SecurityArgs {
    /// Hosts that requests may name, separated by commas [env: MLFLOW_SERVER_ALLOWED_HOSTS]
    ///
    /// `*` stands for anything, a host without a port for all its ports. By default this machine
    /// and addresses of private networks.
    #[arg(long, value_name = "HOSTS")]
    allowed_hosts: Option<String>,

    /// Origins whose pages may use the API [env: MLFLOW_SERVER_CORS_ALLOWED_ORIGINS]
    ///
    /// Separated by commas; `*` stands for anything. Pages of this machine always may.
    #[arg(long, value_name = "ORIGINS")]
    cors_allowed_origins: Option<String>,

    /// Whose pages may embed ours: SAMEORIGIN (the default), DENY or NONE for all
    /// [env: MLFLOW_SERVER_X_FRAME_OPTIONS]
    #[arg(long, value_name = "OPTIONS")]
    x_frame_options: Option<String>,

    /// Trust every host and every page [env: MLFLOW_SERVER_DISABLE_SECURITY_MIDDLEWARE]
    #[arg(long)]
    disable_security_middleware: bool,

    /// MLflow's plug-in for passwords, which is not supported
    #[arg(long, value_name = "NAME")]
    app_name: Option<String>,
}

#[derive(Args, Debug)]
struct IgnoredArgs {
    /// Number of processes: there is one, with as many threads as it needs
    #[arg(long, short = 'w', value_name = "NUMBER")]
    workers: Option<String>,

    /// Settings of gunicorn
    #[arg(long, value_name = "OPTIONS", allow_hyphen_values = true)]
    gunicorn_opts: Option<String>,

    /// Settings of waitress
    #[arg(long, value_name = "OPTIONS", allow_hyphen_values = true)]
    waitress_opts: Option<String>,

    /// Settings of uvicorn
    #[arg(long, value_name = "OPTIONS", allow_hyphen_values = true)]
    uvicorn_opts: Option<String>,

    /// Reload when the server's code changes
    #[arg(long)]
    dev: bool,

    /// Another database to read from
    #[arg(long, value_name = "URI")]
    read_replica_backend_store_uri: Option<String>,

    /// Store of registered models
    #[arg(long, value_name = "URI")]
    registry_store_uri: Option<String>,

    /// Settings of the archive of traces
    #[arg(long, value_name = "FILE")]
    trace_archival_config: Option<String>,

    /// For how long secrets of the gateway are remembered
    #[arg(long, value_name = "SECONDS")]
    secrets_cache_ttl: Option<u64>,

    /// How many secrets of the gateway are remembered
    #[arg(long, value_name = "NUMBER")]
    secrets_cache_max_size: Option<u64>,

    /// Store of workspaces
    #[arg(long, value_name = "URI")]
    workspace_store_uri: Option<String>,

    /// Have several workspaces, which is not supported [env: MLFLOW_ENABLE_WORKSPACES]
    #[arg(long, overrides_with = "disable_workspaces")]
    enable_workspaces: bool,

    /// Have one workspace
    #[arg(long)]
    disable_workspaces: bool,
}

const EXAMPLES: &str = "\
Examples:
  mlflow ui                                  the store of this folder, on this machine
  mlflow server --backend-store-uri sqlite:////data/mlflow.db --artifacts-destination /data/art
  mlflow server --host 0.0.0.0 --allowed-hosts mlflow.example.com
  mlflow server --port 0                     a free port, named on stderr";

/// Where a server listens if nothing is said.
const HOST: &str = "127.0.0.1";
const PORT: u16 = 5000;
/// Where a server keeps artifacts if nothing is said.
const DESTINATION: &str = "./mlartifacts";
/// The location of artifacts that go through whatever server a client talks to.
const SERVED_ROOT: &str = "mlflow-artifacts:/";

pub(super) fn run(args: &ServerArgs, context: &Context) -> Result<Exit> {
    let settings = match settings(args) {
        Ok(settings) => settings,
        Err(Mistake::Usage(message)) => {
            let usage = clap::Error::raw(clap::error::ErrorKind::ValueValidation, message);
            return Ok(report::usage(context, &usage));
        }
        Err(Mistake::Other(error)) => return Err(error),
    };
    args.ignored.note(context)?;
    let listener = listen(&settings.host, settings.port)?;
    let tracking = settings.tracking.map(Tracking::open).transpose()?;
    let address = address(&listener, &settings.host, &settings.server)?;
    introduce(context, tracking.as_ref(), &settings.server, &address);
    if args.open {
        open_browser(&address);
    }
    let app = App::new(tracking, settings.server);
    server::runtime()?.block_on(serve(listener, app))?;
    Ok(Exit::Done)
}

/// What the flags and the environment settle.
struct Settings {
    host: String,
    port: u16,
    /// `None` for a server of artifacts only.
    tracking: Option<TrackingSettings>,
    server: ServerSettings,
}

/// What is wrong with the flags, or with what they name.
enum Mistake {
    Usage(String),
    Other(Error),
}

impl From<Error> for Mistake {
    fn from(error: Error) -> Self {
        Self::Other(error)
    }
}

fn settings(args: &ServerArgs) -> Result<Settings, Mistake> {
    args.ignored.check()?;
    args.security.check()?;
    let network = &args.network;
    Ok(Settings {
        host: flag(&network.host, config::HOST)?.unwrap_or_else(|| HOST.to_owned()),
        port: network.port()?,
        tracking: args.storage.tracking()?,
        server: ServerSettings {
            static_prefix: network.static_prefix()?,
            artifacts: args.storage.destination()?,
            security: args.security.settings()?,
            exposes_metrics: flag(&args.expose_prometheus, config::EXPOSE_PROMETHEUS)?.is_some(),
        },
    })
}

/// The value of a flag, or else of its variable.
fn flag(flag: &Option<String>, variable: &str) -> Result<Option<String>> {
    match flag {
        Some(value) => Ok(Some(value.clone())),
        None => config::var(variable),
    }
}

impl StorageArgs {
    fn serves_artifacts(&self) -> Result<bool> {
        if self.serve_artifacts || self.no_serve_artifacts {
            return Ok(!self.no_serve_artifacts);
        }
        config::flag(config::SERVE_ARTIFACTS, true)
    }

    fn is_artifacts_only(&self) -> Result<bool> {
        Ok(self.artifacts_only || config::flag(config::ARTIFACTS_ONLY, false)?)
    }

    /// The store, and where its new experiments keep their artifacts.
    fn tracking(&self) -> Result<Option<TrackingSettings>, Mistake> {
        let store = flag(&self.backend_store_uri, config::BACKEND_STORE_URI)?;
        if self.is_artifacts_only()? {
            return match store {
                None => Ok(None),
                Some(store) => Err(Mistake::Usage(format!(
                    "a server with `--artifacts-only` has no store; expected no \
                     `--backend-store-uri`, which is `{store}`\n"
                ))),
            };
        }
        let settings = TrackingSettings::for_server(store.as_deref())?;
        let root = match flag(&self.default_artifact_root, config::DEFAULT_ARTIFACT_ROOT)? {
            Some(root) => Some(uri::absolute_location(&root)?),
            None => self.serves_artifacts()?.then(|| SERVED_ROOT.to_owned()),
        };
        Ok(Some(TrackingSettings {
            artifact_root: root.unwrap_or(settings.artifact_root),
            ..settings
        }))
    }

    /// The folder of the artifacts that go through the server.
    fn destination(&self) -> Result<Option<PathBuf>, Mistake> {
        if !self.serves_artifacts()? && !self.is_artifacts_only()? {
            return Ok(None);
        }
        let destination = flag(&self.artifacts_destination, config::ARTIFACTS_DESTINATION)?
            .unwrap_or_else(|| DESTINATION.to_owned());
        let Some(path) = uri::local_path(&destination) else {
            let message = format!(
                "artifacts destination `{destination}`: places of this kind are not supported yet"
            );
            let hint = "only local folders and `file:///…` are";
            return Err(Error::not_implemented(message).hint(hint).into());
        };
        Ok(Some(uri::absolute_path(&path)?))
    }
}

impl NetworkArgs {
    fn port(&self) -> Result<u16, Mistake> {
        if let Some(port) = self.port {
            return Ok(port);
        }
        let Some(port) = config::var(config::PORT)? else {
            return Ok(PORT);
        };
        port.parse().map_err(|_| {
            Mistake::Usage(format!(
                "the environment variable `{}` is `{port}`; expected a port, from 0 to 65535\n",
                config::PORT
            ))
        })
    }

    fn static_prefix(&self) -> Result<String, Mistake> {
        let prefix = flag(&self.static_prefix, config::STATIC_PREFIX)?.unwrap_or_default();
        let is_good = prefix.is_empty()
            || prefix.starts_with('/')
                && !prefix.ends_with('/')
                && !prefix.contains(|c: char| !c.is_ascii_graphic() || "{}?#%".contains(c));
        if is_good {
            return Ok(prefix);
        }
        Err(Mistake::Usage(format!(
            "`--static-prefix` is `{prefix}`; expected a path that begins with `/` and does not \
             end with it, such as `/mlflow`\n"
        )))
    }
}

impl SecurityArgs {
    /// A server that is asked for passwords does not run without.
    fn check(&self) -> Result<()> {
        match &self.app_name {
            None => Ok(()),
            Some(name) => Err(Error::not_implemented(format!(
                "`--app-name {name}`: a server that asks for passwords is not supported"
            ))
            .hint("a reverse proxy before it can ask for them")),
        }
    }

    fn settings(&self) -> Result<Option<Security>, Mistake> {
        if self.disable_security_middleware || config::flag(config::DISABLE_SECURITY, false)? {
            return Ok(None);
        }
        let frame_options = flag(&self.x_frame_options, config::FRAME_OPTIONS)?;
        if let Some(options) = &frame_options
            && !["SAMEORIGIN", "DENY", "NONE"].contains(&options.to_ascii_uppercase().as_str())
        {
            return Err(Mistake::Usage(format!(
                "`--x-frame-options` is `{options}`; expected `SAMEORIGIN`, `DENY` or `NONE`\n"
            )));
        }
        Ok(Some(Security::new(
            flag(&self.allowed_hosts, config::ALLOWED_HOSTS)?.as_deref(),
            flag(&self.cors_allowed_origins, config::CORS_ALLOWED_ORIGINS)?.as_deref(),
            frame_options.as_deref(),
        )))
    }
}

impl IgnoredArgs {
    /// Refuses what MLflow refuses, and what would mean something that this server does not do.
    fn check(&self) -> Result<(), Mistake> {
        let gunicorn = flag(&self.gunicorn_opts, config::GUNICORN_OPTS)?.is_some();
        let uvicorn = flag(&self.uvicorn_opts, config::UVICORN_OPTS)?.is_some();
        let kinds = [gunicorn, uvicorn, self.waitress_opts.is_some(), self.dev];
        if kinds.into_iter().filter(|&is_given| is_given).count() > 1 {
            return Err(Mistake::Usage(
                "`--gunicorn-opts`, `--waitress-opts`, `--uvicorn-opts` and `--dev` exclude each \
                 other; expected one of them\n"
                    .to_owned(),
            ));
        }
        let has_workspaces = self.enable_workspaces
            || !self.disable_workspaces && config::flag(config::ENABLE_WORKSPACES, false)?;
        if has_workspaces {
            return Err(Error::not_implemented(
                "`--enable-workspaces`: a server with several workspaces is not supported",
            )
            .into());
        }
        Ok(())
    }

    /// Says which flags have no effect.
    fn note(&self, context: &Context) -> Result<()> {
        let given = |flag: Option<&str>, variable: &str| -> Result<bool> {
            Ok(flag.is_some() || config::var(variable)?.is_some())
        };
        let replica = self.read_replica_backend_store_uri.as_deref();
        let registry = self.registry_store_uri.as_deref();
        let archive = self.trace_archival_config.as_deref();
        let workspaces = self.workspace_store_uri.as_deref();
        for (is_given, name, reason) in [
            (
                given(self.workers.as_deref(), config::WORKERS)?,
                "--workers",
                ONE_PROCESS,
            ),
            (
                given(self.gunicorn_opts.as_deref(), config::GUNICORN_OPTS)?,
                "--gunicorn-opts",
                NO_PYTHON,
            ),
            (self.waitress_opts.is_some(), "--waitress-opts", NO_PYTHON),
            (
                given(self.uvicorn_opts.as_deref(), config::UVICORN_OPTS)?,
                "--uvicorn-opts",
                NO_PYTHON,
            ),
            (self.dev, "--dev", NO_PYTHON),
            (
                given(replica, config::READ_REPLICA_URI)?,
                "--read-replica-backend-store-uri",
                NO_REPLICA,
            ),
            (
                given(registry, config::REGISTRY_STORE_URI)?,
                "--registry-store-uri",
                NO_REGISTRY,
            ),
            (
                given(archive, config::TRACE_ARCHIVAL_CONFIG)?,
                "--trace-archival-config",
                NO_TRACES,
            ),
            (
                given(workspaces, config::WORKSPACE_STORE_URI)?,
                "--workspace-store-uri",
                ONE_WORKSPACE,
            ),
            (
                self.secrets_cache_ttl.is_some(),
                "--secrets-cache-ttl",
                NO_GATEWAY,
            ),
            (
                self.secrets_cache_max_size.is_some(),
                "--secrets-cache-max-size",
                NO_GATEWAY,
            ),
        ] {
            if is_given {
                let note = format!("note: `{name}` has no effect: {reason}");
                context.printer().message(&note);
            }
        }
        Ok(())
    }
}

const ONE_PROCESS: &str = "the server is one process, with as many threads as it needs";
const NO_PYTHON: &str = "there is no Python server";
const NO_REPLICA: &str = "everything is read from the backend store";
const NO_REGISTRY: &str = "there is no model registry";
const NO_TRACES: &str = "there are no traces";
const ONE_WORKSPACE: &str = "there is one workspace";
const NO_GATEWAY: &str = "there is no gateway";

/// Takes the port.
fn listen(host: &str, port: u16) -> Result<TcpListener> {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    TcpListener::bind((host, port)).map_err(|e| {
        let error = match e.kind() {
            io::ErrorKind::AddrInUse => Error::new(
                ErrorCode::ResourceAlreadyExists,
                format!("port {port} on `{host}` is taken by another program"),
            )
            .hint("choose another with `--port`, or `--port 0` for a free one"),
            io::ErrorKind::PermissionDenied => Error::new(
                ErrorCode::PermissionDenied,
                format!("port {port} on `{host}` is not for everybody; expected one from 1024 on"),
            ),
            _ => Error::invalid(format!("cannot listen on `{host}`, port {port}")),
        };
        error.caused_by(e)
    })
}

/// The address of the page, for people.
fn address(listener: &TcpListener, host: &str, settings: &ServerSettings) -> Result<String> {
    let port = listener
        .local_addr()
        .map_err(|e| Error::internal("cannot tell the port").caused_by(e))?
        .port();
    let host = if host.contains(':') && !host.starts_with('[') {
        format!("[{host}]")
    } else {
        host.to_owned()
    };
    Ok(format!("http://{host}:{port}{}", settings.static_prefix))
}

/// Says what is served, from where, and to whom.
fn introduce(
    context: &Context,
    tracking: Option<&Tracking>,
    settings: &ServerSettings,
    address: &str,
) {
    let message = |line: &str| context.printer().message(line);
    match tracking {
        Some(tracking) => message(&format!("store: {}", tracking.describe_store())),
        None => message("store: none, artifacts only"),
    }
    match &settings.artifacts {
        Some(folder) => message(&format!(
            "artifacts: through the server, in `{}`",
            folder.display()
        )),
        None => message("artifacts: not through the server"),
    }
    match &settings.security {
        None => message(
            "warning: every host and every page is trusted (`--disable-security-middleware`)",
        ),
        Some(security) if security.is_open() => {
            message("warning: `*` lets every host in, or the pages of every site");
        }
        Some(_) => {}
    }
    message(&format!("listening on {address} (Ctrl-C ends it)"));
}

/// Serves until it is told to end.
async fn serve(listener: TcpListener, app: Arc<App>) -> Result<()> {
    let (told, stop) = mpsc::channel(1);
    tokio::spawn(hear(told));
    server::serve(listener, app, stop).await
}

/// Tells of Ctrl-C and SIGTERM, each time they come.
async fn hear(told: mpsc::Sender<()>) {
    loop {
        if let Err(error) = signal().await {
            tracing::warn!("signals cannot be heard: {error}");
            // The sender is not dropped, which would mean to end.
            std::future::pending::<()>().await;
        }
        let _ = told.send(()).await;
    }
}

#[cfg(unix)]
async fn signal() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted,
        _ = terminate.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn signal() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}

/// Opens the page where somebody sits before it. It is a convenience: a failure is no matter.
fn open_browser(address: &str) {
    if !io::stderr().is_terminal() {
        return;
    }
    let (program, args): (&str, &[&str]) = if cfg!(windows) {
        ("cmd", &["/c", "start", ""])
    } else if cfg!(target_os = "macos") {
        ("open", &[])
    } else {
        ("xdg-open", &[])
    };
    let opened = Command::new(program)
        .args(args)
        .arg(address)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    if let Err(error) = opened {
        tracing::warn!("cannot open the browser with `{program}`: {error}");
    }
}
