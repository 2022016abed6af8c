//! Projects that run in a Docker container: the command line of `docker run`, as MLflow 3.17.2
//! builds it, and the image.
//!
//! The daemon is reached through the `docker` program (or podman's, which takes the same words),
//! where MLflow also uses Docker's Python package.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use tempfile::NamedTempFile;

use crate::config;
use crate::entity::{Tag, keys};
use crate::error::{Error, ErrorCode, Result};
use crate::tracking::Batch;
use crate::uri;

use super::super::command::quote;
use super::super::git::GitFacts;
use super::super::manifest::{DockerEnv, DockerVariable};
use super::super::observer::Event;
use super::super::process::{Said, listen};
use super::super::session::Session;
use super::builder::run_logged;

/// The programs, the first of which is MLflow's.
const PROGRAMS: [&str; 2] = ["docker", "podman"];
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
    /// What the container gets of the project's own wishes.
    variables: Vec<(String, String)>,
}

/// An image on this machine.
struct Image {
    /// As `docker run` gets it.
    name: String,
    id: String,
}

impl Container {
    /// Checks what can be checked before a run is made.
    pub(super) fn new(
        env: DockerEnv,
        project_name: Option<String>,
        args: Vec<DockerArg>,
        build_image: bool,
    ) -> Result<Self> {
        let project_name = project_name.ok_or_else(|| {
            Error::invalid("a project with a `docker_env` needs a `name`, which its image gets")
        })?;
        Ok(Self {
            variables: variables(&env.environment)?,
            env,
            project_name,
            args,
            build_image,
        })
    }

    /// Makes sure that the image is there, records it, and gives the words before the command.
    pub(super) fn prepare(&self, session: &Session, folder: &Path) -> Result<String> {
        let program = program(session)?;
        let docker = Docker { program, session };
        let (image, image_uri) = if self.build_image {
            let image_uri = self.image_uri(folder);
            (
                docker.build(&self.env.image, &image_uri, folder)?,
                image_uri,
            )
        } else {
            (
                docker.image_or_pull(&self.env.image)?,
                self.env.image.clone(),
            )
        };
        session.log(Batch {
            tags: vec![
                Tag::new(keys::DOCKER_IMAGE_URI, image_uri),
                Tag::new(keys::DOCKER_IMAGE_ID, &image.id),
            ],
            ..Batch::default()
        })?;
        make_artifact_folder(&session.run.artifact_uri)?;
        let words = self.words(program, &image.name, session)?;
        let words: Vec<String> = words.iter().map(|word| quote(word)).collect();
        Ok(words.join(" "))
    }

    /// The project's name, and the commit where there is one.
    fn image_uri(&self, folder: &Path) -> String {
        let commit = GitFacts::of(folder).and_then(|git| git.commit);
        match commit {
            Some(commit) => format!("{}:{}", self.project_name, &commit[..SHORT_HASH]),
            None => self.project_name.clone(),
        }
    }

    /// `docker run`, in the order of MLflow 3.17.2.
    fn words(&self, program: &str, image: &str, session: &Session) -> Result<Vec<String>> {
        let tracking = tracking_mount(session.tracking.tracking_uri());
        let artifacts = artifact_mount(&session.run.artifact_uri)?;
        let mut words = vec![program.to_owned(), "run".to_owned(), "--rm".to_owned()];
        words.extend(self.args.iter().flat_map(DockerArg::words));
        let volumes = tracking.volumes.iter().chain(&artifacts.volumes);
        for volume in volumes.chain(&self.env.volumes) {
            words.extend(["-v".to_owned(), volume.clone()]);
        }
        let own = vec![
            (config::RUN_ID, session.run.run_id.to_string()),
            (
                config::TRACKING_URI,
                session.tracking.tracking_uri().to_owned(),
            ),
            (config::EXPERIMENT_ID, session.run.experiment_id.to_string()),
        ];
        let own = own
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value));
        let mut environment: Vec<(String, String)> = own.collect();
        let more = tracking.variables.into_iter().chain(artifacts.variables);
        for (name, value) in more.chain(self.variables.iter().cloned()) {
            match environment.iter_mut().find(|(known, _)| *known == name) {
                Some((_, old)) => *old = value,
                None => environment.push((name, value)),
            }
        }
        for (name, value) in environment {
            words.extend(["-e".to_owned(), format!("{name}={value}")]);
        }
        words.push(image.to_owned());
        Ok(words)
    }
}

