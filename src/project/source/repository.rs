//! Projects in git repositories, by the `git` program: so the user's own configuration, keys and
//! credential helpers hold.
//!
//! What is fetched goes to a temporary folder, as shallow as it can be. A version of a local
//! repository is checked out there, too; MLflow 3.17.2 checks it out in the repository itself, and
//! leaves the user's work tree at it.

use std::io::{self, IsTerminal};
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::config;
use crate::error::{Error, ErrorCode, Result};

use super::super::git;
use super::super::process::{Said, Watch, listen};
use super::address::Address;

/// What there is in the lines in which git, and the ssh that it calls, say what is wrong.
const COMPLAINTS: [&str; 5] = [
    "fatal: ",
    "error: ",
    "ssh: ",
    "Permission denied",
    "Host key verification failed",
];
/// Where the fetched commit is kept.
const FETCHED: &str = "FETCH_HEAD";
/// How many digits a whole commit's name has.
const HASH_LENGTH: usize = 40;

/// A work tree that was made for one run.
#[derive(Debug)]
pub(super) struct Checkout {
    pub(super) folder: TempDir,
    /// The version that was asked for, where it is a branch.
    pub(super) branch: Option<String>,
}

/// What a version turned out to be.
#[derive(Debug, PartialEq, Eq)]
enum Version {
    Branch(String),
    Tag(String),
    /// A whole commit's name.
    Commit(String),
    /// Something that only the whole history tells, such as the beginning of a commit's name.
    Other(String),
}

/// Fetches a version of a repository elsewhere; without one, the branch that is its default.
pub(super) fn fetch(address: &Address, version: Option<&str>, watch: &Watch) -> Result<Checkout> {
    let git = Git::new(address, watch)?;
    git.run(&["init", "--quiet"])?;
    git.run(&["remote", "add", "origin", &address.clean])?;
    let found = git.find(version)?;
    match &found {
        Version::Branch(branch) => git.fetch_branch(branch)?,
        Version::Tag(tag) => git.fetch_tag(tag)?,
        Version::Commit(commit) => git.fetch_commit(commit)?,
        Version::Other(version) => git.fetch_all(version)?,
    }
    git.update_submodules()?;
    let branch = match found {
        Version::Branch(branch) if version.is_some() => Some(branch),
        _ => None,
    };
    Ok(Checkout {
        folder: git.folder,
        branch,
    })
}

/// Checks a version of a local repository out into a folder of its own. The text says where the
/// given folder is within it (`sub/`, or nothing).
pub(super) fn check_out(
    repository: &Path,
    version: &str,
    watch: &Watch,
) -> Result<(Checkout, String)> {
    let (top, prefix) = place_of(repository, version, watch)?;
    let address = Address::new(&top);
    let git = Git::new(&address, watch)?;
    // `--shared` copies nothing: the objects stay where they are.
    git.run(&["clone", "--quiet", "--shared", "--no-checkout", &top, "."])?;
    // A clone has a `HEAD` among the branches of its origin, which is none.
    let is_branch = version != "HEAD" && git.has(&format!("refs/remotes/origin/{version}"))?;
    if is_branch {
        let start = format!("refs/remotes/origin/{version}");
        git.run(&["checkout", "--quiet", "-B", version, &start])?;
    } else {
        let commit = resolve(repository, version, watch)?;
        git.run(&["checkout", "--quiet", "--detach", &commit])?;
    }
    match git::remote_url(repository) {
        Some(url) => git.run(&["remote", "set-url", "origin", &url])?,
        None => git.run(&["remote", "remove", "origin"])?,
    };
    git.update_submodules()?;
    let checkout = Checkout {
        folder: git.folder,
        branch: is_branch.then(|| version.to_owned()),
    };
    Ok((checkout, prefix))
}

/// The name of a commit that a local repository has, or can fetch from its first remote.
fn resolve(repository: &Path, version: &str, watch: &Watch) -> Result<String> {
    let ask = |revision: &str| {
        let mut command = git::command(repository);
        command.args(["rev-parse", "--quiet", "--verify", "--end-of-options"]);
        listen(command.arg(format!("{revision}^{{commit}}")), watch)
    };
    let found = ask(version)?;
    if found.end.is_success() {
        return Ok(found.stdout.trim().to_owned());
    }
    let mut fetch = git::command(repository);
    prepare(&mut fetch);
    fetch.args(["fetch", "--quiet", "--end-of-options", "origin", version]);
    let fetched = listen(&mut fetch, watch)?;
    let found = ask(FETCHED)?;
    if fetched.end.is_success() && found.end.is_success() {
        return Ok(found.stdout.trim().to_owned());
    }
    Err(version_not_found(version, &repository.to_string_lossy()))
}

