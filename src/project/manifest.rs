//! The `MLproject` file: a project's name, its entry points and its environment.
//!
//! A folder without that file is a project without entry points. [`super::command`] makes a command
//! of an entry point.

use std::path::{Path, PathBuf};

use crate::config;
use crate::environment::{DockerEnv, DockerVariable, EnvironmentSpec, LOCK_FILE};
use crate::error::{Error, ErrorCode, Result};
use crate::similar;
use crate::yaml::{Document, Node, python_repr};

use super::command;

/// The types of parameters.
const TYPES: [&str; 5] = ["string", "float", "path", "uri", "flag"];
/// What many projects write for a type, and MLflow takes for a text.
const OTHER_TYPES: [&str; 11] = [
    "int", "integer", "str", "bool", "boolean", "double", "number", "text", "list", "url", "file",
];
/// The file's name. Like MLflow, other letter cases of it are taken too.
const FILE_NAME: &str = "MLproject";
/// Extensions that people give the file by mistake.
const MISTAKEN_EXTENSIONS: [&str; 2] = ["yaml", "yml"];
/// The environment of a project that names none.
const DEFAULT_PYTHON_ENV: &str = "python_env.yaml";
/// The Conda environment of a project that names none.
const DEFAULT_CONDA_ENV: &str = "conda.yaml";
/// The project file of uv and other tools; with a lock of uv, it describes an environment.
const PYPROJECT: &str = "pyproject.toml";
/// The packages of a project that says nothing else.
const DEFAULT_REQUIREMENTS: &str = "requirements.txt";

/// A project as its file states it.
#[derive(Debug)]
pub(super) struct Manifest {
    folder: PathBuf,
    /// `None` where there is no file. Entry points are read from it when they are asked for, so
    /// that what is wrong with one is no matter to the others.
    document: Option<Document>,
    pub(super) environment: EnvironmentSpec,
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
    /// The type as the project spells it.
    pub(super) type_name: String,
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
    /// True or false: `{name}` becomes `--name` or nothing. To MLflow it is a text.
    Flag,
}

impl Manifest {
    /// Reads the project in a folder.
    pub(super) fn load(folder: &Path) -> Result<Self> {
        let Some(path) = find(folder)? else {
            return Ok(Self {
                folder: folder.to_owned(),
                document: None,
                environment: default_environment(folder),
            });
        };
        let document = Document::read(&path)?;
        let root = document.root();
        if root.get("databricks_spark_job")?.is_some() {
            return Err(Error::not_implemented(
                "the project's `databricks_spark_job` needs the backend `databricks`, which is not supported",
            )
            .hint("describe the project with `entry_points` and run it locally"));
        }
        Ok(Self {
            folder: folder.to_owned(),
            environment: environment(&root, folder)?,
            document: Some(document),
        })
    }

    /// The entry point of that name, or else the script of that name.
    pub(super) fn entry_point(&self, name: &str) -> Result<EntryPoint> {
        let entries = self.entry_points()?;
        if let Some((_, node)) = entries.iter().find(|(known, _)| known == name) {
            return entry_point(name, node);
        }
        let command = command::for_script(name, &config::shell()?)
            .filter(|_| self.folder.join(name).is_file())
            .ok_or_else(|| self.entry_point_not_found(name, &entries))?;
        Ok(EntryPoint {
            name: name.to_owned(),
            parameters: Vec::new(),
            command,
        })
    }

    /// Every entry point, in the file's order.
    pub(super) fn all_entry_points(&self) -> Result<Vec<EntryPoint>> {
        let entries = self.entry_points()?;
        let entries = entries.iter();
        entries
            .map(|(name, node)| entry_point(name, node))
            .collect()
    }

    /// The name that the file gives the project.
    pub(super) fn name(&self) -> Result<Option<String>> {
        let Some(document) = &self.document else {
            return Ok(None);
        };
        let name = document.root().get("name")?;
        Ok(name.map(|name| name.python_str()))
    }

    /// The scripts that can be entry points by their own names: those at the project's top.
    pub(super) fn scripts(&self) -> Result<Vec<String>> {
        let entries = self
            .folder
            .read_dir()
            .map_err(|e| Error::io("read the folder", &self.folder, e))?;
        let mut scripts: Vec<String> = entries
            .flatten()
            .filter_map(|entry| entry.file_name().into_string().ok())
            .filter(|name| command::for_script(name, "sh").is_some())
            .collect();
        scripts.sort();
        Ok(scripts)
    }

