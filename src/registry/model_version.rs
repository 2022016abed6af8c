//! The rules of versions.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::entity::limits::MAX_MODEL_VERSIONS_PER_PAGE;
use crate::entity::{
    LoggedModel, ModelId, ModelStage, ModelVersion, RunId, Tag, WebhookAction, is_prompt, keys,
};
use crate::error::{Error, ErrorCode, Result};
use crate::search::{self, Condition, Filter, ModelVersionAttribute, ModelVersionField, Test};
use crate::store::{ModelVersionQuery, NewModelVersion, Page, Pages, StageTransition};
use crate::tracking::{check_registry_tag, check_tag_key, now};
use crate::uri;

use super::change::{self, tags_by_key};
use super::registered_model::check_page_size;
use super::{ModelUri, Registry, validate};

/// How many runs or logged models one search asks for.
const MAX_NAMED: usize = 500;

/// A version to be created, as a user states it.
#[derive(Clone, Debug, Default)]
pub struct CreateModelVersion {
    /// The registered model, which must be there.
    pub name: String,
    /// Where it comes from: a location, `runs:/…` or `models:/…`.
    pub source: String,
    /// The run that made it; without one, that of the logged model.
    pub run_id: Option<RunId>,
    /// An address of that run on another server.
    pub run_link: Option<String>,
    /// What is to be known of it.
    pub description: Option<String>,
    /// The logged model that becomes a version.
    pub model_id: Option<ModelId>,
    /// Its first tags.
    pub tags: Vec<Tag>,
}

/// Whether files may well be there, although they cannot be read from here and now: those who deploy
/// a model often have no credentials for the bucket that it lies in.
fn is_out_of_reach(error: &Error) -> bool {
    matches!(
        error.code(),
        ErrorCode::PermissionDenied | ErrorCode::TemporarilyUnavailable
    )
}

/// An object as Python writes JSON: with spaces behind colons and commas.
fn spaced(value: &Value) -> String {
    let Value::Object(fields) = value else {
        return value.to_string();
    };
    let fields = fields.iter();
    let fields: Vec<String> = fields
        .map(|(name, value)| format!("{}: {value}", json!(name)))
        .collect();
    format!("{{{}}}", fields.join(", "))
}

/// The filter that finds the versions of a registered model.
pub fn name_filter(name: &str) -> String {
    let field = ModelVersionField::Attribute(ModelVersionAttribute::Name);
    let test = Test::Equals(true, name.to_owned());
    Filter::Is(Condition { field, test }).to_string()
}

/// A search for versions, as a user states it.
#[derive(Clone, Debug, Default)]
pub struct ModelVersionSearch<'a> {
    /// In the filter language; `None` takes all. Unless it asks for prompts, no version of one is
    /// found.
    pub filter: Option<&'a str>,
    /// Keys of the order, each with `ASC` or `DESC` behind it if wanted.
    pub order_by: &'a [String],
    /// Most results on one page.
    pub max_results: usize,
    /// Where the previous page ended.
    pub page_token: Option<String>,
}

impl CreateModelVersion {
    fn of_logged_model(&mut self, model: LoggedModel) {
        self.source = format!("models:/{}", model.model_id);
        self.run_id = model.source_run_id;
        self.model_id = Some(model.model_id);
    }
}

