//! Finds, pulls, builds and pushes images with the program `docker`, or with `podman`, which takes
//! the same arguments. (MLflow uses Docker's Python package.)

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use tempfile::NamedTempFile;

use crate::config;
use crate::error::{Error, ErrorCode, Result};
use crate::process::{Said, Watch, listen};

use super::super::context::BuildContext;
use super::super::event::BuildEvent;
use super::super::logged::{self, BuildStep};
use super::CODE_FOLDER;

/// The programs, the first of which is MLflow's.
const PROGRAMS: [&str; 2] = [DOCKER, PODMAN];
const DOCKER: &str = "docker";
const PODMAN: &str = "podman";
/// The tag of an image whose name has none.
const DEFAULT_TAG: &str = "latest";
/// What stands before the digest at the end of what `docker push` says.
const PUSHED: &str = "digest: ";

/// An image on this machine.
pub(super) struct Image {
    tags: Vec<String>,
    /// The name that it was asked for by.
    asked: String,
    pub(super) id: String,
}

impl Image {
    /// As MLflow runs it: by the first of its tags. One fetched by its digest has none.
    pub(super) fn name(&self) -> &str {
        self.tags.first().unwrap_or(&self.asked)
    }

    /// As it is pushed: by the tag that was asked for. MLflow 3.17.2 takes the first of all tags
    /// here too, which may belong to another repository.
    pub(super) fn pushed_name(&self) -> &str {
        let full = format!("{}:{DEFAULT_TAG}", self.asked);
        let wanted = |tag: &&String| **tag == self.asked || **tag == full;
        let tag = self.tags.iter().find(wanted);
        tag.map_or_else(|| self.name(), String::as_str)
    }
}

