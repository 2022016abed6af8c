//! Metrics: one point, a batch of them, and histories.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserializer, Error, SeqAccess, Visitor};
use serde::ser::{SerializeSeq, Serializer};
use serde::{Deserialize, Serialize};

use crate::entity::{
    DatasetRef, LoggedModelMetric, Metric, MetricSummary, ModelId, ModelMetric, RunId,
};

use super::message::{self, Message, is_blank, null_as_default, required};

/// A metric with all fields that MLflow may send with one.
#[derive(Serialize, Deserialize)]
pub(super) struct MetricMessage<'a> {
    key: Cow<'a, str>,
    #[serde(serialize_with = "write_double")]
    value: f64,
    timestamp: i64,
    #[serde(default, deserialize_with = "null_as_default")]
    step: i64,
    #[serde(default, skip_serializing_if = "is_blank")]
    dataset_name: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "is_blank")]
    dataset_digest: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    model_id: Option<Cow<'a, ModelId>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    run_id: Option<Cow<'a, RunId>>,
}

/// Writes NaN and the infinities as protobuf does, in strings.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes fields so")]
fn write_double<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    if value.is_finite() {
        return serializer.serialize_f64(*value);
    }
    serializer.serialize_str(match value {
        value if value.is_nan() => "NaN",
        value if *value > 0.0 => "Infinity",
        _ => "-Infinity",
    })
}

impl<'a> From<&'a Metric> for MetricMessage<'a> {
    fn from(metric: &'a Metric) -> Self {
        let Metric {
            key,
            value,
            timestamp,
            step,
        } = metric;
        Self {
            key: Cow::Borrowed(key),
            value: *value,
            timestamp: *timestamp,
            step: *step,
            dataset_name: None,
            dataset_digest: None,
            model_id: None,
            run_id: None,
        }
    }
}

impl<'a> MetricMessage<'a> {
    fn of_run(self, run_id: &'a RunId) -> Self {
        Self {
            run_id: Some(run_id)
                .filter(|id| !id.as_str().is_empty())
                .map(Cow::Borrowed),
            ..self
        }
    }

    fn of_model(self, model_id: &'a ModelId) -> Self {
        Self {
            model_id: Some(Cow::Borrowed(model_id)),
            ..self
        }
    }

    fn on_dataset(self, dataset: Option<&'a DatasetRef>) -> Self {
        Self {
            dataset_name: dataset.map(|dataset| Cow::Borrowed(dataset.name.as_str())),
            dataset_digest: dataset.map(|dataset| Cow::Borrowed(dataset.digest.as_str())),
            ..self
        }
    }

    fn of_model_metric(self, of_model: &'a ModelMetric) -> Self {
        self.of_model(&of_model.model_id)
            .on_dataset(of_model.dataset.as_ref())
    }

    /// Writes a value that a logged model has; the model knows its own id.
    pub(super) fn of_logged_model(metric: &'a LoggedModelMetric, model_id: &'a ModelId) -> Self {
        let LoggedModelMetric {
            run_id,
            metric,
            dataset,
        } = metric;
        Self::from(metric)
            .of_model(model_id)
            .of_run(run_id)
            .on_dataset(dataset.as_ref())
    }

    /// Splits the message into the metric and its other fields.
    fn split<E: Error>(self) -> Result<(Metric, Belonging), E> {
        let Self {
            key,
            value,
            timestamp,
            step,
            dataset_name,
            dataset_digest,
            model_id,
            run_id,
        } = self;
        let metric = Metric {
            key: key.into_owned(),
            value,
            timestamp,
            step,
        };
        let filled =
            |text: Option<Cow<'_, str>>| text.filter(|text| !text.is_empty()).map(Cow::into_owned);
        let dataset = match (filled(dataset_name), filled(dataset_digest)) {
            (Some(name), Some(digest)) => Some(DatasetRef { name, digest }),
            (None, None) => None,
            _ => {
                return Err(E::custom(
                    "Both dataset_name and dataset_digest must be provided if one is provided: \
                     expected the data set's name and its digest, or neither",
                ));
            }
        };
        let belonging = Belonging {
            dataset,
            model_id: model_id
                .map(Cow::into_owned)
                .filter(|id| !id.as_str().is_empty()),
            run_id: run_id.map(Cow::into_owned),
        };
        Ok((metric, belonging))
    }

