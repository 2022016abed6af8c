//! Files that come to a server in parts, several at once.
//!
//! An upload is a folder of what is on its way, named by the upload's id: a file with the path at
//! which the parts will appear as one file, and the parts that are there.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use uuid::Uuid;

use crate::error::{Error, ErrorCode, Result};

use super::copy::create_folder;
use super::{ArtifactPath, ServedArtifacts, Upload};

/// The file in an upload's folder that says what it will be.
const TARGET: &str = "target";
/// Most parts of a file, as in Amazon's S3, for which MLflow made these requests.
const MAX_PARTS: u64 = 10_000;

/// A part that is coming.
pub struct Part(Upload);

/// By what a part is known to be the one that was sent.
pub type PartMark = String;

impl Part {
    /// Adds a piece.
    pub fn write(&mut self, piece: &[u8]) -> Result<()> {
        self.0.write(piece)
    }

    /// Keeps the part, in place of one that may have come before under its number.
    pub fn finish(self) -> Result<PartMark> {
        let place = self.0.finish()?;
        mark(&place).map_err(|e| Error::io("read", &place, e))
    }
}

/// What changes when a part is sent again: its size and when it came.
fn mark(part: &Path) -> io::Result<PartMark> {
    let found = fs::metadata(part)?;
    let since_1970 = found.modified()?.duration_since(UNIX_EPOCH);
    let time = since_1970.unwrap_or_default().as_nanos();
    Ok(format!("{:x}-{time:x}", found.len()))
}

impl ServedArtifacts {
    /// Begins an upload of so many parts to this path, and gives its id.
    pub fn create_upload(&self, path: &ArtifactPath, parts: u64) -> Result<String> {
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
        fs::write(&target, path.as_str()).map_err(|e| Error::io("write", &target, e))?;
        Ok(id)
    }

    /// Begins a part of an upload.
    pub fn begin_part(&self, id: &str, number: u64) -> Result<Part> {
        let folder = self.upload_folder(id)?;
        if !(1..=MAX_PARTS).contains(&number) {
            return Err(Error::invalid(format!(
                "part {number} of an upload is sent; expected a number from 1 to {MAX_PARTS}"
            )));
        }
        Ok(Part(Upload::begin(&folder, part_path(&folder, number))?))
    }

    /// Makes the parts, in the order of their numbers, a file.
    pub fn complete_upload(
        &self,
        id: &str,
        path: &ArtifactPath,
        parts: &[(u64, PartMark)],
    ) -> Result<()> {
        let folder = self.upload_folder(id)?;
        check_target(&folder, path)?;
        check_parts(&folder, parts)?;
        let target = self.target(path)?;
        let whole = join(&folder, parts)?;
        fs::rename(&whole, &target).map_err(|e| Error::io("write", &target, e))?;
        remove(&folder)
    }

    /// Throws an upload away.
    pub fn abort_upload(&self, id: &str, path: &ArtifactPath) -> Result<()> {
        let folder = self.upload_folder(id)?;
        check_target(&folder, path)?;
        remove(&folder)
    }

    /// The folder of an upload that goes on.
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

/// Refuses parts that are out of order or not those that came.
fn check_parts(folder: &Path, parts: &[(u64, PartMark)]) -> Result<()> {
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
        let there = mark(&part_path(folder, *number)).ok();
        if there.as_deref() != Some(sent.trim_matches('"')) {
            return Err(Error::invalid(format!(
                "part {number} of the upload is not there as it was sent; send it again"
            )));
        }
    }
    Ok(())
}

/// Appends all parts to the first one, which is not copied so, and gives its path.
fn join(folder: &Path, parts: &[(u64, PartMark)]) -> Result<PathBuf> {
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

    fn path(text: &str) -> ArtifactPath {
        ArtifactPath::parse(text).unwrap()
    }

    fn send(served: &ServedArtifacts, id: &str, number: u64, content: &str) -> (u64, PartMark) {
        let mut part = served.begin_part(id, number).unwrap();
        part.write(content.as_bytes()).unwrap();
        (number, part.finish().unwrap())
    }

    fn served() -> (tempfile::TempDir, ServedArtifacts) {
        let folder = tempfile::tempdir().unwrap();
        let served = ServedArtifacts::new(folder.path().to_owned());
        (folder, served)
    }

    #[test]
    fn parts_become_a_file_in_the_order_of_their_numbers() {
        let (_folder, served) = served();
        let target = path("a/b.bin");
        let id = served.create_upload(&target, 3).unwrap();
        let third = send(&served, &id, 3, "c");
        let first = send(&served, &id, 1, "aa");
        let old = send(&served, &id, 2, "x");
        let second = send(&served, &id, 2, "bb");
        let wrong = served.complete_upload(&id, &target, &[first.clone(), old, third.clone()]);
        assert!(wrong.unwrap_err().message().contains("part 2"));
        let other = served.complete_upload(&id, &path("other"), std::slice::from_ref(&first));
        assert!(other.is_err());
        served
            .complete_upload(&id, &target, &[first, second, third])
            .unwrap();
        let file = served.file(&target).unwrap();
        assert_eq!(fs::read_to_string(file).unwrap(), "aabbc");
        assert_eq!(fs::read_dir(served.staging()).unwrap().count(), 0);
        assert!(served.complete_upload(&id, &target, &[]).is_err());
    }

    #[test]
    fn an_upload_that_is_given_up_leaves_nothing() {
        let (_folder, served) = served();
        let target = path("x");
        let id = served.create_upload(&target, 1).unwrap();
        send(&served, &id, 1, "a");
        served.abort_upload(&id, &target).unwrap();
        served.create_upload(&target, 1).unwrap();
        served.sweep(Duration::ZERO).unwrap();
        assert_eq!(fs::read_dir(served.staging()).unwrap().count(), 0);
        assert!(served.begin_part(&id, 1).is_err());
        assert!(served.file(&target).is_err());
    }

    #[test]
    fn parts_have_numbers_and_ids_are_no_paths() {
        let (_folder, served) = served();
        assert!(served.create_upload(&path("x"), 0).is_err());
        let id = served.create_upload(&path("x"), 2).unwrap();
        assert!(served.begin_part(&id, 0).is_err() && served.begin_part("../x", 1).is_err());
        let second = send(&served, &id, 2, "b");
        assert!(served.complete_upload(&id, &path("x"), &[second]).is_err());
        assert!(served.complete_upload(&id, &path("x"), &[]).is_err());
    }
}
