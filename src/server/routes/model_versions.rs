//! Versions of registered models.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use crate::api::{
    self, DeleteModelVersionTag, DownloadUriResponse, Empty, ModelVersionByNumber,
    ModelVersionResponse, ModelVersionsResponse, SearchRegistry, SetModelVersionTag,
    TransitionModelVersion, UpdateModelVersion,
};
use crate::artifact::ArtifactPath;
use crate::entity::Tag;
use crate::entity::limits::MAX_MODEL_VERSIONS_PER_PAGE;
use crate::error::Result;
use crate::registry::{self, CreateModelVersion, ModelVersionSearch, Registry};
use crate::search::asks_for_run_of_version;
use crate::server::answer::HandlerResult;
use crate::server::app::{App, Shared};
use crate::server::auth::Viewer;
use crate::server::endpoint::endpoints;
use crate::server::error::ErrorResponse;
use crate::server::extract::{Input, Query};
use crate::server::file;
use crate::server::subject::{Asked, Names, Subject};

use super::presigned;

endpoints! {
    POST   "/mlflow/model-versions/create"           SINCE_1 Create(api::CreateModelVersion) => create;
    GET    "/mlflow/model-versions/get"              SINCE_1 Read(ModelVersionByNumber)      => get;
    PATCH  "/mlflow/model-versions/update"           SINCE_1 Update(UpdateModelVersion)      => update;
    POST   "/mlflow/model-versions/transition-stage" SINCE_1 Update(TransitionModelVersion)  => transition;
    DELETE "/mlflow/model-versions/delete"           SINCE_1 Delete(ModelVersionByNumber)    => delete;
    GET    "/mlflow/model-versions/search"           SINCE_1 User                            => search;
    GET    "/mlflow/model-versions/get-download-uri" SINCE_1 Read(ModelVersionByNumber)      => download_uri;
    POST   "/mlflow/model-versions/set-tag"          SINCE_1 Update(SetModelVersionTag)      => set_tag;
    DELETE "/mlflow/model-versions/delete-tag"       SINCE_1 Delete(DeleteModelVersionTag)   => delete_tag;
    GET    "/model-versions/get-artifact"            ROOT    Read(ModelVersionArtifact)      => get_artifact;
}

pub(in crate::server) async fn create(
    State(app): Shared,
    viewer: Viewer,
    Input(request): Input<api::CreateModelVersion>,
) -> HandlerResult {
    app.change_models(move |registry| {
        let model_version = registry.create_checked_model_version(CreateModelVersion {
            name: request.name,
            source: request.source,
            run_id: request.run_id,
            run_link: Some(request.run_link),
            description: Some(request.description),
            model_id: request.model_id,
            tags: request.tags,
        })?;
        Ok(viewer.shown(ModelVersionResponse { model_version }))
    })
    .await
}

pub(in crate::server) async fn get(
    State(app): Shared,
    viewer: Viewer,
    Input(request): Input<ModelVersionByNumber>,
) -> HandlerResult {
    app.answer_models(move |registry| {
        let version = registry::version_number(&request.version)?;
        let model_version = registry.get_model_version(&request.name, version)?;
        Ok(viewer.shown(ModelVersionResponse { model_version }))
    })
    .await
}

pub(in crate::server) async fn update(
    State(app): Shared,
    viewer: Viewer,
    Input(request): Input<UpdateModelVersion>,
) -> HandlerResult {
    app.change_models(move |registry| {
        let version = registry::version_number(&request.version)?;
        let description = request.description.as_deref();
        let model_version = registry.describe_model_version(&request.name, version, description)?;
        Ok(viewer.shown(ModelVersionResponse { model_version }))
    })
    .await
}

pub(in crate::server) async fn transition(
    State(app): Shared,
    viewer: Viewer,
    Input(request): Input<TransitionModelVersion>,
) -> HandlerResult {
    app.change_models(move |registry| {
        let stage = registry::stage(&request.stage)?;
        let version = registry::version_number(&request.version)?;
        let model_version = registry.transition_model_version(
            &request.name,
            version,
            stage,
            request.archive_existing_versions,
        )?;
        Ok(viewer.shown(ModelVersionResponse { model_version }))
    })
    .await
}