    /// Reads a value that a logged model has.
    pub(super) fn into_logged_model_metric<E: Error>(self) -> Result<LoggedModelMetric, E> {
        let (metric, belonging) = self.split()?;
        Ok(LoggedModelMetric {
            // A server with users does not name a run that may not be seen.
            run_id: belonging.run_id.unwrap_or_else(|| String::new().into()),
            metric,
            dataset: belonging.dataset,
        })
    }
}

/// The model and the data set of a metric, besides the run of the request.
struct Belonging {
    dataset: Option<DatasetRef>,
    model_id: Option<ModelId>,
    run_id: Option<RunId>,
}

impl Belonging {
    /// The metric as one of a logged model, if it is one.
    fn model_metric(self, metric: &Metric) -> Option<ModelMetric> {
        Some(ModelMetric {
            model_id: self.model_id?,
            metric: metric.clone(),
            dataset: self.dataset,
        })
    }
}

impl Message for Metric {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        MetricMessage::from(self).serialize(serializer)
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (metric, _) = MetricMessage::deserialize(deserializer)?.split()?;
        Ok(metric)
    }
}

/// The metrics of a batch. On the wire they are one list, in which those of logged models bear
/// the model's id.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LoggedMetrics {
    /// All of them, as metrics of the run.
    pub metrics: Vec<Metric>,
    /// Those that are metrics of logged models too, in the same order.
    pub model_metrics: Vec<ModelMetric>,
}

impl LoggedMetrics {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.metrics.is_empty()
    }
}

/// Only metrics of the run.
impl From<Vec<Metric>> for LoggedMetrics {
    fn from(metrics: Vec<Metric>) -> Self {
        Self {
            metrics,
            model_metrics: Vec::new(),
        }
    }
}

impl Serialize for LoggedMetrics {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // The metrics of models are some of all, in the same order.
        let mut of_models = self.model_metrics.iter().peekable();
        let messages = self.metrics.iter().map(|metric| {
            let message = MetricMessage::from(metric);
            match of_models.next_if(|of_model| of_model.metric == *metric) {
                Some(of_model) => message.of_model_metric(of_model),
                None => message,
            }
        });
        serializer.collect_seq(messages)
    }
}

impl<'de> Deserialize<'de> for LoggedMetrics {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(LoggedMetricsVisitor)
    }
}

struct LoggedMetricsVisitor;

impl<'de> Visitor<'de> for LoggedMetricsVisitor {
    type Value = LoggedMetrics;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a sequence")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<LoggedMetrics, A::Error> {
        let mut logged = LoggedMetrics::default();
        while let Some(message) = list.next_element::<MetricMessage<'static>>()? {
            let (metric, belonging) = message.split()?;
            logged.model_metrics.extend(belonging.model_metric(&metric));
            logged.metrics.push(metric);
        }
        Ok(logged)
    }
}

/// `runs/log-metric`: logs one point.
#[derive(Clone, Debug, PartialEq)]
pub struct LogMetric {
    /// The run that logs it.
    pub run_id: RunId,
    /// The point.
    pub metric: Metric,
    /// The same point as one of a logged model, if it is.
    pub model_metric: Option<ModelMetric>,
}

impl Serialize for LogMetric {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let message = MetricMessage::from(&self.metric).of_run(&self.run_id);
        match &self.model_metric {
            Some(of_model) => message.of_model_metric(of_model),
            None => message,
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for LogMetric {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (metric, mut belonging) = MetricMessage::deserialize(deserializer)?.split()?;
        let run_id = belonging.run_id.take();
        Ok(Self {
            run_id: run_id.ok_or_else(|| D::Error::missing_field("run_id"))?,
            model_metric: belonging.model_metric(&metric),
            metric,
        })
    }
}

/// `metrics/get-history`: a page of one metric's points.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetMetricHistory {
    /// The run.
    #[serde(deserialize_with = "required")]
    pub run_id: RunId,
    /// The metric.
    #[serde(deserialize_with = "required")]
    pub metric_key: String,
    /// Where the previous page ended.
    #[serde(default, skip_serializing_if = "is_blank")]
    pub page_token: Option<String>,
    /// Most points on the page; without it, all there are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_results: Option<usize>,
}

