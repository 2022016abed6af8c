//! Whether a filter holds for something.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::filter::{Condition, Filter, Number, Relation, Test};
use super::like;

/// A field's value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value<'a> {
    /// A measured number.
    Float(f64),
    /// A time.
    Integer(i64),
    /// Anything else.
    Text(Cow<'a, str>),
}

/// Gives a filter the values of an entity's fields.
pub(crate) trait Facts<F> {
    /// Whether one of the field's values passes. A field without a value gives `passes` a `None`;
    /// one with several, each of them.
    fn any(&self, field: &F, passes: &dyn Fn(Option<Value>) -> bool) -> bool;
}

impl<F> Filter<F> {
    /// Whether the filter holds for the entity with these facts. It asks for no more facts than it
    /// needs.
    pub(crate) fn matches(&self, facts: &impl Facts<F>) -> bool {
        match self {
            Self::And(all) => all.iter().all(|filter| filter.matches(facts)),
            Self::Or(all) => all.iter().any(|filter| filter.matches(facts)),
            Self::Not(negated) => !negated.matches(facts),
            Self::Is(Condition { field, test }) => facts.any(field, &|value| passes(test, value)),
        }
    }

    /// Whether the filter may hold for an entity of which some fields are known. `false` is
    /// certain: whatever the other fields are, it does not.
    pub(crate) fn may_match(&self, facts: &impl Facts<F>, is_known: &impl Fn(&F) -> bool) -> bool {
        match self {
            Self::And(all) => all.iter().all(|part| part.may_match(facts, is_known)),
            Self::Or(all) => all.iter().any(|part| part.may_match(facts, is_known)),
            Self::Not(negated) => {
                negated.has_field(&|field| !is_known(field)) || self.matches(facts)
            }
            Self::Is(condition) => !is_known(&condition.field) || self.matches(facts),
        }
    }
}

fn passes(test: &Test, value: Option<Value>) -> bool {
    let Some(value) = value else {
        return *test == Test::Present(false);
    };
    match (test, value) {
        (Test::Present(present), _) => *present,
        (Test::Number(relation, number), value) => holds(*relation, compare(&value, *number)),
        (Test::Equals(equal, wanted), Value::Text(found)) => (found == *wanted) == *equal,
        (Test::Like(case, pattern), Value::Text(found)) => like::matches(&found, pattern, *case),
        (Test::OneOf(among, wanted), Value::Text(found)) => {
            wanted.iter().any(|wanted| found == *wanted) == *among
        }
        (Test::Equals(..) | Test::Like(..) | Test::OneOf(..), _) => false,
    }
}

fn holds(relation: Relation, ordering: Option<Ordering>) -> bool {
    match relation {
        Relation::Equal => ordering == Some(Ordering::Equal),
        Relation::NotEqual => ordering != Some(Ordering::Equal),
        Relation::Less => ordering == Some(Ordering::Less),
        Relation::LessOrEqual => matches!(ordering, Some(Ordering::Less | Ordering::Equal)),
        Relation::Greater => ordering == Some(Ordering::Greater),
        Relation::GreaterOrEqual => matches!(ordering, Some(Ordering::Greater | Ordering::Equal)),
    }
}

fn compare(value: &Value, number: Number) -> Option<Ordering> {
    match (value, number) {
        (Value::Float(value), Number::Float(number)) => value.partial_cmp(&number),
        #[expect(clippy::cast_precision_loss, reason = "metrics are compared as floats")]
        (Value::Float(value), Number::Integer(number)) => value.partial_cmp(&(number as f64)),
        (Value::Integer(value), Number::Integer(number)) => Some(value.cmp(&number)),
        (Value::Integer(value), Number::Float(number)) => Some(compare_exactly(*value, number)),
        (Value::Text(_), _) => None,
    }
}

/// Compares without rounding the whole number to a float, as SQLite does.
fn compare_exactly(whole: i64, float: f64) -> Ordering {
    /// 2^63, the first float that is greater than every `i64`.
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    if float >= LIMIT {
        return Ordering::Less;
    }
    if float < -LIMIT {
        return Ordering::Greater;
    }
    #[expect(clippy::cast_possible_truncation, reason = "within the limits of i64")]
    let truncated = float.trunc() as i64;
    whole.cmp(&truncated).then(
        0.0_f64
            .partial_cmp(&float.fract())
            .unwrap_or(Ordering::Equal),
    )
}

#[cfg(test)]
mod tests {
    use crate::entity::{
        Dataset, DatasetInput, LifecycleStage, Metric, Param, Run, RunData, RunInfo, RunInputs,
        RunOutputs, RunStatus, Tag, keys,
    };
    use crate::search::parse_run_filter;

