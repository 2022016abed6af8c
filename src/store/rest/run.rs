//! Runs, and what they log.

use std::sync::Arc;

use crate::api::{
    CreateRun, DeleteTag, LogBatch, LogInputs, LogOutputs, LoggedMetrics, RunById, RunResponse,
    SearchRuns, SearchRunsResponse, SetTag, SummariseExperiments, SummariseExperimentsResponse,
    UpdateRun, UpdateRunResponse,
};
use crate::entity::{
    DatasetInput, ExperimentId, ExperimentSummary, LifecycleStage, Metric, ModelInput, ModelMetric,
    ModelOutput, Run, RunId, RunInfo, Tag, keys,
};
use crate::error::Result;
use crate::search::{RunField, RunKey, RunOrder};
use crate::store::{Batch, NewRun, Page, RunQuery, RunStore, RunUpdate};

use super::{RestStore, found, offered, sort_params, sort_tags};

impl RunStore for RestStore {
    /// The server assigns the id and the artifact location.
    fn create_run(&self, new: &NewRun) -> Result<Run> {
        let NewRun {
            run_id: _,
            experiment_id,
            run_name,
            user_id,
            start_time,
            artifact_uri: _,
            tags,
        } = new;
        let mut tags = tags.clone();
        // MLflow 1 knows a run's name as a tag alone.
        if !tags.iter().any(|tag| tag.key == keys::RUN_NAME) {
            tags.push(Tag::new(keys::RUN_NAME, run_name));
        }
        let request = CreateRun {
            experiment_id: experiment_id.clone(),
            user_id: Some(user_id.clone()),
            run_name: Some(run_name.clone()),
            start_time: Some(*start_time),
            tags,
        };
        self.server
            .post("runs/create", &request)
            .map(run)
            .map_err(|refusal| self.experiment_refusal(experiment_id, refusal))
    }

    fn get_run(&self, id: &RunId) -> Result<Option<Run>> {
        if !id.is_well_formed() {
            return Ok(None);
        }
        let answer = found(self.server.get("runs/get", &by_id(id)))?;
        Ok(answer.map(run))
    }

    fn search_runs(&self, query: &RunQuery) -> Result<Page<Arc<Run>>> {
        let RunQuery {
            experiment_ids,
            view,
            filter,
            order_by,
            max_results,
            page_token,
        } = query;
        if experiment_ids.is_empty() {
            return Ok(Page::default());
        }
        let request = SearchRuns {
            experiment_ids: experiment_ids.clone(),
            filter: filter
                .as_ref()
                .map(|filter| filter.map(&field_in_full).to_string()),
            run_view_type: Some(*view),
            max_results: Some(*max_results),
            order_by: order_by.iter().map(order_in_full).collect(),
            page_token: page_token.clone(),
        };
        let answer: SearchRunsResponse = self.server.post("runs/search", &request)?;
        Ok(Page {
            items: answer
                .runs
                .into_iter()
                .map(|run| tidy(run).into())
                .collect(),
            next_page_token: answer.next_page_token.filter(|token| !token.is_empty()),
        })
    }

    /// A server of MLflow has no summaries, and counts of runs would take reading all of them.
    fn experiment_summaries(&self, ids: &[ExperimentId]) -> Result<Vec<ExperimentSummary>> {
        let request = SummariseExperiments {
            experiment_ids: ids.to_vec(),
        };
        let answer = offered(self.server.post("experiments/summaries", &request))?;
        let unknown = || {
            ids.iter()
                .cloned()
                .map(ExperimentSummary::unknown)
                .collect()
        };
        Ok(
            answer.map_or_else(unknown, |SummariseExperimentsResponse { summaries }| {
                summaries
            }),
        )
    }

    fn update_run(&self, id: &RunId, update: &RunUpdate) -> Result<RunInfo> {
        let RunUpdate {
            status,
            end_time,
            run_name,
        } = update;
        let request = UpdateRun {
            run_id: id.clone(),
            status: *status,
            end_time: *end_time,
            run_name: run_name.clone(),
        };
        let UpdateRunResponse { mut run_info } = self
            .server
            .post("runs/update", &request)
            .map_err(|refusal| self.run_refusal(id, refusal))?;
        if let Some(name) = run_name
            && run_info.run_name.is_none()
        {
            self.set_name_tag(id, name)?;
            run_info.run_name = Some(name.clone());
        }
        Ok(run_info)
    }

