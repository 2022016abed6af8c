//! The `MLproject` file: what a project is called, how it starts, what it needs around it.
//!
//! Reads and checks; a folder without that file is a project with no entry points. How an entry
//! point becomes a command is the business of [`super::command`].

use std::path::{Path, PathBuf};

use crate::config;
use crate::error::{Error, ErrorCode, Result};

use super::command;
use super::yaml::{Document, Node};

/// The file's name, in whatever letter case.
const FILE_NAME: &str = "mlproject";
/// The environment of a project that names none.
const DEFAULT_PYTHON_ENV: &str = "python_env.yaml";
/// The Conda environment of a project that names none.
const DEFAULT_CONDA_ENV: &str = "conda.yaml";

/// A project as its file states it.
#[derive(Debug)]
pub(super) struct Manifest {
    folder: PathBuf,
    entry_points: Vec<EntryPoint>,
    pub(super) environment: EnvironmentFile,
}

/// A way to start a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct EntryPoint {
    pub(super) name: String,
    pub(super) parameters: Vec<Parameter>,
    /// With `{name}` where a parameter goes.
    pub(super) command: String,
}

/// A parameter of an entry point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Parameter {
    pub(super) name: String,
    pub(super) kind: ParameterKind,
    pub(super) default: Option<String>,
}

/// What a parameter's value must be. MLflow knows `string` and `float` too, but checks neither,
/// and takes any other word for a text as well (1.23.1 and 3.17.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ParameterKind {
    /// Anything.
    Text,
    /// A local path, or an artifact to be downloaded.
    Path,
    /// Anything with a scheme.
    Uri,
}

/// The file that describes the environment of a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum EnvironmentFile {
    /// There is none.
    None,
    /// `python_env.yaml`.
    Python(PathBuf),
    /// `conda.yaml`.
    Conda(PathBuf),
    /// A Docker image, described in the `MLproject` file itself.
    Docker,
}

impl Manifest {
    /// Reads the project in a folder.
    pub(super) fn load(folder: &Path) -> Result<Self> {
        let Some(path) = find(folder)? else {
            return Ok(Self {
                folder: folder.to_owned(),
                entry_points: Vec::new(),
                environment: default_environment(folder),
            });
        };
        let document = Document::read(&path)?;
        let root = document.root();
        if let Some(name) = root.get("name")? {
            name.text()?;
        }
        if root.get("databricks_spark_job")?.is_some() {
            return Err(Error::not_implemented(
                "the project's `databricks_spark_job` needs the backend `databricks`, which is not supported",
            )
            .hint("describe the project with `entry_points` and run it locally"));
        }
        Ok(Self {
            folder: folder.to_owned(),
            entry_points: entry_points(&root)?,
            environment: environment(&root, folder)?,
        })
    }

    /// The entry point of that name, or else the script of that name.
    pub(super) fn entry_point(&self, name: &str) -> Result<EntryPoint> {
        if let Some(entry_point) = self.entry_points.iter().find(|entry| entry.name == name) {
            return Ok(entry_point.clone());
        }
        let command = command::for_script(name, &config::shell()?)
            .filter(|_| self.folder.join(name).is_file())
            .ok_or_else(|| self.entry_point_not_found(name))?;
        Ok(EntryPoint {
            name: name.to_owned(),
            parameters: Vec::new(),
            command,
        })
    }

    fn entry_point_not_found(&self, name: &str) -> Error {
        let names: Vec<String> = self
            .entry_points
            .iter()
            .map(|entry_point| format!("`{}`", entry_point.name))
            .collect();
        let known = match names.len() {
            0 => "it names no entry points".to_owned(),
            _ => format!("its entry points are {}", names.join(", ")),
        };
        Error::new(
            ErrorCode::ResourceDoesNotExist,
            format!("the project has no entry point and no script `{name}`; {known}"),
        )
        .hint("a script of the project can be an entry point too: `-e train.py`, `-e train.sh`")
    }
}

