//! Versions of registered models.

use crate::api::{
    CreateModelVersion, DeleteModelVersionTag, DownloadUriResponse, ModelVersionByNumber,
    ModelVersionResponse, ModelVersionsResponse, SearchRegistry, SetModelVersionTag,
    TransitionModelVersion, UpdateModelVersion,
};
use crate::entity::{ModelVersion, Tag};
use crate::error::Result;
use crate::store::{
    ModelVersionQuery, ModelVersionStore, NewModelVersion, Page, RegisteredModelStore,
    StageTransition,
};

use super::{RestStore, found};

impl ModelVersionStore for RestStore {
    /// The server assigns the number and the time, and finds out where the files are.
    fn create_model_version(&self, new: &NewModelVersion) -> Result<ModelVersion> {
        let NewModelVersion {
            name,
            source,
            storage_location: _,
            run_id,
            run_link,
            model_id,
            description,
            tags,
            creation_time: _,
        } = new;
        let request = CreateModelVersion {
            name: name.clone(),
            source: source.clone(),
            run_id: run_id.clone(),
            tags: tags.clone(),
            run_link: run_link.clone().unwrap_or_default(),
            description: description.clone().unwrap_or_default(),
            model_id: model_id.clone(),
        };
        let answer = self.server.post("model-versions/create", &request);
        answer.map(version_of)
    }

    fn get_model_version(&self, name: &str, version: i64) -> Result<Option<ModelVersion>> {
        let request = by_number(name, version);
        let answer = found(self.server.get("model-versions/get", &request))?;
        Ok(answer.map(version_of))
    }

    fn latest_model_version(&self, name: &str) -> Result<Option<ModelVersion>> {
        let model = self.get_registered_model(name)?;
        let latest = model.and_then(|mut model| model.latest_versions.pop());
        match latest {
            // Its aliases are not told with the model's.
            Some(latest) => self.get_model_version(name, latest.version),
            None => Ok(None),
        }
    }

    fn search_model_versions(&self, query: &ModelVersionQuery) -> Result<Page<ModelVersion>> {
        let ModelVersionQuery {
            filter,
            order_by,
            max_results,
            page_token,
        } = query;
        let request = SearchRegistry {
            filter: filter.as_ref().map(ToString::to_string),
            max_results: Some(*max_results),
            order_by: order_by.iter().map(ToString::to_string).collect(),
            page_token: page_token.clone(),
        };
        let answer: ModelVersionsResponse = self.server.get("model-versions/search", &request)?;
        Ok(Page {
            items: answer.model_versions,
            next_page_token: answer.next_page_token.filter(|token| !token.is_empty()),
        })
    }

    fn model_version_location(&self, name: &str, version: i64) -> Result<Option<String>> {
        let request = by_number(name, version);
        let answer = self.server.get("model-versions/get-download-uri", &request);
        let answer = found(answer)?;
        Ok(answer.map(|DownloadUriResponse { artifact_uri }| artifact_uri))
    }

    fn describe_model_version(
        &self,
        name: &str,
        version: i64,
        description: Option<&str>,
        _now: i64,
    ) -> Result<ModelVersion> {
        let request = UpdateModelVersion {
            name: name.to_owned(),
            version: version.to_string(),
            description: description.map(str::to_owned),
        };
        let answer = self.server.patch("model-versions/update", &request);
        answer.map(version_of)
    }

    fn transition_model_version(&self, transition: &StageTransition) -> Result<ModelVersion> {
        let StageTransition {
            name,
            version,
            stage,
            archive_existing,
            now: _,
        } = *transition;
        let request = TransitionModelVersion {
            name: name.to_owned(),
            version: version.to_string(),
            stage: stage.as_str().to_owned(),
            archive_existing_versions: archive_existing,
        };
        let answer = self
            .server
            .post("model-versions/transition-stage", &request);
        answer.map(version_of)
    }

    fn delete_model_version(&self, name: &str, version: i64, _now: i64) -> Result<()> {
        let request = by_number(name, version);
        self.server.delete_named("model-versions/delete", &request)
    }

    fn set_model_version_tag(&self, name: &str, version: i64, tag: &Tag) -> Result<()> {
        let request = SetModelVersionTag {
            name: name.to_owned(),
            version: version.to_string(),
            key: tag.key.clone(),
            value: tag.value.clone(),
        };
        self.server.tell("model-versions/set-tag", &request)
    }

    fn delete_model_version_tag(&self, name: &str, version: i64, key: &str) -> Result<()> {
        let request = DeleteModelVersionTag {
            name: name.to_owned(),
            version: version.to_string(),
            key: key.to_owned(),
        };
        self.server
            .delete_named("model-versions/delete-tag", &request)
    }
}

fn by_number(name: &str, version: i64) -> ModelVersionByNumber {
    ModelVersionByNumber {
        name: name.to_owned(),
        version: version.to_string(),
    }
}

fn version_of(answer: ModelVersionResponse) -> ModelVersion {
    answer.model_version
}
