//! Which runs a transaction touched, so that what is cached of them is read again.

use std::collections::HashSet;

use crate::entity::RunId;

/// More runs than this count as all: to read everything again is then cheaper.
const MAX_RUNS: usize = 4_096;

/// What one request touches, at most.
#[derive(Clone, Copy, Debug)]
pub(super) enum Scope<'a> {
    /// Nothing that belongs to runs.
    NoRun,
    /// One run.
    Run(&'a RunId),
    /// Any number of runs.
    EveryRun,
}

/// The runs that were touched.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct WriteSet {
    runs: HashSet<RunId>,
    every_run: bool,
}

impl WriteSet {
    pub(super) fn add(&mut self, scope: Scope) {
        match scope {
            Scope::NoRun => {}
            Scope::Run(id) if self.every_run || self.runs.contains(id) => {}
            Scope::Run(id) => self.insert(id.clone()),
            Scope::EveryRun => self.add_every_run(),
        }
    }

    pub(super) fn extend(&mut self, other: Self) {
        if other.every_run {
            self.add_every_run();
        }
        for id in other.runs {
            self.insert(id);
        }
    }

    /// The runs; `None` means that all of them may have changed.
    pub(super) fn runs(self) -> Option<HashSet<RunId>> {
        (!self.every_run).then_some(self.runs)
    }

    fn insert(&mut self, id: RunId) {
        if self.every_run {
            return;
        }
        self.runs.insert(id);
        if self.runs.len() > MAX_RUNS {
            self.add_every_run();
        }
    }

    fn add_every_run(&mut self) {
        self.every_run = true;
        self.runs = HashSet::new();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_runs_count_as_all() {
        let id = |n: usize| RunId::from(n.to_string());
        let mut touched = WriteSet::default();
        for n in (0..MAX_RUNS).chain(0..MAX_RUNS) {
            touched.add(Scope::Run(&id(n)));
        }
        let mut others = WriteSet::default();
        others.add(Scope::Run(&id(0)));
        touched.extend(others);
        touched.add(Scope::NoRun);
        assert!(!touched.every_run);
        touched.add(Scope::Run(&id(MAX_RUNS)));
        assert_eq!(touched.runs(), None);
    }

    #[test]
    fn every_run_is_not_forgotten() {
        let mut every_run = WriteSet::default();
        every_run.add(Scope::EveryRun);
        let mut touched = WriteSet::default();
        touched.add(Scope::Run(&RunId::from("r")));
        touched.extend(every_run);
        touched.add(Scope::Run(&RunId::from("s")));
        assert_eq!(touched.runs(), None);
    }
}
