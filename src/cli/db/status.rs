//! `mlflow db status`.

use clap::Args;
use indicatif::DecimalBytes;
use serde_json::{Map, Value, json};

use crate::error::Result;
use crate::store::database;
use crate::store::sql::{DatabaseStatus, SchemaTarget};

use super::super::context::Context;
use super::super::output::{self, Format, OutputArgs, counted};
use super::super::report::Exit;
use super::upgrade::shown;

/// Show which MLflow a database belongs to, what an upgrade would do, and whether it is whole
///
/// Reads all of the database and changes nothing. The exit code is 1 where an SQLite database is
/// damaged; PostgreSQL and MySQL look after that themselves.
#[derive(Args, Debug)]
pub(crate) struct StatusArgs {
    /// The database: sqlite:///mlflow.db, a path, postgresql://… or mysql://…
    url: String,

    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn run(args: &StatusArgs, context: &Context) -> Result<Exit> {
    let status = database::status(&super::address(&args.url)?)?;
    match args.output.format() {
        Format::Table => context.printer().result(&as_text(&status))?,
        other => output::one(context.printer(), other, "", &as_json(&status))?,
    }
    let is_whole = status.problems.is_none_or(|problems| problems.is_empty());
    Ok(if is_whole { Exit::Done } else { Exit::Failed })
}

fn as_json(status: &DatabaseStatus) -> Value {
    let rows: Map<String, Value> = status
        .tables
        .iter()
        .map(|table| (table.table.clone(), json!(table.rows)))
        .collect();
    let features: Vec<Value> = status
        .features
        .iter()
        .map(|feature| json!({"name": feature.name, "since": feature.since, "kept": feature.is_kept}))
        .collect();
    let steps: Vec<Value> = status
        .steps
        .iter()
        .map(|(revision, brings)| json!({"revision": revision, "brings": brings}))
        .collect();
    json!({
        "database": status.database,
        "path": status.path,
        "size_bytes": status.size,
        "revision": status.schema.as_ref().and_then(|schema| schema.revision.as_deref()),
        "releases": status.schema.as_ref().map(|schema| &schema.releases),
        "other_revisions": status.others,
        "clients": status.clients.as_ref().map(|clients| json!({
            "open": clients.open,
            "upgrade_since": clients.upgrade_since,
        })),
        "features": features,
        "upgrade_needed": !steps.is_empty(),
        "steps": steps,
        "rows": rows,
        "problems": status.problems,
    })
}

/// The status as lines, then its lists.
fn as_text(status: &DatabaseStatus) -> String {
    let schema = match &status.schema {
        Some(schema) => format!("MLflow {}", shown(schema)),
        None => "none; `mlflow db upgrade` makes the tables".to_owned(),
    };
    let upgrade = match status.steps.len() {
        0 => "not needed".to_owned(),
        steps => format!(
            "{} to MLflow {}",
            counted(steps, "step"),
            SchemaTarget::NEWEST.releases()
        ),
    };
    let mut lines = vec![
        match &status.path {
            Some(path) => format!("Database: {}", path.display()),
            None => format!("Database: {}", status.database),
        },
        format!("Size: {}", DecimalBytes(status.size)),
        format!("Schema: {schema}"),
        format!("Upgrade: {upgrade}"),
    ];
    let steps = status.steps.iter();
    lines.extend(steps.map(|(revision, brings)| format!("  {revision}  {brings}")));
    lines.extend(
        status
            .clients
            .iter()
            .map(|clients| format!("Clients: {}", super::clients_in_words(clients))),
    );
    lines.extend(features_in_words(status));
    if !status.others.is_empty() {
        lines.push(format!("Other revisions: {}", status.others.join(", ")));
    }
    lines.push(match status.problems.as_deref() {
        None => "Integrity: looked after by the server".to_owned(),
        Some([]) => "Integrity: ok".to_owned(),
        Some(_) => "Integrity:".to_owned(),
    });
    let problems = status.problems.iter().flatten();
    lines.extend(problems.map(|problem| format!("  {}", output::printable(problem))));
    lines.push("Rows:".to_owned());
    let tables = status.tables.iter().filter(|table| table.rows > 0);
    lines.extend(tables.map(|table| format!("  {}: {}", table.table, table.rows)));
    lines.join("\n")
}

/// What the schema can keep and what it cannot.
fn features_in_words(status: &DatabaseStatus) -> Vec<String> {
    if status.schema.is_none() {
        return Vec::new();
    }
    let listed = |is_kept| -> Vec<String> {
        let features = status.features.iter();
        let features = features.filter(|feature| feature.is_kept == is_kept);
        features
            .map(|feature| {
                if is_kept {
                    feature.name.to_owned()
                } else {
                    format!("{} (since {})", feature.name, feature.since)
                }
            })
            .collect()
    };
    [("Can keep", listed(true)), ("Cannot keep", listed(false))]
        .into_iter()
        .filter(|(_, features)| !features.is_empty())
        .map(|(title, features)| format!("{title}: {}", features.join(", ")))
        .collect()
}
