//! Registered models.

use axum::extract::State;

use crate::access::model_kind;
use crate::api::{
    CreateRegisteredModel, DeleteRegisteredModelTag, Empty, GetLatestVersions, ModelAliasByName,
    ModelVersionResponse, ModelVersionsResponse, RegisteredModelByName, RegisteredModelResponse,
    RenameRegisteredModel, SearchRegisteredModelsResponse, SearchRegistry, SetModelAlias,
    SetRegisteredModelTag, UpdateRegisteredModel,
};
use crate::entity::{Tag, is_prompt};
use crate::error::{Error, Result};
use crate::registry::{self, RegisteredModelSearch, Registry};
use crate::server::answer::HandlerResult;
use crate::server::app::Shared;
use crate::server::auth::Viewer;
use crate::server::endpoint::endpoints;
use crate::server::extract::Input;

endpoints! {
    POST   "/mlflow/registered-models/create"              SINCE_1 Create(CreateRegisteredModel)    => create;
    GET    "/mlflow/registered-models/get"                 SINCE_1 Read(RegisteredModelByName)      => get;
    PATCH  "/mlflow/registered-models/update"              SINCE_1 Update(UpdateRegisteredModel)    => update;
    POST   "/mlflow/registered-models/rename"              SINCE_1 Update(RenameRegisteredModel)    => rename;
    DELETE "/mlflow/registered-models/delete"              SINCE_1 Delete(RegisteredModelByName)    => delete;
    GET    "/mlflow/registered-models/search"              SINCE_1 User                             => search;
    GET    "/mlflow/registered-models/list"                SINCE_1 User                             => search;
    GET    "/mlflow/registered-models/get-latest-versions" SINCE_1 Read(GetLatestVersions)          => latest_versions;
    POST   "/mlflow/registered-models/get-latest-versions" LATER   Read(GetLatestVersions)          => latest_versions;
    POST   "/mlflow/registered-models/set-tag"             SINCE_1 Update(SetRegisteredModelTag)    => set_tag;
    DELETE "/mlflow/registered-models/delete-tag"          SINCE_1 Update(DeleteRegisteredModelTag) => delete_tag;
    GET    "/mlflow/registered-models/alias"               LATER   Read(ModelAliasByName)           => get_by_alias;
    POST   "/mlflow/registered-models/alias"               LATER   Update(SetModelAlias)            => set_alias;
    DELETE "/mlflow/registered-models/alias"               LATER   Delete(ModelAliasByName)         => delete_alias;
}

/// Most registered models on a page where the request does not say, as in MLflow 3.18.0.
const PAGE: usize = 100;

pub(in crate::server) async fn create(
    State(app): Shared,
    viewer: Viewer,
    Input(request): Input<CreateRegisteredModel>,
) -> HandlerResult {
    let users = viewer.among(&app);
    app.change_models(move |registry| {
        if let Some((users, _)) = &users {
            users.check_model_name(&request.name)?;
        }
        // MLflow 3.18.0 keeps what is not given as an empty text.
        let description = Some(request.description.unwrap_or_default());
        let registered_model =
            registry.create_registered_model(&request.name, description, request.tags)?;
        if let Some((users, caller)) = users {
            let kind = model_kind(is_prompt(&registered_model.tags));
            users.owns(&caller, kind, &registered_model.name)?;
        }
        Ok(RegisteredModelResponse { registered_model })
    })
    .await
}

pub(in crate::server) async fn get(
    State(app): Shared,
    viewer: Viewer,
    Input(request): Input<RegisteredModelByName>,
) -> HandlerResult {
    app.answer_models(move |registry| {
        let registered_model = registry.get_registered_model(&request.name)?;
        let registered_model = viewer.without_hidden_versions(registered_model);
        Ok(RegisteredModelResponse { registered_model })
    })
    .await
}

pub(in crate::server) async fn update(
    State(app): Shared,
    viewer: Viewer,
    Input(request): Input<UpdateRegisteredModel>,
) -> HandlerResult {
    app.change_models(move |registry| {
        let description = Some(request.description.as_str());
        let registered_model = registry.describe_registered_model(&request.name, description)?;
        let registered_model = viewer.without_hidden_versions(registered_model);
        Ok(RegisteredModelResponse { registered_model })
    })
    .await
}

pub(in crate::server) async fn rename(
    State(app): Shared,
    viewer: Viewer,
    Input(request): Input<RenameRegisteredModel>,
) -> HandlerResult {
    let users = viewer.among(&app);
    app.change_models(move |registry| {
        let (name, new_name) = (&request.name, &request.new_name);
        if let Some((users, caller)) = &users {
            check_spelling(registry, name)?;
            users.check_model_rename(caller, name, new_name)?;
        }
        let registered_model = registry.rename_registered_model(name, new_name)?;
        if let Some((users, _)) = users {
            users.model_was_renamed(name, new_name)?;
        }
        let registered_model = viewer.without_hidden_versions(registered_model);
        Ok(RegisteredModelResponse { registered_model })
    })
    .await
}

pub(in crate::server) async fn delete(
    State(app): Shared,
    viewer: Viewer,
    Input(request): Input<RegisteredModelByName>,
) -> HandlerResult {
    let users = viewer.among(&app);
    app.change_models(move |registry| {
        if users.is_some() {
            check_spelling(registry, &request.name)?;
        }
        registry.delete_registered_model(&request.name)?;
        if let Some((users, _)) = users {
            users.model_was_deleted(&request.name)?;
        }
        Ok(Empty {})
    })
    .await
}

/// Refuses another spelling of a name, by which databases without regard to case find a model, too:
/// permissions would stay on the right one, for the next model of that name.
fn check_spelling(registry: &Registry, name: &str) -> Result<()> {
    let kept = registry.get_registered_model(name)?.name;
    if kept == name {
        return Ok(());
    }
    Err(Error::invalid(format!(
        "Use the exact name '{kept}' to rename or delete it: found '{name}'"
    )))
}

pub(in crate::server) async fn search(
    State(app): Shared,
    viewer: Viewer,
    Input(request): Input<SearchRegistry>,
) -> HandlerResult {
    app.answer_models(move |registry| {
        let search = |max_results, page_token| {
            registry.search_registered_models(&RegisteredModelSearch {
                filter: request.filter.as_deref(),
                order_by: &request.order_by,
                max_results,
                page_token,
            })
        };
        let max_results = request.max_results.unwrap_or(PAGE);
        let token = request.page_token.clone();
        let page = viewer.page(max_results, token, Viewer::sees_model, search)?;
        let shown = page.items.into_iter();
        Ok(SearchRegisteredModelsResponse {
            registered_models: shown
                .map(|model| viewer.without_hidden_versions(model))
                .collect(),
            next_page_token: page.next_page_token,
        })
    })
    .await
}

pub(in crate::server) async fn latest_versions(
    State(app): Shared,
    viewer: Viewer,
    Input(request): Input<GetLatestVersions>,
) -> HandlerResult {
    app.answer_models(move |registry| {
        let stages = request.stages.iter().map(|stage| registry::stage(stage));
        let stages = stages.collect::<Result<Vec<_>>>()?;
        Ok(viewer.shown(ModelVersionsResponse {
            model_versions: registry.latest_model_versions(&request.name, &stages)?,
            next_page_token: None,
        }))
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
    viewer: Viewer,
    Input(request): Input<ModelAliasByName>,
) -> HandlerResult {
    app.answer_models(move |registry| {
        let model_version = registry.model_version_by_alias(&request.name, &request.alias)?;
        Ok(viewer.shown(ModelVersionResponse { model_version }))
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