impl DockerArg {
    fn words(&self) -> Vec<String> {
        let dashes = if self.name.chars().count() == 1 {
            "-"
        } else {
            "--"
        };
        let flag = format!("{dashes}{}", self.name);
        std::iter::once(flag).chain(self.value.clone()).collect()
    }
}

/// The values of the project's own variables.
fn variables(declared: &[DockerVariable]) -> Result<Vec<(String, String)>> {
    let mut missing = Vec::new();
    let mut values = Vec::new();
    for variable in declared {
        match variable {
            DockerVariable::New(name, value) => values.push((name.clone(), value.clone())),
            DockerVariable::Copied(name) => match config::raw_var(name)? {
                Some(value) => values.push((name.clone(), value)),
                None => missing.push(format!("`{name}`")),
            },
        }
    }
    if missing.is_empty() {
        return Ok(values);
    }
    Err(Error::invalid(format!(
        "the project copies environment variables that are not set: {}",
        missing.join(", ")
    ))
    .hint("set them, or give them a value in the project's `docker_env`: `[NAME, value]`"))
}

/// What the container gets of this machine.
#[derive(Debug, Default, PartialEq, Eq)]
struct Mount {
    volumes: Vec<String>,
    variables: Vec<(String, String)>,
}

/// A local store is mounted, and named by its place there.
///
/// Of an SQLite database, MLflow 3.17.2 mounts the file alone. It has a log beside it (WAL), and a
/// container that does not see that would read old facts and lose new ones: so the folder is
/// mounted.
fn tracking_mount(tracking_uri: &str) -> Mount {
    let (folder, inside) = if let Some(database) = tracking_uri.strip_prefix("sqlite:///") {
        let (path, options) = database.split_at(database.find('?').unwrap_or(database.len()));
        let (folder, file) = path.rsplit_once('/').unwrap_or((".", path));
        let folder = if folder.is_empty() { "/" } else { folder };
        let inside = format!("sqlite:///{TRACKING_FOLDER}/{file}{options}");
        (folder.to_owned(), inside)
    } else if let Some(path) = uri::recorded_path(tracking_uri) {
        let inside = format!("file://{TRACKING_FOLDER}");
        (path.to_string_lossy().into_owned(), inside)
    } else {
        return Mount::default();
    };
    Mount {
        volumes: vec![format!("{folder}:{TRACKING_FOLDER}")],
        variables: vec![(config::TRACKING_URI.to_owned(), inside)],
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
        variables: vec![(name.to_owned(), inside.to_owned())],
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
fn copied(names: &[&str]) -> Result<Vec<(String, String)>> {
    let mut values = Vec::new();
    for name in names {
        values.extend(config::raw_var(name)?.map(|value| ((*name).to_owned(), value)));
    }
    Ok(values)
}

/// The program that can run containers: the first one that is here and whose daemon answers.
fn program(session: &Session) -> Result<&'static str> {
    let mut silent = None;
    for program in PROGRAMS {
        if config::programs(program).next().is_none() {
            continue;
        }
        let said = listen(Command::new(program).arg("info"), session.watch)?;
        if said.end.is_success() {
            return Ok(program);
        }
        silent.get_or_insert((program, said));
    }
    let Some((program, said)) = silent else {
        return Err(Error::new(
            ErrorCode::ResourceDoesNotExist,
            "the project runs in a Docker container, and there is no program `docker` on the PATH",
        )
        .hint("install it: https://docs.docker.com/get-docker"));
    };
    Err(Error::new(
        ErrorCode::ExecutionFailed,
        format!(
            "`{program} info` {}, so no container can run: {}",
            said.end,
            complaint(&said)
        ),
    ))
}

/// The last line that a program said about its failure.
fn complaint(said: &Said) -> &str {
    let lines = said.stdout.lines().chain(said.stderr.lines());
    let mut told = lines.rev().map(str::trim).filter(|line| !line.is_empty());
    told.next().unwrap_or_default()
}

/// The program at work for a run.
struct Docker<'a> {
    program: &'a str,
    session: &'a Session<'a>,
}

