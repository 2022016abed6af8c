//! Watching a folder with all folders below it.

use std::path::Path;

use super::disk;
use super::watcher::{Watched, is_plain_or_missing};

/// Watches a folder and those below it by `watch`, each before it is listed. The answer is
/// [`Watched::No`] where changes of a file would go unseen: it is a link, or has another name.
pub(super) fn watch_tree(folder: &Path, watch: &impl Fn(&Path) -> Watched) -> Watched {
    let watched = watch(folder);
    if watched != Watched::Yes {
        return watched;
    }
    let Ok(entries) = disk::entries(folder) else {
        return Watched::No;
    };
    let is_covered = entries.into_iter().all(|entry| {
        let path = entry.path();
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => watch_tree(&path, watch) != Watched::No,
            _ => is_plain_or_missing(&path),
        }
    });
    if is_covered {
        Watched::Yes
    } else {
        Watched::No
    }
}