/// The first of the programs that is on the PATH and whose daemon answers.
fn program(watch: &Watch) -> Result<&'static str> {
    let mut silent = None;
    for program in PROGRAMS {
        if config::programs(program).next().is_none() {
            continue;
        }
        let said = listen(Command::new(program).arg("info"), watch)?;
        if said.end.is_success() {
            return Ok(program);
        }
        silent.get_or_insert((program, said));
    }
    let Some((program, said)) = silent else {
        return Err(Error::new(
            ErrorCode::ResourceDoesNotExist,
            "Could not find Docker executable: the project runs in a container, and there is no program `docker` on the PATH",
        )
        .hint("install it: https://docs.docker.com/get-docker"));
    };
    Err(Error::new(
        ErrorCode::ExecutionFailed,
        format!(
            "Ran `{program} info` to ensure docker daemon is running but it failed: it {}: {}",
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

/// The chosen program, and for whom it works.
pub(super) struct Docker<'a> {
    pub(super) program: &'static str,
    context: BuildContext<'a>,
}

impl<'a> Docker<'a> {
    /// Finds the program.
    pub(super) fn new(context: BuildContext<'a>) -> Result<Self> {
        let program = program(context.watch)?;
        Ok(Self { program, context })
    }

    /// The image of that name, from a registry where it is not here.
    pub(super) fn image_or_pull(&self, name: &str) -> Result<Image> {
        if let Some(image) = self.inspect(name)? {
            return Ok(image);
        }
        let what = format!("from the registry, with {}", self.program);
        let mut pull = Command::new(self.program);
        self.work(pull.args(["pull", name]), Path::new("."), name, &what)?;
        self.inspect(name)?.ok_or_else(|| image_not_found(name))
    }

    /// Builds an image with the project's files in it.
    pub(super) fn build(&self, base: &str, image_uri: &str) -> Result<Image> {
        let failed = |e| Error::internal("cannot write a Dockerfile").caused_by(e);
        let dockerfile = NamedTempFile::new().map_err(failed)?;
        let text = format!("FROM {base}\nCOPY . {CODE_FOLDER}\nWORKDIR {CODE_FOLDER}\n");
        fs::write(dockerfile.path(), text).map_err(failed)?;
        let mut build = Command::new(self.program);
        build
            .args(["build", "--force-rm", "--tag", image_uri, "--file"])
            .arg(dockerfile.path())
            .arg(self.context.project);
        let what = format!("on `{base}`, with {}", self.program);
        self.work(&mut build, self.context.project, image_uri, &what)?;
        self.inspect(image_uri)?
            .ok_or_else(|| image_not_found(image_uri))
    }

    /// Builds an image of the context's folder, as the `Dockerfile` in it says.
    pub(super) fn build_folder(&self, name: &str) -> Result<()> {
        let mut build = Command::new(self.program);
        build.args(["build", "--tag", name, "--file", "Dockerfile"]);
        // Its own form of images has no health checks.
        if self.program == PODMAN {
            build.args(["--format", "docker"]);
        }
        let what = format!("with {}", self.program);
        let folder = self.context.project;
        self.work(build.arg("."), folder, name, &what)
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
        let said = listen(&mut command, self.context.watch)?;
        if !said.end.is_success() {
            return Ok(None);
        }
        let (id, tags) = said.stdout.trim().split_once(' ').unwrap_or_default();
        Ok(Some(Image {
            tags: serde_json::from_str(tags).unwrap_or_default(),
            asked: name.to_owned(),
            id: id.to_owned(),
        }))
    }

    /// Pushes an image to its registry, and gives the digest that it has there.
    pub(super) fn push(&self, name: &str) -> Result<String> {
        let failed = |e| Error::internal("cannot make a temporary file").caused_by(e);
        let observer = self.context.observer;
        observer.notice(BuildEvent::Pushing { name });
        let digest_file = NamedTempFile::new().map_err(failed)?;
        let mut push = Command::new(self.program);
        push.arg("push");
        // Only podman can be asked for it; Docker says it as its last word.
        if self.program == PODMAN {
            push.arg("--digestfile").arg(digest_file.path());
        }
        let said = listen(push.arg(name), self.context.watch)?;
        observer.notice(BuildEvent::Pushed);
        if !said.end.is_success() {
            return Err(self.not_pushed(name, complaint(&said)));
        }
        let written = fs::read_to_string(digest_file.path()).unwrap_or_default();
        let digest = Some(written.trim())
            .filter(|text| !text.is_empty())
            .or_else(|| said_digest(&said.stdout))
            .map(str::to_owned);
        match digest {
            Some(digest) => Ok(digest),
            None => self
                .registry_digest(name)?
                .ok_or_else(|| self.not_pushed(name, "it told no digest")),
        }
    }

    /// The digest of an image in the registry that it was pulled from or pushed to before.
    pub(super) fn registry_digest(&self, name: &str) -> Result<Option<String>> {
        let mut command = Command::new(self.program);
        command.args([
            "image",
            "inspect",
            "--format",
            "{{json .RepoDigests}}",
            name,
        ]);
        let said = listen(&mut command, self.context.watch)?;
        let known: Vec<String> = serde_json::from_str(said.stdout.trim()).unwrap_or_default();
        let repository = repository(name);
        let mut digests = known.iter().filter_map(|known| known.split_once('@'));
        let found = digests.find(|(known, _)| *known == repository);
        Ok(found.map(|(_, digest)| digest.to_owned()))
    }

    fn not_pushed(&self, name: &str, why: &str) -> Error {
        Error::new(
            ErrorCode::ExecutionFailed,
            format!(
                "Error while pushing to docker registry: `{} push` of the image `{name}` said: {why}",
                self.program
            ),
        )
        .hint(format!(
            "`{} login` opens a registry; an image that is there already can be named by its \
             digest, `name@sha256:…`, and is then not pushed",
            self.program
        ))
    }

    /// Runs a command that takes minutes, with its events.
    fn work(&self, command: &mut Command, folder: &Path, name: &str, what: &str) -> Result<()> {
        let failed = |e| Error::internal("cannot make a temporary file").caused_by(e);
        let observer = self.context.observer;
        observer.notice(BuildEvent::Started { name, what });
        let log = NamedTempFile::new().map_err(failed)?;
        let started = Instant::now();
        let at = BuildStep {
            folder,
            log: log.path(),
            lock: None,
            started,
            watch: self.context.watch,
            observer,
        };
        logged::run(command, at).inspect_err(|_| {
            let said = fs::read(log.path()).unwrap_or_default();
            let log = &String::from_utf8_lossy(&said);
            observer.notice(BuildEvent::Failed { log });
        })?;
        observer.notice(BuildEvent::Ready {
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

/// The digest in what `docker push` says: `latest: digest: sha256:… size: 1234`.
fn said_digest(said: &str) -> Option<&str> {
    let line = said.lines().rev().find(|line| line.contains(PUSHED))?;
    let (_, rest) = line.split_once(PUSHED)?;
    rest.split_whitespace().next()
}

/// The name of an image without its tag.
fn repository(name: &str) -> &str {
    match name.rsplit_once(':') {
        // What is before a `/` is the port of a registry.
        Some((repository, tag)) if !tag.contains('/') => repository,
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_is_the_last_word_of_a_push() {
        let said = "The push refers to repository [h:5000/x]\n5f70: Pushed\n\
                    v1: digest: sha256:0123 size: 527\n";
        assert_eq!(said_digest(said), Some("sha256:0123"));
        assert_eq!(said_digest("denied"), None);
    }

    #[test]
    fn a_port_is_no_tag() {
        assert_eq!(repository("h:5000/x/y:v1"), "h:5000/x/y");
        assert_eq!(repository("h:5000/x"), "h:5000/x");
        assert_eq!(repository("x"), "x");
    }

    #[test]
    fn the_tag_that_was_asked_for_is_pushed() {
        let image = |asked: &str, tags: &[&str]| Image {
            tags: tags.iter().map(|&tag| tag.to_owned()).collect(),
            asked: asked.to_owned(),
            id: String::new(),
        };
        let two = image("h/mine", &["h/another:1", "h/mine:latest"]);
        assert_eq!(
            (two.name(), two.pushed_name()),
            ("h/another:1", "h/mine:latest")
        );
        assert_eq!(image("x@sha256:0", &[]).pushed_name(), "x@sha256:0");
    }
}
