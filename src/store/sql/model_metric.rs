//! The table `logged_model_metrics`: every point that runs measured of logged models.

use crate::entity::{DatasetRef, LoggedModel, LoggedModelMetric, Metric, ModelMetric, RunId};
use crate::error::Error;

use super::page::{self, Ids, Members};
use super::session::{Row, Session, SqlResult, Value};
use super::{logged_model, metric};

/// Adds a point to the history of a logged model. The same point may come again.
///
/// Another value, or one on another data set, at the same time and step of the same run has no
/// place in the table. It is refused, as MLflow 3.17.2 refuses it, rather than lost.
pub(super) fn log(session: &dyn Session, id: &RunId, measured: &ModelMetric) -> SqlResult<()> {
    logged_model::require(session, &measured.model_id)?;
    let values = columns(id, measured);
    let inserted = session.execute(
        "INSERT INTO logged_model_metrics (model_id, metric_name, metric_timestamp_ms,
                                           metric_step, run_id, metric_value, dataset_name,
                                           dataset_digest, experiment_id)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8,
                 (SELECT experiment_id FROM runs WHERE run_uuid = ?5))
         ON CONFLICT DO NOTHING",
        &values,
    )?;
    if inserted > 0 {
        return Ok(());
    }
    let is_same = session.exists(
        "SELECT 1 FROM logged_model_metrics
         WHERE model_id = ?1 AND metric_name = ?2 AND metric_timestamp_ms = ?3
               AND metric_step = ?4 AND run_id = ?5 AND metric_value IS ?6
               AND dataset_name IS ?7 AND dataset_digest IS ?8",
        &values,
    )?;
    if is_same {
        return Ok(());
    }
    Err(already_measured(measured).into())
}

fn already_measured(measured: &ModelMetric) -> Error {
    let ModelMetric {
        model_id,
        metric:
            Metric {
                key,
                timestamp,
                step,
                ..
            },
        ..
    } = measured;
    Error::invalid(format!(
        "metric `{key}` of logged model `{model_id}` has another value at timestamp {timestamp} \
         and step {step} already; expected one for each"
    ))
    .hint("measure at another step, or a millisecond later")
}

/// The columns in the order in which the statements have them.
fn columns<'a>(id: &'a RunId, measured: &'a ModelMetric) -> [Value<'a>; 8] {
    let ModelMetric {
        model_id,
        metric:
            Metric {
                key,
                value,
                timestamp,
                step,
            },
        dataset,
    } = measured;
    let text = |text: Option<&'a String>| text.map_or(Value::Null, |text| Value::Text(text));
    [
        Value::Text(model_id.as_str()),
        Value::Text(key),
        Value::Integer(*timestamp),
        Value::Integer(*step),
        Value::Text(id.as_str()),
        Value::Float(metric::storable(*value)),
        text(dataset.as_ref().map(|dataset| &dataset.name)),
        text(dataset.as_ref().map(|dataset| &dataset.digest)),
    ]
}

/// Loads the points of a page of models, in the order in which they were recorded.
pub(super) fn load(
    session: &dyn Session,
    ids: &Ids,
    models: &mut Members<LoggedModel>,
) -> SqlResult<()> {
    page::belongings(
        session,
        ids,
        "SELECT page.key, metrics.run_id, metrics.metric_name, metrics.metric_value,
                metrics.metric_timestamp_ms, metrics.metric_step, metrics.dataset_name,
                metrics.dataset_digest
         FROM json_each(?1) AS page
         CROSS JOIN logged_model_metrics AS metrics ON metrics.model_id = page.value
         ORDER BY metrics.rowid",
        models,
        |model, row| {
            model.metrics.extend(read(row));
        },
    )
}

/// Reads a point from behind the position on the page; `None` where it has no value.
fn read(row: &Row) -> Option<LoggedModelMetric> {
    let value = row.number(3)?;
    let dataset = (row.text(6), row.text(7));
    Some(LoggedModelMetric {
        run_id: RunId::from(row.text_or_empty(1)),
        metric: Metric {
            key: row.text_or_empty(2),
            value,
            timestamp: row.whole(4).unwrap_or_default(),
            step: row.whole(5).unwrap_or_default(),
        },
        dataset: match dataset {
            (Some(name), Some(digest)) => Some(DatasetRef { name, digest }),
            _ => None,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::super::SqlStore;
    use super::super::tests::{Scratch, new_run, rows};
    use super::*;
    use crate::error::{ErrorCode, Result};
    use crate::store::{Batch, LoggedModelStore, NewLoggedModel, RunStore};

    fn measured(value: f64, dataset: Option<&str>) -> ModelMetric {
        ModelMetric {
            model_id: "m-1".into(),
            metric: Metric {
                key: "acc".to_owned(),
                value,
                timestamp: 5,
                step: 1,
            },
            dataset: dataset.map(|name| DatasetRef {
                name: name.to_owned(),
                digest: "d".to_owned(),
            }),
        }
    }

    fn log(store: &SqlStore, run: &str, point: ModelMetric) -> Result<()> {
        let batch = Batch {
            metrics: vec![point.metric.clone()],
            model_metrics: vec![point],
            ..Batch::default()
        };
        store.log_batch(&run.into(), &batch)
    }

    #[test]
    fn points_are_stored_as_mlflow_stores_them() {
        let (_scratch, store, database) = Scratch::store();
        for run in ["r", "s", "t"] {
            store.create_run(&new_run(run)).unwrap();
        }
        let new = NewLoggedModel {
            model_id: "m-1".into(),
            experiment_id: "0".into(),
            name: "wine".to_owned(),
            artifact_location: "/root".to_owned(),
            creation_time: 20,
            model_type: None,
            source_run_id: None,
            params: Vec::new(),
            tags: Vec::new(),
        };
        store.create_logged_model(&new).unwrap();
        log(&store, "r", measured(0.5, Some("train"))).unwrap();
        log(&store, "s", measured(f64::NAN, None)).unwrap();
        log(&store, "t", measured(f64::INFINITY, None)).unwrap();
        let table = || {
            rows(
                &database,
                "SELECT model_id, metric_name, metric_timestamp_ms, metric_step, metric_value,
                        experiment_id, run_id, dataset_uuid, dataset_name, dataset_digest
                 FROM logged_model_metrics",
            )
        };
        let expected = [
            r#"Text("m-1")|Text("acc")|Integer(5)|Integer(1)|Real(0.5)|Integer(0)|Text("r")|Null|Text("train")|Text("d")"#,
            r#"Text("m-1")|Text("acc")|Integer(5)|Integer(1)|Real(0.0)|Integer(0)|Text("s")|Null|Null|Null"#,
            r#"Text("m-1")|Text("acc")|Integer(5)|Integer(1)|Real(1.7976931348623157e308)|Integer(0)|Text("t")|Null|Null|Null"#,
        ];
        assert_eq!(table(), expected);

        log(&store, "r", measured(0.5, Some("train"))).unwrap();
        for other in [
            measured(0.6, Some("train")),
            measured(0.5, Some("test")),
            measured(0.5, None),
        ] {
            let error = log(&store, "r", other).unwrap_err();
            assert_eq!(error.code(), ErrorCode::InvalidParameterValue, "{error}");
        }
        assert_eq!(table(), expected);
        let history = rows(&database, "SELECT value FROM metrics WHERE run_uuid = 'r'");
        assert_eq!(history, ["Real(0.5)"]);
    }
}
