//! One file that holds a store: a zip archive of an SQLite database, of artifacts, and of a manifest
//! with the checksum of every file.
//!
//! ```text
//! manifest.json
//! mlflow.db
//! artifacts/EXPERIMENT_ID/RUN_ID/artifacts/…
//! ```
//! Any MLflow opens the database once the archive is unpacked. An archive that is not whole is refused
//! before anything of it is used.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;
use walkdir::WalkDir;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::config::{StoreUri, TrackingSettings};
use crate::error::{Error, Result};
use crate::staged;

/// What a manifest says first.
const FORMAT: &str = "mlflow-archive";
/// What this program writes, and the newest that it reads.
const VERSION: u32 = 1;
/// The name of the manifest in the archive.
const MANIFEST: &str = "manifest.json";
/// The name of the database in the archive.
const DATABASE: &str = "mlflow.db";
/// The folder of artifacts in the archive.
const ARTIFACTS: &str = "artifacts";
/// From which length on a file needs the fields for long ones.
const LONG: u64 = 1 << 31;
/// How the names of what is not finished begin.
const UNFINISHED: &str = ".unfinished-";

/// What is in an archive.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Manifest {
    /// `mlflow-archive`.
    pub format: String,
    /// Which kind of it.
    pub version: u32,
    /// Milliseconds since 1970 (UTC).
    pub created: i64,
    /// The store that it was made of, without credentials.
    pub source: String,
    /// How many things of each kind are in it.
    pub counts: Value,
    /// The files, sorted by path.
    pub files: Vec<ManifestFile>,
}

/// A file of an archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestFile {
    /// Its path in the archive.
    pub path: String,
    /// Its length.
    pub bytes: u64,
    /// The SHA-256 of its content, in hexadecimal.
    pub sha256: String,
}

/// A store in a folder of its own that goes when this is dropped.
pub struct ArchiveStore {
    folder: TempDir,
}

impl ArchiveStore {
    /// A place for the store of an archive to be written, beside it.
    pub fn beside(archive: &Path) -> Result<Self> {
        let parent = parent_of(archive);
        let folder = tempfile::Builder::new()
            .prefix(UNFINISHED)
            .tempdir_in(parent)
            .map_err(|e| Error::io("create a folder in", parent, e))?;
        Ok(Self { folder })
    }

    /// Where the store is, and where its artifacts are.
    pub fn settings(&self) -> Result<TrackingSettings> {
        let folder = self.folder.path();
        Ok(TrackingSettings {
            tracking_uri: StoreUri::of_sqlite(&folder.join(DATABASE))?,
            artifact_root: crate::uri::from_path(&folder.join(ARTIFACTS)),
        })
    }

    /// Packs the store, which nobody may have open. The archive appears when it is whole.
    pub fn pack(&self, archive: &Path, mut manifest: Manifest) -> Result<Manifest> {
        let failed = |e: io::Error| Error::io("write", archive, e);
        let mut file = staged::create(parent_of(archive), UNFINISHED).map_err(failed)?;
        let mut zip = ZipWriter::new(BufWriter::new(file.as_file_mut()));
        for path in self.files()? {
            let packed = self.pack_file(&mut zip, &path).map_err(failed)?;
            manifest.files.push(packed);
        }
        let text = serde_json::to_vec_pretty(&manifest)
            .map_err(|e| Error::internal("the manifest cannot be written").caused_by(e))?;
        let ended = zip
            .start_file(MANIFEST, SimpleFileOptions::default())
            .map_err(io::Error::from)
            .and_then(|()| zip.write_all(&text))
            .and_then(|()| zip.finish().map_err(io::Error::from))
            .and_then(|mut buffer| buffer.flush());
        ended.map_err(failed)?;
        file.as_file().sync_all().map_err(failed)?;
        file.persist(archive).map_err(|e| failed(e.error))?;
        Ok(manifest)
    }

    /// The paths of all files, sorted.
    fn files(&self) -> Result<Vec<PathBuf>> {
        let folder = self.folder.path();
        let entries = WalkDir::new(folder).sort_by_file_name().into_iter();
        let files = entries.filter(|entry| {
            entry
                .as_ref()
                .is_ok_and(|entry| entry.file_type().is_file())
                || entry.is_err()
        });
        files
            .map(|entry| entry.map(walkdir::DirEntry::into_path))
            .collect::<walkdir::Result<_>>()
            .map_err(|e| Error::io("read the folder", folder, e.into()))
    }

