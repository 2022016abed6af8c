//! Folders of files as a whole: how large they are, and how they are removed.
//!
//! No link is followed: a link counts as the file that it is, and goes without what it leads to.
//! What is not there, or vanishes meanwhile, counts as nothing.

use std::fs;
use std::iter::Sum;
use std::ops::AddAssign;
use std::path::Path;

use walkdir::WalkDir;

use crate::error::{Error, Result, is_missing};

/// How much lies in a folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// Files and links.
    pub files: u64,
    /// Their content.
    pub bytes: u64,
}

impl AddAssign for Size {
    fn add_assign(&mut self, other: Self) {
        self.files += other.files;
        self.bytes += other.bytes;
    }
}

impl Sum for Size {
    fn sum<I: Iterator<Item = Self>>(sizes: I) -> Self {
        sizes.fold(Self::default(), |mut sum, size| {
            sum += size;
            sum
        })
    }
}

/// The size of a folder with all that is in it, or of a file.
pub(crate) fn measure(path: &Path) -> Result<Size> {
    let mut size = Size::default();
    for entry in WalkDir::new(path) {
        match entry.and_then(|entry| Ok((entry.file_type(), entry.metadata()?))) {
            Ok((kind, _)) if kind.is_dir() => {}
            Ok((_, metadata)) => {
                size.files += 1;
                size.bytes += metadata.len();
            }
            Err(e) if e.io_error().is_some_and(is_missing) => {}
            Err(e) => {
                let path = e.path().unwrap_or(path).to_owned();
                return Err(Error::io("list the folder", &path, e.into()));
            }
        }
    }
    Ok(size)
}

/// Removes a folder with all that is in it, or a file or link, and tells how large it was.
pub(crate) fn remove(path: &Path) -> Result<Size> {
    let size = measure(path)?;
    let removed = match path.symlink_metadata() {
        Ok(found) if found.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
        Err(e) => Err(e),
    };
    match removed {
        Err(e) if !is_missing(&e) => Err(Error::io("remove", path, e)),
        _ => Ok(size),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_is_measured_and_removed() {
        let folder = tempfile::tempdir().unwrap();
        let tree = folder.path().join("tree");
        fs::create_dir_all(tree.join("a/b")).unwrap();
        fs::write(tree.join("a/b/x"), "12345").unwrap();
        fs::write(tree.join("y"), "1").unwrap();
        let size = Size { files: 2, bytes: 6 };
        assert_eq!(measure(&tree).unwrap(), size);
        assert_eq!(remove(&tree).unwrap(), size);
        assert!(!tree.exists());
        assert_eq!(remove(&tree).unwrap(), Size::default());
    }

    #[cfg(unix)]
    #[test]
    fn what_a_link_leads_to_stays_and_does_not_count() {
        let folder = tempfile::tempdir().unwrap();
        let (outside, tree) = (folder.path().join("outside"), folder.path().join("tree"));
        fs::create_dir_all(&outside).unwrap();
        fs::create_dir_all(&tree).unwrap();
        fs::write(outside.join("precious"), "12345").unwrap();
        std::os::unix::fs::symlink(&outside, tree.join("link")).unwrap();
        assert_eq!(measure(&tree).unwrap().files, 1);
        remove(&tree).unwrap();
        std::os::unix::fs::symlink(&outside, &tree).unwrap();
        remove(&tree).unwrap();
        assert!(tree.symlink_metadata().is_err());
        assert!(outside.join("precious").is_file());
    }
}
