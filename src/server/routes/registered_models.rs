//! Registered models.

use axum::extract::State;

use crate::api::{
    CreateRegisteredModel, DeleteRegisteredModelTag, Empty, GetLatestVersions, ModelAliasByName,
    ModelVersionResponse, ModelVersionsResponse, RegisteredModelByName, RegisteredModelResponse,
    RenameRegisteredModel, SearchRegisteredModelsResponse, SearchRegistry, SetModelAlias,
    SetRegisteredModelTag, UpdateRegisteredModel,
};
use crate::entity::Tag;
use crate::registry::{self, RegisteredModelSearch};
use crate::server::answer::HandlerResult;
use crate::server::app::Shared;
use crate::server::endpoint::endpoints;
use crate::server::extract::Input;

endpoints! {
    POST   "/mlflow/registered-models/create"              SINCE_1 User   => create;
    GET    "/mlflow/registered-models/get"                 SINCE_1 Read   => get;
    PATCH  "/mlflow/registered-models/update"              SINCE_1 Update => update;
    POST   "/mlflow/registered-models/rename"              SINCE_1 Update => rename;
    DELETE "/mlflow/registered-models/delete"              SINCE_1 Delete => delete;
    GET    "/mlflow/registered-models/search"              SINCE_1 User   => search;
    GET    "/mlflow/registered-models/list"                SINCE_1 User   => search;
    GET    "/mlflow/registered-models/get-latest-versions" SINCE_1 Read   => latest_versions;
    POST   "/mlflow/registered-models/get-latest-versions" LATER   Read   => latest_versions;
    POST   "/mlflow/registered-models/set-tag"             SINCE_1 Update => set_tag;
    DELETE "/mlflow/registered-models/delete-tag"          SINCE_1 Delete => delete_tag;
    GET    "/mlflow/registered-models/alias"               LATER   Read   => get_by_alias;
    POST   "/mlflow/registered-models/alias"               LATER   Update => set_alias;
    DELETE "/mlflow/registered-models/alias"               LATER   Delete => delete_alias;
}

/// Most registered models on a page where the request does not say, as in MLflow 3.18.0.
const PAGE: usize = 100;

pub(in crate::server) async fn create(
    State(app): Shared,
    Input(request): Input<CreateRegisteredModel>,
) -> HandlerResult {
    app.change_models(move |registry| {
        // MLflow 3.18.0 keeps what is not given as an empty text.
        let description = Some(request.description.unwrap_or_default());
        let registered_model =
            registry.create_registered_model(&request.name, description, request.tags)?;
        Ok(RegisteredModelResponse { registered_model })
    })
    .await
}

pub(in crate::server) async fn get(
    State(app): Shared,
    Input(request): Input<RegisteredModelByName>,
) -> HandlerResult {
    app.answer_models(move |registry| {
        let registered_model = registry.get_registered_model(&request.name)?;
        Ok(RegisteredModelResponse { registered_model })
    })
    .await
}

pub(in crate::server) async fn update(
    State(app): Shared,
    Input(request): Input<UpdateRegisteredModel>,
) -> HandlerResult {
    app.change_models(move |registry| {
        let description = Some(request.description.as_str());
        let registered_model = registry.describe_registered_model(&request.name, description)?;
        Ok(RegisteredModelResponse { registered_model })
    })
    .await
}

pub(in crate::server) async fn rename(
    State(app): Shared,
    Input(request): Input<RenameRegisteredModel>,
) -> HandlerResult {
    app.change_models(move |registry| {
        let registered_model =
            registry.rename_registered_model(&request.name, &request.new_name)?;
        Ok(RegisteredModelResponse { registered_model })
    })
    .await
}

pub(in crate::server) async fn delete(
    State(app): Shared,
    Input(request): Input<RegisteredModelByName>,
) -> HandlerResult {
    app.change_models(move |registry| {
        registry.delete_registered_model(&request.name)?;
        Ok(Empty {})
    })
    .await
}

pub(in crate::server) async fn search(
    State(app): Shared,
    Input(request): Input<SearchRegistry>,
) -> HandlerResult {
    app.answer_models(move |registry| {
        let page = registry.search_registered_models(&RegisteredModelSearch {
            filter: request.filter.as_deref(),
            order_by: &request.order_by,
            max_results: request.max_results.unwrap_or(PAGE),
            page_token: request.page_token,
        })?;
        Ok(SearchRegisteredModelsResponse {
            registered_models: page.items,
            next_page_token: page.next_page_token,
        })
    })
    .await
}

pub(in crate::server) async fn latest_versions(
    State(app): Shared,
    Input(request): Input<GetLatestVersions>,
) -> HandlerResult {
    app.answer_models(move |registry| {
        let stages = request.stages.iter().map(|stage| registry::stage(stage));
        let stages = stages.collect::<Result<Vec<_>, _>>()?;
        Ok(ModelVersionsResponse {
            model_versions: registry.latest_model_versions(&request.name, &stages)?,
            next_page_token: None,
        })
    })
    .await
}

pub(in crate::server) async fn set_tag(
    State(app): Shared,
    Input(request): Input<SetRegisteredModelTag>,
) -> HandlerResult {
    app.change_models(move |registry| {
        let tag = Tag::new(request.key, request.value);
        registry.set_registered_model_tag(&request.name, &tag)?;
        Ok(Empty {})
    })
    .await
}

pub(in crate::server) async fn delete_tag(
    State(app): Shared,
    Input(request): Input<DeleteRegisteredModelTag>,
) -> HandlerResult {
    app.change_models(move |registry| {
        registry.delete_registered_model_tag(&request.name, &request.key)?;
        Ok(Empty {})
    })
    .await
}

pub(in crate::server) async fn get_by_alias(
    State(app): Shared,
    Input(request): Input<ModelAliasByName>,
) -> HandlerResult {
    app.answer_models(move |registry| {
        let model_version = registry.model_version_by_alias(&request.name, &request.alias)?;
        Ok(ModelVersionResponse { model_version })
    })
    .await
}

pub(in crate::server) async fn set_alias(
    State(app): Shared,
    Input(request): Input<SetModelAlias>,
) -> HandlerResult {
    app.change_models(move |registry| {
        let version = registry::version_number(&request.version)?;
        registry.set_model_alias(&request.name, &request.alias, version)?;
        Ok(Empty {})
    })
    .await
}

pub(in crate::server) async fn delete_alias(
    State(app): Shared,
    Input(request): Input<ModelAliasByName>,
) -> HandlerResult {
    app.change_models(move |registry| {
        registry.delete_model_alias(&request.name, &request.alias)?;
        Ok(Empty {})
    })
    .await
}
