//! Logged models.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use crate::api::{
    self, CreateLoggedModel, Empty, FinalizeLoggedModel, GetLoggedModel, ListLoggedModelArtifacts,
    LogLoggedModelParams, LoggedModelResponse, ModelDataset, SearchLoggedModels,
    SearchLoggedModelsResponse, SetLoggedModelTags,
};
use crate::artifact::ArtifactPath;
use crate::entity::{ModelId, ResourceType, RunId};
use crate::search::{DatasetSelector, Direction, asks_for_run_of_model};
use crate::server::answer::{HandlerResult, Json};
use crate::server::app::{App, Shared};
use crate::server::auth::Viewer;
use crate::server::endpoint::endpoints;
use crate::server::error::ErrorResponse;
use crate::server::extract::{Input, Query, Segments};
use crate::server::file;
use crate::server::subject::LoggedModelInPath;
use crate::tracking::{self, LoggedModelOrder, LoggedModelSearch};

use super::{artifacts, presigned};

endpoints! {
    POST   "/mlflow/logged-models"                                  LATER Create(CreateLoggedModel)   => create;
    POST   "/mlflow/logged-models/search"                           LATER User                        => search;
    GET    "/mlflow/logged-models/{model_id}"                       LATER Read(LoggedModelInPath)     => get;
    PATCH  "/mlflow/logged-models/{model_id}"                       LATER Update(FinalizeLoggedModel) => finalize;
    DELETE "/mlflow/logged-models/{model_id}"                       LATER Delete(LoggedModelInPath)   => delete;
    PATCH  "/mlflow/logged-models/{model_id}/tags"                  LATER Update(LoggedModelInPath)   => set_tags;
    DELETE "/mlflow/logged-models/{model_id}/tags/{key}"            LATER Delete(LoggedModelInPath)   => delete_tag;
    POST   "/mlflow/logged-models/{model_id}/params"                LATER Update(LoggedModelInPath)   => log_params;
    GET    "/mlflow/logged-models/{model_id}/artifacts/directories" LATER Read(LoggedModelInPath)     => list_artifacts;
    GET    "/mlflow/logged-models/{model_id}/artifacts/files"       LATER Read(LoggedModelInPath)     => get_artifact;
}

/// Most models on a page where the request does not say, as in MLflow 3.17.2.
const PAGE: usize = 100;

pub(in crate::server) async fn create(
    State(app): Shared,
    viewer: Viewer,
    Input(request): Input<CreateLoggedModel>,
) -> HandlerResult {
    app.change(move |tracking| {
        let model = tracking.create_logged_model(tracking::CreateLoggedModel {
            experiment_id: request.experiment_id,
            name: request.name.filter(|name| !name.is_empty()),
            // MLflow 3.17.2 keeps what is not given as an empty text.
            model_type: Some(request.model_type),
            source_run_id: Some(RunId::from(request.source_run_id)),
            params: request.params,
            tags: request.tags,
        })?;
        Ok(viewer.shown(LoggedModelResponse { model }))
    })
    .await
}

pub(in crate::server) async fn get(
    State(app): Shared,
    viewer: Viewer,
    Segments(model_id): Segments<ModelId>,
    Input(request): Input<GetLoggedModel>,
) -> HandlerResult {
    app.answer(move |tracking| {
        let model = if request.allow_deleted == Some(true) {
            tracking.get_logged_model_in_any_stage(&model_id)?
        } else {
            tracking.get_logged_model(&model_id)?
        };
        Ok(viewer.shown(LoggedModelResponse { model }))
    })
    .await
}

/// MLflow's server reads the id in the body; the one in the path is the same, or the client errs.
pub(in crate::server) async fn finalize(
    State(app): Shared,
    viewer: Viewer,
    Segments(_): Segments<ModelId>,
    Input(request): Input<FinalizeLoggedModel>,
) -> HandlerResult {
    app.change(move |tracking| {
        let model_id = request.model_id;
        let model = tracking.finalize_logged_model(&model_id, request.status)?;
        Ok(viewer.shown(LoggedModelResponse { model }))
    })
    .await
}

pub(in crate::server) async fn delete(
    State(app): Shared,
    Segments(model_id): Segments<ModelId>,
) -> HandlerResult {
    app.change(move |tracking| {
        tracking.delete_logged_model(&model_id)?;
        Ok(Empty {})
    })
    .await
}