/// Looks for the file in a folder, in whatever letter case.
fn find(folder: &Path) -> Result<Option<PathBuf>> {
    let entries = folder
        .read_dir()
        .map_err(|e| Error::io("read the folder", folder, e))?;
    let mut found: Vec<PathBuf> = entries
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().to_lowercase() == FILE_NAME)
        .map(|entry| entry.path())
        .collect();
    found.sort();
    Ok(found.into_iter().next())
}

fn entry_points(root: &Node) -> Result<Vec<EntryPoint>> {
    let Some(node) = root.get("entry_points")? else {
        return Ok(Vec::new());
    };
    let entries = node.entries()?;
    entries
        .into_iter()
        .map(|(name, node)| entry_point(name, &node))
        .collect()
}

fn entry_point(name: String, node: &Node) -> Result<EntryPoint> {
    let Some(command) = node.get("command")? else {
        return Err(node.expected("a mapping with a `command`"));
    };
    let parameters = match node.get("parameters")? {
        Some(parameters) => parameters
            .entries()?
            .into_iter()
            .map(|(name, node)| parameter(name, &node))
            .collect::<Result<_>>()?,
        None => Vec::new(),
    };
    Ok(EntryPoint {
        name,
        parameters,
        command: command.text()?.to_owned(),
    })
}

/// Reads `p: float` or `p: {type: float, default: 0.1}`.
fn parameter(name: String, node: &Node) -> Result<Parameter> {
    let (kind, default) = if let Some(kind) = node.as_text() {
        (kind, None)
    } else {
        let kind = node.get("type")?.map_or(Ok("string"), |kind| kind.text())?;
        let default = node.get("default")?;
        (kind, default.map(|default| default.python_str()))
    };
    let kind = match kind {
        "path" => ParameterKind::Path,
        "uri" => ParameterKind::Uri,
        _ => ParameterKind::Text,
    };
    Ok(Parameter {
        name,
        kind,
        default,
    })
}

fn environment(root: &Node, folder: &Path) -> Result<EnvironmentFile> {
    let docker = root.get("docker_env")?;
    let python = root.get("python_env")?;
    let conda = root.get("conda_env")?;
    match (docker, python, conda) {
        (None, None, None) => Ok(default_environment(folder)),
        (Some(docker), None, None) => match docker.get("image")? {
            Some(image) => image.text().map(|_| EnvironmentFile::Docker),
            None => Err(docker.expected("a mapping with an `image`")),
        },
        (None, Some(python), None) => Ok(EnvironmentFile::Python(named_file(folder, &python)?)),
        (None, None, Some(conda)) => Ok(EnvironmentFile::Conda(named_file(folder, &conda)?)),
        _ => Err(Error::invalid(
            "the project names several environments; expected one of `python_env`, `conda_env` and `docker_env`",
        )),
    }
}

fn named_file(folder: &Path, node: &Node) -> Result<PathBuf> {
    let path = folder.join(node.text()?);
    if path.is_file() {
        return Ok(path);
    }
    Err(Error::new(
        ErrorCode::ResourceDoesNotExist,
        format!(
            "the project's environment file `{}` is not there",
            path.display()
        ),
    ))
}

fn default_environment(folder: &Path) -> EnvironmentFile {
    let python = folder.join(DEFAULT_PYTHON_ENV);
    if python.exists() {
        return EnvironmentFile::Python(python);
    }
    let conda = folder.join(DEFAULT_CONDA_ENV);
    if conda.exists() {
        return EnvironmentFile::Conda(conda);
    }
    EnvironmentFile::None
}

#[cfg(test)]
mod tests {
    use super::*;
    use ParameterKind::{Path as PathKind, Text, Uri};

