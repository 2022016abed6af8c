//! The names of files and folders in a store. Pure: no I/O.
//!
//! ```text
//! mlruns/
//!   .trash/EXPERIMENT_ID/…            deleted experiments
//!   EXPERIMENT_ID/
//!     meta.yaml  tags/KEY  datasets/DATASET_ID/meta.yaml
//!     models/MODEL_ID/
//!       meta.yaml  metrics/KEY  params/KEY  tags/KEY  artifacts/…
//!     RUN_ID/
//!       meta.yaml  metrics/KEY  params/KEY  tags/KEY  artifacts/…
//!       inputs/INPUT_ID/meta.yaml  outputs/MODEL_ID/meta.yaml
//!   models/REGISTERED_MODEL/
//!     meta.yaml  tags/KEY  aliases/ALIAS
//!     version-1/
//!       meta.yaml  tags/KEY
//! ```
//! A key with slashes is a path of folders. Any file below `metrics`, `params` and `tags` is a
//! key to every version of MLflow, so that nothing else may ever lie there, not for a moment.

use std::path::{Component, Path, PathBuf};

use uuid::Uuid;

use crate::error::{Error, Result};

/// The description of an experiment, a run, a data set or an input.
pub(super) const META: &str = "meta.yaml";
/// A file per metric with a line per point.
pub(super) const METRICS: &str = "metrics";
/// A file per parameter.
pub(super) const PARAMS: &str = "params";
/// A file per tag, of a run or an experiment.
pub(super) const TAGS: &str = "tags";
/// The files that a run keeps.
pub(super) const ARTIFACTS: &str = "artifacts";
/// A folder per thing that a run read.
pub(super) const INPUTS: &str = "inputs";
/// A folder per logged model that a run made.
pub(super) const OUTPUTS: &str = "outputs";
/// A folder per data set that runs of an experiment read.
pub(super) const DATASETS: &str = "datasets";
/// A folder per logged model of an experiment.
pub(super) const MODELS: &str = "models";
/// A folder per trace of an experiment.
pub(super) const TRACES: &str = "traces";
/// Deleted experiments.
pub(super) const TRASH: &str = ".trash";

/// Folders of an experiment that are no runs, as MLflow 3.17.2 reserves them.
const RESERVED_IN_EXPERIMENT: [&str; 4] = [TAGS, DATASETS, MODELS, TRACES];
/// The folder of the root in which MLflow's model registry lies.
pub(super) const REGISTRY: &str = "models";
/// A file per alias of a registered model, with the number of a version in it.
pub(super) const ALIASES: &str = "aliases";
/// How the names of the folders of versions begin, before the number.
const VERSION: &str = "version-";
/// A file in the folder of a registered model that gets another name: the files in it may still
/// say the old one. It holds the new name and the time.
pub(super) const RENAMED: &str = ".renamed";

/// Held while the set of experiments or their names change. A file, which MLflow's listings of
/// the root (folders only) pass over.
pub(super) const STORE_LOCK: &str = ".mlflow.lock";
/// Held while a run or a logged model changes. MLflow looks at their folders by the names above
/// only.
pub(super) const OWN_LOCK: &str = ".lock";
/// The journal in a run's folder: the changes of a writer that may have been killed.
pub(super) const JOURNAL: &str = ".journal";
/// How the names of files begin that are still being written. They lie in the folder of a run,
/// a logged model or an experiment, where MLflow looks for the names above only.
pub(super) const UNFINISHED_FILE: &str = ".unfinished-";
/// The end of the name of a folder of the root that is not finished yet. MLflow 1.23.1 and
/// 3.17.2 pass over every folder of the root whose name ends so.
const UNFINISHED: &str = ".trash";

/// A fresh path in a folder (the root, or that of a run) for something that is not finished yet.
pub(super) fn unfinished(folder: &Path) -> PathBuf {
    folder.join(format!(".{}{UNFINISHED}", Uuid::new_v4().simple()))
}

/// How the names of folders of the root begin that are being removed.
const PURGED: &str = ".purged-";

/// A fresh path in the root for a folder that is being removed.
pub(super) fn purged(root: &Path) -> PathBuf {
    root.join(format!("{PURGED}{}{UNFINISHED}", Uuid::new_v4().simple()))
}

/// The name that `meta.yaml` gets in a folder that is removed where it is: without the file, it
/// describes nothing to any MLflow.
pub(super) const PURGED_META: &str = ".purged-meta.yaml";

/// Whether a folder is one that is not finished yet, by its name.
pub(super) fn is_unfinished(name: &str) -> bool {
    let id = name
        .strip_prefix('.')
        .and_then(|name| name.strip_suffix(UNFINISHED));
    id.is_some_and(|id| id.len() == 32 && Uuid::try_parse(id).is_ok())
}

/// Whether a folder of the root is being removed, by its name.
pub(super) fn is_purged(name: &str) -> bool {
    name.starts_with(PURGED) && name.ends_with(UNFINISHED)
}

