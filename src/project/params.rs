//! The values of an entry point's parameters: given, defaulted, checked, quoted.

use std::path::{Path, PathBuf};

use crate::artifact::Silent;
use crate::config::RegistrySettings;
use crate::entity::Param;
use crate::entity::limits::MAX_KEY_LENGTH;
use crate::error::{Error, ErrorCode, Result};
use crate::process::quote;
use crate::registry::RegistryHome;
use crate::similar;
use crate::tracking::Tracking;
use crate::uri;

use super::command::fill;
use super::manifest::{EntryPoint, Parameter, ParameterKind};
use super::scratch::Scratch;

/// A value that the user gives a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenParam {
    /// The parameter.
    pub name: String,
    /// `None` is for flags: `-P verbose`.
    pub value: Option<String>,
}

/// Every value that a command gets.
#[derive(Debug)]
pub(super) struct ParamValues {
    /// The command, with `{name}` where a parameter goes.
    template: String,
    /// The declared parameters, in the project's order.
    declared: Vec<(Parameter, String)>,
    /// What was given beyond them, in the user's order.
    extra: Vec<GivenParam>,
}

impl ParamValues {
    /// Joins what the user gave with the defaults. One error names all missing values.
    pub(super) fn new(entry_point: EntryPoint, given: &[GivenParam]) -> Result<Self> {
        let usage = usage(&entry_point);
        let EntryPoint {
            name,
            parameters,
            command,
        } = entry_point;
        let is_declared = |param: &&GivenParam| {
            parameters
                .iter()
                .any(|declared| declared.name == param.name)
        };
        let extra = given
            .iter()
            .filter(|param| !is_declared(param))
            .cloned()
            .collect();
        let names: Vec<&str> = parameters.iter().map(|it| it.name.as_str()).collect();
        let meant: Vec<String> = given
            .iter()
            .filter_map(|param| meant_parameter(param, &names))
            .collect();
        let mut declared = Vec::new();
        let mut missing = Vec::new();
        for parameter in parameters {
            let given = given.iter().find(|param| param.name == parameter.name);
            match value_of(&parameter, given) {
                Some(value) => declared.push((parameter, value)),
                None => missing.push(format!("'{}'", parameter.name)),
            }
        }
        if !missing.is_empty() {
            let error = missing_values(&name, &missing, &usage);
            return Err(meant.into_iter().fold(error, Error::hint));
        }
        // MLflow hands on what is not declared, and so the project runs.
        for hint in meant {
            tracing::warn!("{hint}");
        }
        let values = Self {
            template: command,
            declared,
            extra,
        };
        values.check_uris()?;
        values.check_flags()?;
        Ok(values)
    }

    fn check_flags(&self) -> Result<()> {
        let flags = self
            .declared
            .iter()
            .filter(|(parameter, _)| parameter.kind == ParameterKind::Flag);
        for (parameter, value) in flags {
            if flag(value).is_none() {
                return Err(Error::invalid(format!(
                    "the parameter `{}` is a flag, and `{value}` is neither `true` nor `false`",
                    parameter.name
                )));
            }
        }
        Ok(())
    }

    fn check_uris(&self) -> Result<()> {
        let uris = self
            .declared
            .iter()
            .filter(|(parameter, _)| parameter.kind == ParameterKind::Uri);
        for (parameter, value) in uris {
            // MLflow takes a scheme of one letter, too, which alone is a drive of Windows.
            if uri::scheme(value).is_none() && !value.contains("://") {
                return Err(Error::invalid(format!(
                    "Expected URI for parameter {} but got {value}, which has no scheme; expected something like `https://…`",
                    parameter.name
                )));
            }
        }
        Ok(())
    }

    /// What the run records: the values as they were given, in the quotes that the shell needs,
    /// which is how MLflow (1.23.1 and 3.17.2) records them.
    pub(super) fn logged(&self) -> Vec<Param> {
        let declared = self
            .declared
            .iter()
            .map(|(parameter, value)| Param::new(&parameter.name, quote(value)));
        let extra = self
            .extra
            .iter()
            .map(|param| Param::new(quote(&param.name), quote(param.logged_value())));
        declared.chain(extra).collect()
    }

    /// The local files and folders that parameters of type `path` name.
    pub(super) fn local_paths(&self) -> Vec<PathBuf> {
        self.declared
            .iter()
            .filter(|(parameter, _)| parameter.kind == ParameterKind::Path)
            .filter_map(|(_, value)| uri::local_path(value))
            .collect()
    }

