//! Artifacts on a server, of three kinds:
//!
//! * those that a tracking server proxies (`mlflow-artifacts:`),
//! * those of a run or a logged model, as a tracking server shows them on its page,
//! * plain `http(s)` addresses, whose files can be read and written but whose folders cannot be listed.
//!
//! Several files are transferred at once, each through a buffer of a fixed size. A request that fails
//! is tried again.

mod multipart;
mod reader;
mod upload;
mod url;

use std::sync::{Arc, OnceLock};

use ureq::http::Method;

use crate::api::ListArtifactsResponse;
use crate::config::{HttpSettings, MultipartSettings};
use crate::error::{Error, ErrorCode, Result};
use crate::http::{Client, Request};

use super::{
    ArtifactFile, ArtifactPath, ArtifactStore, ArtifactWriter, FileInfo, Owner, SourceFile,
    TransferObserver,
};
use reader::HttpFile;
use upload::HttpWriter;
use url::ArtifactUrls;

pub(super) use url::resolve;

/// How many files, or parts of files, are transferred at once.
const TRANSFERS: usize = 8;

/// Artifacts below a URL.
#[derive(Clone)]
pub(super) struct HttpArtifacts {
    server: Arc<ArtifactServer>,
    multipart: MultipartSettings,
    /// Whether the server takes files in parts, once it was asked.
    takes_parts: OnceLock<bool>,
}

/// The URLs of artifacts on a server, and the clients that ask for them.
struct ArtifactServer {
    urls: ArtifactUrls,
    client: Client,
    /// Asks what only reads, at first: where nobody listens, that fails within seconds. A download
    /// that has begun has the patience of [`Self::client`].
    reader: Client,
}

impl HttpArtifacts {
    /// Takes the artifacts in a folder below a URL. Nothing is asked yet.
    pub(super) fn open(url: &str, folder: &ArtifactPath) -> Result<Self> {
        Self::at(ArtifactUrls::parse(url, folder)?)
    }

    /// Opens a folder of the artifacts of a run or a logged model, by the requests with which the
    /// server's page shows them.
    pub(super) fn of_owner(
        tracking_uri: &str,
        owner: Owner<'_>,
        folder: &ArtifactPath,
    ) -> Result<Self> {
        Self::at(ArtifactUrls::of_owner(tracking_uri, owner, folder)?)
    }

    fn at(urls: ArtifactUrls) -> Result<Self> {
        let settings = HttpSettings::from_env()?;
        let client = Client::new(urls.address(), &settings)?;
        let reader = Client::new(urls.address(), &settings.to_read()?)?;
        Ok(Self {
            server: Arc::new(ArtifactServer {
                urls,
                client,
                reader,
            }),
            multipart: MultipartSettings::from_env()?,
            takes_parts: OnceLock::new(),
        })
    }
}

impl ArtifactStore for HttpArtifacts {
    fn list(&self, folder: &ArtifactPath) -> Result<Vec<FileInfo>> {
        let ArtifactServer { urls, reader, .. } = &*self.server;
        let Some(url) = urls.listing(folder)? else {
            return Err(Error::not_implemented(format!(
                "`{}` is no tracking server's; only of those are the artifacts listed",
                urls.address()
            )));
        };
        let ListArtifactsResponse { files, .. } = reader.send(&Request::get(url))?.json()?;
        let mut infos = Vec::new();
        for file in files {
            infos.push(FileInfo {
                // A path of its own, or one below the root of a run.
                path: folder.join(ArtifactPath::parse(&file.path)?.file_name()),
                is_dir: file.is_dir,
                // The size of an empty file is left out.
                file_size: (!file.is_dir).then(|| file.file_size.unwrap_or(0)),
            });
        }
        // Some stores behind a server list a file as a folder with itself in it.
        let is_itself = |info: &FileInfo| {
            !folder.is_root() && !info.is_dir && info.path == folder.join(folder.file_name())
        };
        if infos.len() == 1 && is_itself(&infos[0]) {
            return Ok(Vec::new());
        }
        infos.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(infos)
    }

    fn open(&self, path: &ArtifactPath) -> Result<Box<dyn ArtifactFile>> {
        Ok(Box::new(HttpFile::open(&self.server, path)?))
    }

    /// A server wants to know the length of a file before its content: the content is kept on
    /// this machine until it is whole.
    fn create(&self, path: &ArtifactPath) -> Result<Box<dyn ArtifactWriter>> {
        Ok(Box::new(HttpWriter::begin(self.clone(), path.clone())?))
    }

    fn remove(&self, path: &ArtifactPath) -> Result<()> {
        let request = Request {
            method: Method::DELETE,
            ..Request::get(self.server.urls.file(path))
        };
        let client = &self.server.client;
        match client.send(&request).and_then(|answer| answer.done()) {
            Err(e) if e.code() == ErrorCode::ResourceDoesNotExist => Ok(()),
            done => done,
        }
    }

    fn concurrency(&self) -> usize {
        TRANSFERS
    }

    fn put(
        &self,
        path: &ArtifactPath,
        source: &SourceFile,
        progress: &dyn TransferObserver,
    ) -> Result<()> {
        if self.goes_in_parts(source) && self.send_in_parts(path, source, progress)? {
            return Ok(());
        }
        self.send_whole(path, source, progress)
    }
}
