//! Running a project. The settings are read and checked before any store is opened. Then the project is
//! executed as a run, or as several if `--retry` repeats a failed one.

use std::fs::File;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::Duration;

use crate::entity::{Param, Run, RunInfo, Tag, keys};
use crate::environment::{DockerArg, EnvManager, EnvRequest, EnvironmentPlan};
use crate::error::Result;
use crate::process::Watch;
use crate::tracking::Tracking;

use super::backend::{Backend, BackendConfig, Job};
use super::fingerprint::Fingerprint;
use super::git::GitFacts;
use super::manifest::{EntryPoint, Manifest};
use super::nested;
use super::observer::{Observer, ProjectEvent};
use super::params::{Downloads, GivenParam, ParamValues};
use super::run_server::StoreAccess;
use super::session::{Ended, PROJECT_SOURCE, RunSession, RunTarget, SessionTags};
use super::source::{Finder, ProjectSource};

/// The tag of a run that repeats a failed one: the id of the first.
const RETRY_OF_TAG: &str = "project.retry_of";
/// The tag of a run that repeats a failed one: which attempt it is.
const ATTEMPT_TAG: &str = "project.attempt";

/// What the user asks for.
#[derive(Clone, Debug)]
pub struct ProjectSettings {
    /// A folder, a git repository, an archive, or one of them with `#sub/folder` behind it.
    pub project_uri: String,
    /// Which version of a git repository: a branch, a tag or a commit.
    pub version: Option<String>,
    /// An entry point of the project, or one of its scripts.
    pub entry_point: String,
    /// Where the command runs.
    pub backend: String,
    /// Settings of that backend.
    pub backend_config: Option<BackendConfig>,
    /// What builds the environment; `None` lets the project decide.
    pub env_manager: Option<EnvManager>,
    /// Where downloaded artifacts stay.
    pub storage_dir: Option<PathBuf>,
    /// Arguments of `docker run`, for a project in a container.
    pub docker_args: Vec<DockerArg>,
    /// Whether an image with the project's files is built for that.
    pub build_image: bool,
    /// How the project reaches a local store.
    pub access: StoreAccess,
}

/// How often a project runs, and how long.
#[derive(Clone, Copy, Debug, Default)]
pub struct Policy {
    /// Whether to skip the run if a finished run was the same.
    pub only_if_needed: bool,
    /// How often to run it again if it fails.
    pub retries: u32,
    /// How long each attempt may take.
    pub timeout: Option<Duration>,
}

/// A project that is ready to run.
#[derive(Debug)]
pub struct Project {
    pub(super) watch: Watch,
    source: ProjectSource,
    backend: Backend,
    entry_point: EntryPoint,
    environment: EnvironmentPlan,
    env_manager: Option<EnvManager>,
    storage_dir: Option<PathBuf>,
    access: StoreAccess,
    git: OnceLock<Option<GitFacts>>,
}

/// The values of all parameters for one run.
#[derive(Debug)]
pub struct Trial(ParamValues);

/// What became of a project that was to run.
#[derive(Debug)]
pub enum RunOutcome {
    /// It ran.
    Ran(Ended),
    /// It was not needed: this run was the same.
    Found(Run),
}

/// One run of a project: what differs between them.
#[derive(Clone, Copy)]
pub(super) struct Attempt<'a> {
    pub(super) tracking: &'a Tracking,
    pub(super) observer: &'a dyn Observer,
    pub(super) policy: Policy,
    /// Where the command's output goes; `None` for our own.
    pub(super) output: Option<&'a File>,
}

impl Project {
    /// Fetches and reads a project and checks what is asked of it.
    pub fn load(settings: ProjectSettings, watch: Watch, observer: &dyn Observer) -> Result<Self> {
        let ProjectSettings {
            project_uri,
            version,
            entry_point,
            backend,
            backend_config,
            env_manager,
            storage_dir,
            docker_args,
            build_image,
            access,
        } = settings;
        let backend = Backend::new(&backend, backend_config.as_ref(), build_image)?;
        let finder = Finder {
            watch: &watch,
            observer,
        };
        let source = finder.find(&project_uri, version.as_deref())?;
        let manifest = Manifest::load(&source.folder)?;
        let entry_point = manifest.entry_point(&entry_point)?;
        let request = EnvRequest {
            manager: env_manager,
            docker_args,
            build_image,
            in_cluster: backend.is_cluster(),
            packages: Vec::new(),
        };
        let name = manifest.name()?;
        let environment =
            EnvironmentPlan::new(&manifest.environment, request, name, &source.folder)?;
        // A container does not reach the ports of this machine: the store is mounted there.
        let access = match environment {
            EnvironmentPlan::Container(_) => StoreAccess::Direct,
            _ => access,
        };
        Ok(Self {
            watch,
            source,
            backend,
            entry_point,
            environment,
            env_manager,
            storage_dir,
            access,
            git: OnceLock::new(),
        })
    }

