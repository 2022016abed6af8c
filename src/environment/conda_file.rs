//! The parts of a `conda.yaml` that pip can install: Python's version, the build packages and the list
//! under `pip`.
//!
//! As in MLflow 3.17.2, every other package is left out with a warning. MLflow also ignores a Python
//! version with a build string (`python=3.9.17=h955ad1f_0`, as `conda env export` writes it), a
//! wildcard or a range, and uses the Python that it runs on itself. This program reads the version of
//! each of these, and takes any Python only if the version cannot be read.

use crate::error::{Error, Result};
use crate::yaml::{Document, Node};

use super::python::{Comparison, PythonRequest, PythonVersion, VersionBound};

/// The packages of Conda that pip can install, too.
const BUILD_PACKAGES: [&str; 3] = ["pip", "setuptools", "wheel"];
/// How a version is compared, the longer signs first.
const OPERATORS: [&str; 7] = ["==", "<=", ">=", "!=", "~=", "=", "<"];
/// How many packages a warning names.
const NAMED: usize = 10;

/// The part of the file that pip can install.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct PipPart {
    pub(super) python: Option<PythonRequest>,
    pub(super) build_dependencies: Vec<String>,
    pub(super) dependencies: Vec<String>,
}

/// Reads what pip can install.
pub(super) fn for_pip(document: &Document) -> Result<PipPart> {
    let mut part = PipPart::default();
    let mut left_out = Vec::new();
    let mut has_python = false;
    for dependency in dependencies(document)? {
        let Some(text) = dependency.as_text() else {
            part.dependencies = pip_list(&dependency)?;
            continue;
        };
        let package = Package::parse(text);
        if package.name == "python" && !has_python {
            has_python = true;
            part.python = package.python()?;
        } else if BUILD_PACKAGES.contains(&package.name) {
            match package.requirement() {
                Some(requirement) => part.build_dependencies.push(requirement),
                None => left_out.push(text),
            }
        } else {
            left_out.push(text);
        }
    }
    warn_of(&left_out);
    Ok(part)
}

/// Only the list under `pip`.
pub(super) fn pip_part(document: &Document) -> Result<Vec<String>> {
    let mut list = Vec::new();
    for dependency in dependencies(document)? {
        if dependency.as_text().is_none() {
            list = pip_list(&dependency)?;
        }
    }
    Ok(list)
}

fn dependencies(document: &Document) -> Result<Vec<Node<'_>>> {
    let dependencies = document.root().get("dependencies")?;
    dependencies.map_or(Ok(Vec::new()), |list| list.items())
}

/// The list of `pip: […]`; anything else that is no text is no dependency.
fn pip_list(dependency: &Node) -> Result<Vec<String>> {
    let is_pip = dependency
        .entries()
        .is_ok_and(|entries| entries.iter().any(|(key, _)| key == "pip"));
    if is_pip {
        return dependency.texts("pip");
    }
    let phrase = format!("Invalid conda dependency: {}", dependency.python_str());
    Err(dependency
        .expected("a package such as `python=3.11`, or `pip:` with a list")
        .begin(phrase))
}

fn warn_of(left_out: &[&str]) {
    if left_out.is_empty() {
        return;
    }
    let named = left_out[..left_out.len().min(NAMED)].join(", ");
    let more = match left_out.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    tracing::warn!("pip cannot install these Conda packages, which are left out: {named}{more}");
}

/// A package as Conda names it: `channel::name=version=build`, `name >=1,<2`, `name[…]`.
struct Package<'a> {
    text: &'a str,
    name: &'a str,
    /// `None` for what cannot be read.
    clauses: Option<Vec<Clause<'a>>>,
}

/// `>=3.8`, `=3.11.*`, `3.9.17`; a build string behind it is dropped.
#[derive(Clone, Copy)]
struct Clause<'a> {
    operator: &'a str,
    /// Without the `.*` at its end.
    version: &'a str,
    has_wildcard: bool,
}

impl<'a> Package<'a> {
    fn parse(text: &'a str) -> Self {
        let within = text.rsplit_once("::").map_or(text, |(_, rest)| rest).trim();
        let end = within.find([' ', '=', '<', '>', '!', '~', '[']);
        let (name, rest) = within.split_at(end.unwrap_or(within.len()));
        let rest = rest.trim();
        let clauses = match rest {
            "" => Some(Vec::new()),
            rest => rest.split(',').map(Clause::parse).collect(),
        };
        Self {
            text,
            name,
            clauses,
        }
    }

    /// The Pythons that will do; `None` for any.
    fn python(&self) -> Result<Option<PythonRequest>> {
        let text = self.text;
        let request = match self.clauses.as_deref() {
            Some([]) => {
                return Err(Error::invalid(format!(
                    "Invalid dependency for python: {text}. It must be pinned, as in `python=3.11`"
                )));
            }
            Some([clause]) if matches!(clause.operator, "<" | ">" | "!=") => {
                return Err(Error::invalid(format!(
                    "Invalid version comparator for python: '{}'. One bound alone must be `=`, `==`, `<=` or `>=`, \
                     or there must be a second one, as in `python>=3.8,<3.12`",
                    clause.operator
                )));
            }
            // MLflow takes the version itself, whichever of the four signs it has.
            Some([clause]) if clause.operator != "~=" => {
                PythonVersion::parse(clause.version).map(PythonRequest::PythonVersion)
            }
            Some(clauses) => {
                let bounds = clauses.iter().map(Clause::bound);
                bounds.collect::<Option<_>>().map(PythonRequest::Range)
            }
            None => None,
        };
        if request.is_none() {
            tracing::warn!("the version in `{text}` cannot be read; any Python is taken");
        }
        Ok(request)
    }