    /// Where the file may be, for people, if it is not here.
    pub(super) fn elsewhere(&self) -> Vec<String> {
        match &self.document {
            None => where_else(&self.folder),
            Some(_) => Vec::new(),
        }
    }

    fn entry_points(&self) -> Result<Vec<(String, Node<'_>)>> {
        let Some(document) = &self.document else {
            return Ok(Vec::new());
        };
        let node = document.root().get("entry_points")?;
        node.map_or(Ok(Vec::new()), |node| node.entries())
    }

    fn entry_point_not_found(&self, name: &str, entries: &[(String, Node)]) -> Error {
        let known: Vec<String> = entries
            .iter()
            .map(|(known, _)| python_repr(known))
            .collect();
        let why = match &self.document {
            None => "the project has no `MLproject` file and no script of that name",
            Some(_) => "the project has no entry point and no script of that name",
        };
        let error = Error::new(ErrorCode::ResourceDoesNotExist, format!("{why}: `{name}`")).begin(
            format_args!(
                "Could not find {name} among entry points [{}]",
                known.join(", ")
            ),
        );
        let error = self.elsewhere().into_iter().fold(error, Error::hint);
        let scripts = self.scripts().unwrap_or_default();
        let known = entries.iter().map(|(known, _)| known);
        let known = known.chain(&scripts).map(String::as_str);
        let error = match (similar::closest(name, known), scripts.as_slice()) {
            (Some(meant), _) => error.hint(format!("did you mean `-e {meant}`?")),
            (None, [script]) if entries.is_empty() => {
                error.hint(format!("the folder has one script: `-e {script}` runs it"))
            }
            _ => error,
        };
        error
            .hint("a script of the project can be an entry point too: `-e train.py`, `-e train.sh`")
    }
}

/// Where the file may be that a folder lacks: under another name, or a folder further down.
fn where_else(folder: &Path) -> Vec<String> {
    let mistaken = names_in(folder)
        .into_iter()
        .filter(|name| is_mistaken(name))
        .map(|name| {
            format!("`{name}` is not read: rename it to `{FILE_NAME}`, without an extension")
        });
    let below = names_in(folder)
        .into_iter()
        .filter(|name| find(&folder.join(name)).is_ok_and(|found| found.is_some()))
        .map(|name| format!("the folder `{name}` is a project: put `#{name}` behind the address"));
    mistaken.chain(below).collect()
}

fn is_mistaken(name: &str) -> bool {
    let parts = name.rsplit_once('.');
    parts.is_some_and(|(stem, extension)| {
        stem.eq_ignore_ascii_case(FILE_NAME)
            && MISTAKEN_EXTENSIONS
                .iter()
                .any(|known| extension.eq_ignore_ascii_case(known))
    })
}

/// The names of what is in a folder, in order; none where it cannot be read.
fn names_in(folder: &Path) -> Vec<String> {
    let entries = folder.read_dir().into_iter().flatten().flatten();
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    names.sort();
    names
}

/// Whether a folder has the file.
pub(super) fn has_file(folder: &Path) -> Result<bool> {
    find(folder).map(|found| found.is_some())
}

/// Looks for the file in a folder, in whatever letter case: by its own name first. A folder of
/// that name is none.
fn find(folder: &Path) -> Result<Option<PathBuf>> {
    let entries = folder
        .read_dir()
        .map_err(|e| Error::io("read the folder", folder, e))?;
    let mut found: Vec<PathBuf> = entries
        .flatten()
        .filter(|entry| entry.file_name().eq_ignore_ascii_case(FILE_NAME))
        .map(|entry| entry.path())
        .filter(|path| path.is_file())
        .collect();
    found.sort_by_key(|path| (!path.ends_with(FILE_NAME), path.clone()));
    Ok(found.into_iter().next())
}

fn entry_point(name: &str, node: &Node) -> Result<EntryPoint> {
    let Some(command) = node.get("command")? else {
        return Err(node.lacks("command"));
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
        name: name.to_owned(),
        parameters,
        command: command.text()?.to_owned(),
    })
}

/// Reads `p: float` or `p: {type: float, default: 0.1}`.
fn parameter(name: String, node: &Node) -> Result<Parameter> {
    let (kind, default) = if let Some(kind) = node.as_text() {
        (kind, None)
    } else {
        let kind = node.get("type")?.and_then(|kind| kind.as_text());
        let default = node.get("default")?;
        (
            kind.unwrap_or("string"),
            default.map(|default| default.python_str()),
        )
    };
    let type_name = kind.to_owned();
    if let Some(meant) = meant_type(kind) {
        tracing::warn!(
            "the parameter `{name}` has the type `{kind}`, which is read as a text; did you mean \
             `{meant}`?"
        );
    }
    let kind = match kind {
        "path" => ParameterKind::Path,
        "uri" => ParameterKind::Uri,
        "flag" => ParameterKind::Flag,
        _ => ParameterKind::Text,
    };
    Ok(Parameter {
        name,
        kind,
        type_name,
        default,
    })
}

