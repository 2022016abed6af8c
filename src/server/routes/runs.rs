//! Runs, and what they log.

use axum::extract::State;

use crate::api::{
    CreateRun, DeleteTag, Empty, LogBatch, LogInputs, LogMetric, LogModel, LogOutputs, LogParam,
    RunById, RunResponse, SearchRuns, SearchRunsResponse, SetTag, UpdateRun, UpdateRunResponse,
};
use crate::entity::{Param, ResourceType, Tag};
use crate::error::Result;
use crate::server::answer::{HandlerResult, Json};
use crate::server::app::Shared;
use crate::server::auth::Viewer;
use crate::server::endpoint::endpoints;
use crate::server::extract::Input;
use crate::tracking::{Batch, RunSearch, RunUpdate, StartRun, Tracking};

endpoints! {
    POST "/mlflow/runs/create"        SINCE_1 Create(CreateRun)  => create;
    GET  "/mlflow/runs/get"           SINCE_1 Read(RunById)      => get;
    GET  "/mlflow/runs/search"        SINCE_1 User               => search;
    POST "/mlflow/runs/search"        SINCE_1 User               => search;
    POST "/mlflow/runs/update"        SINCE_1 Update(UpdateRun)  => update;
    POST "/mlflow/runs/delete"        SINCE_1 Delete(RunById)    => delete;
    POST "/mlflow/runs/restore"       SINCE_1 Delete(RunById)    => restore;
    POST "/mlflow/runs/log-metric"    SINCE_1 Update(LogMetric)  => log_metric;
    POST "/mlflow/runs/log-parameter" SINCE_1 Update(LogParam)   => log_param;
    POST "/mlflow/runs/set-tag"       SINCE_1 Update(SetTag)     => set_tag;
    POST "/mlflow/runs/delete-tag"    SINCE_1 Update(DeleteTag)  => delete_tag;
    POST "/mlflow/runs/log-batch"     SINCE_1 Update(LogBatch)   => log_batch;
    POST "/mlflow/runs/log-model"     SINCE_1 Update(LogModel)   => log_model;
    POST "/mlflow/runs/log-inputs"    LATER   Update(LogInputs)  => log_inputs;
    POST "/mlflow/runs/outputs"       LATER   Update(LogOutputs) => log_outputs;
}

/// Most runs on a page where the request does not say, as in MLflow 3.17.2.
const PAGE: usize = 1_000;

pub(in crate::server) async fn create(
    State(app): Shared,
    Input(request): Input<CreateRun>,
) -> HandlerResult {
    let created_runs = app.settings().created_runs.clone();
    app.change(move |tracking| {
        let run = tracking.start_run(StartRun {
            experiment_id: request.experiment_id,
            run_name: request.run_name,
            user_id: request.user_id.unwrap_or_default(),
            start_time: request.start_time,
            tags: request.tags,
        })?;
        if let Some(created_runs) = created_runs {
            created_runs.add(run.info.run_id.clone());
        }
        Ok(RunResponse { run: run.into() })
    })
    .await
}

pub(in crate::server) async fn get(
    State(app): Shared,
    viewer: Viewer,
    Input(request): Input<RunById>,
) -> HandlerResult {
    if let Some(run) = app.reader()?.cached_run(&request.run_id) {
        return Ok(Json::of(&viewer.shown(RunResponse { run })));
    }
    app.answer(move |tracking| {
        let run = tracking.get_run(&request.run_id)?.into();
        Ok(viewer.shown(RunResponse { run }))
    })
    .await
}

pub(in crate::server) async fn search(
    State(app): Shared,
    viewer: Viewer,
    Input(mut request): Input<SearchRuns>,
) -> HandlerResult {
    if viewer.hides_all(&mut request.experiment_ids, ResourceType::Run) {
        return Ok(Json::of(&Empty {}));
    }
    app.answer(move |tracking| found(tracking, &viewer, request))
        .await
}

