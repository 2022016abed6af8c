//! `mlflow run URI --help-project`.

use std::fmt::Write as _;

use crate::error::Result;
use crate::project::{self, Description, EntryPointDescription, ParameterDescription};

use super::super::context::Context;
use super::super::output::printable;
use super::super::progress::RunProgress;
use super::super::report::{self, Exit};

/// Says what a project offers.
pub(super) fn run(project_uri: &str, version: Option<&str>, context: &Context) -> Result<Exit> {
    let progress = RunProgress::new(context.printer());
    let description =
        project::describe(project_uri, version, &report::watch_signals()?, &progress)?;
    context.printer().result(text(&description).trim_end())?;
    for hint in &description.elsewhere {
        context.printer().message(&format!("hint: {hint}"));
    }
    Ok(Exit::Done)
}

fn text(description: &Description) -> String {
    let Description {
        name,
        environment,
        entry_points,
        scripts,
        elsewhere: _,
    } = description;
    let mut text = String::new();
    if let Some(name) = name {
        let _ = writeln!(text, "Project: {}", printable(name));
    }
    let environment = environment.as_deref().unwrap_or("none named");
    let _ = writeln!(text, "Environment: {}", printable(environment));
    for entry_point in entry_points {
        text.push('\n');
        text.push_str(&entry_point_text(entry_point));
    }
    if !scripts.is_empty() {
        let scripts: Vec<String> = scripts.iter().map(|script| printable(script)).collect();
        let _ = writeln!(text, "\nScripts, for -e: {}", scripts.join(", "));
    }
    text
}

fn entry_point_text(entry_point: &EntryPointDescription) -> String {
    let EntryPointDescription {
        name,
        command,
        usage,
        parameters,
    } = entry_point;
    let mut text = format!(
        "Entry point {}\n  command: {}\n  usage:   mlflow run URI {}\n",
        printable(name),
        printable(command),
        printable(usage)
    );
    let longest = |width: fn(&ParameterDescription) -> usize| {
        parameters.iter().map(width).max().unwrap_or_default()
    };
    let name_width = longest(|parameter| parameter.name.chars().count());
    let type_width = longest(|parameter| parameter.type_name.chars().count());
    for parameter in parameters {
        let ParameterDescription {
            name,
            type_name,
            default,
            is_required,
        } = parameter;
        let remark = match default {
            Some(default) => format!("default: {}", printable(default)),
            None if *is_required => "required".to_owned(),
            None => String::new(),
        };
        let line = format!("  -P {name:name_width$}  {type_name:type_width$}  {remark}");
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}
