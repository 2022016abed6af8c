//! Uploads of large files in parts, for servers that hand artifacts on to a cloud: the server
//! says where each part goes, and makes a file of them when all are there.

use std::io::Read;

use rayon::prelude::*;
use serde::Serialize;
use ureq::http::Method;

use crate::api::{
    AbortMultipartUpload, CompleteMultipartUpload, CreateMultipartUpload,
    CreateMultipartUploadResponse, ServerInfo, UploadCredential, UploadedPart,
};
use crate::artifact::transfer::{Counted, FileProgress};
use crate::artifact::{ArtifactPath, SourceFile, TransferObserver};
use crate::error::{Error, ErrorCode, Result};
use crate::http::{Body, HttpAnswer, Request};

use super::HttpArtifacts;

impl HttpArtifacts {
    /// Whether a file is large enough for parts, and the user or else the server wants them.
    pub(super) fn goes_in_parts(&self, source: &SourceFile) -> bool {
        source.length() >= self.multipart.minimum_file_size
            && *self.takes_parts.get_or_init(|| {
                let wanted = self.multipart.wanted;
                wanted.unwrap_or_else(|| self.server_takes_parts())
            })
    }

    /// Asks the server. One that does not say takes none.
    fn server_takes_parts(&self) -> bool {
        let ask = || {
            let request = Request::get(self.server.urls.server_info()?);
            let info: ServerInfo = self.server.client.send_once(&request).ok()?.json().ok()?;
            Some(info.multipart_uploads_enabled)
        };
        ask().unwrap_or(false)
    }

    /// Sends a file in parts; `false` where the server takes none after all.
    pub(super) fn send_in_parts(
        &self,
        path: &ArtifactPath,
        source: &SourceFile,
        progress: &dyn TransferObserver,
    ) -> Result<bool> {
        let part_size = self.multipart.part_size;
        let request = CreateMultipartUpload {
            path: path.file_name().to_owned(),
            num_parts: source.length().div_ceil(part_size),
        };
        let created = self
            .step("create", path, &request)
            .and_then(|answer| answer.json());
        let CreateMultipartUploadResponse {
            upload_id,
            credentials,
        } = match created {
            Err(error) if error.code() == ErrorCode::NotImplemented => return Ok(false),
            created => created?,
        };
        let sent = self.send_parts(source, &credentials, progress);
        let completed = sent.and_then(|parts| {
            let request = CompleteMultipartUpload {
                path: path.file_name().to_owned(),
                upload_id: upload_id.clone(),
                parts,
            };
            self.step("complete", path, &request)?.done()
        });
        if let Err(error) = completed {
            let request = AbortMultipartUpload {
                path: path.file_name().to_owned(),
                upload_id,
            };
            // The first error is the one to report.
            let _ = self.step("abort", path, &request);
            return Err(error);
        }
        Ok(true)
    }

    fn step<B: Serialize>(&self, step: &str, path: &ArtifactPath, body: &B) -> Result<HttpAnswer> {
        let url = self
            .server
            .urls
            .multipart(step, &path.parent())
            .ok_or_else(|| Error::not_implemented("only a tracking server takes files in parts"))?;
        let body = serde_json::to_vec(body)
            .map_err(|error| Error::internal("cannot write a request").caused_by(error))?;
        self.server
            .client
            .send(&Request::json(Method::POST, url, body))
    }

    fn send_parts(
        &self,
        source: &SourceFile,
        credentials: &[UploadCredential],
        progress: &dyn TransferObserver,
    ) -> Result<Vec<UploadedPart>> {
        let part_size = self.multipart.part_size;
        let expected = source.length().div_ceil(part_size);
        if credentials.len() as u64 != expected {
            return Err(Error::internal(format!(
                "the server gives addresses for {} parts; expected {expected}",
                credentials.len()
            )));
        }
        credentials
            .par_iter()
            .enumerate()
            .map(|(index, credential)| {
                let start = index as u64 * part_size;
                let length = part_size.min(source.length() - start);
                self.send_part(source, start, length, credential, progress)
            })
            .collect()
    }

    fn send_part(
        &self,
        source: &SourceFile,
        start: u64,
        length: u64,
        credential: &UploadCredential,
        progress: &dyn TransferObserver,
    ) -> Result<UploadedPart> {
        let progress = FileProgress::new(progress);
        let open = || -> Result<Box<dyn Read>> {
            let reader = source.read(start, length)?;
            Ok(Box::new(Counted::new(reader, &progress)))
        };
        let headers = credential.headers.iter();
        let request = Request {
            method: Method::PUT,
            headers: headers
                .map(|(name, value)| (name.as_str(), value.clone()))
                .collect(),
            body: Body::Stream {
                length,
                open: &open,
            },
            is_authorized: self.server.urls.is_of_server(&credential.url),
            ..Request::get(credential.url.clone())
        };
        let answer = self.server.client.send(&request)?;
        answer.done()?;
        Ok(UploadedPart {
            part_number: credential.part_number,
            etag: answer.etag().unwrap_or_default().to_owned(),
            url: Some(credential.url.clone()),
        })
    }
}