/// Where a folder's repository is, and where the folder is within it.
fn place_of(repository: &Path, version: &str, watch: &Watch) -> Result<(String, String)> {
    let mut command = git::command(repository);
    command.args([
        "rev-parse",
        "--path-format=absolute",
        "--git-common-dir",
        "--show-prefix",
    ]);
    let said = listen(&mut command, watch).map_err(git_missing)?;
    if !said.end.is_success() {
        return Err(Error::invalid(format!(
            "version `{version}`: only projects in git repositories have versions, and `{}` is not one",
            repository.display()
        ))
        .hint("leave `--version` out to run the folder as it is"));
    }
    let mut lines = said.stdout.lines();
    let mut next = || lines.next().unwrap_or_default().to_owned();
    Ok((next(), next()))
}

/// The `git` program at work in a folder of its own.
struct Git<'a> {
    address: &'a Address,
    watch: &'a Watch,
    folder: TempDir,
}

impl<'a> Git<'a> {
    fn new(address: &'a Address, watch: &'a Watch) -> Result<Self> {
        Ok(Self {
            address,
            watch,
            folder: super::temporary_folder()?,
        })
    }

    fn ask(&self, args: &[&str]) -> Result<Said> {
        let mut command = git::command(self.folder.path());
        prepare(&mut command);
        if let Some((key, value)) = self.address.git_setting() {
            add_setting(&mut command, &key, &value)?;
        }
        listen(command.args(args), self.watch).map_err(git_missing)
    }

    fn run(&self, args: &[&str]) -> Result<Said> {
        let said = self.ask(args)?;
        if said.end.is_success() {
            return Ok(said);
        }
        Err(Error::new(
            ErrorCode::ExecutionFailed,
            format!(
                "the project `{}` cannot be fetched: {}",
                self.address.clean,
                self.complaint(&said)
            ),
        )
        .hint("git runs with your own configuration: `git ls-remote` of that address shows whether it gets in"))
    }

    /// What git complained about, in one line.
    fn complaint(&self, said: &Said) -> String {
        let lines: Vec<&str> = said.stderr.lines().map(str::trim).collect();
        let is_told = |line: &&&str| COMPLAINTS.iter().any(|begin| line.contains(begin));
        let complaints: Vec<&str> = lines.iter().filter(is_told).copied().collect();
        let told = if complaints.is_empty() {
            lines
        } else {
            complaints
        };
        match told.len() {
            0 => format!("git {}", said.end),
            _ => self.address.hide_secrets(&told.join("; ")),
        }
    }

    /// Asks the other side what a version is; without one, what its default branch is.
    fn find(&self, version: Option<&str>) -> Result<Version> {
        let Some(version) = version else {
            let said = self.run(&["ls-remote", "--symref", "origin", "HEAD"])?;
            return default_branch(&said.stdout).ok_or_else(|| {
                Error::invalid(format!(
                    "the repository `{}` has no default branch",
                    self.address.clean
                ))
                .hint("name one with `--version`")
            });
        };
        let (branch, tag) = (
            format!("refs/heads/{version}"),
            format!("refs/tags/{version}"),
        );
        let said = self.run(&["ls-remote", "origin", &branch, &tag])?;
        Ok(named_version(&said.stdout, version))
    }

    fn fetch_branch(&self, branch: &str) -> Result<()> {
        let remote = format!("refs/remotes/origin/{branch}");
        self.fetch(&format!("+refs/heads/{branch}:{remote}"))?;
        self.run(&["checkout", "--quiet", "-B", branch, &remote])?;
        Ok(())
    }

    fn fetch_tag(&self, tag: &str) -> Result<()> {
        let name = format!("refs/tags/{tag}");
        self.fetch(&format!("+{name}:{name}"))?;
        self.run(&["checkout", "--quiet", "--detach", &name])?;
        Ok(())
    }

    /// Not every server gives a commit by its name alone; the whole history has it, too.
    fn fetch_commit(&self, commit: &str) -> Result<()> {
        let fetched = self.ask(&["fetch", "--quiet", "--depth=1", "origin", commit])?;
        if !fetched.end.is_success() {
            return self.fetch_all(commit);
        }
        self.run(&["checkout", "--quiet", "--detach", FETCHED])?;
        Ok(())
    }

