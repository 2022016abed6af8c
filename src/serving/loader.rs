//! Gets processes that hold the model: copies of one that has loaded it, or each loading it anew where
//! its libraries do not allow copies.

use std::time::Duration;

use serde_json::json;
use tokio::sync::{Mutex, OnceCell};

use crate::error::{Error, ErrorCode, Result};
use crate::process::Companion;

use super::about::About;
use super::hub::{Arrival, Awaited, Hub};
use super::link::Link;
use super::served_model::ServedModel;

/// How long a copy may take to connect. It has nothing to load.
const COPY_PATIENCE: Duration = Duration::from_secs(30);

/// How long the last words of a process that has ended may take to arrive.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// A process that answers requests.
#[derive(Debug)]
pub(super) struct WorkerProcess {
    pub(super) pid: u32,
    /// One connection for each request that it answers at a time.
    pub(super) links: Vec<Link>,
    /// `None` for a copy, which is a child of another process.
    pub(super) companion: Option<Companion>,
}

/// Gets processes for one version of a model.
#[derive(Debug)]
pub(super) struct Loader {
    model: ServedModel,
    threads: usize,
    forks: bool,
    about: OnceCell<About>,
    original: Mutex<Original>,
}

/// The process that others are copies of.
#[derive(Debug, Default)]
enum Original {
    #[default]
    Unstarted,
    /// The model's libraries allow no copies.
    Impossible,
    Running(Box<Copied>),
}

/// A process of which copies are made.
#[derive(Debug)]
struct Copied {
    companion: Companion,
    link: Link,
}

impl Loader {
    pub(super) fn new(model: ServedModel, threads: usize, forks: bool) -> Self {
        Self {
            model,
            threads,
            forks,
            about: OnceCell::new(),
            original: Mutex::default(),
        }
    }

    /// What is known of the model once a process has loaded it.
    pub(super) fn about(&self) -> Option<&About> {
        self.about.get()
    }

    pub(super) fn model(&self) -> &ServedModel {
        &self.model
    }

    /// A new process that answers requests.
    pub(super) async fn worker(&self, hub: &Hub) -> Result<WorkerProcess> {
        let mut original = self.original.lock().await;
        if matches!(*original, Original::Unstarted) {
            let mut started = self.start(hub).await?;
            if !started.forks {
                *original = Original::Impossible;
                return Ok(started.worker());
            }
            let link = started.links.pop().expect("the one of its hello");
            *original = Original::Running(Box::new(Copied {
                companion: started.companion,
                link,
            }));
        }
        if let Original::Running(running) = &mut *original {
            let copied = self.copy(hub, running).await;
            if copied.is_err() {
                // The next one comes from a new original. Copies that are there live on.
                *original = Original::Unstarted;
            }
            return copied;
        }
        drop(original);
        Ok(self.start(hub).await?.worker())
    }

    /// Asks for a copy.
    async fn copy(&self, hub: &Hub, running: &mut Copied) -> Result<WorkerProcess> {
        let Copied { companion, link } = running;
        let mut awaited = hub.expect();
        let failed = |e| Error::internal("the process with the model has gone").caused_by(e);
        link.send(&json!({"fork": awaited.number}), &[])
            .await
            .map_err(failed)?;
        let connecting = self.links(&mut awaited);
        tokio::select! {
            connected = tokio::time::timeout(COPY_PATIENCE, connecting) => {
                let (pid, links) = connected
                    .map_err(|_| Error::internal("a copy of the process with the model does not answer"))??;
                Ok(WorkerProcess { pid, links, companion: None })
            }
            end = companion.wait() => Err(Error::internal(format!(
                "the process with the model {}", end?
            ))),
        }
    }

    /// Starts a process that loads the model.
    async fn start(&self, hub: &Hub) -> Result<Started> {
        let mut awaited = hub.expect();
        let mut settings = hub.settings(awaited.number);
        settings["model"] = json!(self.model.folder);
        settings["threads"] = json!(self.threads);
        settings["fork"] = json!(self.forks);
        let command = self.model.command();
        let mut companion = Companion::spawn(command, format!("{settings}\n").as_bytes()).await?;
        let first = tokio::select! {
            arrival = awaited.arrivals.recv() => arrival.expect("the sender is kept until it is dropped"),
            end = companion.wait() => {
                // What it said last may be on its way.
                let last = tokio::time::timeout(LAST_WORDS, awaited.arrivals.recv()).await;
                last.ok().flatten().ok_or(ended_early(end?))?
            }
        };
        let (hello, link) = first;
        if let Some(reason) = hello.failed {
            return Err(cannot_load(&reason));
        }
        if let Some(about) = hello.about {
            // The first process knows what all know.
            let _ = self.about.set(about);
        }
        let mut links = vec![link];
        if !hello.forks {
            while links.len() < self.threads {
                links.push(arrived(awaited.arrivals.recv().await)?.1);
            }
        }
        Ok(Started {
            pid: hello.pid,
            forks: hello.forks,
            links,
            companion,
        })
    }

    /// The connections of a copy.
    async fn links(&self, awaited: &mut Awaited<'_>) -> Result<(u32, Vec<Link>)> {
        let mut links = Vec::new();
        let mut pid = 0;
        while links.len() < self.threads {
            let (hello, link) = arrived(awaited.arrivals.recv().await)?;
            pid = hello.pid;
            links.push(link);
        }
        Ok((pid, links))
    }
}

/// A process that has loaded the model.
struct Started {
    pid: u32,
    forks: bool,
    links: Vec<Link>,
    companion: Companion,
}

impl Started {
    fn worker(self) -> WorkerProcess {
        WorkerProcess {
            pid: self.pid,
            links: self.links,
            companion: Some(self.companion),
        }
    }
}

fn arrived(arrival: Option<Arrival>) -> Result<Arrival> {
    arrival.ok_or_else(|| Error::internal("a worker did not connect"))
}

fn cannot_load(reason: &str) -> Error {
    Error::new(
        ErrorCode::ExecutionFailed,
        format!("the model cannot be loaded: {reason}"),
    )
}

fn ended_early(end: crate::process::ProcessEnd) -> Error {
    cannot_load(&format!("its Python {end}"))
}