    fn load(text: &str) -> Result<Manifest> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("mlProject"), text).unwrap();
        std::fs::write(folder.path().join("env.yaml"), "").unwrap();
        Manifest::load(folder.path())
    }

    fn refusal(text: &str) -> String {
        load(text).unwrap_err().message().to_owned()
    }

    #[test]
    fn parameters_have_a_short_and_a_long_form() {
        let manifest = load(
            "entry_points:\n  main:\n    parameters:\n      a: float\n      b: {type: path, default: 0.50}\n      c: {default: x}\n      u: uri\n    command: 'x {a}'",
        )
        .unwrap();
        let main = manifest.entry_point("main").unwrap();
        let shown: Vec<_> = main
            .parameters
            .iter()
            .map(|p| (p.name.as_str(), p.kind, p.default.as_deref()))
            .collect();
        assert_eq!(
            shown,
            [
                ("a", Text, None),
                ("b", PathKind, Some("0.5")),
                ("c", Text, Some("x")),
                ("u", Uri, None)
            ]
        );
    }

    #[test]
    fn wrong_types_are_named_with_their_place() {
        for (text, expected) in [
            ("[a]", "`mlProject` is a list; expected a mapping"),
            (
                "name: 5",
                "`mlProject`: `name` is a number; expected a text",
            ),
            (
                "entry_points: [a]",
                "`mlProject`: `entry_points` is a list; expected a mapping",
            ),
            (
                "entry_points: {main: ls}",
                "`mlProject`: `entry_points.main` is a text; expected a mapping",
            ),
            (
                "entry_points: {main: {parameters: {}}}",
                "`mlProject`: `entry_points.main` is a mapping; expected a mapping with a `command`",
            ),
            (
                "entry_points: {main: {command: [ls]}}",
                "`mlProject`: `entry_points.main.command` is a list; expected a text",
            ),
            (
                "entry_points: {main: {command: ls, parameters: {p: {default: [1]}}}}",
                "`mlProject`: `entry_points.main.parameters.p.default` is a list; expected a text, a number or a boolean",
            ),
            (
                "python_env: 3",
                "`mlProject`: `python_env` is a number; expected a text",
            ),
            (
                "docker_env: {}",
                "`mlProject`: `docker_env` is a mapping; expected a mapping with an `image`",
            ),
        ] {
            assert_eq!(refusal(text), expected, "{text}");
        }
        assert!(refusal("a: [").contains("not valid YAML"));
        assert!(
            refusal("conda_env: env.yaml\npython_env: env.yaml").contains("several environments")
        );
        assert!(refusal("python_env: gone.yaml").contains("gone.yaml` is not there"));
    }

    #[test]
    fn a_script_is_an_entry_point_and_others_are_listed() {
        let folder = tempfile::tempdir().unwrap();
        let text = "entry_points: {main: {command: ls}, b: {command: ls}}";
        std::fs::write(folder.path().join("MLproject"), text).unwrap();
        std::fs::write(folder.path().join("a b.py"), "").unwrap();
        let manifest = Manifest::load(folder.path()).unwrap();
        assert_eq!(
            manifest.entry_point("a b.py").unwrap().command,
            "python 'a b.py'"
        );
        for missing in ["nope", "nope.py"] {
            let error = manifest.entry_point(missing).unwrap_err();
            let expected = format!(
                "the project has no entry point and no script `{missing}`; its entry points are `main`, `b`"
            );
            assert_eq!(error.message(), expected);
        }
    }

    #[test]
    fn a_folder_without_the_file_is_a_project() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("conda.yaml"), "").unwrap();
        let manifest = Manifest::load(folder.path()).unwrap();
        let EnvironmentFile::Conda(_) = manifest.environment else {
            panic!("{manifest:?}")
        };
        assert!(
            manifest
                .entry_point("main")
                .unwrap_err()
                .message()
                .ends_with("it names no entry points")
        );
        std::fs::write(folder.path().join("python_env.yaml"), "").unwrap();
        let manifest = Manifest::load(folder.path()).unwrap();
        let EnvironmentFile::Python(_) = manifest.environment else {
            panic!("{manifest:?}")
        };
    }
}
