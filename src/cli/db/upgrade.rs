//! `mlflow db upgrade`.

use clap::Args;
use serde_json::{Value, json};

use crate::error::{ErrorCode, Result};
use crate::store::database;
use crate::store::sql::{
    Clients, SchemaName, SchemaTarget, UpgradeOptions, UpgradeProgress, Upgraded,
};
use crate::tracking;

use super::super::context::Context;
use super::super::output::{self, Format, OutputArgs, counted};
use super::super::report::Exit;
use super::interrupt::Interrupt;
use super::progress::{DatabaseProgress, UpgradePart};

/// Bring a database of MLflow 1.0 or later to the schema of a later release
///
/// In SQLite and PostgreSQL all of it happens in one transaction: what fails, or is interrupted,
/// leaves the database as it was. MySQL has no such transactions: the same command goes on where
/// it ended. Of an SQLite database a copy stays beside it, named after its revision:
/// `mlflow.db.c48cb773bb87.backup`; make one of a server's database with its own tools. Other
/// programs wait when they want to write. A database without tables gets them.
#[derive(Args, Debug)]
pub(crate) struct UpgradeArgs {
    /// The database: sqlite:///mlflow.db, a path, postgresql://… or mysql://…
    url: String,

    /// The schema to bring it to: a release such as 3.17, or an Alembic revision; the newest that
    /// is known if not given
    #[arg(long, value_name = "RELEASE", value_parser = super::schema_target)]
    to: Option<SchemaTarget>,

    /// Keep no copy of the SQLite database as it was
    #[arg(long)]
    no_backup: bool,

    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn run(args: &UpgradeArgs, context: &Context) -> Result<Exit> {
    let interrupt = Interrupt::listen();
    let options = UpgradeOptions {
        target: args.to.unwrap_or(SchemaTarget::NEWEST),
        cancelled: interrupt.flag(),
        keeps_copy: !args.no_backup,
        now: tracking::now(),
    };
    let bar = DatabaseProgress::new(context.printer());
    let upgraded = database::upgrade(&super::address(&args.url)?, &options, &|progress| {
        show(&bar, progress);
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
    match args.output.format() {
        Format::Table => {}
        other => output::one(context.printer(), other, "", &record(&upgraded))?,
    }
    Ok(Exit::Done)
}

/// What was done, for programs.
fn record(upgraded: &Upgraded) -> Value {
    let from = upgraded.from.as_ref();
    json!({
        "database": upgraded.database,
        "from": from.and_then(|schema| schema.revision.as_deref()),
        "to": upgraded.target.revision(),
        "steps": upgraded.steps,
        "copy": upgraded.copy,
    })
}

/// What was done, for people.
fn report(upgraded: &Upgraded) -> Vec<String> {
    let database = &upgraded.database;
    let target = super::shown_target(upgraded.target);
    let mut lines = vec![match &upgraded.from {
        None => format!("made the {database} with the schema of MLflow {target}"),
        Some(_) if upgraded.steps == 0 => {
            format!("the {database} has the schema of MLflow {target} already; nothing to do")
        }
        Some(from) => format!(
            "upgraded the {database} from MLflow {} to {target} in {}",
            shown(from),
            counted(upgraded.steps, "step")
        ),
    }];
    lines.push(super::clients_in_words(&Clients::of_target(
        upgraded.target,
    )));
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
    let revision = schema.revision.as_deref().unwrap_or("no revision");
    format!("{} ({revision})", schema.releases)
}

fn show(bar: &DatabaseProgress, progress: UpgradeProgress) {
    match progress {
        UpgradeProgress::Copying { done, total } => bar.copied(done, total),
        UpgradeProgress::Step {
            done,
            total,
            brings,
        } => bar.count(UpgradePart::Steps, done, total, &format!("steps: {brings}")),
        UpgradeProgress::Finishing => bar.finishing("steps: looking through what changed"),
    }
}
