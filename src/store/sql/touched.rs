//! Which runs a transaction touched, so that what is remembered of them is read again.

use std::collections::HashSet;

use crate::entity::RunId;

/// More runs than this count as all: to read everything again is then cheaper.
const MAX_TOUCHED: usize = 4_096;

/// What one request touches, at most.
#[derive(Clone, Copy, Debug)]
pub(super) enum Touch<'a> {
    /// Nothing that belongs to runs.
    NoRun,
    /// One run.
    Run(&'a RunId),
    /// Any number of runs.
    EveryRun,
}

/// The runs that were touched.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Touched {
    runs: HashSet<RunId>,
    every_run: bool,
}

impl Touched {
    pub(super) fn add(&mut self, touch: Touch) {
        match touch {
            Touch::NoRun => {}
            Touch::Run(id) if self.every_run || self.runs.contains(id) => {}
            Touch::Run(id) => self.insert(id.clone()),
            Touch::EveryRun => self.add_every_run(),
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
        if self.runs.len() > MAX_TOUCHED {
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
        let mut touched = Touched::default();
        for n in (0..MAX_TOUCHED).chain(0..MAX_TOUCHED) {
            touched.add(Touch::Run(&id(n)));
        }
        let mut others = Touched::default();
        others.add(Touch::Run(&id(0)));
        touched.extend(others);
        touched.add(Touch::NoRun);
        assert!(!touched.every_run);
        touched.add(Touch::Run(&id(MAX_TOUCHED)));
        assert_eq!(touched.runs(), None);
    }

    #[test]
    fn every_run_is_not_forgotten() {
        let mut every_run = Touched::default();
        every_run.add(Touch::EveryRun);
        let mut touched = Touched::default();
        touched.add(Touch::Run(&RunId::from("r")));
        touched.extend(every_run);
        touched.add(Touch::Run(&RunId::from("s")));
        assert_eq!(touched.runs(), None);
    }
}