pub(in crate::server) async fn delete(
    State(app): Shared,
    Input(request): Input<ModelVersionByNumber>,
) -> HandlerResult {
    app.change_models(move |registry| {
        let version = registry::version_number(&request.version)?;
        registry.delete_model_version(&request.name, version)?;
        Ok(Empty {})
    })
    .await
}

pub(in crate::server) async fn search(
    State(app): Shared,
    viewer: Viewer,
    Input(request): Input<SearchRegistry>,
) -> HandlerResult {
    app.answer_models(move |registry| found(registry, &viewer, &request))
        .await
}

/// The versions that a request is after, as far as they are shown to who sends it.
pub(super) fn found(
    registry: &Registry,
    viewer: &Viewer,
    request: &SearchRegistry,
) -> Result<ModelVersionsResponse> {
    // As in MLflow 3.18.0, a page where the request does not say is the longest.
    let max_results = request.max_results.unwrap_or(MAX_MODEL_VERSIONS_PER_PAGE);
    let search = |max_results, page_token| {
        registry.search_model_versions(&ModelVersionSearch {
            filter: request.filter.as_deref(),
            order_by: &request.order_by,
            max_results,
            page_token,
        })
    };
    viewer.check_filter(request.filter.as_deref(), asks_for_run_of_version)?;
    let token = request.page_token.clone();
    let page = viewer.page(max_results, token, Viewer::sees_version, search)?;
    Ok(viewer.shown(ModelVersionsResponse {
        model_versions: page.items,
        next_page_token: page.next_page_token,
    }))
}

pub(in crate::server) async fn download_uri(
    State(app): Shared,
    Input(request): Input<ModelVersionByNumber>,
) -> HandlerResult {
    app.answer_models(move |registry| {
        let version = registry::version_number(&request.version)?;
        let artifact_uri = registry.model_version_location(&request.name, version)?;
        Ok(DownloadUriResponse { artifact_uri })
    })
    .await
}

pub(in crate::server) async fn set_tag(
    State(app): Shared,
    Input(request): Input<SetModelVersionTag>,
) -> HandlerResult {
    app.change_models(move |registry| {
        let version = registry::version_number(&request.version)?;
        let tag = Tag::new(request.key, request.value);
        registry.set_model_version_tag(&request.name, version, &tag)?;
        Ok(Empty {})
    })
    .await
}

pub(in crate::server) async fn delete_tag(
    State(app): Shared,
    Input(request): Input<DeleteModelVersionTag>,
) -> HandlerResult {
    app.change_models(move |registry| {
        let version = registry::version_number(&request.version)?;
        registry.delete_model_version_tag(&request.name, version, &request.key)?;
        Ok(Empty {})
    })
    .await
}

/// The query of a request for a file of a version.
#[derive(Deserialize)]
pub(in crate::server) struct ModelVersionArtifact {
    name: String,
    version: String,
    path: String,
    presigned: Option<String>,
}

impl Names for ModelVersionArtifact {
    const READS_BODY: bool = false;

    fn subject(asked: &mut Asked) -> Result<Subject> {
        let request: Self = asked.query()?;
        Ok(Subject::Version(request.name))
    }
}

pub(in crate::server) async fn get_artifact(
    State(app): Shared,
    Query(request): Query<ModelVersionArtifact>,
    headers: HeaderMap,
) -> Result<Response, ErrorResponse> {
    let is_presigned = presigned::is_asked(request.presigned.as_deref());
    let found = move |app: &App| -> Result<_, ErrorResponse> {
        let path = ArtifactPath::parse_foreign(&request.path)?;
        let version = registry::version_number(&request.version)?;
        let registry = app.registry_reader()?;
        let file = registry.model_version_file(&request.name, version, &path)?;
        Ok((path.file_name().to_owned(), file))
    };
    if is_presigned {
        let signed = app.with(move |app| {
            let (_, file) = found(app)?;
            presigned::answer(|valid| file.sign_download(valid))
        });
        return Ok(signed.await?.into_response());
    }
    file::download(app, headers, move |app| {
        app.check_content_may_pass()?;
        let (name, file) = found(app)?;
        Ok((name, file.open()?))
    })
    .await
}
