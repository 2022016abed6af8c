//! `mlflow doctor`: the facts that a bug report needs, and the programs that `mlflow run` needs.

use std::env;
use std::process::Command;

use clap::Args;
use serde_json::{Map, Value, json};

use crate::config::{self, TrackingSettings};
use crate::error::Result;
use crate::store;
use crate::tracking::Tracking;
use crate::uri;

use super::artifact_trial;
use super::context::Context;
use super::output::{self, Format, OutputArgs};
use super::report::{self, Exit};

/// Show versions, settings and the programs that projects need
///
/// Opens the store to see whether it can be read, but creates none.
#[derive(Args, Debug)]
pub(crate) struct DoctorArgs {
    /// Hide the values of environment variables
    #[arg(long)]
    mask_envs: bool,

    /// Write, read, list and delete a small file where artifacts are kept
    ///
    /// Without a URI that is MLFLOW_ARTIFACTS_DESTINATION or MLFLOW_DEFAULT_ARTIFACT_ROOT, else where
    /// new experiments of the store keep them.
    #[arg(long, value_name = "URI", num_args = 0..=1, default_missing_value = "")]
    artifacts: Option<String>,

    #[command(flatten)]
    output: OutputArgs,
}

/// Programs that projects use, with the flag that prints their version.
const PROGRAMS: [(&str, &str); 9] = [
    ("bash", "--version"),
    ("conda", "--version"),
    ("docker", "--version"),
    ("git", "--version"),
    ("mamba", "--version"),
    ("micromamba", "--version"),
    ("python3", "--version"),
    ("python", "--version"),
    ("uv", "--version"),
];

pub(super) fn run(args: &DoctorArgs, context: &Context) -> Result<Exit> {
    let settings = TrackingSettings::from_env();
    let store = settings
        .as_ref()
        .map_err(report::in_full)
        .and_then(|settings| {
            store_state(settings.clone()).map_err(|error| report::in_full(&error))
        });
    let trial = args
        .artifacts
        .as_deref()
        .map(|given| artifact_trial::run(given, settings.as_ref().ok()));
    let tracking_uri = settings.map_or(Value::Null, |settings| {
        json!(settings.tracking_uri.to_string())
    });
    let programs: Map<String, Value> = PROGRAMS
        .iter()
        .map(|(program, flag)| ((*program).to_owned(), json!(version(program, flag))))
        .collect();
    let mut report = json!({
        "mlflow_version": env!("CARGO_PKG_VERSION"),
        "system": format!("{} {}", env::consts::OS, env::consts::ARCH),
        "executable": env::current_exe().ok(),
        "tracking_uri": tracking_uri,
        "store": store.as_ref().map_or_else(|problem| format!("not usable: {problem}"), Clone::clone),
        "environments": config::environments_folder().ok(),
        "programs": programs,
        "environment_variables": environment_variables(args.mask_envs),
    });
    if let Some(trial) = &trial {
        report["artifacts"] = trial.record();
    }
    match args.output.format() {
        Format::Table => context.printer().result(&as_text(&report))?,
        other => output::one(context.printer(), other, "", &report)?,
    }
    Ok(
        if store.is_ok() && trial.is_none_or(|trial| trial.is_well()) {
            Exit::Done
        } else {
            Exit::Failed
        },
    )
}

/// A description of the store, or why it cannot be used. A local store that does not exist is not
/// created.
fn store_state(settings: TrackingSettings) -> Result<String> {
    if let Some(path) = store::missing_path(&settings.tracking_uri)? {
        return Ok(format!(
            "`{}` does not exist yet; the first command that writes to it creates it",
            path.display()
        ));
    }
    Tracking::open(settings)?.store_state()
}

fn shown_uri(uri: &str) -> Value {
    json!(uri::masked(uri))
}

/// The first line that a program prints for its version; `None` where there is no such program.
fn version(program: &str, flag: &str) -> Option<String> {
    let output = Command::new(program).arg(flag).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    output
        .status
        .success()
        .then(|| text.lines().next().unwrap_or_default().to_owned())
}

/// Every variable that is MLflow's, by name; passwords are never shown.
fn environment_variables(mask: bool) -> Map<String, Value> {
    let mut variables: Vec<(String, String)> = env::vars_os()
        .map(|(name, value)| {
            (
                name.to_string_lossy().into_owned(),
                value.to_string_lossy().into_owned(),
            )
        })
        .filter(|(name, _)| name.starts_with("MLFLOW_"))
        .collect();
    variables.sort();
    let shown = |name: &str, value: &str| {
        if mask || uri::is_secret_name(name) {
            json!("***")
        } else {
            shown_uri(value)
        }
    };
    variables
        .iter()
        .map(|(name, value)| (name.clone(), shown(name, value)))
        .collect()
}

/// The report as `Name: value` lines, nested ones indented.
fn as_text(report: &Value) -> String {
    let mut lines = Vec::new();
    for (name, value) in report.as_object().into_iter().flatten() {
        let title = title_of(name);
        match value {
            Value::Object(fields) => {
                lines.push(format!("{title}:"));
                lines.extend(
                    fields
                        .iter()
                        .map(|(name, value)| format!("  {name}: {}", plain(value))),
                );
            }
            value => lines.push(format!("{title}: {}", plain(value))),
        }
    }
    lines.join("\n")
}

/// `tracking_uri` becomes `Tracking URI`, as MLflow's report spells it.
fn title_of(name: &str) -> String {
    let spaced = name
        .replace('_', " ")
        .replace("mlflow", "MLflow")
        .replace("uri", "URI");
    let mut letters = spaced.chars();
    letters.next().map_or(String::new(), |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => "not found".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
