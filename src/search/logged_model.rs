//! Logged models: by what they are filtered and ordered, and whether a search finds one.
//!
//! Models are ordered by the keys given, then by creation, latest first, then by id. Models without
//! a value come last in either direction.
//!
//! As in MLflow 3.17.2's SQL store, a condition on a metric holds when it holds for one of the
//! values that were ever measured, on any data set or on one of those that the search names. NaN
//! counts as 0 here: it is what MLflow's database keeps of it.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::fmt::{self, Display, Formatter};

use crate::entity::{LoggedModel, LoggedModelMetric};
use crate::error::{Error, Result};

use super::eval::{Facts, Value};
use super::filter::{Filter, Operator};
use super::order::{Direction, KeyRank, Order, Ranked, completed};
use super::parse_error::one_of;
use super::parser::{asks_for, parse_filter};
use super::quote::quoted_key;
use super::vocabulary::{
    Attribute, ID_OPERATORS, LISTED_TEXT_OPERATORS, NUMBER_OPERATORS,
    OPTIONAL_LISTED_TEXT_OPERATORS, UnknownName, ValueType, Vocabulary,
};

/// What a filter over logged models looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ModelField {
    /// Every value that was measured under a key; a test passes when one passes.
    Metric(String),
    /// The value of a parameter.
    Param(String),
    /// The value of a tag.
    Tag(String),
    /// A property of the model itself.
    Attribute(ModelAttribute),
}

/// A property of a logged model itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModelAttribute {
    /// The id.
    ModelId,
    /// The id of the experiment.
    ExperimentId,
    /// The name.
    Name,
    /// What kind of model it is.
    ModelType,
    /// How far its upload is, in upper case.
    Status,
    /// The run that made it.
    SourceRunId,
    /// Where its artifacts are.
    ArtifactLocation,
    /// When it was created.
    CreationTime,
    /// When it last changed.
    LastUpdateTime,
}

/// Data sets of a name, of a digest or of both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DatasetSelector {
    /// The name; `None` takes any.
    pub name: Option<String>,
    /// The digest; `None` takes any.
    pub digest: Option<String>,
}

/// One key of the order of logged models.
pub type ModelOrder = Order<ModelKey>;

/// What logged models are ordered by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ModelKey {
    /// The value of a metric that was measured last, on this data set or on any.
    Metric(String, Option<DatasetSelector>),
    /// A property of the model itself.
    Attribute(ModelAttribute),
}

/// Reads a filter over logged models; an empty text is no filter.
pub fn parse_model_filter(text: &str) -> Result<Option<Filter<ModelField>>> {
    parse_filter(text)
}

/// Whether a filter over logged models asks for the run that made them.
pub(crate) fn asks_for_run_of_model(text: &str) -> Result<bool> {
    asks_for(text, &ModelField::Attribute(ModelAttribute::SourceRunId))
}

/// Reads the field by which logged models are ordered: an attribute, or `metrics.` and a key to
/// the letter, without quotes.
pub fn parse_model_key(text: &str, dataset: Option<DatasetSelector>) -> Result<ModelKey> {
    if let Some(key) = text.strip_prefix("metrics.") {
        return Ok(ModelKey::Metric(key.to_owned(), dataset));
    }
    attribute(text.trim())
        .map(ModelKey::Attribute)
        .map_err(|_| {
            let known = ModelAttribute::ALL.iter().map(|known| known.name());
            Error::model_order_invalid(text, &format!("`metrics.KEY`, {}", one_of(known)))
        })
}

impl Vocabulary for ModelField {
    const FILTER_PHRASE: &'static str = "Invalid filter string";

    fn named(prefix: Option<&str>, key: &str) -> Result<Self, UnknownName> {
        match prefix {
            None => attribute(key)
                .map(Self::Attribute)
                .map_err(|unknown| unknown.hint_at_prefixes(key)),
            Some("metric" | "metrics") => Ok(Self::Metric(key.to_owned())),
            Some("param" | "params" | "parameter" | "parameters") => {
                Ok(Self::Param(key.to_owned()))
            }
            Some("tag" | "tags") => Ok(Self::Tag(key.to_owned())),
            Some("attribute" | "attributes" | "attr") => attribute(key).map(Self::Attribute),
            Some(other) => {
                let known = ["metrics", "params", "tags", "attributes"];
                Err(UnknownName {
                    phrase: format!("Invalid entity type: '{other}'"),
                    ..UnknownName::prefix(other, known)
                })
            }
        }
    }

