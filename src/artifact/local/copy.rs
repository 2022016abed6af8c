//! Copying files and trees on this machine, so that nobody sees half a file.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::error::{Error, Result};

use crate::artifact::TransferObserver;
use crate::artifact::staged::{self, Staged};
use crate::artifact::transfer::{TransferPlan, open_file};

/// After how many bytes progress is told.
const CHUNK_SIZE: u64 = 8 << 20;

/// Creates a folder and those above it.
pub(super) fn create_folder(path: &Path) -> Result<()> {
    fs::create_dir_all(path).map_err(|e| Error::io("create the folder", path, e))
}

/// What a copy is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To keep it: what is copied is on the disk when the copy is done.
    Keep,
    /// To use it: the copy may be lost when the machine loses power.
    Fetch,
}

/// How many files are written before they are synced together. Each needs a handle until then.
const FILES_AT_ONCE: usize = 256;

/// Up to so many files are synced one by one, and more by one sync of their whole file system.
#[cfg(target_os = "linux")]
const FEW_FILES: usize = 8;

/// Makes the names of folders durable, from one up to the folder `top` and its own name.
pub(super) fn sync_folders(folder: &Path, top: &Path) -> Result<()> {
    if !cfg!(unix) {
        return Ok(());
    }
    let below = folder
        .ancestors()
        .take_while(|folder| folder.starts_with(top));
    for folder in below.chain(top.parent()) {
        match File::open(folder).and_then(|folder| folder.sync_all()) {
            // One above the root may be another user's.
            Err(e) if folder.starts_with(top) => {
                return Err(Error::io("synchronise the folder", folder, e));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Makes files durable that are written.
fn sync_files(files: &[(Staged, PathBuf)]) -> Result<()> {
    #[cfg(target_os = "linux")]
    if files.len() > FEW_FILES {
        let (first, target) = &files[0];
        return nix::unistd::syncfs(first.file()).map_err(|e| Error::io("write", target, e.into()));
    }
    files.par_iter().try_for_each(|(staged, target)| {
        let synced = staged.file().sync_all();
        synced.map_err(|e| Error::io("write", target, e))
    })
}

/// Copies one file, or what a link to one leads to, over what may be at the target.
pub(super) fn file(
    source: &Path,
    target: &Path,
    purpose: Purpose,
    progress: &dyn TransferObserver,
) -> Result<()> {
    let size = fs::metadata(source)
        .map_err(|e| Error::io("read", source, e))?
        .len();
    progress.begin(1, size);
    if let Some(folder) = target.parent() {
        staged::sweep(folder);
    }
    copy_files(&[(source.to_owned(), target.to_owned())], purpose, progress)
}

/// Copies what is in a folder into another.
///
/// As in MLflow, links to files are followed and links to folders are not.
pub(super) fn tree(
    source: &Path,
    target: &Path,
    purpose: Purpose,
    progress: &dyn TransferObserver,
) -> Result<()> {
    let plan = TransferPlan::make(source)?;
    progress.begin(plan.files.len() as u64, plan.bytes);
    staged::sweep(target);
    for folder in &plan.folders {
        let folder = target.join(folder);
        create_folder(&folder)?;
        staged::sweep(&folder);
    }
    let files = plan.files.iter();
    let files = files.map(|path| (source.join(path), target.join(path)));
    copy_files(&files.collect::<Vec<_>>(), purpose, progress)?;
    if purpose == Purpose::Keep {
        let folders = plan.folders.iter().map(|folder| target.join(folder));
        for folder in folders.chain([target.to_owned()]) {
            sync_folders(&folder, &folder)?;
        }
    }
    Ok(())
}

/// Copies files. Those that are to be kept get their names when their contents are on the disk.
fn copy_files(
    files: &[(PathBuf, PathBuf)],
    purpose: Purpose,
    progress: &dyn TransferObserver,
) -> Result<()> {
    for files in files.chunks(FILES_AT_ONCE) {
        let staged: Vec<(Staged, PathBuf)> = files
            .par_iter()
            .filter_map(|(source, target)| {
                let staged = stage(source, target, progress).transpose()?;
                Some(staged.map(|staged| (staged, target.clone())))
            })
            .collect::<Result<_>>()?;
        if purpose == Purpose::Keep {
            sync_files(&staged)?;
        }
        for (staged, target) in staged {
            staged.persist(&target)?;
        }
    }
    Ok(())
}

/// Writes a copy, but does not give it its name. `None` where the file is its own copy.
fn stage(source: &Path, target: &Path, progress: &dyn TransferObserver) -> Result<Option<Staged>> {
    if is_same_file(source, target) {
        return Ok(None);
    }
    if target.is_dir() {
        return Err(Error::invalid(format!(
            "`{}` is a folder; a file cannot replace it",
            target.display()
        )));
    }
    let reader = open_file(source)?;
    let folder = target.parent().expect("a file of a tree is in a folder");
    let staged = Staged::create(folder)?;
    copy_content(&reader, staged.file(), progress)
        .and_then(|()| copy_attributes(&reader, staged.file()))
        .map_err(|e| copy_failed(source, target, e))?;
    Ok(Some(staged))
}

fn copy_content(
    mut reader: &File,
    mut writer: &File,
    progress: &dyn TransferObserver,
) -> io::Result<()> {
    loop {
        // Between two files, the standard library lets Linux copy within the kernel.
        let bytes = io::copy(&mut reader.by_ref().take(CHUNK_SIZE), &mut writer)?;
        if bytes == 0 {
            return Ok(());
        }
        progress.advance(bytes);
    }
}

/// Keeps permissions and the time of the last change, as MLflow does.
fn copy_attributes(from: &File, to: &File) -> io::Result<()> {
    let found = from.metadata()?;
    if let Ok(modified) = found.modified() {
        to.set_modified(modified)?;
    }
    to.set_permissions(found.permissions())
}

fn copy_failed(source: &Path, target: &Path, cause: io::Error) -> Error {
    Error::io(&format!("copy `{}` to", source.display()), target, cause)
}

/// Whether both paths lead to one file, which then is where it should be.
fn is_same_file(source: &Path, target: &Path) -> bool {
    match (source.canonicalize(), target.canonicalize()) {
        (Ok(source), Ok(target)) => source == target,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

    use super::*;

    #[derive(Default)]
    struct Count {
        files: AtomicU64,
        announced: AtomicU64,
        copied: AtomicU64,
    }

    impl TransferObserver for Count {
        fn begin(&self, files: u64, bytes: u64) {
            self.files.fetch_add(files, Relaxed);
            self.announced.fetch_add(bytes, Relaxed);
        }

        fn advance(&self, bytes: u64) {
            self.copied.fetch_add(bytes, Relaxed);
        }
    }

    #[test]
    fn a_tree_is_copied_with_empty_folders_and_progress() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("from"), folder.path().join("to"));
        fs::create_dir_all(from.join("a/empty")).unwrap();
        let large = vec![7; usize::try_from(CHUNK_SIZE).unwrap() + 1];
        fs::write(from.join("a/large"), &large).unwrap();
        fs::write(from.join("zero"), "").unwrap();

        let count = Count::default();
        tree(&from, &to, Purpose::Keep, &count).unwrap();
        assert!(to.join("a/empty").is_dir());
        assert_eq!(fs::read(to.join("a/large")).unwrap(), large);
        assert_eq!(fs::read(to.join("zero")).unwrap(), b"");
        assert_eq!(count.files.into_inner(), 2);
        assert_eq!(count.announced.into_inner(), CHUNK_SIZE + 1);
        assert_eq!(count.copied.into_inner(), CHUNK_SIZE + 1);
        assert_eq!(fs::read_dir(&to).unwrap().count(), 2);
    }

    #[cfg(unix)]
    #[test]
    fn links_to_files_are_followed_and_those_to_folders_are_not() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("from"), folder.path().join("to"));
        fs::create_dir_all(from.join("real")).unwrap();
        fs::write(from.join("real/x"), "x").unwrap();
        std::os::unix::fs::symlink(from.join("real/x"), from.join("file")).unwrap();
        std::os::unix::fs::symlink(&from, from.join("loop")).unwrap();
        std::os::unix::fs::symlink("itself", from.join("itself")).unwrap();

        tree(&from, &to, Purpose::Fetch, &crate::artifact::Silent).unwrap();
        assert!(to.join("file").symlink_metadata().unwrap().is_file());
        assert_eq!(fs::read_dir(to.join("loop")).unwrap().count(), 0);
        assert!(to.join("itself").symlink_metadata().is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_copied_file_is_as_executable_as_its_source() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("from"), folder.path().join("to"));
        fs::write(&from, "#!/bin/sh").unwrap();
        fs::set_permissions(&from, fs::Permissions::from_mode(0o754)).unwrap();
        file(&from, &to, Purpose::Keep, &crate::artifact::Silent).unwrap();
        assert_eq!(
            fs::metadata(&to).unwrap().permissions().mode() & 0o777,
            0o754
        );
        let times = [&from, &to].map(|path| fs::metadata(path).unwrap().modified().unwrap());
        assert_eq!(times[0], times[1]);
    }
}
