//! Metrics and their histories.

use super::cases;
use super::fixture::*;
use crate::entity::{Metric, RunId};
use crate::error::ErrorCode;
use crate::store::{Sampling, Store};

/// The whole history of a metric.
fn history(store: &dyn Store, id: &RunId, key: &str) -> Vec<Metric> {
    let page = store.metric_history(id, key, 50_000, None).unwrap();
    assert_eq!(page.next_page_token, None);
    page.items
}

cases! {
    fn the_latest_point_is_by_step_then_time_then_value(store) {
        let id = run(store);
        let points = [
            metric("m", 3.0, 10, 1),
            metric("m", 1.0, 20, 2),
            metric("m", 2.0, 20, 2),
            metric("m", 9.0, 30, 1),
            metric("n", 5.0, 1, -5),
        ];
        store.log_batch(&id, &metrics(points)).unwrap();
        let latest = [metric("m", 2.0, 20, 2), metric("n", 5.0, 1, -5)];
        assert_eq!(get_run(store, &id).data.metrics, latest);

        store.log_batch(&id, &metrics([metric("m", 0.0, 5, 2)])).unwrap();
        assert_eq!(get_run(store, &id).data.metrics, latest);
        store.log_batch(&id, &metrics([metric("m", 0.0, 5, 3)])).unwrap();
        assert_eq!(get_run(store, &id).metric("m"), Some(&metric("m", 0.0, 5, 3)));
    }

    fn a_history_has_every_point_in_the_order_of_time(store) {
        let id = run(store);
        let points: Vec<Metric> =
            (0..500).map(|i| metric("m", f64::from(i) / 7.0, CREATED + i64::from(i), i64::from(i / 10))).collect();
        for batch in points.chunks(50) {
            store.log_batch(&id, &metrics(batch)).unwrap();
        }
        assert_eq!(history(store, &id, "m"), points);
    }

    fn a_history_comes_in_pages(store) {
        let id = run(store);
        let points: Vec<Metric> = (0..5).map(|i| metric("m", 0.5, CREATED + i, i)).collect();
        store.log_batch(&id, &metrics(points.clone())).unwrap();
        let mut found = Vec::new();
        let mut token = None;
        for expected in [2, 2, 1] {
            let page = store.metric_history(&id, "m", 2, token.as_deref()).unwrap();
            assert_eq!(page.items.len(), expected);
            found.extend(page.items);
            token = page.next_page_token;
        }
        assert_eq!(found, points);
        assert_eq!(token, None);
        let page = store.metric_history(&id, "m", 2, Some("no token"));
        refused(page, ErrorCode::InvalidParameterValue);
    }

    fn a_history_that_is_not_there_is_empty(store) {
        let id = run(store);
        assert!(history(store, &id, "m").is_empty());
        match store.metric_history(&RunId::random(), "m", 5, None) {
            Ok(page) => assert!(page.items.is_empty()),
            Err(error) => assert_eq!(error.code(), ErrorCode::ResourceDoesNotExist),
        }
    }

    fn histories_of_several_runs_come_by_run_and_time(store) {
        let mut ids = [run(store), run(store), run(store)];
        ids.sort();
        let later = metric("m", 2.0, 20, 0);
        let earlier = metric("m", f64::NAN, 10, 5);
        let other = metric("m", 3.0, 10, 1);
        store.log_batch(&ids[2], &metrics([later.clone(), earlier.clone()])).unwrap();
        store.log_batch(&ids[0], &metrics([other.clone(), metric("n", 1.0, 1, 1)])).unwrap();
        let asked = [&ids[2], &ids[0], &ids[1], &RunId::random(), &ids[2]].map(Clone::clone);
        let found = |max_results| store.metric_histories(&asked, "m", max_results).unwrap();
        let first = (ids[0].clone(), vec![other]);
        let whole = [first.clone(), (ids[2].clone(), vec![earlier.clone(), later])];
        assert_eq!(found(9), whole);
        assert_eq!(found(2), [first.clone(), (ids[2].clone(), vec![earlier])]);
        assert_eq!(found(1), [first]);
    }

    fn a_sample_is_spread_over_the_steps_of_a_history(store) {
        let id = run(store);
        let points: Vec<Metric> =
            (0..100).map(|i| metric("m", 0.5, 1_000 - i, i % 50)).collect();
        store.log_batch(&id, &metrics(points)).unwrap();
        let sampled = |max_results, steps| -> Vec<(i64, i64)> {
            let sampling = Sampling { max_results, steps };
            let points = store.sampled_metric_history(&id, "m", &sampling).unwrap();
            points.into_iter().map(|point| (point.step, point.timestamp)).collect()
        };
        assert_eq!(sampled(4, None), [(0, 950), (12, 988), (25, 925), (49, 951)]);
        assert_eq!(sampled(1, None), [(49, 951)]);
        assert_eq!(sampled(9, Some(10..=11)), [(10, 940), (10, 990), (11, 939), (11, 989)]);
        assert_eq!(sampled(1_000, None).len(), 100);
        assert_eq!(sampled(3, Some(60..=70)), []);
        let sampling = Sampling { max_results: 5, steps: None };
        let missing = store.sampled_metric_history(&RunId::random(), "m", &sampling).unwrap();
        assert!(missing.is_empty());
    }

    fn samples_of_several_runs_come_as_they_were_asked_for(store) {
        let ids = [run(store), run(store), run(store)];
        for (id, count) in ids.iter().zip([3, 0, 40]) {
            let points = (0..count).map(|i| metric("m", 0.5, 1_000 - i, i));
            let other = metric("n", 1.0, 1, 1);
            let points: Vec<Metric> = points.chain([other]).collect();
            store.log_batch(id, &metrics(points)).unwrap();
        }
        let asked = [&ids[2], &ids[1], &ids[0], &ids[2]].map(Clone::clone);
        for steps in [None, Some(1..=20)] {
            let sampling = Sampling { max_results: 4, steps };
            let found = store.sampled_metric_histories(&asked, "m", &sampling).unwrap();
            let one = |id| store.sampled_metric_history(id, "m", &sampling).unwrap();
            assert_eq!(found, asked.iter().map(one).collect::<Vec<_>>());
            assert_eq!(found[0].len(), 4);
        }
    }

    fn a_summary_has_the_extremes_of_all_points(store) {
        let id = run(store);
        let points = (0..500_i32).map(|i| {
            let value = if i == 7 { f64::NAN } else { f64::from((i * 37) % 500) };
            metric("m", value, 1, i64::from(i))
        });
        let other = [metric("n", f64::NAN, 1, 0)];
        store.log_batch(&id, &metrics(points.chain(other).collect::<Vec<_>>())).unwrap();
        store.log_batch(&run(store), &metrics([metric("m", -9.0, 1, 0)])).unwrap();
        let keys = ["n", "m", "absent"].map(str::to_owned);
        let found = store.metric_summaries(&id, &keys, 4).unwrap();
        assert_eq!(found.iter().map(|each| &each.key).collect::<Vec<_>>(), keys.each_ref());
        assert_eq!((found[0].count, found[0].least, found[0].values.len()), (1, None, 1));
        let summary = &found[1];
        assert_eq!((summary.count, summary.least, summary.greatest), (500, Some(0.0), Some(499.0)));
        let sampling = Sampling { max_results: 4, steps: None };
        let sample = store.sampled_metric_history(&id, "m", &sampling).unwrap();
        assert_eq!(summary.values, sample.iter().map(|point| point.value).collect::<Vec<_>>());
        assert_eq!((found[2].count, found[2].greatest, found[2].values.len()), (0, None, 0));
    }

    fn every_number_comes_back(store) {
        let id = run(store);
        let values = [
            0.0, 0.1, -1.5, 1e-7, 1e16, 123_456_789.123_456_79, f64::MIN_POSITIVE, 5e-324,
            f64::MAX, f64::MIN,
        ];
        for (i, value) in values.into_iter().enumerate() {
            let key = format!("m{i}");
            store.log_batch(&id, &metrics([metric(&key, value, 1, 0)])).unwrap();
            let run = get_run(store, &id);
            assert_eq!(run.metric(&key).unwrap().value.to_bits(), value.to_bits(), "{value}");
            assert_eq!(history(store, &id, &key)[0].value.to_bits(), value.to_bits());
        }
    }

    /// In MLflow's database an infinite value is the greatest finite one.
    fn what_is_no_number_comes_back(store) {
        let id = run(store);
        for (key, value) in [
            ("nan", f64::NAN),
            ("inf", f64::INFINITY),
            ("minus", f64::NEG_INFINITY),
        ] {
            store.log_batch(&id, &metrics([metric(key, value, 1, 0)])).unwrap();
        }
        let value = |key| get_run(store, &id).metric(key).unwrap().value;
        assert!(value("nan").is_nan());
        assert!(history(store, &id, "nan")[0].value.is_nan());
        assert!([f64::INFINITY, f64::MAX].contains(&value("inf")));
        assert!([f64::NEG_INFINITY, f64::MIN].contains(&value("minus")));
    }

    fn the_ends_of_time_and_steps_come_back(store) {
        let id = run(store);
        let far = metric("m", 1.0, i64::MAX, i64::MIN);
        store.log_batch(&id, &metrics([far.clone()])).unwrap();
        assert_eq!(get_run(store, &id).metric("m"), Some(&far));
        assert_eq!(history(store, &id, "m"), [far]);
    }

    fn keys_are_paths_and_any_language(store) {
        let id = run(store);
        let keys = ["a", "val/loss/deep", "with space", "größe", "数据", "dot.ted", "-dash_"];
        let points: Vec<Metric> = keys.iter().map(|key| metric(key, 1.0, 1, 0)).collect();
        store.log_batch(&id, &metrics(points)).unwrap();
        let found = get_run(store, &id).data.metrics;
        let mut sorted = keys;
        sorted.sort_unstable();
        assert_eq!(found.iter().map(|metric| &metric.key).collect::<Vec<_>>(), sorted.each_ref());
        for key in keys {
            assert_eq!(history(store, &id, key), [metric(key, 1.0, 1, 0)]);
        }
    }

    fn points_logged_at_once_are_all_there(store) {
        let id = run(store);
        at_once(8, |thread| {
            for i in 0..25 {
                let step = i64::try_from(thread).unwrap() * 25 + i;
                let batch = [metric("m", 0.5, CREATED, step), metric("n", 1.5, CREATED, step)];
                store.log_batch(&id, &metrics(batch)).unwrap();
            }
        });
        for key in ["m", "n"] {
            let mut steps: Vec<i64> =
                history(store, &id, key).iter().map(|metric| metric.step).collect();
            steps.sort_unstable();
            assert_eq!(steps, (0..200).collect::<Vec<_>>());
            assert_eq!(get_run(store, &id).metric(key).unwrap().step, 199);
        }
    }
}
