//! `mlflow db upgrade`.

use std::cell::RefCell;

use clap::Args;
use indicatif::ProgressBar;

use crate::error::{ErrorCode, Result};
use crate::store::sql::{self, SchemaName, UpgradeOptions, UpgradeProgress, Upgraded};
use crate::tracking;

use super::super::context::Context;
use super::super::output::counted;
use super::super::printer::Printer;
use super::super::report::Exit;
use super::interrupt::Interrupt;

/// Bring an SQLite database of MLflow 1.0 or later to the schema of MLflow 3.17.2
///
/// All of it happens in one transaction: what fails, or is interrupted, leaves the database as it
/// was. A copy stays beside it, named after its revision: `mlflow.db.c48cb773bb87.backup`. Other
/// programs may read meanwhile, and wait when they want to write. A database that is not there is
/// made.
#[derive(Args, Debug)]
pub(crate) struct UpgradeArgs {
    /// The database: sqlite:///mlflow.db, or a path
    url: String,

    /// Keep no copy of the database as it was
    #[arg(long)]
    no_backup: bool,
}

pub(super) fn run(args: &UpgradeArgs, context: &Context) -> Result<Exit> {
    let interrupt = Interrupt::listen();
    let options = UpgradeOptions {
        cancelled: interrupt.flag(),
        keeps_copy: !args.no_backup,
        now: tracking::now(),
    };
    let bar = UpgradeBar::new(context.printer());
    let upgraded = sql::upgrade(&super::database_file(&args.url)?, &options, &|progress| {
        bar.show(progress);
    });
    bar.clear();
    let upgraded = match upgraded {
        Err(error) if error.code() == ErrorCode::Cancelled => {
            return Ok(interrupt.end(context, &error));
        }
        upgraded => upgraded?,
    };
    for line in report(&upgraded) {
        context.printer().message(&line);
    }
    Ok(Exit::Done)
}

/// What was done, for people.
fn report(upgraded: &Upgraded) -> Vec<String> {
    let path = upgraded.path.display();
    let mut lines = vec![match &upgraded.from {
        None => format!("made the SQLite database `{path}` with the schema of MLflow 3.17.2"),
        Some(_) if upgraded.steps == 0 => format!(
            "the SQLite database `{path}` has the schema of MLflow 3.17.2 already; nothing to do"
        ),
        Some(from) => format!(
            "upgraded the SQLite database `{path}` from MLflow {} to 3.17.2 in {}",
            shown(from),
            counted(upgraded.steps, "step")
        ),
    }];
    lines.extend(
        upgraded
            .copy
            .iter()
            .map(|copy| format!("as it was before, it is kept as `{}`", copy.display())),
    );
    if !upgraded.others.is_empty() {
        lines.push(format!(
            "left alone in `alembic_version`: `{}`, of another program",
            upgraded.others.join("`, `")
        ));
    }
    lines
}

/// A schema by its releases and its revision.
pub(super) fn shown(schema: &SchemaName) -> String {
    let revision = schema.revision.unwrap_or("no revision");
    format!("{} ({revision})", schema.releases)
}

/// The bar of an upgrade, on a terminal: first of the copy, then of the steps.
pub(super) struct UpgradeBar<'a> {
    printer: &'a Printer,
    bar: RefCell<Option<(Part, ProgressBar)>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Copy,
    Steps,
}

impl<'a> UpgradeBar<'a> {
    pub(super) fn new(printer: &'a Printer) -> Self {
        Self {
            printer,
            bar: RefCell::default(),
        }
    }

    fn show(&self, progress: UpgradeProgress) {
        match progress {
            UpgradeProgress::Copying { done, total } => {
                self.count(Part::Copy, done, total, "pages copied");
            }
            UpgradeProgress::Step {
                done,
                total,
                brings,
            } => self.count(Part::Steps, done, total, &format!("steps: {brings}")),
            UpgradeProgress::Finishing => {
                if let Some((_, bar)) = &*self.bar.borrow() {
                    bar.set_position(bar.length().unwrap_or_default());
                    bar.set_message("steps: looking through what changed");
                }
            }
        }
    }

    pub(super) fn count(&self, part: Part, done: usize, total: usize, what: &str) {
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
