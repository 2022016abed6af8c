//! What an environment is made of: a Python version and packages, from `python_env.yaml` or from
//! the pip part of a `conda.yaml`, and the digest that tells one environment from another.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::text;
use crate::uri;
use crate::yaml::{Document, Node};

use super::conda_file;
use super::digest::digest;
use super::python::{PythonRequest, PythonVersion};

/// Files that say how a package in the project's own folder is built.
const PACKAGE_FILES: [&str; 3] = ["pyproject.toml", "setup.py", "setup.cfg"];

/// What an environment is made of.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Definition {
    /// `None` for any Python 3.
    pub(super) python: Option<PythonRequest>,
    /// Installed first.
    pub(super) build_dependencies: Vec<String>,
    /// Lines of a requirements file.
    pub(super) dependencies: Vec<String>,
    /// Installed last, over the others.
    pub(super) overrides: Vec<String>,
    /// Where relative paths start: the project's folder, as in MLflow.
    pub(super) folder: PathBuf,
    /// Where relative paths are looked for next: the folder of the environment's file.
    file_folder: PathBuf,
}

impl Definition {
    /// An environment with nothing in it.
    pub(super) fn empty(folder: &Path) -> Self {
        Self {
            python: None,
            build_dependencies: Vec::new(),
            dependencies: Vec::new(),
            overrides: Vec::new(),
            folder: folder.to_owned(),
            file_folder: folder.to_owned(),
        }
    }

    /// Reads a `python_env.yaml`.
    pub(super) fn from_python_env(path: &Path, folder: &Path) -> Result<Self> {
        let document = Document::read(path)?;
        let root = document.root();
        let python = root
            .get("python")?
            .map(|python| python_version(&python))
            .transpose()?;
        Ok(Self {
            python,
            build_dependencies: root.texts("build_dependencies")?,
            dependencies: root.texts("dependencies")?,
            ..Self::below(path, folder)
        })
    }

    /// The packages of a `requirements.txt`.
    pub(super) fn from_requirements(path: &Path, folder: &Path) -> Result<Self> {
        let name = path
            .file_name()
            .ok_or_else(|| Error::invalid(format!("`{}` is not a file", path.display())))?;
        Ok(Self {
            dependencies: vec![format!("-r {}", name.to_string_lossy())],
            ..Self::below(path, folder)
        })
    }

    /// Only the list under `pip` of a `conda.yaml`.
    pub(super) fn from_pip_part(path: &Path, folder: &Path) -> Result<Self> {
        let dependencies = conda_file::pip_part(&Document::read(path)?)?;
        Ok(Self {
            dependencies,
            ..Self::below(path, folder)
        })
    }

    /// Reads what pip can install of a `conda.yaml`.
    pub(super) fn from_conda(path: &Path, folder: &Path) -> Result<Self> {
        let found = conda_file::for_pip(&Document::read(path)?)?;
        Ok(Self {
            python: found.python,
            build_dependencies: found.build_dependencies,
            dependencies: found.dependencies,
            ..Self::below(path, folder)
        })
    }

    fn below(path: &Path, folder: &Path) -> Self {
        Self {
            file_folder: path.parent().unwrap_or(folder).to_owned(),
            ..Self::empty(folder)
        }
    }

    /// The digest of everything that defines the environment, contents of requirement files
    /// included.
    pub(super) fn digest(&self) -> Result<String> {
        let mut hashed = Vec::new();
        hashed.push(
            self.python
                .as_ref()
                .map_or_else(String::new, PythonRequest::to_string),
        );
        let mut has_local = false;
        for list in [&self.build_dependencies, &self.dependencies] {
            hashed.push("list".to_owned());
            for line in self.expanded(list)? {
                has_local |= is_local(&line);
                hashed.push(line);
            }
        }
        if !self.overrides.is_empty() {
            hashed.push("overrides".to_owned());
            hashed.extend(self.overrides.iter().cloned());
        }
        if has_local {
            hashed.push(self.folder.to_string_lossy().into_owned());
            hashed.extend(
                PACKAGE_FILES
                    .iter()
                    .map(|name| fs::read_to_string(self.folder.join(name)).unwrap_or_default()),
            );
        }
        Ok(digest(hashed))
    }

