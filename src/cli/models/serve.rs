//! `mlflow models serve`.

use std::net::TcpListener;
use std::num::NonZero;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use clap::{ArgAction, Args};
use tokio::sync::mpsc;

use crate::config;
use crate::duration;
use crate::error::Result;
use crate::process::Watch;
use crate::registry::ModelUri;
use crate::serving::{
    self, Batching, EnvironmentChoice, ModelSource, Orders, ServedModel, ServingSettings,
};

use super::super::appearance::Appearance;
use super::super::args;
use super::super::context::Context;
use super::super::printer::Printer;
use super::super::server::{listen, shown_address};
use super::super::size::size;
use super::super::usage_error::usage_error;
use super::super::{report, signals};
use super::at_work::{self, EnvironmentArgs};

/// Serve a model over HTTP
///
/// It answers as MLflow's own server does, by the MLflow of the model's environment: `/invocations`,
/// `/ping`, `/health` and `/version`; the Open Inference protocol below `/v2`; counts at `/metrics`.
/// SIGHUP loads the model anew, beside the old one, without losing a request. Ctrl-C and SIGTERM end
/// the server after the requests under way; a second one ends it at once.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES, disable_help_flag = true)]
pub(crate) struct ServeArgs {
    /// The model: `runs:/ID/model`, `models:/fraud@champion`, `models:/fraud/3`, a folder, a cloud
    #[arg(long, short = 'm', value_name = "URI")]
    pub(crate) model_uri: String,

    /// Print help (`-h` is the host, as in MLflow)
    #[arg(long, action = ArgAction::Help)]
    help: Option<bool>,

    #[command(flatten, next_help_heading = "Network")]
    network: NetworkArgs,

    #[command(flatten, next_help_heading = "Workers")]
    workers: WorkerArgs,

    #[command(flatten, next_help_heading = "Several requests at once")]
    batching: BatchingArgs,

    #[command(flatten, next_help_heading = "Environment")]
    environment: EnvironmentArgs,
}

#[derive(Args, Debug)]
struct NetworkArgs {
    /// Port to listen on; 0 takes a free one and says which [env: MLFLOW_PORT] [default: 5000]
    #[arg(long, short = 'p', value_name = "PORT", value_parser = args::port)]
    port: Option<u16>,

    /// Address to listen on; 0.0.0.0 is every one [env: MLFLOW_HOST] [default: 127.0.0.1]
    #[arg(long, short = 'h', value_name = "HOST")]
    host: Option<String>,

    /// Seconds in which a request must be answered; 0 for no limit
    /// [env: MLFLOW_SCORING_SERVER_REQUEST_TIMEOUT] [default: 60]
    ///
    /// A worker that takes longer is replaced.
    #[arg(long, short = 't', value_name = "SECONDS")]
    timeout: Option<u64>,

    /// Longest body of a request
    #[arg(long, value_name = "SIZE", default_value = "512MB", value_parser = size)]
    max_body: u64,

    /// Say of each request how it was answered, on stderr
    #[arg(long)]
    request_log: bool,

    /// Name of the model in the Open Inference protocol; by default that of the registered model
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
}

#[derive(Args, Debug)]
struct WorkerArgs {
    /// Processes that hold the model [env: MLFLOW_MODELS_WORKERS] [default: 1]
    ///
    /// Where the model's libraries allow it they are copies of one process, and share its memory.
    #[arg(long, short = 'w', value_name = "NUMBER")]
    workers: Option<NonZero<usize>>,

    /// Requests that a worker answers at a time, for models that wait for other servers
    #[arg(long, value_name = "NUMBER", default_value = "1")]
    threads: NonZero<usize>,

    /// Requests that may wait for a worker; beyond that the answer is 503
    #[arg(long, value_name = "NUMBER", default_value = "1024")]
    queue: NonZero<usize>,

    /// Memory that a worker may have; one that takes more is replaced (Linux)
    #[arg(long, value_name = "SIZE", value_parser = size)]
    worker_memory: Option<u64>,

    /// Let each worker load the model by itself
    #[arg(long)]
    no_fork: bool,

    /// Look every so often whether the URI means another version, and load that
    #[arg(
        long,
        value_name = "TIME",
        num_args = 0..=1,
        default_missing_value = "10s",
        value_parser = duration::timeout
    )]
    watch: Option<Duration>,

    /// Serve by MLServer, which this program does without: it speaks the same protocol
    #[arg(long)]
    enable_mlserver: bool,
}

#[derive(Args, Debug)]
struct BatchingArgs {
    /// Most requests whose rows are put into one prediction, for models that answer row by row
    ///
    /// Rows go together whose columns and types are the same. What fails together is answered one by
    /// one.
    #[arg(long, value_name = "NUMBER", default_value = "1")]
    batch_size: NonZero<usize>,

    /// Milliseconds for which a request may wait for others
    #[arg(long, value_name = "NUMBER", default_value = "0")]
    batch_wait_ms: u64,
}

const EXAMPLES: &str = "\
Examples:
  mlflow models serve -m models:/fraud@champion --workers 2 --watch
  mlflow models serve -m runs:/ID/model --env-manager local -p 8000
  mlflow models serve -m ./model --batch-size 64 --batch-wait-ms 2";

