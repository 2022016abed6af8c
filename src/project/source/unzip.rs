//! Unpacks zip archives that may be hostile. Nothing is written outside the folder, and size, ratio
//! and number of members are limited.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read, Seek};
use std::path::{Component, Path, PathBuf};

use zip::ZipArchive;
use zip::read::ZipFile;
use zip::result::ZipError;

use crate::error::{Error, Result};

/// How many bytes an archive may have, packed or unpacked.
pub(super) const MAX_BYTES: u64 = 8 * 1024 * 1024 * 1024;
/// How many files and folders an archive may have.
const MAX_MEMBERS: usize = 100_000;
/// How many times its own length the files of an archive may have, once they are
/// [`HARMLESS_BYTES`] together. Texts are packed to a tenth of their length.
const MAX_RATIO: u64 = 100;
/// What an archive may unpack to, whatever its own length.
const HARMLESS_BYTES: u64 = 256 * 1024 * 1024;
/// How long the target of a symbolic link may be.
const MAX_LINK: u64 = 4096;

/// Unpacks all members below a folder. Symbolic links come last, so that nothing is written
/// through one.
pub(super) fn extract(file: File, folder: &Path, shown: &str) -> Result<()> {
    let broken = |e: ZipError| {
        Error::invalid(format!("`{shown}` cannot be unpacked as a zip archive")).caused_by(e)
    };
    let packed = file.metadata().map_or(0, |metadata| metadata.len());
    let mut archive = ZipArchive::new(file).map_err(broken)?;
    let mut budget = Budget::new(packed, shown);
    budget.check(&archive)?;
    let mut links = BTreeMap::new();
    for number in 0..archive.len() {
        let mut member = archive.by_index(number).map_err(broken)?;
        let path = folder.join(member_path(&member)?);
        if member.is_symlink() {
            links.insert(path, target(&mut member)?);
        } else if member.is_dir() {
            fs::create_dir_all(&path).map_err(|e| Error::io("create the folder", &path, e))?;
        } else {
            write(&mut member, &path, &mut budget)?;
        }
    }
    links
        .into_iter()
        .try_for_each(|(path, target)| link(&path, &target, folder))
}

/// What may still be unpacked.
struct Budget<'a> {
    limit: u64,
    left: u64,
    shown: &'a str,
}

impl<'a> Budget<'a> {
    fn new(packed: u64, shown: &'a str) -> Self {
        let by_ratio = packed.saturating_mul(MAX_RATIO).max(HARMLESS_BYTES);
        let limit = by_ratio.min(MAX_BYTES);
        Self {
            limit,
            left: limit,
            shown,
        }
    }

    /// Refuses an archive that says of itself that it is too much.
    fn check(&self, archive: &ZipArchive<File>) -> Result<()> {
        if archive.len() > MAX_MEMBERS {
            return Err(Error::invalid(format!(
                "the archive `{}` has {} members; expected at most {MAX_MEMBERS}",
                self.shown,
                archive.len()
            )));
        }
        let told = archive.decompressed_size().unwrap_or_default();
        if told > u128::from(self.limit) {
            return Err(self.exceeded());
        }
        Ok(())
    }

    fn take(&mut self, bytes: u64) -> Result<()> {
        self.left = self
            .left
            .checked_sub(bytes)
            .ok_or_else(|| self.exceeded())?;
        Ok(())
    }

    fn exceeded(&self) -> Error {
        Error::invalid(format!(
            "the archive `{}` unpacks to more than {} bytes, which is not to be expected of one of its length",
            self.shown, self.limit
        ))
        .hint("unpack it yourself and run the folder, if you trust it")
    }
}

/// The path of a member below the folder.
fn member_path<R: Read + Seek>(member: &ZipFile<'_, R>) -> Result<PathBuf> {
    member.enclosed_name().ok_or_else(|| {
        Error::invalid(format!(
            "Zip file member {} attempts path traversal: it would land outside the project",
            name_of(member)
        ))
    })
}

/// Its name, for people.
fn name_of<R: Read + Seek>(member: &ZipFile<'_, R>) -> String {
    let name = member.name();
    name.map_or_else(|_| "(unreadable)".to_owned(), Cow::into_owned)
}

fn write<R: Read + Seek>(
    member: &mut ZipFile<'_, R>,
    path: &Path,
    budget: &mut Budget,
) -> Result<()> {
    let failed = |e| Error::io("unpack", path, e);
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(failed)?;
    }
    let mut file = File::create(path).map_err(failed)?;
    let limit = budget.left.saturating_add(1);
    let written = io::copy(&mut member.take(limit), &mut file).map_err(failed)?;
    budget.take(written)?;
    set_mode(&file, member.unix_mode()).map_err(failed)
}

/// Keeps the permissions of a file, except that the user may always read and write it.
#[cfg(unix)]
fn set_mode(file: &File, mode: Option<u32>) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    match mode {
        Some(mode) => file.set_permissions(fs::Permissions::from_mode(mode & 0o777 | 0o600)),
        None => Ok(()),
    }
}

#[cfg(not(unix))]
fn set_mode(_: &File, _: Option<u32>) -> io::Result<()> {
    Ok(())
}

fn target<R: Read + Seek>(member: &mut ZipFile<'_, R>) -> Result<String> {
    let mut target = String::new();
    let name = name_of(member);
    member
        .take(MAX_LINK)
        .read_to_string(&mut target)
        .map_err(|e| {
            Error::invalid(format!("the link `{name}` has no readable target")).caused_by(e)
        })?;
    Ok(target)
}

