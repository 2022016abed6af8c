//! `mlflow gate`: conditions on a run, for pipelines that go on or stop.

mod condition;

use clap::Args;
use serde_json::{Value, json};

use crate::entity::Run;
use crate::error::Result;

use super::baseline::BaselineArgs;
use super::complete;
use super::context::Context;
use super::output::{self, Listing, OutputArgs, Table};
use super::report::Exit;
use super::usage_error::usage_error;
use super::which::{ScopeArgs, run_or_latest};
use condition::{Condition, Verdict};

/// Check conditions on a run, and exit with 4 if one does not hold
///
/// A condition compares metrics with numbers and with those of another run, the baseline:
///
///   metrics.acc >= 0.9
///   metrics.acc >= baseline - 0.01
///   metrics.loss <= 1.05 * baseline.metrics.loss
///   params.solver = 'saga'
///   status = 'FINISHED'
///
/// The exit code is 3 where the run or its baseline is not found, and 2 for a condition that cannot be
/// read.
#[derive(Args, Debug)]
#[command(verbatim_doc_comment, after_help = EXAMPLES)]
pub(crate) struct GateArgs {
    /// Condition that must hold; all of them must
    #[arg(value_name = "CONDITION", required = true)]
    conditions: Vec<String>,

    /// The run: its ID, the beginning of it, its name, `@last` or `@best:metrics.KEY`
    /// [env: MLFLOW_RUN_ID] [default: the latest]
    #[arg(
        long,
        visible_alias = "run-id",
        short = 'r',
        value_name = "RUN",
        add = complete::runs()
    )]
    run: Option<String>,

    #[command(flatten)]
    baseline: BaselineArgs,

    /// Let conditions on a baseline hold where there is none yet
    #[arg(long)]
    allow_no_baseline: bool,

    #[command(flatten)]
    scope: ScopeArgs,

    #[command(flatten)]
    output: OutputArgs,
}

const EXAMPLES: &str = "\
Examples:
  mlflow gate --run @last \"status != 'FAILED'\"
  mlflow gate --allow-no-baseline --baseline \"tags.branch='main'\" 'metrics.acc >= baseline - 0.01' || echo worse";

pub(super) fn run(args: &GateArgs, context: &Context) -> Result<Exit> {
    let parse = |text: &String| Condition::parse(text);
    let conditions: Vec<Condition> = args.conditions.iter().map(parse).collect::<Result<_>>()?;
    let needs_baseline = conditions.iter().any(Condition::needs_baseline);
    if needs_baseline && !args.baseline.is_named() {
        return Err(usage_error(
            "Missing option '--baseline': a condition names a baseline; expected a run or a filter",
        ));
    }
    let tracking = context.tracking_to_read()?;
    let scope = args.scope.scope(tracking)?;
    let run = run_or_latest(args.run.as_deref(), tracking, &scope)?;
    let baseline = args.baseline.find(&run, tracking, &scope);
    let baseline = match baseline {
        Err(error) if super::absence::is_absence(&error) && args.allow_no_baseline => {
            context.printer().message("there is no baseline yet");
            None
        }
        found => found?,
    };
    let decide = |condition: &Condition| {
        if baseline.is_none() && args.allow_no_baseline && condition.needs_baseline() {
            return Verdict {
                holds: true,
                why: "there is no baseline yet".to_owned(),
            };
        }
        condition.decide(&run, baseline.as_deref())
    };
    let verdicts: Vec<Verdict> = conditions.iter().map(decide).collect();
    let decided = Decided {
        conditions: &conditions,
        verdicts: &verdicts,
        run: &run,
        baseline: baseline.as_deref(),
    };
    decided.print(args.output, context)?;
    let failed = verdicts.iter().filter(|verdict| !verdict.holds).count();
    if failed == 0 {
        return Ok(Exit::Done);
    }
    let line = match (failed, verdicts.len()) {
        (1, 1) => "the condition does not hold".to_owned(),
        (1, all) => format!("1 of {all} conditions does not hold"),
        (failed, all) => format!("{failed} of {all} conditions do not hold"),
    };
    context.printer().error(&line);
    Ok(Exit::GateClosed)
}

/// Conditions with what came out.
struct Decided<'a> {
    conditions: &'a [Condition],
    verdicts: &'a [Verdict],
    run: &'a Run,
    baseline: Option<&'a Run>,
}

impl Decided<'_> {
    fn print(&self, output: OutputArgs, context: &Context) -> Result<()> {
        let printer = context.printer();
        match output.format() {
            output::Format::Table => {
                let lines = self.conditions.iter().zip(self.verdicts);
                lines.into_iter().try_for_each(|(condition, verdict)| {
                    let word = if verdict.holds { "holds" } else { "fails" };
                    printer.result(&format!("{word}  {}: {}", condition.text, verdict.why))
                })
            }
            other => output::list(printer, other, self),
        }
    }
}

impl Listing for Decided<'_> {
    fn table(&self) -> Table {
        let mut table = Table::new(["condition", "holds", "why", "run_id", "baseline_run_id"]);
        let baseline = self.baseline.map(|run| run.info.run_id.to_string());
        let rows = self.conditions.iter().zip(self.verdicts);
        table.rows = rows
            .map(|(condition, verdict)| {
                vec![
                    condition.text.clone(),
                    verdict.holds.to_string(),
                    verdict.why.clone(),
                    self.run.info.run_id.to_string(),
                    baseline.clone().unwrap_or_default(),
                ]
            })
            .collect();
        table
    }

    fn records(&self) -> Vec<Value> {
        let rows = self.conditions.iter().zip(self.verdicts);
        rows.map(|(condition, verdict)| {
            json!({
                "condition": condition.text,
                "holds": verdict.holds,
                "why": verdict.why,
                "run_id": self.run.info.run_id,
                "baseline_run_id": self.baseline.map(|run| &run.info.run_id),
            })
        })
        .collect()
    }
}
