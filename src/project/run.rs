//! Running a project: what the user asks for, read and checked before any store is opened, and
//! carried out as a run.

use std::path::PathBuf;

use crate::entity::{Tag, keys};
use crate::error::Result;
use crate::tracking::Tracking;

use super::backend;
use super::environment::{DockerArg, EnvManager, Plan, Wishes};
use super::git::GitFacts;
use super::manifest::Manifest;
use super::observer::Observer;
use super::params::{Downloads, GivenParam, Values};
use super::process::Watch;
use super::session::{Ended, RunTarget, Session, SessionTags};
use super::source::{Finder, Source};

/// The kind of source that a project is, in MLflow's words.
const SOURCE_TYPE: &str = "PROJECT";

/// What the user asks for.
#[derive(Clone, Debug)]
pub struct ProjectSettings {
    /// A folder, a git repository, an archive, or one of them with `#sub/folder` behind it.
    pub project_uri: String,
    /// Which version of a git repository: a branch, a tag or a commit.
    pub version: Option<String>,
    /// An entry point of the project, or one of its scripts.
    pub entry_point: String,
    /// Values for the entry point's parameters, and further ones.
    pub params: Vec<GivenParam>,
    /// Where the command runs.
    pub backend: String,
    /// What builds the environment; `None` lets the project decide.
    pub env_manager: Option<EnvManager>,
    /// Where downloaded artifacts stay.
    pub storage_dir: Option<PathBuf>,
    /// Arguments of `docker run`, for a project in a container.
    pub docker_args: Vec<DockerArg>,
    /// Whether an image with the project's files is built for that.
    pub build_image: bool,
}

/// A project that is ready to run.
#[derive(Debug)]
pub struct Project {
    watch: Watch,
    source: Source,
    backend: String,
    entry_point: String,
    values: Values,
    environment: Plan,
    env_manager: Option<EnvManager>,
    storage_dir: Option<PathBuf>,
}

impl Project {
    /// Fetches and reads a project and checks what is asked of it.
    pub fn load(settings: ProjectSettings, observer: &dyn Observer) -> Result<Self> {
        let ProjectSettings {
            project_uri,
            version,
            entry_point,
            params,
            backend,
            env_manager,
            storage_dir,
            docker_args,
            build_image,
        } = settings;
        backend::check(&backend)?;
        let watch = Watch::start()?;
        let finder = Finder {
            watch: &watch,
            observer,
        };
        let source = finder.find(&project_uri, version.as_deref())?;
        let manifest = Manifest::load(&source.folder)?;
        let values = Values::new(manifest.entry_point(&entry_point)?, &params)?;
        let wishes = Wishes {
            manager: env_manager,
            docker_args,
            build_image,
        };
        let name = manifest.name()?;
        let environment = Plan::new(&manifest.environment, wishes, name, &source.folder)?;
        Ok(Self {
            watch,
            source,
            backend,
            entry_point,
            values,
            environment,
            env_manager,
            storage_dir,
        })
    }

    /// Runs the project to its end. A project that fails is no error here: the answer tells how
    /// it ended.
    pub fn run(
        &self,
        tracking: &Tracking,
        target: RunTarget,
        observer: &dyn Observer,
    ) -> Result<Ended> {
        let mut downloads = Downloads::new(tracking, self.storage_dir.as_deref());
        let command = self.values.command(&mut downloads)?;
        let is_new = matches!(target, RunTarget::New { .. });
        if is_new {
            self.values.check_names()?;
        }
        let tags = SessionTags {
            source: self.source_tags(),
            session: self.session_tags(),
        };
        let session = Session::start(tracking, &self.watch, observer, target, tags)?;
        let work = |session: &Session| {
            if is_new {
                session.log_params(&self.values.logged())?;
            }
            let end = backend::execute(
                session,
                &self.source.folder,
                &self.environment,
                self.env_manager,
                &command,
            )?;
            Ok((end, ()))
        };
        let (ended, ()) = session.carry_out(work, |_, _, ()| ())?;
        Ok(ended)
    }

    /// Where the project comes from. As in MLflow, the branch is among it only where it was
    /// named with `--version`.
    fn source_tags(&self) -> Vec<Tag> {
        let git = GitFacts::of(&self.source.folder);
        let source_name = self.source.name(git.as_ref());
        let mut tags = vec![
            Tag::new(keys::SOURCE_NAME, source_name),
            Tag::new(keys::SOURCE_TYPE, SOURCE_TYPE),
            Tag::new(keys::PROJECT_ENTRY_POINT, &self.entry_point),
        ];
        let git = git.unwrap_or_default();
        tags.extend(git.commit.map(|commit| Tag::new(keys::GIT_COMMIT, commit)));
        // 1.23.1 wrote both keys and 3.17.2 the first, so readers of either find them.
        if let Some(branch) = &self.source.branch {
            tags.push(Tag::new(keys::GIT_BRANCH, branch));
            tags.push(Tag::new(keys::LEGACY_GIT_BRANCH, branch));
        }
        if let Some(url) = git.remote_url {
            tags.push(Tag::new(keys::GIT_REPO_URL, &url));
            tags.push(Tag::new(keys::LEGACY_GIT_REPO_URL, url));
        }
        tags
    }

    /// How the project runs this time.
    fn session_tags(&self) -> Vec<Tag> {
        let environment = self
            .environment
            .tag()
            .map(|manager| Tag::new(keys::PROJECT_ENV, manager));
        let backend = Tag::new(keys::PROJECT_BACKEND, &self.backend);
        environment.into_iter().chain([backend]).collect()
    }
}
