//! What differs between runs.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use crate::duration;
use crate::entity::{Run, keys};

use super::number::{change, short_number};

/// Tags that differ between any two runs, and say nothing.
const MEANINGLESS: [&str; 3] = [keys::RUN_NAME, keys::MODEL_HISTORY, keys::USER];

/// What a row of a comparison is about, in the order of the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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

/// What a run has for a row of a comparison.
#[derive(Clone, Debug, PartialEq)]
pub enum Compared {
    /// A text.
    Text(String),
    /// A number.
    Number(f64),
    /// A time in milliseconds.
    Length(i64),
}

impl Compared {
    /// For people: a number has as many digits as tell it from the others.
    pub fn shown(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => exact(*number),
            Self::Length(millis) => duration::of_millis(*millis),
        }
    }

    /// Whether both are the same; a number that is none is the same as another such.
    fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => {
                a.partial_cmp(b) == Some(Ordering::Equal) || (a.is_nan() && b.is_nan())
            }
            (a, b) => a == b,
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
    pub values: Vec<Option<Compared>>,
    /// How a metric changed from the first run to the last.
    pub change: String,
}

impl Difference {
    /// Its name, as filters have it.
    pub fn name(&self) -> String {
        format!("{}{}", self.section.prefix(), self.key)
    }

    /// The values for people; nothing where a run has none.
    pub fn shown(&self) -> Vec<String> {
        let values = self.values.iter();
        values
            .map(|value| value.as_ref().map(Compared::shown).unwrap_or_default())
            .collect()
    }

    fn is_one(&self) -> bool {
        self.values
            .windows(2)
            .all(|pair| match (&pair[0], &pair[1]) {
                (Some(a), Some(b)) => a.is_same(b),
                (a, b) => a.is_none() && b.is_none(),
            })
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
                    tag.key.starts_with(keys::SYSTEM) == is_system
                        && !MEANINGLESS.contains(&tag.key.as_str())
                });
                tags.map(|it| (&it.key, &it.value)).collect()
            }));
        }
        rows.retain(|row| with_equal || !row.is_one());
        rows
    }

    fn of_runs(runs: &[&Run]) -> Vec<Self> {
        let name = runs
            .iter()
            .map(|run| run.info.run_name.clone().map(Compared::Text));
        let status = runs
            .iter()
            .map(|run| Some(Compared::Text(run.info.status.to_string())));
        let took = runs.iter().map(|run| {
            let info = &run.info;
            let millis = info.end_time?.saturating_sub(info.start_time?);
            Some(Compared::Length(millis))
        });
        let row = |key: &str, values| Self {
            section: Section::Run,
            key: key.to_owned(),
            values,
            change: String::new(),
        };
        vec![
            row("run_name", name.collect()),
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
                    found.map(|(_, value)| Compared::Text((*value).clone()))
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
                values: values
                    .iter()
                    .map(|value| value.map(Compared::Number))
                    .collect(),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entity::{Metric, Param, RunData, RunInfo, Tag};

    fn run(name: &str, acc: f64, solver: &str) -> Run {
        Run {
            info: RunInfo {
                run_name: Some(name.into()),
                start_time: Some(0),
                end_time: Some(1_000),
                ..Run::sample().info
            },
            data: RunData {
                metrics: [("acc", acc), ("nan", f64::NAN)]
                    .map(|(key, value)| Metric {
                        key: key.into(),
                        value,
                        timestamp: 0,
                        step: 0,
                    })
                    .into(),
                params: vec![Param::new("solver", solver), Param::new("depth", "6")],
                tags: vec![Tag::new(keys::GIT_COMMIT, name), Tag::new(keys::USER, name)],
            },
            ..Run::sample()
        }
    }

    #[test]
    fn what_differs_is_told_and_what_does_not_is_left_out() {
        let (a, b) = (run("a", 0.9, "saga"), run("b", 0.95, "lbfgs"));
        let rows = Difference::between(&[&a, &b], false);
        let told: Vec<(String, Vec<String>, &str)> = rows
            .iter()
            .map(|row| (row.name(), row.shown(), row.change.as_str()))
            .collect();
        let pair = |a: &str, b: &str| vec![a.to_owned(), b.to_owned()];
        assert_eq!(
            told,
            [
                ("run_name".to_owned(), pair("a", "b"), ""),
                ("params.solver".to_owned(), pair("saga", "lbfgs"), ""),
                (
                    "metrics.acc".to_owned(),
                    pair("0.9", "0.95"),
                    "+0.05 (+5.6 %)"
                ),
                (format!("tags.{}", keys::GIT_COMMIT), pair("a", "b"), ""),
            ]
        );
        let all = Difference::between(&[&a, &b], true);
        assert!(all.iter().any(|row| row.name() == "params.depth"));
    }

    #[test]
    fn numbers_that_are_rounded_alike_differ_all_the_same() {
        let (a, b) = (
            run("a", 0.123_456_789_012_3, "x"),
            run("a", 0.123_456_789_012_4, "x"),
        );
        let rows = Difference::between(&[&a, &b], false);
        assert!(
            rows.iter().any(|row| row.name() == "metrics.acc"),
            "{rows:?}"
        );
    }
}
