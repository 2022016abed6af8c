//! Removing the artifacts of something that is purged: a run, a logged model, a trace.
//!
//! MLflow puts them into a folder that is named by their owner: `…/OWNER` or `…/OWNER/artifacts`.
//! Nothing else is ever removed, whatever a location says, and a link goes without what it leads to.

use std::path::{Component, Path, PathBuf};

use crate::error::{Error, Result};
use crate::tree::{self, Size};
use crate::uri;

use super::{ArtifactPath, open};

/// The folder of artifacts within their owner's.
const ARTIFACTS: &str = "artifacts";

/// What became of an owner's artifacts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Removal {
    /// All of them are gone, or were gone before.
    Removed(Size),
    /// Some stay, and this is why.
    Left(String),
}

/// Removes the artifacts that an owner has at a location, or only tells how large they are.
pub fn remove_owned(location: &str, owner: &str, is_rehearsal: bool) -> Result<Removal> {
    if let Some(path) = uri::recorded_path(location) {
        return remove_local(&path, owner, is_rehearsal);
    }
    let artifacts = open(location)?;
    let path = location.split('?').next().unwrap_or(location);
    let mut names = path.trim_end_matches('/').rsplit('/');
    if !is_owned(names.next(), names.next(), owner) {
        return Ok(not_owned(location, owner));
    }
    let size = artifacts.size(&ArtifactPath::root())?;
    if !is_rehearsal {
        artifacts.remove(&ArtifactPath::root())?;
    }
    Ok(Removal::Removed(size))
}

fn remove_local(path: &Path, owner: &str, is_rehearsal: bool) -> Result<Removal> {
    let name = |path: &'_ Path| Some(path.file_name()?.to_str()?.to_owned());
    let (last, above) = (name(path), path.parent().and_then(name));
    if !is_owned(last.as_deref(), above.as_deref(), owner) {
        return Ok(not_owned(&path.display().to_string(), owner));
    }
    let Some(path) = &in_this_folder(path)? else {
        return Ok(Removal::Left(format!(
            "`{}` is not in this folder; expected gc to run where the server did",
            path.display()
        )));
    };
    let of_owner = if last.as_deref() == Some(owner) {
        path
    } else {
        path.parent().unwrap_or(path)
    };
    let link = [of_owner, path].into_iter().find(|path| path.is_symlink());
    if is_rehearsal {
        return match link {
            Some(link) => Ok(left_behind(link)),
            None => tree::measure(path).map(Removal::Removed),
        };
    }
    let removal = match link {
        Some(link) => {
            let left = left_behind(link);
            tree::remove(link)?;
            left
        }
        None => Removal::Removed(tree::remove(path)?),
    };
    // In a file store, the owner's folder has more in it. It is purged later.
    remove_empty(of_owner)?;
    Ok(removal)
}

/// Removes the folder of an experiment's artifacts if nothing is in it any more, and it is named by
/// the experiment.
pub fn remove_empty_owned(location: &str, owner: &str) -> Result<()> {
    let Some(path) = uri::recorded_path(location) else {
        return Ok(());
    };
    let folder = in_this_folder(&path)?.filter(|path| !path.is_symlink());
    let Some(folder) = folder.filter(|path| path.file_name().is_some_and(|name| name == owner))
    else {
        return Ok(());
    };
    for part in ["models", "traces"] {
        remove_empty(&folder.join(part))?;
    }
    remove_empty(&folder)
}

/// A path that is relative, as servers recorded it that were given `./mlruns`, is taken from the
/// current folder, as elsewhere; `None` if what it begins with is not there.
fn in_this_folder(path: &Path) -> Result<Option<PathBuf>> {
    if path.is_absolute() {
        return Ok(Some(path.to_owned()));
    }
    let is_name = |part: &Component| matches!(part, Component::Normal(_));
    let root = path.components().find(is_name);
    if !root.is_some_and(|root| Path::new(&root).exists()) {
        return Ok(None);
    }
    let absolute = std::path::absolute(path).map_err(|e| Error::io("resolve", path, e))?;
    Ok(Some(absolute))
}

fn remove_empty(folder: &Path) -> Result<()> {
    use std::io::ErrorKind::{DirectoryNotEmpty, NotADirectory, NotFound};
    match std::fs::remove_dir(folder) {
        Err(e) if !matches!(e.kind(), DirectoryNotEmpty | NotADirectory | NotFound) => {
            Err(Error::io("remove", folder, e))
        }
        _ => Ok(()),
    }
}

