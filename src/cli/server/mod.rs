//! `mlflow server`, also called `mlflow ui`.

mod browser;
mod ignored;
mod page;
mod records;
mod settings;
mod users;

use std::io;
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::{ArgAction, Args};
use tokio::sync::mpsc;

use crate::artifact::{self, OnSignal};
use crate::error::{Error, ErrorCode, Result};
use crate::oidc::Provider;
use crate::registry::RegistryHome;
use crate::server::{self, App, ServerSettings};
use crate::store;
use crate::tracking::Tracking;
use crate::uri;

use super::args;
use super::context::Context;
use super::new_store;
use super::report::Exit;
use super::signals;
use ignored::IgnoredArgs;
use settings::settings;

/// Serve the REST API and the page
///
/// Any MLflow client from 1.x to 3.17 logs to it and reads from it with
/// `MLFLOW_TRACKING_URI=http://HOST:PORT`. Ctrl-C and SIGTERM end it after the requests under way;
/// a second one ends it at once.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES, disable_help_flag = true)]
pub(crate) struct ServerArgs {
    // Before the groups, whose headings would hold for these, too.
    /// Open the page in the browser
    #[arg(long)]
    open: bool,

    /// Serve MLflow's own page instead: `mlflow`, that of the Python on the PATH, or a folder
    ///
    /// The folder of an installed Python package `mlflow`, or the one in it with the page. MLflow's page
    /// shows experiments, runs, charts, comparisons, artifacts and models of this server; what this
    /// server does not have (traces, evaluations, prompts, a gateway) is empty in it.
    #[arg(long, value_name = "mlflow|DIR")]
    page: Option<String>,

    /// Count requests, for Prometheus to read at /metrics [env: MLFLOW_EXPOSE_PROMETHEUS]
    ///
    /// The folder, in which MLflow's processes gather their counts, is not used.
    #[arg(long, value_name = "FOLDER")]
    expose_prometheus: Option<String>,

    /// Print help (`-h` is the host, as in MLflow)
    #[arg(long, action = ArgAction::Help)]
    help: Option<bool>,

    #[command(flatten, next_help_heading = "Storage")]
    storage: StorageArgs,

    #[command(flatten, next_help_heading = "Network")]
    network: NetworkArgs,

    #[command(flatten, next_help_heading = "Security")]
    security: SecurityArgs,

    #[command(flatten, next_help_heading = "Records")]
    records: RecordArgs,

    #[command(
        flatten,
        next_help_heading = "Accepted for scripts, without effect here"
    )]
    ignored: IgnoredArgs,
}

#[derive(Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
struct StorageArgs {
    /// Store of experiments and runs [env: MLFLOW_BACKEND_STORE_URI]
    ///
    /// A folder or an SQLite database (`sqlite:///mlflow.db`). By default the one of
    /// MLFLOW_TRACKING_URI if that is local, or else ./mlruns where it holds an experiment, or
    /// else ./mlflow.db.
    #[arg(long, value_name = "URI")]
    backend_store_uri: Option<String>,

    /// Replica of the backend store to read from [env: MLFLOW_READ_REPLICA_BACKEND_STORE_URI]
    ///
    /// A database of the same kind. Requests that only read go to it, and see what it has: a replica
    /// that lags answers with older facts. While it is away, the backend store is read.
    #[arg(long, value_name = "URI")]
    read_replica_backend_store_uri: Option<String>,

    /// Store of registered models [env: MLFLOW_REGISTRY_STORE_URI]
    ///
    /// A folder or an SQLite database. By default the backend store.
    #[arg(long, value_name = "URI")]
    registry_store_uri: Option<String>,

    /// Where artifacts of new experiments go [env: MLFLOW_DEFAULT_ARTIFACT_ROOT]
    ///
    /// By default through the server; with --no-serve-artifacts into a file store itself, or
    /// beside a database into ./mlruns.
    #[arg(long, value_name = "URI")]
    default_artifact_root: Option<String>,

    /// Let artifacts go through the server, the default [env: MLFLOW_SERVE_ARTIFACTS]
    #[arg(long, overrides_with = "no_serve_artifacts")]
    serve_artifacts: bool,

    /// Let clients read and write artifacts directly
    #[arg(long)]
    no_serve_artifacts: bool,

