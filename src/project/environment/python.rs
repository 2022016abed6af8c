//! Which Python an environment wants, and where one is on this machine.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::config;

/// What an interpreter is asked: which version it has, and where it really is (a shim of pyenv,
/// for example, stands for another file).
const QUESTION: &str =
    "import sys; print('.'.join(map(str, sys.version_info[:3]))); print(sys.executable)";

/// A version of Python: `3`, `3.11` or `3.11.4`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Version(Vec<u32>);

/// An interpreter on this machine.
#[derive(Debug)]
pub(super) struct Interpreter {
    pub(super) path: PathBuf,
    pub(super) version: Version,
}

impl Version {
    /// Reads up to three numbers.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let numbers: Vec<u32> = text
            .trim()
            .split('.')
            .map(str::parse)
            .collect::<Result<_, _>>()
            .ok()?;
        (numbers.len() <= 3).then_some(Self(numbers))
    }

    /// Whether this version is what was wanted, as far as that says.
    pub(super) fn satisfies(&self, wanted: &Self) -> bool {
        self.0.starts_with(&wanted.0)
    }

    /// Whether this version differs from what was wanted in the patch level at most.
    fn is_near(&self, wanted: &Self) -> bool {
        let minor = &wanted.0[..wanted.0.len().min(2)];
        self.0.starts_with(minor)
    }

    /// The names of programs that may have this version, most specific first.
    fn program_names(&self) -> Vec<String> {
        let mut names: Vec<String> = (1..=self.0.len().min(2))
            .rev()
            .map(|length| format!("python{}", Self(self.0[..length].to_vec())))
            .collect();
        names.extend(["python3".to_owned(), "python".to_owned()]);
        names.dedup();
        names
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let numbers: Vec<String> = self.0.iter().map(u32::to_string).collect();
        f.write_str(&numbers.join("."))
    }
}

/// Finds the wanted Python, or one that differs in its patch level only; any Python 3 where
/// nothing is wanted.
pub(super) fn find(wanted: Option<&Version>) -> Option<Interpreter> {
    let any = Version(vec![3]);
    let wanted = wanted.unwrap_or(&any);
    let on_path = wanted
        .program_names()
        .into_iter()
        .flat_map(|name| config::programs(&name));
    let mut near = None;
    for path in on_path.chain(pyenv_interpreters(wanted)) {
        let Some(found) = ask(&path) else {
            continue;
        };
        if found.version.satisfies(wanted) {
            return Some(found);
        }
        if near.is_none() && found.version.is_near(wanted) {
            near = Some(found);
        }
    }
    found_by_uv(wanted).or(near)
}

/// The very version, if uv keeps it. What is not on this machine is left to the one who builds.
fn found_by_uv(wanted: &Version) -> Option<Interpreter> {
    let uv = config::programs("uv").next()?;
    let version = wanted.to_string();
    let find = [
        "python",
        "find",
        "--no-project",
        "--no-python-downloads",
        &version,
    ];
    let path = duct::cmd(uv, find).stdin_null().stderr_null().read().ok()?;
    ask(Path::new(path.trim())).filter(|found| found.version.satisfies(wanted))
}

/// The interpreters that pyenv keeps, which is where MLflow itself takes them from.
fn pyenv_interpreters(wanted: &Version) -> Vec<PathBuf> {
    let Some(entries) = config::pyenv_root().and_then(|root| root.join("versions").read_dir().ok())
    else {
        return Vec::new();
    };
    let mut versions: Vec<(Version, PathBuf)> = entries
        .flatten()
        .filter_map(|entry| Some((Version::parse(entry.file_name().to_str()?)?, entry.path())))
        .filter(|(version, _)| version.is_near(wanted))
        .collect();
    versions.sort();
    versions
        .into_iter()
        .rev()
        .map(|(_, folder)| folder.join("bin").join("python"))
        .collect()
}

fn ask(path: &Path) -> Option<Interpreter> {
    let answer = duct::cmd!(path, "-I", "-c", QUESTION)
        .stdin_null()
        .stderr_null()
        .read()
        .ok()?;
    let (version, executable) = answer.split_once('\n')?;
    Some(Interpreter {
        version: Version::parse(version)?,
        path: PathBuf::from(executable.trim()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Version {
        Version::parse(text).unwrap()
    }

    #[test]
    fn versions_are_compared_number_by_number() {
        assert!(version("3.11.4").satisfies(&version("3.11")));
        assert!(!version("3.11.4").satisfies(&version("3.1")));
        assert!(!version("3.11.4").satisfies(&version("3.11.5")));
        assert!(version("3.11.4").is_near(&version("3.11.5")));
        assert!(version("3.11.10") > version("3.11.9"));
        for bad in ["", "3.x", ">=3.9", "3.11.4.1"] {
            assert_eq!(Version::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_most_specific_program_comes_first() {
        assert_eq!(
            version("3.11.4").program_names(),
            ["python3.11", "python3", "python"]
        );
        assert_eq!(version("3").program_names(), ["python3", "python"]);
    }
}