/// The type of MLflow that was meant by one that is like it. Others are texts, as in MLflow, among
/// them words that people take for types.
fn meant_type(kind: &str) -> Option<&'static str> {
    let is_known = TYPES.contains(&kind) || OTHER_TYPES.contains(&kind);
    if is_known {
        return None;
    }
    similar::closest(kind, TYPES)
}

fn environment(root: &Node, folder: &Path) -> Result<EnvironmentSpec> {
    let docker = root.get("docker_env")?;
    let python = root.get("python_env")?;
    let conda = root.get("conda_env")?;
    match (docker, python, conda) {
        (None, None, None) => Ok(default_environment(folder)),
        (Some(docker), None, None) => docker_env(&docker).map(EnvironmentSpec::Docker),
        (None, Some(python), None) => {
            let path = named_file(folder, &python, "python_env file")?;
            Ok(python_file(path))
        }
        (None, None, Some(conda)) => {
            let path = named_file(folder, &conda, "conda environment file")?;
            Ok(EnvironmentSpec::Conda(path))
        }
        _ => Err(Error::invalid(
            "Project cannot contain multiple environment fields: expected one of `python_env`, `conda_env` and `docker_env`",
        )),
    }
}

fn docker_env(node: &Node) -> Result<DockerEnv> {
    let image = node.get("image")?;
    let image = image.ok_or_else(|| {
        docker_mistake(
            "Docker environment specified but no image attribute found",
            node.lacks("image"),
        )
    })?;
    let volumes = docker_list(node, "volumes", |volume| volume.text().map(str::to_owned));
    let environment = docker_list(node, "environment", docker_variable);
    Ok(DockerEnv {
        image: image.text()?.to_owned(),
        volumes: volumes
            .map_err(|error| docker_mistake("Docker volumes must be a list of strings", error))?,
        environment: environment.map_err(|error| {
            let phrase =
                "environment must be a list containing either strings or lists of string pairs";
            docker_mistake(phrase, error)
        })?,
    })
}

fn docker_mistake(phrase: &str, error: Error) -> Error {
    error.begin(format_args!(
        "Project configuration (MLproject file) was invalid: {phrase}"
    ))
}

/// The items of a list under a key; none where it is missing.
fn docker_list<T>(node: &Node, key: &str, item: impl Fn(&Node) -> Result<T>) -> Result<Vec<T>> {
    let Some(list) = node.get(key)? else {
        return Ok(Vec::new());
    };
    list.items()?.iter().map(item).collect()
}

/// Reads `NAME`, which copies a variable of this machine, or `[NAME, value]`.
fn docker_variable(node: &Node) -> Result<DockerVariable> {
    if let Some(name) = node.as_text() {
        return Ok(DockerVariable::Copied(name.to_owned()));
    }
    match node.items()?.as_slice() {
        [name, value] => Ok(DockerVariable::New(
            name.text()?.to_owned(),
            value.python_str(),
        )),
        _ => Err(node.expected("a name, or a list of a name and its value")),
    }
}

/// What the file under `python_env` is, by its name. MLflow knows only the YAML one.
fn python_file(path: PathBuf) -> EnvironmentSpec {
    if path.ends_with(PYPROJECT) {
        EnvironmentSpec::Locked(path)
    } else if path.extension().is_some_and(|extension| extension == "txt") {
        EnvironmentSpec::Requirements(path)
    } else {
        EnvironmentSpec::Python(path)
    }
}

fn named_file(folder: &Path, node: &Node, what: &str) -> Result<PathBuf> {
    let path = folder.join(node.text()?);
    if path.is_file() {
        return Ok(path);
    }
    Err(Error::new(
        ErrorCode::ResourceDoesNotExist,
        format!(
            "Project specified {what} {}, but no such file was found",
            path.display()
        ),
    ))
}

