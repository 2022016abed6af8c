//! How registered models and their versions are shown.

use serde_json::Value;

use crate::entity::{ModelVersion, RegisteredModel, Tag};
use crate::uri;

use super::super::output::{Listing, Table, labelled};
use super::super::record;
use super::super::time;

/// A list of registered models.
pub(super) struct RegisteredModels<'a>(pub(super) &'a [RegisteredModel]);

impl Listing for RegisteredModels<'_> {
    fn table(&self) -> Table {
        let mut table = Table::new(["Name", "Latest", "Production", "Aliases", "Last Updated"]);
        table.rows = self.0.iter().map(model_row).collect();
        table
    }

    fn records(&self) -> Vec<Value> {
        self.0.iter().map(record::registered_model).collect()
    }
}

fn model_row(model: &RegisteredModel) -> Vec<String> {
    let number = |version: Option<&ModelVersion>| {
        version.map_or_else(String::new, |version| version.version.to_string())
    };
    let mut versions = model.latest_versions.iter();
    let production = versions.find(|version| version.stage.as_str() == "Production");
    vec![
        model.name.clone(),
        number(model.latest_versions.last()),
        number(production),
        aliases(model),
        model.last_update_time.map(time::local).unwrap_or_default(),
    ]
}

fn aliases(model: &RegisteredModel) -> String {
    let alias = |alias: &crate::entity::ModelAlias| format!("{}={}", alias.alias, alias.version);
    let aliases: Vec<String> = model.aliases.iter().map(alias).collect();
    aliases.join(", ")
}

/// A list of versions.
pub(super) struct ModelVersions<'a>(pub(super) &'a [ModelVersion]);

impl Listing for ModelVersions<'_> {
    fn table(&self) -> Table {
        let mut table = Table::new(["Name", "Version", "Stage", "Aliases", "Run Id", "Created"]);
        table.rows = self.0.iter().map(version_row).collect();
        table
    }

    fn records(&self) -> Vec<Value> {
        self.0.iter().map(record::model_version).collect()
    }
}

fn version_row(version: &ModelVersion) -> Vec<String> {
    let run_id = version.run_id.as_ref().map(ToString::to_string);
    vec![
        version.name.clone(),
        version.version.to_string(),
        version.stage.to_string(),
        version.aliases.join(", "),
        run_id.unwrap_or_default(),
        time::local(version.creation_time),
    ]
}

/// One registered model as lines of `Name   : value`.
pub(super) fn model_fields(model: &RegisteredModel) -> String {
    let latest = model
        .latest_versions
        .iter()
        .map(|version| match version.stage {
            crate::entity::ModelStage::None => version.version.to_string(),
            stage => format!("{} ({stage})", version.version),
        });
    labelled(&[
        ("Name", model.name.clone()),
        ("Description", model.description.clone().unwrap_or_default()),
        ("Latest Versions", latest.collect::<Vec<_>>().join(", ")),
        ("Aliases", aliases(model)),
        ("Tags", tags(&model.tags)),
        ("Creation Time", when(model.creation_time)),
        ("Last Update Time", when(model.last_update_time)),
    ])
}

/// One version as lines of `Name   : value`.
pub(super) fn version_fields(version: &ModelVersion) -> String {
    let source = version.source.as_deref().unwrap_or_default();
    let run_id = version.run_id.as_ref().map(ToString::to_string);
    let model_id = version.model_id.as_ref().map(ToString::to_string);
    labelled(&[
        ("Name", version.name.clone()),
        ("Version", version.version.to_string()),
        ("Stage", version.stage.to_string()),
        ("Aliases", version.aliases.join(", ")),
        ("Status", version.status.to_string()),
        (
            "Description",
            version.description.clone().unwrap_or_default(),
        ),
        ("Source", uri::masked(source).into_owned()),
        ("Run ID", run_id.unwrap_or_default()),
        ("Model ID", model_id.unwrap_or_default()),
        ("Tags", tags(&version.tags)),
        ("Creation Time", when(Some(version.creation_time))),
        ("Last Update Time", when(version.last_update_time)),
    ])
}

fn when(millis: Option<i64>) -> String {
    millis.map(time::local).unwrap_or_default()
}

fn tags(tags: &[Tag]) -> String {
    let tags: Vec<String> = tags
        .iter()
        .map(|tag| format!("{}={}", tag.key, tag.value))
        .collect();
    tags.join(", ")
}
