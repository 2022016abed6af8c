//! From this machine to a server.

use std::io::Read;
use std::path::Path;

use rayon::prelude::*;

use crate::artifact::copy::{Plan, open_source};
use crate::artifact::{ArtifactPath, Progress, source};
use crate::error::{Error, Result};
use crate::http::{Body, Request};

use super::tally::{Counted, Tally};
use super::{HttpArtifacts, named, threads};

/// A local file on its way.
pub(super) struct Outgoing<'a> {
    pub(super) local: &'a Path,
    pub(super) length: u64,
    pub(super) folder: ArtifactPath,
    pub(super) name: &'a str,
}

impl HttpArtifacts {
    pub(super) fn send_file(
        &self,
        local: &Path,
        folder: &ArtifactPath,
        progress: &dyn Progress,
    ) -> Result<()> {
        let file = Outgoing::new(local, folder.clone())?;
        progress.begin(1, file.length);
        threads()?.install(|| self.send(&file, progress))
    }

    pub(super) fn send_folder(
        &self,
        local: &Path,
        folder: &ArtifactPath,
        progress: &dyn Progress,
    ) -> Result<()> {
        source::check_folder(local)?;
        let plan = Plan::make(local)?;
        progress.begin(plan.files.len() as u64, plan.bytes);
        threads()?.install(|| {
            plan.files.par_iter().try_for_each(|relative| {
                let file = local.join(relative);
                let within = artifact_folder(relative.parent())?;
                let folder = if within.is_root() {
                    folder.clone()
                } else {
                    folder.join(within.as_str())
                };
                self.send(&Outgoing::new(&file, folder)?, progress)
            })
        })
    }

    fn send(&self, file: &Outgoing, progress: &dyn Progress) -> Result<()> {
        self.send_whole_or_in_parts(file, progress)
            .map_err(|error| named("upload", &file.local.to_string_lossy(), error))
    }

    fn send_whole_or_in_parts(&self, file: &Outgoing, progress: &dyn Progress) -> Result<()> {
        if self.goes_in_parts(file) && self.send_in_parts(file, progress)? {
            return Ok(());
        }
        let tally = Tally::new(progress);
        let open = || -> Result<Box<dyn Read>> {
            let source = open_source(file.local)?.take(file.length);
            Ok(Box::new(Counted::new(source, &tally)))
        };
        let (method, url) = self.place.upload(&file.folder.join(file.name))?;
        let request = Request {
            method,
            headers: vec![("content-type", "application/octet-stream".to_owned())],
            body: Body::Stream {
                length: file.length,
                open: &open,
            },
            ..Request::get(url)
        };
        self.client.send(&request)?.done()
    }
}

impl<'a> Outgoing<'a> {
    fn new(local: &'a Path, folder: ArtifactPath) -> Result<Self> {
        let name = source::file_name(local)?;
        let length = open_source(local)?
            .metadata()
            .map_err(|e| Error::io("read", local, e))?
            .len();
        Ok(Self {
            local,
            length,
            folder,
            name,
        })
    }
}

/// The artifact path of a folder within a tree.
fn artifact_folder(relative: Option<&Path>) -> Result<ArtifactPath> {
    let mut names = Vec::new();
    for part in relative.into_iter().flat_map(Path::components) {
        let name = part.as_os_str();
        names.push(name.to_str().ok_or_else(|| {
            Error::invalid(format!(
                "`{}` is not UTF-8, as the names of artifacts are",
                name.to_string_lossy()
            ))
        })?);
    }
    ArtifactPath::parse(&names.join("/"))
}