/// The runs that a request is after.
pub(super) fn found(
    tracking: &Tracking,
    viewer: &Viewer,
    request: SearchRuns,
) -> Result<SearchRunsResponse> {
    let page = tracking.search_runs(&RunSearch {
        experiment_ids: request.experiment_ids,
        view: request.run_view_type.unwrap_or_default(),
        filter: request.filter.as_deref(),
        order_by: &request.order_by,
        max_results: request.max_results.unwrap_or(PAGE),
        page_token: request.page_token,
    })?;
    Ok(viewer.shown(SearchRunsResponse {
        runs: page.items,
        next_page_token: page.next_page_token,
    }))
}

pub(in crate::server) async fn update(
    State(app): Shared,
    Input(request): Input<UpdateRun>,
) -> HandlerResult {
    app.change(move |tracking| {
        let update = RunUpdate {
            status: request.status,
            end_time: request.end_time,
            run_name: request.run_name,
        };
        let run_info = tracking.update_run(&request.run_id, &update)?;
        Ok(UpdateRunResponse { run_info })
    })
    .await
}

pub(in crate::server) async fn delete(
    State(app): Shared,
    Input(request): Input<RunById>,
) -> HandlerResult {
    app.change(move |tracking| {
        tracking.delete_run(&request.run_id)?;
        Ok(Empty {})
    })
    .await
}

pub(in crate::server) async fn restore(
    State(app): Shared,
    Input(request): Input<RunById>,
) -> HandlerResult {
    app.change(move |tracking| {
        tracking.restore_run(&request.run_id)?;
        Ok(Empty {})
    })
    .await
}

pub(in crate::server) async fn log_metric(
    State(app): Shared,
    Input(request): Input<LogMetric>,
) -> HandlerResult {
    app.change(move |tracking| {
        let batch = Batch {
            metrics: vec![request.metric],
            model_metrics: request.model_metric.into_iter().collect(),
            ..Batch::default()
        };
        tracking.log_batch(&request.run_id, batch)?;
        Ok(Empty {})
    })
    .await
}

pub(in crate::server) async fn log_param(
    State(app): Shared,
    Input(request): Input<LogParam>,
) -> HandlerResult {
    app.change(move |tracking| {
        tracking.log_param(&request.run_id, Param::new(request.key, request.value))?;
        Ok(Empty {})
    })
    .await
}

pub(in crate::server) async fn set_tag(
    State(app): Shared,
    Input(request): Input<SetTag>,
) -> HandlerResult {
    app.change(move |tracking| {
        tracking.set_tag(&request.run_id, Tag::new(request.key, request.value))?;
        Ok(Empty {})
    })
    .await
}

pub(in crate::server) async fn delete_tag(
    State(app): Shared,
    Input(request): Input<DeleteTag>,
) -> HandlerResult {
    app.change(move |tracking| {
        tracking.delete_tag(&request.run_id, &request.key)?;
        Ok(Empty {})
    })
    .await
}

pub(in crate::server) async fn log_batch(
    State(app): Shared,
    Input(request): Input<LogBatch>,
) -> HandlerResult {
    app.change(move |tracking| {
        let batch = Batch {
            metrics: request.metrics.metrics,
            params: request.params,
            tags: request.tags,
            model_metrics: request.metrics.model_metrics,
        };
        tracking.log_batch(&request.run_id, batch)?;
        Ok(Empty {})
    })
    .await
}

pub(in crate::server) async fn log_model(
    State(app): Shared,
    Input(request): Input<LogModel>,
) -> HandlerResult {
    app.change(move |tracking| {
        tracking.note_model(&request.run_id, &request.model_json)?;
        Ok(Empty {})
    })
    .await
}

pub(in crate::server) async fn log_inputs(
    State(app): Shared,
    Input(request): Input<LogInputs>,
) -> HandlerResult {
    app.change(move |tracking| {
        tracking.log_inputs(&request.run_id, &request.datasets, &request.models)?;
        Ok(Empty {})
    })
    .await
}

pub(in crate::server) async fn log_outputs(
    State(app): Shared,
    Input(request): Input<LogOutputs>,
) -> HandlerResult {
    app.change(move |tracking| {
        tracking.log_outputs(&request.run_id, &request.models)?;
        Ok(Empty {})
    })
    .await
}