    fn run() -> Run {
        let metric = |key: &str, value| Metric {
            key: key.into(),
            value,
            timestamp: 0,
            step: 0,
        };
        let dataset = |name: &str, context: &str| DatasetInput {
            dataset: Dataset {
                name: name.into(),
                digest: "d1".into(),
                source_type: "local".into(),
                source: "{}".into(),
                schema: None,
                profile: None,
            },
            tags: vec![Tag::new(keys::DATASET_CONTEXT, context)],
        };
        Run {
            info: RunInfo {
                run_id: "abc".into(),
                run_name: Some("blue".into()),
                experiment_id: "0".into(),
                user_id: "me".into(),
                status: RunStatus::Finished,
                start_time: Some(9_007_199_254_740_993),
                end_time: None,
                artifact_uri: "/a".into(),
                lifecycle_stage: LifecycleStage::Active,
            },
            data: RunData {
                metrics: vec![
                    metric("half", 0.5),
                    metric("huge", f64::INFINITY),
                    metric("nan", f64::NAN),
                ],
                params: vec![Param::new("lr", "0.1"), Param::new("quote", "it's")],
                tags: vec![Tag::new("stage", "Prod")],
            },
            inputs: RunInputs {
                dataset_inputs: vec![dataset("wine", "train"), dataset("iris", "test")],
                model_inputs: Vec::new(),
            },
            outputs: RunOutputs::default(),
        }
    }

    #[track_caller]
    fn check(holds: bool, filters: &[&str]) {
        for text in filters {
            let filter = parse_run_filter(text).unwrap().unwrap();
            assert_eq!(filter.matches(&run()), holds, "{text}");
        }
    }

    #[test]
    fn numbers_are_compared_as_numbers() {
        check(
            true,
            &[
                "metrics.half = 0.50",
                "metrics.half >= 5e-1",
                "metrics.half != 1",
                "metrics.huge = 1.7976931348623157e308",
                "metrics.huge < 1e999",
                "start_time = 9007199254740993",
                "start_time > 9007199254740992.0",
                "start_time < 1e300",
                "start_time > -1e300",
            ],
        );
        check(
            false,
            &[
                "metrics.half > 0.5",
                "metrics.huge = 1e999",
                "start_time = 9007199254740992",
                "start_time <= 9007199254740992.5",
            ],
        );
    }

    #[test]
    fn nan_is_unequal_to_all_and_in_no_other_relation() {
        check(true, &["metrics.nan != 0", "NOT metrics.nan > 0"]);
        check(
            false,
            &["metrics.nan = 0", "metrics.nan < 1", "metrics.nan >= 0"],
        );
    }

    #[test]
    fn texts_are_compared_to_the_letter() {
        check(
            true,
            &[
                "params.lr = '0.1'",
                "params.quote = \"it's\"",
                "tags.stage ILIKE 'pR%'",
                "status = 'FINISHED'",
                "run_name LIKE 'b_ue'",
                "run_id IN ('abc', 'x')",
                "run_id NOT IN ('x')",
            ],
        );
        check(
            false,
            &[
                "params.lr = '0.10'",
                "params.quote = 'it''s'",
                "tags.stage LIKE 'pr%'",
                "status = 'finished'",
                "run_id NOT IN ('abc')",
            ],
        );
    }

    #[test]
    fn what_is_missing_fails_every_comparison() {
        check(
            false,
            &[
                "metrics.none != 1",
                "params.none != 'x'",
                "params.none IS NOT NULL",
                "tags.stage IS NULL",
                "end_time != 1",
            ],
        );
        check(
            true,
            &[
                "params.none IS NULL",
                "tags.stage IS NOT NULL",
                "NOT params.none = 'x'",
                "NOT end_time > 1",
                "NOT metrics.none > 1 AND NOT metrics.none <= 1",
            ],
        );
    }

    #[test]
    fn one_data_set_that_passes_is_enough() {
        check(
            true,
            &[
                "datasets.name = 'wine' AND datasets.name = 'iris'",
                "datasets.name != 'wine'",
                "datasets.name NOT IN ('wine')",
                "datasets.context LIKE 'tr%'",
            ],
        );
        check(
            false,
            &["datasets.digest = 'd2'", "NOT datasets.name != 'wine'"],
        );
    }

    #[test]
    fn logic_is_as_usual() {
        check(
            true,
            &[
                "status = 'x' OR run_id = 'abc'",
                "run_id = 'abc' OR status = 'x' AND status = 'y'",
                "NOT (status = 'x' OR status = 'y')",
            ],
        );
        check(
            false,
            &[
                "(run_id = 'abc' OR status = 'x') AND status = 'y'",
                "NOT run_id = 'abc'",
            ],
        );
    }
}