/// The environment of a project that names none, by the files that are there: MLflow's own two
/// first.
fn default_environment(folder: &Path) -> EnvironmentSpec {
    let file = |name: &str| Some(folder.join(name)).filter(|path| path.exists());
    if let Some(python) = file(DEFAULT_PYTHON_ENV) {
        return EnvironmentSpec::Python(python);
    }
    if let Some(conda) = file(DEFAULT_CONDA_ENV) {
        return EnvironmentSpec::Conda(conda);
    }
    if let (Some(pyproject), Some(_)) = (file(PYPROJECT), file(LOCK_FILE)) {
        return EnvironmentSpec::Locked(pyproject);
    }
    file(DEFAULT_REQUIREMENTS).map_or(EnvironmentSpec::None, EnvironmentSpec::Requirements)
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
        let refused = load(text).and_then(|manifest| manifest.entry_point("main"));
        refused.unwrap_err().message().to_owned()
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
    fn wrong_types_are_named_with_their_key() {
        for (text, expected) in [
            ("[a]", "`mlProject` is a list; expected a mapping"),
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
                "`mlProject`: `entry_points.main` has no `command`",
            ),
            (
                "entry_points: {main: {command: [ls]}}",
                "`mlProject`: `entry_points.main.command` is a list; expected a text",
            ),
            (
                "python_env: 3",
                "`mlProject`: `python_env` is a number; expected a text",
            ),
            (
                "docker_env: {}",
                "Project configuration (MLproject file) was invalid: Docker environment specified but no image attribute found: `mlProject`: `docker_env` has no `image`",
            ),
        ] {
            assert_eq!(refusal(text), expected, "{text}");
        }
        assert!(refusal("a: [").contains("not valid YAML"));
        assert!(
            refusal("conda_env: env.yaml\npython_env: env.yaml")
                .starts_with("Project cannot contain multiple environment fields")
        );
        assert!(refusal("python_env: gone.yaml").contains("gone.yaml, but no such file was found"));
    }

    #[test]
    fn what_is_unusual_is_no_matter_to_the_rest() {
        let manifest = load(
            "name: 5
entry_points:
  main:
    command: ls
    parameters:
      list: {default: [10, '2', no]}
      map: {type: 5, default: {k: v}}
      long: {default: 123456789012345678901234567890}
  no command: {parameters: {a: string}}
  a list: {command: [ls]}
  a text: ls",
        )
        .unwrap();
        let main = manifest.entry_point("main").unwrap();
        let defaults: Vec<_> = main
            .parameters
            .iter()
            .map(|parameter| parameter.default.as_deref().unwrap())
            .collect();
        assert_eq!(
            defaults,
            [
                "[10, '2', False]",
                "{'k': 'v'}",
                "123456789012345678901234567890"
            ]
        );
        for broken in ["no command", "a list", "a text"] {
            assert!(manifest.entry_point(broken).is_err(), "{broken}");
        }
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
                "Could not find {missing} among entry points ['main', 'b']: the project has no entry point and no script of that name: `{missing}`"
            );
            assert_eq!(error.message(), expected);
        }
    }

    #[test]
    fn a_folder_without_the_file_is_a_project() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("conda.yaml"), "").unwrap();
        let manifest = Manifest::load(folder.path()).unwrap();
        let EnvironmentSpec::Conda(_) = manifest.environment else {
            panic!("{manifest:?}")
        };
        assert!(
            manifest
                .entry_point("main")
                .unwrap_err()
                .message()
                .starts_with("Could not find main among entry points []")
        );
        std::fs::write(folder.path().join("python_env.yaml"), "").unwrap();
        let manifest = Manifest::load(folder.path()).unwrap();
        let EnvironmentSpec::Python(_) = manifest.environment else {
            panic!("{manifest:?}")
        };
    }

    #[test]
    fn the_file_is_told_from_what_is_like_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::create_dir(path("MLProject")).unwrap();
        std::fs::create_dir(path("below")).unwrap();
        std::fs::write(path("below/mlproject"), "").unwrap();
        std::fs::write(path("mlproject.YML"), "").unwrap();
        let refused = Manifest::load(folder.path()).unwrap();
        let error = refused.entry_point("main").unwrap_err();
        let hints = error.hints();
        assert!(
            hints[0].starts_with("`mlproject.YML` is not read"),
            "{hints:?}"
        );
        assert!(hints[1].contains("put `#below` behind"), "{hints:?}");
        // Its own name goes before another letter case.
        if cfg!(target_os = "linux") {
            std::fs::write(path("MLPROJECT"), "name: other").unwrap();
        }
        std::fs::write(path("MLproject"), "\u{feff}name: this\r\n").unwrap();
        let manifest = Manifest::load(folder.path()).unwrap();
        assert_eq!(manifest.name().unwrap().unwrap(), "this");
    }
}
