//! The functions by which SQLite finds what a cell means, whatever type its value has.
//!
//! They give what [`Value`](super::super::session::Value) gives, so that filters and orders agree
//! with what is shown. The expressions that call them are in [`super::words`].

use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;

use super::value::value_of;

/// Adds the functions to a connection.
pub(crate) fn add_functions(connection: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function("cell_whole", 1, flags, |call| {
        Ok(value_of(call.get_raw(0)).whole())
    })?;
    connection.create_scalar_function("cell_number", 1, flags, |call| {
        Ok(value_of(call.get_raw(0)).number())
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::cache::tests::cached;
    use super::super::SqlStore;
    use super::super::tests::{Scratch, new_run};
    use crate::entity::{LoggedModelStatus, Metric, Param, RunStatus, ViewType};
    use crate::search::{parse_model_filter, parse_run_filter, parse_run_orders};
    use crate::store::{
        Batch, DatasetStore, ExperimentStore, LoggedModelQuery, LoggedModelStore, MetricStore,
        RunQuery, RunStore, Sampling, Store,
    };

    /// Three runs, with cells as Python's driver may leave them.
    const ODD: &str = "
        PRAGMA ignore_check_constraints = ON;
        UPDATE experiments SET creation_time = 12.5, last_update_time = X'0700000000000000';
        UPDATE runs SET start_time = X'0068E5CF8B010000', end_time = 1700000000009.5, name = X'62'
        WHERE run_uuid = 'a';
        UPDATE runs SET start_time = 1700000000001.5, status = 'ODD', lifecycle_stage = X'616374697665'
        WHERE run_uuid = 'b';
        UPDATE runs SET start_time = 1700000000002, end_time = 'never' WHERE run_uuid = 'c';
        INSERT INTO params (key, value, run_uuid) VALUES ('p', X'616263', 'a'), ('p', 'abd', 'b');
        INSERT INTO latest_metrics (key, value, timestamp, step, is_nan, run_uuid) VALUES
            ('m', '0.5', X'0100', X'2C01000000000000', 0, 'a'),
            ('m', 0.25, 1.5, 4.9, 0, 'b'),
            ('m', X'01', 1, 1, 0, 'c');
        INSERT INTO metrics (key, value, timestamp, step, is_nan, run_uuid) VALUES
            ('m', '0.5', 1, X'2C01000000000000', 0, 'a'),
            ('m', 3, 1, X'05', 0, 'a'),
            ('m', 4, 1, 4.9, 0, 'a'),
            ('m', 5, X'0000', 7, 0, 'a');
        INSERT INTO datasets (dataset_uuid, experiment_id, name, digest, dataset_source_type,
                              dataset_source)
        VALUES ('d', 0, X'64', '1', X'', X'7B7D');
        INSERT INTO inputs (input_uuid, source_type, source_id, destination_type, destination_id, step)
        VALUES ('i', 'DATASET', 'd', 'RUN', 'a', 0), ('o', 'RUN_OUTPUT', 'a', 'MODEL_OUTPUT', 'm-1', X'03');
        INSERT INTO input_tags (input_uuid, name, value) VALUES ('i', 'mlflow.data.context', X'7472');
        INSERT INTO logged_models (model_id, experiment_id, name, artifact_location,
                                   creation_timestamp_ms, last_updated_timestamp_ms, status,
                                   lifecycle_stage)
        VALUES ('m-1', 0, X'77', X'2F', 5.5, X'06', X'02', 'active');
        INSERT INTO logged_model_metrics (model_id, metric_name, metric_timestamp_ms, metric_step,
                                          metric_value, experiment_id, run_id)
        VALUES ('m-1', 'acc', 1, X'05', '0.5', 0, 'a'), ('m-1', 'acc', 1, 4, X'01', 0, 'a');
        ";

    #[test]
    fn lists_filters_orders_and_histories_agree_on_odd_cells() {
        let (_scratch, mut store, database) = Scratch::store();
        for id in ["a", "b", "c"] {
            store.create_run(&new_run(id)).unwrap();
        }
        database.execute_batch(ODD).unwrap();
        let search = |store: &SqlStore, filter: &str, order: &str| {
            let query = RunQuery {
                experiment_ids: vec!["0".into()],
                view: ViewType::ActiveOnly,
                filter: parse_run_filter(filter).unwrap(),
                order_by: parse_run_orders(&[order.to_owned()]).unwrap(),
                max_results: 10,
                page_token: None,
            };
            let cached = cached(store, &query);
            assert_eq!(cached.is_some(), store.cache.is_some(), "{filter}");
            let found = store.search_runs(&query).unwrap().items;
            let ids = found.iter().map(|run| run.info.run_id.as_str());
            ids.collect::<String>()
        };
        for serves in [false, true] {
            if serves {
                store.serve();
            }
            for (filter, order, expected) in [
                ("", "start_time ASC", "abc"),
                ("", "start_time DESC", "cba"),
                ("start_time = 1700000000000", "start_time", "a"),
                ("start_time <= 1700000000001", "start_time", "ab"),
                ("end_time > 0", "end_time", "a"),
                ("run_name = 'b'", "run_name", "a"),
                ("status != 'x'", "start_time", "ac"),
                ("params.p = 'abc'", "start_time", "a"),
                ("params.p LIKE 'ab%'", "params.p DESC", "ba"),
                ("metrics.m < 0.75", "metrics.m", "ba"),
                ("metrics.m >= 0.25", "metrics.m DESC", "cab"),
            ] {
                assert_eq!(search(&store, filter, order), expected, "{filter} {order}");
            }
        }
        assert_eq!(
            store.search_datasets(&["0".into()], 9).unwrap()[0].name,
            "d"
        );

        let a = store.get_run(&"a".into()).unwrap().unwrap();
        assert_eq!(a.info.start_time, Some(1_700_000_000_000));
        assert_eq!(a.info.end_time, Some(1_700_000_000_009));
        assert_eq!(a.data.params, [Param::new("p", "abc")]);
        let latest = &a.data.metrics[0];
        assert_eq!((latest.step, latest.timestamp, latest.value), (300, 1, 0.5));
        let input = &a.inputs.dataset_inputs[0];
        assert_eq!((&*input.dataset.name, &*input.tags[0].value), ("d", "tr"));
        assert_eq!(a.outputs.model_outputs[0].step, 3);
        let b = store.get_run(&"b".into()).unwrap().unwrap();
        assert_eq!(b.info.status, RunStatus::Scheduled);

        let steps = |points: Vec<Metric>| -> Vec<i64> { points.iter().map(|p| p.step).collect() };
        let history = store.metric_history(&"a".into(), "m", 9, None).unwrap();
        assert_eq!(steps(history.items), [7, 4, 5, 300]);
        let sampling = |steps| Sampling {
            max_results: 9,
            steps,
        };
        let sample = |wanted| {
            let points = store.sampled_metric_history(&"a".into(), "m", &sampling(wanted));
            steps(points.unwrap())
        };
        assert_eq!(sample(None), [4, 5, 7, 300]);
        assert_eq!(sample(Some(4..=5)), [4, 5]);

        // What comes later than an odd cell is the latest.
        let point = |step| Batch {
            metrics: vec![Metric {
                key: "m".to_owned(),
                value: 9.0,
                timestamp: 1,
                step,
            }],
            ..Batch::default()
        };
        store.log_batch(&"a".into(), &point(299)).unwrap();
        let latest = || store.get_run(&"a".into()).unwrap().unwrap().data.metrics[0].step;
        assert_eq!(latest(), 300);
        store.log_batch(&"a".into(), &point(301)).unwrap();
        assert_eq!(latest(), 301);

        let experiment = store.get_experiment(&"0".into()).unwrap().unwrap();
        assert_eq!(experiment.creation_time, Some(12));
        assert_eq!(experiment.last_update_time, Some(7));
        let model = store.get_logged_model(&"m-1".into()).unwrap().unwrap();
        assert_eq!((&*model.name, model.creation_time), ("w", 5));
        assert_eq!(model.status, LoggedModelStatus::Ready);
        let values: Vec<f64> = model.metrics.iter().map(|m| m.metric.value).collect();
        assert_eq!(values, [0.5, 1.0]);
        let query = LoggedModelQuery {
            experiment_ids: vec!["0".into()],
            filter: parse_model_filter("metrics.acc = 0.5 AND creation_timestamp = 5").unwrap(),
            datasets: Vec::new(),
            order_by: Vec::new(),
            max_results: 9,
            page_token: None,
        };
        assert_eq!(store.search_logged_models(&query).unwrap().items.len(), 1);
    }
}