/// The answer to [`GetMetricHistory`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GetMetricHistoryResponse {
    /// The points, in order.
    #[serde(
        with = "message::list",
        default,
        skip_serializing_if = "<[_]>::is_empty"
    )]
    pub metrics: Vec<Metric>,
    /// Where the next page begins.
    #[serde(default, skip_serializing_if = "is_blank")]
    pub next_page_token: Option<String>,
}

/// `metrics/get-history-bulk`: the histories of one metric in several runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetMetricHistoryBulk {
    /// The runs. The parameter has this name, though it is repeated.
    #[serde(default, rename = "run_id")]
    pub run_ids: Vec<RunId>,
    /// The metric.
    #[serde(default)]
    pub metric_key: String,
    /// Most points in all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_results: Option<usize>,
}

/// `metrics/get-history-bulk-interval`: samples of the histories of one metric in several runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetMetricHistoryBulkInterval {
    /// The runs.
    #[serde(default)]
    pub run_ids: Vec<RunId>,
    /// The metric.
    #[serde(deserialize_with = "required")]
    pub metric_key: String,
    /// The first step, together with `end_step`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_step: Option<i64>,
    /// The last step, together with `start_step`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_step: Option<i64>,
    /// Most points for each run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i64>,
}

/// The answer to [`GetMetricHistoryBulk`], which has its list even when that is empty.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GetMetricHistoryBulkResponse {
    /// The points of each run; on the wire one list, in which each point bears its run's id.
    #[serde(
        rename = "metrics",
        default,
        serialize_with = "write_histories",
        deserialize_with = "read_histories"
    )]
    pub histories: Vec<(RunId, Vec<Metric>)>,
}

/// The answer to [`GetMetricHistoryBulkInterval`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GetMetricHistoryBulkIntervalResponse {
    /// The points of each run; on the wire one list, in which each point bears its run's id.
    #[serde(
        rename = "metrics",
        default,
        serialize_with = "write_histories",
        deserialize_with = "read_histories",
        skip_serializing_if = "has_no_points"
    )]
    pub histories: Vec<(RunId, Vec<Metric>)>,
}

/// `metrics/summaries`, which MLflow does not have: what some metrics of a run came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SummariseMetrics {
    /// The run.
    #[serde(deserialize_with = "required")]
    pub run_id: RunId,
    /// The metrics.
    #[serde(default)]
    pub metric_keys: Vec<String>,
    /// Most values of each.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_values: Option<i64>,
}

/// The answer to [`SummariseMetrics`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SummariseMetricsResponse {
    /// In the order of the keys.
    #[serde(with = "message::list", default)]
    pub summaries: Vec<MetricSummary>,
}

/// A number of which NaN and the infinities are strings.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(transparent)]
struct Double(#[serde(serialize_with = "write_double")] f64);

#[derive(Serialize, Deserialize)]
struct MetricSummaryMessage<'a> {
    key: Cow<'a, str>,
    #[serde(default)]
    count: usize,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    min: Option<Double>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    max: Option<Double>,
    #[serde(default)]
    values: Vec<Double>,
}

impl Message for MetricSummary {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self {
            key,
            count,
            least,
            greatest,
            values,
        } = self;
        MetricSummaryMessage {
            key: Cow::Borrowed(key),
            count: *count,
            min: least.map(Double),
            max: greatest.map(Double),
            values: values.iter().copied().map(Double).collect(),
        }
        .serialize(serializer)
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let MetricSummaryMessage {
            key,
            count,
            min,
            max,
            values,
        } = MetricSummaryMessage::deserialize(deserializer)?;
        Ok(Self {
            key: key.into_owned(),
            count,
            least: min.map(|Double(value)| value),
            greatest: max.map(|Double(value)| value),
            values: values.into_iter().map(|Double(value)| value).collect(),
        })
    }
}

fn has_no_points(histories: &[(RunId, Vec<Metric>)]) -> bool {
    histories.iter().all(|(_, metrics)| metrics.is_empty())
}