    /// An error for a name that the run could not record.
    pub(super) fn check_names(&self) -> Result<()> {
        let is_plain = |c: char| quote(c.encode_utf8(&mut [0; 4])) == c.to_string();
        let declared = self.declared.iter().map(|(parameter, _)| &parameter.name);
        declared
            .into_iter()
            .try_for_each(|name| check_name(name, |_| true))?;
        // These are recorded in the shell's quotes, and a quote cannot be in a param's key.
        self.extra
            .iter()
            .try_for_each(|param| check_name(&param.name, is_plain))
    }

    /// The command with every value in it; extra ones follow as `--name value`.
    pub(super) fn command(&self, downloads: &mut Downloads) -> Result<String> {
        let mut filling = Vec::new();
        for (position, (parameter, value)) in self.declared.iter().enumerate() {
            let value = match parameter.kind {
                ParameterKind::Path => {
                    quote(&downloads.local_path(&parameter.name, value, position)?)
                }
                ParameterKind::Flag => filled_flag(&parameter.name, value),
                ParameterKind::Text | ParameterKind::Uri => quote(value),
            };
            filling.push((parameter.name.clone(), value));
        }
        let mut words = vec![fill(&self.template, &filling)?];
        for GivenParam { name, value } in &self.extra {
            words.push(format!("--{}", quote(name)));
            words.extend(value.as_deref().map(quote));
        }
        Ok(words.join(" "))
    }
}

/// What a parameter may mean that the entry point does not declare.
fn meant_parameter(given: &GivenParam, declared: &[&str]) -> Option<String> {
    let GivenParam { name, value } = given;
    if declared.contains(&name.as_str()) {
        return None;
    }
    if value.is_none()
        && let Some((before, after)) = name.split_once(':')
        && declared.contains(&before)
    {
        return Some(format!(
            "the parameter `{name}` has no value; did you mean `-P {before}={after}`?"
        ));
    }
    let unused = declared.iter().copied();
    let meant = similar::closest(name, unused)?;
    Some(format!(
        "the entry point declares no parameter `{name}`; did you mean `{meant}`?"
    ))
}

/// Checks a name as the key of a param, before there is a run that it could fail.
fn check_name(name: &str, is_allowed_too: impl Fn(char) -> bool) -> Result<()> {
    let is_allowed = |c: char| {
        let is_sign = "_-. /".contains(c) || (c == ':' && !cfg!(windows));
        (c.is_alphanumeric() || is_sign) && is_allowed_too(c)
    };
    if name.is_empty() {
        return Err(Error::invalid("a parameter has an empty name"));
    }
    if let Some(bad) = name.chars().find(|&c| !is_allowed(c)) {
        return Err(Error::invalid(format!(
            "the parameter name `{name}` contains `{bad}`; expected ASCII letters, digits, `_`, `-`, `.`, `:` and `/`"
        )));
    }
    let is_clean = |part| !matches!(part, "" | "." | "..");
    if name.starts_with("..") || !name.split('/').all(is_clean) {
        return Err(Error::invalid(format!(
            "the parameter name `{name}` is not a clean path; expected no `.`, `..` or nothing between its `/`"
        )));
    }
    let length = name.chars().count();
    if length > MAX_KEY_LENGTH {
        return Err(Error::invalid(format!(
            "a parameter name has {length} characters; expected at most {MAX_KEY_LENGTH}"
        )));
    }
    Ok(())
}

impl GivenParam {
    /// Whether the value is several numbers between commas, as a grid has them.
    pub fn is_list_of_numbers(&self) -> bool {
        let is_number = |part: &str| part.trim().parse::<f64>().is_ok();
        let value = self.value.as_deref();
        value.is_some_and(|value| value.contains(',') && value.split(',').all(is_number))
    }

    /// What a run records: a flag that is given is true.
    fn logged_value(&self) -> &str {
        self.value.as_deref().unwrap_or("true")
    }
}

/// The value of a parameter: the given one, or else its default. A flag that nobody names is
/// false, and one that is named is true.
fn value_of(parameter: &Parameter, given: Option<&GivenParam>) -> Option<String> {
    let is_flag = parameter.kind == ParameterKind::Flag;
    let named = given.is_some_and(|param| param.value.is_none());
    if named {
        return is_flag.then(|| "true".to_owned());
    }
    let value = given.and_then(|param| param.value.as_ref());
    let value = value.or(parameter.default.as_ref()).cloned();
    value.or_else(|| is_flag.then(|| "false".to_owned()))
}