    /// Serve artifacts and nothing else [env: MLFLOW_ARTIFACTS_ONLY]
    #[arg(long)]
    artifacts_only: bool,

    /// Folder or cloud of the artifacts that go through the server
    /// [env: MLFLOW_ARTIFACTS_DESTINATION] [default: ./mlartifacts]
    ///
    /// `s3://bucket/path`, `gs://bucket/path`, `wasbs://container@account.blob.core.windows.net/path`.
    #[arg(long, value_name = "URI")]
    artifacts_destination: Option<String>,

    /// Let clients reach the artifacts in a cloud by signed addresses only, never through the server
    /// [env: MLFLOW_ARTIFACTS_PRESIGNED_ONLY]
    #[arg(long)]
    artifacts_presigned_only: bool,
}

#[derive(Args, Debug)]
struct NetworkArgs {
    /// Address to listen on; 0.0.0.0 is every one [env: MLFLOW_HOST] [default: 127.0.0.1]
    #[arg(long, short = 'h', value_name = "HOST")]
    host: Option<String>,

    /// Port to listen on; 0 takes a free one and says which [env: MLFLOW_PORT] [default: 5000]
    #[arg(long, short = 'p', value_name = "PORT", value_parser = args::port)]
    port: Option<u16>,

    /// Certificate in PEM with which connections are encrypted; with those above it behind
    ///
    /// It is read again when it has changed.
    #[arg(long, value_name = "FILE", requires = "ssl_keyfile")]
    ssl_certfile: Option<PathBuf>,

    /// Key of the certificate in PEM, without a password
    #[arg(long, value_name = "FILE", requires = "ssl_certfile")]
    ssl_keyfile: Option<PathBuf>,

    /// Proxies that say in X-Forwarded-For for whom they ask, separated by commas: 10.0.0.0/8
    #[arg(long, value_name = "ADDRESSES")]
    behind_proxy: Option<String>,

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

    /// Ask for passwords: `basic-auth`
    ///
    /// Users, roles and permissions as MLflow has them, in `basic_auth.db` or where the file of
    /// MLFLOW_AUTH_CONFIG_PATH says. The first time, MLFLOW_AUTH_ADMIN_PASSWORD is the password of
    /// the user `admin`.
    #[arg(long, value_name = "NAME")]
    app_name: Option<String>,
}

#[derive(Args, Debug)]
struct RecordArgs {
    /// Write a line for each request to stderr, or to a file behind `=`
    ///
    /// In the Common Log Format, with the seconds that it took and the id of the request behind.
    #[arg(
        long,
        value_name = "FILE",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "-"
    )]
    access_log: Option<String>,

    /// Write a line of JSON for each request of a user that changes something to this file
    ///
    /// Who, what, when, from where, and whether it was done. Only with --app-name.
    #[arg(long, value_name = "FILE")]
    audit_log: Option<String>,
}

const EXAMPLES: &str = "\
Examples; port 0 is a free one, named on stderr:
  mlflow ui
  mlflow server --port 0
  mlflow server --backend-store-uri sqlite:////data/mlflow.db --artifacts-destination /data/art
  mlflow server --host 0.0.0.0 --allowed-hosts mlflow.example.com";

/// How long work may take that is left when all connections are closed.
const LAST_WORK: Duration = Duration::from_secs(1);
pub(super) fn run(args: &ServerArgs, context: &Context) -> Result<Exit> {
    let mut settings = settings(args, context.printer())?;
    store::check_webhook_secret_key()?;
    args.ignored.note(context)?;
    if let Some(note) = &settings.note {
        context.printer().message(note);
    }
    let listener = listen(&settings.host, settings.port)?;
    let open = |settings| new_store::open(settings, context.printer());
    let mut tracking = settings.tracking.map(open).transpose()?;
    let mut registry = RegistryHome::shared();
    if let Some(tracking) = &mut tracking {
        registry = RegistryHome::open(&settings.registry, tracking.settings())?;
        registry.serve();
        tracking.serve();
        if let Some(replica) = &settings.replica {
            tracking.read_from(replica)?;
        }
    }
    // After the store: it may be in the same database, which is a store first.
    settings.server.users = settings
        .auth
        .as_ref()
        .map(|auth| users::open(auth, context))
        .transpose()?;
    let oidc = settings.auth.as_mut().and_then(|auth| auth.oidc.take());
    settings.server.provider = oidc.map(Provider::open).transpose()?.map(Arc::new);
    let scheme = if settings.server.tls.is_some() {
        "https"
    } else {
        "http"
    };
    let address =
        shown_address(&listener, scheme, &settings.host)? + &settings.server.static_prefix;
    context.printer().serves();
    introduce(
        context,
        tracking.as_ref(),
        &registry,
        &settings.server,
        &address,
    );
    if args.open {
        browser::open(&address);
    }
    let app = App::with_registry(tracking, registry, settings.server)?;
    artifact::on_signals(OnSignal::Nothing);
    let runtime = server::runtime()?;
    let served = runtime.block_on(serve(listener, app));
    // Work whose client has gone may end, but is not waited for long.
    runtime.shutdown_timeout(LAST_WORK);
    artifact::settle();
    served?;
    Ok(Exit::Done)
}