    fn value_type(&self) -> ValueType {
        match self {
            Self::Metric(_) => ValueType::Metric,
            Self::Attribute(ModelAttribute::CreationTime | ModelAttribute::LastUpdateTime) => {
                ValueType::Time
            }
            Self::Attribute(ModelAttribute::ExperimentId) => ValueType::ExperimentId,
            // As MLflow 3.17.2's database store reads them.
            Self::Param(_) | Self::Tag(_) | Self::Attribute(_) => ValueType::BareText,
        }
    }

    fn operators(&self) -> &'static [Operator] {
        match self {
            Self::Metric(_) => NUMBER_OPERATORS,
            Self::Param(_) | Self::Tag(_) => OPTIONAL_LISTED_TEXT_OPERATORS,
            Self::Attribute(attribute) => match attribute {
                ModelAttribute::CreationTime | ModelAttribute::LastUpdateTime => NUMBER_OPERATORS,
                ModelAttribute::ExperimentId => ID_OPERATORS,
                ModelAttribute::ModelType | ModelAttribute::SourceRunId => {
                    OPTIONAL_LISTED_TEXT_OPERATORS
                }
                ModelAttribute::ModelId
                | ModelAttribute::Name
                | ModelAttribute::Status
                | ModelAttribute::ArtifactLocation => LISTED_TEXT_OPERATORS,
            },
        }
    }

    fn wrong_operator_phrase(field: &str, found: &str) -> String {
        format!("Invalid comparison operator for {field}: '{found}'")
    }
}

fn attribute(name: &str) -> Result<ModelAttribute, UnknownName> {
    match name {
        "creation_time" | "creation_timestamp_ms" => Ok(ModelAttribute::CreationTime),
        "last_updated_time" | "last_updated_timestamp_ms" => Ok(ModelAttribute::LastUpdateTime),
        _ => ModelAttribute::named(name),
    }
}

impl Attribute for ModelAttribute {
    const ALL: &'static [Self] = &[
        Self::ModelId,
        Self::ExperimentId,
        Self::Name,
        Self::ModelType,
        Self::Status,
        Self::SourceRunId,
        Self::ArtifactLocation,
        Self::CreationTime,
        Self::LastUpdateTime,
    ];
    const OWNERS: &'static str = "logged models";

    fn name(self) -> &'static str {
        self.as_str()
    }
}

impl ModelAttribute {
    /// The name in filters and orders.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ModelId => "model_id",
            Self::ExperimentId => "experiment_id",
            Self::Name => "name",
            Self::ModelType => "model_type",
            Self::Status => "status",
            Self::SourceRunId => "source_run_id",
            Self::ArtifactLocation => "artifact_location",
            Self::CreationTime => "creation_timestamp",
            Self::LastUpdateTime => "last_updated_timestamp",
        }
    }

    fn value(self, model: &LoggedModel) -> Option<Value<'_>> {
        let text = match self {
            Self::CreationTime => return Some(Value::Integer(model.creation_time)),
            Self::LastUpdateTime => return Some(Value::Integer(model.last_update_time)),
            Self::ModelId => model.model_id.as_str(),
            Self::ExperimentId => model.experiment_id.as_str(),
            Self::Name => &model.name,
            Self::ModelType => model.model_type.as_deref()?,
            Self::Status => model.status.as_str(),
            Self::SourceRunId => model.source_run_id.as_ref()?.as_str(),
            Self::ArtifactLocation => &model.artifact_location,
        };
        Some(Value::Text(Cow::Borrowed(text)))
    }

    /// The value by which models are ordered: where the database has numbers, a number.
    fn order_value(self, model: &LoggedModel) -> Option<Value<'_>> {
        match self {
            Self::Status => Some(Value::Integer(model.status.number().into())),
            Self::ExperimentId => Some(Value::Integer(
                model.experiment_id.as_str().parse().unwrap_or(i64::MAX),
            )),
            _ => self.value(model),
        }
    }
}

impl Display for ModelField {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Metric(key) => write!(f, "metrics.{}", quoted_key(key)),
            Self::Param(key) => write!(f, "params.{}", quoted_key(key)),
            Self::Tag(key) => write!(f, "tags.{}", quoted_key(key)),
            Self::Attribute(attribute) => f.write_str(attribute.as_str()),
        }
    }
}

impl DatasetSelector {
    fn selects(&self, metric: &LoggedModelMetric) -> bool {
        metric.dataset.as_ref().is_some_and(|dataset| {
            let is = |wanted: &Option<String>, found: &str| {
                wanted.as_deref().is_none_or(|wanted| wanted == found)
            };
            is(&self.name, &dataset.name) && is(&self.digest, &dataset.digest)
        })
    }
}

