//! What a finished run recorded, where, and how to see it: the last lines on stderr.

use crate::artifact::ArtifactPath;
use crate::entity::Run;
use crate::error::Result;
use crate::tracking::Tracking;

use super::printer::Printer;

/// Where clients before MLflow 3 list the models that a run logged, as JSON.
const MODEL_HISTORY_TAG: &str = "mlflow.log-model.history";
/// The beginning of the keys of tags that MLflow itself sets.
const SYSTEM_TAGS: &str = "mlflow.";

/// Says what a run recorded.
pub(super) fn print(printer: &Printer, tracking: &Tracking, run: &Run) -> Result<()> {
    let info = &run.info;
    let experiment = tracking.get_experiment(&info.experiment_id)?;
    let artifacts = tracking
        .run_artifacts(&info.clone())?
        .list(&ArtifactPath::root())?;
    printer.message(&format!("recorded {}", counts(run, artifacts.len())));
    printer.message(&format!(
        "in experiment `{}` (ID {}) of the {}",
        experiment.name,
        experiment.experiment_id,
        tracking.describe_store()
    ));
    printer.message(&format!(
        "see it with: mlflow runs describe --run-id {}",
        info.run_id
    ));
    Ok(())
}

fn counts(run: &Run, artifacts: usize) -> String {
    let data = &run.data;
    let own_tags = data
        .tags
        .iter()
        .filter(|tag| !tag.key.starts_with(SYSTEM_TAGS))
        .count();
    [
        (data.params.len(), "param"),
        (data.metrics.len(), "metric"),
        (own_tags, "tag"),
        (artifacts, "artifact"),
        (models(run), "model"),
    ]
    .map(|(count, what)| format!("{count} {what}{}", if count == 1 { "" } else { "s" }))
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
        RunStatus, Tag, keys,
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
            counts(&run, 2),
            "1 param, 0 metrics, 1 tag, 2 artifacts, 1 model"
        );
    }
}