const HOST: &str = "127.0.0.1";
const PORT: u16 = 5000;
/// As in MLflow.
const TIMEOUT: u64 = 60;
/// What MLflow calls a model before MLServer.
const COMMON_NAME: &str = "mlflow-model";

pub(crate) fn run(args: &ServeArgs, context: &Context) -> Result<()> {
    let say = |line: &str| context.printer().message(line);
    if args.workers.enable_mlserver {
        say(
            "note: `--enable-mlserver` has no effect: this server speaks the Open Inference protocol itself",
        );
    }
    let settings = settings(args)?;
    let source = Arc::new(UriSource {
        uri: args.model_uri.clone(),
        choice: args.environment.choice(Vec::new())?,
        watch: report::watch_signals_for_server()?,
        printer: context.printer().clone(),
    });
    let (host, port) = args.network.address()?;
    let listener = listen(&host, port)?;
    let address = shown_address(&listener, "http", &host)?;
    serve(listener, &address, settings, source, args.workers.watch)
}

fn serve(
    listener: TcpListener,
    address: &str,
    settings: ServingSettings,
    source: Arc<UriSource>,
    watch: Option<Duration>,
) -> Result<()> {
    let printer = source.printer.clone();
    serving::serve(listener, settings, source, || {
        report::serving_begins();
        printer.serves();
        printer.message(&format!("listening on {address} (Ctrl-C ends it)"));
        let (told, stop) = mpsc::channel(2);
        let (asked, reload) = mpsc::channel(1);
        tokio::spawn(signals::hear(told));
        tokio::spawn(signals::hear_hangups(asked));
        Orders {
            stop,
            reload,
            watch,
        }
    })
}

fn settings(args: &ServeArgs) -> Result<ServingSettings> {
    let timeout = match args.network.timeout {
        Some(seconds) => seconds,
        None => number(config::SCORING_TIMEOUT)?.unwrap_or(TIMEOUT),
    };
    let workers = match args.workers.workers {
        Some(workers) => workers.get(),
        None => match number(config::MODELS_WORKERS)? {
            Some(0) | None => 1,
            Some(workers) => usize::try_from(workers).unwrap_or(usize::MAX),
        },
    };
    Ok(ServingSettings {
        workers,
        threads: args.workers.threads.get(),
        timeout: (timeout > 0).then(|| Duration::from_secs(timeout)),
        queue: args.workers.queue.get(),
        max_body: usize::try_from(args.network.max_body).unwrap_or(usize::MAX),
        worker_memory: args.workers.worker_memory,
        forks: !args.workers.no_fork,
        batching: Batching {
            size: args.batching.batch_size.get(),
            wait: Duration::from_millis(args.batching.batch_wait_ms),
        },
        model_name: args.network.model_name(&args.model_uri),
        logs_requests: args.network.request_log,
    })
}

/// The whole number of a variable.
fn number(variable: &str) -> Result<Option<u64>> {
    let Some(text) = config::var(variable)? else {
        return Ok(None);
    };
    text.parse().map(Some).map_err(|_| {
        usage_error(format!(
            "the environment variable `{variable}` is `{text}`; expected a whole number"
        ))
    })
}

impl NetworkArgs {
    fn address(&self) -> Result<(String, u16)> {
        let host = match &self.host {
            Some(host) => host.clone(),
            None => config::var(config::HOST)?.unwrap_or_else(|| HOST.to_owned()),
        };
        let port = match self.port {
            Some(port) => port,
            None => match number(config::PORT)? {
                None => PORT,
                Some(port) => u16::try_from(port).map_err(|_| {
                    usage_error(format!(
                        "the environment variable `{}` is `{port}`; expected a port, from 0 to 65535",
                        config::PORT
                    ))
                })?,
            },
        };
        Ok((host, port))
    }

    fn model_name(&self, model_uri: &str) -> String {
        if let Some(name) = &self.name {
            return name.clone();
        }
        let model = model_uri
            .starts_with("models:")
            .then(|| ModelUri::split(model_uri));
        let name = match &model {
            Some(Ok((model, _))) => model.registered_model(),
            _ => None,
        };
        name.unwrap_or(COMMON_NAME).to_owned()
    }
}

/// The model that a URI names, whatever that is at the moment.
struct UriSource {
    uri: String,
    choice: EnvironmentChoice,
    watch: Watch,
    printer: Printer,
}

impl ModelSource for UriSource {
    fn identity(&self) -> Result<String> {
        // The store is opened anew: a server's life is long.
        Ok(at_work::find(&self.uri, &Context::new(Appearance::of(&[])))?.identity)
    }

    fn fetch(&self, script: &Path) -> Result<ServedModel> {
        let context = Context::new(Appearance::of(&[]));
        let named = at_work::find(&self.uri, &context)?;
        let folder = at_work::fetch(&named, &context)?;
        at_work::building(&folder, &self.watch, &self.printer, |context| {
            ServedModel::prepare(&folder, named.identity, script, &self.choice, context)
        })
    }

    fn say(&self, line: &str) {
        self.printer.message(&format!("`{}`, {line}", self.uri));
    }
}
