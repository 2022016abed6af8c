//! The table `logged_model_metrics`: every point that runs measured of logged models.

use std::collections::{BTreeSet, HashMap};

use crate::entity::{DatasetRef, LoggedModel, LoggedModelMetric, Metric, ModelMetric, RunId};
use crate::error::Error;

use super::dialect::{Conflict, Insert, Items};
use super::feature::Feature;
use super::list::List;
use super::metric;
use super::page::Belongings;
use super::session::{Row, SqlResult, Value, row_values, values};
use super::statement::{Statement, Transaction};

const COLUMNS: &[&str] = &[
    "model_id",
    "metric_name",
    "metric_timestamp_ms",
    "metric_step",
    "run_id",
    "metric_value",
    "dataset_name",
    "dataset_digest",
    "experiment_id",
];

static LOG: Statement = Statement::insert(Insert {
    table: "logged_model_metrics",
    columns: COLUMNS,
    conflict: Conflict::Keep,
});

static PRESENT_MODELS: Statement = Statement::new(|sql| {
    format!(
        "SELECT model_id FROM logged_models WHERE {}",
        sql.in_list("model_id", Items::Texts, "?1")
    )
});

static STORED: Statement = Statement::new(|sql| {
    format!(
        "SELECT model_id, metric_name, metric_timestamp_ms, metric_step, metric_value,
                dataset_name, dataset_digest
         FROM logged_model_metrics WHERE {} AND {} AND run_id = ?3",
        sql.in_list("model_id", Items::Texts, "?1"),
        sql.in_list("metric_name", Items::Texts, "?2")
    )
});

static LOAD: Statement = Statement::new(|sql| {
    format!(
        "SELECT page.key, metrics.run_id, metrics.metric_name, metrics.metric_value,
                metrics.metric_timestamp_ms, metrics.metric_step, metrics.dataset_name,
                metrics.dataset_digest
         FROM {} ORDER BY {}",
        sql.page(
            Items::Texts,
            "logged_model_metrics AS metrics",
            "metrics.model_id"
        ),
        sql.insertion_order("metrics")
    )
});

/// Adds points to the histories of logged models. The same point may come again.
///
/// Another value, or one on another data set, at the same time and step of the same run has the
/// same key. It is refused, as MLflow 3.17.2 refuses it, rather than lost.
pub(super) fn log(tx: &Transaction, id: &RunId, points: &[ModelMetric]) -> SqlResult<()> {
    if points.is_empty() {
        return Ok(());
    }
    tx.require(Feature::LoggedModels)?;
    require_models(tx, points)?;
    let experiment = tx.row(
        "SELECT experiment_id FROM runs WHERE run_uuid = ?1",
        &values![id.as_str()],
        |row| row.whole(0),
    )?;
    let rows = rows(id, experiment.flatten(), points);
    if tx.insert_rows(&LOG, COLUMNS.len(), &rows)? < points.len() {
        refuse_other_values(tx, id, points)?;
    }
    Ok(())
}

/// Refuses points of a logged model that is not there.
fn require_models(tx: &Transaction, points: &[ModelMetric]) -> SqlResult<()> {
    let wanted: BTreeSet<&str> = points.iter().map(|point| point.model_id.as_str()).collect();
    let wanted: Vec<&str> = wanted.into_iter().collect();
    let present = tx.rows(&PRESENT_MODELS, &values![List::new(&wanted)], |row| {
        row.text_or_empty(0)
    })?;
    let present: BTreeSet<String> = present.into_iter().collect();
    match points
        .iter()
        .find(|point| !present.contains(point.model_id.as_str()))
    {
        Some(point) => Err(Error::model_not_found(&point.model_id).into()),
        None => Ok(()),
    }
}

/// Refuses points under whose key another value is stored.
fn refuse_other_values(tx: &Transaction, id: &RunId, points: &[ModelMetric]) -> SqlResult<()> {
    let models: BTreeSet<&str> = points.iter().map(|point| point.model_id.as_str()).collect();
    let names: BTreeSet<&str> = points.iter().map(|point| &*point.metric.key).collect();
    let list = |texts: BTreeSet<&str>| List::new(&texts.into_iter().collect::<Vec<_>>());
    let (models, names, run) = (list(models), list(names), id.as_str());
    let stored = tx.rows(&STORED, &values![models, names, run], |row| {
        let key = (
            row.text_or_empty(0),
            row.text_or_empty(1),
            row.whole(2),
            row.whole(3),
        );
        (key, (row.number(4), row.text(5), row.text(6)))
    })?;
    let stored: HashMap<_, _> = stored.into_iter().collect();
    for point in points {
        let key = (
            point.model_id.as_str().to_owned(),
            point.metric.key.clone(),
            Some(point.metric.timestamp),
            Some(point.metric.step),
        );
        let dataset = point.dataset.as_ref();
        let value = (
            Some(metric::storable(point.metric.value)),
            dataset.map(|dataset| dataset.name.clone()),
            dataset.map(|dataset| dataset.digest.clone()),
        );
        if stored.get(&key) != Some(&value) {
            return Err(already_measured(point).into());
        }
    }
    Ok(())
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

/// The values of points in the order of [`COLUMNS`].
fn rows<'a>(id: &'a RunId, experiment: Option<i64>, points: &'a [ModelMetric]) -> Vec<Value<'a>> {
    let mut rows = Vec::with_capacity(points.len() * COLUMNS.len());
    for point in points {
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
        } = point;
        rows.extend(row_values![
            model_id.as_str(),
            key,
            *timestamp,
            *step,
            id.as_str(),
            metric::storable(*value),
            dataset.as_ref().map(|dataset| &dataset.name),
            dataset.as_ref().map(|dataset| &dataset.digest),
            experiment
        ]);
    }
    rows
}

/// The points of a page of models, in the order in which they were recorded.
pub(super) static MEASURED: Belongings<LoggedModel> = Belongings {
    statement: &LOAD,
    add: |model, row| model.metrics.extend(read(row)),
};

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
