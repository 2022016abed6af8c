//! Which versions of a registered model were copied before, so that a copy which somebody deleted in the
//! target is not made again: of a deleted version a store shows nothing.
//!
//! The registered model of the target bears them in the tag `mlflow.sync.versions`, for each model of
//! another store with the numbers there: `0f3a9c21d40b:1-57,59`.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest as _, Sha256};

use crate::entity::{RegisteredModel, Tag, keys};

/// How many digits tell the models of other stores apart.
const DIGITS: usize = 12;

/// The versions that were copied into a registered model, and those of one other among them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct CopiedVersions {
    /// By the model of the other store.
    numbers: BTreeMap<String, BTreeSet<i64>>,
    /// The one that is copied from.
    source: String,
}

impl CopiedVersions {
    /// Those that the model of the target bears, for copies from a model of the source.
    pub(super) fn of(source: &RegisteredModel, target: Option<&RegisteredModel>) -> Self {
        let text = target.and_then(|target| target.tag(keys::SYNC_VERSIONS));
        Self {
            numbers: text.map(parse).unwrap_or_default(),
            source: mark(source),
        }
    }

    /// Whether the version of this number was copied before.
    pub(super) fn has(&self, version: i64) -> bool {
        let numbers = self.numbers.get(&self.source);
        numbers.is_some_and(|numbers| numbers.contains(&version))
    }

    /// Adds versions, and gives the tag if that changed it.
    pub(super) fn add(&mut self, versions: impl Iterator<Item = i64>) -> Option<Tag> {
        let numbers = self.numbers.entry(self.source.clone()).or_default();
        let before = numbers.len();
        numbers.extend(versions);
        (numbers.len() > before).then(|| Tag::new(keys::SYNC_VERSIONS, self.text()))
    }

    fn text(&self) -> String {
        let parts = self.numbers.iter();
        let parts: Vec<String> = parts
            .map(|(mark, numbers)| format!("{mark}:{}", ranges(numbers)))
            .collect();
        parts.join(";")
    }
}

/// What tells a model of another store from one of the same name in a third, or from its successor.
fn mark(model: &RegisteredModel) -> String {
    let time = model.creation_time.unwrap_or_default();
    let hash = Sha256::digest(format!("{}@{time}", model.name));
    let mut digits = hex::encode(hash);
    digits.truncate(DIGITS);
    digits
}

fn ranges(numbers: &BTreeSet<i64>) -> String {
    let mut ranges: Vec<(i64, i64)> = Vec::new();
    for &number in numbers {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => ranges.push((number, number)),
        }
    }
    let text = |(first, last): &(i64, i64)| {
        if first == last {
            first.to_string()
        } else {
            format!("{first}-{last}")
        }
    };
    ranges.iter().map(text).collect::<Vec<_>>().join(",")
}

/// Reads the tag. What cannot be read of it is left out: those versions are copied again.
fn parse(text: &str) -> BTreeMap<String, BTreeSet<i64>> {
    let range = |text: &str| {
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        let (first, last): (i64, i64) = (first.parse().ok()?, last.parse().ok()?);
        (0 <= first && last - first <= MOST).then_some(first..=last)
    };
    let part = |part: &str| {
        let (mark, numbers) = part.split_once(':')?;
        let numbers = numbers.split(',').filter_map(range).flatten();
        Some((mark.to_owned(), numbers.collect()))
    };
    text.split(';').filter_map(part).collect()
}

/// The most versions of a range that are believed: a tag can be written by anybody.
const MOST: i64 = 10_000_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_kept_as_ranges() {
        let mut copied = CopiedVersions {
            source: "a".to_owned(),
            numbers: parse("b:4"),
        };
        let tag = copied.add([1, 2, 3, 7, 9, 10].into_iter()).unwrap();
        assert_eq!(tag.value, "a:1-3,7,9-10;b:4");
        assert_eq!(parse(&tag.value), copied.numbers);
        assert!(copied.has(2) && !copied.has(4));
        assert_eq!(copied.add([1, 9].into_iter()), None);
    }

    #[test]
    fn what_cannot_be_read_is_left_out() {
        for text in ["", "a", "a:x", "a:1-x", "a:-1", "a:1-99999999999999"] {
            let numbers = parse(text);
            assert!(numbers.values().all(BTreeSet::is_empty), "{text}");
        }
        assert_eq!(parse("a:x,3")["a"], BTreeSet::from([3]));
    }
}
