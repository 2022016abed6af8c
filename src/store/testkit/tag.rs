//! Tags of runs.

use super::cases;
use super::fixture::*;
use crate::entity::{Tag, keys};
use crate::error::ErrorCode;

cases! {
    fn a_tag_is_set_changed_and_removed(store) {
        let id = run(store);
        let name = Tag::new(keys::RUN_NAME, "brisk-heron-1");
        store.log_batch(&id, &tags(&[("b/c", "1"), ("a", "2")])).unwrap();
        store.log_batch(&id, &tags(&[("b/c", "3")])).unwrap();
        let expected = [Tag::new("a", "2"), Tag::new("b/c", "3"), name.clone()];
        assert_eq!(get_run(store, &id).data.tags, expected);
        store.delete_run_tag(&id, "b/c").unwrap();
        assert_eq!(get_run(store, &id).data.tags, [Tag::new("a", "2"), name]);
    }

    fn only_a_tag_that_is_there_can_be_removed(store) {
        let id = run(store);
        store.log_batch(&id, &tags(&[("a/b", "1")])).unwrap();
        for key in ["missing", "a", "a/b/c"] {
            refused(store.delete_run_tag(&id, key), ErrorCode::ResourceDoesNotExist);
        }
        assert_eq!(get_run(store, &id).tag("a/b"), Some("1"));
    }

    fn of_several_values_in_a_batch_the_last_counts(store) {
        let id = run(store);
        store.log_batch(&id, &tags(&[("k", "1"), ("other", "x"), ("k", "2")])).unwrap();
        assert_eq!(get_run(store, &id).tag("k"), Some("2"));
    }

    fn awkward_values_of_tags_come_back(store) {
        let id = run(store);
        let long = "é".repeat(8_000);
        let values = AWKWARD.iter().copied().chain(["", "\n", &long]);
        for (i, value) in values.enumerate() {
            let key = format!("t{i}");
            store.log_batch(&id, &tags(&[(&key, value)])).unwrap();
            assert_eq!(get_run(store, &id).tag(&key), Some(value));
        }
    }

    fn tags_set_at_once_are_all_there(store) {
        let id = run(store);
        at_once(8, |i| {
            let own = format!("t{i}");
            store.log_batch(&id, &tags(&[(&own, "v"), ("shared", &own)])).unwrap();
        });
        let run = get_run(store, &id);
        for i in 0..8 {
            assert_eq!(run.tag(&format!("t{i}")), Some("v"));
        }
        assert!(run.tag("shared").is_some());
    }
}
