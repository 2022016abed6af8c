//! Versions of Python: which one an environment asks for, and finding one on this machine.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::config;

/// The script by which an interpreter prints its version and its real path. (A shim of pyenv, for
/// example, starts another file.)
const QUESTION: &str =
    "import sys; print('.'.join(map(str, sys.version_info[:3]))); print(sys.executable)";

/// The newest Python 3 that is looked for by its own name.
const NEWEST_MINOR: u32 = 24;

/// A version of Python: `3`, `3.11` or `3.11.4`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct PythonVersion(Vec<u32>);

/// Which versions of Python are acceptable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum PythonRequest {
    /// This one, with every patch level that it leaves open.
    PythonVersion(PythonVersion),
    /// Those within all of these bounds.
    Range(Vec<VersionBound>),
}

/// One side of a range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct VersionBound {
    pub(super) comparison: Comparison,
    pub(super) version: PythonVersion,
}

/// How a version compares with a bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    /// `==3.9.*`: it begins with these numbers.
    Begins,
    /// `!=3.9.*`: it does not.
    BeginsNot,
    /// `>=3.9`
    AtLeast,
    /// `<=3.9`
    AtMost,
    /// `>3.9`
    Above,
    /// `<3.9`
    Below,
    /// `~=3.9`: at least this, with the same numbers before the last.
    Compatible,
}

/// An interpreter on this machine.
#[derive(Debug)]
pub(super) struct Interpreter {
    pub(super) path: PathBuf,
    pub(super) version: PythonVersion,
}

impl PythonVersion {
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

impl PythonRequest {
    /// Whether a version will do.
    pub(super) fn accepts(&self, version: &PythonVersion) -> bool {
        match self {
            Self::PythonVersion(wanted) => version.satisfies(wanted),
            Self::Range(bounds) => bounds.iter().all(|bound| bound.accepts(version)),
        }
    }

    /// Whether a version differs from what will do in the patch level at most.
    fn is_near(&self, version: &PythonVersion) -> bool {
        match self {
            Self::PythonVersion(wanted) => version.is_near(wanted),
            Self::Range(_) => self.accepts(version),
        }
    }

    /// The names of programs that may do, the best first: of a range, Conda takes the newest.
    fn program_names(&self) -> Vec<String> {
        match self {
            Self::PythonVersion(wanted) => wanted.program_names(),
            Self::Range(_) => {
                let minors = (0..=NEWEST_MINOR).rev();
                let names = minors.map(|minor| format!("python3.{minor}"));
                names
                    .chain(["python3".to_owned(), "python".to_owned()])
                    .collect()
            }
        }
    }
}

impl VersionBound {
    fn accepts(&self, version: &PythonVersion) -> bool {
        let bound = &self.version;
        match self.comparison {
            Comparison::Begins => version.satisfies(bound),
            Comparison::BeginsNot => !version.satisfies(bound),
            Comparison::AtLeast => version >= bound,
            Comparison::AtMost => version <= bound,
            Comparison::Above => version > bound,
            Comparison::Below => version < bound,
            Comparison::Compatible => {
                let series = &bound.0[..bound.0.len().saturating_sub(1)];
                version >= bound && version.0.starts_with(series)
            }
        }
    }
}

/// As uv takes it: `3.11`, `>=3.8,<3.12`.
impl fmt::Display for PythonRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PythonVersion(version) => version.fmt(f),
            Self::Range(bounds) => {
                let bounds: Vec<String> = bounds.iter().map(VersionBound::to_string).collect();
                f.write_str(&bounds.join(","))
            }
        }
    }
}

impl fmt::Display for VersionBound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let version = &self.version;
        match self.comparison {
            Comparison::Begins => write!(f, "=={version}.*"),
            Comparison::BeginsNot => write!(f, "!={version}.*"),
            Comparison::AtLeast => write!(f, ">={version}"),
            Comparison::AtMost => write!(f, "<={version}"),
            Comparison::Above => write!(f, ">{version}"),
            Comparison::Below => write!(f, "<{version}"),
            Comparison::Compatible => write!(f, "~={version}"),
        }
    }
}

impl fmt::Display for PythonVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let numbers: Vec<String> = self.0.iter().map(u32::to_string).collect();
        f.write_str(&numbers.join("."))
    }
}

/// Finds the wanted Python, or one that differs in its patch level only; any Python 3 where
/// nothing is wanted.
pub(super) fn find(wanted: Option<&PythonRequest>) -> Option<Interpreter> {
    let any = PythonRequest::PythonVersion(PythonVersion(vec![3]));
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
        if wanted.accepts(&found.version) {
            return Some(found);
        }
        if near.is_none() && wanted.is_near(&found.version) {
            near = Some(found);
        }
    }
    found_by_uv(wanted).or(near)
}

/// The exact version, if uv has it installed. Downloading one is left to the build.
fn found_by_uv(wanted: &PythonRequest) -> Option<Interpreter> {
    let uv = config::programs("uv").next()?;
    let request = wanted.to_string();
    let find = [
        "python",
        "find",
        "--no-project",
        "--no-python-downloads",
        &request,
    ];
    let path = duct::cmd(uv, find).stdin_null().stderr_null().read().ok()?;
    ask(Path::new(path.trim())).filter(|found| wanted.accepts(&found.version))
}

/// The interpreters that pyenv keeps, which is where MLflow itself takes them from.
fn pyenv_interpreters(wanted: &PythonRequest) -> Vec<PathBuf> {
    let Some(entries) = config::pyenv_root().and_then(|root| root.join("versions").read_dir().ok())
    else {
        return Vec::new();
    };
    let mut versions: Vec<(PythonVersion, PathBuf)> = entries
        .flatten()
        .filter_map(|entry| {
            Some((
                PythonVersion::parse(entry.file_name().to_str()?)?,
                entry.path(),
            ))
        })
        .filter(|(version, _)| wanted.is_near(version))
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
        version: PythonVersion::parse(version)?,
        path: PathBuf::from(executable.trim()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> PythonVersion {
        PythonVersion::parse(text).unwrap()
    }

    #[test]
    fn versions_are_compared_number_by_number() {
        assert!(version("3.11.4").satisfies(&version("3.11")));
        assert!(!version("3.11.4").satisfies(&version("3.1")));
        assert!(!version("3.11.4").satisfies(&version("3.11.5")));
        assert!(version("3.11.4").is_near(&version("3.11.5")));
        assert!(version("3.11.10") > version("3.11.9"));
        for bad in ["", "3.x", ">=3.9", "3.11.4.1"] {
            assert_eq!(PythonVersion::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_range_has_two_ends() {
        let bound = |comparison, text: &str| VersionBound {
            comparison,
            version: version(text),
        };
        let range = PythonRequest::Range(vec![
            bound(Comparison::AtLeast, "3.8"),
            bound(Comparison::Below, "3.12"),
            bound(Comparison::BeginsNot, "3.9"),
        ]);
        assert_eq!(range.to_string(), ">=3.8,<3.12,!=3.9.*");
        for (text, expected) in [
            ("3.7.9", false),
            ("3.8.0", true),
            ("3.9.1", false),
            ("3.11.9", true),
            ("3.12.0", false),
        ] {
            assert_eq!(range.accepts(&version(text)), expected, "{text}");
        }
        let compatible = bound(Comparison::Compatible, "3.8");
        assert!(compatible.accepts(&version("3.12.1")) && !compatible.accepts(&version("3.7")));
        assert!(!compatible.accepts(&version("4.0")));
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
