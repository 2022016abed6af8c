//! The progress of work on a database.

use std::cell::RefCell;

use indicatif::ProgressBar;

use super::super::printer::Printer;

/// The bar of work on a database, on a terminal: one part after the other.
pub(super) struct DatabaseProgress<'a> {
    printer: &'a Printer,
    bar: RefCell<Option<(UpgradePart, ProgressBar)>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum UpgradePart {
    Copy,
    Steps,
}

impl<'a> DatabaseProgress<'a> {
    pub(super) fn new(printer: &'a Printer) -> Self {
        Self {
            printer,
            bar: RefCell::default(),
        }
    }

    /// So many of so many pages are copied.
    pub(super) fn copied(&self, done: usize, total: usize) {
        self.count(UpgradePart::Copy, done, total, "pages copied");
    }

    /// All is counted, and something is still done.
    pub(super) fn finishing(&self, what: &str) {
        if let Some((_, bar)) = &*self.bar.borrow() {
            bar.set_position(bar.length().unwrap_or_default());
            bar.set_message(what.to_owned());
        }
    }

    pub(super) fn count(&self, part: UpgradePart, done: usize, total: usize, what: &str) {
        if !matches!(&*self.bar.borrow(), Some((shown, _)) if *shown == part) {
            self.clear();
            let bar = self.printer.count_bar(what, total);
            *self.bar.borrow_mut() = Some((part, bar));
        }
        if let Some((_, bar)) = &*self.bar.borrow() {
            bar.set_position(u64::try_from(done).unwrap_or_default());
            bar.set_message(what.to_owned());
        }
    }

    pub(super) fn clear(&self) {
        if let Some((_, bar)) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}
