//! How experiments are shown.

use std::cmp::Ordering;
use std::path::Path;

use serde_json::Value;

use crate::entity::{Experiment, ExperimentId};
use crate::uri;

use super::super::output::{Listing, Table, labelled};
use super::super::record;

/// A list of experiments.
pub(super) struct Experiments<'a>(pub(super) &'a [Experiment]);

impl Listing for Experiments<'_> {
    fn table(&self) -> Table {
        let mut table = Table::new(["Experiment Id", "Name", "Artifact Location"]);
        table.rows = self.0.iter().map(table_row).collect();
        table
    }

    fn records(&self) -> Vec<Value> {
        self.0.iter().map(record::experiment).collect()
    }

    fn sheet(&self) -> Table {
        let mut table = Table::new([
            "experiment_id",
            "name",
            "artifact_location",
            "lifecycle_stage",
            "creation_time",
            "last_update_time",
        ]);
        table.rows = self.0.iter().map(sheet_row).collect();
        table
    }
}

fn table_row(experiment: &Experiment) -> Vec<String> {
    let Experiment {
        experiment_id,
        name,
        artifact_location,
        ..
    } = experiment;
    let location = match uri::scheme(artifact_location) {
        Some(_) => uri::masked(artifact_location).into_owned(),
        None => uri::absolute_path(Path::new(artifact_location)).map_or_else(
            |_| artifact_location.clone(),
            |path| path.display().to_string(),
        ),
    };
    vec![experiment_id.to_string(), name.clone(), location]
}

fn sheet_row(experiment: &Experiment) -> Vec<String> {
    let time = |millis: Option<i64>| millis.map(|millis| millis.to_string()).unwrap_or_default();
    vec![
        experiment.experiment_id.to_string(),
        experiment.name.clone(),
        uri::masked(&experiment.artifact_location).into_owned(),
        experiment.lifecycle_stage.to_string(),
        time(experiment.creation_time),
        time(experiment.last_update_time),
    ]
}

/// Orders ids by their number: 2 before 10. MLflow sorts them as text.
pub(super) fn by_number(a: &ExperimentId, b: &ExperimentId) -> Ordering {
    let key = |id: &ExperimentId| (id.as_str().len(), id.as_str().to_owned());
    key(a).cmp(&key(b))
}

/// One experiment as lines of `Name   : value`, as MLflow prints it.
pub(super) fn fields(experiment: &Experiment) -> String {
    let time = |millis: Option<i64>| match millis {
        Some(millis) => millis.to_string(),
        None => "N/A".to_owned(),
    };
    let tags: Vec<String> = experiment
        .tags
        .iter()
        .map(|tag| format!("{}={}", tag.key, tag.value))
        .collect();
    let fields = [
        ("Experiment ID", experiment.experiment_id.to_string()),
        ("Name", experiment.name.clone()),
        (
            "Artifact Location",
            uri::masked(&experiment.artifact_location).into_owned(),
        ),
        ("Lifecycle Stage", experiment.lifecycle_stage.to_string()),
        ("Creation Time", time(experiment.creation_time)),
        ("Last Update Time", time(experiment.last_update_time)),
        ("Tags", tags.join(", ")),
    ];
    labelled(&fields)
}
