//! Experiments.

use axum::extract::State;

use crate::api::{
    CreateExperiment, CreateExperimentResponse, DeleteExperimentTag, Empty, ExperimentById,
    ExperimentByName, ExperimentResponse, SearchExperiments, SearchExperimentsResponse,
    SetExperimentTag, SummariseExperiments, SummariseExperimentsResponse, UpdateExperiment,
};
use crate::entity::limits::MAX_RESULTS_PER_PAGE;
use crate::entity::{Experiment, ResourceType, Tag};
use crate::error::{Error, ErrorCode};
use crate::server::answer::HandlerResult;
use crate::server::app::Shared;
use crate::server::auth::Viewer;
use crate::server::endpoint::endpoints;
use crate::server::extract::Input;
use crate::server::subject::NewExperiment;
use crate::store::Page;
use crate::tracking::ExperimentSearch;

endpoints! {
    POST "/mlflow/experiments/create"                SINCE_1 Create(NewExperiment)       => create;
    GET  "/mlflow/experiments/list"                  SINCE_1 User                        => list;
    GET  "/mlflow/experiments/get"                   SINCE_1 Read(ExperimentById)        => get;
    GET  "/mlflow/experiments/get-by-name"           SINCE_1 Read(ExperimentByName)      => get_by_name;
    POST "/mlflow/experiments/update"                SINCE_1 Update(UpdateExperiment)    => update;
    POST "/mlflow/experiments/delete"                SINCE_1 Delete(ExperimentById)      => delete;
    POST "/mlflow/experiments/restore"               SINCE_1 Delete(ExperimentById)      => restore;
    POST "/mlflow/experiments/set-experiment-tag"    SINCE_1 Update(SetExperimentTag)    => set_tag;
    POST "/mlflow/experiments/delete-experiment-tag" LATER   Update(DeleteExperimentTag) => delete_tag;
    GET  "/mlflow/experiments/search"                LATER   User                        => search;
    POST "/mlflow/experiments/search"                LATER   User                        => search;
    POST "/mlflow/experiments/summaries"             LATER   Read(SummariseExperiments)  => summaries;
}

pub(in crate::server) async fn create(
    State(app): Shared,
    viewer: Viewer,
    Input(request): Input<CreateExperiment>,
) -> HandlerResult {
    let users = viewer.among(&app);
    app.change(move |tracking| {
        let location = request.artifact_location.as_deref();
        if let Some(location) = location {
            tracking.check_foreign_location(location)?;
        }
        let experiment_id = tracking.create_experiment(&request.name, location, request.tags)?;
        if let Some((users, caller)) = users {
            users.owns(&caller, ResourceType::Experiment, experiment_id.as_str())?;
        }
        Ok(CreateExperimentResponse { experiment_id })
    })
    .await
}

pub(in crate::server) async fn get(
    State(app): Shared,
    Input(request): Input<ExperimentById>,
) -> HandlerResult {
    app.answer(move |tracking| {
        let experiment = tracking.get_experiment(&request.experiment_id)?;
        Ok(ExperimentResponse { experiment })
    })
    .await
}

pub(in crate::server) async fn get_by_name(
    State(app): Shared,
    Input(request): Input<ExperimentByName>,
) -> HandlerResult {
    app.answer(move |tracking| {
        let name = &request.experiment_name;
        let experiment = tracking
            .find_experiment(name)?
            .ok_or_else(|| Error::experiment_name_not_found(name))?;
        Ok(ExperimentResponse { experiment })
    })
    .await
}

pub(in crate::server) async fn search(
    State(app): Shared,
    viewer: Viewer,
    Input(request): Input<SearchExperiments>,
) -> HandlerResult {
    app.answer(move |tracking| {
        // Unlike a search for runs, this one has no size of its own in MLflow 3.17.2.
        let max_results = request.max_results.unwrap_or_default();
        let token = request.page_token.clone();
        let search = |max_results, page_token| {
            tracking.search_experiments(&ExperimentSearch {
                view: request.view_type.unwrap_or_default(),
                filter: request.filter.as_deref(),
                order_by: &request.order_by,
                max_results,
                page_token,
            })
        };
        viewer
            .page(max_results, token, Viewer::sees_experiment, search)
            .map(found)
    })
    .await
}

/// Asked by the page, whose lists tell how many runs an experiment has.
pub(in crate::server) async fn summaries(
    State(app): Shared,
    viewer: Viewer,
    Input(request): Input<SummariseExperiments>,
) -> HandlerResult {
    app.answer(move |tracking| {
        let summaries = tracking.experiment_summaries(&request.experiment_ids)?;
        Ok(viewer.shown(SummariseExperimentsResponse { summaries }))
    })
    .await
}

/// The search of MLflow 1: no filter, by id, and all there are.
pub(in crate::server) async fn list(
    State(app): Shared,
    viewer: Viewer,
    Input(request): Input<SearchExperiments>,
) -> HandlerResult {
    app.answer(move |tracking| {
        let max_results = request.max_results.unwrap_or(MAX_RESULTS_PER_PAGE);
        let token = request.page_token.clone();
        let search = |max_results, page_token| {
            tracking.search_experiments(&ExperimentSearch {
                view: request.view_type.unwrap_or_default(),
                filter: None,
                order_by: &["experiment_id ASC".to_owned()],
                max_results,
                page_token,
            })
        };
        viewer
            .page(max_results, token, Viewer::sees_experiment, search)
            .map(found)
    })
    .await
}

fn found(page: Page<Experiment>) -> SearchExperimentsResponse {
    SearchExperimentsResponse {
        experiments: page.items,
        next_page_token: page.next_page_token,
    }
}

pub(in crate::server) async fn update(
    State(app): Shared,
    Input(request): Input<UpdateExperiment>,
) -> HandlerResult {
    app.change(move |tracking| {
        tracking.rename_experiment(&request.experiment_id, &request.new_name)?;
        Ok(Empty {})
    })
    .await
}

pub(in crate::server) async fn delete(
    State(app): Shared,
    Input(request): Input<ExperimentById>,
) -> HandlerResult {
    app.change(move |tracking| {
        let deleted = tracking.delete_experiment(&request.experiment_id);
        deleted.map_err(as_missing)?;
        Ok(Empty {})
    })
    .await
}

pub(in crate::server) async fn restore(
    State(app): Shared,
    Input(request): Input<ExperimentById>,
) -> HandlerResult {
    app.change(move |tracking| {
        let restored = tracking.restore_experiment(&request.experiment_id);
        restored.map_err(as_missing)?;
        Ok(Empty {})
    })
    .await
}

/// MLflow 3.17.2 finds no experiment to delete where it is deleted, and none to restore where it
/// is active.
fn as_missing(error: Error) -> Error {
    match error.code() {
        ErrorCode::InvalidState => Error::new(ErrorCode::ResourceDoesNotExist, error.message()),
        _ => error,
    }
}

pub(in crate::server) async fn set_tag(
    State(app): Shared,
    Input(request): Input<SetExperimentTag>,
) -> HandlerResult {
    app.change(move |tracking| {
        let tag = Tag::new(request.key, request.value);
        tracking.set_experiment_tag(&request.experiment_id, &tag)?;
        Ok(Empty {})
    })
    .await
}

pub(in crate::server) async fn delete_tag(
    State(app): Shared,
    Input(request): Input<DeleteExperimentTag>,
) -> HandlerResult {
    app.change(move |tracking| {
        tracking.delete_experiment_tag(&request.experiment_id, &request.key)?;
        Ok(Empty {})
    })
    .await
}