/// Reads a truth value, in the spellings of YAML and Python.
fn flag(value: &str) -> Option<bool> {
    match value.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "1" => Some(true),
        "false" | "no" | "off" | "0" | "" => Some(false),
        _ => None,
    }
}

fn filled_flag(name: &str, value: &str) -> String {
    if flag(value) == Some(true) {
        quote(&format!("--{name}"))
    } else {
        String::new()
    }
}

/// How an entry point is called: `-P a=FLOAT [-P b=PATH] [-P verbose]`; optional parameters are
/// in brackets.
pub(super) fn usage(entry_point: &EntryPoint) -> String {
    let parameters = entry_point.parameters.iter().map(|parameter| {
        let Parameter {
            name,
            kind,
            type_name,
            default,
        } = parameter;
        match (kind, default) {
            (ParameterKind::Flag, _) => format!("[-P {name}]"),
            (_, Some(_)) => format!("[-P {name}={}]", type_name.to_uppercase()),
            (_, None) => format!("-P {name}={}", type_name.to_uppercase()),
        }
    });
    let words = [format!("-e {}", quote(&entry_point.name))];
    words
        .into_iter()
        .chain(parameters)
        .collect::<Vec<_>>()
        .join(" ")
}

fn missing_values(entry_point: &str, missing: &[String], usage: &str) -> Error {
    Error::invalid(format!(
        "No value given for missing parameters: {}, which the entry point `{entry_point}` needs",
        missing.join(", ")
    ))
    .hint(format!("usage: mlflow run URI {usage}"))
    .hint("`--help-project` describes the project's entry points")
}

/// Where artifacts go that a parameter of type `path` names.
pub(super) struct Downloads<'a> {
    tracking: &'a Tracking,
    /// The folder that the user chose, if any.
    storage: Option<&'a Path>,
    /// The folder of this run's downloads, and what holds it where it is temporary.
    folder: Option<(PathBuf, Option<Scratch>)>,
}

impl<'a> Downloads<'a> {
    pub(super) fn new(tracking: &'a Tracking, storage: Option<&'a Path>) -> Self {
        Self {
            tracking,
            storage,
            folder: None,
        }
    }

    /// The absolute local path that a value means. What is not local is downloaded.
    fn local_path(&mut self, name: &str, value: &str, position: usize) -> Result<String> {
        let path = match uri::local_path(value) {
            Some(path) => uri::absolute_path(&path)?,
            None => self.download(value, position)?,
        };
        if path.exists() {
            return Ok(path.to_string_lossy().into_owned());
        }
        Err(Error::new(
            ErrorCode::ResourceDoesNotExist,
            format!(
                "Got value {value} for parameter {name}, but no such file or directory was found"
            ),
        ))
    }

    fn download(&mut self, artifact_uri: &str, position: usize) -> Result<PathBuf> {
        let settings = RegistrySettings::from_env()?;
        let registry = RegistryHome::open_when_needed(&settings, self.tracking.settings());
        let artifacts = registry.artifacts_at(self.tracking, artifact_uri)?;
        let folder = self.folder()?.join(format!("param_{position}"));
        std::fs::create_dir(&folder).map_err(|e| Error::io("create the folder", &folder, e))?;
        artifacts.download(Some(&folder), &Silent)
    }

    /// A new folder. Below a storage folder it stays, as in MLflow; among the system's temporary
    /// files it is removed with this value.
    fn folder(&mut self) -> Result<PathBuf> {
        if let Some((folder, _)) = &self.folder {
            return Ok(folder.clone());
        }
        let (folder, scratch) = if let Some(storage) = self.storage {
            (folder_within(&uri::absolute_path(storage)?)?, None)
        } else {
            let scratch = Scratch::new()?;
            (scratch.path().to_owned(), Some(scratch))
        };
        self.folder = Some((folder.clone(), scratch));
        Ok(folder)
    }
}