/// Makes a symbolic link, unless it leads out of the folder.
fn link(path: &Path, target: &str, folder: &Path) -> Result<()> {
    let depth = path
        .strip_prefix(folder)
        .map_or(0, |below| below.components().count().saturating_sub(1));
    if !stays_within(Path::new(target), depth) {
        let name = path.strip_prefix(folder).unwrap_or(path).display();
        return Err(Error::invalid(format!(
            "Zip file member {name} attempts path traversal: it is a link to `{target}`, outside the project"
        )));
    }
    let failed = |e| Error::io("unpack", path, e);
    let parent = path.parent().unwrap_or(folder);
    fs::create_dir_all(parent).map_err(failed)?;
    if !is_real(parent, folder) {
        return Err(Error::invalid(format!(
            "the archive has a link where the folder `{}` should be",
            parent.display()
        )));
    }
    make_link(Path::new(target), path).map_err(failed)
}

/// Whether a link's target is below the folder, from so many folders down. `..` may stand at its
/// beginning only: behind the name of another link, it would lead on from there.
fn stays_within(target: &Path, depth: usize) -> bool {
    let parts: Vec<Component> = target.components().collect();
    let ups = parts
        .iter()
        .take_while(|part| **part == Component::ParentDir);
    let ups = ups.count();
    let is_plain = |part: &Component| matches!(part, Component::Normal(_) | Component::CurDir);
    ups <= depth && parts[ups..].iter().all(is_plain)
}

/// Whether there is no link between the folder and one below it.
fn is_real(below: &Path, folder: &Path) -> bool {
    below
        .ancestors()
        .take_while(|path| *path != folder)
        .all(|path| fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_dir()))
}

#[cfg(unix)]
fn make_link(target: &Path, path: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, path)
}

/// Where links take a privilege, a file has the target's name in it, as Python's `zipfile` makes it.
#[cfg(not(unix))]
fn make_link(target: &Path, path: &Path) -> io::Result<()> {
    fs::write(path, target.to_string_lossy().as_bytes())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;
    use tempfile::TempDir;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    /// Unpacks an archive that is written so; the folder that it went to.
    fn unpacked(fill: impl FnOnce(&mut ZipWriter<File>)) -> Result<TempDir> {
        let mut zip = ZipWriter::new(tempfile::tempfile().unwrap());
        fill(&mut zip);
        let archive = zip.finish().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let within = folder.path().join("within");
        fs::create_dir(&within).unwrap();
        extract(archive, &within, "p.zip")?;
        Ok(folder)
    }

    fn options() -> SimpleFileOptions {
        SimpleFileOptions::default()
    }

    fn refusal(fill: impl FnOnce(&mut ZipWriter<File>)) -> String {
        unpacked(fill).unwrap_err().message().to_owned()
    }

    #[test]
    fn what_is_too_much_is_refused() {
        let zeros = vec![0; 1 << 20];
        let message = refusal(|zip| {
            for number in 0..300 {
                zip.start_file(format!("{number}"), options()).unwrap();
                zip.write_all(&zeros).unwrap();
            }
        });
        assert!(
            message.starts_with("the archive `p.zip` unpacks to more than 268435456"),
            "{message}"
        );
        let message = refusal(|zip| {
            for number in 0..=MAX_MEMBERS {
                zip.add_directory(format!("{number}"), options()).unwrap();
            }
        });
        assert!(message.contains("has 100001 members"), "{message}");
    }

    #[test]
    fn the_budget_counts_what_is_written() {
        let mut budget = Budget::new(0, "p.zip");
        assert!(budget.take(HARMLESS_BYTES).is_ok());
        assert!(budget.take(1).is_err());
        assert_eq!(Budget::new(1 << 30, "").limit, MAX_BYTES);
        assert_eq!(Budget::new(10 << 20, "").limit, 1000 << 20);
    }

    #[test]
    fn nothing_lands_outside() {
        for name in ["../evil", "a/../../evil"] {
            let message = refusal(|zip| {
                zip.start_file(name, options()).unwrap();
            });
            assert!(message.contains("attempts path traversal"), "{message}");
        }
        // An absolute name is put below the folder as if that were the top.
        if let Ok(folder) = unpacked(|zip| zip.start_file("/evil", options()).unwrap()) {
            assert!(folder.path().join("within/evil").exists());
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_stay_within() {
        let folder = unpacked(|zip| {
            zip.add_symlink("a/up", "../text", options()).unwrap();
            zip.add_symlink("here", "a", options()).unwrap();
            zip.start_file("text", options().unix_permissions(0o4755))
                .unwrap();
            zip.write_all(b"found").unwrap();
            zip.start_file("a/x", options()).unwrap();
        })
        .unwrap();
        let within = folder.path().join("within");
        assert_eq!(fs::read_to_string(within.join("here/up")).unwrap(), "found");
        for (name, target) in [
            ("out", "/etc/passwd"),
            ("out", "../outside"),
            ("a/out", "../../outside"),
            ("a/out", "b/../../../outside"),
            ("a/out", "b/.."),
        ] {
            let message = refusal(|zip| zip.add_symlink(name, target, options()).unwrap());
            assert!(message.contains("outside the project"), "{message}");
        }
        // A link, and a file or a link below its name.
        for below in ["a/file", "a/link"] {
            let folder = unpacked(|zip| {
                zip.add_symlink("a", "b", options()).unwrap();
                match below {
                    "a/file" => zip.start_file(below, options()).unwrap(),
                    _ => zip.add_symlink(below, "../x", options()).unwrap(),
                }
            });
            assert!(folder.is_err(), "{below}");
        }
    }
}
