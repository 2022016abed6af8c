//! From this machine to a server.

use std::io::{Read, Write};

use tempfile::NamedTempFile;

use crate::artifact::transfer::{Counted, FileProgress};
use crate::artifact::{
    ArtifactPath, ArtifactStore, ArtifactWriter, Silent, Sink, SourceFile, TransferObserver,
};
use crate::error::{Error, Result};
use crate::http::{Body, Request};

use super::HttpArtifacts;

impl HttpArtifacts {
    /// Sends a file in one request.
    pub(super) fn send_whole(
        &self,
        path: &ArtifactPath,
        source: &SourceFile,
        progress: &dyn TransferObserver,
    ) -> Result<()> {
        let progress = FileProgress::new(progress);
        let open = || -> Result<Box<dyn Read>> {
            let reader = source.read(0, source.length())?;
            Ok(Box::new(Counted::new(reader, &progress)))
        };
        let (method, url) = self.server.urls.upload(path)?;
        let request = Request {
            method,
            headers: vec![("content-type", "application/octet-stream".to_owned())],
            body: Body::Stream {
                length: source.length(),
                open: &open,
            },
            ..Request::get(url)
        };
        self.server.client.send(&request)?.done()
    }
}

/// A file that is sent when it is whole.
pub(super) struct HttpWriter {
    store: HttpArtifacts,
    path: ArtifactPath,
    content: NamedTempFile,
}

impl HttpWriter {
    pub(super) fn begin(store: HttpArtifacts, path: ArtifactPath) -> Result<Self> {
        let content = NamedTempFile::new()
            .map_err(|e| Error::internal("cannot create a temporary file").caused_by(e))?;
        Ok(Self {
            store,
            path,
            content,
        })
    }
}

impl Sink for HttpWriter {
    fn write(&mut self, piece: &[u8]) -> Result<()> {
        let written = self.content.write_all(piece);
        written.map_err(|e| Error::io("write", self.content.path(), e))
    }
}

impl ArtifactWriter for HttpWriter {
    fn finish(self: Box<Self>) -> Result<()> {
        let source = SourceFile::open(self.content.path())?;
        self.store.put(&self.path, &source, &Silent)
    }
}
