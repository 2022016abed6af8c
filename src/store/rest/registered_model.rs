//! Registered models, their tags and aliases.

use crate::api::{
    CreateRegisteredModel, DeleteRegisteredModelTag, ModelAliasByName, RegisteredModelByName,
    RegisteredModelResponse, RenameRegisteredModel, SearchRegisteredModelsResponse, SearchRegistry,
    SetModelAlias, SetRegisteredModelTag, UpdateRegisteredModel,
};
use crate::entity::{RegisteredModel, Tag};
use crate::error::Result;
use crate::store::{NewRegisteredModel, Page, RegisteredModelQuery, RegisteredModelStore};

use super::{RestStore, found};

impl RegisteredModelStore for RestStore {
    /// The server assigns the time.
    fn create_registered_model(&self, new: &NewRegisteredModel) -> Result<RegisteredModel> {
        let NewRegisteredModel {
            name,
            description,
            tags,
            creation_time: _,
        } = new;
        let request = CreateRegisteredModel {
            name: name.clone(),
            tags: tags.clone(),
            description: description.clone(),
        };
        let answer = self.server.post("registered-models/create", &request);
        answer.map(model)
    }

    fn get_registered_model(&self, name: &str) -> Result<Option<RegisteredModel>> {
        let request = by_name(name);
        let answer = found(self.server.get("registered-models/get", &request))?;
        Ok(answer.map(model))
    }

    fn search_registered_models(
        &self,
        query: &RegisteredModelQuery,
    ) -> Result<Page<RegisteredModel>> {
        let RegisteredModelQuery {
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
        let answer: SearchRegisteredModelsResponse =
            self.server.get("registered-models/search", &request)?;
        Ok(Page {
            items: answer.registered_models,
            next_page_token: answer.next_page_token.filter(|token| !token.is_empty()),
        })
    }

    fn rename_registered_model(&self, name: &str, new: &str, _now: i64) -> Result<RegisteredModel> {
        let request = RenameRegisteredModel {
            name: name.to_owned(),
            new_name: new.to_owned(),
        };
        let answer = self.server.post("registered-models/rename", &request);
        answer.map(model)
    }

    fn describe_registered_model(
        &self,
        name: &str,
        description: Option<&str>,
        _now: i64,
    ) -> Result<RegisteredModel> {
        let request = UpdateRegisteredModel {
            name: name.to_owned(),
            description: description.unwrap_or_default().to_owned(),
        };
        let answer = self.server.patch("registered-models/update", &request);
        answer.map(model)
    }

    fn delete_registered_model(&self, name: &str) -> Result<()> {
        self.server
            .delete_named("registered-models/delete", &by_name(name))
    }

    fn set_registered_model_tag(&self, name: &str, tag: &Tag) -> Result<()> {
        let request = SetRegisteredModelTag {
            name: name.to_owned(),
            key: tag.key.clone(),
            value: tag.value.clone(),
        };
        self.server.tell("registered-models/set-tag", &request)
    }

    fn delete_registered_model_tag(&self, name: &str, key: &str) -> Result<()> {
        let request = DeleteRegisteredModelTag {
            name: name.to_owned(),
            key: key.to_owned(),
        };
        self.server
            .delete_named("registered-models/delete-tag", &request)
    }

    fn set_model_alias(&self, name: &str, alias: &str, version: i64) -> Result<()> {
        let request = SetModelAlias {
            name: name.to_owned(),
            alias: alias.to_owned(),
            version: version.to_string(),
        };
        self.server.tell("registered-models/alias", &request)
    }

    fn delete_model_alias(&self, name: &str, alias: &str) -> Result<()> {
        let request = ModelAliasByName {
            name: name.to_owned(),
            alias: alias.to_owned(),
        };
        self.server
            .delete_named("registered-models/alias", &request)
    }
}

fn by_name(name: &str) -> RegisteredModelByName {
    RegisteredModelByName {
        name: name.to_owned(),
    }
}

fn model(answer: RegisteredModelResponse) -> RegisteredModel {
    answer.registered_model
}