    /// Lines for pip, with absolute paths of the files that they include.
    pub(super) fn requirements(&self, lines: &[String]) -> Result<String> {
        let mut text = String::new();
        for line in lines {
            match included(line) {
                Some((flag, file)) if !file.contains("://") => {
                    let _ = writeln!(text, "{flag} {}", spelled(&self.find(file)?));
                }
                _ => {
                    let _ = writeln!(text, "{line}");
                }
            }
        }
        Ok(text)
    }

    /// The lines, with those of the files that they include in their place.
    pub(super) fn written_out(&self, lines: &[String]) -> Result<Vec<String>> {
        let lines = self.expanded(lines)?;
        // `expanded` leaves the flag of each file before its lines.
        let is_flag = |line: &String| line == "-r" || line == "-c";
        Ok(lines.into_iter().filter(|line| !is_flag(line)).collect())
    }

    /// The lines, and those of the files that they include.
    fn expanded(&self, lines: &[String]) -> Result<Vec<String>> {
        let mut expanded = Vec::new();
        let mut seen = HashSet::new();
        for line in lines {
            match included(line) {
                Some((flag, file)) if !file.contains("://") => {
                    expanded.push(flag.to_owned());
                    include(&self.find(file)?, &mut seen, &mut expanded)?;
                }
                _ => expanded.push(line.clone()),
            }
        }
        Ok(expanded)
    }

    fn find(&self, file: &str) -> Result<PathBuf> {
        let folders = [&self.folder, &self.file_folder];
        let found = folders
            .into_iter()
            .map(|folder| folder.join(file))
            .find(|path| path.is_file());
        found.ok_or_else(|| {
            Error::invalid(format!(
                "the requirements file `{file}` is not in the project's folder `{}`",
                self.folder.display()
            ))
        })
    }
}

/// Adds the meaningful lines of a requirements file, and those of the files it includes itself.
fn include(path: &Path, seen: &mut HashSet<PathBuf>, expanded: &mut Vec<String>) -> Result<()> {
    if !seen.insert(path.to_owned()) {
        return Ok(());
    }
    let bytes = fs::read(path).map_err(|e| Error::io("read the requirements file", path, e))?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let lossy = || String::from_utf8_lossy(&bytes).into_owned();
    for line in text::decode(bytes.clone()).unwrap_or_else(lossy).lines() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        match included(line) {
            Some((flag, file)) if !file.contains("://") => {
                expanded.push(flag.to_owned());
                include(&folder.join(file), seen, expanded)?;
            }
            _ => expanded.push(line.to_owned()),
        }
    }
    Ok(())
}

/// Reads `-r FILE` and `-c FILE` in their spellings, without a comment behind them.
fn included(line: &str) -> Option<(&'static str, &str)> {
    let line = line.split(" #").next().unwrap_or_default().trim();
    let flags = [
        ("--requirement", "-r"),
        ("--constraint", "-c"),
        ("-r", "-r"),
        ("-c", "-c"),
    ];
    flags.into_iter().find_map(|(spelling, flag)| {
        let rest = line.strip_prefix(spelling)?;
        let is_whole = spelling.len() == 2 || rest.starts_with([' ', '=', '\t']);
        let file = rest.trim_start_matches(['=', ' ', '\t']);
        (is_whole && !file.is_empty()).then_some((flag, file))
    })
}

/// Whether a line names something in a local folder: then the environment depends on the folder.
fn is_local(line: &str) -> bool {
    let has_path = line.starts_with('.') || line.contains(['/', '\\']);
    line.starts_with("-e")
        || line.starts_with("--editable")
        || line.contains("file:")
        || (has_path && !line.contains("://"))
}