/// Takes the port.
pub(super) fn listen(host: &str, port: u16) -> Result<TcpListener> {
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

/// The address of a server, for people.
pub(super) fn shown_address(listener: &TcpListener, scheme: &str, host: &str) -> Result<String> {
    let port = listener
        .local_addr()
        .map_err(|e| Error::internal("cannot tell the port").caused_by(e))?
        .port();
    let host = if host.contains(':') && !host.starts_with('[') {
        format!("[{host}]")
    } else {
        host.to_owned()
    };
    Ok(format!("{scheme}://{host}:{port}"))
}

/// Prints what is served, at which address, and who may use it.
fn introduce(
    context: &Context,
    tracking: Option<&Tracking>,
    registry: &RegistryHome,
    settings: &ServerSettings,
    address: &str,
) {
    let message = |line: &str| context.printer().message(line);
    match tracking {
        Some(tracking) => message(&format!("store: {}", tracking.describe_store())),
        None => message("store: none, artifacts only"),
    }
    if let Some(reader) = tracking.filter(|tracking| tracking.replica().is_some()) {
        message(&format!("reads: {}", reader.reader().describe_store()));
    }
    if let Some(store) = registry.describe() {
        message(&format!("registered models: {store}"));
    }
    message(&format!("artifacts: {}", artifacts(tracking, settings)));
    if let Some(page) = &settings.page {
        message(&format!("page: {}", page.describe()));
    }
    if let Some(users) = &settings.users {
        message(&format!("users: {}", users.describe()));
        if let Some(provider) = &settings.provider {
            message(&format!("log-ins: by password, or at {}", provider.name()));
        }
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

/// Describes where artifacts go: those of new experiments, and those that go through the server.
fn artifacts(tracking: Option<&Tracking>, settings: &ServerSettings) -> String {
    let root = tracking.map(|tracking| tracking.settings().artifact_root.as_str());
    let through = |location: &str| {
        let folder = uri::recorded_path(location).map(|folder| folder.display().to_string());
        let shown = folder.unwrap_or_else(|| uri::masked(location).into_owned());
        format!("through the server, in `{shown}`")
    };
    match (root, settings.artifacts.as_deref()) {
        (None, None) => "none".to_owned(),
        (None, Some(served)) => through(served),
        (Some(root), Some(served)) if is_through_server(root) => through(served),
        (Some(root), served) => {
            let mut text = format!("clients write them to `{}` themselves", uri::masked(root));
            let is_in_use =
                |served: &&str| uri::recorded_path(served).is_none_or(|folder| folder.is_dir());
            if let Some(served) = served.filter(is_in_use) {
                text += "; those of other experiments ";
                text += &through(served);
            }
            text
        }
    }
}

/// Whether a location of artifacts leads through whatever server has it.
fn is_through_server(location: &str) -> bool {
    uri::scheme(location).as_deref() == Some("mlflow-artifacts")
}

/// Serves until it is told to end.
async fn serve(listener: TcpListener, app: Arc<App>) -> Result<()> {
    server::raise_limit_of_connections();
    server::sweep_artifacts(&app);
    let (told, stop) = mpsc::channel(1);
    tokio::spawn(signals::hear(told));
    server::serve(listener, app, stop).await
}
