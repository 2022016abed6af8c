//! What a finished run recorded, where, and how to see it: the last lines on stderr.

use crate::artifact::ArtifactPath;
use crate::entity::{Run, Tag};
use crate::tracking::Tracking;

use super::printer::Printer;

/// Where clients before MLflow 3 list the models that a run logged, as JSON.
const MODEL_HISTORY_TAG: &str = "mlflow.log-model.history";
/// The beginning of the keys of tags that MLflow itself sets.
const SYSTEM_TAGS: &str = "mlflow.";

/// Says what a run recorded. The run is over, so what cannot be read is left out.
pub(super) fn print(printer: &Printer, tracking: &Tracking, run: &Run) {
    let info = &run.info;
    let listed = tracking
        .run_artifacts(info)
        .and_then(|files| files.list(&ArtifactPath::root()));
    printer.message(&format!(
        "recorded {}",
        counts(run, listed.ok().map(|files| files.len()))
    ));
    let id = &info.experiment_id;
    let experiment = match tracking.get_experiment(id) {
        Ok(experiment) => format!("experiment `{}` (ID {id})", experiment.name),
        Err(_) => format!("experiment {id}"),
    };
    printer.message(&format!(
        "in {experiment} of the {}",
        tracking.describe_store()
    ));
    printer.message(&format!(
        "see it with: mlflow runs describe --run-id {}",
        info.run_id
    ));
}

/// The counts of what a run recorded; its artifacts are counted at their root.
fn counts(run: &Run, artifacts: Option<usize>) -> String {
    let data = &run.data;
    let is_own = |tag: &&Tag| !tag.key.starts_with(SYSTEM_TAGS);
    let counts = [
        (Some(data.params.len()), "param"),
        (Some(data.metrics.len()), "metric"),
        (Some(data.tags.iter().filter(is_own).count()), "tag"),
        (artifacts, "artifact"),
        (Some(models(run)), "model"),
    ];
    let known = counts
        .into_iter()
        .filter_map(|(count, what)| Some((count?, what)));
    known
        .map(|(count, what)| format!("{count} {what}{}", if count == 1 { "" } else { "s" }))
        .collect::<Vec<_>>()
        .join(", ")
}

fn models(run: &Run) -> usize {
    let listed = run
        .tag(MODEL_HISTORY_TAG)
        .and_then(|json| serde_json::from_str::<Vec<serde_json::Value>>(json).ok());
    run.outputs
        .model_outputs
        .len()
        .max(listed.map_or(0, |models| models.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entity::{
        LifecycleStage, ModelOutput, Param, RunData, RunId, RunInfo, RunInputs, RunOutputs,
        RunStatus, keys,
    };

    #[test]
    fn counts_leave_out_the_tags_of_mlflow_itself() {
        let run = Run {
            info: RunInfo {
                run_id: RunId::random(),
                run_name: None,
                experiment_id: "0".into(),
                user_id: String::new(),
                status: RunStatus::Finished,
                start_time: None,
                end_time: None,
                artifact_uri: String::new(),
                lifecycle_stage: LifecycleStage::Active,
            },
            data: RunData {
                metrics: Vec::new(),
                params: vec![Param::new("a", "1")],
                tags: vec![
                    Tag::new(keys::USER, "u"),
                    Tag::new("own", "1"),
                    Tag::new(MODEL_HISTORY_TAG, "[{}]"),
                ],
            },
            inputs: RunInputs::default(),
            outputs: RunOutputs {
                model_outputs: vec![ModelOutput {
                    model_id: "m".into(),
                    step: 0,
                }],
            },
        };
        assert_eq!(
            counts(&run, Some(2)),
            "1 param, 0 metrics, 1 tag, 2 artifacts, 1 model"
        );
    }
}
