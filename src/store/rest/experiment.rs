//! Experiments.

use crate::api::{
    CreateExperiment, CreateExperimentResponse, DeleteExperimentTag, ExperimentById,
    ExperimentByName, ExperimentResponse, SearchExperiments, SearchExperimentsResponse,
    SetExperimentTag, UpdateExperiment,
};
use crate::entity::{Experiment, ExperimentId, LifecycleStage, Tag};
use crate::error::Result;
use crate::store::{ArtifactLocation, ExperimentQuery, ExperimentStore, NewExperiment, Page};

use super::{RestStore, found, sort_tags};

impl ExperimentStore for RestStore {
    /// The server assigns the time, and the artifact location where none is given.
    fn create_experiment(&self, new: &NewExperiment) -> Result<ExperimentId> {
        let NewExperiment {
            wanted_id: _,
            name,
            artifact_location,
            tags,
            creation_time: _,
        } = new;
        let artifact_location = match artifact_location {
            ArtifactLocation::At(location) => Some(location.clone()),
            ArtifactLocation::Under(_) => None,
        };
        let request = CreateExperiment {
            name: name.clone(),
            artifact_location,
            tags: tags.clone(),
        };
        let CreateExperimentResponse { experiment_id } =
            self.server.post("experiments/create", &request)?;
        Ok(experiment_id)
    }

    fn get_experiment(&self, id: &ExperimentId) -> Result<Option<Experiment>> {
        // To a server of MLflow 1, no id is that of the first experiment.
        if !id.is_well_formed() {
            return Ok(None);
        }
        let request = ExperimentById {
            experiment_id: id.clone(),
        };
        let answer = found(self.server.get("experiments/get", &request))?;
        Ok(answer.map(experiment))
    }

    fn get_experiment_by_name(&self, name: &str) -> Result<Option<Experiment>> {
        let request = ExperimentByName {
            experiment_name: name.to_owned(),
        };
        let answer = found(self.server.get("experiments/get-by-name", &request))?;
        Ok(answer.map(experiment))
    }

    fn search_experiments(&self, query: &ExperimentQuery) -> Result<Page<Experiment>> {
        let ExperimentQuery {
            view,
            filter,
            order_by,
            max_results,
            page_token,
        } = query;
        let request = SearchExperiments {
            max_results: Some(*max_results),
            page_token: page_token.clone(),
            filter: filter.as_ref().map(ToString::to_string),
            order_by: order_by.iter().map(ToString::to_string).collect(),
            view_type: Some(*view),
        };
        let answer: Option<SearchExperimentsResponse> =
            self.server.post_if_known("experiments/search", &request)?;
        match answer {
            Some(page) => Ok(page_of(page)),
            None => self.search_listed_experiments(query),
        }
    }

    fn rename_experiment(&self, id: &ExperimentId, name: &str, _now: i64) -> Result<()> {
        let request = UpdateExperiment {
            experiment_id: id.clone(),
            new_name: name.to_owned(),
        };
        self.server
            .tell("experiments/update", &request)
            .map_err(|refusal| self.name_refusal(id, name, refusal))
    }

    fn set_experiment_stage(
        &self,
        id: &ExperimentId,
        stage: LifecycleStage,
        _now: i64,
    ) -> Result<()> {
        let request = ExperimentById {
            experiment_id: id.clone(),
        };
        let endpoint = match stage {
            LifecycleStage::Active => "experiments/restore",
            LifecycleStage::Deleted => "experiments/delete",
        };
        self.server
            .tell(endpoint, &request)
            .map_err(|refusal| self.stage_refusal(id, stage, refusal))
    }

    fn set_experiment_tag(&self, id: &ExperimentId, tag: &Tag, _now: i64) -> Result<()> {
        let request = SetExperimentTag {
            experiment_id: id.clone(),
            key: tag.key.clone(),
            value: tag.value.clone(),
        };
        self.server
            .tell("experiments/set-experiment-tag", &request)
            .map_err(|refusal| self.experiment_refusal(id, refusal))
    }

    fn delete_experiment_tag(&self, id: &ExperimentId, key: &str, _now: i64) -> Result<()> {
        let request = DeleteExperimentTag {
            experiment_id: id.clone(),
            key: key.to_owned(),
        };
        self.server
            .tell("experiments/delete-experiment-tag", &request)
            .map_err(|refusal| self.experiment_refusal(id, refusal))
    }
}

fn experiment(answer: ExperimentResponse) -> Experiment {
    tidy(answer.experiment)
}

pub(super) fn page_of(answer: SearchExperimentsResponse) -> Page<Experiment> {
    Page {
        items: answer.experiments.into_iter().map(tidy).collect(),
        next_page_token: answer.next_page_token.filter(|token| !token.is_empty()),
    }
}

fn tidy(mut experiment: Experiment) -> Experiment {
    sort_tags(&mut experiment.tags);
    experiment
}
