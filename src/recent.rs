//! What is remembered for a short time, of a bounded number of things.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;
use std::time::{Duration, Instant};

/// Values that were learned a short time ago.
pub(crate) struct Recent<K, V> {
    known: HashMap<K, (V, Instant)>,
    age: Duration,
    most: usize,
}

impl<K: Eq + Hash, V> Recent<K, V> {
    /// Remembers values for this time, and so many of them at most.
    pub(crate) fn new(age: Duration, most: usize) -> Self {
        Self {
            known: HashMap::new(),
            age,
            most,
        }
    }

    /// What is remembered, if that is not too old.
    pub(crate) fn get<Q>(&self, key: &Q, now: Instant) -> Option<&V>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        let (value, since) = self.known.get(key)?;
        (now.saturating_duration_since(*since) < self.age).then_some(value)
    }

    /// Remembers a value. Where there is no room, everything else is forgotten.
    pub(crate) fn learn(&mut self, key: K, value: V, now: Instant) {
        if self.known.len() >= self.most {
            self.known.clear();
        }
        self.known.insert(key, (value, now));
    }

    /// Forgets what is remembered of a key.
    pub(crate) fn forget<Q>(&mut self, key: &Q)
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        self.known.remove(key);
    }

    /// Forgets all values but those to keep.
    pub(crate) fn retain(&mut self, keep: impl Fn(&V) -> bool) {
        self.known.retain(|_, (value, _)| keep(value));
    }

    /// Forgets everything.
    pub(crate) fn forget_all(&mut self) {
        self.known.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AGE: Duration = Duration::from_secs(5);

    #[test]
    fn a_value_is_remembered_for_a_short_time() {
        let (mut recent, now) = (Recent::new(AGE, 10), Instant::now());
        assert_eq!(recent.get("r", now), None);
        recent.learn("r".to_owned(), 1, now);
        assert_eq!(recent.get("r", now), Some(&1));
        assert_eq!(recent.get("r", now + AGE), None);
        recent.learn("r".to_owned(), 2, now + AGE);
        assert_eq!(recent.get("r", now + AGE), Some(&2));
        recent.forget("r");
        assert_eq!(recent.get("r", now + AGE), None);
    }

    #[test]
    fn no_more_are_remembered_than_fit() {
        let (mut recent, now) = (Recent::new(AGE, 3), Instant::now());
        for number in 0..=3 {
            recent.learn(number, number, now);
        }
        assert_eq!(recent.known.len(), 1);
        assert_eq!(recent.get(&3, now), Some(&3));
    }
}
