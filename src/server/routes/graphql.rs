//! GraphQL, which MLflow's own page speaks beside the REST API.
//!
//! Each field stands for an endpoint, gives what that gives, and is shown to whom that shows it. Who may
//! not read what a field is about gets an error for that field alone.

use axum::extract::State;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::api::{
    self, ExperimentById, ExperimentResponse, GetMetricHistoryBulkInterval, GraphqlRequest,
    ListArtifacts, RunById, RunResponse, SearchDatasets, SearchDatasetsResponse, SearchRegistry,
    SearchRuns, SearchRunsResponse,
};
use crate::entity::ResourceType;
use crate::server::answer::{HandlerResult, Json};
use crate::server::app::{App, Shared};
use crate::server::auth::Viewer;
use crate::server::endpoint::endpoints;
use crate::server::error::ErrorResponse;
use crate::server::extract::Input;
use crate::server::graphql::{self, Plan, Resolver, Root};
use crate::server::subject::Subject;

use super::{artifacts, metrics, model_versions, runs};

endpoints! {
    GET  "/graphql" ROOT User => answer;
    POST "/graphql" ROOT User => answer;
}

pub(in crate::server) async fn answer(
    State(app): Shared,
    viewer: Viewer,
    Input(request): Input<GraphqlRequest>,
) -> HandlerResult {
    app.with(move |app| {
        let limits = app.settings().graphql;
        let stores = Stores { app, viewer };
        Ok(Json::of(&graphql::execute(&request, limits, &stores)?))
    })
    .await
}

/// The stores, as somebody sees them.
struct Stores<'a> {
    app: &'a App,
    viewer: Viewer,
}

impl Resolver for Stores<'_> {
    fn resolve(
        &self,
        root: Root,
        arguments: Map<String, Value>,
        wanted: &Plan,
    ) -> Result<Value, String> {
        self.find(root, arguments, wanted)
            .map_err(ErrorResponse::into_message)
    }
}

type Found = Result<Value, ErrorResponse>;

