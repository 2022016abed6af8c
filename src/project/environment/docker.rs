//! Projects that run in a Docker container: the command line of `docker run`, as MLflow 3.17.2
//! builds it, and the image.
//!
//! Images are the business of [`engine`]. Of a container that runs in a cluster, only its image is
//! made ready here.

mod engine;
mod word;

use std::fs;
use std::path::Path;

use crate::config::{self, StoreUri};
use crate::entity::{Tag, keys};
use crate::error::{Error, ErrorCode, Result};
use crate::tracking::Batch;
use crate::uri;

use super::super::git::GitFacts;
use super::super::manifest::{DockerEnv, DockerVariable};
use super::super::session::Session;
use super::Prefix;
use engine::{Docker, Image};
use word::{Value, Word};

/// Where the local tracking store is within the container.
const TRACKING_FOLDER: &str = "/mlflow/tmp/mlruns";
/// Where the project's files are within an image that is built.
const CODE_FOLDER: &str = "/mlflow/projects/code/";
/// Where the user's AWS settings are, at home and within the container.
const AWS_FOLDERS: (&str, &str) = (".aws", "/.aws");
/// Where Google's credentials are within the container.
const GOOGLE_CREDENTIALS: (&str, &str) = ("GOOGLE_APPLICATION_CREDENTIALS", "/.gcs");
/// How much of a commit's name is in an image's.
const SHORT_HASH: usize = 7;

/// An argument of `docker run`: `-A name=value` or `-A name`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DockerArg {
    /// Without its dashes.
    pub name: String,
    /// `None` is for switches.
    pub value: Option<String>,
}

/// A container that a project runs in.
#[derive(Debug)]
pub(in crate::project) struct Container {
    env: DockerEnv,
    /// What an image that is built is named by.
    project_name: String,
    args: Vec<DockerArg>,
    build_image: bool,
    /// What the container gets of the project's own wishes, where it runs here.
    variables: Vec<(String, Value)>,
}

impl Container {
    /// Checks what can be checked before a run is made.
    pub(super) fn new(
        env: DockerEnv,
        project_name: Option<String>,
        args: Vec<DockerArg>,
        build_image: bool,
        in_cluster: bool,
    ) -> Result<Self> {
        let project_name = project_name.ok_or_else(|| {
            Error::invalid(
                "Project name in MLProject must be specified when using docker for image tagging: it has a `docker_env` and no `name`",
            )
        })?;
        let variables = if in_cluster {
            warn_of_local_wishes(&env, &args);
            Vec::new()
        } else {
            variables(&env.environment)?
        };
        Ok(Self {
            env,
            project_name,
            args,
            build_image,
            variables,
        })
    }

    /// Makes sure that the image is there, records it, and gives the words before the command.
    pub(super) fn prepare(&self, session: &Session, folder: &Path) -> Result<Prefix> {
        let docker = Docker::new(session)?;
        let image_uri = self.image_uri(&self.project_name, folder);
        let image = self.image(&docker, &image_uri, folder)?;
        record(session, &image_uri, &image.id)?;
        make_artifact_folder(&session.run.artifact_uri)?;
        let words = self.words(docker.program, image.name(), session)?;
        let joined = |part: fn(&Word) -> &str| {
            let words: Vec<&str> = words.iter().map(part).collect();
            format!("{} ", words.join(" "))
        };
        Ok(Prefix {
            line: joined(|word| &word.line),
            shown: joined(|word| &word.shown),
        })
    }

    /// What MLflow names things in a cluster by.
    pub(in crate::project) fn project_name(&self) -> &str {
        &self.project_name
    }