    /// Checks values for the entry point's parameters, and further ones.
    pub fn trial(&self, params: &[GivenParam]) -> Result<Trial> {
        ParamValues::new(self.entry_point.clone(), params).map(Trial)
    }

    /// Runs the project to its end. A project that fails is no error here: the answer tells how
    /// it ended. What its command prints goes to a file, where one is given.
    pub fn run(
        &self,
        trial: &Trial,
        tracking: &Tracking,
        target: RunTarget,
        policy: Policy,
        observer: &dyn Observer,
        output: Option<&File>,
    ) -> Result<RunOutcome> {
        let attempt = Attempt {
            tracking,
            observer,
            policy,
            output,
        };
        self.run_attempts(trial, target, attempt)
    }

    /// Starts a run, for another process to carry out; its source, parameters and all are
    /// recorded.
    pub fn begin(
        &self,
        trial: &Trial,
        tracking: &Tracking,
        target: RunTarget,
        policy: Policy,
        observer: &dyn Observer,
    ) -> Result<RunInfo> {
        trial.0.check_names()?;
        let fingerprint = self.wanted_fingerprint(trial, policy)?;
        let mut tags = self.tags(fingerprint.as_ref());
        tags.own.push(Tag::new(nested::BACKGROUND_TAG, "true"));
        let session = RunSession::start(tracking, &self.watch, observer, target, tags)?;
        match session.log_params(&trial.0.logged()) {
            Ok(()) => Ok(session.run),
            Err(error) => Err(session.record_failure(error)),
        }
    }

    /// A finished run that was the same.
    pub fn find_finished(
        &self,
        trial: &Trial,
        tracking: &Tracking,
        target: &RunTarget,
    ) -> Result<Option<Run>> {
        match target {
            RunTarget::Existing { .. } => Ok(None),
            RunTarget::New { experiment_id, .. } => {
                self.fingerprint(trial)?.find(tracking, experiment_id)
            }
        }
    }

    /// The commit that runs, where the project was fetched or checked out for this run alone.
    pub fn fetched_commit(&self) -> Option<&str> {
        let commit = self.git()?.commit.as_deref();
        commit.filter(|_| self.source.is_fetched())
    }

    /// Runs a project until it succeeds or has had all its attempts.
    pub(super) fn run_attempts(
        &self,
        trial: &Trial,
        mut target: RunTarget,
        attempt: Attempt,
    ) -> Result<RunOutcome> {
        let fingerprint = self.wanted_fingerprint(trial, attempt.policy)?;
        if let (Some(fingerprint), RunTarget::New { experiment_id, .. }) = (&fingerprint, &target)
            && let Some(run) = fingerprint.find(attempt.tracking, experiment_id)?
        {
            return Ok(RunOutcome::Found(run));
        }
        let attempts = attempt.policy.retries.saturating_add(1);
        let mut number = 1;
        loop {
            let ended = self.run_once(trial, target.clone(), fingerprint.as_ref(), attempt)?;
            if ended.end.is_success() || ended.cancelled || number == attempts {
                return Ok(RunOutcome::Ran(ended));
            }
            number += 1;
            target = retried(target, &ended.run.info, number);
            attempt.observer.notice(ProjectEvent::Retrying {
                attempt: number,
                attempts,
            });
        }
    }

