//! From a server to this machine.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use ureq::Body;
use ureq::http::{HeaderMap, Response, StatusCode};

use crate::artifact::copy;
use crate::artifact::staged::{self, Staged};
use crate::artifact::{ArtifactPath, ArtifactStore, FileInfo, Progress};
use crate::error::{Error, ErrorCode, Result};
use crate::http::{Failure, Request, refused};

use super::tally::Tally;
use super::{HttpArtifacts, named, threads};

/// How many bytes are written at once.
const BUFFER_SIZE: usize = 256 << 10;

/// What is to be fetched.
#[derive(Default)]
struct Tree {
    folders: Vec<ArtifactPath>,
    files: Vec<FileInfo>,
}

impl HttpArtifacts {
    /// Fetches a file or a folder under its whole path into a folder.
    pub(super) fn fetch(
        &self,
        path: &ArtifactPath,
        destination: &Path,
        progress: &dyn Progress,
    ) -> Result<PathBuf> {
        let target = path.in_folder(destination);
        let entries = match self.list(path) {
            // An address that cannot be listed may be that of a file all the same.
            Err(error) if error.code() == ErrorCode::NotImplemented && !path.is_root() => {
                Vec::new()
            }
            listed => listed?,
        };
        if entries.is_empty() && !path.is_root() {
            staged::sweep(target.parent().unwrap_or(&target));
            self.fetch_file(path, &target, &Tally::unannounced(progress))?;
            return Ok(target);
        }
        copy::create_folder(&target)?;
        staged::sweep(&target);
        threads()?.install(|| self.fetch_tree(entries, destination, progress))?;
        Ok(target)
    }

    fn fetch_tree(
        &self,
        entries: Vec<FileInfo>,
        destination: &Path,
        progress: &dyn Progress,
    ) -> Result<()> {
        let tree = self.whole_tree(entries)?;
        let bytes = tree.files.iter().filter_map(|file| file.file_size).sum();
        progress.begin(tree.files.len() as u64, bytes);
        for folder in &tree.folders {
            let folder = folder.in_folder(destination);
            copy::create_folder(&folder)?;
            staged::sweep(&folder);
        }
        tree.files.par_iter().try_for_each(|file| {
            let target = file.path.in_folder(destination);
            self.fetch_file(&file.path, &target, &Tally::new(progress))
        })
    }

    /// Everything below these entries, level by level.
    fn whole_tree(&self, mut entries: Vec<FileInfo>) -> Result<Tree> {
        let mut tree = Tree::default();
        while !entries.is_empty() {
            let (folders, files): (Vec<_>, Vec<_>) =
                entries.into_iter().partition(|entry| entry.is_dir);
            let below: Vec<Vec<FileInfo>> = folders
                .par_iter()
                .map(|folder| self.list(&folder.path))
                .collect::<Result<_>>()?;
            tree.folders
                .extend(folders.into_iter().map(|folder| folder.path));
            tree.files.extend(files);
            entries = below.into_iter().flatten().collect();
        }
        Ok(tree)
    }

    /// Fetches a file. Nobody sees half of it, and after a failure the rest alone is fetched.
    fn fetch_file(&self, path: &ArtifactPath, target: &Path, tally: &Tally) -> Result<()> {
        if target.is_dir() {
            return Err(Error::invalid(format!(
                "`{}` is a folder; a file cannot take its place",
                target.display()
            )));
        }
        let folder = target.parent().unwrap_or(target);
        copy::create_folder(folder)?;
        let staged = Staged::create(folder)?;
        let mut partial = Partial::new(staged.file(), target);
        self.client
            .with_retries(|| self.fetch_rest(path, &mut partial, tally))
            .map_err(|error| named("download", path.as_str(), error))?;
        staged.persist(target)
    }