/// A new folder, which stays, within another.
fn folder_within(root: &Path) -> Result<PathBuf> {
    std::fs::create_dir_all(root).map_err(|e| Error::io("create the folder", root, e))?;
    let folder =
        tempfile::tempdir_in(root).map_err(|e| Error::io("create a folder in", root, e))?;
    Ok(folder.keep())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(name: &str, value: &str) -> GivenParam {
        GivenParam {
            name: name.into(),
            value: Some(value.into()),
        }
    }

    #[test]
    fn a_flag_is_there_or_not() {
        let parameter = |default: Option<&str>| Parameter {
            name: "v".into(),
            kind: ParameterKind::Flag,
            type_name: "flag".into(),
            default: default.map(Into::into),
        };
        let named = GivenParam {
            name: "v".into(),
            value: None,
        };
        for (default, given, expected) in [
            (None, None, Some("false")),
            (Some("True"), None, Some("True")),
            (Some("True"), Some(given("v", "no")), Some("no")),
            (None, Some(named.clone()), Some("true")),
        ] {
            let value = value_of(&parameter(default), given.as_ref());
            assert_eq!(value.as_deref(), expected);
        }
        let mut text = parameter(None);
        text.kind = ParameterKind::Text;
        assert_eq!(value_of(&text, Some(&named)), None);
        assert_eq!(filled_flag("v", "Yes"), "--v");
        assert_eq!(filled_flag("v", "False"), "");
    }

    fn entry_point() -> EntryPoint {
        let parameter = |name: &str, kind, default: Option<&str>| Parameter {
            name: name.into(),
            kind,
            type_name: "float".into(),
            default: default.map(Into::into),
        };
        EntryPoint {
            name: "main".into(),
            parameters: vec![
                parameter("a", ParameterKind::Text, None),
                parameter("u", ParameterKind::Uri, Some("s3://b")),
                parameter("b", ParameterKind::Text, None),
            ],
            command: "x {a} {u} {b}".into(),
        }
    }

    #[test]
    fn an_undeclared_name_is_answered_with_what_was_meant() {
        let meant = |name: &str, value: Option<&str>| {
            let given = GivenParam {
                name: name.into(),
                value: value.map(Into::into),
            };
            meant_parameter(&given, &["C", "n", "epochs"])
        };
        for (name, value, expected) in [
            ("c", Some("1"), Some("did you mean `C`?")),
            ("epoch", Some("1"), Some("did you mean `epochs`?")),
            ("n:3", None, Some("did you mean `-P n=3`?")),
            ("n", Some("3"), None),
            ("verbose", None, None),
        ] {
            let hint = meant(name, value);
            match expected {
                Some(expected) => assert!(hint.is_some_and(|hint| hint.ends_with(expected))),
                None => assert_eq!(hint, None, "{name}"),
            }
        }
    }

    #[test]
    fn all_missing_parameters_are_named() {
        let error = ParamValues::new(entry_point(), &[given("z", "1")]).unwrap_err();
        assert_eq!(
            error.message(),
            "No value given for missing parameters: 'a', 'b', which the entry point `main` needs"
        );
        assert_eq!(
            error.hints()[0],
            "usage: mlflow run URI -e main -P a=FLOAT [-P u=FLOAT] -P b=FLOAT"
        );
    }

    #[test]
    fn params_are_logged_in_their_quotes_declared_ones_first() {
        let given = [
            given("e x", "1 2"),
            given("b", "it's"),
            given("a", ""),
            GivenParam {
                name: "v".into(),
                value: None,
            },
        ];
        let logged = ParamValues::new(entry_point(), &given).unwrap().logged();
        let expected = [
            ("a", "''"),
            ("u", "s3://b"),
            ("b", r#"'it'"'"'s'"#),
            ("'e x'", "'1 2'"),
            ("v", "true"),
        ];
        assert_eq!(logged, expected.map(|(key, value)| Param::new(key, value)));
    }

    #[test]
    fn a_name_can_be_recorded() {
        let check = |name: &str| {
            let given = [("a", "1"), ("b", "1"), (name, "1")];
            let given = given.map(|(name, value)| super::tests::given(name, value));
            let refused = ParamValues::new(entry_point(), &given)
                .unwrap()
                .check_names();
            refused.map_err(|error| error.message().to_owned())
        };
        assert_eq!(check("x_1.y-z/w"), Ok(()));
        for (name, expected) in [
            ("b;c", "the parameter name `b;c` contains `;`"),
            ("b c", "the parameter name `b c` contains ` `"),
            ("", "a parameter has an empty name"),
            ("a//b", "the parameter name `a//b` is not a clean path"),
            (&"x".repeat(251), "a parameter name has 251 characters"),
        ] {
            let refused = check(name).unwrap_err();
            assert!(refused.starts_with(expected), "{refused}");
        }
    }

    #[test]
    fn a_uri_has_a_scheme() {
        let given = [given("a", "1"), given("b", "1"), given("u", "/local")];
        let error = ParamValues::new(entry_point(), &given).unwrap_err();
        assert!(
            error
                .message()
                .starts_with("Expected URI for parameter u but got /local, which has no scheme"),
            "{error}"
        );
    }
}
