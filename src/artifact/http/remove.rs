//! Removing everything below a place on a server.

use ureq::http::Method;

use crate::artifact::{ArtifactPath, ArtifactStore};
use crate::error::{Error, ErrorCode, Result};
use crate::http::Request;
use crate::tree::Size;

use super::HttpArtifacts;

impl HttpArtifacts {
    /// How much is there, found by listing every folder.
    pub(in crate::artifact) fn size(&self) -> Result<Size> {
        let mut size = Size::default();
        let mut folders = vec![ArtifactPath::root()];
        while let Some(folder) = folders.pop() {
            let listed = match self.list(&folder) {
                Err(e) if is_missing(&e) => continue,
                listed => listed?,
            };
            for info in listed {
                if info.is_dir {
                    folders.push(info.path);
                } else {
                    size.files += 1;
                    size.bytes += info.file_size.unwrap_or(0);
                }
            }
        }
        Ok(size)
    }

    /// Removes all of it. What is not there is gone already.
    pub(in crate::artifact) fn remove(&self) -> Result<()> {
        let request = Request {
            method: Method::DELETE,
            ..Request::get(self.place.file(&ArtifactPath::root()))
        };
        match self.client.send(&request).and_then(|answer| answer.done()) {
            Err(e) if is_missing(&e) => Ok(()),
            done => done,
        }
    }
}

fn is_missing(error: &Error) -> bool {
    error.code() == ErrorCode::ResourceDoesNotExist
}