    fn fetch_all(&self, version: &str) -> Result<()> {
        self.run(&["fetch", "--quiet", "--tags", "origin"])?;
        let revision = format!("{version}^{{commit}}");
        let found = self.ask(&["rev-parse", "--verify", "--end-of-options", &revision])?;
        if !found.end.is_success() {
            return Err(version_not_found(version, &self.address.clean));
        }
        self.run(&["checkout", "--quiet", "--detach", found.stdout.trim()])?;
        Ok(())
    }

    fn fetch(&self, refspec: &str) -> Result<()> {
        self.run(&[
            "fetch",
            "--quiet",
            "--depth=1",
            "--no-tags",
            "origin",
            refspec,
        ])?;
        Ok(())
    }

    fn has(&self, reference: &str) -> Result<bool> {
        let found = self.ask(&["rev-parse", "--quiet", "--verify", reference])?;
        Ok(found.end.is_success())
    }

    fn update_submodules(&self) -> Result<()> {
        if self.folder.path().join(".gitmodules").exists() {
            self.run(&["submodule", "--quiet", "update", "--init", "--recursive"])?;
        }
        Ok(())
    }
}

/// Without a terminal nobody can answer, so git must not ask. Nor where our own input is no
/// terminal, though there is one: git would be stopped there, outside its foreground.
fn prepare(command: &mut Command) {
    if !(io::stdin().is_terminal() && io::stderr().is_terminal()) {
        command.env(config::GIT_TERMINAL_PROMPT, "0");
    }
}

/// Gives git a further setting by its environment, behind those that the user gives so.
fn add_setting(command: &mut Command, key: &str, value: &str) -> Result<()> {
    let count = config::count(config::GIT_CONFIG_COUNT, 0)?;
    command
        .env(config::GIT_CONFIG_COUNT, (count + 1).to_string())
        .env(format!("GIT_CONFIG_KEY_{count}"), key)
        .env(format!("GIT_CONFIG_VALUE_{count}"), value);
    Ok(())
}

/// Reads the line of `HEAD`, which begins with `ref: refs/heads/main`.
fn default_branch(said: &str) -> Option<Version> {
    let line = said.lines().find_map(|line| line.strip_prefix("ref: "))?;
    let (reference, _) = line.split_once('\t')?;
    let branch = reference.strip_prefix("refs/heads/")?;
    Some(Version::Branch(branch.to_owned()))
}

/// What a version is, by the references that the other side has. Like `git checkout`, a branch
/// goes before a tag of the same name.
fn named_version(said: &str, version: &str) -> Version {
    let has = |kind: &str| {
        let reference = format!("\trefs/{kind}/{version}");
        said.lines().any(|line| line.ends_with(&reference))
    };
    let version_name = version.to_owned();
    if has("heads") {
        Version::Branch(version_name)
    } else if has("tags") {
        Version::Tag(version_name)
    } else if version.len() == HASH_LENGTH && version.bytes().all(|b| b.is_ascii_hexdigit()) {
        Version::Commit(version_name)
    } else {
        Version::Other(version_name)
    }
}

fn version_not_found(version: &str, place: &str) -> Error {
    Error::new(
        ErrorCode::ResourceDoesNotExist,
        format!("`{place}` has no branch, tag or commit `{version}`"),
    )
}

/// Tells of a `git` that is not there.
fn git_missing(error: Error) -> Error {
    if error.code() == ErrorCode::ResourceDoesNotExist {
        return error.hint("projects in git repositories need the program `git` on the PATH");
    }
    error
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_found_among_references() {
        let said =
            "aaaa\trefs/heads/x\nbbbb\trefs/tags/x\ncccc\trefs/tags/v1\ndddd\trefs/tags/v1^{}\n";
        let found = |version: &str| named_version(said, version);
        assert_eq!(found("x"), Version::Branch("x".into()));
        assert_eq!(found("v1"), Version::Tag("v1".into()));
        assert_eq!(found("1"), Version::Other("1".into()));
        let hash = "0123456789abcdef0123456789abcdef01234567";
        assert_eq!(found(hash), Version::Commit(hash.into()));
    }

    #[test]
    fn the_default_branch_is_read() {
        let said = "ref: refs/heads/a/b\tHEAD\n0123\tHEAD\n";
        assert_eq!(default_branch(said), Some(Version::Branch("a/b".into())));
        assert_eq!(default_branch("0123\tHEAD\n"), None);
    }
}