    /// Makes sure that the image is in its registry, where a cluster gets it from, records it, and
    /// gives its full name with its digest.
    ///
    /// Like MLflow 3.17.2, it pushes also an image that is not built here. One that its name's
    /// digest pins needs no push, and so no Docker on this machine; and where the push of one that
    /// is not ours is refused, what its registry is known to have is taken.
    pub(in crate::project) fn publish(
        &self,
        session: &Session,
        folder: &Path,
        repository: &str,
    ) -> Result<String> {
        let pinned = self.env.image.split_once('@');
        if let (false, Some((_, digest))) = (self.build_image, pinned) {
            record(session, &self.env.image, digest)?;
            return Ok(self.env.image.clone());
        }
        let docker = Docker::new(session)?;
        let image_uri = self.image_uri(repository, folder);
        let image = self.image(&docker, &image_uri, folder)?;
        record(session, &image_uri, &image.id)?;
        let name = image.pushed_name();
        let digest = match docker.push(name) {
            Err(error) if !self.build_image && error.code() == ErrorCode::ExecutionFailed => {
                let known = docker.registry_digest(name)?;
                let Some(digest) = known else {
                    return Err(error);
                };
                tracing::warn!("{error}; its registry has it as {digest}, which is taken");
                digest
            }
            pushed => pushed?,
        };
        record(session, &image_uri, &digest)?;
        Ok(format!("{name}@{digest}"))
    }

    /// The image, built or found.
    fn image(&self, docker: &Docker, image_uri: &str, folder: &Path) -> Result<Image> {
        if self.build_image {
            docker.build(&self.env.image, image_uri, folder)
        } else {
            docker.image_or_pull(image_uri)
        }
    }

    /// The name of the image: the project's own, or one in a repository, with the commit where
    /// there is one.
    fn image_uri(&self, repository: &str, folder: &Path) -> String {
        if !self.build_image {
            return self.env.image.clone();
        }
        let commit = GitFacts::of(folder).and_then(|git| git.commit);
        match commit {
            Some(commit) => format!("{repository}:{}", &commit[..SHORT_HASH]),
            None => repository.to_owned(),
        }
    }

    /// `docker run`, in the order of MLflow 3.17.2.
    fn words(&self, program: &str, image: &str, session: &Session) -> Result<Vec<Word>> {
        let tracking = tracking_mount(session.tracking.tracking_uri());
        let artifacts = artifact_mount(&session.run.artifact_uri)?;
        let mut words: Vec<Word> = [program, "run", "--rm"].map(Word::plain).into();
        words.extend(self.args.iter().flat_map(DockerArg::words));
        let volumes = tracking.volumes.iter().chain(&artifacts.volumes);
        let volumes = volumes.map(|volume| Word::plain(volume));
        let written = self.env.volumes.iter().map(|volume| Word::written(volume));
        for volume in volumes.chain(written) {
            words.extend([Word::plain("-v"), volume]);
        }
        let own = vec![
            (config::RUN_ID, session.run.run_id.to_string()),
            (
                config::TRACKING_URI,
                session.tracking.tracking_uri().reveal().to_owned(),
            ),
            (config::EXPERIMENT_ID, session.run.experiment_id.to_string()),
        ];
        let own = own
            .into_iter()
            .chain(tracking.variables)
            .map(|(name, value)| (name.to_owned(), Value::Own(value)));
        let mut environment: Vec<(String, Value)> = Vec::new();
        let copied = artifacts.variables.into_iter();
        let copied = copied.map(|(name, value)| (name.to_owned(), Value::Copied(value)));
        for (name, value) in own.chain(copied).chain(self.variables.iter().cloned()) {
            match environment.iter_mut().find(|(known, _)| *known == name) {
                Some((_, old)) => *old = value,
                None => environment.push((name, value)),
            }
        }
        for (name, value) in environment {
            words.extend([Word::plain("-e"), Word::variable(&name, &value)]);
        }
        words.push(Word::plain(image));
        Ok(words)
    }
}

/// Records which image it is.
fn record(session: &Session, image_uri: &str, id: &str) -> Result<()> {
    session.log(Batch {
        tags: vec![
            Tag::new(keys::DOCKER_IMAGE_URI, image_uri),
            Tag::new(keys::DOCKER_IMAGE_ID, id),
        ],
        ..Batch::default()
    })
}

