//! Projects in git repositories. The program `git` fetches them, with the user's configuration, keys
//! and credential helpers.
//!
//! A project is fetched into a temporary folder, with as little history as possible. A version of a
//! local repository is checked out in a temporary folder, too. (MLflow 3.17.2 checks it out in the
//! user's own work tree.)

use std::io::{self, IsTerminal};
use std::path::Path;
use std::process::Command;

use crate::config;
use crate::error::{Error, ErrorCode, Result};
use crate::process::{Said, Watch, listen};

use super::super::git;
use super::super::scratch::Scratch;
use super::address::{GitAccess, SourceAddress};

/// By these, lines of git and of its ssh are known that say what is wrong.
const COMPLAINTS: [&str; 5] = [
    "fatal: ",
    "error: ",
    "ssh: ",
    "Permission denied",
    "Host key verification failed",
];
/// The environment variables in which [`CREDENTIAL_HELPER`] finds the user and the password.
const CREDENTIALS: [&str; 2] = ["MLFLOW_PROJECT_GIT_USER", "MLFLOW_PROJECT_GIT_PASSWORD"];
/// The command that git asks for a user and a password. The secrets are in its environment, so that
/// neither a command line nor a file has them.
const CREDENTIAL_HELPER: &str = "!f() { test \"$1\" = get && \
    printf 'username=%s\\npassword=%s\\n' \
    \"$MLFLOW_PROJECT_GIT_USER\" \"$MLFLOW_PROJECT_GIT_PASSWORD\"; }; f";
/// Signs that are in no name of a branch, tag or commit. `git fetch` would take them for several
/// branches, or for where to write them.
const REFSPEC_SIGNS: [char; 6] = [':', '*', '?', '[', '\\', '\x7f'];
/// Where the fetched commit is kept.
const FETCHED: &str = "FETCH_HEAD";
/// How many digits a whole commit's name has.
const HASH_LENGTH: usize = 40;

/// A temporary work tree of one run.
#[derive(Debug)]
pub(super) struct Checkout {
    pub(super) folder: Scratch,
    /// The version that was asked for, where it is a branch.
    pub(super) branch: Option<String>,
}

/// What a version turned out to be.
#[derive(Debug, PartialEq, Eq)]
enum GitVersion {
    Branch(String),
    Tag(String),
    /// A whole commit's name.
    Commit(String),
    /// A revision that needs the whole history, such as the beginning of a commit's name.
    Other(String),
}

/// Fetches a version of a repository elsewhere; without one, the branch that is its default.
pub(super) fn fetch(
    address: &SourceAddress,
    version: Option<&str>,
    watch: &Watch,
) -> Result<Checkout> {
    version.map_or(Ok(()), check_version)?;
    let git = Git::new(address, watch)?;
    git.run(&["init", "--quiet"])?;
    git.run(&["remote", "add", "origin", &address.clean])?;
    let found = git.find(version)?;
    match &found {
        GitVersion::Branch(branch) => git.fetch_branch(branch)?,
        GitVersion::Tag(tag) => git.fetch_tag(tag)?,
        GitVersion::Commit(commit) => git.fetch_commit(commit)?,
        GitVersion::Other(version) => git.fetch_all(version)?,
    }
    git.update_submodules()?;
    let branch = match found {
        GitVersion::Branch(branch) if version.is_some() => Some(branch),
        _ => None,
    };
    Ok(Checkout {
        folder: git.folder,
        branch,
    })
}

