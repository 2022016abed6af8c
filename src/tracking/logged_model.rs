//! The rules of logged models.

use crate::entity::limits::MAX_RESULTS_PER_PAGE;
use crate::entity::{
    ExperimentId, LifecycleStage, LoggedModel, LoggedModelStatus, ModelId, Param, RunId, Tag,
    random_run_name,
};
use crate::error::{Error, Result};
use crate::search::{self, ModelOrder};
use crate::store::{LoggedModelQuery, NewLoggedModel, Page};
use crate::uri;

use super::experiment::active;
use super::logged_model_search::{LoggedModelOrder, LoggedModelSearch};
use super::model_page::ModelPageTokens;
use super::{Tracking, now, validate};

/// A logged model to be created, as a user states it.
#[derive(Clone, Debug)]
pub struct CreateLoggedModel {
    /// An active experiment.
    pub experiment_id: ExperimentId,
    /// A name; `None` takes a random one.
    pub name: Option<String>,
    /// What kind of model it is.
    pub model_type: Option<String>,
    /// The run that makes it. As in MLflow 3.17.2 nobody asks whether it is there.
    pub source_run_id: Option<RunId>,
    /// Its first parameters.
    pub params: Vec<Param>,
    /// Its first tags.
    pub tags: Vec<Tag>,
}

impl Tracking {
    /// Creates a logged model, with status PENDING.
    pub fn create_logged_model(&self, create: CreateLoggedModel) -> Result<LoggedModel> {
        let CreateLoggedModel {
            experiment_id,
            name,
            model_type,
            source_run_id,
            params,
            tags,
        } = create;
        if let Some(name) = &name {
            validate::model_name(name)?;
        }
        validate::model_params(&params, self.first_keys())?;
        validate::model_tags(&tags, self.first_keys())?;
        let experiment = active(self.get_experiment(&experiment_id)?)?;
        let model_id = ModelId::random();
        let artifact_location = uri::join(
            &experiment.artifact_location,
            &format!("models/{model_id}/artifacts"),
        );
        self.store.create_logged_model(&NewLoggedModel {
            model_id,
            experiment_id,
            name: name.unwrap_or_else(random_run_name),
            artifact_location,
            creation_time: now(),
            model_type,
            source_run_id,
            params,
            tags,
        })
    }

    /// One logged model that is not deleted.
    pub fn get_logged_model(&self, id: &ModelId) -> Result<LoggedModel> {
        let model = self.get_logged_model_in_any_stage(id)?;
        if model.lifecycle_stage.is_active() {
            Ok(model)
        } else {
            // As in MLflow, for which a deleted model is as good as none.
            Err(Error::model_not_found(id))
        }
    }

    /// One logged model, deleted or not.
    pub fn get_logged_model_in_any_stage(&self, id: &ModelId) -> Result<LoggedModel> {
        self.store
            .get_logged_model(id)?
            .ok_or_else(|| Error::model_not_found(id))
    }

    /// A page of the logged models that are not deleted.
    pub fn search_logged_models(&self, search: &LoggedModelSearch) -> Result<Page<LoggedModel>> {
        if search.datasets.iter().any(|dataset| dataset.name.is_none()) {
            return Err(Error::dataset_name_missing());
        }
        if search.order_by.len() > search::MAX_ORDER_KEYS {
            return Err(Error::invalid(format!(
                "Invalid order by field name: an order has at most {} keys",
                search::MAX_ORDER_KEYS
            )));
        }
        let tokens = ModelPageTokens::of(self.store.kind());
        let page_token = tokens.for_store(search)?;
        let mut page = self.store.search_logged_models(&LoggedModelQuery {
            experiment_ids: search.experiment_ids.clone(),
            filter: search
                .filter
                .map(search::parse_model_filter)
                .transpose()?
                .flatten(),
            datasets: search.datasets.clone(),
            order_by: search.order_by.iter().map(order).collect::<Result<_>>()?,
            // MLflow 3.17.2 has no limit here; whoever asks for more gets several pages.
            max_results: search.max_results.clamp(1, MAX_RESULTS_PER_PAGE),
            page_token,
        })?;
        if let Some(token) = page.next_page_token.take() {
            page.next_page_token = Some(tokens.for_client(search, token)?);
        }
        Ok(page)
    }

    /// Notes how the upload of a logged model's files ended.
    pub fn finalize_logged_model(
        &self,
        id: &ModelId,
        status: LoggedModelStatus,
    ) -> Result<LoggedModel> {
        self.store.set_logged_model_status(id, status, now())
    }

    /// Moves a logged model to the deleted stage.
    pub fn delete_logged_model(&self, id: &ModelId) -> Result<()> {
        self.store
            .set_logged_model_stage(id, LifecycleStage::Deleted, now())
    }

    /// Sets tags of a logged model.
    pub fn set_logged_model_tags(&self, id: &ModelId, tags: &[Tag]) -> Result<()> {
        validate::model_tags(tags, self.first_keys())?;
        self.store.set_logged_model_tags(id, tags)
    }

    /// Removes a tag of a logged model.
    pub fn delete_logged_model_tag(&self, id: &ModelId, key: &str) -> Result<()> {
        self.store.delete_logged_model_tag(id, key)
    }

    /// Records parameters of a logged model.
    pub fn log_logged_model_params(&self, id: &ModelId, params: &[Param]) -> Result<()> {
        validate::model_params(params, self.first_keys())?;
        self.store.log_logged_model_params(id, params)
    }
}

fn order(stated: &LoggedModelOrder) -> Result<ModelOrder> {
    let LoggedModelOrder {
        field,
        direction,
        dataset,
    } = stated;
    let is_any = dataset.name.is_none() && dataset.digest.is_none();
    let dataset = (!is_any).then(|| dataset.clone());
    Ok(ModelOrder {
        key: search::parse_model_key(field, dataset)?,
        direction: *direction,
    })
}
