//! Folders with a file per key: params and tags (the value is the file's content) and metrics.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::entity::{Param, Tag};
use crate::error::{Error, Result};

use super::disk::{self, StagedFile};
use super::layout::{PARAMS, TAGS, key_of, key_path};
use super::skipped;

/// The keys of a folder, sorted. A name that is not UTF-8 is reported and passed over.
pub(super) fn keys(folder: &Path) -> Result<Vec<String>> {
    let mut keys = Vec::new();
    collect(folder, folder, &mut keys)?;
    keys.sort_unstable();
    Ok(keys)
}

/// As in MLflow, links to files count and links to folders are not followed.
fn collect(root: &Path, folder: &Path, keys: &mut Vec<String>) -> Result<()> {
    for entry in disk::entries(folder)? {
        let path = entry.path();
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            collect(root, &path, keys)?;
            continue;
        }
        let relative = path
            .strip_prefix(root)
            .expect("an entry lies in its folder");
        match key_of(relative) {
            Some(key) => keys.push(key),
            None => skipped::report(&path, &Error::internal("its name is not UTF-8")),
        }
    }
    Ok(())
}

/// The text of a key's file; `None` where the key is not there.
pub(super) fn text(folder: &Path, key: &str) -> Result<Option<String>> {
    disk::read_text(&key_path(folder, key)?)
}

/// Every key with the value that `read` makes of its text, sorted by key. What cannot be read is
/// reported and skipped.
pub(super) fn read_all<T>(
    folder: &Path,
    read: impl Fn(String, String) -> Option<T>,
) -> Result<Vec<T>> {
    let mut values = Vec::new();
    for key in keys(folder)? {
        let path = key_path(folder, &key)?;
        let text = skipped::or_report(&path, disk::read_text(&path)).flatten();
        values.extend(text.and_then(|text| read(key, text)));
    }
    Ok(values)
}

/// The file that a key is to have, with the folders above it created.
///
/// A file store keeps keys as paths, so that `a` and `a/b` exclude each other. That is an error.
pub(super) fn prepare(folder: &Path, key: &str) -> Result<PathBuf> {
    let path = key_path(folder, key)?;
    if path.is_dir() {
        return Err(Error::invalid(format!(
            "the key `{key}` cannot be stored: there is a key that begins with `{key}/`, \
             and a file store keeps keys as paths"
        )));
    }
    let parent = path.parent().expect("a key's file is in a folder");
    if let Some(shorter) = key_in_the_way(folder, parent) {
        return Err(Error::invalid(format!(
            "the key `{key}` cannot be stored: there is a key `{shorter}`, \
             and a file store keeps keys as paths"
        )));
    }
    disk::create_folders(parent)?;
    Ok(path)
}

/// Removes a key; says `false` where it is not there.
pub(super) fn remove(folder: &Path, key: &str) -> Result<bool> {
    let path = key_path(folder, key)?;
    if path.is_dir() {
        return Ok(false);
    }
    disk::remove_file(&path)
}

/// Removes a key by a rename into the folder `stage`, so that this folder changes at the moment at
/// which the key goes; says `false` where the key is not there.
pub(super) fn remove_by_way_of(stage: &Path, folder: &Path, key: &str) -> Result<bool> {
    let path = key_path(folder, key)?;
    if path.is_dir() {
        return Ok(false);
    }
    disk::remove_file_by_way_of(stage, &path)
}

/// Writes tags into the folder of an experiment, a run or a logged model; of several values for a
/// key the last counts.
pub(super) fn write_tags(owner: &Path, tags: &[Tag]) -> Result<()> {
    write_tags_by_way_of(owner, owner, tags)
}

/// Writes tags as [`write_tags`] does, by temporary files in the folder `stage`: this folder changes
/// at the moment at which a tag does.
pub(super) fn write_tags_by_way_of(stage: &Path, owner: &Path, tags: &[Tag]) -> Result<()> {
    disk::publish_all(stage_in(stage, owner, TAGS, last_values(tags))?, owner)
}

/// Writes parameters that are new into the folder of a run or a logged model.
pub(super) fn write_params(owner: &Path, params: BTreeMap<&str, &str>) -> Result<()> {
    disk::publish_all(stage(owner, PARAMS, params)?, owner)
}

/// Writes the files of keys as temporary files, which are still to be published.
pub(super) fn stage(
    owner: &Path,
    section: &str,
    values: BTreeMap<&str, &str>,
) -> Result<Vec<StagedFile>> {
    stage_in(owner, owner, section, values)
}

fn stage_in(
    stage: &Path,
    owner: &Path,
    section: &str,
    values: BTreeMap<&str, &str>,
) -> Result<Vec<StagedFile>> {
    let folder = owner.join(section);
    values
        .into_iter()
        .map(|(key, value)| StagedFile::write(stage, prepare(&folder, key)?, value.as_bytes()))
        .collect()
}

/// The parameters that are new in the folder of their owner. One that would change is the error
/// that `changed` makes of its key and its two values.
pub(super) fn new_params<'a>(
    owner: &Path,
    params: &'a [Param],
    changed: impl Fn(&str, &str, &str) -> Error,
) -> Result<BTreeMap<&'a str, &'a str>> {
    let folder = owner.join(PARAMS);
    let mut new: BTreeMap<&str, &str> = BTreeMap::new();
    for Param { key, value } in params {
        let old = match new.get(key.as_str()) {
            Some(old) => Some((*old).to_owned()),
            None => text(&folder, key)?,
        };
        match old {
            Some(old) if old != *value => return Err(changed(key, &old, value)),
            Some(_) => {}
            None => {
                new.insert(key, value);
            }
        }
    }
    Ok(new)
}

/// The value of each tag: the last one, where there are several.
pub(super) fn last_values(tags: &[Tag]) -> BTreeMap<&str, &str> {
    tags.iter()
        .map(|tag| (tag.key.as_str(), tag.value.as_str()))
        .collect()
}

/// The key whose file is where a folder is needed.
fn key_in_the_way(folder: &Path, parent: &Path) -> Option<String> {
    let file = parent
        .ancestors()
        .take_while(|ancestor| *ancestor != folder)
        .find(|ancestor| ancestor.is_file())?;
    key_of(file.strip_prefix(folder).ok()?)
}