/// Whether a search for metrics on certain data sets, but without a condition on a metric, takes
/// every model of which anything was measured on one of them.
pub(crate) fn takes_all_measured(
    filter: Option<&Filter<ModelField>>,
    datasets: &[DatasetSelector],
) -> bool {
    let is_metric = |field: &ModelField| matches!(field, ModelField::Metric(_));
    !datasets.is_empty() && !filter.is_some_and(|filter| filter.has_field(&is_metric))
}

/// Whether a search finds a model, of which every measured value must be known.
pub(crate) fn finds_model(
    filter: Option<&Filter<ModelField>>,
    datasets: &[DatasetSelector],
    model: &LoggedModel,
) -> bool {
    let facts = MeasuredModel { model, datasets };
    if takes_all_measured(filter, datasets) && facts.measured().next().is_none() {
        return false;
    }
    filter.is_none_or(|filter| filter.matches(&facts))
}

/// A model with the data sets on which its metrics count; none means any.
struct MeasuredModel<'a> {
    model: &'a LoggedModel,
    datasets: &'a [DatasetSelector],
}

impl<'a> MeasuredModel<'a> {
    fn measured(&self) -> impl Iterator<Item = &'a LoggedModelMetric> {
        let datasets = self.datasets;
        self.model.metrics.iter().filter(move |metric| {
            datasets.is_empty() || datasets.iter().any(|dataset| dataset.selects(metric))
        })
    }
}

impl Facts<ModelField> for MeasuredModel<'_> {
    fn any(&self, field: &ModelField, passes: &dyn Fn(Option<Value>) -> bool) -> bool {
        let text = |value: &'_ String| Value::Text(Cow::Owned(value.clone()));
        match field {
            ModelField::Metric(key) => self
                .measured()
                .filter(|measured| measured.metric.key == *key)
                .any(|measured| passes(Some(Value::Float(storable(measured.metric.value))))),
            ModelField::Param(key) => {
                let param = self.model.params.iter().find(|param| param.key == *key);
                passes(param.map(|param| text(&param.value)))
            }
            ModelField::Tag(key) => {
                let tag = self.model.tags.iter().find(|tag| tag.key == *key);
                passes(tag.map(|tag| text(&tag.value)))
            }
            ModelField::Attribute(attribute) => passes(attribute.value(self.model)),
        }
    }
}

/// A value as MLflow's database keeps it for a model: NaN is 0, infinity the greatest number.
fn storable(value: f64) -> f64 {
    if value.is_nan() {
        0.0
    } else {
        value.clamp(f64::MIN, f64::MAX)
    }
}

/// Adds the creation, latest first, and the id, unless the order has them.
pub(crate) fn complete_model_order(given: &[ModelOrder]) -> Vec<ModelOrder> {
    let tie_breakers = [
        (ModelAttribute::CreationTime, Direction::Descending),
        (ModelAttribute::ModelId, Direction::Ascending),
    ];
    completed(
        given,
        tie_breakers.map(|(attribute, direction)| (ModelKey::Attribute(attribute), direction)),
    )
}

impl Ranked<ModelKey> for LoggedModel {
    fn key_rank(&self, key: &ModelKey, direction: Direction) -> KeyRank {
        KeyRank::missing_last(order_value(self, key), direction)
    }
}