    /// The package as pip takes it: Conda's `pip=22.3` is `pip==22.3`.
    fn requirement(&self) -> Option<String> {
        let clauses = self.clauses.as_ref()?.iter().map(Clause::for_pip);
        let clauses: Vec<String> = clauses.collect();
        Some(format!("{}{}", self.name, clauses.join(",")))
    }
}

impl<'a> Clause<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let text = text.trim();
        let signs = OPERATORS.into_iter().chain([">"]);
        let operator = signs
            .into_iter()
            .find(|operator| text.starts_with(operator))
            .unwrap_or("=");
        let rest = text.strip_prefix(operator).unwrap_or(text).trim_start();
        let end = rest.find(|c: char| c == '=' || c.is_whitespace());
        let (version, _build) = rest.split_at(end.unwrap_or(rest.len()));
        let bare = version.strip_suffix('*').unwrap_or(version);
        let is_readable = bare.starts_with(|c: char| c.is_ascii_digit())
            && bare.chars().all(|c| c.is_ascii_alphanumeric() || c == '.');
        is_readable.then_some(Self {
            operator,
            version: bare.trim_end_matches('.'),
            has_wildcard: bare.len() < version.len(),
        })
    }

    fn bound(&self) -> Option<VersionBound> {
        let comparison = match self.operator {
            "=" | "==" => Comparison::Begins,
            "!=" => Comparison::BeginsNot,
            ">=" => Comparison::AtLeast,
            "<=" => Comparison::AtMost,
            ">" => Comparison::Above,
            "<" => Comparison::Below,
            _ => Comparison::Compatible,
        };
        let version = PythonVersion::parse(self.version)?;
        Some(VersionBound {
            comparison,
            version,
        })
    }

    fn for_pip(&self) -> String {
        let operator = match self.operator {
            "=" => "==",
            operator => operator,
        };
        // pip has wildcards with two signs alone.
        let takes_wildcard = matches!(operator, "==" | "!=");
        let wildcard = if self.has_wildcard && takes_wildcard {
            ".*"
        } else {
            ""
        };
        format!("{operator}{}{wildcard}", self.version)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn read(dependencies: &str) -> Result<PipPart> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("conda.yaml");
        fs::write(&path, format!("dependencies:\n{dependencies}")).unwrap();
        for_pip(&Document::read(&path)?)
    }

    fn python(package: &str) -> String {
        let part = read(&format!("- '{package}'")).unwrap();
        part.python
            .map_or_else(|| "any".to_owned(), |python| python.to_string())
    }

    #[test]
    fn the_version_of_python_is_taken_however_conda_has_it() {
        for (package, expected) in [
            ("python=3.9.17=h955ad1f_0", "3.9.17"),
            ("python==3.9.17=h955ad1f_0", "3.9.17"),
            ("python=3.9.17", "3.9.17"),
            ("python>=3.8", "3.8"),
            ("python<=3.8", "3.8"),
            ("python =3.8", "3.8"),
            ("python 3.8", "3.8"),
            ("python 3.9.17 h955ad1f_0_cpython", "3.9.17"),
            ("conda-forge::python=3.9=*_cpython", "3.9"),
            ("conda-forge/linux-64::python=3.9", "3.9"),
            ("python=3.11.*", "3.11"),
            ("python==3.11.*", "3.11"),
            ("python>=3.8,<3.12", ">=3.8,<3.12"),
            ("python >=3.8, <3.12.0a0", "any"),
            ("python>=3.8,<3.12,!=3.9.*", ">=3.8,<3.12,!=3.9.*"),
            ("python~=3.8", "~=3.8"),
            ("python[version=\">=3.8\"]", "any"),
            ("python=3.8|3.9", "any"),
            ("python=*", "any"),
        ] {
            assert_eq!(python(package), expected, "{package}");
        }
    }

    #[test]
    fn what_mlflow_refuses_is_refused_by_its_phrase() {
        for (dependencies, phrase) in [
            ("- python", "Invalid dependency for python: python"),
            ("- python<3.9", "Invalid version comparator for python: '<'"),
            ("- {npm: [x]}", "Invalid conda dependency: {'npm': ['x']}"),
            ("- 5", "Invalid conda dependency: 5"),
            ("-", "Invalid conda dependency: None"),
        ] {
            let error = read(dependencies).unwrap_err();
            assert!(error.message().starts_with(phrase), "{error}");
        }
    }

    #[test]
    fn an_exported_environment_is_read() {
        let part = read(
            "- _libgcc_mutex=0.1=main
- ca-certificates=2023.05.30=h06a4308_0
- pip=23.2.1=py311_0
- python=3.11.4=h955ad1f_0
- setuptools=68.*
- wheel>=0.38,<1
- r-base
- pip:
    - --index-url https://example.com/simple
    - -r requirements.txt
    - -e .
    - six==1.16.0 --hash=sha256:00
    - torch==2.0.0+cu117
prefix: /home/me/miniconda3/envs/x",
        )
        .unwrap();
        assert_eq!(part.python.unwrap().to_string(), "3.11.4");
        let build = ["pip==23.2.1", "setuptools==68.*", "wheel>=0.38,<1"];
        assert_eq!(part.build_dependencies, build);
        assert_eq!(
            part.dependencies,
            [
                "--index-url https://example.com/simple",
                "-r requirements.txt",
                "-e .",
                "six==1.16.0 --hash=sha256:00",
                "torch==2.0.0+cu117"
            ]
        );
        assert_eq!(read("").unwrap(), PipPart::default());
        assert_eq!(read("- python=3.9\n- pip:").unwrap().dependencies, [""; 0]);
    }
}
