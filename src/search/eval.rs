//! Whether a filter holds for a run or an experiment.

use std::borrow::Cow;
use std::cmp::Ordering;

use crate::entity::{DatasetInput, Experiment, Run, RunInfo};

use super::ast::{
    Condition, DatasetField, ExperimentAttribute, ExperimentKey, Filter, Number, Relation,
    RunAttribute, RunField, RunKey, Test,
};
use super::like;

/// The key of the tag of an input that says what its data set was used for.
const DATASET_CONTEXT: &str = "mlflow.data.context";

/// A field's value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// A measured number.
    Float(f64),
    /// A time.
    Integer(i64),
    /// Anything else.
    Text(Cow<'a, str>),
}

/// Something that a filter can ask for the values of its fields.
pub trait Facts<F> {
    /// Whether one of the field's values passes. A field without a value gives `passes` a `None`;
    /// one with several, each of them.
    fn any(&self, field: &F, passes: &dyn Fn(Option<Value>) -> bool) -> bool;
}

impl<F> Filter<F> {
    /// Whether the filter holds. Asks for no more facts than it needs, from left to right.
    pub fn matches(&self, facts: &impl Facts<F>) -> bool {
        match self {
            Self::And(all) => all.iter().all(|filter| filter.matches(facts)),
            Self::Or(all) => all.iter().any(|filter| filter.matches(facts)),
            Self::Not(negated) => !negated.matches(facts),
            Self::Is(Condition { field, test }) => facts.any(field, &|value| passes(test, value)),
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
        (Test::Equals(equal, expected), Value::Text(text)) => (text == *expected) == *equal,
        (Test::Like(case, pattern), Value::Text(text)) => like::matches(&text, pattern, *case),
        (Test::OneOf(among, texts), Value::Text(text)) => {
            texts.iter().any(|expected| text == *expected) == *among
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

/// What is known of a run, perhaps read only when it is asked for.
pub trait RunFacts {
    /// Everything but what the run logged.
    fn info(&self) -> &RunInfo;
    /// The latest value of a metric.
    fn metric(&self, key: &str) -> Option<f64>;
    /// The value of a param.
    fn param(&self, key: &str) -> Option<Cow<'_, str>>;
    /// The value of a tag.
    fn tag(&self, key: &str) -> Option<Cow<'_, str>>;
    /// The data sets that the run read.
    fn dataset_inputs(&self) -> Cow<'_, [DatasetInput]>;
}

impl RunFacts for Run {
    fn info(&self) -> &RunInfo {
        &self.info
    }

    fn metric(&self, key: &str) -> Option<f64> {
        Run::metric(self, key).map(|metric| metric.value)
    }

    fn param(&self, key: &str) -> Option<Cow<'_, str>> {
        Run::param(self, key).map(Cow::Borrowed)
    }

    fn tag(&self, key: &str) -> Option<Cow<'_, str>> {
        Run::tag(self, key).map(Cow::Borrowed)
    }

    fn dataset_inputs(&self) -> Cow<'_, [DatasetInput]> {
        Cow::Borrowed(&self.inputs.dataset_inputs)
    }
}

impl<R: RunFacts> Facts<RunField> for R {
    fn any(&self, field: &RunField, passes: &dyn Fn(Option<Value>) -> bool) -> bool {
        match field {
            RunField::Key(key) => passes(run_value(self, key)),
            RunField::Dataset(field) => self
                .dataset_inputs()
                .iter()
                .any(|input| dataset_value(input, *field).is_some_and(|value| passes(Some(value)))),
        }
    }
}

/// The value of a run's key.
pub(super) fn run_value<'a, R: RunFacts>(run: &'a R, key: &RunKey) -> Option<Value<'a>> {
    let attribute = match key {
        RunKey::Metric(key) => return run.metric(key).map(storable).map(Value::Float),
        RunKey::Param(key) => return run.param(key).map(Value::Text),
        RunKey::Tag(key) => return run.tag(key).map(Value::Text),
        RunKey::Attribute(attribute) => attribute,
    };
    let info = run.info();
    let text = match attribute {
        RunAttribute::StartTime => return info.start_time.map(Value::Integer),
        RunAttribute::EndTime => return info.end_time.map(Value::Integer),
        RunAttribute::RunId => info.run_id.as_str(),
        RunAttribute::RunName => info.run_name.as_deref()?,
        RunAttribute::UserId => &info.user_id,
        RunAttribute::Status => info.status.as_str(),
        RunAttribute::ArtifactUri => &info.artifact_uri,
    };
    Some(Value::Text(Cow::Borrowed(text)))
}

/// A metric's value as MLflow keeps it in a database: infinity is the greatest finite number.
fn storable(value: f64) -> f64 {
    value.clamp(f64::MIN, f64::MAX)
}

fn dataset_value(input: &DatasetInput, field: DatasetField) -> Option<Value<'_>> {
    let text = match field {
        DatasetField::Name => &input.dataset.name,
        DatasetField::Digest => &input.dataset.digest,
        DatasetField::Context => {
            let tag = input.tags.iter().find(|tag| tag.key == DATASET_CONTEXT)?;
            &tag.value
        }
    };
    Some(Value::Text(Cow::Borrowed(text)))
}

impl Facts<ExperimentKey> for Experiment {
    fn any(&self, field: &ExperimentKey, passes: &dyn Fn(Option<Value>) -> bool) -> bool {
        passes(experiment_value(self, field))
    }
}

fn experiment_value<'a>(experiment: &'a Experiment, key: &ExperimentKey) -> Option<Value<'a>> {
    let text = match key {
        ExperimentKey::Tag(key) => experiment.tag(key)?,
        ExperimentKey::Attribute(attribute) => match attribute {
            ExperimentAttribute::CreationTime => {
                return experiment.creation_time.map(Value::Integer);
            }
            ExperimentAttribute::LastUpdateTime => {
                return experiment.last_update_time.map(Value::Integer);
            }
            ExperimentAttribute::ExperimentId => experiment.experiment_id.as_str(),
            ExperimentAttribute::Name => &experiment.name,
        },
    };
    Some(Value::Text(Cow::Borrowed(text)))
}
