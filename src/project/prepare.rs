//! Makes the environment of a run ready: the run records its image, and its observer hears what is
//! built.

use std::path::Path;

use crate::entity::{Tag, keys};
use crate::environment::{self, BuildContext, BuildEvent, BuildObserver, Container, ContainerRun};
use crate::environment::{EnvironmentPlan, PreparedEnvironment};
use crate::error::Result;
use crate::tracking::Batch;

use super::git::GitFacts;
use super::observer::{Observer, ProjectEvent};
use super::session::RunSession;

/// Tells a run's observer what is built.
struct Builds<'a>(&'a dyn Observer);

impl BuildObserver for Builds<'_> {
    fn notice(&self, event: BuildEvent<'_>) {
        self.0.notice(ProjectEvent::Build(event));
    }
}

/// Makes sure that everything is there that the command of a run needs on this machine.
pub(super) fn prepare(
    session: &RunSession,
    plan: &EnvironmentPlan,
    folder: &Path,
) -> Result<PreparedEnvironment> {
    let builds = Builds(session.observer);
    let context = context(session, folder, &builds);
    match plan {
        EnvironmentPlan::Local => Ok(PreparedEnvironment::default()),
        EnvironmentPlan::Unstated => {
            session.observer.notice(ProjectEvent::NoEnvironment);
            Ok(PreparedEnvironment::default())
        }
        EnvironmentPlan::Build(recipe, manager) => environment::prepare(recipe, *manager, context),
        EnvironmentPlan::Container(container) => {
            let commit = commit(container, folder);
            let ready = container.ready(container.project_name(), commit.as_deref(), context)?;
            record(session, ready.image_uri(), ready.image_id())?;
            ready.docker_run(&ContainerRun {
                run_id: session.run.run_id.as_str(),
                experiment_id: session.run.experiment_id.as_str(),
                tracking_uri: session.tracking.tracking_uri(),
                artifact_uri: &session.run.artifact_uri,
            })
        }
    }
}

/// Makes sure that the image of a container is in its registry, and gives its full name with its
/// digest.
pub(super) fn publish(
    session: &RunSession,
    container: &Container,
    folder: &Path,
    repository: &str,
) -> Result<String> {
    if let Some((image, digest)) = container.pinned_image() {
        record(session, image, digest)?;
        return Ok(image.to_owned());
    }
    let builds = Builds(session.observer);
    let commit = commit(container, folder);
    let context = context(session, folder, &builds);
    let ready = container.ready(repository, commit.as_deref(), context)?;
    record(session, ready.image_uri(), ready.image_id())?;
    let (name, digest) = ready.push()?;
    record(session, ready.image_uri(), &digest)?;
    Ok(name)
}

fn context<'a>(session: &'a RunSession, project: &'a Path, builds: &'a Builds) -> BuildContext<'a> {
    BuildContext {
        project,
        watch: session.watch,
        observer: builds,
    }
}

/// The commit that an image is named by that is built.
fn commit(container: &Container, folder: &Path) -> Option<String> {
    let facts = container.builds_image().then(|| GitFacts::of(folder))?;
    facts?.commit
}

/// Records which image it is.
fn record(session: &RunSession, image_uri: &str, id: &str) -> Result<()> {
    session.log(Batch {
        tags: vec![
            Tag::new(keys::DOCKER_IMAGE_URI, image_uri),
            Tag::new(keys::DOCKER_IMAGE_ID, id),
        ],
        ..Batch::default()
    })
}