    /// Fetches what is missing of a file, or all of it where it may have changed.
    fn fetch_rest(
        &self,
        path: &ArtifactPath,
        partial: &mut Partial,
        tally: &Tally,
    ) -> Result<(), Failure> {
        let mut request = Request::get(self.place.file(path));
        // Compressed, a part of the answer would not be a part of the file.
        let identity = ("accept-encoding", "identity".to_owned());
        request.headers.push(identity);
        request.headers.extend(partial.range());
        let response = self.client.open(&request)?;
        match response.status() {
            StatusCode::NOT_FOUND => return Err(Failure::Lasting(self.missing(path))),
            StatusCode::PARTIAL_CONTENT if partial.is_continued_by(response.headers()) => {}
            StatusCode::PARTIAL_CONTENT | StatusCode::RANGE_NOT_SATISFIABLE
                if partial.length > 0 =>
            {
                partial.begin_anew().map_err(Failure::Lasting)?;
                let wrong = io::Error::other("it sends another part than the one asked for");
                return Err(Failure::broken(request.place(), wrong));
            }
            StatusCode::OK => partial.begin_anew().map_err(Failure::Lasting)?,
            _ => return Err(refused(&request, response)),
        }
        receive(response, partial, tally).map_err(|failure| match failure {
            Broken::Server(e) => Failure::broken(request.place(), e),
            Broken::Disk(e) => Failure::Lasting(e),
        })
    }

    fn missing(&self, path: &ArtifactPath) -> Error {
        Error::new(
            ErrorCode::ResourceDoesNotExist,
            format!(
                "there is no artifact `{path}` in `{}`",
                self.place.address()
            ),
        )
    }
}

/// Where a transfer broke.
enum Broken {
    Server(io::Error),
    Disk(Error),
}

/// Appends what a server sends.
fn receive(
    mut response: Response<Body>,
    partial: &mut Partial,
    tally: &Tally,
) -> Result<(), Broken> {
    // What is compressed all the same has neither the length nor the parts of the file.
    let is_plain = !response.headers().contains_key("content-encoding");
    partial.mark = mark(response.headers()).filter(|_| is_plain);
    let expected = response.body().content_length().filter(|_| is_plain);
    let end = expected.map(|expected| partial.length + expected);
    tally.is_long(end.unwrap_or(0));
    let mut body = response.body_mut().as_reader();
    let mut buffer = vec![0; BUFFER_SIZE];
    loop {
        let length = body.read(&mut buffer).map_err(Broken::Server)?;
        if length == 0 {
            break;
        }
        partial.append(&buffer[..length]).map_err(Broken::Disk)?;
        tally.reached(partial.length);
    }
    if end.is_some_and(|end| end != partial.length) {
        return Err(Broken::Server(io::ErrorKind::UnexpectedEof.into()));
    }
    Ok(())
}

/// A file of which a part is here.
struct Partial<'a> {
    file: &'a File,
    /// As what it will be known.
    target: &'a Path,
    /// How much is here.
    length: u64,
    /// What the server calls this state of the file, if it calls it anything.
    mark: Option<String>,
}

impl<'a> Partial<'a> {
    fn new(file: &'a File, target: &'a Path) -> Self {
        Self {
            file,
            target,
            length: 0,
            mark: None,
        }
    }

    /// The headers that ask for the rest, provided that the file is still the same. Without a
    /// mark nobody could tell.
    fn range(&self) -> Vec<(&'static str, String)> {
        match &self.mark {
            Some(mark) if self.length > 0 => vec![
                ("range", format!("bytes={}-", self.length)),
                ("if-range", mark.clone()),
            ],
            _ => Vec::new(),
        }
    }

    /// Whether a part of the file is the one that comes next.
    fn is_continued_by(&self, headers: &HeaderMap) -> bool {
        let range = headers
            .get("content-range")
            .and_then(|range| range.to_str().ok());
        range.is_some_and(|range| range.starts_with(&format!("bytes {}-", self.length)))
    }

    fn begin_anew(&mut self) -> Result<()> {
        self.length = 0;
        self.mark = None;
        self.file
            .set_len(0)
            .and_then(|()| self.file.seek(SeekFrom::Start(0)))
            .map_err(|e| Error::io("write", self.target, e))?;
        Ok(())
    }

    fn append(&mut self, bytes: &[u8]) -> Result<()> {
        self.file
            .write_all(bytes)
            .map_err(|e| Error::io("write", self.target, e))?;
        self.length += bytes.len() as u64;
        Ok(())
    }
}

/// What tells two states of a file apart: a strong ETag, or else the time of the last change.
fn mark(headers: &HeaderMap) -> Option<String> {
    let text = |name| headers.get(name)?.to_str().ok().map(str::to_owned);
    text("etag")
        .filter(|etag| !etag.starts_with("W/"))
        .or_else(|| text("last-modified"))
}
