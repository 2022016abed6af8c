//! A server from its start to its end, and the change from one version of a model to another.
//!
//! A reload goes like this:
//! 1. The source says what its address means now, and fetches it.
//! 2. The new version is loaded beside the old one, by all its workers.
//! 3. Both take requests from the same queue; then the old version takes no more.
//! 4. Its last requests are answered, and its workers end.

use std::net::TcpListener;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::mpsc;

use crate::error::{Error, Result};
use crate::sync::unpoisoned;
use crate::web::{self, raise_limit_of_connections};

use super::front::{Front, grace};
use super::generation::Generation;
use super::hub::Hub;
use super::package::Package;
use super::served_model::ServedModel;
use super::settings::ServingSettings;
use super::shared::Shared;

/// Threads that wait for connections and workers.
const THREADS: usize = 2;

/// How long the old version is kept for workers of a new one that are not ready.
const PATIENCE: Duration = Duration::from_secs(60);

/// Where the model comes from.
pub trait ModelSource: Send + Sync + 'static {
    /// What the model's address means at the moment, as a text that differs for another version.
    fn identity(&self) -> Result<String>;

    /// Fetches the model, and makes its environment ready. The script is for its Python to run.
    fn fetch(&self, script: &Path) -> Result<ServedModel>;

    /// Says something for people.
    fn say(&self, line: &str);
}

/// What a server is told while it runs.
pub struct Orders {
    /// To end; a second time, at once.
    pub stop: mpsc::Receiver<()>,
    /// To load the model anew.
    pub reload: mpsc::Receiver<()>,
    /// How often to look whether the address means another version.
    pub watch: Option<Duration>,
}

/// Serves a model on a listener until it is told to end.
pub fn serve(
    listener: TcpListener,
    settings: ServingSettings,
    source: Arc<dyn ModelSource>,
    orders: impl FnOnce() -> Orders,
) -> Result<()> {
    let package = Package::lay_out()?;
    let model = source.fetch(&package.script)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(THREADS)
        .enable_all()
        .build()
        .map_err(|e| Error::internal("cannot start the server's threads").caused_by(e))?;
    let served = runtime.block_on(async {
        raise_limit_of_connections();
        let (hub, workers) = Hub::open(package.folder())?;
        let shared = Arc::new(Shared::new(settings, hub));
        let accepting = Arc::clone(&shared);
        tokio::spawn(async move { accepting.hub.accept(workers).await });
        run(listener, &shared, model, &package, source, orders()).await
    });
    runtime.shutdown_background();
    served
}

async fn run(
    listener: TcpListener,
    shared: &Arc<Shared>,
    model: ServedModel,
    package: &Package,
    source: Arc<dyn ModelSource>,
    orders: Orders,
) -> Result<()> {
    let Orders {
        mut stop,
        reload,
        watch,
    } = orders;
    let (stop_front, mut front_stops) = mpsc::channel(2);
    let front = Arc::new(Front(Arc::clone(shared)));
    let patience = grace(shared.settings.timeout);
    let serving = web::accept(listener, None, front, &mut front_stops, patience);
    let reloading = Reloading {
        shared,
        current: Mutex::default(),
        source: &source,
        script: &package.script,
    };
    let mut serving = std::pin::pin!(serving);
    let directed = tokio::select! {
        directed = direct(&reloading, model, &mut stop, reload, watch) => directed,
        served = &mut serving => return served.map(drop),
    };
    if directed.is_ok() {
        let _ = stop_front.send(()).await;
        tokio::select! {
            served = &mut serving => drop(served?),
            _ = stop.recv() => return Ok(()),
        }
    }
    if let Some(last) = reloading.switch(None) {
        let _ = tokio::time::timeout(patience, last.retire()).await;
    }
    directed
}

/// Loads the model, and then whatever takes its place, until it is told to end.
async fn direct(
    reloading: &Reloading<'_>,
    model: ServedModel,
    stop: &mut mpsc::Receiver<()>,
    reload: mpsc::Receiver<()>,
    watch: Option<Duration>,
) -> Result<()> {
    let shared = reloading.shared;
    let generation = tokio::select! {
        started = Generation::start(shared, model) => started?,
        _ = stop.recv() => return Ok(()),
    };
    say_ready(&**reloading.source, &generation);
    reloading.switch(Some(generation));
    tokio::select! {
        () = reloading.forever(reload, watch) => {}
        _ = stop.recv() => {}
    }
    Ok(())
}

fn say_ready(source: &dyn ModelSource, generation: &Generation) {
    let version = generation
        .about()
        .map_or("", |about| about.version.as_str());
    let identity = generation.identity();
    source.say(&format!("{identity} is ready, with MLflow {version}"));
}

/// Loads the model anew when it is asked to, or when its address means another one.
struct Reloading<'a> {
    shared: &'a Arc<Shared>,
    /// The version that answers.
    current: Mutex<Option<Arc<Generation>>>,
    source: &'a Arc<dyn ModelSource>,
    script: &'a Path,
}

impl Reloading<'_> {
    /// Lets a version answer; gives back the one before.
    fn switch(&self, generation: Option<Arc<Generation>>) -> Option<Arc<Generation>> {
        self.shared
            .tell(generation.as_deref().and_then(Generation::about));
        std::mem::replace(&mut *unpoisoned(self.current.lock()), generation)
    }

    /// Whether the version that answers is this one.
    fn is_current(&self, identity: &str) -> bool {
        let current = unpoisoned(self.current.lock());
        current
            .as_ref()
            .is_some_and(|current| current.identity() == identity)
    }

    async fn forever(&self, mut asked: mpsc::Receiver<()>, watch: Option<Duration>) {
        // What failed last is neither tried again nor told again by itself.
        let mut failed = None;
        let mut told = String::new();
        loop {
            let next_look = async {
                match watch {
                    Some(period) => tokio::time::sleep(period).await,
                    None => std::future::pending().await,
                }
            };
            let is_asked = tokio::select! {
                Some(()) = asked.recv() => true,
                () = next_look => false,
            };
            let Err(error) = self.look(is_asked, &mut failed).await else {
                continue;
            };
            let error = error.to_string();
            if is_asked || error != told {
                tracing::warn!("the model that is loaded stays: {error}");
            }
            told = error;
        }
    }

    /// Loads what the address means, if that is another version or was asked for.
    async fn look(&self, is_asked: bool, failed: &mut Option<String>) -> Result<()> {
        let identity = self.blocking(ModelSource::identity).await?;
        let is_same = self.is_current(&identity);
        if !is_asked && (is_same || failed.as_ref() == Some(&identity)) {
            return Ok(());
        }
        let done = self.reload().await;
        self.shared.metrics.reload(done.is_ok());
        *failed = done.is_err().then_some(identity);
        done
    }

    async fn reload(&self) -> Result<()> {
        let script = self.script.to_owned();
        let model = self.blocking(move |source| source.fetch(&script)).await?;
        let generation = Generation::start(self.shared, model).await?;
        // The first answers already; the others have the time that it took, and some more.
        let _ = tokio::time::timeout(PATIENCE, generation.is_whole()).await;
        say_ready(&**self.source, &generation);
        if let Some(old) = self.switch(Some(generation)) {
            tokio::spawn(async move { old.retire().await });
        }
        Ok(())
    }

    /// Runs work of the source, which waits for disks, other servers and programs.
    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn ModelSource) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let source = Arc::clone(self.source);
        let done = tokio::task::spawn_blocking(move || work(&*source)).await;
        done.unwrap_or_else(|_| Err(Error::internal("reloading met a defect")))
    }
}
