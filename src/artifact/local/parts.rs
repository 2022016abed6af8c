//! Files that come in parts, several at once.
//!
//! An upload is a folder that is named by the upload's id. It holds the parts that have come, and a
//! file with the path of the artifact that they will become.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use uuid::Uuid;

use crate::artifact::{ArtifactPath, PartEtag, PartUploads, PartWriter, Sink, staged};
use crate::error::{Error, ErrorCode, Result};

use super::LocalArtifacts;
use super::copy::{create_folder, sync_folders};
use super::file::{self, LocalWriter};

/// The file in an upload's folder that says what it will be.
const TARGET: &str = "target";
/// Most parts of a file, as in Amazon's S3, for which MLflow made these requests.
const MAX_PARTS: u64 = 10_000;

/// A part that is being written.
struct LocalPart(LocalWriter);

impl Sink for LocalPart {
    fn write(&mut self, piece: &[u8]) -> Result<()> {
        self.0.write(piece)
    }
}

impl PartWriter for LocalPart {
    fn finish(self: Box<Self>) -> Result<PartEtag> {
        let part = self.0.persist()?;
        etag(&part).map_err(|e| Error::io("read", &part, e))
    }
}

/// The size of a part and when it came.
fn etag(part: &Path) -> io::Result<PartEtag> {
    let state = file::state(&File::open(part)?)?;
    Ok(state.etag.unwrap_or_default())
}

impl PartUploads for LocalArtifacts {
    fn create_upload(&self, path: &ArtifactPath, parts: u64) -> Result<String> {
        if !(1..=MAX_PARTS).contains(&parts) {
            return Err(Error::invalid(format!(
                "an upload of {parts} parts is asked for; expected from 1 to {MAX_PARTS}"
            )));
        }
        self.target(path)?;
        let id = Uuid::new_v4().simple().to_string();
        let folder = self.staging().join(&id);
        create_folder(&folder)?;
        let target = folder.join(TARGET);
        crate::staged::write(&target, path.as_str().as_bytes())
            .map_err(|e| Error::io("write", &target, e))?;
        Ok(id)
    }

    fn begin_part(&self, id: &str, number: u64) -> Result<Box<dyn PartWriter>> {
        let folder = self.upload_folder(id)?;
        if !(1..=MAX_PARTS).contains(&number) {
            return Err(Error::invalid(format!(
                "part {number} of an upload is sent; expected a number from 1 to {MAX_PARTS}"
            )));
        }
        let part = LocalWriter::begin(&folder, part_path(&folder, number), &folder)?;
        Ok(Box::new(LocalPart(part)))
    }

    fn complete_upload(
        &self,
        id: &str,
        path: &ArtifactPath,
        parts: &[(u64, PartEtag)],
    ) -> Result<()> {
        let folder = self.upload_folder(id)?;
        check_target(&folder, path)?;
        check_parts(&folder, parts)?;
        let target = self.target(path)?;
        let whole = join(&folder, parts)?;
        File::open(&whole)
            .and_then(|whole| whole.sync_all())
            .map_err(|e| Error::io("write", &target, e))?;
        staged::rename(&whole, &target)?;
        sync_folders(target.parent().unwrap_or(&target), &self.root)?;
        remove(&folder)
    }

    fn abort_upload(&self, id: &str, path: &ArtifactPath) -> Result<()> {
        let folder = self.upload_folder(id)?;
        check_target(&folder, path)?;
        remove(&folder)
    }
}

impl LocalArtifacts {
    /// The folder of an unfinished upload.
    fn upload_folder(&self, id: &str) -> Result<PathBuf> {
        let folder = self.staging().join(id);
        let is_id = id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
        if is_id && folder.join(TARGET).is_file() {
            return Ok(folder);
        }
        Err(Error::new(
            ErrorCode::ResourceDoesNotExist,
            format!("no upload has the id `{}`", id.escape_debug()),
        ))
    }
}

fn part_path(folder: &Path, number: u64) -> PathBuf {
    folder.join(format!("part-{number}"))
}

/// Refuses to make a file of the parts of another one.
fn check_target(folder: &Path, path: &ArtifactPath) -> Result<()> {
    let target = folder.join(TARGET);
    let begun = fs::read_to_string(&target).map_err(|e| Error::io("read", &target, e))?;
    if begun == path.as_str() {
        return Ok(());
    }
    Err(Error::invalid(format!(
        "the upload was begun for `{begun}`, and not for `{path}`"
    )))
}

