//! What git knows of a folder, by asking the `git` program, if there is one.
//!
//! Nothing here fails: without git, without a repository or with a repository that git refuses
//! to read, the facts are simply not known, as in MLflow.

use std::path::{Path, PathBuf};
use std::process::Command;

use duct::Expression;

/// Variables that would make git answer for another repository than the folder's: they are set,
/// for example, while a git hook runs.
const REDIRECTIONS: [&str; 3] = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"];

/// Asks for the addresses of all remotes.
const REMOTES: [&str; 3] = ["config", "--get-regexp", r"^remote\..*\.url$"];

/// A folder within a repository's work tree.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct GitFacts {
    /// The top of the work tree.
    pub(super) top: PathBuf,
    /// The folder, relative to the top and with `/` between its parts.
    pub(super) prefix: String,
    /// The commit that is checked out; `None` before the first one, and for a folder that the
    /// repository ignores.
    pub(super) commit: Option<String>,
    /// Where the first remote is, without the password that the address may hold.
    pub(super) remote_url: Option<String>,
}

impl GitFacts {
    /// Asks about a folder; `None` where it is in no repository.
    pub(super) fn of(folder: &Path) -> Option<Self> {
        let is_inside = folder
            .ancestors()
            .any(|folder| folder.join(".git").exists());
        if !is_inside {
            return None;
        }
        // All three run at once, because each takes about two milliseconds.
        let output = git(
            folder,
            &["rev-parse", "--show-toplevel", "--show-prefix", "HEAD"],
        )
        .start()
        .ok()?;
        let remotes = git(folder, &REMOTES).start().ok()?;
        let ignored = git(folder, &["check-ignore", "--quiet", "."])
            .start()
            .ok()?;
        let output = String::from_utf8_lossy(&output.wait().ok()?.stdout).into_owned();
        let remotes = String::from_utf8_lossy(&remotes.wait().ok()?.stdout).into_owned();
        let is_ignored = ignored.wait().ok()?.status.success();

        let mut lines = output.lines();
        let top = PathBuf::from(lines.next()?);
        let prefix = lines.next()?.trim_end_matches('/').to_owned();
        let commit = lines.next().filter(|head| is_hash(head) && !is_ignored);
        Some(Self {
            top,
            prefix,
            commit: commit.map(str::to_owned),
            remote_url: first_remote(&remotes).map(without_credentials),
        })
    }
}

/// The `git` program at work in a folder, for that folder's own repository.
pub(super) fn command(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command.current_dir(folder);
    for name in REDIRECTIONS {
        command.env_remove(name);
    }
    command
}

/// What changed between two commits that the repository of a folder has: as a list of files, or in
/// full. `None` where there is no such repository.
pub fn commit_changes(folder: &Path, from: &str, to: &str, in_full: bool) -> Option<String> {
    if !is_hash(from) || !is_hash(to) {
        return None;
    }
    let how = if in_full { "--patch" } else { "--stat" };
    let output = git(
        folder,
        &["diff", "--no-color", "--no-ext-diff", how, from, to],
    );
    let output = output.run().ok()?;
    let text = String::from_utf8_lossy(&output.stdout)
        .trim_end()
        .to_owned();
    (output.status.success() && !text.is_empty()).then_some(text)
}

/// Where the first remote of a folder's repository is, as it is configured.
pub(super) fn remote_url(folder: &Path) -> Option<String> {
    let remotes = git(folder, &REMOTES).read().ok()?;
    first_remote(&remotes).map(str::to_owned)
}

fn git(folder: &Path, args: &[&str]) -> Expression {
    let expression = duct::cmd("git", args).dir(folder);
    REDIRECTIONS
        .iter()
        .fold(expression, |expression, name| expression.env_remove(name))
        .stdin_null()
        .stderr_null()
        .stdout_capture()
        .unchecked()
}

fn is_hash(text: &str) -> bool {
    text.len() >= 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The address in the first line of `remote.NAME.url ADDRESS`.
fn first_remote(remotes: &str) -> Option<&str> {
    let (_, url) = remotes.lines().next()?.split_once(' ')?;
    Some(url)
}

/// Drops `user:password@` from an address with a scheme, as MLflow 3.17.2 does.
fn without_credentials(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let host = host.rsplit('@').next().unwrap_or(host);
    format!("{scheme}://{host}{path}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lose_their_passwords() {
        for (url, clean) in [
            ("https://u:p@host/a@b.git", "https://host/a@b.git"),
            ("https://host/a.git", "https://host/a.git"),
            ("git@host:a.git", "git@host:a.git"),
            ("ssh://git@host", "ssh://host"),
        ] {
            assert_eq!(without_credentials(url), clean);
        }
    }

    #[test]
    fn the_first_remote_counts() {
        let remotes = "remote.zz.url https://host/zz.git\nremote.aa.url git@host:aa.git\n";
        assert_eq!(first_remote(remotes).unwrap(), "https://host/zz.git");
        assert_eq!(first_remote(""), None);
    }

    #[test]
    fn a_folder_outside_every_repository_has_no_facts() {
        assert_eq!(GitFacts::of(Path::new("/")), None);
    }
}