fn python_version(node: &Node) -> Result<PythonRequest> {
    let expected = "a version in quotes such as `\"3.11\"`";
    let text = node
        .as_text()
        .ok_or_else(|| node.expected(expected).begin("`python` must be a string"))?;
    let version = PythonVersion::parse(text);
    let version = version.ok_or_else(|| node.expected("a version such as `3.11` or `3.11.4`"))?;
    Ok(PythonRequest::PythonVersion(version))
}

/// A path for a requirements file. One with a space or `#` becomes a URI, because pip would read
/// only what stands before.
fn spelled(path: &Path) -> String {
    let plain = path.display().to_string();
    if plain.contains(|c: char| c.is_whitespace() || c == '#') {
        return uri::from_path(path);
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn python_env(folder: &Path, text: &str) -> Definition {
        let path = folder.join("python_env.yaml");
        fs::write(&path, text).unwrap();
        Definition::from_python_env(&path, folder).unwrap()
    }

    #[test]
    fn included_files_are_named_so_that_pip_finds_them() {
        for (folder, expected) in [
            ("plain", "/plain/requirements.txt"),
            ("a b#c", "/a%20b%23c/requirements.txt"),
        ] {
            let scratch = tempfile::tempdir().unwrap();
            let folder = scratch.path().join(folder);
            fs::create_dir(&folder).unwrap();
            let path = folder.join("requirements.txt");
            fs::write(&path, "six").unwrap();
            let definition = Definition::from_requirements(&path, &folder).unwrap();
            let text = definition.requirements(&definition.dependencies).unwrap();
            assert!(text.trim_end().ends_with(expected), "{text}");
            assert_eq!(text.starts_with("-r file:///"), expected.contains('%'));
        }
    }

    #[test]
    fn the_digest_follows_the_contents_of_requirement_files() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        write("a.txt", "# comment\n\n-r b.txt\n");
        write("b.txt", "x==1\n");
        let text = "python: '3.11'\ndependencies: [-r a.txt]";
        let definition = python_env(folder.path(), text);
        let first = definition.digest().unwrap();
        write("a.txt", "-r b.txt\n# another comment\n");
        assert_eq!(definition.digest().unwrap(), first);
        write("b.txt", "x==2\n");
        assert_ne!(definition.digest().unwrap(), first);
        fs::remove_file(folder.path().join("b.txt")).unwrap();
        assert!(definition.digest().is_err());
    }

    #[test]
    fn only_local_packages_tie_an_environment_to_its_folder() {
        let (a, b) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let digest = |folder: &Path, dependency: &str| {
            python_env(folder, &format!("dependencies: ['{dependency}']"))
                .digest()
                .unwrap()
        };
        for shared in ["numpy", "x @ https://host/x.whl"] {
            assert_eq!(
                digest(a.path(), shared),
                digest(b.path(), shared),
                "{shared}"
            );
        }
        for local in ["-e .", "./pkg", "pkg/sub", "x @ file:///x.whl"] {
            assert_ne!(digest(a.path(), local), digest(b.path(), local), "{local}");
        }
    }

    #[test]
    fn included_files_get_absolute_paths() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("r.txt");
        fs::write(&file, "").unwrap();
        let definition = Definition::empty(folder.path());
        let lines = ["numpy", "--requirement=r.txt", "-c r.txt # why"].map(String::from);
        let path = file.display();
        assert_eq!(
            definition.requirements(&lines).unwrap(),
            format!("numpy\n-r {path}\n-c {path}\n")
        );
        assert!(
            definition
                .requirements(&["-r gone.txt".to_owned()])
                .is_err()
        );
    }

    #[test]
    fn a_version_without_quotes_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("python_env.yaml");
        fs::write(&path, "python: 3.10").unwrap();
        let error = Definition::from_python_env(&path, folder.path()).unwrap_err();
        assert!(
            error
                .message()
                .contains("`python` is a number; expected a version in quotes"),
            "{error}"
        );
    }
}
