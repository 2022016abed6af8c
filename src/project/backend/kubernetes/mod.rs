//! Projects as jobs of a Kubernetes cluster: the image is put into its registry, the job is made
//! of the user's template as MLflow 3.17.2 makes it, and watched to its end.
//!
//! The `kube` crate is asynchronous; [`cluster`] is the one module that knows it. Its runtime is
//! made for this backend alone.

mod cluster;
mod command;
mod log;
mod object;
mod pod;
mod resource;
mod settings;
mod watching;

use crate::config::{self, StoreUri};
use crate::entity::Tag;
use crate::error::{Error, Result};
use crate::process::ProcessEnd;
use crate::uri;

use super::super::observer::ProjectEvent;
use super::super::prepare::publish;
use super::super::session::RunSession;
use super::{BackendConfig, Job};
use cluster::{Cluster, JobName};
use log::Logs;
use object::JobObject;
use settings::KubernetesSettings;
use watching::Watching;

/// The tags that name the job of a run.
const NAME_TAG: &str = "project.kubernetes.job";
const NAMESPACE_TAG: &str = "project.kubernetes.namespace";
/// Where a name that cannot be looked up in a cluster leads back to this machine.
const LOCAL_HOSTS: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// A cluster and how it is to be used.
#[derive(Debug)]
pub(in crate::project) struct Kubernetes {
    settings: KubernetesSettings,
    cluster: Cluster,
}

impl Kubernetes {
    /// Reads the settings, the template and the kubeconfig; the cluster is not asked yet.
    pub(super) fn new(config: Option<&BackendConfig>, build_image: bool) -> Result<Self> {
        let config = config.ok_or_else(|| {
            Error::invalid("the backend `kubernetes` needs a `--backend-config`")
                .hint(settings::EXAMPLE)
        })?;
        let settings = KubernetesSettings::read(config)?;
        if build_image && settings.repository.is_none() {
            return Err(settings::lacks_repository());
        }
        let cluster = Cluster::load(settings.context.as_deref())?;
        Ok(Self { settings, cluster })
    }

    /// Runs a command as a job, to its end.
    pub(super) fn execute(&self, session: &RunSession, job: &Job) -> Result<ProcessEnd> {
        let container = job.environment.container();
        let container = container.expect("a plan for a cluster is a container");
        let repository = self.settings.repository.as_deref();
        let template = &self.settings.template;
        let namespace = template.namespace().unwrap_or(self.cluster.namespace());
        let name = JobName {
            namespace: namespace.to_owned(),
            name: object::job_name(container.project_name(), &jiff::Zoned::now()),
        };
        let client = self.cluster.connect(&name, session.watch)?;
        // Before minutes are spent on an image: does the cluster answer, and are we let in?
        client.check()?;
        let image = publish(
            session,
            container,
            job.folder,
            repository.unwrap_or_default(),
        )?;
        let object = JobObject {
            name: &name,
            project_name: container.project_name(),
            image: &image,
            command: command::words(job.command),
            environment: environment(session)?,
        };
        let object = template.fill(object)?;
        session.log_tags(&[
            Tag::new(NAME_TAG, &name.name),
            Tag::new(NAMESPACE_TAG, &name.namespace),
        ])?;
        session.watch.check()?;
        session.observer.notice(ProjectEvent::CommandStarting {
            run_id: &session.run.run_id,
            command: job.command,
        });
        let version = client.create(&object)?;
        session.observer.notice(ProjectEvent::JobCreated {
            job: &name.to_string(),
        });
        let name = object::container_name(container.project_name());
        let logs = Logs::new(&client, name, job.output, template.is_parallel())?;
        let start_timeout = self.settings.start_timeout;
        let changes = client.changes(version);
        Watching::new(&client, session, changes, logs, start_timeout, job.timeout).watch_to_end()
    }
}

/// What MLflow's clients in the container need to find the run.
fn environment(session: &RunSession) -> Result<Vec<(&'static str, String)>> {
    let given = config::raw_var(config::KUBE_TRACKING_URI)?;
    let tracking_uri = given.unwrap_or_else(|| {
        let uri = session.tracking.tracking_uri();
        warn_of_local_store(uri);
        command::literal(uri.reveal())
    });
    Ok(vec![
        (config::RUN_ID, session.run.run_id.to_string()),
        (config::TRACKING_URI, tracking_uri),
        (config::EXPERIMENT_ID, session.run.experiment_id.to_string()),
    ])
}

/// A container gets the address of the store, and a store of this machine is none to it, unless
/// the template mounts it at the same path.
fn warn_of_local_store(tracking_uri: &StoreUri) {
    let (address, _) = uri::split_userinfo(tracking_uri.reveal());
    let is_local = tracking_uri.local_path().is_some()
        || LOCAL_HOSTS.iter().any(|host| {
            let host = format!("://{host}");
            address.contains(&host)
        });
    if is_local {
        tracing::warn!(
            "the job gets the tracking store `{tracking_uri}`, which is on this machine; `{}` \
             names another address of it for the cluster",
            config::KUBE_TRACKING_URI
        );
    }
}
