//! Logged models, which servers have from MLflow 3 on.

use crate::api::{
    CreateLoggedModel, Empty, FinalizeLoggedModel, GetLoggedModel, LogLoggedModelParams,
    LoggedModelResponse, ModelDataset, ModelOrder as ModelOrderMessage, SearchLoggedModels,
    SearchLoggedModelsResponse, SetLoggedModelTags,
};
use crate::entity::{LifecycleStage, LoggedModel, LoggedModelStatus, ModelId, Param, Tag};
use crate::error::{Error, ErrorCode, Result};
use crate::search::{DatasetSelector, Direction, ModelKey, ModelOrder};
use crate::store::{LoggedModelQuery, LoggedModelStore, NewLoggedModel, Page};

use super::server::segment;
use super::{RestStore, found, sort_params, sort_tags};

impl LoggedModelStore for RestStore {
    /// The server assigns the id, the time and the artifact location.
    fn create_logged_model(&self, new: &NewLoggedModel) -> Result<LoggedModel> {
        let NewLoggedModel {
            model_id: _,
            experiment_id,
            name,
            artifact_location: _,
            creation_time: _,
            model_type,
            source_run_id,
            params,
            tags,
        } = new;
        let request = CreateLoggedModel {
            experiment_id: experiment_id.clone(),
            name: Some(name.clone()),
            model_type: model_type.clone().unwrap_or_default(),
            source_run_id: source_run_id
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
            params: params.clone(),
            tags: tags.clone(),
        };
        self.server
            .post("logged-models", &request)
            .map(model)
            .map_err(|refusal| self.experiment_refusal(experiment_id, refusal))
    }

    /// The server does not say whether a model is deleted. So a model that is only found when deleted
    /// ones are allowed is deleted.
    fn get_logged_model(&self, id: &ModelId) -> Result<Option<LoggedModel>> {
        if !id.is_well_formed() {
            return Ok(None);
        }
        if let Some(model) = self.look_for_model(id, None)? {
            return Ok(Some(model));
        }
        let deleted = self.look_for_model(id, Some(true))?;
        Ok(deleted.map(|model| LoggedModel {
            lifecycle_stage: LifecycleStage::Deleted,
            ..model
        }))
    }

    fn search_logged_models(&self, query: &LoggedModelQuery) -> Result<Page<LoggedModel>> {
        let LoggedModelQuery {
            experiment_ids,
            filter,
            datasets,
            order_by,
            max_results,
            page_token,
        } = query;
        if experiment_ids.is_empty() {
            return Ok(Page::default());
        }
        let request = SearchLoggedModels {
            experiment_ids: experiment_ids.clone(),
            filter: filter.as_ref().map(ToString::to_string),
            datasets: datasets.iter().map(dataset).collect(),
            max_results: Some(*max_results),
            order_by: order_by.iter().map(order).collect(),
            page_token: page_token.clone(),
        };
        let answer: SearchLoggedModelsResponse =
            self.server.post("logged-models/search", &request)?;
        Ok(Page {
            items: answer.models.into_iter().map(tidy).collect(),
            next_page_token: answer.next_page_token.filter(|token| !token.is_empty()),
        })
    }

    fn set_logged_model_status(
        &self,
        id: &ModelId,
        status: LoggedModelStatus,
        _now: i64,
    ) -> Result<LoggedModel> {
        let request = FinalizeLoggedModel {
            model_id: id.clone(),
            status,
        };
        self.server.patch(&path(id), &request).map(model)
    }

    fn set_logged_model_stage(&self, id: &ModelId, stage: LifecycleStage, _now: i64) -> Result<()> {
        match stage {
            LifecycleStage::Deleted => self.server.delete(&path(id)),
            LifecycleStage::Active => Err(Error::not_implemented(
                "a server has no request that restores a logged model",
            )),
        }
    }

    fn set_logged_model_tags(&self, id: &ModelId, tags: &[Tag]) -> Result<()> {
        let request = SetLoggedModelTags {
            tags: tags.to_vec(),
        };
        let Empty {} = self.server.patch(&format!("{}/tags", path(id)), &request)?;
        Ok(())
    }

    fn delete_logged_model_tag(&self, id: &ModelId, key: &str) -> Result<()> {
        self.server
            .delete(&format!("{}/tags/{}", path(id), segment(key)))
    }

    fn log_logged_model_params(&self, id: &ModelId, params: &[Param]) -> Result<()> {
        match self.add_params(id, params) {
            Err(refusal) if refusal.code() == ErrorCode::InvalidParameterValue => {
                match self.new_params(id, params)? {
                    Some(new) if new.is_empty() => Ok(()),
                    Some(new) if new.len() < params.len() => self.add_params(id, &new),
                    _ => Err(refusal),
                }
            }
            result => result,
        }
    }
}

impl RestStore {
    fn look_for_model(
        &self,
        id: &ModelId,
        allow_deleted: Option<bool>,
    ) -> Result<Option<LoggedModel>> {
        let request = GetLoggedModel { allow_deleted };
        let answer = found(self.server.get(&path(id), &request))?;
        Ok(answer.map(model))
    }

    fn add_params(&self, id: &ModelId, params: &[Param]) -> Result<()> {
        let request = LogLoggedModelParams {
            model_id: id.clone(),
            params: params.to_vec(),
        };
        self.server.tell(&format!("{}/params", path(id)), &request)
    }

    /// The params that a model does not have yet, because Python's server refuses those that it has.
    /// `None` if there is no such model. A param that would change is an error.
    fn new_params(&self, id: &ModelId, params: &[Param]) -> Result<Option<Vec<Param>>> {
        use crate::store::LoggedModelStore;
        let Some(model) = self.get_logged_model(id)? else {
            return Ok(None);
        };
        let mut new = Vec::new();
        for param in params {
            match model.params.iter().find(|known| known.key == param.key) {
                None => new.push(param.clone()),
                Some(known) if known.value == param.value => {}
                Some(Param { key, value }) => {
                    return Err(Error::model_param_changed(id, key, value, &param.value));
                }
            }
        }
        Ok(Some(new))
    }
}

fn path(id: &ModelId) -> String {
    format!("logged-models/{}", segment(id.as_str()))
}

fn dataset(selector: &DatasetSelector) -> ModelDataset {
    ModelDataset {
        dataset_name: selector.name.clone(),
        dataset_digest: selector.digest.clone(),
    }
}

fn order(order: &ModelOrder) -> ModelOrderMessage {
    let (field_name, dataset) = match &order.key {
        ModelKey::Metric(key, dataset) => (format!("metrics.{key}"), dataset.as_ref()),
        ModelKey::Attribute(attribute) => (attribute.as_str().to_owned(), None),
    };
    ModelOrderMessage {
        field_name,
        ascending: Some(order.direction == Direction::Ascending),
        dataset_name: dataset.and_then(|dataset| dataset.name.clone()),
        dataset_digest: dataset.and_then(|dataset| dataset.digest.clone()),
    }
}

fn model(answer: LoggedModelResponse) -> LoggedModel {
    tidy(answer.model)
}

/// Makes empty texts `None` and sorts params and tags: MLflow 3.17.2 sends an empty text for nothing,
/// and keeps the order of writing.
fn tidy(mut model: LoggedModel) -> LoggedModel {
    sort_tags(&mut model.tags);
    sort_params(&mut model.params);
    model.model_type = model.model_type.filter(|kind| !kind.is_empty());
    model.source_run_id = model.source_run_id.filter(|id| !id.as_str().is_empty());
    model
}
