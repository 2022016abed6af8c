//! The workers of one version of a model, of which those that end are replaced.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::{Mutex, watch};
use tokio::task::JoinSet;

use crate::duration;
use crate::error::Result;
use crate::process;

use super::about::About;
use super::loader::{Loader, WorkerProcess};
use super::served_model::ServedModel;
use super::shared::Shared;
use super::slot;
use super::worker_end::WorkerEnd;

/// How often the memory of workers is looked at.
const MEMORY_POLL: Duration = Duration::from_millis(200);
/// A worker that lives no longer than this has failed at once, whatever it was asked.
const EARLY: Duration = Duration::from_millis(100);
/// The pause after the first failure; it doubles with each.
const PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// The workers of one version of a model.
pub(super) struct Generation {
    loader: Loader,
    shared: Arc<Shared>,
    retiring: watch::Sender<bool>,
    /// How many workers are ready.
    ready: watch::Sender<usize>,
    supervisors: Mutex<JoinSet<()>>,
}

impl Generation {
    /// Loads the model, and returns when the first worker is ready. The others follow.
    pub(super) async fn start(shared: &Arc<Shared>, model: ServedModel) -> Result<Arc<Self>> {
        let settings = &shared.settings;
        let generation = Arc::new(Self {
            loader: Loader::new(model, settings.threads, settings.forks),
            shared: Arc::clone(shared),
            retiring: watch::Sender::new(false),
            ready: watch::Sender::new(0),
            supervisors: Mutex::default(),
        });
        let first = generation.loader.worker(&shared.hub).await?;
        let mut first = Some(first);
        let mut supervisors = generation.supervisors.lock().await;
        for _ in 0..settings.workers {
            supervisors.spawn(supervise(Arc::clone(&generation), first.take()));
        }
        drop(supervisors);
        Ok(generation)
    }

    pub(super) fn about(&self) -> Option<&About> {
        self.loader.about()
    }

    /// What is served, for people.
    pub(super) fn identity(&self) -> &str {
        &self.loader.model().identity
    }

    /// Waits until all workers are ready.
    pub(super) async fn is_whole(&self) {
        let wanted = self.shared.settings.workers;
        let mut ready = self.ready.subscribe();
        // The sender is part of this.
        let _ = ready.wait_for(|ready| *ready >= wanted).await;
    }

    /// Lets the requests under way be answered, and ends the workers.
    pub(super) async fn retire(&self) {
        self.retiring.send_replace(true);
        let mut supervisors = self.supervisors.lock().await;
        while supervisors.join_next().await.is_some() {}
    }
}

/// Keeps one worker alive.
async fn supervise(generation: Arc<Generation>, mut first: Option<WorkerProcess>) {
    let mut retiring = generation.retiring.subscribe();
    let mut failures = 0;
    loop {
        let started = Instant::now();
        let has_failed = match run(&generation, first.take()).await {
            Ok(WorkerEnd::Retired) => return,
            Ok(_) => started.elapsed() < EARLY,
            Err(error) => {
                tracing::warn!("a worker cannot be started: {error}");
                true
            }
        };
        failures = if has_failed { failures + 1 } else { 0 };
        if failures > 1 {
            let pause = PAUSE
                .saturating_mul(1 << failures.min(16))
                .min(LONGEST_PAUSE);
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                _ = retiring.wait_for(|is_retiring| *is_retiring) => return,
            }
        }
    }
}

/// Runs one worker to its end.
async fn run(generation: &Arc<Generation>, worker: Option<WorkerProcess>) -> Result<WorkerEnd> {
    let shared = &generation.shared;
    let worker = if let Some(worker) = worker {
        worker
    } else {
        let mut retiring = generation.retiring.subscribe();
        tokio::select! {
            worker = generation.loader.worker(&shared.hub) => worker?,
            _ = retiring.wait_for(|is_retiring| *is_retiring) => return Ok(WorkerEnd::Retired),
        }
    };
    let pid = worker.pid;
    let mut slots = JoinSet::new();
    for link in worker.links {
        let retiring = generation.retiring.subscribe();
        slots.spawn(slot::serve(link, Arc::clone(shared), retiring));
    }
    generation.ready.send_modify(|ready| *ready += 1);
    shared.metrics.worker_ready();
    let end = tokio::select! {
        end = first_end(&mut slots) => end,
        end = outgrown(pid, shared.settings.worker_memory) => end,
    };
    generation.ready.send_modify(|ready| *ready -= 1);
    shared.metrics.worker_gone(end);
    if end != WorkerEnd::Retired {
        process::kill(pid);
        tell(pid, end, shared);
    }
    // Its other requests are told of its end, or are answered before it is.
    while slots.join_next().await.is_some() {}
    drop(worker.companion);
    Ok(end)
}

/// The end of the first of a worker's connections.
async fn first_end(slots: &mut JoinSet<WorkerEnd>) -> WorkerEnd {
    match slots.join_next().await {
        Some(Ok(end)) => end,
        // A defect of ours: the worker is replaced.
        _ => WorkerEnd::Ended,
    }
}

/// Waits until a worker has more memory than it may.
async fn outgrown(pid: u32, limit: Option<u64>) -> WorkerEnd {
    let Some(limit) = limit else {
        return std::future::pending().await;
    };
    loop {
        tokio::time::sleep(MEMORY_POLL).await;
        if process::resident_memory(pid).is_some_and(|memory| memory > limit) {
            return WorkerEnd::TooLarge;
        }
    }
}

fn tell(pid: u32, end: WorkerEnd, shared: &Shared) {
    let timeout = shared.settings.timeout.unwrap_or_default();
    match end {
        WorkerEnd::Retired => {}
        WorkerEnd::Ended => tracing::warn!("the worker {pid} has ended; another takes its place"),
        WorkerEnd::Hung => tracing::warn!(
            "the worker {pid} did not answer in {}; another takes its place",
            duration::text(timeout)
        ),
        WorkerEnd::TooLarge => tracing::warn!(
            "the worker {pid} took more memory than `--worker-memory` allows; another takes its place"
        ),
    }
}

impl std::fmt::Debug for Generation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Generation").field(&self.identity()).finish()
    }
}