impl Registry<'_> {
    /// Creates the next version of a registered model. Where its source is a `models:` URI, its
    /// files are those of what that names.
    pub fn create_model_version(&self, create: CreateModelVersion) -> Result<ModelVersion> {
        validate::name(&create.name)?;
        create.tags.iter().try_for_each(check_registry_tag)?;
        let models = self.models()?;
        let CreateModelVersion {
            name,
            source,
            mut run_id,
            run_link,
            description,
            model_id,
            tags,
        } = create;
        let model_id = model_id.filter(|id| !id.as_str().is_empty());
        // Whoever hears of the version hears of the run that was named.
        let named_run = run_id.clone();
        let mut storage_location = source.clone();
        let mut logged = None;
        if !self.is_remote() {
            let of_source = self.logged_model_of(&source)?;
            match &of_source {
                Some(model) => storage_location.clone_from(&model.artifact_location),
                None if uri::scheme(&source).as_deref() == Some("models") => {
                    storage_location = self.location_of(&ModelUri::parse(&source)?)?;
                }
                None => {}
            }
            logged = match &model_id {
                Some(id) => Some(self.tracking.get_logged_model(id)?),
                None => None,
            };
            let has_run = run_id.as_ref().is_some_and(|id| !id.as_str().is_empty());
            if !has_run && let Some(model) = of_source.as_ref().or(logged.as_ref()) {
                run_id.clone_from(&model.source_run_id);
            }
        }
        let is_prompt = is_prompt(&tags);
        let new = NewModelVersion {
            name,
            source,
            storage_location,
            run_id,
            run_link,
            model_id,
            description,
            tags,
            creation_time: now(),
        };
        let version = models.create_model_version(&new)?;
        if let Some(model) = logged.filter(|_| !is_prompt) {
            self.note_version(&model, &version)?;
        }
        self.tell_of_version(&new, named_run.as_ref(), version.version, is_prompt);
        Ok(version)
    }

    /// Tells of a new version.
    fn tell_of_version(
        &self,
        new: &NewModelVersion,
        run_id: Option<&RunId>,
        version: i64,
        is_prompt: bool,
    ) {
        let is_prompt = || Ok(is_prompt);
        let created = WebhookAction::Created;
        self.tell(change::VERSION, created, is_prompt, |is_prompt| {
            let given =
                |text: Option<&str>| text.filter(|text| !text.is_empty()).map(str::to_owned);
            let mut tags = tags_by_key(&new.tags, is_prompt);
            let mut data = json!({
                "name": new.name,
                "version": version.to_string(),
                "description": given(new.description.as_deref()),
            });
            if is_prompt {
                let tags = tags.as_object_mut();
                data["template"] = tags.and_then(|tags| tags.remove(keys::PROMPT_TEXT)).into();
            } else {
                data["source"] = new.source.as_str().into();
                data["run_id"] = given(run_id.map(RunId::as_str)).into();
            }
            data["tags"] = tags;
            data
        });
    }

    /// What is registered where a user names a model by its URI, without the name that it gets:
    /// a logged model, also as `runs:/RUN_ID/NAME`, a version, or files. Files that can be looked
    /// for must be there.
    pub fn of_model_uri(&self, model_uri: &str) -> Result<CreateModelVersion> {
        let mut create = CreateModelVersion {
            source: model_uri.to_owned(),
            ..CreateModelVersion::default()
        };
        match uri::scheme(model_uri).as_deref() {
            _ if model_uri.trim().is_empty() => return Err(Error::model_uri_empty()),
            Some("models") => match ModelUri::parse(model_uri)? {
                ModelUri::LoggedModel(id) => {
                    let model = self.tracking.get_logged_model(&id)?;
                    create.of_logged_model(model);
                }
                named => {
                    let version = self.find_model_version(&named)?;
                    create.source = format!("models:/{}/{}", version.name, version.version);
                    create.run_id = version.run_id;
                }
            },
            Some("runs") => match self.tracking.model_of_runs_uri(model_uri)? {
                (_, Some(model)) => create.of_logged_model(model),
                (run, None) => {
                    create.run_id = Some(run.run_id);
                    create.source = run.location;
                }
            },
            None => create.source = uri::absolute_location(model_uri)?,
            Some(_) => {}
        }
        self.check_is_there(model_uri)?;
        Ok(create)
    }

    /// Refuses a model without files, where they can be looked for.
    fn check_is_there(&self, model_uri: &str) -> Result<()> {
        let content = format!("{}/", model_uri.trim_end_matches('/'));
        let files = match uri::scheme(model_uri).as_deref() {
            Some("models") => self.artifacts_at(model_uri),
            _ => self.tracking.artifacts_at(&content),
        };
        match files.and_then(|files| files.list()) {
            Ok(files) if files.is_empty() => Err(Error::new(
                ErrorCode::ResourceDoesNotExist,
                format!(
                    "there are no files at `{}` to register",
                    uri::masked(model_uri)
                ),
            )),
            // What cannot be read from here may be there all the same.
            Err(error) if error.code() == ErrorCode::NotImplemented => Ok(()),
            Err(error) if is_out_of_reach(&error) => {
                tracing::warn!("not looked whether the model is there: {}", error.message());
                Ok(())
            }
            files => files.map(|_| ()),
        }
    }

    /// The logged model that a source names.
    fn logged_model_of(&self, source: &str) -> Result<Option<LoggedModel>> {
        if uri::scheme(source).as_deref() != Some("models") {
            return Ok(None);
        }
        match ModelUri::parse(source)? {
            ModelUri::LoggedModel(id) => Ok(Some(self.tracking.get_logged_model(&id)?)),
            _ => Ok(None),
        }
    }

    /// Notes in a logged model's tags that it is a registered version now.
    fn note_version(&self, model: &LoggedModel, version: &ModelVersion) -> Result<()> {
        let noted = model
            .tags
            .iter()
            .find(|tag| tag.key == keys::MODEL_VERSIONS);
        let noted = noted.and_then(|tag| serde_json::from_str(&tag.value).ok());
        let mut versions: Vec<Value> = noted.unwrap_or_default();
        let new = json!({"name": version.name, "version": version.version});
        if !versions.contains(&new) {
            versions.push(new);
        }
        let versions: Vec<String> = versions.iter().map(spaced).collect();
        let list = format!("[{}]", versions.join(", "));
        let tag = Tag::new(keys::MODEL_VERSIONS, list);
        self.tracking.set_logged_model_tags(&model.model_id, &[tag])
    }

    /// Registers a version of another registered model, or of the same, under a name that is
    /// created if it is new, as the clients of MLflow 3.18.0 do.
    pub fn copy_model_version(&self, version: &ModelVersion, name: &str) -> Result<ModelVersion> {
        self.get_or_create_registered_model(name)?;
        let is_there = |id: &ModelId| self.tracking.get_logged_model(id).is_ok();
        self.create_model_version(CreateModelVersion {
            name: name.to_owned(),
            source: format!("models:/{}/{}", version.name, version.version),
            run_id: version.run_id.clone(),
            run_link: version.run_link.clone(),
            description: version.description.clone(),
            model_id: version.model_id.clone().filter(is_there),
            tags: version.tags.clone(),
        })
    }

    /// One version.
    pub fn get_model_version(&self, name: &str, version: i64) -> Result<ModelVersion> {
        validate::name(name)?;
        let found = self.models()?.get_model_version(name, version)?;
        found.ok_or_else(|| Error::model_version_not_found(name, version))
    }

    /// The version of a registered model with the greatest number, in whatever stage.
    pub fn latest_model_version(&self, name: &str) -> Result<Option<ModelVersion>> {
        validate::name(name)?;
        match self.models()?.latest_model_version(name)? {
            Some(version) => Ok(Some(version)),
            // Whether it has no versions or is not there is not the same.
            None => self.get_registered_model(name).map(|_| None),
        }
    }

    /// Of each of these stages the version with the greatest number; without stages, of all.
    pub fn latest_model_versions(
        &self,
        name: &str,
        stages: &[ModelStage],
    ) -> Result<Vec<ModelVersion>> {
        let model = self.get_registered_model(name)?;
        let mut latest = model.latest_versions;
        latest.retain(|version| stages.is_empty() || stages.contains(&version.stage));
        for version in &mut latest {
            let aliases = model.aliases.iter();
            let own = aliases.filter(|alias| alias.version == version.version);
            version.aliases = own.map(|alias| alias.alias.clone()).collect();
        }
        Ok(latest)
    }

    /// The version that a URI names; a failure for that of a logged model.
    pub fn find_model_version(&self, uri: &ModelUri) -> Result<ModelVersion> {
        match uri {
            ModelUri::Version(name, version) => self.get_model_version(name, *version),
            ModelUri::Alias(name, alias) => self.model_version_by_alias(name, alias),
            ModelUri::Latest(name) => {
                let latest = self.latest_model_version(name)?;
                latest.ok_or_else(|| Error::no_versions(name, None))
            }
            ModelUri::Stage(name, stage) => {
                let latest = self.latest_model_versions(name, &[*stage])?.pop();
                latest.ok_or_else(|| Error::no_versions(name, Some(*stage)))
            }
            ModelUri::LoggedModel(id) => Err(Error::models_uri_invalid(&format!("models:/{id}"))
                .hint("it names a logged model, which is no version of a registered one")),
        }
    }

    /// A page of versions.
    pub fn search_model_versions(&self, search: &ModelVersionSearch) -> Result<Page<ModelVersion>> {
        check_page_size(search.max_results, MAX_MODEL_VERSIONS_PER_PAGE)?;
        let filter = search.filter.map(search::parse_model_version_filter);
        let query = ModelVersionQuery {
            filter: filter.transpose()?.flatten(),
            order_by: search::parse_model_version_orders(search.order_by)?,
            max_results: search.max_results,
            page_token: search.page_token.clone(),
        };
        // As for registered models.
        match self.store.registry() {
            Some(models) => models.search_model_versions(&query),
            None => Ok(Page::default()),
        }
    }

    /// Where the files of a version are.
    pub fn model_version_location(&self, name: &str, version: i64) -> Result<String> {
        validate::name(name)?;
        let location = self.models()?.model_version_location(name, version)?;
        location.ok_or_else(|| Error::model_version_not_found(name, version))
    }

    /// Where the files of the version are that a URI names.
    pub(super) fn location_of(&self, uri: &ModelUri) -> Result<String> {
        let version = self.find_model_version(uri).map_err(|error| {
            // What is missing is the model, if it is.
            let Some(name) = uri.registered_model() else {
                return error;
            };
            match error.code() {
                ErrorCode::NotImplemented => error.begin(Error::registered_model_not_found(name)),
                ErrorCode::ResourceDoesNotExist => {
                    self.get_registered_model(name).err().unwrap_or(error)
                }
                _ => error,
            }
        })?;
        self.files_of_version(&version.name, version.version)
    }

    /// The versions that come from these runs or logged models, and lose their files with them; none
    /// where the store keeps no registered models.
    pub fn model_versions_from(
        &self,
        run_ids: &[RunId],
        model_ids: &[ModelId],
    ) -> Result<Vec<ModelVersion>> {
        let Some(models) = self.store.registry() else {
            return Ok(Vec::new());
        };
        let runs = run_ids.chunks(MAX_NAMED).map(|ids| {
            let ids = ids.iter().map(ToString::to_string).collect();
            (ModelVersionAttribute::RunId, ids)
        });
        let logged = model_ids.chunks(MAX_NAMED).map(|ids| {
            let sources = ids.iter().map(|id| format!("models:/{id}")).collect();
            (ModelVersionAttribute::Source, sources)
        });
        let mut found = BTreeMap::new();
        for (attribute, values) in runs.chain(logged) {
            let field = ModelVersionField::Attribute(attribute);
            let test = Test::OneOf(true, values);
            let filter = Filter::Is(Condition { field, test });
            let pages = Pages::new(|page_token, max_results| {
                models.search_model_versions(&ModelVersionQuery {
                    filter: Some(filter.clone()),
                    order_by: Vec::new(),
                    max_results,
                    page_token,
                })
            });
            for version in pages {
                let version = version?;
                if attribute == ModelVersionAttribute::Source || !is_of_logged_model(&version) {
                    found.insert((version.name.clone(), version.version), version);
                }
            }
        }
        Ok(found.into_values().collect())
    }

    /// Replaces the description of a version.
    pub fn describe_model_version(
        &self,
        name: &str,
        version: i64,
        description: Option<&str>,
    ) -> Result<ModelVersion> {
        validate::name(name)?;
        self.models()?
            .describe_model_version(name, version, description, now())
    }

    /// Moves a version to a stage; the versions that are there go to the archive if that is
    /// wanted.
    pub fn transition_model_version(
        &self,
        name: &str,
        version: i64,
        stage: ModelStage,
        archive_existing: bool,
    ) -> Result<ModelVersion> {
        if archive_existing && !stage.is_active() {
            return Err(Error::stage_not_active(stage));
        }
        validate::name(name)?;
        self.models()?.transition_model_version(&StageTransition {
            name,
            version,
            stage,
            archive_existing,
            now: now(),
        })
    }

    /// Deletes a version; the files that it names stay.
    pub fn delete_model_version(&self, name: &str, version: i64) -> Result<()> {
        validate::name(name)?;
        self.models()?.delete_model_version(name, version, now())
    }

    /// Sets a tag of a version.
    pub fn set_model_version_tag(&self, name: &str, version: i64, tag: &Tag) -> Result<()> {
        validate::name(name)?;
        check_registry_tag(tag)?;
        self.models()?.set_model_version_tag(name, version, tag)?;
        let data = json!({
            "name": name, "version": version.to_string(), "key": tag.key, "value": tag.value,
        });
        self.tell_of(name, change::VERSION_TAG, WebhookAction::Set, data);
        Ok(())
    }

    /// Removes a tag of a version.
    pub fn delete_model_version_tag(&self, name: &str, version: i64, key: &str) -> Result<()> {
        validate::name(name)?;
        check_tag_key(key)?;
        self.models()?
            .delete_model_version_tag(name, version, key)?;
        let data = json!({"name": name, "version": version.to_string(), "key": key});
        self.tell_of(name, change::VERSION_TAG, WebhookAction::Deleted, data);
        Ok(())
    }
}

/// Whether a version's files are those of a logged model, which do not go with its run.
fn is_of_logged_model(version: &ModelVersion) -> bool {
    let source = version.source.as_deref().map(ModelUri::parse);
    matches!(source, Some(Ok(ModelUri::LoggedModel(_))))
}
