//! Changing several files as one change, even if the program is killed or the machine loses power in
//! the middle.
//!
//! 1. Every new content is written to a temporary file, and synced.
//! 2. The journal, a file in the folder of the run, says what is to be done: which file is renamed
//!    to which path, and which lines are appended where. Once the journal is synced, the changes
//!    will happen.
//! 3. The changes are made.
//! 4. The journal is removed.
//!
//! Whoever next reads or writes the run and finds a journal whose writer is gone makes the changes
//! that are missing. A change that is a single file or line needs no journal. Python's MLflow looks
//! for no such file; it may see a part of the changes until then, as it may while they are made.

use std::fs;
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

use super::disk::{self, Append, Appended, StagedFile};
use super::layout::{JOURNAL, OWN_LOCK};
use super::{lock, skipped};

/// Changes that are to be made as one.
#[derive(Default)]
pub(super) struct Changes {
    pub(super) files: Vec<StagedFile>,
    pub(super) appends: Vec<Append>,
}

/// A journal as it stands in the file. Paths are relative to its folder.
#[derive(Debug, Deserialize, Serialize)]
struct Journal {
    moves: Vec<(String, String)>,
    appends: Vec<AppendedLines>,
}

#[derive(Debug, Deserialize, Serialize)]
struct AppendedLines {
    path: String,
    offset: u64,
    old_length: u64,
    content: String,
}

/// Makes all changes, or none if any of them fails. The caller has the lock of the run, and those
/// of the models whose folders the changes are in.
///
/// 1. The lines are appended. If that fails (the disk is full), they are taken back.
/// 2. The files are renamed, which hardly ever fails.
/// 3. If a rename or a sync fails, the journal stays, and the next reader or writer completes the
///    changes.
pub(super) fn commit(run: &Path, changes: Changes) -> Result<()> {
    let Changes { files, appends } = changes;
    let journal = run.join(JOURNAL);
    let has_journal = files.len() + appends.len() > 1;
    if has_journal {
        let content = Journal::of(run, &files, &appends)?;
        disk::replace_file(&journal, content.as_bytes()).inspect_err(|_| {
            // It may have its final name already, and must not be followed.
            let _ = fs::remove_file(&journal);
        })?;
    }
    let mut appended = Vec::new();
    for append in &appends {
        match append.apply() {
            Ok(done) => appended.push(done),
            Err(error) => {
                let _ = fs::remove_file(&journal);
                appended.into_iter().for_each(Appended::take_back);
                return Err(error);
            }
        }
    }
    let targets: Vec<PathBuf> = files.iter().map(|file| file.target().to_owned()).collect();
    if let Err(error) = files.iter().try_for_each(StagedFile::rename) {
        if has_journal {
            files.into_iter().for_each(StagedFile::leave);
        }
        return Err(error);
    }
    files.into_iter().for_each(StagedFile::leave);
    match sync_folders(run, &targets) {
        Err(error) if has_journal => {
            let journal = journal.display();
            tracing::warn!("{error}; it is tried again by whoever next finds `{journal}`");
            return Ok(());
        }
        synced => synced?,
    }
    if has_journal {
        // If a power failure brings it back, it changes nothing.
        let _ = fs::remove_file(&journal);
    }
    Ok(())
}

/// Makes the names of files durable, those in the run's folder and those in models'.
fn sync_folders(run: &Path, targets: &[PathBuf]) -> Result<()> {
    let (own, others): (Vec<PathBuf>, Vec<PathBuf>) = targets
        .iter()
        .cloned()
        .partition(|target| target.starts_with(run));
    disk::sync_folders_of(&own, run)?;
    for target in &others {
        // `…/MODEL/metrics/a/b`: no higher than the model's own folder.
        let folders = target.ancestors().skip(1);
        let mut folders: Vec<&Path> = folders
            .take_while(|folder| !folder.join(OWN_LOCK).is_file())
            .collect();
        folders.extend(target.ancestors().nth(folders.len() + 1));
        folders.into_iter().try_for_each(disk::sync_folder)?;
    }
    Ok(())
}

impl Journal {
    fn of(run: &Path, files: &[StagedFile], appends: &[Append]) -> Result<String> {
        let relative = |path: &Path| relative(run, path);
        let moves = files
            .iter()
            .map(|file| Ok((relative(file.path())?, relative(file.target())?)))
            .collect::<Result<_>>()?;
        let appends = appends
            .iter()
            .map(|append| {
                let Append {
                    path,
                    offset,
                    old_length,
                    content,
                } = append;
                Ok(AppendedLines {
                    path: relative(path)?,
                    offset: *offset,
                    old_length: *old_length,
                    content: content.clone(),
                })
            })
            .collect::<Result<_>>()?;
        serde_json::to_string(&Self { moves, appends })
            .map_err(|e| Error::internal("cannot write the journal of a batch").caused_by(e))
    }

    /// Makes the changes that are not made yet.
    fn finish(self, run: &Path) -> Result<()> {
        let mut targets = Vec::new();
        for AppendedLines {
            path,
            offset,
            old_length,
            content,
        } in self.appends
        {
            let append = Append {
                path: run.join(path),
                offset,
                old_length,
                content,
            };
            append.complete()?;
        }
        for (from, to) in self.moves {
            let (from, to) = (run.join(from), run.join(to));
            match fs::rename(&from, &to) {
                Ok(()) => targets.push(to),
                // It was moved before the end, or what it belongs to is gone.
                Err(e) if disk::is_missing(&e) => {}
                Err(e) => return Err(Error::io("write", &to, e)),
            }
        }
        sync_folders(run, &targets)
    }
}