fn write_histories<S: Serializer>(
    histories: &[(RunId, Vec<Metric>)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut list = serializer.serialize_seq(None)?;
    for (run_id, metrics) in histories {
        for metric in metrics {
            list.serialize_element(&MetricMessage::from(metric).of_run(run_id))?;
        }
    }
    list.end()
}

/// Reads the points of several runs; those of one run stand together.
fn read_histories<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<(RunId, Vec<Metric>)>, D::Error> {
    let mut histories: Vec<(RunId, Vec<Metric>)> = Vec::new();
    for message in Vec::<MetricMessage<'static>>::deserialize(deserializer)? {
        let (metric, belonging) = message.split()?;
        let run_id = belonging
            .run_id
            .ok_or_else(|| D::Error::missing_field("run_id"))?;
        match histories.last_mut().filter(|(last, _)| *last == run_id) {
            Some((_, metrics)) => metrics.push(metric),
            None => histories.push((run_id, vec![metric])),
        }
    }
    Ok(histories)
}

#[cfg(test)]
mod tests {
    use super::super::{LogBatch, from_json, from_query, to_query};
    use super::*;

    fn metric(key: &str, value: f64, timestamp: i64, step: i64) -> Metric {
        Metric {
            key: key.into(),
            value,
            timestamp,
            step,
        }
    }

    #[test]
    fn a_point_is_read_as_clients_send_it() {
        // The Python client of 3.17.2 writes both ids and NaN in quotes.
        let request: LogMetric = from_json(
            br#"{"run_uuid": "r", "key": "loss", "value": "NaN", "timestamp": 1700000000001, "step": 3, "run_id": "r"}"#,
        )
        .unwrap();
        assert_eq!(request.run_id.as_str(), "r");
        assert_eq!(
            request.metric,
            metric("loss", f64::NAN, 1_700_000_000_001, 3)
        );
        assert_eq!(request.model_metric, None);

        let request: LogMetric = from_json(
            br#"{"run_id":"r","key":"k","value":"-Infinity","timestamp":"5","step":null,"model_id":""}"#,
        )
        .unwrap();
        assert_eq!(request.metric, metric("k", f64::NEG_INFINITY, 5, 0));
        assert_eq!(request.model_metric, None);
    }

    #[test]
    fn a_point_without_value_time_or_run_is_refused() {
        for (body, expected) in [
            (
                r#"{"run_id":"r","key":"k","timestamp":1}"#,
                "Missing value for required parameter 'value': expected one that is not empty",
            ),
            (
                r#"{"run_id":"r","key":"k","value":1}"#,
                "Missing value for required parameter 'timestamp': expected one that is not empty",
            ),
            (
                r#"{"run_id":"r","value":1,"timestamp":1}"#,
                "Missing value for required parameter 'key': expected one that is not empty",
            ),
            (
                r#"{"key":"k","value":1,"timestamp":1}"#,
                "Missing value for required parameter 'run_id': expected one that is not empty",
            ),
            (
                r#"{"run_id":"r","key":"k","value":null,"timestamp":1}"#,
                "Missing value for required parameter 'value': expected one that is not empty",
            ),
            (
                r#"{"run_id":"r","key":"k","value":1,"timestamp":1.5}"#,
                "Invalid value 1.5 for parameter 'timestamp' supplied: expected an integer",
            ),
        ] {
            let error = from_json::<LogMetric>(body.as_bytes()).unwrap_err();
            assert_eq!(error.message(), expected, "{body}");
        }
    }

    #[test]
    fn a_point_of_a_model_bears_its_id_and_data_set() {
        let body = r#"{"key":"acc","value":0.5,"timestamp":5,"step":1,"dataset_name":"ds","dataset_digest":"dd","model_id":"m-1","run_id":"r"}"#;
        let request: LogMetric = from_json(body.as_bytes()).unwrap();
        let of_model = request.model_metric.as_ref().unwrap();
        assert_eq!(of_model.model_id.as_str(), "m-1");
        assert_eq!(of_model.metric, request.metric);
        assert_eq!(of_model.dataset.as_ref().unwrap().digest, "dd");
        assert_eq!(serde_json::to_string(&request).unwrap(), body);

        let error = from_json::<LogMetric>(
            br#"{"run_id":"r","key":"k","value":1,"timestamp":1,"dataset_name":"ds"}"#,
        )
        .unwrap_err();
        assert!(
            error
                .message()
                .starts_with("Both dataset_name and dataset_digest must be provided"),
            "{error}"
        );
    }

