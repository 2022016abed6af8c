//! Requests to the cluster. `kube` is asynchronous; the methods of this module block.
//!
//! A signal ends a request, except for requests that clean up after a signal.

use std::fmt;
use std::time::Duration;

use futures_util::{Stream, StreamExt};
use kube::api::{Api, DeleteParams, ListParams, PostParams, Request, WatchEvent, WatchParams};
use kube::config::{Config, KubeConfigOptions, Kubeconfig, KubeconfigError};
use kube::{Client, Resource};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::duration;
use crate::error::{Error, ErrorCode, Result};
use crate::process::Watch;

use super::resource::{Event, Job, Pod};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often to check whether a signal has come.
const SIGNAL_POLL: Duration = Duration::from_millis(50);
/// The pause before a broken watch starts again.
const RECONNECT: Duration = Duration::from_secs(1);
/// How long one request may watch, in seconds, until the next one does.
const WATCH_SECONDS: u32 = 290;
/// A watch from this version on begins with what there is now.
const ANY_VERSION: &str = "0";
/// The label by which a job knows its pods.
const JOB_LABEL: &str = "job-name";

/// A job's full name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct JobName {
    pub(super) namespace: String,
    pub(super) name: String,
}

impl fmt::Display for JobName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.namespace, self.name)
    }
}

/// A cluster that the kubeconfig knows, or the one that this machine belongs to.
#[derive(Debug)]
pub(super) struct Cluster {
    config: Config,
    runtime: Runtime,
}

/// A cluster as one job sees it.
pub(super) struct JobClient<'a> {
    pub(super) runtime: &'a Runtime,
    pub(super) pods: Api<Pod>,
    pub(super) name: &'a JobName,
    client: Client,
    jobs: Api<Job>,
    address: String,
    watch: &'a Watch,
}

/// A change that a watch reports.
pub(super) enum JobChange {
    /// The job is now so, or was so when it was deleted.
    Job(Box<Job>),
    /// Something about its pods has changed.
    Pods,
}

impl Cluster {
    /// Finds a cluster as MLflow does: by the kubeconfig, or else as the one around us. A context
    /// that is named must be there.
    pub(super) fn load(context: Option<&str>) -> Result<Self> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .map_err(|e| Error::internal("cannot start a thread for the cluster").caused_by(e))?;
        let config = runtime.block_on(config(context))?;
        Ok(Self { config, runtime })
    }

    /// The namespace of a job whose template names none.
    pub(super) fn namespace(&self) -> &str {
        &self.config.default_namespace
    }

    /// Makes ready to ask the cluster about a job.
    pub(super) fn connect<'a>(
        &'a self,
        name: &'a JobName,
        watch: &'a Watch,
    ) -> Result<JobClient<'a>> {
        let _within = self.runtime.enter();
        let address = self.config.cluster_url.to_string();
        let client = Client::try_from(self.config.clone())
            .map_err(|e| failure("cannot use", &address, e))?;
        Ok(JobClient {
            runtime: &self.runtime,
            pods: Api::namespaced(client.clone(), &name.namespace),
            jobs: Api::namespaced(client.clone(), &name.namespace),
            client,
            name,
            address,
            watch,
        })
    }
}

async fn config(context: Option<&str>) -> Result<Config> {
    let kubeconfig = match Kubeconfig::read() {
        Ok(kubeconfig) => kubeconfig,
        Err(error) if is_missing(&error) && context.is_none() => {
            return Config::incluster().map_err(|_| no_kubeconfig(&error));
        }
        Err(error) if is_missing(&error) => return Err(no_kubeconfig(&error)),
        Err(error) => {
            return Err(Error::invalid("the kubeconfig cannot be used").caused_by(error));
        }
    };
    let known: Vec<String> = kubeconfig
        .contexts
        .iter()
        .map(|context| format!("`{}`", context.name))
        .collect();
    let options = KubeConfigOptions {
        context: context.map(str::to_owned),
        ..KubeConfigOptions::default()
    };
    let config = Config::from_custom_kubeconfig(kubeconfig, &options);
    config.await.map_err(|error| match error {
        KubeconfigError::LoadContext(name) => Error::new(
            ErrorCode::ResourceDoesNotExist,
            format!("the kubeconfig has no context `{name}`"),
        )
        .hint(format!("its contexts are: {}", known.join(", "))),
        KubeconfigError::CurrentContextNotSet => {
            Error::invalid("the kubeconfig has no current context").hint(format!(
                "name one as `kube-context` in the backend config; its contexts are: {}",
                known.join(", ")
            ))
        }
        error => Error::invalid("the kubeconfig cannot be used").caused_by(error),
    })
}

