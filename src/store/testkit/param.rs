//! Parameters, which are logged once.

use super::cases;
use super::fixture::*;
use crate::entity::{Metric, Param, Tag};
use crate::error::ErrorCode;
use crate::store::Batch;

cases! {
    fn params_come_back_sorted(store) {
        let id = run(store);
        store.log_batch(&id, &params(&[("b", "2"), ("a/x", "1"), ("größe", "3")])).unwrap();
        let expected = [Param::new("a/x", "1"), Param::new("b", "2"), Param::new("größe", "3")];
        assert_eq!(get_run(store, &id).data.params, expected);
    }

    fn awkward_values_of_params_come_back(store) {
        let id = run(store);
        let long = "é".repeat(6_000);
        let values = AWKWARD.iter().copied().chain(["", "\n", &long]);
        for (i, value) in values.enumerate() {
            let key = format!("p{i}");
            store.log_batch(&id, &params(&[(&key, value)])).unwrap();
            assert_eq!(get_run(store, &id).param(&key), Some(value));
        }
    }

    fn a_param_may_be_logged_again_with_its_value(store) {
        let id = run(store);
        for _ in 0..2 {
            store.log_batch(&id, &params(&[("p", "1"), ("empty", "")])).unwrap();
        }
        let expected = [Param::new("empty", ""), Param::new("p", "1")];
        assert_eq!(get_run(store, &id).data.params, expected);
    }

    fn a_param_that_would_change_is_refused_with_its_whole_batch(store) {
        let id = run(store);
        store.log_batch(&id, &params(&[("p", "1")])).unwrap();
        store.log_batch(&id, &metrics([metric("m", 1.0, 1, 0)])).unwrap();
        let before = get_run(store, &id);
        let batch = Batch {
            metrics: vec![metric("m", 2.0, 2, 1), metric("n", 2.0, 2, 1)],
            params: vec![Param::new("a", "new"), Param::new("p", "2"), Param::new("z", "new")],
            tags: vec![Tag::new("t", "new")],
            ..Batch::default()
        };
        refused(store.log_batch(&id, &batch), ErrorCode::InvalidParameterValue);
        assert_eq!(get_run(store, &id), before);
        let history: Vec<Metric> = store.metric_history(&id, "m", 10, None).unwrap().items;
        assert_eq!(history, [metric("m", 1.0, 1, 0)]);
    }

    fn of_many_who_log_a_param_at_once_one_wins(store) {
        let id = run(store);
        let logged = at_once(8, |i| store.log_batch(&id, &params(&[("p", &i.to_string())])));
        let value = get_run(store, &id).param("p").unwrap().to_owned();
        for (i, result) in logged.into_iter().enumerate() {
            if i.to_string() == value {
                result.unwrap();
            } else {
                refused(result, ErrorCode::InvalidParameterValue);
            }
        }
    }
}