/// Refuses a list of parts that is out of order or names parts that have not come.
fn check_parts(folder: &Path, parts: &[(u64, PartEtag)]) -> Result<()> {
    let is_in_order = (1..)
        .zip(parts)
        .all(|(expected, (number, _))| *number == expected);
    if parts.is_empty() || !is_in_order {
        return Err(Error::invalid(
            "the parts of the upload are not in order; expected their numbers from 1 on, without \
             gaps",
        ));
    }
    for (number, sent) in parts {
        let kept = etag(&part_path(folder, *number)).ok();
        if kept.as_deref() != Some(sent.trim_matches('"')) {
            return Err(Error::invalid(format!(
                "part {number} of the upload is not there as it was sent; send it again"
            )));
        }
    }
    Ok(())
}

/// Appends all parts to the first one, which is not copied so, and gives its path.
fn join(folder: &Path, parts: &[(u64, PartEtag)]) -> Result<PathBuf> {
    let first = part_path(folder, 1);
    let mut whole = OpenOptions::new()
        .append(true)
        .open(&first)
        .map_err(|e| Error::io("write", &first, e))?;
    for (number, _) in &parts[1..] {
        let part = part_path(folder, *number);
        let mut reader = File::open(&part).map_err(|e| Error::io("read", &part, e))?;
        io::copy(&mut reader, &mut whole).map_err(|e| Error::io("write", &first, e))?;
        fs::remove_file(&part).map_err(|e| Error::io("delete", &part, e))?;
    }
    Ok(first)
}

fn remove(folder: &Path) -> Result<()> {
    fs::remove_dir_all(folder).map_err(|e| Error::io("delete", folder, e))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::artifact::ArtifactStore;

    fn path(text: &str) -> ArtifactPath {
        ArtifactPath::parse(text).unwrap()
    }

    fn send(store: &LocalArtifacts, id: &str, number: u64, content: &str) -> (u64, PartEtag) {
        let mut part = store.begin_part(id, number).unwrap();
        part.write(content.as_bytes()).unwrap();
        (number, part.finish().unwrap())
    }

    fn store() -> (tempfile::TempDir, LocalArtifacts) {
        let folder = tempfile::tempdir().unwrap();
        let store = LocalArtifacts::new(folder.path().to_owned());
        (folder, store)
    }

    #[test]
    fn parts_become_a_file_in_the_order_of_their_numbers() {
        let (_folder, store) = store();
        let target = path("a/b.bin");
        let id = store.create_upload(&target, 3).unwrap();
        let third = send(&store, &id, 3, "c");
        let first = send(&store, &id, 1, "aa");
        let old = send(&store, &id, 2, "x");
        let second = send(&store, &id, 2, "bb");
        let wrong = store.complete_upload(&id, &target, &[first.clone(), old, third.clone()]);
        assert!(wrong.unwrap_err().message().contains("part 2"));
        let other = store.complete_upload(&id, &path("other"), std::slice::from_ref(&first));
        assert!(other.is_err());
        store
            .complete_upload(&id, &target, &[first, second, third])
            .unwrap();
        let file = fs::read_to_string(store.root.join("a/b.bin"));
        assert_eq!(file.unwrap(), "aabbc");
        assert_eq!(fs::read_dir(store.staging()).unwrap().count(), 0);
        assert!(store.complete_upload(&id, &target, &[]).is_err());
    }

    #[test]
    fn an_upload_that_is_given_up_leaves_nothing() {
        let (_folder, store) = store();
        let target = path("x");
        let id = store.create_upload(&target, 1).unwrap();
        send(&store, &id, 1, "a");
        store.abort_upload(&id, &target).unwrap();
        store.create_upload(&target, 1).unwrap();
        store.sweep(Duration::ZERO).unwrap();
        assert_eq!(fs::read_dir(store.staging()).unwrap().count(), 0);
        assert!(store.begin_part(&id, 1).is_err());
        assert!(store.open(&target).is_err());
    }

    #[test]
    fn parts_have_numbers_and_ids_are_no_paths() {
        let (_folder, store) = store();
        assert!(store.create_upload(&path("x"), 0).is_err());
        let id = store.create_upload(&path("x"), 2).unwrap();
        assert!(store.begin_part(&id, 0).is_err() && store.begin_part("../x", 1).is_err());
        let second = send(&store, &id, 2, "b");
        assert!(store.complete_upload(&id, &path("x"), &[second]).is_err());
        assert!(store.complete_upload(&id, &path("x"), &[]).is_err());
    }
}