fn is_missing(error: &KubeconfigError) -> bool {
    match error {
        KubeconfigError::FindPath => true,
        KubeconfigError::ReadConfig(cause, _) => cause.kind() == std::io::ErrorKind::NotFound,
        _ => false,
    }
}

fn no_kubeconfig(error: &KubeconfigError) -> Error {
    let message = match error {
        KubeconfigError::ReadConfig(_, path) => {
            format!("there is no kubeconfig `{}`", path.display())
        }
        _ => "there is no kubeconfig".to_owned(),
    };
    Error::new(ErrorCode::ResourceDoesNotExist, message)
        .hint("expected `~/.kube/config`, or what the environment variable `KUBECONFIG` names")
}

impl JobClient<'_> {
    /// Asks whether the cluster answers and lets us see jobs.
    pub(super) fn check(&self) -> Result<()> {
        self.job().map(|_| ())
    }

    /// Creates a job, and returns the version that the cluster gives it.
    pub(super) fn create(&self, job: &Value) -> Result<String> {
        let failed = |e: &dyn fmt::Display| Error::internal(format!("cannot write the job: {e}"));
        let body = serde_json::to_vec(job).map_err(|e| failed(&e))?;
        let request = Request::new(Job::url_path(&(), Some(&self.name.namespace)))
            .create(&PostParams::default(), body)
            .map_err(|e| failed(&e))?;
        // Ended by a signal, the request would leave it unknown whether there is a job.
        let answer = self.finish(
            "cannot create the job in",
            self.client.request::<Value>(request),
        );
        let version = answer?["metadata"]["resourceVersion"].take();
        Ok(version.as_str().unwrap_or(ANY_VERSION).to_owned())
    }

    /// The job; `None` where it is not there.
    pub(super) fn job(&self) -> Result<Option<Job>> {
        let request = async { unless_missing(self.jobs.get(&self.name.name).await) };
        self.ask("cannot read the job in", request)
    }

    /// Its pods.
    pub(super) fn pods(&self) -> Result<Vec<Pod>> {
        let params = ListParams::default().labels(&self.label());
        let list = self.ask("cannot list the job's pods in", self.pods.list(&params))?;
        Ok(list.items)
    }

    /// What the cluster has noted about a pod.
    pub(super) fn events(&self, pod: &str) -> Result<Vec<Event>> {
        let events: Api<Event> = Api::namespaced(self.client.clone(), &self.name.namespace);
        let params = ListParams::default().fields(&format!("involvedObject.name={pod}"));
        let list = self.ask("cannot list the pod's events in", events.list(&params))?;
        Ok(list.items)
    }

    /// Deletes the job, which is gone once its pods have ended. MLflow 3.17.2 deletes the job
    /// alone, and its pods go on.
    pub(super) fn delete(&self) -> Result<()> {
        let params = DeleteParams::foreground();
        let request = async { unless_missing(self.jobs.delete(&self.name.name, &params).await) };
        self.finish("cannot delete the job in", request).map(|_| ())
    }

    /// Watches the job, from this version of it on, and its pods, as far as we are let.
    pub(super) fn changes(&self, version: String) -> UnboundedReceiver<JobChange> {
        let (sender, receiver) = unbounded_channel();
        let job = WatchParams::default().fields(&format!("metadata.name={}", self.name.name));
        let jobs = self.jobs.clone();
        let on_job = |job: Job| JobChange::Job(Box::new(job));
        self.runtime
            .spawn(pass_changes_on(jobs, job, version, on_job, sender.clone()));
        let pods = WatchParams::default().labels(&self.label());
        self.runtime.spawn(pass_changes_on(
            self.pods.clone(),
            pods,
            ANY_VERSION.to_owned(),
            |_| JobChange::Pods,
            sender,
        ));
        receiver
    }

    /// Waits for a change, a signal or the end of this time. If the watch has ended, it just waits.
    pub(super) fn next_change(
        &self,
        changes: &mut UnboundedReceiver<JobChange>,
        time: Duration,
    ) -> Option<JobChange> {
        self.runtime.block_on(async {
            tokio::select! {
                biased;
                Some(change) = changes.recv() => Some(change),
                () = self.signal() => None,
                () = tokio::time::sleep(time) => None,
            }
        })
    }

    fn label(&self) -> String {
        format!("{JOB_LABEL}={}", self.name.name)
    }

    /// Sends a request, and waits for the answer unless a signal comes.
    fn ask<T>(&self, what: &str, request: impl Future<Output = kube::Result<T>>) -> Result<T> {
        self.runtime.block_on(async {
            tokio::select! {
                answer = self.in_time(what, request) => answer,
                () = self.signal() => Err(Error::new(ErrorCode::Cancelled, "cancelled by a signal")),
            }
        })
    }

    /// Sends a request, and waits for the answer whatever comes.
    fn finish<T>(&self, what: &str, request: impl Future<Output = kube::Result<T>>) -> Result<T> {
        self.runtime.block_on(self.in_time(what, request))
    }

    async fn in_time<T>(
        &self,
        what: &str,
        request: impl Future<Output = kube::Result<T>>,
    ) -> Result<T> {
        let Ok(answer) = tokio::time::timeout(PATIENCE, request).await else {
            return Err(Error::new(
                ErrorCode::TemporarilyUnavailable,
                format!(
                    "{what} the cluster `{}`: no answer within {}",
                    self.address,
                    duration::text(PATIENCE)
                ),
            ));
        };
        answer.map_err(|error| failure(what, &self.address, error))
    }

    /// Ends when a signal comes; never, where one has come before.
    async fn signal(&self) {
        if self.watch.is_cancelled() {
            std::future::pending::<()>().await;
        }
        while !self.watch.is_cancelled() {
            tokio::time::sleep(SIGNAL_POLL).await;
        }
    }
}

