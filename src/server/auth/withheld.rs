//! What an answer leaves out for somebody to whom runs or logged models are denied as a kind, as in
//! MLflow 3.18: their ids in what may be read all the same.

use std::sync::Arc;

use crate::access::Caller;
use crate::api::{
    LoggedModelResponse, ModelVersionResponse, ModelVersionsResponse, RegisteredModelResponse,
    RunResponse, SearchLoggedModelsResponse, SearchRegisteredModelsResponse, SearchRunsResponse,
    SummariseExperimentsResponse,
};
use crate::entity::{
    ExperimentSummary, LoggedModel, ModelVersion, RegisteredModel, ResourceType, Run,
};

/// The kinds that are denied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::server) struct Withheld {
    runs: bool,
    logged_models: bool,
}

impl Withheld {
    pub(super) fn of(caller: &Caller) -> Self {
        Self {
            runs: caller.is_denied(ResourceType::Run),
            logged_models: caller.is_denied(ResourceType::LoggedModel),
        }
    }
}

/// An answer that may name what is denied.
pub(in crate::server) trait Withhold {
    /// Leaves out what names one of these.
    fn withhold(&mut self, denied: Withheld);

    /// What is left.
    fn without(mut self, denied: Withheld) -> Self
    where
        Self: Sized,
    {
        if denied != Withheld::default() {
            self.withhold(denied);
        }
        self
    }
}

impl Withhold for Arc<Run> {
    fn withhold(&mut self, denied: Withheld) {
        let is_linked =
            !self.inputs.model_inputs.is_empty() || !self.outputs.model_outputs.is_empty();
        if denied.logged_models && is_linked {
            let run = Arc::make_mut(self);
            run.inputs.model_inputs.clear();
            run.outputs.model_outputs.clear();
        }
    }
}

impl Withhold for LoggedModel {
    fn withhold(&mut self, denied: Withheld) {
        if denied.runs {
            self.source_run_id = None;
            for metric in &mut self.metrics {
                metric.run_id = String::new().into();
            }
        }
    }
}

impl Withhold for ModelVersion {
    fn withhold(&mut self, denied: Withheld) {
        if denied.runs {
            self.run_id = None;
            self.run_link = None;
        }
        if denied.logged_models {
            self.model_id = None;
        }
    }
}

impl Withhold for RegisteredModel {
    fn withhold(&mut self, denied: Withheld) {
        self.latest_versions.withhold(denied);
    }
}

/// How many runs there are, and when the last one began.
impl Withhold for ExperimentSummary {
    fn withhold(&mut self, denied: Withheld) {
        if denied.runs {
            *self = Self::unknown(self.experiment_id.clone());
        }
    }
}

impl<T: Withhold> Withhold for Vec<T> {
    fn withhold(&mut self, denied: Withheld) {
        for item in self {
            item.withhold(denied);
        }
    }
}

/// Answers, each with the part that may name what is denied.
macro_rules! answers {
    ($($answer:ident.$part:ident;)*) => {$(
        impl Withhold for $answer {
            fn withhold(&mut self, denied: Withheld) {
                self.$part.withhold(denied);
            }
        }
    )*};
}

answers! {
    RunResponse.run;
    SearchRunsResponse.runs;
    LoggedModelResponse.model;
    SearchLoggedModelsResponse.models;
    ModelVersionResponse.model_version;
    ModelVersionsResponse.model_versions;
    RegisteredModelResponse.registered_model;
    SearchRegisteredModelsResponse.registered_models;
    SummariseExperimentsResponse.summaries;
}
