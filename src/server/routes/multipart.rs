//! Artifacts that come in parts, several at once: through the server, or straight to the cloud in
//! which they are kept.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::body::Body;
use axum::extract::State;
use axum::http::Uri;
use axum::http::header::{ETAG, HeaderValue};
use axum::response::{IntoResponse, Response};

use crate::api::{
    AbortMultipartUpload, CompleteMultipartUpload, CreateMultipartUpload,
    CreateMultipartUploadResponse, Empty, UploadCredential,
};
use crate::artifact::ArtifactPath;
use crate::error::{Error, Result};
use crate::server::answer::{HandlerResult, Json};
use crate::server::app::Shared;
use crate::server::endpoint::endpoints;
use crate::server::error::ErrorResponse;
use crate::server::extract::{ArtifactSegment, Input, Segments};
use crate::server::forwarded::AskedOrigin;
use crate::server::subject::{Asked, Names, PartOfUpload, Subject};
use crate::server::upload;

endpoints! {
    POST "/mlflow-artifacts/mpu/create/{*folder}"          LATER Update(CreateMultipartUpload)   => create;
    PUT  "/mlflow-artifacts/mpu/part/{upload_id}/{number}" LATER Update(PartOfUpload)            => upload_part;
    POST "/mlflow-artifacts/mpu/complete/{*folder}"        LATER Update(CompleteMultipartUpload) => complete;
    POST "/mlflow-artifacts/mpu/abort/{*folder}"           LATER Update(AbortMultipartUpload)    => abort;
}

/// Says that a request is about the file to which its parts go.
macro_rules! about_their_target {
    ($($body:ident)*) => {$(
        impl Names for $body {
            const READS_BODY: bool = true;

            fn subject(asked: &mut Asked) -> Result<Subject> {
                let folder = asked.artifact();
                asked.by_content(|request: &Self| {
                    let path = target(&folder, &request.path)?;
                    Ok(Subject::Artifact(path.to_string()))
                })
            }
        }
    )*};
}

about_their_target! { CreateMultipartUpload CompleteMultipartUpload AbortMultipartUpload }

/// How long a part may be put to an address that is not this server's: as long as boto3's addresses
/// hold, which MLflow 3.17.2 gives.
const ADDRESS_LIFETIME: Duration = Duration::from_secs(3600);

/// What follows the API's address in the path of these requests.
const HERE: &str = "/mlflow-artifacts/mpu/";

pub(in crate::server) async fn create(
    State(app): Shared,
    ArtifactSegment(folder): ArtifactSegment,
    origin: AskedOrigin,
    uri: Uri,
    Input(request): Input<CreateMultipartUpload>,
) -> HandlerResult {
    app.with(move |app| {
        let path = target(&folder, &request.path)?;
        let uploads = app.artifacts()?.part_uploads_to(&path)?;
        let api = api_url(&origin, &uri);
        let upload_id = uploads.create_upload(&path, request.num_parts)?;
        let credential = |part_number| -> Result<UploadCredential> {
            let signed = uploads.sign_part(&upload_id, &path, part_number, ADDRESS_LIFETIME)?;
            let (url, headers) = match signed {
                Some(signed) => (signed.url, signed.headers),
                None => (
                    format!("{api}{HERE}part/{upload_id}/{part_number}"),
                    BTreeMap::new(),
                ),
            };
            Ok(UploadCredential {
                url,
                part_number,
                headers,
            })
        };
        let credentials: Result<_> = (1..=request.num_parts).map(credential).collect();
        let credentials = credentials.inspect_err(|_| {
            // Nobody could put a part.
            let _ = uploads.abort_upload(&upload_id, &path);
        })?;
        Ok(Json::of(&CreateMultipartUploadResponse {
            credentials,
            upload_id: Some(upload_id),
        }))
    })
    .await
}

pub(in crate::server) async fn upload_part(
    State(app): Shared,
    Segments((upload_id, number)): Segments<(String, u64)>,
    body: Body,
) -> Result<Response, ErrorResponse> {
    let begun = app
        .with(move |app| {
            let uploads = app.artifacts()?.part_uploads()?;
            Ok(uploads.begin_part(&upload_id, number)?)
        })
        .await?;
    let part = upload::receive(body, begun).await?;
    let etag = app.with(|_| Ok(part.finish()?)).await?;
    let etag = HeaderValue::from_str(&format!("\"{etag}\"")).expect("made of digits and hyphens");
    Ok(([(ETAG, etag)], Json::of(&Empty {})).into_response())
}

pub(in crate::server) async fn complete(
    State(app): Shared,
    ArtifactSegment(folder): ArtifactSegment,
    Input(request): Input<CompleteMultipartUpload>,
) -> HandlerResult {
    app.change_with(move |app| {
        let path = target(&folder, &request.path)?;
        let uploads = app.artifacts()?.part_uploads_to(&path)?;
        let mut parts: Vec<_> = request
            .parts
            .into_iter()
            .map(|part| (part.part_number, part.etag))
            .collect();
        parts.sort();
        uploads.complete_upload(&request.upload_id.unwrap_or_default(), &path, &parts)?;
        Ok(Json::of(&Empty {}))
    })
    .await
}

pub(in crate::server) async fn abort(
    State(app): Shared,
    ArtifactSegment(folder): ArtifactSegment,
    Input(request): Input<AbortMultipartUpload>,
) -> HandlerResult {
    app.with(move |app| {
        let path = target(&folder, &request.path)?;
        let uploads = app.artifacts()?.part_uploads_to(&path)?;
        uploads.abort_upload(&request.upload_id.unwrap_or_default(), &path)?;
        Ok(Json::of(&Empty {}))
    })
    .await
}

/// Where the file goes: in a folder, under the name that it has on the client's machine, of which
/// clients send the whole path.
fn target(folder: &str, local_path: &str) -> Result<ArtifactPath> {
    let name = if local_path.starts_with('/') {
        local_path.rsplit('/').next()
    } else {
        // Windows' separator may be part of a name elsewhere, but a path that does not begin with
        // `/` is more likely one of Windows.
        local_path.rsplit(['/', '\\']).next()
    };
    let name = name.unwrap_or(local_path);
    if name.is_empty() {
        return Err(Error::invalid(
            "`path` names no file; expected the path of one",
        ));
    }
    let name = ArtifactPath::parse_foreign(name)?;
    let folder = ArtifactPath::parse_foreign(folder)?;
    Ok(folder.join(name.as_str()))
}

/// The address of the API as the client knows it.
fn api_url(origin: &AskedOrigin, uri: &Uri) -> String {
    let path = uri.path();
    let api = path.find(HERE).map_or("", |end| &path[..end]);
    format!("{origin}{api}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_keeps_its_name_only() {
        let found = |folder, path| target(folder, path).unwrap().to_string();
        assert_eq!(
            found("1/r/artifacts", "/home/me/big.bin"),
            "1/r/artifacts/big.bin"
        );
        assert_eq!(found("a", "C:\\data\\big.bin"), "a/big.bin");
        assert_eq!(found("a", "/home/a\\b%20c.bin"), "a/a\\b%20c.bin");
        assert!(target("a", "x/").is_err() && target("a", "..").is_err());
        assert!(target("../a", "x").is_err());
    }
}