impl Docker<'_> {
    /// The image of that name, from a registry where it is not here.
    fn image_or_pull(&self, name: &str) -> Result<Image> {
        if let Some(image) = self.inspect(name)? {
            return Ok(image);
        }
        let what = format!("from the registry, with {}", self.program);
        let mut pull = Command::new(self.program);
        self.work(pull.args(["pull", name]), Path::new("."), name, &what)?;
        self.inspect(name)?.ok_or_else(|| image_not_found(name))
    }

    /// Builds an image with the project's files in it.
    fn build(&self, base: &str, image_uri: &str, folder: &Path) -> Result<Image> {
        let failed = |e| Error::internal("cannot write a Dockerfile").caused_by(e);
        let dockerfile = NamedTempFile::new().map_err(failed)?;
        let text = format!("FROM {base}\nCOPY . {CODE_FOLDER}\nWORKDIR {CODE_FOLDER}\n");
        fs::write(dockerfile.path(), text).map_err(failed)?;
        let mut build = Command::new(self.program);
        build
            .args(["build", "--force-rm", "--tag", image_uri, "--file"])
            .arg(dockerfile.path())
            .arg(folder);
        let what = format!("on `{base}`, with {}", self.program);
        self.work(&mut build, folder, image_uri, &what)?;
        self.inspect(image_uri)?
            .ok_or_else(|| image_not_found(image_uri))
    }

    /// What there is on this machine under a name.
    fn inspect(&self, name: &str) -> Result<Option<Image>> {
        let mut command = Command::new(self.program);
        command.args([
            "image",
            "inspect",
            "--format",
            "{{.Id}} {{json .RepoTags}}",
            name,
        ]);
        let said = listen(&mut command, self.session.watch)?;
        if !said.end.is_success() {
            return Ok(None);
        }
        let (id, tags) = said.stdout.trim().split_once(' ').unwrap_or_default();
        // MLflow runs an image by the first of its tags; one fetched by its digest has none.
        let tags: Vec<String> = serde_json::from_str(tags).unwrap_or_default();
        Ok(Some(Image {
            name: tags.into_iter().next().unwrap_or_else(|| name.to_owned()),
            id: id.to_owned(),
        }))
    }

    /// Does something that takes a while, and says so.
    fn work(&self, command: &mut Command, folder: &Path, name: &str, what: &str) -> Result<()> {
        let failed = |e| Error::internal("cannot make a temporary file").caused_by(e);
        let observer = self.session.observer;
        observer.notice(Event::EnvironmentBuilding { name, what });
        let log = NamedTempFile::new().map_err(failed)?;
        let started = Instant::now();
        run_logged(command, folder, log.path(), self.session.watch).inspect_err(|_| {
            let said = fs::read(log.path()).unwrap_or_default();
            let log = &String::from_utf8_lossy(&said);
            observer.notice(Event::EnvironmentFailed { log });
        })?;
        observer.notice(Event::EnvironmentReady {
            took: started.elapsed(),
        });
        Ok(())
    }
}

fn image_not_found(name: &str) -> Error {
    Error::new(
        ErrorCode::ResourceDoesNotExist,
        format!("there is no Docker image `{name}`"),
    )
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
            let mount = tracking_mount(tracking_uri);
            assert_eq!(mount.volumes, [volume]);
            assert_eq!(
                mount.variables,
                [(config::TRACKING_URI.to_owned(), inside.to_owned())]
            );
        }
        assert_eq!(tracking_mount("http://h"), Mount::default());
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
            arg.words().join(" ")
        };
        assert_eq!(words("t", None), "-t");
        assert_eq!(words("p", Some("80:80")), "-p 80:80");
        assert_eq!(words("gpus", Some("all")), "--gpus all");
        assert_eq!(words("init", None), "--init");
    }
}
