//! Projects in `.zip` archives: on this machine, or fetched by http.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::error::{Error, ErrorCode, Result};

use super::super::manifest;
use super::super::scratch::Scratch;
use super::address::SourceAddress;
use super::unzip::{self, MAX_BYTES};

/// What the name of an archive ends with.
const EXTENSION: &str = ".zip";

/// Whether an address, without what follows a `?`, is that of an archive.
pub(super) fn is_archive(address: &str) -> bool {
    address.ends_with(EXTENSION)
}

/// Unpacks an archive on this machine.
pub(super) fn unpack(archive: &Path) -> Result<Scratch> {
    let file = File::open(archive).map_err(|e| Error::io("open", archive, e))?;
    extract(file, &archive.to_string_lossy())
}

/// Fetches an archive and unpacks it.
pub(super) fn fetch(address: &SourceAddress) -> Result<Scratch> {
    let shown = &address.clean;
    let failed = |reason: &str| {
        Error::new(
            ErrorCode::ExecutionFailed,
            format!(
                "Unable to retrieve ZIP file. Reason: {}: the archive `{shown}` cannot be fetched",
                address.hide_secrets(reason)
            ),
        )
    };
    let mut request = ureq::get(address.to_request());
    if let Some(authorization) = address.authorization() {
        request = request.header("authorization", authorization);
    }
    let mut answer = request.call().map_err(|e| failed(&e.to_string()))?;
    let mut file = tempfile::tempfile()
        .map_err(|e| Error::internal("cannot make a temporary file").caused_by(e))?;
    let mut body = answer.body_mut().as_reader().take(MAX_BYTES + 1);
    let length = io::copy(&mut body, &mut file).map_err(|e| failed(&e.to_string()))?;
    if length > MAX_BYTES {
        return Err(failed("it is too long"));
    }
    extract(file, shown)
}

/// Unpacks into a folder of its own.
fn extract(file: File, shown: &str) -> Result<Scratch> {
    let folder = Scratch::new()?;
    unzip::extract(file, folder.path(), shown)?;
    Ok(folder)
}

/// Where the project is in what was unpacked. Archives that GitHub makes have one folder around
/// everything; MLflow wants that named behind a `#`, which still works.
pub(super) fn project_folder(unpacked: &Path) -> Result<PathBuf> {
    let entries: Vec<PathBuf> = unpacked
        .read_dir()
        .map_err(|e| Error::io("read the folder", unpacked, e))?
        .flatten()
        .map(|entry| entry.path())
        .collect();
    match entries.as_slice() {
        [only] if only.is_dir() && manifest::has_file(only)? => Ok(only.clone()),
        _ => Ok(unpacked.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Seek, Write};

    use super::*;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    fn archive(members: &[(&str, &str)]) -> File {
        let mut zip = ZipWriter::new(tempfile::tempfile().unwrap());
        for (name, text) in members {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        let mut file = zip.finish().unwrap();
        file.rewind().unwrap();
        file
    }

    #[test]
    fn an_archive_is_unpacked_and_one_folder_around_it_is_entered() {
        let file = archive(&[("p-main/MLproject", "name: x"), ("p-main/a/b.txt", "b")]);
        let folder = extract(file, "p.zip").unwrap();
        let project = project_folder(folder.path()).unwrap();
        assert_eq!(project, folder.path().join("p-main"));
        assert_eq!(
            std::fs::read_to_string(project.join("a/b.txt")).unwrap(),
            "b"
        );

        let folder = extract(archive(&[("scripts/x.sh", "true")]), "p.zip").unwrap();
        assert_eq!(project_folder(folder.path()).unwrap(), folder.path());
    }
}
