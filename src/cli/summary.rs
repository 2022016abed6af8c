//! What a finished run recorded, where, and how to see it: the last lines on stderr.

use std::sync::Arc;

use crate::artifact::ArtifactPath;
use crate::entity::{Metric, Run, Tag, keys};
use crate::project::Objective;
use crate::tracking::Tracking;
use crate::view;

use super::history::is_measure;
use super::naming::{Best, short_ids};
use super::output::{counted, printable};
use super::printer::Printer;
use super::runs::children_of;

/// How many values of a kind are shown.
const SHOWN: usize = 8;

/// Says what a run recorded, and which of its children is the best: by an objective, where there is one.
/// The run is over, so what cannot be read is left out.
pub(super) fn print(
    printer: &Printer,
    tracking: &Tracking,
    run: &Run,
    objective: Option<&Objective>,
) {
    let info = &run.info;
    let listed = tracking
        .run_artifacts(info)
        .and_then(|files| files.list(&ArtifactPath::root()));
    printer.message(&format!(
        "recorded {}",
        counts(run, listed.ok().map(|files| files.len()))
    ));
    for line in values(run) {
        printer.message(&line);
    }
    let children = children_of(&info.run_id, run, tracking).unwrap_or_default();
    if !children.is_empty() {
        printer.message(&of_children(&children, objective));
    }
    let id = &info.experiment_id;
    let experiment = match tracking.get_experiment(id) {
        Ok(experiment) => format!("experiment `{}` (ID {id})", experiment.name),
        Err(_) => format!("experiment {id}"),
    };
    printer.message(&format!(
        "in {experiment} of the {}",
        tracking.describe_store()
    ));
    printer.message(&format!("see it with: mlflow runs show {}", info.run_id));
}

/// The params and the metrics with their values, a line for each kind.
fn values(run: &Run) -> Vec<String> {
    let params = run.data.params.iter();
    let params: Vec<String> = params
        .map(|param| format!("{} {}", param.key, view::cut(&param.value, 40)))
        .collect();
    let metrics = run.data.metrics.iter().filter(|metric| is_result(metric));
    let metrics: Vec<String> = metrics
        .map(|metric| format!("{} {}", metric.key, view::short_number(metric.value)))
        .collect();
    let lines = [("params", params), ("metrics", metrics)];
    let filled = lines.into_iter().filter(|(_, values)| !values.is_empty());
    filled
        .map(|(what, values)| {
            let rest = values.len().saturating_sub(SHOWN);
            let shown = values[..values.len() - rest].join(", ");
            let more = if rest > 0 {
                format!(" and {rest} more")
            } else {
                String::new()
            };
            printable(&format!("  {what}: {shown}{more}"))
        })
        .collect()
}

fn is_result(metric: &Metric) -> bool {
    !is_measure(&metric.key)
}

/// How many children there are, and the best of them.
fn of_children(children: &[Arc<Run>], objective: Option<&Objective>) -> String {
    let count = match children.len() {
        1 => "1 child run".to_owned(),
        count => format!("{count} child runs"),
    };
    let Some(objective) = objective.cloned().or_else(|| common_objective(children)) else {
        return format!("  {count}");
    };
    let valued = children.iter().filter_map(|run| {
        let value = objective.value(run).filter(|value| !value.is_nan())?;
        Some((run, value))
    });
    let best = valued.min_by(|(_, a), (_, b)| objective.compare(Some(*a), Some(*b)));
    let Some((run, value)) = best else {
        return format!("  {count}");
    };
    let name = run.info.run_name.as_deref().unwrap_or_default();
    let id = &short_ids([&run.info.run_id].into_iter())[0];
    printable(&format!(
        "  {count}; the {} {}: {} of {name} ({id})",
        if objective.is_minimum {
            "smallest"
        } else {
            "largest"
        },
        objective.metric,
        view::short_number(value)
    ))
}

/// A metric that all children have, and whether small values of it are good, as far as its name tells.
fn common_objective(children: &[Arc<Run>]) -> Option<Objective> {
    let mut metrics = children.first()?.data.metrics.iter();
    let has = |run: &Arc<Run>, key: &str| run.metric(key).is_some();
    let common = metrics
        .find(|metric| is_result(metric) && children.iter().all(|run| has(run, &metric.key)))?;
    Best::parse(&common.key).ok().map(|best| best.objective)
}

/// The counts of what a run recorded; its artifacts are counted at their root.
fn counts(run: &Run, artifacts: Option<usize>) -> String {
    let data = &run.data;
    let is_own = |tag: &&Tag| !tag.key.starts_with(keys::SYSTEM);
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
        .map(|(count, what)| counted(count, what))
        .collect::<Vec<_>>()
        .join(", ")
}

fn models(run: &Run) -> usize {
    let listed = run
        .tag(keys::MODEL_HISTORY)
        .and_then(|json| serde_json::from_str::<Vec<serde_json::Value>>(json).ok());
    run.outputs
        .model_outputs
        .len()
        .max(listed.map_or(0, |models| models.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entity::{ModelOutput, Param, RunData, RunOutputs};

    #[test]
    fn the_best_child_is_named() {
        let child = |name: &str, loss: f64| {
            let mut run = run();
            run.info.run_name = Some(name.to_owned());
            run.data.metrics = [("exec.exit_code", 0.0), ("loss", loss)]
                .map(|(key, value)| Metric {
                    key: key.to_owned(),
                    value,
                    timestamp: 0,
                    step: 0,
                })
                .into();
            Arc::new(run)
        };
        let children = [child("a", 0.5), child("b", 0.123_456), child("c", f64::NAN)];
        let told = of_children(&children, None);
        assert!(
            told.starts_with("  3 child runs; the smallest loss: 0.1235 of b ("),
            "{told}"
        );
        let largest = Objective::parse("loss:max").unwrap();
        let told = of_children(&children[..1], Some(&largest));
        assert!(
            told.starts_with("  1 child run; the largest loss: 0.5 of a ("),
            "{told}"
        );
        let none = of_children(&[Arc::new(run())], None);
        assert_eq!(none, "  1 child run");
        let told = values(&children[1]);
        assert_eq!(told, ["  params: a 1", "  metrics: loss 0.1235"]);
    }

    #[test]
    fn counts_leave_out_the_tags_of_mlflow_itself() {
        assert_eq!(
            counts(&run(), Some(2)),
            "1 param, 0 metrics, 1 tag, 2 artifacts, 1 model"
        );
        assert_eq!(values(&run()), ["  params: a 1"]);
    }

    fn run() -> Run {
        Run {
            data: RunData {
                metrics: Vec::new(),
                params: vec![Param::new("a", "1")],
                tags: vec![
                    Tag::new(keys::USER, "u"),
                    Tag::new("own", "1"),
                    Tag::new(keys::MODEL_HISTORY, "[{}]"),
                ],
            },
            outputs: RunOutputs {
                model_outputs: vec![ModelOutput {
                    model_id: "m".into(),
                    step: 0,
                }],
            },
            ..Run::sample()
        }
    }
}