/// Watches until nobody receives changes, or the cluster denies the permission.
async fn pass_changes_on<K>(
    api: Api<K>,
    params: WatchParams,
    mut version: String,
    change: impl Fn(K) -> JobChange,
    sender: UnboundedSender<JobChange>,
) where
    K: Clone + std::fmt::Debug + DeserializeOwned,
{
    let params = params.timeout(WATCH_SECONDS);
    while !sender.is_closed() {
        match api.watch(&params, &version).await {
            Ok(events) => pass_events_on(events, &change, &sender).await,
            Err(kube::Error::Api(status)) if matches!(status.code, 401 | 403) => return,
            Err(_) => {}
        }
        ANY_VERSION.clone_into(&mut version);
        tokio::time::sleep(RECONNECT).await;
    }
}

async fn pass_events_on<K>(
    events: impl Stream<Item = kube::Result<WatchEvent<K>>>,
    change: &impl Fn(K) -> JobChange,
    sender: &UnboundedSender<JobChange>,
) {
    let mut events = std::pin::pin!(events);
    while let Some(Ok(event)) = events.next().await {
        let object = match event {
            WatchEvent::Added(object)
            | WatchEvent::Modified(object)
            | WatchEvent::Deleted(object) => object,
            WatchEvent::Bookmark(_) => continue,
            WatchEvent::Error(_) => return,
        };
        if sender.send(change(object)).is_err() {
            return;
        }
    }
}

/// Makes an answer with status 404 `None`, whatever its reason.
fn unless_missing<T>(answer: kube::Result<T>) -> kube::Result<Option<T>> {
    match answer {
        Err(kube::Error::Api(status)) if status.code == 404 => Ok(None),
        answer => answer.map(Some),
    }
}

/// What a failed request means. `what` reads before "the cluster".
fn failure(what: &str, address: &str, error: kube::Error) -> Error {
    let attempt = format!("{what} the cluster `{address}`");
    let (code, message) = match &error {
        kube::Error::Api(status) => {
            let code = match status.code {
                401 | 403 => ErrorCode::PermissionDenied,
                404 => ErrorCode::ResourceDoesNotExist,
                409 => ErrorCode::ResourceAlreadyExists,
                429 | 500.. => ErrorCode::TemporarilyUnavailable,
                _ => ErrorCode::InvalidParameterValue,
            };
            return Error::new(code, format!("{attempt}: {}", status.message));
        }
        kube::Error::Auth(_) => (
            ErrorCode::PermissionDenied,
            format!("{attempt}: the kubeconfig's way to log in does not work"),
        ),
        kube::Error::Service(_) | kube::Error::HyperError(_) | kube::Error::ReadEvents(_) => (
            ErrorCode::TemporarilyUnavailable,
            format!("{attempt}: it cannot be reached"),
        ),
        _ => (ErrorCode::InternalError, attempt),
    };
    Error::new(code, message).caused_by(error)
}
