//! The fingerprint of a run, by which `--needed` finds a finished run that was the same: the same
//! project content, entry point, parameters and version.
//!
//! Everything that goes into a run is hashed into one digest, which is a tag of the run. Many projects
//! write into their own folder. So a run that ended well also gets the digest of the folder at its
//! end, provided that no file that was there before has changed meanwhile.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use walkdir::WalkDir;

use crate::entity::{ExperimentId, Run, Tag};
use crate::environment::{digest, of_file};
use crate::error::{self, Error, Result};
use crate::tracking::{RunSearch, Tracking};

use super::git;

/// The tag with the digest of what went into a run.
const TAG: &str = "project.digest";
/// The tag with the digest that the same run would have if it started again after its end.
const TAG_AFTER: &str = "project.digest_after";
/// Files that are not part of a project: stores of MLflow, and what tools write beside the sources.
const SKIPPED: [&str; 9] = [
    ".git",
    ".ipynb_checkpoints",
    ".venv",
    "__pycache__",
    "mlartifacts",
    "mlflow.db",
    "mlflow.db-shm",
    "mlflow.db-wal",
    "mlruns",
];

/// What goes into a run.
#[derive(Debug)]
pub(super) struct Fingerprint {
    folder: PathBuf,
    /// Everything but the project's files.
    facts: Vec<String>,
    /// The project's files, with the digest of each.
    files: Vec<(String, String)>,
}

impl Fingerprint {
    /// Reads the project's files, and those that its parameters name.
    pub(super) fn new(folder: &Path, mut facts: Vec<String>, inputs: &[PathBuf]) -> Result<Self> {
        for input in inputs {
            let of_input = if input.is_dir() {
                contents(input)?
            } else {
                vec![(String::new(), content(input)?)]
            };
            facts.extend(
                of_input
                    .into_iter()
                    .flat_map(|(path, digest)| [path, digest]),
            );
        }
        Ok(Self {
            folder: folder.to_owned(),
            facts,
            files: contents(folder)?,
        })
    }

    /// The tag for the run.
    pub(super) fn tag(&self) -> Tag {
        Tag::new(TAG, self.digest(&self.files))
    }

    /// The tag for the end of a run that ended well. `None` if the digest is the same as at the start,
    /// or if the project's files were changed meanwhile, perhaps by their author.
    pub(super) fn tag_after(&self) -> Result<Option<Tag>> {
        let files = contents(&self.folder)?;
        let now: HashMap<&str, &str> = files
            .iter()
            .map(|(path, digest)| (path.as_str(), digest.as_str()))
            .collect();
        let is_unchanged = |(path, digest): &(String, String)| {
            now.get(path.as_str()).is_some_and(|now| now == digest)
        };
        let is_new = files.len() > self.files.len() && self.files.iter().all(is_unchanged);
        Ok(is_new.then(|| Tag::new(TAG_AFTER, self.digest(&files))))
    }

    /// The latest finished run that was the same.
    pub(super) fn find(
        &self,
        tracking: &Tracking,
        experiment: &ExperimentId,
    ) -> Result<Option<Run>> {
        let digest = self.digest(&self.files);
        for key in [TAG, TAG_AFTER] {
            // Two searches, because a server of Python's MLflow knows no OR.
            let filter = format!("attributes.status = 'FINISHED' AND tags.`{key}` = '{digest}'");
            let search = RunSearch {
                experiment_ids: vec![experiment.clone()],
                filter: Some(&filter),
                max_results: 1,
                ..RunSearch::default()
            };
            let found = tracking.search_runs(&search)?;
            if let Some(run) = found.items.into_iter().next() {
                return Ok(Some(Arc::unwrap_or_clone(run)));
            }
        }
        Ok(None)
    }

    fn digest(&self, files: &[(String, String)]) -> String {
        let files = files.iter().flat_map(|(path, digest)| [path, digest]);
        digest(self.facts.iter().chain(files))
    }
}

/// The files of a folder, in order, with the digest of each. Of a git repository, those that it
/// does not ignore.
fn contents(folder: &Path) -> Result<Vec<(String, String)>> {
    let mut paths = match tracked(folder) {
        Some(paths) => paths,
        None => walked(folder)?,
    };
    paths.sort();
    paths.dedup();
    paths
        .par_iter()
        .map(|path| Ok((path.clone(), content(&folder.join(path))?)))
        .collect()
}

/// What git says belongs to a folder; `None` outside every repository, and where the folder itself
/// is ignored, of which git would name nothing.
fn tracked(folder: &Path) -> Option<Vec<String>> {
    let mut ignored = git::command(folder);
    ignored.args(["check-ignore", "--quiet", "."]);
    if ignored.output().ok()?.status.success() {
        return None;
    }
    let mut command = git::command(folder);
    command.args([
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]);
    let output = command.output().ok()?;
    if !output.status.success() {
        return None;
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let paths = text.split_terminator('\0').filter(|path| {
        let mut parts = path.split('/');
        !parts.any(is_skipped)
    });
    Some(paths.map(str::to_owned).collect())
}

fn walked(folder: &Path) -> Result<Vec<String>> {
    let entries = WalkDir::new(folder)
        .min_depth(1)
        .into_iter()
        .filter_entry(|entry| !entry.file_name().to_str().is_some_and(is_skipped));
    let mut paths = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|e| {
            let message = format!("cannot read the project's folder `{}`", folder.display());
            Error::internal(message).caused_by(e)
        })?;
        if !entry.file_type().is_dir() {
            let path = entry.path().strip_prefix(folder).unwrap_or(entry.path());
            paths.push(path.to_string_lossy().replace('\\', "/"));
        }
    }
    Ok(paths)
}

fn is_skipped(name: &str) -> bool {
    SKIPPED.contains(&name)
}

/// The digest of a file. For a link, its target's path and the digest of the file at that path. For
/// anything else, an empty text.
fn content(path: &Path) -> Result<String> {
    let failed = |e| Error::io("read", path, e);
    match fs::symlink_metadata(path) {
        // Tracked, and deleted.
        Err(e) if error::is_missing(&e) => Ok(String::new()),
        Err(e) => Err(failed(e)),
        Ok(metadata) if metadata.is_symlink() => {
            let words = fs::read_link(path).map_err(failed)?;
            let words = words.to_string_lossy().into_owned();
            if path.is_file() {
                return Ok(format!("{words} {}", of_file(path).map_err(failed)?));
            }
            Ok(words)
        }
        Ok(metadata) if metadata.is_file() => of_file(path).map_err(failed),
        Ok(_) => Ok(String::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_follows_the_content() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        let fingerprint = |facts: &[&str]| {
            let facts = facts.iter().map(|&fact| fact.to_owned()).collect();
            Fingerprint::new(folder.path(), facts, &[]).unwrap()
        };
        write("a.py", "1");
        let first = fingerprint(&["main"]);
        assert_eq!(first.tag(), fingerprint(&["main"]).tag());
        assert_ne!(first.tag(), fingerprint(&["other"]).tag());
        assert_eq!(first.tag_after().unwrap(), None);
        // A store is no part of the project, and an output may be.
        write("mlflow.db", "");
        assert_eq!(first.tag(), fingerprint(&["main"]).tag());
        write("out.txt", "x");
        let after = first.tag_after().unwrap().unwrap();
        assert_eq!(after.value, fingerprint(&["main"]).tag().value);
        // Edited while it ran: nobody knows which content it ran.
        write("a.py", "2");
        assert_eq!(first.tag_after().unwrap(), None);
        assert_ne!(first.tag(), fingerprint(&["main"]).tag());
    }
}
