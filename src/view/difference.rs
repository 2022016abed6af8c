//! What differs between runs.

use std::collections::BTreeSet;

use crate::entity::{Run, keys};

use super::number::{change, short_number};
use super::time::length;

/// Tags that differ between any two runs, and say nothing.
const MEANINGLESS: [&str; 3] = [keys::RUN_NAME, "mlflow.log-model.history", "mlflow.user"];
/// The beginning of the keys of tags that MLflow itself sets.
const SYSTEM_TAGS: &str = "mlflow.";

/// What a row of a comparison is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// The run itself: status, how long it took.
    Run,
    /// A param.
    Param,
    /// A metric.
    Metric,
    /// A tag that somebody set.
    Tag,
    /// What it was run from, and with.
    Environment,
}

impl Section {
    /// What stands before the key, as filters have it.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Run => "",
            Self::Param => "params.",
            Self::Metric => "metrics.",
            Self::Tag | Self::Environment => "tags.",
        }
    }
}

/// One thing in all runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// What it is about.
    pub section: Section,
    /// Its key.
    pub key: String,
    /// Its value in each run; `None` where a run has none.
    pub values: Vec<Option<String>>,
    /// How a metric changed from the first run to the last.
    pub change: String,
}

impl Difference {
    /// Its name, as filters have it.
    pub fn name(&self) -> String {
        format!("{}{}", self.section.prefix(), self.key)
    }

    fn is_one(&self) -> bool {
        self.values.windows(2).all(|pair| pair[0] == pair[1])
    }

    /// Compares runs: everything, or what is not the same in all of them.
    pub fn between(runs: &[&Run], with_equal: bool) -> Vec<Self> {
        let mut rows = Self::of_runs(runs);
        rows.extend(Self::of_texts(runs, Section::Param, |run| {
            run.data
                .params
                .iter()
                .map(|it| (&it.key, &it.value))
                .collect()
        }));
        rows.extend(Self::of_metrics(runs));
        for (section, is_system) in [(Section::Tag, false), (Section::Environment, true)] {
            rows.extend(Self::of_texts(runs, section, move |run| {
                let tags = run.data.tags.iter().filter(|tag| {
                    tag.key.starts_with(SYSTEM_TAGS) == is_system
                        && !MEANINGLESS.contains(&tag.key.as_str())
                });
                tags.map(|it| (&it.key, &it.value)).collect()
            }));
        }
        rows.retain(|row| with_equal || !row.is_one());
        rows
    }

    fn of_runs(runs: &[&Run]) -> Vec<Self> {
        let status = runs.iter().map(|run| Some(run.info.status.to_string()));
        let took = runs.iter().map(|run| {
            let info = &run.info;
            Some(length(info.end_time?.saturating_sub(info.start_time?)))
        });
        let row = |key: &str, values| Self {
            section: Section::Run,
            key: key.to_owned(),
            values,
            change: String::new(),
        };
        vec![
            row("status", status.collect()),
            row("duration", took.collect()),
        ]
    }

    fn of_texts(
        runs: &[&Run],
        section: Section,
        pairs: impl Fn(&Run) -> Vec<(&String, &String)>,
    ) -> Vec<Self> {
        let all: Vec<Vec<(&String, &String)>> = runs.iter().map(|run| pairs(run)).collect();
        let keys: BTreeSet<&String> = all.iter().flatten().map(|(key, _)| *key).collect();
        let row = |key: &String| Self {
            section,
            key: key.clone(),
            values: all
                .iter()
                .map(|pairs| {
                    let found = pairs.iter().find(|(other, _)| *other == key);
                    found.map(|(_, value)| (*value).clone())
                })
                .collect(),
            change: String::new(),
        };
        keys.into_iter().map(row).collect()
    }

    fn of_metrics(runs: &[&Run]) -> Vec<Self> {
        let metrics = runs.iter().flat_map(|run| &run.data.metrics);
        let keys: BTreeSet<&String> = metrics.map(|metric| &metric.key).collect();
        let row = |key: &String| {
            let values: Vec<Option<f64>> = runs
                .iter()
                .map(|run| run.metric(key).map(|metric| metric.value))
                .collect();
            let ends = values
                .first()
                .copied()
                .flatten()
                .zip(values.last().copied().flatten());
            Self {
                section: Section::Metric,
                key: key.clone(),
                // What is the same when it is rounded may differ all the same.
                values: values.iter().map(|value| value.map(exact)).collect(),
                change: ends.map_or_else(String::new, |(from, to)| change(from, to)),
            }
        };
        keys.into_iter().map(row).collect()
    }
}

/// A number with all its digits where they are few, and rounded where they are not read.
fn exact(value: f64) -> String {
    let text = value.to_string();
    if text.len() <= 12 {
        text
    } else {
        short_number(value)
    }
}