impl Stores<'_> {
    fn find(&self, root: Root, mut arguments: Map<String, Value>, wanted: &Plan) -> Found {
        let mut input = || arguments.remove("input").unwrap_or_default();
        match root {
            Root::Test => Ok(json!({ "output": arguments.remove("input_string") })),
            Root::TestMutation => Ok(Value::Null),
            Root::Experiment => self.experiment(&read(&input())?),
            Root::Run => self.run(&read(&input())?, wanted),
            Root::Runs => self.runs(read(&input())?, wanted),
            Root::Artifacts => self.artifacts(&read(&input())?),
            Root::ModelVersions => self.versions(&read(&input())?),
            Root::Histories => self.histories(&read(&input())?),
            Root::Datasets => self.datasets(read(&input())?),
        }
    }

    fn check_may_read(&self, subject: &Subject) -> Result<(), ErrorResponse> {
        self.viewer.check_may_read(self.app, subject)
    }

    fn experiment(&self, request: &ExperimentById) -> Found {
        let id = &request.experiment_id;
        self.check_may_read(&Subject::Experiment(id.clone()))?;
        let experiment = self.app.reader()?.get_experiment(id)?;
        Ok(written(&ExperimentResponse { experiment }))
    }

    fn run(&self, request: &RunById, wanted: &Plan) -> Found {
        let id = &request.run_id;
        self.check_may_read(&Subject::Run(id.clone()))?;
        let tracking = self.app.reader()?;
        let run = match tracking.cached_run(id) {
            Some(run) => run,
            None => tracking.get_run(id)?.into(),
        };
        let mut answer = written(&self.viewer.shown(RunResponse { run }));
        self.join(std::slice::from_mut(&mut answer["run"]), wanted, "run")?;
        Ok(answer)
    }

    fn runs(&self, mut request: SearchRuns, wanted: &Plan) -> Found {
        let ids = &mut request.experiment_ids;
        if self.viewer.hides_all(ids, ResourceType::Run) {
            return Ok(written(&SearchRunsResponse::default()));
        }
        let mut answer = written(&runs::found(self.app.reader()?, &self.viewer, request)?);
        if let Some(Value::Array(runs)) = answer.get_mut("runs") {
            self.join(runs, wanted, "runs")?;
        }
        Ok(answer)
    }

    fn artifacts(&self, request: &ListArtifacts) -> Found {
        self.check_may_read(&Subject::Run(request.run_id.clone()))?;
        let found = artifacts::found(self.app.reader()?, request)?;
        Ok(written(&found))
    }

    fn versions(&self, request: &SearchRegistry) -> Found {
        let registry = self.app.registry_reader()?;
        let found = model_versions::found(&registry, &self.viewer, request)?;
        Ok(written(&found))
    }

    fn histories(&self, request: &GetMetricHistoryBulkInterval) -> Found {
        self.check_may_read(&Subject::Runs(request.run_ids.clone()))?;
        let found = metrics::sampled(self.app.reader()?, request)?;
        Ok(written(&found))
    }

    /// Those of the experiments that are shown, as in MLflow 3.18.
    fn datasets(&self, mut request: SearchDatasets) -> Found {
        let asked = request.experiment_ids.len();
        let ids = &mut request.experiment_ids;
        ids.retain(|id| self.viewer.sees(id, None));
        let dataset_summaries = if ids.is_empty() && asked > 0 {
            Vec::new()
        } else {
            self.app.reader()?.search_datasets(ids)?
        };
        Ok(written(&SearchDatasetsResponse { dataset_summaries }))
    }

    /// Adds to runs what GraphQL has in them and the REST API has not, where it is wanted.
    fn join(&self, runs: &mut [Value], wanted: &Plan, path: &str) -> Result<(), ErrorResponse> {
        if wanted.wants(&[path, "experiment"]) {
            self.join_experiments(runs)?;
        }
        if wanted.wants(&[path, "model_versions"]) {
            self.join_versions(runs)?;
        }
        Ok(())
    }

    fn join_experiments(&self, runs: &mut [Value]) -> Result<(), ErrorResponse> {
        let mut known: Map<String, Value> = Map::new();
        for run in runs {
            let id = text(&run["info"]["experiment_id"]);
            if !known.contains_key(&id) {
                let experiment = self.app.reader()?.get_experiment(&id.as_str().into())?;
                let mut answer = written(&ExperimentResponse { experiment });
                known.insert(id.clone(), answer["experiment"].take());
            }
            run["experiment"] = known[&id].clone();
        }
        Ok(())
    }

    /// One search for the versions of all runs, each of which then gets its own.
    fn join_versions(&self, runs: &mut [Value]) -> Result<(), ErrorResponse> {
        if runs.is_empty() {
            return Ok(());
        }
        let ids: Vec<String> = runs
            .iter()
            .map(|run| format!("'{}'", text(&run["info"]["run_id"])))
            .collect();
        let request = SearchRegistry {
            filter: Some(format!("run_id IN ({})", ids.join(", "))),
            ..SearchRegistry::default()
        };
        let mut found = self.versions(&request)?;
        let Value::Array(versions) = found["model_versions"].take() else {
            return Ok(());
        };
        for run in runs {
            let id = run["info"]["run_id"].clone();
            let own = versions.iter().filter(|version| version["run_id"] == id);
            run["model_versions"] = own.cloned().collect();
        }
        Ok(())
    }
}

/// Reads the input of a field as the body of the endpoint for which it stands.
fn read<T: DeserializeOwned>(input: &Value) -> Result<T, ErrorResponse> {
    Ok(api::from_json(input.to_string().as_bytes())?)
}

/// The answer of an endpoint.
fn written(answer: &impl Serialize) -> Value {
    serde_json::to_value(answer).expect("bodies have no maps with other keys")
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
