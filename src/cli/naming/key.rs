//! Keys of metrics, params and tags that no run has, and the ones that were meant.

use std::collections::BTreeSet;
use std::ops::Deref;

use crate::entity::Run;
use crate::error::Error;
use crate::similar;

use super::did_you_mean;

/// The keys that runs have, each as a filter spells it: `metrics.loss`, `params.lr`, `tags.stage`.
pub(in crate::cli) fn keys_of<R: Deref<Target = Run>>(runs: &[R]) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for run in runs {
        let data = &run.data;
        keys.extend(data.metrics.iter().map(|it| format!("metrics.{}", it.key)));
        keys.extend(data.params.iter().map(|it| format!("params.{}", it.key)));
        keys.extend(data.tags.iter().map(|it| format!("tags.{}", it.key)));
    }
    keys
}

/// The key that was meant: the same of another kind, or one that is like it.
pub(in crate::cli) fn meant_key<'a>(key: &str, known: &'a BTreeSet<String>) -> Option<&'a str> {
    let bare = bare(key);
    let other_kind = known.iter().find(|known| self::bare(known) == bare);
    other_kind.map(String::as_str).or_else(|| {
        let (kind, _) = key.split_once('.')?;
        let of_kind = known.iter().filter(|known| known.starts_with(kind));
        let meant = similar::closest(bare, of_kind.map(|known| self::bare(known)))?;
        known
            .iter()
            .find(|known| known.starts_with(kind) && self::bare(known) == meant)
            .map(String::as_str)
    })
}

/// Adds the key that was meant to an error about one that no run has.
pub(in crate::cli) fn hint_at_keys(error: Error, key: &str, known: &BTreeSet<String>) -> Error {
    match meant_key(key, known) {
        Some(meant) => error.hint(did_you_mean(meant)),
        None => error,
    }
}

fn bare(key: &str) -> &str {
    key.split_once('.').map_or(key, |(_, bare)| bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_in_its_kind_and_in_others() {
        let known: BTreeSet<String> = ["metrics.loss", "params.lr", "tags.stage", "metrics.a.b"]
            .map(str::to_owned)
            .into();
        for (key, meant) in [
            ("metrics.los", Some("metrics.loss")),
            ("metrics.lr", Some("params.lr")),
            ("params.LR", Some("params.lr")),
            ("metrics.a.bb", Some("metrics.a.b")),
            ("tags.nothing", None),
        ] {
            assert_eq!(meant_key(key, &known), meant, "{key}");
        }
    }
}
