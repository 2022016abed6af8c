//! The artifacts of runs.

use axum::extract::State;

use crate::api::{ArtifactFile, ListArtifacts, ListArtifactsResponse};
use crate::artifact::{ArtifactPath, FileInfo};
use crate::error::Result;
use crate::server::answer::Answer;
use crate::server::app::Shared;
use crate::server::extract::Input;

pub(in crate::server) async fn list(
    State(app): Shared,
    Input(request): Input<ListArtifacts>,
) -> Answer {
    app.answer(move |tracking| {
        let run = tracking.get_run(&request.run_id)?.info;
        let folder = path(request.path.as_deref())?;
        let files = tracking.run_artifacts(&run)?.list(&folder)?;
        Ok(listed(run.artifact_uri, files))
    })
    .await
}

/// The path that a request names; not said, it is the root.
pub(super) fn path(stated: Option<&str>) -> Result<ArtifactPath> {
    ArtifactPath::parse(stated.unwrap_or_default())
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
