//! What a transaction touched, so that what is cached of it is read again.

use std::collections::HashSet;
use std::hash::Hash;

use crate::entity::RunId;

/// More runs, or registered models, than this count as all: to read everything again is then
/// cheaper.
const MAX_TOUCHED: usize = 4_096;

/// What one request touches, at most.
#[derive(Clone, Copy, Debug)]
pub(super) enum Scope<'a> {
    /// Nothing that is cached.
    NoRun,
    /// One run.
    Run(&'a RunId),
    /// Any number of runs, and anything else that is cached.
    EveryRun,
    /// The versions of these registered models.
    VersionsOf(&'a [&'a str]),
}

/// What was touched.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct WriteSet {
    runs: Touched<RunId>,
    models: Touched<String>,
}

impl WriteSet {
    pub(super) fn add(&mut self, scope: Scope) {
        match scope {
            Scope::NoRun => {}
            Scope::Run(id) => self.runs.add(id),
            Scope::EveryRun => {
                self.runs.add_all();
                self.models.add_all();
            }
            Scope::VersionsOf(names) => {
                for name in names {
                    self.models.add(*name);
                }
            }
        }
    }

    pub(super) fn extend(&mut self, other: Self) {
        self.runs.extend(other.runs);
        self.models.extend(other.models);
    }

    /// The runs, and the registered models whose versions were touched; `None` means that all of
    /// them may have changed.
    pub(super) fn into_parts(self) -> (Option<HashSet<RunId>>, Option<HashSet<String>>) {
        (self.runs.0, self.models.0)
    }
}

/// Some things, or all: `None`.
#[derive(Debug, PartialEq, Eq)]
struct Touched<T: Eq + Hash>(Option<HashSet<T>>);

impl<T: Eq + Hash> Default for Touched<T> {
    fn default() -> Self {
        Self(Some(HashSet::new()))
    }
}

impl<T: Eq + Hash> Touched<T> {
    fn add<Q>(&mut self, item: &Q)
    where
        T: std::borrow::Borrow<Q>,
        Q: Eq + Hash + ToOwned<Owned = T> + ?Sized,
    {
        if let Some(items) = &mut self.0
            && !items.contains(item)
        {
            items.insert(item.to_owned());
            if items.len() > MAX_TOUCHED {
                self.add_all();
            }
        }
    }

    fn add_all(&mut self) {
        self.0 = None;
    }

    fn extend(&mut self, other: Self) {
        match (&mut self.0, other.0) {
            (Some(items), Some(others)) => {
                items.extend(others);
                if items.len() > MAX_TOUCHED {
                    self.add_all();
                }
            }
            _ => self.add_all(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(touched: WriteSet) -> Option<HashSet<RunId>> {
        touched.into_parts().0
    }

    #[test]
    fn so_many_runs_count_as_all() {
        let id = |n: usize| RunId::from(n.to_string());
        let mut touched = WriteSet::default();
        for n in (0..MAX_TOUCHED).chain(0..MAX_TOUCHED) {
            touched.add(Scope::Run(&id(n)));
        }
        let mut others = WriteSet::default();
        others.add(Scope::Run(&id(0)));
        touched.extend(others);
        touched.add(Scope::NoRun);
        assert!(touched.runs.0.is_some());
        touched.add(Scope::Run(&id(MAX_TOUCHED)));
        assert_eq!(runs(touched), None);
    }

    #[test]
    fn every_run_is_not_forgotten() {
        let mut every_run = WriteSet::default();
        every_run.add(Scope::EveryRun);
        let mut touched = WriteSet::default();
        touched.add(Scope::Run(&RunId::from("r")));
        touched.extend(every_run);
        touched.add(Scope::Run(&RunId::from("s")));
        assert_eq!(touched.into_parts(), (None, None));
    }

    #[test]
    fn models_are_told_apart_from_runs() {
        let mut touched = WriteSet::default();
        touched.add(Scope::VersionsOf(&["a", "b"]));
        touched.add(Scope::VersionsOf(&["a"]));
        let (runs, models) = touched.into_parts();
        assert_eq!(runs, Some(HashSet::new()));
        assert_eq!(models.map(|models| models.len()), Some(2));
    }
}
