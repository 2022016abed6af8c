//! The artifacts of runs, wherever they lie.

use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;

use crate::api::{ArtifactFile, Empty, ListArtifacts, ListArtifactsResponse};
use crate::artifact::{ArtifactPath, FileInfo};
use crate::entity::RunId;
use crate::error::{Error, Result};
use crate::server::answer::{HandlerResult, Json};
use crate::server::app::Shared;
use crate::server::endpoint::endpoints;
use crate::server::error::ErrorResponse;
use crate::server::extract::{Input, Query};
use crate::server::file;
use crate::server::subject::{Asked, Names, Subject};
use crate::tracking::Tracking;
use crate::web::body;

endpoints! {
    GET  "/mlflow/artifacts/list"  SINCE_1 Read(ListArtifacts)    => list;
    POST "/mlflow/upload-artifact" LATER   Update(UploadArtifact) => upload;
    GET  "/get-artifact"           ROOT    Read(RunArtifact)      => get;
}

/// Longest file that the page may upload, as in MLflow 3.17.2.
const MAX_UPLOAD: usize = 10 << 20;

pub(in crate::server) async fn list(
    State(app): Shared,
    Input(request): Input<ListArtifacts>,
) -> HandlerResult {
    app.answer(move |tracking| found(tracking, &request)).await
}

/// The folder of a run that a request is after.
pub(super) fn found(tracking: &Tracking, request: &ListArtifacts) -> Result<ListArtifactsResponse> {
    let folder = ArtifactPath::parse_foreign(request.path.as_deref().unwrap_or_default())?;
    let run = tracking.get_run(&request.run_id)?.info;
    let files = tracking.run_artifacts(&run)?.list(&folder)?;
    Ok(listed(run.artifact_uri, files))
}

/// A list as the answer to a request.
pub(super) fn listed(root_uri: String, files: Vec<FileInfo>) -> ListArtifactsResponse {
    let file = |info: FileInfo| ArtifactFile {
        path: info.path.to_string(),
        is_dir: info.is_dir,
        file_size: info.file_size,
    };
    ListArtifactsResponse {
        root_uri: Some(root_uri),
        files: files.into_iter().map(file).collect(),
        next_page_token: None,
    }
}

/// The query of a request for a file of a run.
#[derive(Deserialize)]
pub(in crate::server) struct RunArtifact {
    run_id: RunId,
    path: String,
}

impl Names for RunArtifact {
    const READS_BODY: bool = false;

    fn subject(asked: &mut Asked) -> Result<Subject> {
        let request: Self = asked.query()?;
        Ok(Subject::Run(request.run_id))
    }
}

pub(in crate::server) async fn get(
    State(app): Shared,
    Query(request): Query<RunArtifact>,
    headers: HeaderMap,
) -> Result<Response, ErrorResponse> {
    file::download(app, headers, move |app| {
        app.check_content_may_pass()?;
        let tracking = app.reader()?;
        let path = ArtifactPath::parse_foreign(&request.path)?;
        let run = tracking.get_run(&request.run_id)?;
        let file = tracking.run_artifact_file(&run.info, &path)?;
        Ok((path.file_name().to_owned(), file))
    })
    .await
}

/// The query of a request with a file for a run.
#[derive(Deserialize)]
pub(in crate::server) struct UploadArtifact {
    run_id: Option<RunId>,
    path: Option<String>,
}

impl UploadArtifact {
    fn run_id(&self) -> Result<RunId> {
        let run_id = self.run_id.clone().filter(|id| !id.as_str().is_empty());
        run_id.ok_or_else(|| Error::upload_lacks("run_uuid"))
    }
}

impl Names for UploadArtifact {
    const READS_BODY: bool = false;

    fn subject(asked: &mut Asked) -> Result<Subject> {
        let request: Self = asked.query()?;
        Ok(Subject::Run(request.run_id()?))
    }
}

pub(in crate::server) async fn upload(
    State(app): Shared,
    Query(request): Query<UploadArtifact>,
    body: Body,
) -> HandlerResult {
    let run_id = request.run_id()?;
    let path = request.path.filter(|path| !path.is_empty());
    let path = ArtifactPath::parse_foreign(&path.ok_or_else(|| Error::upload_lacks("path"))?)?;
    let content = body::read(body, MAX_UPLOAD).await?;
    if content.is_empty() {
        return Err(Error::upload_lacks("data").into());
    }
    app.change_with(move |app| {
        app.check_content_may_pass()?;
        let tracking = app.tracking()?;
        let run = tracking.get_run(&run_id)?;
        tracking.write_run_artifact(&run.info, &path, &content)?;
        Ok(Json::of(&Empty {}))
    })
    .await
}
