//! The artifacts that go through the server (`mlflow-artifacts:`).

use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use crate::api::{
    ArtifactFile, Empty, ListArtifactsResponse, ListProxiedArtifacts, PresignedDownload,
};
use crate::artifact::{ArtifactPath, FileInfo, SignedRequest};
use crate::config;
use crate::error::Error;
use crate::server::answer::{HandlerResult, Json};
use crate::server::app::Shared;
use crate::server::auth::Viewer;
use crate::server::endpoint::endpoints;
use crate::server::error::ErrorResponse;
use crate::server::extract::{ArtifactSegment, Query};
use crate::server::subject::{ArtifactFolder, ArtifactInPath};
use crate::server::{file, upload};

use super::presigned;

endpoints! {
    GET    "/mlflow-artifacts/artifacts"         LATER Read(ArtifactFolder)   => list;
    GET    "/mlflow-artifacts/artifacts/"        LATER Read(ArtifactFolder)   => list;
    PUT    "/mlflow-artifacts/artifacts/"        LATER Update(ArtifactInPath) => upload_nameless;
    GET    "/mlflow-artifacts/artifacts/{*path}" LATER Read(ArtifactInPath)   => download;
    PUT    "/mlflow-artifacts/artifacts/{*path}" LATER Update(ArtifactInPath) => upload;
    DELETE "/mlflow-artifacts/artifacts/{*path}" LATER Delete(ArtifactInPath) => delete;
    GET    "/mlflow-artifacts/presigned/{*path}" LATER Read(ArtifactInPath)   => sign_download;
}

/// Lists a folder. Unlike in the list of a run, paths are names alone.
pub(in crate::server) async fn list(
    State(app): Shared,
    viewer: Viewer,
    Query(request): Query<ListProxiedArtifacts>,
) -> HandlerResult {
    app.with(move |app| {
        let folder = ArtifactPath::parse_foreign(&request.path.unwrap_or_default())?;
        let mut files = app.artifacts()?.list(&folder)?;
        let folder = folder.to_string();
        files.retain(|file| viewer.sees_in_folder(&folder, file.path.file_name()));
        Ok(Json::of(&ListArtifactsResponse {
            files: files.iter().map(named).collect(),
            ..ListArtifactsResponse::default()
        }))
    })
    .await
}

fn named(info: &FileInfo) -> ArtifactFile {
    ArtifactFile {
        path: info.path.file_name().to_owned(),
        is_dir: info.is_dir,
        file_size: info.file_size,
    }
}

pub(in crate::server) async fn download(
    State(app): Shared,
    ArtifactSegment(path): ArtifactSegment,
    headers: HeaderMap,
) -> Result<Response, ErrorResponse> {
    let path = ArtifactPath::parse_foreign(&path)?;
    file::download(app, headers, move |app| {
        app.check_content_may_pass()?;
        Ok((path.file_name().to_owned(), app.artifacts()?.file(&path)?))
    })
    .await
}

pub(in crate::server) async fn sign_download(
    State(app): Shared,
    ArtifactSegment(path): ArtifactSegment,
) -> HandlerResult {
    app.with(move |app| {
        let path = ArtifactPath::parse_foreign(&path)?;
        let artifacts = app.artifacts()?;
        let valid = presigned::lifetime(None, config::download_address_lifetime()?)?;
        let SignedRequest { url, headers } = artifacts.sign_download(&path, valid)?;
        let file_size = artifacts.file(&path)?.state().length;
        Ok(Json::of(&PresignedDownload {
            url,
            headers,
            file_size,
        }))
    })
    .await
}

pub(in crate::server) async fn upload(
    State(app): Shared,
    ArtifactSegment(path): ArtifactSegment,
    body: Body,
) -> HandlerResult {
    let begun = app
        .with(move |app| {
            app.check_content_may_pass()?;
            let artifacts = app.artifacts()?;
            if path.ends_with('/') {
                return Err(Error::artifact_nameless().into());
            }
            Ok(artifacts.create(&ArtifactPath::parse_foreign(&path)?)?)
        })
        .await?;
    let upload = upload::receive(body, begun).await?;
    app.change_with(|_| {
        upload.finish()?;
        Ok(Json::of(&Empty {}))
    })
    .await
}

/// An upload to no path at all.
pub(in crate::server) async fn upload_nameless() -> ErrorResponse {
    Error::artifact_nameless().into()
}

pub(in crate::server) async fn delete(
    State(app): Shared,
    ArtifactSegment(path): ArtifactSegment,
) -> HandlerResult {
    app.with(move |app| {
        let artifacts = app.artifacts()?;
        artifacts.remove(&ArtifactPath::parse_foreign(&path)?)?;
        Ok(Json::of(&Empty {}))
    })
    .await
}