    fn run_once(
        &self,
        trial: &Trial,
        target: RunTarget,
        fingerprint: Option<&Fingerprint>,
        attempt: Attempt,
    ) -> Result<Ended> {
        let Trial(values) = trial;
        let Attempt {
            tracking,
            observer,
            policy,
            output,
        } = attempt;
        let mut downloads = Downloads::new(tracking, self.storage_dir.as_deref());
        let command = values.command(&mut downloads)?;
        let is_new = matches!(target, RunTarget::New { .. });
        if is_new {
            values.check_names()?;
        }
        let tags = self.tags(fingerprint);
        let session = RunSession::start(tracking, &self.watch, observer, target, tags)?;
        let work = |session: &RunSession| {
            if is_new {
                session.log_params(&values.logged())?;
            }
            let job = Job {
                folder: &self.source.folder,
                environment: &self.environment,
                env_manager: self.env_manager,
                command: &command,
                access: self.access,
                timeout: policy.timeout,
                output,
            };
            let end = self.backend.execute(session, &job)?;
            if let (true, Some(fingerprint)) = (end.is_success(), fingerprint) {
                session.log_tags(fingerprint.tag_after()?.as_slice())?;
            }
            Ok((end, ()))
        };
        let (ended, ()) = session.carry_out(work, |_, _, ()| ())?.recorded()?;
        Ok(ended)
    }

    fn wanted_fingerprint(&self, trial: &Trial, policy: Policy) -> Result<Option<Fingerprint>> {
        let wanted = policy.only_if_needed.then(|| self.fingerprint(trial));
        wanted.transpose()
    }

    /// Everything that goes into a run.
    fn fingerprint(&self, trial: &Trial) -> Result<Fingerprint> {
        let Trial(values) = trial;
        let mut facts = vec![
            self.entry_point.name.clone(),
            self.environment.tag().unwrap_or_default().to_owned(),
        ];
        if self.source.is_fetched() {
            let commit = self.git().and_then(|git| git.commit.clone());
            facts.extend(commit);
        }
        let params = values.logged().into_iter();
        facts.extend(params.flat_map(|Param { key, value }| [key, value]));
        Fingerprint::new(&self.source.folder, facts, &values.local_paths())
    }

    fn git(&self) -> Option<&GitFacts> {
        let facts = self.git.get_or_init(|| GitFacts::of(&self.source.folder));
        facts.as_ref()
    }

    pub(super) fn tags(&self, fingerprint: Option<&Fingerprint>) -> SessionTags {
        SessionTags {
            source: self.source_tags(),
            launch: self.launch_tags(),
            own: fingerprint.map(Fingerprint::tag).into_iter().collect(),
        }
    }

    /// Where the project comes from. As in MLflow, the branch is among it only where it was
    /// named with `--version`.
    fn source_tags(&self) -> Vec<Tag> {
        let git = self.git();
        let source_name = self.source.name(git);
        let mut tags = vec![
            Tag::new(keys::SOURCE_NAME, source_name),
            Tag::new(keys::SOURCE_TYPE, PROJECT_SOURCE),
            Tag::new(keys::PROJECT_ENTRY_POINT, &self.entry_point.name),
        ];
        let commit = git.and_then(|git| git.commit.as_ref());
        tags.extend(commit.map(|commit| Tag::new(keys::GIT_COMMIT, commit)));
        // 1.23.1 wrote both keys and 3.17.2 the first, so readers of either find them.
        if let Some(branch) = &self.source.branch {
            tags.push(Tag::new(keys::GIT_BRANCH, branch));
            tags.push(Tag::new(keys::LEGACY_GIT_BRANCH, branch));
        }
        if let Some(url) = git.and_then(|git| git.remote_url.as_ref()) {
            tags.push(Tag::new(keys::GIT_REPO_URL, url));
            tags.push(Tag::new(keys::LEGACY_GIT_REPO_URL, url));
        }
        tags
    }

    /// How the project runs this time.
    fn launch_tags(&self) -> Vec<Tag> {
        let environment = self
            .environment
            .tag()
            .map(|manager| Tag::new(keys::PROJECT_ENV, manager));
        let backend = Tag::new(keys::PROJECT_BACKEND, self.backend.name());
        environment.into_iter().chain([backend]).collect()
    }
}

/// The run for another attempt: a new one, which names the first; or again the one that goes on.
fn retried(target: RunTarget, failed: &RunInfo, attempt: u32) -> RunTarget {
    let RunTarget::New {
        experiment_id,
        run_name,
        mut tags,
    } = target
    else {
        return target;
    };
    let is_later = tags.iter().any(|tag| tag.key == RETRY_OF_TAG);
    if !is_later {
        tags.push(Tag::new(RETRY_OF_TAG, failed.run_id.as_str()));
    }
    tags.retain(|tag| tag.key != ATTEMPT_TAG);
    tags.push(Tag::new(ATTEMPT_TAG, attempt.to_string()));
    RunTarget::New {
        experiment_id,
        run_name,
        tags,
    }
}