/// As in MLflow, what is wished for `docker run` does not reach a cluster.
fn warn_of_local_wishes(env: &DockerEnv, args: &[DockerArg]) {
    let wishes = [
        ("`--docker-args`", !args.is_empty()),
        ("the `volumes` of its `docker_env`", !env.volumes.is_empty()),
        (
            "the `environment` of its `docker_env`",
            !env.environment.is_empty(),
        ),
    ];
    for (wish, is_there) in wishes {
        if is_there {
            tracing::warn!(
                "{wish} means nothing in a cluster; the job template is the place for that"
            );
        }
    }
}

impl DockerArg {
    /// Whether it sets a variable, whose value may be a secret.
    fn is_variable(&self) -> bool {
        matches!(&*self.name, "e" | "env")
    }

    fn words(&self) -> Vec<Word> {
        let dashes = if self.name.chars().count() == 1 {
            "-"
        } else {
            "--"
        };
        let flag = Word::plain(&format!("{dashes}{}", self.name));
        let value = self.value.as_deref().map(|value| {
            if self.is_variable() {
                Word::given_variable(value)
            } else {
                Word::plain(value)
            }
        });
        std::iter::once(flag).chain(value).collect()
    }
}

/// The values of the project's own variables.
fn variables(declared: &[DockerVariable]) -> Result<Vec<(String, Value)>> {
    let mut missing = Vec::new();
    let mut values = Vec::new();
    for variable in declared {
        match variable {
            DockerVariable::New(name, value) => {
                values.push((name.clone(), Value::Written(value.clone())));
            }
            DockerVariable::Copied(name) => match config::raw_var(name)? {
                Some(value) => values.push((name.clone(), Value::Copied(value))),
                None => missing.push(name.as_str()),
            },
        }
    }
    if missing.is_empty() {
        return Ok(values);
    }
    let missing = missing.join(", ");
    Err(Error::invalid(format!(
        "This project expects the {missing} environment variables to be set on the machine running the project, but {missing} was not set"
    ))
    .hint("set them, or give them a value in the project's `docker_env`: `[NAME, value]`"))
}

