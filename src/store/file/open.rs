//! Opening a file store, and making a new one.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use crate::entity::{DEFAULT_EXPERIMENT_ID, DEFAULT_EXPERIMENT_NAME, ExperimentId, LifecycleStage};
use crate::error::{Error, Result};
use crate::store::OpenOptions;
use crate::uri;

use super::FileStore;
use super::disk;
use super::layout::{META, TRASH};
use super::meta::ExperimentMeta;
use super::staged_folder::StagedFolder;

/// How an SQLite database begins.
const SQLITE_MAGIC: &[u8] = b"SQLite format 3\0";

impl FileStore {
    /// Opens the store in a folder. Where there is no folder it is made, with the experiment
    /// `Default`; a folder that is there is left as it is, even if it is empty, as in MLflow.
    pub fn open(path: &Path, options: &OpenOptions) -> Result<Self> {
        let root = uri::absolute_path(path)?;
        match fs::metadata(&root) {
            Ok(found) if found.is_dir() => {}
            Ok(_) => return Err(not_a_folder(&root)),
            Err(e) if e.kind() == io::ErrorKind::NotFound => create(&root, options)?,
            Err(e) => return Err(Error::io("open the file store", &root, e)),
        }
        Ok(Self {
            root,
            cache: None,
            registry_cache: None,
        })
    }
}

/// Creates a new store under a temporary name and renames it. So one of several processes creates
/// it, and none sees a part of it.
fn create(root: &Path, options: &OpenOptions) -> Result<()> {
    let parent = root.parent().unwrap_or(root);
    disk::create_folders(parent)?;
    let staged = StagedFolder::create_in(parent)?;
    disk::create_folders(&staged.path().join(TRASH))?;
    create_default_experiment(staged.path(), options)?;
    if staged.publish(root)? || root.is_dir() {
        return Ok(());
    }
    Err(not_a_folder(root))
}

fn create_default_experiment(root: &Path, options: &OpenOptions) -> Result<()> {
    let id = ExperimentId::from(DEFAULT_EXPERIMENT_ID);
    let folder = root.join(id.as_str());
    let location = uri::join(&options.artifact_root, id.as_str());
    let meta = ExperimentMeta::new(&id, DEFAULT_EXPERIMENT_NAME, &location, options.now);
    disk::create_folders(&folder)?;
    disk::replace_file(
        &folder.join(META),
        meta.render(LifecycleStage::Active, None)?.as_bytes(),
    )
}

fn not_a_folder(root: &Path) -> Error {
    if let Ok(target) = fs::read_link(root)
        && !root.exists()
    {
        return Error::invalid(format!(
            "`{}` is a link to `{}`, which is not there; expected a folder",
            root.display(),
            target.display()
        ));
    }
    let error = Error::invalid(format!(
        "`{}` is a file; a file store is a folder",
        root.display()
    ));
    if is_database(root) {
        return error.hint(format!(
            "it is an SQLite database, whose URI is `sqlite:///{}`",
            root.display()
        ));
    }
    error
}

fn is_database(path: &Path) -> bool {
    let mut start = [0; SQLITE_MAGIC.len()];
    File::open(path)
        .and_then(|mut file| file.read_exact(&mut start))
        .is_ok_and(|()| start == SQLITE_MAGIC)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entity::ViewType;

    fn options() -> OpenOptions {
        OpenOptions {
            artifact_root: "/a/mlruns".into(),
            now: 17,
        }
    }

    #[test]
    fn a_new_store_has_the_default_experiment_and_a_bin() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("deep/mlruns");
        let store = FileStore::open(&root, &options()).unwrap();
        let experiments = store.experiments(ViewType::All).unwrap();
        let default = experiments[0].experiment().unwrap();
        assert_eq!((experiments.len(), default.name.as_str()), (1, "Default"));
        assert_eq!(default.artifact_location, "/a/mlruns/0");
        assert!(root.join(TRASH).is_dir());
        let beside = fs::read_dir(root.parent().unwrap()).unwrap().count();
        assert_eq!(beside, 1);
    }

    #[test]
    fn a_folder_that_is_there_is_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        FileStore::open(folder.path(), &options()).unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn ten_that_start_at_once_make_one_store() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("mlruns");
        std::thread::scope(|scope| {
            for _ in 0..10 {
                scope.spawn(|| FileStore::open(&root, &options()).unwrap());
            }
        });
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        assert!(root.join("0").join(META).is_file());
    }

    #[test]
    fn a_file_instead_of_the_folder_is_an_error_that_says_what_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.db");
        fs::write(&path, b"SQLite format 3\0rest").unwrap();
        let error = FileStore::open(&path, &options()).unwrap_err();
        assert!(error.message().contains("is a file"), "{error}");
        assert!(
            error.hints()[0].contains("sqlite:///"),
            "{:?}",
            error.hints()
        );
        let error = FileStore::open(&path.join("mlruns"), &options()).unwrap_err();
        assert!(error.message().contains("cannot"), "{error}");
    }
}