fn order_value<'a>(model: &'a LoggedModel, key: &ModelKey) -> Option<Value<'a>> {
    match key {
        ModelKey::Attribute(attribute) => attribute.order_value(model),
        ModelKey::Metric(key, dataset) => model
            .metrics
            .iter()
            .filter(|measured| measured.metric.key == *key)
            .filter(|measured| {
                let selects = |dataset: &DatasetSelector| dataset.selects(measured);
                dataset.as_ref().is_none_or(selects)
            })
            .max_by_key(|LoggedModelMetric { metric, run_id, .. }| {
                (metric.timestamp, metric.step, Reverse(run_id))
            })
            .map(|latest| Value::Float(storable(latest.metric.value))),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::entity::{DatasetRef, LifecycleStage, LoggedModelStatus, Metric, Param, RunId, Tag};
    use crate::search::strategies;

    fn measured(key: &str, value: f64, timestamp: i64, dataset: Option<&str>) -> LoggedModelMetric {
        LoggedModelMetric {
            run_id: RunId::from("r"),
            metric: Metric {
                key: key.into(),
                value,
                timestamp,
                step: 0,
            },
            dataset: dataset.map(|name| DatasetRef {
                name: name.into(),
                digest: "d1".into(),
            }),
        }
    }

    #[test]
    fn a_text_may_stand_without_quotes() {
        for (text, meaning) in [
            ("name = wine", "name = 'wine'"),
            (
                "params.depth != 5 AND tags.t = x",
                "params.depth != '5' AND tags.t = 'x'",
            ),
        ] {
            let filter = parse_model_filter(text).unwrap().unwrap();
            assert_eq!(filter.to_string(), meaning);
        }
        for text in ["name = AND", "name = ", "name LIKE w", "metrics.acc > x"] {
            assert!(parse_model_filter(text).is_err(), "{text}");
        }
    }

    fn model() -> LoggedModel {
        LoggedModel {
            model_id: "m-1".into(),
            experiment_id: "12".into(),
            name: "wine".into(),
            artifact_location: "/a".into(),
            creation_time: 5,
            last_update_time: 6,
            status: LoggedModelStatus::Ready,
            status_message: None,
            lifecycle_stage: LifecycleStage::Active,
            model_type: Some("sk".into()),
            source_run_id: None,
            tags: vec![Tag::new("stage", "Prod")],
            params: vec![Param::new("a b", "x")],
            metrics: vec![
                measured("acc", 0.5, 1, None),
                measured("acc", 0.9, 3, Some("train")),
                measured("acc", 0.7, 2, Some("test")),
                measured("nan", f64::NAN, 1, None),
            ],
        }
    }

    fn on(name: &str, digest: Option<&str>) -> DatasetSelector {
        DatasetSelector {
            name: Some(name.into()),
            digest: digest.map(str::to_owned),
        }
    }

    #[track_caller]
    fn finds(text: &str, datasets: &[DatasetSelector]) -> bool {
        finds_model(
            parse_model_filter(text).unwrap().as_ref(),
            datasets,
            &model(),
        )
    }

    #[test]
    fn every_field_is_looked_at() {
        for text in [
            "",
            "attributes.name = 'wine' AND model_id IN ('m-1') AND status LIKE 'RE%'",
            "creation_time >= 5 AND creation_timestamp < 5.5 AND creation_timestamp_ms = 5",
            "last_updated_timestamp = 6 AND attributes.last_updated_time != 5",
            "experiment_id = '012' AND artifact_location ILIKE '/A'",
            "params.`a b` NOT IN ('y') AND tags.stage ILIKE 'prod'",
            "source_run_id IS NULL AND model_type != 'x'",
            "metrics.nan = 0",
            "metrics.acc > 0.8 AND metrics.acc < 0.6 OR name = 'x'",
        ] {
            assert!(finds(text, &[]), "{text}");
        }
        for text in [
            "metrics.acc > 0.9",
            "metrics.none != 1",
            "source_run_id != 'x'",
        ] {
            assert!(!finds(text, &[]), "{text}");
        }
        for wrong in ["start_time > 1", "datasets.name = 'x'", "metrics.a IS NULL"] {
            assert!(parse_model_filter(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn metrics_count_on_the_data_sets_that_are_named() {
        assert!(finds("metrics.acc < 0.8", &[on("test", None)]));
        assert!(finds(
            "metrics.acc < 0.8",
            &[on("train", None), on("test", Some("d1"))]
        ));
        assert!(!finds("metrics.acc < 0.8", &[on("train", None)]));
        assert!(!finds("metrics.acc < 0.8", &[on("test", Some("d2"))]));
        assert!(finds("name = 'wine'", &[on("test", None)]));
        assert!(!finds("name = 'wine'", &[on("other", None)]));
    }

    #[test]
    fn the_latest_measured_value_gives_the_rank() {
        let value = |text, dataset| order_value_of(&parse_model_key(text, dataset).unwrap());
        assert_eq!(value("metrics.acc", None), Some(Value::Float(0.9)));
        let on_test = Some(on("test", None));
        assert_eq!(value("metrics.acc", on_test), Some(Value::Float(0.7)));
        assert_eq!(value("metrics.acc", Some(on("x", None))), None);
        assert_eq!(value("status", None), Some(Value::Integer(2)));
        assert_eq!(value("experiment_id", None), Some(Value::Integer(12)));
        for wrong in ["params.a", "nothing", "metrics"] {
            let error = parse_model_key(wrong, None).unwrap_err();
            assert!(error.message().contains("`metrics.KEY`"), "{error}");
        }
    }

    fn order_value_of(key: &ModelKey) -> Option<Value<'static>> {
        order_value(&model(), key).map(|value| match value {
            Value::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
            Value::Float(number) => Value::Float(number),
            Value::Integer(number) => Value::Integer(number),
        })
    }

    proptest! {
        #[test]
        fn a_filter_of_models_parses_back(filter in strategies::model_filter()) {
            let text = filter.to_string();
            prop_assert_eq!(parse_model_filter(&text).unwrap(), Some(filter), "{}", text);
        }
    }
}