    #[test]
    fn a_batch_tells_metrics_of_models_from_the_others() {
        let body = r#"{"run_id":"r","metrics":[{"key":"a","value":1.0,"timestamp":1,"step":0},{"key":"b","value":2.0,"timestamp":2,"step":1,"model_id":"m-1"}]}"#;
        let batch: LogBatch = from_json(body.as_bytes()).unwrap();
        assert_eq!(
            batch.metrics.metrics,
            [metric("a", 1.0, 1, 0), metric("b", 2.0, 2, 1)]
        );
        assert_eq!(batch.metrics.model_metrics.len(), 1);
        assert_eq!(serde_json::to_string(&batch).unwrap(), body);
    }

    #[test]
    fn a_history_is_written_and_read() {
        let body = r#"{"metrics":[{"key":"h","value":0.0,"timestamp":1000,"step":0},{"key":"h","value":"NaN","timestamp":1000,"step":3},{"key":"h","value":"Infinity","timestamp":999,"step":-1}],"next_page_token":"eyJvZmZzZXQiOiA0fQ=="}"#;
        let response: GetMetricHistoryResponse = from_json(body.as_bytes()).unwrap();
        assert_eq!(response.metrics[1], metric("h", f64::NAN, 1000, 3));
        assert_eq!(serde_json::to_string(&response).unwrap(), body);
        let empty = GetMetricHistoryResponse::default();
        assert_eq!(serde_json::to_string(&empty).unwrap(), "{}");
        assert_eq!(from_json::<GetMetricHistoryResponse>(b"{}").unwrap(), empty);
    }

    #[test]
    fn histories_of_several_runs_are_one_list() {
        let histories = vec![
            (RunId::from("r1"), vec![metric("h", 0.5, 1000, 0)]),
            (RunId::from("r2"), vec![]),
            (RunId::from("r3"), vec![metric("h", f64::INFINITY, 1, 2)]),
        ];
        let expected = r#"{"metrics":[{"key":"h","value":0.5,"timestamp":1000,"step":0,"run_id":"r1"},{"key":"h","value":"Infinity","timestamp":1,"step":2,"run_id":"r3"}]}"#;
        let bulk = GetMetricHistoryBulkResponse {
            histories: histories.clone(),
        };
        let interval = GetMetricHistoryBulkIntervalResponse { histories };
        assert_eq!(serde_json::to_string(&bulk).unwrap(), expected);
        assert_eq!(serde_json::to_string(&interval).unwrap(), expected);
        let bulk = GetMetricHistoryBulkResponse::default();
        let interval = GetMetricHistoryBulkIntervalResponse::default();
        assert_eq!(serde_json::to_string(&bulk).unwrap(), r#"{"metrics":[]}"#);
        assert_eq!(serde_json::to_string(&interval).unwrap(), "{}");
    }

    #[test]
    fn summaries_are_written_and_read() {
        let body = r#"{"summaries":[{"key":"h","count":3,"min":0.5,"max":"Infinity","values":[0.5,"NaN","Infinity"]},{"key":"i","count":0,"values":[]}]}"#;
        let response: SummariseMetricsResponse = from_json(body.as_bytes()).unwrap();
        assert_eq!(response.summaries[0].greatest, Some(f64::INFINITY));
        assert!(response.summaries[0].values[1].is_nan());
        assert_eq!(response.summaries[1].least, None);
        assert_eq!(serde_json::to_string(&response).unwrap(), body);
    }

    #[test]
    fn histories_are_asked_for_in_a_query() {
        let request: GetMetricHistoryBulkInterval =
            from_query("run_ids=r1&run_ids=r2&metric_key=h&max_results=4&start_step=-2&end_step=6")
                .unwrap();
        assert_eq!(request.run_ids, ["r1".into(), "r2".into()]);
        assert_eq!((request.start_step, request.end_step), (Some(-2), Some(6)));
        assert_eq!(
            from_query::<GetMetricHistoryBulkInterval>(&to_query(&request).unwrap()).unwrap(),
            request
        );

        let request: GetMetricHistoryBulk = from_query("run_id=r1&run_id=r2&metric_key=h").unwrap();
        assert_eq!(request.run_ids, ["r1".into(), "r2".into()]);
        let request: GetMetricHistory = from_query("run_uuid=r&metric_key=a%2Fb").unwrap();
        assert_eq!(
            (request.run_id.as_str(), request.metric_key.as_str()),
            ("r", "a/b")
        );
    }
}
