//! `mlflow models tag …`.

use clap::{Args, Subcommand};
use serde_json::json;

use crate::entity::Tag;
use crate::error::Result;
use crate::registry;

use super::super::complete;
use super::super::context::Context;
use super::super::output::{self, OutputArgs, printable};

/// Set and delete tags of registered models and versions
#[derive(Debug, Subcommand)]
pub(crate) enum TagCommand {
    Set(SetArgs),
    Delete(DeleteArgs),
}

/// What has the tag.
#[derive(Args, Debug)]
pub(crate) struct TagOwner {
    /// Name of the registered model
    #[arg(value_name = "NAME", add = complete::registered_models())]
    name: String,

    /// Number of the version that has the tag; the model itself without it
    #[arg(long, value_name = "VERSION")]
    version: Option<String>,
}

/// Set a tag
#[derive(Args, Debug)]
pub(crate) struct SetArgs {
    #[command(flatten)]
    owner: TagOwner,

    /// Its key
    #[arg(value_name = "KEY")]
    key: String,

    /// Its value
    #[arg(value_name = "VALUE")]
    value: String,

    #[command(flatten)]
    output: OutputArgs,
}

/// Delete a tag
#[derive(Args, Debug)]
pub(crate) struct DeleteArgs {
    #[command(flatten)]
    owner: TagOwner,

    /// Its key
    #[arg(value_name = "KEY")]
    key: String,

    #[command(flatten)]
    output: OutputArgs,
}

impl TagOwner {
    fn version(&self) -> Result<Option<i64>> {
        let version = self.version.as_deref().map(registry::version_number);
        version.transpose()
    }

    /// The owner, for people.
    fn shown(&self) -> String {
        let name = printable(&self.name);
        match &self.version {
            Some(version) => format!("version {} of '{name}'", printable(version)),
            None => format!("'{name}'"),
        }
    }
}

pub(super) fn run(command: &TagCommand, context: &Context) -> Result<()> {
    match command {
        TagCommand::Set(args) => set(args, context),
        TagCommand::Delete(args) => delete(args, context),
    }
}

fn set(args: &SetArgs, context: &Context) -> Result<()> {
    let name = &args.owner.name;
    let tag = Tag::new(&args.key, &args.value);
    let version = args.owner.version()?;
    let registry = context.registry_as_it_is()?;
    match version {
        Some(version) => registry.set_model_version_tag(name, version, &tag)?,
        None => registry.set_registered_model_tag(name, &tag)?,
    }
    let text = format!(
        "Set tag '{}' of {}",
        printable(&args.key),
        args.owner.shown()
    );
    let record = json!({
        "name": name, "version": args.owner.version, "key": args.key, "value": args.value,
    });
    output::one(context.printer(), args.output.format(), &text, &record)
}

fn delete(args: &DeleteArgs, context: &Context) -> Result<()> {
    let name = &args.owner.name;
    let version = args.owner.version()?;
    let registry = context.registry_as_it_is()?;
    match version {
        Some(version) => registry.delete_model_version_tag(name, version, &args.key)?,
        None => registry.delete_registered_model_tag(name, &args.key)?,
    }
    let text = format!(
        "Deleted tag '{}' of {}",
        printable(&args.key),
        args.owner.shown()
    );
    let record = json!({"name": name, "version": args.owner.version, "key": args.key});
    output::one(context.printer(), args.output.format(), &text, &record)
}