    fn pack_file<W: Write + Seek>(
        &self,
        zip: &mut ZipWriter<W>,
        path: &Path,
    ) -> io::Result<ManifestFile> {
        let below = path.strip_prefix(self.folder.path()).unwrap_or(path);
        let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
        let name = parts.join("/");
        let file = File::open(path)?;
        let is_long = file.metadata()?.len() >= LONG;
        zip.start_file(&name, SimpleFileOptions::default().large_file(is_long))?;
        let mut counted = Counted::new(zip);
        io::copy(&mut BufReader::new(file), &mut counted)?;
        Ok(counted.file(name))
    }
}

/// Unpacks an archive into a folder of its own. It is refused if anything of it is missing, changed or
/// not in its manifest.
pub fn unpack(archive: &Path) -> Result<(ArchiveStore, Manifest)> {
    let file = File::open(archive).map_err(|e| Error::io("open", archive, e))?;
    let mut zip = ZipArchive::new(BufReader::new(file)).map_err(|e| refused(archive, &e))?;
    let manifest = read_manifest(archive, &mut zip)?;
    let folder = tempfile::tempdir()
        .map_err(|e| Error::io("create a folder in", &std::env::temp_dir(), e))?;
    let mut expected: BTreeMap<&str, &ManifestFile> = manifest
        .files
        .iter()
        .map(|file| (file.path.as_str(), file))
        .collect();
    for number in 0..zip.len() {
        let mut member = zip.by_index(number).map_err(|e| refused(archive, &e))?;
        let name = member
            .name()
            .map_err(|e| refused(archive, &e))?
            .into_owned();
        if name == MANIFEST {
            continue;
        }
        let (Some(file), Some(path)) = (expected.remove(name.as_str()), member.enclosed_name())
        else {
            return Err(refused(
                archive,
                &format!("`{name}` is not in its manifest"),
            ));
        };
        let path = folder.path().join(path);
        let unpacked = unpack_file(&mut member, name, &path, file.bytes);
        let unpacked = unpacked.map_err(|e| Error::io("unpack", &path, e))?;
        if unpacked != *file {
            let said = format!(
                "`{}` has another length or checksum than its manifest says",
                file.path
            );
            return Err(refused(archive, &said));
        }
    }
    match expected.keys().next() {
        Some(missing) => Err(refused(archive, &format!("`{missing}` is missing"))),
        None => Ok((ArchiveStore { folder }, manifest)),
    }
}

fn read_manifest<R: Read + Seek>(archive: &Path, zip: &mut ZipArchive<R>) -> Result<Manifest> {
    let mut text = String::new();
    let mut member = zip.by_name(MANIFEST).map_err(|_| {
        refused(archive, &format!("it has no `{MANIFEST}`"))
            .hint("archives are made by `mlflow export`")
    })?;
    member
        .read_to_string(&mut text)
        .map_err(|e| refused(archive, &e))?;
    let manifest: Manifest = serde_json::from_str(&text)
        .map_err(|e| refused(archive, &format!("its manifest cannot be read: {e}")))?;
    if manifest.format != FORMAT || manifest.version > VERSION {
        let Manifest {
            format, version, ..
        } = &manifest;
        return Err(refused(
            archive,
            &format!("expected `{FORMAT}` up to version {VERSION}, not `{format}` {version}"),
        ));
    }
    Ok(manifest)
}

/// Unpacks a file of this length, and no more of it.
fn unpack_file(
    member: &mut impl Read,
    name: String,
    path: &Path,
    bytes: u64,
) -> io::Result<ManifestFile> {
    fs::create_dir_all(parent_of(path))?;
    let mut counted = Counted::new(BufWriter::new(File::create(path)?));
    io::copy(&mut member.take(bytes.saturating_add(1)), &mut counted)?;
    counted.flush()?;
    Ok(counted.file(name))
}

fn refused(archive: &Path, reason: &impl ToString) -> Error {
    Error::invalid(format!(
        "the archive `{}` cannot be used: {}",
        archive.display(),
        reason.to_string()
    ))
}

fn parent_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    }
}

impl Manifest {
    /// The beginning of one, without files.
    pub fn new(source: String, created: i64, counts: Value) -> Self {
        Self {
            format: FORMAT.to_owned(),
            version: VERSION,
            created,
            source,
            counts,
            files: Vec::new(),
        }
    }

    /// The length of all files.
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }
}

/// Counts and hashes what passes through.
struct Counted<W> {
    inner: W,
    hash: Sha256,
    bytes: u64,
}

impl<W: Write> Counted<W> {
    fn new(inner: W) -> Self {
        Self {
            inner,
            hash: Sha256::new(),
            bytes: 0,
        }
    }

    /// What passed through, under a name.
    fn file(self, path: String) -> ManifestFile {
        ManifestFile {
            path,
            bytes: self.bytes,
            sha256: hex::encode(self.hash.finalize()),
        }
    }
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let length = self.inner.write(buffer)?;
        self.hash.update(&buffer[..length]);
        self.bytes += length as u64;
        Ok(length)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
