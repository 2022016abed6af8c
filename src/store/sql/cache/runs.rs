//! Whole runs that were asked for of late.

use std::collections::HashMap;
use std::mem::size_of;
use std::sync::Arc;

use crate::entity::{DatasetInput, Metric, ModelId, Param, Run, RunData, Tag};

/// How much memory the runs may take: some 15,000 with twelve metrics and ten params.
const MAX_BYTES: usize = 48 << 20;

/// What the allocator adds to a text.
const ALLOCATION: usize = 16;

/// Runs in two generations: what is asked for goes to the younger one, and when that has half of
/// the space, it becomes the older one, whose runs are forgotten unless they are asked for.
#[derive(Debug, Default)]
pub(super) struct RecentRuns {
    young: Generation,
    old: Generation,
}

#[derive(Debug, Default)]
struct Generation {
    runs: HashMap<String, Arc<Run>>,
    bytes: usize,
}

impl RecentRuns {
    pub(super) fn get(&mut self, id: &str) -> Option<Arc<Run>> {
        if let Some(run) = self.young.runs.get(id) {
            return Some(Arc::clone(run));
        }
        let run = self.old.runs.get(id).map(Arc::clone)?;
        self.keep(Arc::clone(&run));
        Some(run)
    }

    pub(super) fn keep(&mut self, run: Arc<Run>) {
        let id = run.info.run_id.as_str().to_owned();
        self.young.forget(&id);
        self.young.bytes += bytes(&run);
        self.young.runs.insert(id, run);
        if self.young.bytes > MAX_BYTES / 2 {
            self.old = std::mem::take(&mut self.young);
        }
    }

    pub(super) fn forget(&mut self, id: &str) {
        self.old.forget(id);
        self.young.forget(id);
    }
}

impl Generation {
    fn forget(&mut self, id: &str) {
        let run = self.runs.remove(id);
        self.bytes -= run.map_or(0, |run| bytes(&run));
    }
}

/// About how much memory a run takes.
fn bytes(run: &Run) -> usize {
    let RunData {
        metrics,
        params,
        tags,
    } = &run.data;
    let text = |text: &str| text.len() + ALLOCATION;
    let dataset = |input: &DatasetInput| {
        let dataset = &input.dataset;
        let tags: usize = input.tags.iter().map(tag_bytes).sum();
        size_of::<DatasetInput>()
            + tags
            + [&dataset.name, &dataset.digest, &dataset.source_type]
                .map(|part| text(part))
                .iter()
                .sum::<usize>()
            + text(&dataset.source)
            + [&dataset.schema, &dataset.profile]
                .into_iter()
                .flatten()
                .map(|part| text(part))
                .sum::<usize>()
    };
    let models = run.inputs.model_inputs.len() + run.outputs.model_outputs.len();
    size_of::<Run>()
        + text(&run.info.artifact_uri)
        // The id, here and as the key, the name and the user.
        + 4 * (32 + ALLOCATION)
        + metrics.iter().map(|metric| size_of::<Metric>() + text(&metric.key)).sum::<usize>()
        + params.iter().map(param_bytes).sum::<usize>()
        + tags.iter().map(tag_bytes).sum::<usize>()
        + run.inputs.dataset_inputs.iter().map(dataset).sum::<usize>()
        + models * (size_of::<(ModelId, i64)>() + 36 + ALLOCATION)
}

fn param_bytes(param: &Param) -> usize {
    size_of::<Param>() + param.key.len() + param.value.len() + 2 * ALLOCATION
}

fn tag_bytes(tag: &Tag) -> usize {
    size_of::<Tag>() + tag.key.len() + tag.value.len() + 2 * ALLOCATION
}