/// Completes the changes of a writer that was killed. The caller has the lock of the run.
pub(super) fn recover(run: &Path) -> Result<()> {
    let path = run.join(JOURNAL);
    let Some(text) = disk::read_text(&path)? else {
        return Ok(());
    };
    match serde_json::from_str::<Journal>(&text) {
        Ok(journal) => journal.finish(run)?,
        // A journal of this program is renamed when it is whole, so this is not one.
        Err(e) => skipped::report(&path, &Error::internal("it is no journal").caused_by(e)),
    }
    disk::remove_file(&path).map(drop)
}

/// Completes the changes of a writer that was killed, for a reader: not while a writer lives, and
/// as far as the reader may write.
pub(super) fn recover_to_read(run: &Path) {
    let path = run.join(JOURNAL);
    if !path.exists() {
        return;
    }
    if let Some(Some(_lock)) = skipped::or_report(&path, lock::try_lock(&run.join(OWN_LOCK))) {
        skipped::or_report(&path, recover(run));
    }
}

/// A path as it is seen from a folder.
fn relative(folder: &Path, path: &Path) -> Result<String> {
    let (mut from, mut to) = (folder.components().peekable(), path.components().peekable());
    while from.peek().is_some() && from.peek() == to.peek() {
        from.next();
        to.next();
    }
    let up = from.map(|_| Component::ParentDir);
    let path: PathBuf = up.chain(to).collect();
    path.into_os_string()
        .into_string()
        .map_err(|path| Error::internal(format!("`{}` is not UTF-8", Path::new(&path).display())))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: fn(&str) -> bool = |line| line.ends_with('.');

    /// A run's folder and a model's, both with a metric, in a temporary folder.
    fn folders() -> (tempfile::TempDir, PathBuf, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let (run, model) = (
            folder.path().join("1/run"),
            folder.path().join("1/models/m"),
        );
        for owner in [&run, &model] {
            fs::create_dir_all(owner.join("metrics")).unwrap();
            fs::write(owner.join("metrics/a"), "1.\n").unwrap();
            fs::write(owner.join(OWN_LOCK), "").unwrap();
        }
        (folder, run, model)
    }

    fn changes(run: &Path, model: &Path) -> Changes {
        let staged = |name: &str| StagedFile::write(run, run.join(name), b"new").unwrap();
        let append =
            |owner: &Path| Append::plan(&owner.join("metrics/a"), "2.\n3.\n", LINE).unwrap();
        Changes {
            files: vec![staged("metrics/b"), staged("meta")],
            appends: vec![append(run), append(model)],
        }
    }

    fn assert_is_whole(run: &Path, model: &Path) {
        for owner in [run, model] {
            assert_eq!(
                fs::read_to_string(owner.join("metrics/a")).unwrap(),
                "1.\n2.\n3.\n"
            );
        }
        for file in ["metrics/b", "meta"] {
            assert_eq!(fs::read_to_string(run.join(file)).unwrap(), "new");
        }
        let names = disk::entries(run).unwrap().into_iter();
        let mut names: Vec<_> = names.map(|entry| entry.file_name()).collect();
        names.sort();
        assert_eq!(names, [OWN_LOCK, "meta", "metrics"]);
    }

    #[test]
    fn all_changes_are_made() {
        let (_folder, run, model) = folders();
        commit(&run, changes(&run, &model)).unwrap();
        assert_is_whole(&run, &model);
        recover(&run).unwrap();
        assert_is_whole(&run, &model);
    }

    #[test]
    fn whatever_was_made_before_a_crash_the_rest_is_made_after_it() {
        // How much of the lines got onto the disk, and how many files were renamed.
        for (written, moved) in [(0, 0), (1, 0), (3, 0), (6, 0), (6, 1), (6, 2)] {
            let (_folder, run, model) = folders();
            let Changes { files, appends } = changes(&run, &model);
            let journal = Journal::of(&run, &files, &appends).unwrap();
            fs::write(run.join(JOURNAL), journal).unwrap();
            let metric = run.join("metrics/a");
            let mut content = fs::read_to_string(&metric).unwrap();
            content.push_str(&"2.\n3.\n"[..written]);
            fs::write(&metric, content).unwrap();
            for (index, file) in files.into_iter().enumerate() {
                let (staged, target) = (file.path().to_owned(), file.target().to_owned());
                std::mem::forget(file);
                if index < moved {
                    fs::rename(staged, target).unwrap();
                }
            }
            recover_to_read(&run);
            assert_is_whole(&run, &model);
        }
    }

    #[test]
    fn lines_that_others_added_after_a_crash_stay() {
        let (_folder, run, model) = folders();
        let Changes { files, appends } = changes(&run, &model);
        let journal = Journal::of(&run, &files, &appends).unwrap();
        fs::write(run.join(JOURNAL), journal).unwrap();
        let metric = run.join("metrics/a");
        fs::write(&metric, "1.\n9.\n").unwrap();
        recover(&run).unwrap();
        assert_eq!(fs::read_to_string(&metric).unwrap(), "1.\n9.\n2.\n3.\n");
    }

    #[test]
    fn a_writer_that_lives_is_left_alone() {
        let (_folder, run, _model) = folders();
        fs::write(run.join(JOURNAL), r#"{"moves":[["x","y"]],"appends":[]}"#).unwrap();
        let lock = lock::lock(&run.join(OWN_LOCK)).unwrap();
        recover_to_read(&run);
        assert!(run.join(JOURNAL).exists());
        drop(lock);
        recover_to_read(&run);
        assert!(!run.join(JOURNAL).exists());
    }
}
