//! The output of `mlflow gc`: a line for each thing that is purged or stays, and the totals.

use indicatif::ProgressBar;
use serde_json::{Value, json};

use crate::error::Result;
use crate::store::Purge;
use crate::tracking::{GcKind, GcObserver, GcRemnant, GcReport};

use crate::cli::lost_versions::LostVersions;
use crate::cli::output::{self, Format, counted, readable};
use crate::cli::printer::Printer;

/// How many files that stay are named: further ones usually have the same reason.
const SHOWN_REMNANTS: usize = 20;

/// Prints a line for each thing.
pub(super) struct GcLines<'a> {
    printer: &'a Printer,
    format: Format,
    purge: Purge,
    bar: ProgressBar,
    shown: std::cell::Cell<usize>,
}

impl<'a> GcLines<'a> {
    pub(super) fn new(printer: &'a Printer, format: Format, purge: Purge, total: usize) -> Self {
        Self {
            printer,
            format,
            purge,
            bar: printer.count_bar("removed", total),
            shown: std::cell::Cell::new(0),
        }
    }

    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
        let hidden = self.shown.get().saturating_sub(SHOWN_REMNANTS);
        if hidden > 0 {
            let more = format!("and {hidden} more, which `--output json` names");
            self.printer.message(&more);
        }
    }

    fn show(&self, remnant: &GcRemnant, what: &str) {
        let shown = self.shown.replace(self.shown.get() + 1);
        if shown < SHOWN_REMNANTS {
            let GcRemnant { kind, id, reason } = remnant;
            let noun = noun(*kind);
            self.printer
                .message(&format!("{noun} `{id}` {what}: {reason}"));
        }
    }
}

impl GcObserver for GcLines<'_> {
    fn gone(&self, kind: GcKind, id: &str) -> Result<()> {
        self.bar.inc(1);
        if self.format != Format::Table {
            return Ok(());
        }
        // The sentences of Python's command, which scripts read.
        let noun = match kind {
            GcKind::Run => "Run",
            GcKind::LoggedModel => "Logged model",
            GcKind::Experiment => "Experiment",
            GcKind::Trace => "Trace",
            GcKind::Job => "Job",
        };
        let verb = match self.purge {
            Purge::Remove => "has been",
            Purge::Rehearse => "would be",
        };
        self.printer
            .result(&format!("{noun} with ID {id} {verb} permanently deleted."))
    }

    fn kept(&self, remnant: &GcRemnant) {
        self.show(remnant, "stays");
    }

    fn left(&self, remnant: &GcRemnant) {
        self.show(remnant, "leaves files behind");
    }
}

/// Prints the totals.
pub(super) fn print(
    printer: &Printer,
    format: Format,
    purge: Purge,
    report: &GcReport,
    lost: &LostVersions,
) -> Result<()> {
    if format != Format::Table {
        output::one(printer, format, "", &record(purge, report, lost))?;
    }
    printer.message(&summary(purge, report));
    Ok(())
}

fn summary(purge: Purge, report: &GcReport) -> String {
    let GcReport {
        runs,
        logged_models,
        experiments,
        jobs,
        freed,
        kept,
        artifacts_left,
    } = report;
    let gone = enumerated(&[
        (runs.len(), "run"),
        (logged_models.len(), "logged model"),
        (experiments.len(), "experiment"),
        (jobs.len(), "job"),
    ]);
    let verb = match purge {
        Purge::Remove => "removed",
        Purge::Rehearse => "would remove",
    };
    let mut text = match gone {
        Some(gone) => format!("{verb} {gone}: {}", extent(freed)),
        None if kept.is_empty() => "there is nothing to remove".to_owned(),
        None => format!("{verb} nothing"),
    };
    if !kept.is_empty() {
        text += "; ";
        text += &remain(kept.len());
        text += " that could not be removed";
    }
    if !artifacts_left.is_empty() {
        let left = counted(artifacts_left.len(), "location");
        text += "; files were left alone in ";
        text += &left;
    }
    text
}

/// How much was freed.
fn extent(freed: &crate::tracking::Freed) -> String {
    let count = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
    format!(
        "{}, {}, {}",
        counted(count(freed.rows), "row"),
        counted(count(freed.size.files), "file"),
        readable(freed.size.bytes)
    )
}

fn remain(count: usize) -> String {
    if count == 1 {
        "1 thing remains".to_owned()
    } else {
        format!("{count} things remain")
    }
}

fn record(purge: Purge, report: &GcReport, lost: &LostVersions) -> Value {
    let GcReport {
        runs,
        logged_models,
        experiments,
        jobs,
        freed,
        kept,
        artifacts_left,
    } = report;
    json!({
        "dry_run": purge == Purge::Rehearse,
        "run_ids": runs,
        "logged_model_ids": logged_models,
        "experiment_ids": experiments,
        "job_ids": jobs,
        "rows": freed.rows,
        "files": freed.size.files,
        "bytes": freed.size.bytes,
        "kept": kept,
        "artifacts_left": artifacts_left,
        "registered_versions": lost.record(),
    })
}

fn noun(kind: GcKind) -> &'static str {
    match kind {
        GcKind::Run => "run",
        GcKind::LoggedModel => "logged model",
        GcKind::Experiment => "experiment",
        GcKind::Trace => "trace",
        GcKind::Job => "job",
    }
}

/// Counts with their nouns, but for those that are nothing: `2 runs, 1 logged model and 1 job`.
pub(super) fn enumerated(counts: &[(usize, &str)]) -> Option<String> {
    let counts = counts.iter().filter(|(count, _)| *count > 0);
    let mut texts: Vec<String> = counts.map(|(count, noun)| counted(*count, noun)).collect();
    let last = texts.pop()?;
    Some(if texts.is_empty() {
        last
    } else {
        format!("{} and {last}", texts.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_enumerated() {
        assert_eq!(enumerated(&[(0, "run"), (0, "job")]), None);
        assert_eq!(enumerated(&[(1, "run"), (0, "job")]).unwrap(), "1 run");
        assert_eq!(
            enumerated(&[(2, "run"), (3, "model"), (1, "job")]).unwrap(),
            "2 runs, 3 models and 1 job"
        );
    }
}