/// Whether a folder of the root can be an experiment, by its name.
pub(super) fn is_experiment_name(name: &str) -> bool {
    name != REGISTRY
}

/// Whether a folder of an experiment can be a run, by its name.
pub(super) fn is_run_name(name: &str) -> bool {
    !RESERVED_IN_EXPERIMENT.contains(&name)
}

/// Whether a text can be the name of the folder of a registered model. With a `%` in one name,
/// MLflow 3.17.2 reads no registered model of the store any more.
pub(super) fn check_registered_model_name(name: &str) -> Result<()> {
    let reason = if name.contains('%') {
        "Registered model name cannot contain '%' character"
    } else if name.contains('/') || cfg!(windows) && name.contains(['\\', ':']) {
        "Registered model name cannot contain path separator"
    } else if matches!(name, "" | "." | "..") || name.contains('\0') {
        "Registered model name cannot be the name of a folder"
    } else if name.len() > MAX_NAME {
        "Registered model name cannot be longer than the name of a folder (255 bytes)"
    } else {
        return Ok(());
    };
    Err(Error::registered_model_name_no_folder(name, reason))
}

/// The name of the folder of a version.
pub(super) fn version_name(number: i64) -> String {
    format!("{VERSION}{number}")
}

/// The number of the version whose folder has this name: `None` where it is of something else, and
/// an error for a version without a number.
pub(super) fn version_number(name: &str) -> Option<Result<i64, Error>> {
    let number = name.strip_prefix(VERSION)?;
    let parsed = number.parse().ok();
    let parsed = parsed.filter(|parsed: &i64| *parsed > 0 && parsed.to_string() == number);
    Some(parsed.ok_or_else(|| Error::internal("its name is not `version-` and a number")))
}

/// Most bytes of a file's name, on Linux, macOS and Windows alike.
const MAX_NAME: usize = 255;

/// The file of a key. A key that is no clean relative path is refused: it could lead out of the
/// folder. So is one that no file can have.
pub(super) fn key_path(folder: &Path, key: &str) -> Result<PathBuf> {
    let refusal = |reason: &str| {
        let shown = format!("{:?}", shortened(key));
        let reason = format!("the key cannot be the name of a file; {reason}");
        Err(Error::invalid_for("key", shown, &reason)
            .hint("a file store keeps each key as a file; a database has no such limits"))
    };
    let has_foreign_character = key.contains('\0') || (cfg!(windows) && key.contains(['\\', ':']));
    let leaves_folder = key.split('/').any(|part| matches!(part, "" | "." | ".."));
    if has_foreign_character || leaves_folder {
        return refusal("expected a relative path without `.` and `..`");
    }
    if let Some(long) = key.split('/').find(|part| part.len() > MAX_NAME) {
        return refusal(&format!(
            "a name in it has {} bytes; expected at most {MAX_NAME}",
            long.len()
        ));
    }
    Ok(key
        .split('/')
        .fold(folder.to_owned(), |path, part| path.join(part)))
}

/// A key for people, without control characters and not longer than a line.
fn shortened(key: &str) -> String {
    const LONGEST: usize = 60;
    let shown: String = key.chars().take(LONGEST).collect();
    let more = if shown.len() < key.len() { "…" } else { "" };
    format!("{}{more}", shown.escape_debug())
}

/// The key of a file, from its path relative to the folder of keys; `None` where it is not UTF-8.
pub(super) fn key_of(relative: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = relative
        .components()
        .map(|part| match part {
            Component::Normal(part) => part.to_str(),
            _ => None,
        })
        .collect();
    Some(parts?.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_a_path_that_stays_in_its_folder() {
        let folder = Path::new("params");
        let path = key_path(folder, "a/b c").unwrap();
        assert_eq!(path, folder.join("a").join("b c"));
        assert_eq!(key_of(path.strip_prefix(folder).unwrap()).unwrap(), "a/b c");
        for bad in ["", "..", "../x", "/etc/passwd", "a//b", "a/../../b", "a\0"] {
            assert!(key_path(folder, bad).is_err(), "{bad:?}");
        }
        let longest = "é".repeat(127) + "x";
        assert!(key_path(folder, &format!("{longest}/{longest}")).is_ok());
        let error = key_path(folder, &format!("a/{longest}x")).unwrap_err();
        assert!(error.message().contains("256 bytes"), "{error}");
        assert!(error.message().len() < 300, "{error}");
    }

    #[test]
    fn what_is_unfinished_is_known_by_its_name() {
        let root = Path::new("/r");
        let name = |path: PathBuf| path.file_name().unwrap().to_str().unwrap().to_owned();
        assert!(is_unfinished(&name(unfinished(root))));
        assert!(!is_unfinished(&name(purged(root))) && is_purged(&name(purged(root))));
        for other in [TRASH, ".x.trash", "0", ".mlflow.lock"] {
            assert!(!is_unfinished(other), "{other}");
        }
    }
}
