//! Wordings about registered models and their versions.

use std::fmt::Display;

use crate::entity::ModelStage;

use super::request::shortened;
use super::{Error, ErrorCode};

impl Error {
    /// No registered model has this name.
    pub fn registered_model_not_found(name: &str) -> Self {
        Self::new(
            ErrorCode::ResourceDoesNotExist,
            format!("Registered Model with name={name} not found"),
        )
        .hint("`mlflow models list` lists the registered models of this registry")
    }

    /// The name belongs to another registered model.
    pub fn registered_model_exists(name: &str) -> Self {
        Self::exists(format!("Registered Model (name={name}) already exists"))
    }

    /// The name belongs to another prompt.
    pub fn prompt_exists(name: &str) -> Self {
        Self::exists(format!("Prompt (name={name}) already exists"))
    }

    /// The name of a new prompt belongs to a registered model, or the other way round.
    pub fn name_of_another_kind(name: &str, is_prompt: bool) -> Self {
        let [new, old] = if is_prompt {
            ["prompt", "registered model"]
        } else {
            ["registered model", "prompt"]
        };
        Self::exists(format!(
            "Tried to create a {new} with name '{name}', but the name is already taken by a \
             {old}: expected a name that neither has"
        ))
    }

    fn exists(message: String) -> Self {
        Self::new(ErrorCode::ResourceAlreadyExists, message)
    }

    /// The registered model has no version of this number, or it was deleted.
    pub fn model_version_not_found(name: &str, version: i64) -> Self {
        Self::new(
            ErrorCode::ResourceDoesNotExist,
            format!("Model Version (name={name}, version={version}) not found"),
        )
    }

    /// The registered model has no version at all, or none in this stage.
    pub fn no_versions(name: &str, stage: Option<ModelStage>) -> Self {
        let of_stage = stage.map_or_else(String::new, |stage| format!(" and stage '{stage}'"));
        Self::new(
            ErrorCode::ResourceDoesNotExist,
            format!("No versions of model with name '{name}'{of_stage} found"),
        )
    }

    /// The registered model has no version, of which the alias `latest` would be the last.
    pub fn latest_version_not_found(name: &str) -> Self {
        Self::new(
            ErrorCode::ResourceDoesNotExist,
            format!("Latest version not found for model {name}: it has none"),
        )
    }

    /// The registered model has no such alias. MLflow 3.18.0 calls that an invalid parameter.
    pub fn alias_not_found(name: &str, alias: &str) -> Self {
        Self::invalid(format!(
            "Registered model alias {alias} not found: the registered model `{name}` has none of \
             that name"
        ))
    }

    /// The text cannot be the name of a registered model; `reason` says why.
    pub fn registered_model_name_invalid(name: &str, reason: &str) -> Self {
        Self::invalid(format!(
            "Invalid model name '{}'. {reason}",
            shortened(name)
        ))
    }

    /// The text cannot be the name of a folder, which a file store needs; `reason` says why.
    pub fn registered_model_name_no_folder(name: &str, reason: &str) -> Self {
        Self::invalid(format!("Invalid name: '{}'. {reason}", shortened(name))).hint(
            "a file store keeps each registered model as a folder; a database has no such limits",
        )
    }

    /// The text cannot be an alias.
    pub fn alias_invalid(alias: &str) -> Self {
        Self::invalid(format!(
            "Invalid alias name: '{}': expected letters, digits, `_` and `-`",
            shortened(alias)
        ))
    }

    /// There is no alias where there should be one.
    pub fn alias_empty() -> Self {
        Self::invalid("Registered model alias name cannot be empty: expected letters and digits")
    }

    /// The alias has a meaning of its own in `models:` URIs.
    pub fn alias_reserved(alias: &str) -> Self {
        if alias.eq_ignore_ascii_case("latest") {
            return Self::invalid(
                "'latest' alias name (case insensitive) is reserved: it stands for the version \
                 with the greatest number",
            );
        }
        Self::invalid(format!(
            "Version alias name '{alias}' is reserved: it reads as the number of a version"
        ))
    }

    /// The text is no number of a version.
    pub fn version_invalid(text: &str) -> Self {
        Self::invalid(format!(
            "Parameter 'version' must be an integer, got '{}'",
            shortened(text)
        ))
    }

    /// The text is no stage.
    pub fn stage_invalid(text: &str) -> Self {
        let known = ModelStage::ALL.map(ModelStage::as_str).join(", ");
        Self::invalid(format!(
            "Invalid Model Version stage: {}. Value must be one of {known}",
            shortened(text)
        ))
    }

    /// Versions can be archived from stages in which they are used, and from no other. MLflow
    /// 3.18.0 calls that an internal error, but it is the request that is wrong.
    pub fn stage_not_active(stage: ModelStage) -> Self {
        Self::invalid(format!(
            "Model version transition cannot archive existing model versions because '{stage}' is \
             not an Active stage: expected `Staging` or `Production`"
        ))
    }

    /// A version may not come from there; `reason` says why, and what is expected.
    pub fn source_invalid(source: &str, reason: impl Display) -> Self {
        Self::invalid(format!(
            "Invalid model version source: '{}'. {reason}",
            shortened(source)
        ))
    }

    /// There is no URI where a model is to be named.
    pub fn model_uri_empty() -> Self {
        Self::invalid(
            "the URI of the model is empty: expected `runs:/ID/model`, `models:/m-ID`, \
             `models:/NAME/VERSION` or where its files are",
        )
    }

    /// The text is no `models:` URI.
    pub fn models_uri_invalid(uri: &str) -> Self {
        Self::invalid(format!(
            "Not a proper models:/ URI: {uri}: expected `models:/NAME/VERSION`, \
             `models:/NAME/STAGE`, `models:/NAME/latest`, `models:/NAME@ALIAS` or `models:/m-ID`"
        ))
    }

    /// The store keeps no registered models.
    pub fn no_registry(store: &str) -> Self {
        Self::not_implemented(format!(
            "{store} has no model registry that this program can use: it keeps registered models in \
             folders, in SQLite databases and on servers"
        ))
        .hint("name a registry with MLFLOW_REGISTRY_URI or `--registry-store-uri`: `sqlite:///…` or `http://…`")
    }
}