pub(in crate::server) async fn set_tags(
    State(app): Shared,
    Segments(model_id): Segments<ModelId>,
    Input(request): Input<SetLoggedModelTags>,
) -> HandlerResult {
    app.change(move |tracking| {
        tracking.set_logged_model_tags(&model_id, &request.tags)?;
        Ok(Empty {})
    })
    .await
}

pub(in crate::server) async fn delete_tag(
    State(app): Shared,
    Segments((model_id, key)): Segments<(ModelId, String)>,
) -> HandlerResult {
    app.change(move |tracking| {
        tracking.delete_logged_model_tag(&model_id, &key)?;
        Ok(Empty {})
    })
    .await
}

pub(in crate::server) async fn log_params(
    State(app): Shared,
    Segments(model_id): Segments<ModelId>,
    Input(request): Input<LogLoggedModelParams>,
) -> HandlerResult {
    app.change(move |tracking| {
        tracking.log_logged_model_params(&model_id, &request.params)?;
        Ok(Empty {})
    })
    .await
}

pub(in crate::server) async fn search(
    State(app): Shared,
    viewer: Viewer,
    Input(mut request): Input<SearchLoggedModels>,
) -> HandlerResult {
    viewer.check_filter(request.filter.as_deref(), asks_for_run_of_model)?;
    if viewer.hides_all(&mut request.experiment_ids, ResourceType::LoggedModel) {
        return Ok(Json::of(&Empty {}));
    }
    app.answer(move |tracking| {
        let page = tracking.search_logged_models(&LoggedModelSearch {
            experiment_ids: request.experiment_ids,
            filter: request.filter.as_deref(),
            datasets: request.datasets.into_iter().map(selector).collect(),
            order_by: request.order_by.iter().map(order).collect(),
            max_results: request.max_results.filter(|&most| most > 0).unwrap_or(PAGE),
            page_token: request.page_token,
        })?;
        Ok(viewer.shown(SearchLoggedModelsResponse {
            models: page.items,
            next_page_token: page.next_page_token,
        }))
    })
    .await
}

fn selector(dataset: ModelDataset) -> DatasetSelector {
    DatasetSelector {
        name: filled(dataset.dataset_name),
        digest: filled(dataset.dataset_digest),
    }
}

/// To protobuf, an empty text is none.
fn filled(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}

fn order(stated: &api::ModelOrder) -> LoggedModelOrder<'_> {
    LoggedModelOrder {
        field: &stated.field_name,
        direction: match stated.ascending {
            Some(false) => Direction::Descending,
            Some(true) | None => Direction::Ascending,
        },
        dataset: DatasetSelector {
            name: filled(stated.dataset_name.clone()),
            digest: filled(stated.dataset_digest.clone()),
        },
    }
}

pub(in crate::server) async fn list_artifacts(
    State(app): Shared,
    Segments(model_id): Segments<ModelId>,
    Input(request): Input<ListLoggedModelArtifacts>,
) -> HandlerResult {
    app.answer(move |tracking| {
        let model = tracking.get_logged_model(&model_id)?;
        let folder =
            ArtifactPath::parse_foreign(&request.artifact_directory_path.unwrap_or_default())?;
        let files = tracking.logged_model_artifacts(&model)?.list(&folder)?;
        Ok(artifacts::listed(model.artifact_location, files))
    })
    .await
}

/// The query of a request for a file of a logged model.
#[derive(Deserialize)]
pub(in crate::server) struct GetModelArtifact {
    artifact_file_path: String,
    presigned: Option<String>,
}

pub(in crate::server) async fn get_artifact(
    State(app): Shared,
    Segments(model_id): Segments<ModelId>,
    Query(request): Query<GetModelArtifact>,
    headers: HeaderMap,
) -> Result<Response, ErrorResponse> {
    let is_presigned = presigned::is_asked(request.presigned.as_deref());
    let found = move |app: &App| -> Result<_, ErrorResponse> {
        let tracking = app.reader()?;
        let path = ArtifactPath::parse_foreign(&request.artifact_file_path)?;
        let model = tracking.get_logged_model(&model_id)?;
        Ok((path, tracking.logged_model_artifacts(&model)?))
    };
    if is_presigned {
        let signed = app.with(move |app| {
            let (path, store) = found(app)?;
            presigned::answer(|valid| presigned::sign_file(store.as_ref(), &path, valid))
        });
        return Ok(signed.await?.into_response());
    }
    file::download(app, headers, move |app| {
        app.check_content_may_pass()?;
        let (path, store) = found(app)?;
        Ok((path.file_name().to_owned(), store.open(&path)?))
    })
    .await
}
