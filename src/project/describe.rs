//! What a project offers: its entry points, their parameters and its environment, for people who
//! want to know before they run it.

use std::path::Path;

use crate::environment::EnvironmentSpec;
use crate::error::Result;
use crate::process::Watch;

use super::manifest::{EntryPoint, Manifest, Parameter, ParameterKind};
use super::observer::Observer;
use super::params::usage;
use super::source::Finder;

/// What a project offers.
#[derive(Debug, PartialEq, Eq)]
pub struct Description {
    /// The name that it gives itself.
    pub name: Option<String>,
    /// The file that describes its environment, or the image that it runs in; `None` for none.
    pub environment: Option<String>,
    /// In the project's order.
    pub entry_points: Vec<EntryPointDescription>,
    /// The scripts at its top, each of which can be an entry point.
    pub scripts: Vec<String>,
    /// Where the `MLproject` file may be that the folder lacks, for people.
    pub elsewhere: Vec<String>,
}

/// An entry point, as users see it.
#[derive(Debug, PartialEq, Eq)]
pub struct EntryPointDescription {
    /// What `-e` takes.
    pub name: String,
    /// With `{name}` where a parameter goes.
    pub command: String,
    /// The flags of `mlflow run` that call it.
    pub usage: String,
    /// In the project's order.
    pub parameters: Vec<ParameterDescription>,
}

/// A parameter, as users see it.
#[derive(Debug, PartialEq, Eq)]
pub struct ParameterDescription {
    /// What `-P` takes.
    pub name: String,
    /// The type as the project spells it.
    pub type_name: String,
    /// The value without one given.
    pub default: Option<String>,
    /// Whether a value must be given.
    pub is_required: bool,
}

/// Fetches and reads a project, and tells what it offers.
pub fn describe(
    project_uri: &str,
    version: Option<&str>,
    watch: &Watch,
    observer: &dyn Observer,
) -> Result<Description> {
    let finder = Finder { watch, observer };
    let source = finder.find(project_uri, version)?;
    describe_folder(&source.folder)
}

/// Reads the project in a folder, and tells what it offers.
pub fn describe_folder(folder: &Path) -> Result<Description> {
    let manifest = Manifest::load(folder)?;
    Ok(Description {
        name: manifest.name()?,
        environment: environment(&manifest.environment),
        entry_points: manifest
            .all_entry_points()?
            .into_iter()
            .map(EntryPointDescription::from)
            .collect(),
        scripts: manifest.scripts()?,
        elsewhere: manifest.elsewhere(),
    })
}

fn environment(spec: &EnvironmentSpec) -> Option<String> {
    match spec {
        EnvironmentSpec::None => None,
        EnvironmentSpec::Docker(docker) => Some(format!("Docker image {}", docker.image)),
        EnvironmentSpec::Python(path)
        | EnvironmentSpec::Conda(path)
        | EnvironmentSpec::Requirements(path)
        | EnvironmentSpec::Locked(path) => Some(path.file_name()?.to_string_lossy().into_owned()),
    }
}

impl From<EntryPoint> for EntryPointDescription {
    fn from(entry_point: EntryPoint) -> Self {
        let usage = usage(&entry_point);
        let EntryPoint {
            name,
            parameters,
            command,
        } = entry_point;
        Self {
            name,
            command,
            usage,
            parameters: parameters.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<Parameter> for ParameterDescription {
    fn from(parameter: Parameter) -> Self {
        let Parameter {
            name,
            kind,
            type_name,
            default,
        } = parameter;
        Self {
            name,
            type_name,
            is_required: default.is_none() && kind != ParameterKind::Flag,
            default,
        }
    }
}