/// What the container gets of this machine.
#[derive(Debug, Default, PartialEq, Eq)]
struct Mount {
    volumes: Vec<String>,
    variables: Vec<(&'static str, String)>,
}

/// A local store is mounted, and named by its place there.
///
/// Of an SQLite database, MLflow 3.17.2 mounts the file alone. It has a log beside it (WAL), and a
/// container that does not see that would read old facts and lose new ones: so the folder is
/// mounted.
fn tracking_mount(tracking_uri: &StoreUri) -> Mount {
    let Some((folder, inside)) = tracking_uri.in_folder(TRACKING_FOLDER) else {
        return Mount::default();
    };
    Mount {
        volumes: vec![format!("{}:{TRACKING_FOLDER}", folder.display())],
        variables: vec![(config::TRACKING_URI, inside)],
    }
}

/// What is mounted must be there for podman, and would be made by Docker as its own user's.
fn make_artifact_folder(artifact_uri: &str) -> Result<()> {
    let Some(path) = uri::recorded_path(artifact_uri) else {
        return Ok(());
    };
    fs::create_dir_all(&path).map_err(|e| Error::io("create the folder", &path, e))
}

/// Local artifacts are mounted where they are; for others the container gets the keys.
fn artifact_mount(artifact_uri: &str) -> Result<Mount> {
    if let Some(path) = uri::recorded_path(artifact_uri) {
        let path = path.display();
        return Ok(Mount {
            volumes: vec![format!("{path}:{path}")],
            variables: Vec::new(),
        });
    }
    match uri::scheme(artifact_uri).as_deref() {
        Some("s3") => s3_mount(),
        Some("wasbs") => Ok(Mount {
            volumes: Vec::new(),
            variables: copied(&[
                "AZURE_STORAGE_CONNECTION_STRING",
                "AZURE_STORAGE_ACCESS_KEY",
            ])?,
        }),
        Some("gs") => google_mount(),
        Some("hdfs" | "viewfs") => hadoop_mount(),
        _ => Ok(Mount::default()),
    }
}

fn s3_mount() -> Result<Mount> {
    let (at_home, inside) = AWS_FOLDERS;
    let folder = config::home().map(|home| home.join(at_home));
    let folder = folder.filter(|folder| folder.exists());
    Ok(Mount {
        volumes: folder
            .map(|folder| format!("{}:{inside}", folder.display()))
            .into_iter()
            .collect(),
        variables: copied(&[
            "AWS_SECRET_ACCESS_KEY",
            "AWS_ACCESS_KEY_ID",
            "MLFLOW_S3_ENDPOINT_URL",
            "MLFLOW_S3_IGNORE_TLS",
        ])?,
    })
}

fn google_mount() -> Result<Mount> {
    let (name, inside) = GOOGLE_CREDENTIALS;
    let Some(path) = config::raw_var(name)? else {
        return Ok(Mount::default());
    };
    Ok(Mount {
        volumes: vec![format!("{path}:{inside}")],
        variables: vec![(name, inside.to_owned())],
    })
}

fn hadoop_mount() -> Result<Mount> {
    let ticket_cache = "MLFLOW_KERBEROS_TICKET_CACHE";
    let volumes = config::raw_var(ticket_cache)?.map(|path| format!("{path}:{path}"));
    Ok(Mount {
        volumes: volumes.into_iter().collect(),
        variables: copied(&[
            ticket_cache,
            "MLFLOW_KERBEROS_USER",
            "MLFLOW_PYARROW_EXTRA_CONF",
        ])?,
    })
}

/// Those of the variables that are set here.
fn copied(names: &[&'static str]) -> Result<Vec<(&'static str, String)>> {
    let mut values = Vec::new();
    for name in names {
        values.extend(config::raw_var(name)?.map(|value| (*name, value)));
    }
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_stores_are_mounted() {
        for (tracking_uri, volume, inside) in [
            (
                "/a/mlruns",
                "/a/mlruns:/mlflow/tmp/mlruns",
                "file:///mlflow/tmp/mlruns",
            ),
            (
                "file:///a%20b/mlruns",
                "/a b/mlruns:/mlflow/tmp/mlruns",
                "file:///mlflow/tmp/mlruns",
            ),
            (
                "sqlite:////a/x.db",
                "/a:/mlflow/tmp/mlruns",
                "sqlite:////mlflow/tmp/mlruns/x.db",
            ),
        ] {
            let mount = tracking_mount(&StoreUri::parse(tracking_uri).unwrap());
            assert_eq!(mount.volumes, [volume]);
            assert_eq!(mount.variables, [(config::TRACKING_URI, inside.to_owned())]);
        }
        let server = StoreUri::parse("http://h").unwrap();
        assert_eq!(tracking_mount(&server), Mount::default());
        assert_eq!(artifact_mount("/a/b").unwrap().volumes, ["/a/b:/a/b"]);
        assert_eq!(
            artifact_mount("mlflow-artifacts:/0").unwrap(),
            Mount::default()
        );
    }

    #[test]
    fn an_argument_has_one_dash_or_two() {
        let words = |name: &str, value: Option<&str>| {
            let arg = DockerArg {
                name: name.into(),
                value: value.map(Into::into),
            };
            let words: Vec<String> = arg.words().into_iter().map(|word| word.shown).collect();
            words.join(" ")
        };
        assert_eq!(words("env", Some("A=s3cret")), "--env A=***");
        assert_eq!(words("t", None), "-t");
        assert_eq!(words("p", Some("80:80")), "-p 80:80");
        assert_eq!(words("gpus", Some("all")), "--gpus all");
        assert_eq!(words("init", None), "--init");
    }
}