/// Whether a location ends as that of an owner's artifacts does.
fn is_owned(last: Option<&str>, above: Option<&str>, owner: &str) -> bool {
    last == Some(owner) || (last == Some(ARTIFACTS) && above == Some(owner))
}

fn not_owned(location: &str, owner: &str) -> Removal {
    Removal::Left(format!(
        "`{location}` is not a folder of its own; expected `…/{owner}/{ARTIFACTS}`"
    ))
}

fn left_behind(link: &Path) -> Removal {
    let leads_to: PathBuf = link.read_link().unwrap_or_default();
    Removal::Left(format!(
        "`{}` is a link, which goes, to `{}`, which stays",
        link.display(),
        leads_to.display()
    ))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn remove(path: &Path, owner: &str) -> Removal {
        remove_owned(path.to_str().unwrap(), owner, false).unwrap()
    }

    #[test]
    fn only_a_folder_that_is_named_by_its_owner_goes() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir_all(root.join("r1/artifacts/a")).unwrap();
        fs::write(root.join("r1/artifacts/a/x"), "123").unwrap();
        for (path, owner) in [
            (root.to_owned(), "r1"),
            (root.join("r1"), "r2"),
            (root.join("r1/artifacts"), "r2"),
            (root.join("r1/artifacts/a"), "r1"),
            (PathBuf::from("/"), "r1"),
            (PathBuf::from("r1"), "r1"),
            (PathBuf::new(), "r1"),
        ] {
            assert!(matches!(remove(&path, owner), Removal::Left(_)), "{path:?}");
        }
        let size = Size { files: 1, bytes: 3 };
        let location = uri::from_path(&root.join("r1/artifacts"));
        let rehearsed = remove_owned(&location, "r1", true).unwrap();
        assert_eq!(rehearsed, Removal::Removed(size));
        let removed = remove_owned(&location, "r1", false).unwrap();
        assert_eq!(removed, Removal::Removed(size));
        assert!(!root.join("r1").exists());
        let again = remove_owned(&location, "r1", false).unwrap();
        assert_eq!(again, Removal::Removed(Size::default()));
        assert!(
            remove_owned(
                "http://h/api/2.0/mlflow-artifacts/artifacts/1/x",
                "r1",
                false
            )
            .is_ok()
        );
        let elsewhere = remove_owned("s3://b/r1/artifacts", "r2", false).unwrap();
        assert!(matches!(elsewhere, Removal::Left(_)));
        assert!(remove_owned("ftp://h/r1/artifacts", "r1", false).is_err());
    }

    #[test]
    fn the_owners_folder_stays_while_something_is_in_it() {
        let folder = tempfile::tempdir().unwrap();
        let artifacts = folder.path().join("r1/artifacts");
        fs::create_dir_all(&artifacts).unwrap();
        fs::write(folder.path().join("r1/meta.yaml"), "").unwrap();
        assert_eq!(remove(&artifacts, "r1"), Removal::Removed(Size::default()));
        assert!(!artifacts.exists() && folder.path().join("r1/meta.yaml").is_file());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_goes_and_what_it_leads_to_stays() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let (outside, root) = (folder.path().join("outside"), folder.path().join("root"));
        fs::create_dir_all(outside.join("artifacts")).unwrap();
        fs::write(outside.join("artifacts/precious"), "x").unwrap();
        fs::create_dir_all(root.join("r1")).unwrap();
        symlink(outside.join("artifacts"), root.join("r1/artifacts")).unwrap();
        symlink(&outside, root.join("r2")).unwrap();
        for owner in ["r1", "r2"] {
            let artifacts = root.join(owner).join("artifacts");
            let removal = remove(&artifacts, owner);
            assert!(matches!(removal, Removal::Left(_)), "{removal:?}");
            assert!(root.join(owner).symlink_metadata().is_err(), "{owner}");
        }
        assert!(outside.join("artifacts/precious").is_file());
    }

    #[test]
    fn an_experiments_folder_goes_when_it_is_empty() {
        let folder = tempfile::tempdir().unwrap();
        let own = folder.path().join("7");
        fs::create_dir_all(own.join("models")).unwrap();
        let remove = |owner| remove_empty_owned(own.to_str().unwrap(), owner).unwrap();
        remove("8");
        assert!(own.is_dir());
        fs::write(own.join("x"), "").unwrap();
        remove("7");
        assert!(own.join("x").is_file());
        fs::remove_file(own.join("x")).unwrap();
        remove("7");
        assert!(!own.exists());
    }
}