/// Checks a version of a local repository out into a temporary folder. Also gives the path of the
/// given folder within the repository (`sub/`, or nothing).
pub(super) fn check_out(
    repository: &Path,
    version: &str,
    watch: &Watch,
) -> Result<(Checkout, String)> {
    check_version(version)?;
    let (top, prefix) = root_of(repository, version, watch)?;
    let remote = git::remote_url(repository).map(|url| SourceAddress::new(&url));
    let here = SourceAddress::new(&top);
    let git = Git::new(remote.as_ref().unwrap_or(&here), watch)?;
    // `--shared` copies nothing: the objects stay where they are.
    git.run(&["clone", "--quiet", "--shared", "--no-checkout", &top, "."])?;
    // A clone has a `HEAD` among the branches of its origin, which is none.
    let is_branch = version != "HEAD" && git.has(&format!("refs/remotes/origin/{version}"))?;
    if is_branch {
        let start = format!("refs/remotes/origin/{version}");
        git.run(&["checkout", "--quiet", "-B", version, &start])?;
    } else {
        let commit = resolve(repository, version, &git)?;
        git.run(&["checkout", "--quiet", "--detach", &commit])?;
    }
    match &remote {
        Some(remote) => git.run(&["remote", "set-url", "origin", &remote.clean])?,
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
fn resolve(repository: &Path, version: &str, git: &Git) -> Result<String> {
    let ask = |revision: &str| {
        let mut command = git::command(repository);
        command.args(["rev-parse", "--quiet", "--verify", "--end-of-options"]);
        listen(command.arg(format!("{revision}^{{commit}}")), git.watch)
    };
    let found = ask(version)?;
    if found.end.is_success() {
        return Ok(found.stdout.trim().to_owned());
    }
    let not_found = || version_not_found(version, &repository.to_string_lossy());
    if version.contains(['~', '^', '@']) {
        // It counts from a commit that is not here, and is none to ask another repository for.
        return Err(not_found());
    }
    // No branch and no tag of the user's repository is written.
    let mut fetch = git.command(repository)?;
    fetch.args(["fetch", "--quiet", "--no-tags", "--refmap="]);
    fetch.args(["--end-of-options", "origin", version]);
    let fetched = listen(&mut fetch, git.watch)?;
    let found = ask(FETCHED)?;
    if fetched.end.is_success() && found.end.is_success() {
        return Ok(found.stdout.trim().to_owned());
    }
    Err(not_found())
}

/// Refuses a version that git would not take for the name of a branch, tag or commit.
fn check_version(version: &str) -> Result<()> {
    let is_name = !version.is_empty()
        && !version.starts_with(['-', '+', '^'])
        && !version.contains("..")
        && !version
            .contains(|c: char| REFSPEC_SIGNS.contains(&c) || c.is_whitespace() || c.is_control());
    if is_name {
        return Ok(());
    }
    Err(Error::invalid(format!(
        "Unable to checkout version '{version}': it is not the name of a branch, tag or commit"
    )))
}

/// Where a folder's repository is, and where the folder is within it.
fn root_of(repository: &Path, version: &str, watch: &Watch) -> Result<(String, String)> {
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
            "Setting a version is only supported for Git project URIs: version `{version}` of `{}`, which is no git repository",
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
    address: &'a SourceAddress,
    watch: &'a Watch,
    folder: Scratch,
}

impl<'a> Git<'a> {
    fn new(address: &'a SourceAddress, watch: &'a Watch) -> Result<Self> {
        Ok(Self {
            address,
            watch,
            folder: Scratch::new()?,
        })
    }

    /// git at work in a folder, with the address's credentials.
    fn command(&self, folder: &Path) -> Result<Command> {
        let mut command = git::command(folder);
        prepare(&mut command);
        if let Some(access) = self.address.git_access() {
            add_settings(&mut command, &settings(&access))?;
            command.envs(CREDENTIALS.into_iter().zip([access.user, access.password]));
        }
        Ok(command)
    }

    fn ask(&self, args: &[&str]) -> Result<Said> {
        let mut command = self.command(self.folder.path())?;
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

    /// Asks the remote repository what a version is; without one, which its default branch is.
    fn find(&self, version: Option<&str>) -> Result<GitVersion> {
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

    /// Fetches one commit. A server that refuses that is asked for the whole history.
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

/// Forbids git to ask questions where nobody can answer: without a terminal, and where our stdin is
/// none, because the terminal would stop git outside its foreground group.
fn prepare(command: &mut Command) {
    if !(io::stdin().is_terminal() && io::stderr().is_terminal()) {
        command.env(config::GIT_TERMINAL_PROMPT, "0");
    }
}

/// The settings by which git uses the credentials, and only where the address is.
///
/// Where the address has a password, the user's own credential helpers are neither asked nor told:
/// one of them might store it.
fn settings(access: &GitAccess) -> Vec<(String, String)> {
    let GitAccess {
        clean_start,
        real_start,
        user,
        has_password,
        ..
    } = access;
    let credential = |key: &str| format!("credential.{clean_start}.{key}");
    // A submodule or the repository's own settings may have the address as it was written.
    let mut settings = vec![(
        format!("url.{clean_start}/.insteadOf"),
        format!("{real_start}/"),
    )];
    if *has_password {
        settings.push((credential("helper"), String::new()));
        settings.push((credential("helper"), CREDENTIAL_HELPER.to_owned()));
    } else {
        settings.push((credential("username"), user.clone()));
    }
    settings
}

/// Gives git further settings by its environment, behind those that the user gives so.
fn add_settings(command: &mut Command, settings: &[(String, String)]) -> Result<()> {
    let first = config::count(config::GIT_CONFIG_COUNT, 0)?;
    for (number, (key, value)) in (first..).zip(settings) {
        command
            .env(format!("GIT_CONFIG_KEY_{number}"), key)
            .env(format!("GIT_CONFIG_VALUE_{number}"), value);
    }
    let count = first + settings.len();
    command.env(config::GIT_CONFIG_COUNT, count.to_string());
    Ok(())
}

/// Reads the line of `HEAD`, which begins with `ref: refs/heads/main`.
fn default_branch(said: &str) -> Option<GitVersion> {
    let line = said.lines().find_map(|line| line.strip_prefix("ref: "))?;
    let (reference, _) = line.split_once('\t')?;
    let branch = reference.strip_prefix("refs/heads/")?;
    Some(GitVersion::Branch(branch.to_owned()))
}

/// What a version is, by the references of the remote repository. As with `git checkout`, a branch
/// goes before a tag of the same name.
fn named_version(said: &str, version: &str) -> GitVersion {
    let has = |kind: &str| {
        let reference = format!("\trefs/{kind}/{version}");
        said.lines().any(|line| line.ends_with(&reference))
    };
    let version_name = version.to_owned();
    if has("heads") {
        GitVersion::Branch(version_name)
    } else if has("tags") {
        GitVersion::Tag(version_name)
    } else if version.len() == HASH_LENGTH && version.bytes().all(|b| b.is_ascii_hexdigit()) {
        GitVersion::Commit(version_name)
    } else {
        GitVersion::Other(version_name)
    }
}

fn version_not_found(version: &str, repository: &str) -> Error {
    Error::new(
        ErrorCode::ResourceDoesNotExist,
        format!(
            "Unable to checkout version '{version}' of git repo {repository}: it has no branch, tag or commit `{version}`"
        ),
    )
}

/// Adds a hint to the error for a missing `git`.
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
        assert_eq!(found("x"), GitVersion::Branch("x".into()));
        assert_eq!(found("v1"), GitVersion::Tag("v1".into()));
        assert_eq!(found("1"), GitVersion::Other("1".into()));
        let hash = "0123456789abcdef0123456789abcdef01234567";
        assert_eq!(found(hash), GitVersion::Commit(hash.into()));
    }

    #[test]
    fn a_version_is_a_name() {
        for version in [
            "main",
            "v1.0",
            "feature/a-b",
            "HEAD~2",
            "v1^",
            "main@{1}",
            "0123abc",
            "é",
        ] {
            assert!(check_version(version).is_ok(), "{version}");
        }
        for version in [
            "",
            "+refs/heads/*:refs/heads/evil/*",
            "a:b",
            ":",
            "-x",
            "+x",
            "^x",
            "a b",
            "*",
            "a..b",
            "a\n",
        ] {
            let error = check_version(version).unwrap_err();
            assert!(
                error.message().starts_with("Unable to checkout version '"),
                "{version}"
            );
        }
    }

    #[test]
    fn the_default_branch_is_read() {
        let said = "ref: refs/heads/a/b\tHEAD\n0123\tHEAD\n";
        assert_eq!(default_branch(said), Some(GitVersion::Branch("a/b".into())));
        assert_eq!(default_branch("0123\tHEAD\n"), None);
    }
}
