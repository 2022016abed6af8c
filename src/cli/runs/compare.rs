//! `runs compare`.

use std::path::Path;
use std::sync::Arc;

use clap::Args;
use serde_json::{Map, Value, json};

use crate::entity::{Run, keys};
use crate::error::Result;
use crate::project;
use crate::tracking::Tracking;
use crate::view::{self, Cell, Compared, Difference, Importance, Ink, Section};

use super::super::context::Context;
use super::super::naming::{self, short_ids};
use super::super::output::{self, Format, Listing, OutputArgs, Table, printable};
use super::super::usage_error::usage_error;
use super::super::which::ScopeArgs;
use super::super::{complete, history, record};

/// Compare runs: params, metrics, tags, environment and source
///
/// Only what differs is shown. Where the runs are of two commits that the repository of this folder
/// has, what changed between them is shown, too.
#[derive(Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(crate) struct CompareArgs {
    /// A run: its ID, the beginning of it, its name, `@last` or `@best:metrics.KEY`
    #[arg(value_name = "RUN", required = true, num_args = 1.., add = complete::runs())]
    runs: Vec<String>,

    /// Show what is the same in all of them, too
    #[arg(long)]
    all: bool,

    /// Print a table in Markdown
    #[arg(long, conflicts_with_all = ["html", "output", "json"])]
    md: bool,

    /// Print a page in HTML
    #[arg(long, conflicts_with_all = ["output", "json"])]
    html: bool,

    /// Show the changes between the commits in full, and not as a list of files
    #[arg(long)]
    diff: bool,

    #[command(flatten)]
    scope: ScopeArgs,

    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn run(args: &CompareArgs, context: &Context, tracking: &Tracking) -> Result<()> {
    if args.runs.len() < 2 {
        return Err(usage_error(
            "Missing argument 'RUN': expected two runs or more, such as `@last~1 @last`",
        ));
    }
    let scope = args.scope.scope(tracking)?;
    let find = |text: &String| naming::run(text, tracking, &scope);
    let runs: Vec<Arc<Run>> = args.runs.iter().map(find).collect::<Result<_>>()?;
    let borrowed: Vec<&Run> = runs.iter().map(AsRef::as_ref).collect();
    let mut rows = Difference::between(&borrowed, args.all);
    // What came out stands before how the programs ran.
    rows.sort_by_key(|row| {
        let is_measure = row.section == Section::Metric && history::is_measure(&row.key);
        (row.section, is_measure)
    });
    let comparison = Comparison { rows, runs: &runs };
    let commits = source_changes(&borrowed, args.diff);
    let printer = context.printer();
    let table = comparison.table();
    if args.md {
        let mut text = view::markdown_table(&table.headers, &table.rows);
        if let Some(changes) = &commits {
            text = format!("{text}\n```diff\n{}\n```\n", changes.replace("```", "'''"));
        }
        return printer.result(text.trim_end());
    }
    if args.html {
        let page = view::html_page("Runs compared", &table.headers, &table.rows);
        return printer.result(page.trim_end());
    }
    output::list(printer, args.output.format(), &comparison)?;
    if comparison.rows.is_empty() {
        printer.message("the runs do not differ");
    }
    if let (Some(changes), Format::Table) = (commits, args.output.format()) {
        printer.result(&format!("\n{changes}"))?;
    }
    Ok(())
}

/// What changed between the commits of the first and the last run.
fn source_changes(runs: &[&Run], in_full: bool) -> Option<String> {
    let commit = |run: &&Run| run.tag(keys::GIT_COMMIT).map(str::to_owned);
    let (from, to) = (
        runs.first().and_then(commit)?,
        runs.last().and_then(commit)?,
    );
    if from == to {
        return None;
    }
    project::commit_changes(Path::new("."), &from, &to, in_full)
}

/// What differs between runs.
struct Comparison<'a> {
    rows: Vec<Difference>,
    runs: &'a [Arc<Run>],
}

impl Comparison<'_> {
    fn headers(&self) -> Vec<String> {
        let ids = short_ids(self.runs.iter().map(|run| &run.info.run_id));
        let mut headers = vec!["field".to_owned()];
        headers.extend(ids);
        headers.push("change".to_owned());
        headers
    }

    fn cells(row: &Difference) -> Vec<String> {
        let mut cells = vec![row.name()];
        cells.extend(row.shown());
        cells.push(row.change.clone());
        cells
    }
}

impl Listing for Comparison<'_> {
    fn table(&self) -> Table {
        Table {
            headers: self.headers(),
            rows: self.rows.iter().map(Self::cells).collect(),
        }
    }

    fn sheet_for_screen(&self) -> view::Sheet {
        let last = self.runs.len() + 1;
        let column = |(index, header): (usize, String)| view::Column {
            header: printable(&header),
            is_number: false,
            importance: if index == 0 || index == last {
                Importance::Kept
            } else {
                Importance::Spare
            },
        };
        let row = |row: &Difference| {
            let ink = match row.section {
                Section::Metric => Ink::Bold,
                Section::Environment => Ink::Dim,
                _ => Ink::Plain,
            };
            let cells = Self::cells(row).into_iter();
            cells.map(|cell| Cell::new(printable(&cell), ink)).collect()
        };
        view::Sheet {
            columns: self.headers().into_iter().enumerate().map(column).collect(),
            rows: self.rows.iter().map(row).collect(),
        }
    }

    fn records(&self) -> Vec<Value> {
        let record = |row: &Difference| {
            let ids = self.runs.iter().map(|run| run.info.run_id.to_string());
            let values = row.values.iter().map(|value| match value {
                Some(Compared::Text(text)) => json!(text),
                Some(Compared::Number(number)) => record::number(*number),
                Some(Compared::Length(millis)) => json!(millis),
                None => Value::Null,
            });
            let values: Map<String, Value> = ids.zip(values).collect();
            json!({"field": row.name(), "values": values, "change": row.change})
        };
        self.rows.iter().map(record).collect()
    }
}