    fn set_run_stage(&self, id: &RunId, stage: LifecycleStage, _now: i64) -> Result<()> {
        let endpoint = match stage {
            LifecycleStage::Active => "runs/restore",
            LifecycleStage::Deleted => "runs/delete",
        };
        self.server.tell(endpoint, &by_id(id))
    }

    fn log_batch(&self, id: &RunId, batch: &Batch) -> Result<()> {
        let Batch {
            metrics,
            params,
            tags,
            model_metrics,
        } = batch;
        let request = LogBatch {
            run_id: id.clone(),
            metrics: logged(metrics, model_metrics),
            params: params.clone(),
            tags: tags.clone(),
        };
        self.server
            .tell("runs/log-batch", &request)
            .map_err(|refusal| self.run_refusal(id, refusal))
    }

    fn delete_run_tag(&self, id: &RunId, key: &str) -> Result<()> {
        let request = DeleteTag {
            run_id: id.clone(),
            key: key.to_owned(),
        };
        self.server
            .tell("runs/delete-tag", &request)
            .map_err(|refusal| self.run_refusal(id, refusal))
    }

    fn log_inputs(
        &self,
        id: &RunId,
        datasets: &[DatasetInput],
        models: &[ModelInput],
    ) -> Result<()> {
        let request = LogInputs {
            run_id: id.clone(),
            datasets: datasets.to_vec(),
            models: models.to_vec(),
        };
        self.server
            .tell("runs/log-inputs", &request)
            .map_err(|refusal| self.run_refusal(id, refusal))
    }

    fn log_outputs(&self, id: &RunId, models: &[ModelOutput]) -> Result<()> {
        let request = LogOutputs {
            run_id: id.clone(),
            models: models.to_vec(),
        };
        self.server
            .tell("runs/outputs", &request)
            .map_err(|refusal| self.run_refusal(id, refusal))
    }
}

impl RestStore {
    /// Names a run as MLflow 1 does, whose `runs/update` knows no name.
    fn set_name_tag(&self, id: &RunId, name: &str) -> Result<()> {
        let request = SetTag {
            run_id: id.clone(),
            key: keys::RUN_NAME.to_owned(),
            value: name.to_owned(),
        };
        self.server.tell("runs/set-tag", &request)
    }
}

/// The metrics of a batch as they are sent. A metric of a model has the model's id, so it is sent once
/// for each model that it measures.
fn logged(metrics: &[Metric], model_metrics: &[ModelMetric]) -> LoggedMetrics {
    let of_models = model_metrics.iter().map(|of_model| &of_model.metric);
    let is_of_model = |metric: &Metric| of_models.clone().any(|of_model| of_model == metric);
    let others = metrics.iter().filter(|metric| !is_of_model(metric));
    LoggedMetrics {
        metrics: of_models.clone().chain(others).cloned().collect(),
        model_metrics: model_metrics.to_vec(),
    }
}

fn by_id(id: &RunId) -> RunById {
    RunById { run_id: id.clone() }
}

fn run(answer: RunResponse) -> Run {
    tidy(answer.run)
}

/// A field as every server reads it: those of MLflow 1 know an attribute by its prefix alone.
fn field_in_full(field: &RunField) -> String {
    match field {
        RunField::Key(key) => key_in_full(key),
        RunField::Dataset(_) => field.to_string(),
    }
}

fn key_in_full(key: &RunKey) -> String {
    match key {
        RunKey::Attribute(_) => format!("attributes.{key}"),
        RunKey::Metric(_) | RunKey::Param(_) | RunKey::Tag(_) => key.to_string(),
    }
}

fn order_in_full(order: &RunOrder) -> String {
    format!("{} {}", key_in_full(&order.key), order.direction)
}

/// Brings what a server sends into the order of [`Run`], with its name where MLflow 1 has it.
fn tidy(run: Arc<Run>) -> Run {
    let mut run = Arc::unwrap_or_clone(run);
    let data = &mut run.data;
    data.metrics.sort_by(|a, b| a.key.cmp(&b.key));
    sort_params(&mut data.params);
    sort_tags(&mut data.tags);
    for input in &mut run.inputs.dataset_inputs {
        sort_tags(&mut input.tags);
    }
    if run.info.run_name.is_none() {
        run.info.run_name = run.tag(keys::RUN_NAME).map(str::to_owned);
    }
    run
}
