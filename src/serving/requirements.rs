//! Changing what a model asks of pip, in the files in which it asks: lines are changed where they stand,
//! and everything else in a file stays.

use std::sync::LazyLock;

use regex::Regex;

use crate::error::{Error, Result};

/// What begins the list for pip in a `conda.yaml`.
static PIP_LIST: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(\s*)-\s+(?:pip|'pip'|\x22pip\x22):\s*(?:#.*)?$").expect("a pattern")
});
/// An item of a list.
static ITEM: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(\s*-\s+)(.*?)\s*$").expect("a pattern"));
/// A requirement as pip reads it: a name, extras, versions or an address, a marker.
static REQUIREMENT: LazyLock<Regex> = LazyLock::new(|| {
    let version = r"(?:===|==|~=|!=|<=|>=|<|>)\s*[A-Za-z0-9.*+!_-]+";
    let pattern = format!(
        r"^(?<name>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[[A-Za-z0-9._,\s-]*\])?\s*(?:@\s*\S+|\(?\s*{version}(?:\s*,\s*{version})*\s*\)?)?\s*(?:;.*)?$"
    );
    Regex::new(&pattern).expect("a pattern")
});

/// What is done with requirements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequirementChange {
    /// They are added, or take the place of those for the same packages.
    Add,
    /// Those for these packages are removed, whatever their versions.
    Remove,
}

/// A package that a model asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// As packages are told apart: `Foo_Bar` and `foo-bar` are one.
    name: String,
    text: String,
}

impl Requirement {
    /// Reads those that a user gives, as MLflow does: in small letters.
    pub fn read_all(texts: &[String]) -> Result<Vec<Self>> {
        let read = |text: &String| Self::parse(&text.trim().to_lowercase());
        let invalid: Vec<&str> = texts
            .iter()
            .filter(|text| read(text).is_none())
            .map(String::as_str)
            .collect();
        if !invalid.is_empty() {
            return Err(Error::invalid(format!(
                "Found invalid requirements: `{}`; expected such as `pandas==2.2` or `scipy>=1,<2`",
                invalid.join("`, `")
            )));
        }
        Ok(texts.iter().filter_map(read).collect())
    }

    fn parse(text: &str) -> Option<Self> {
        let name = &REQUIREMENT.captures(text)?["name"];
        Some(Self {
            name: normalized(name),
            text: text.to_owned(),
        })
    }

    /// As users call the package.
    pub fn name(&self) -> &str {
        &self.name
    }
}

fn normalized(name: &str) -> String {
    let words = name.split(['-', '_', '.']).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-").to_lowercase()
}

/// A file with requirements, changed, and what was not found in it.
#[derive(Debug, PartialEq, Eq)]
pub struct Changed {
    /// The new content.
    pub text: String,
    /// Packages that were to be removed and are not there.
    pub missing: Vec<String>,
}

/// Changes a `requirements.txt`.
pub fn change_requirements(
    text: &str,
    change: RequirementChange,
    wanted: &[Requirement],
) -> Changed {
    let ends = text.ends_with('\n');
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let (lines, missing) = changed(lines, change, wanted, "");
    let mut text = lines.join("\n");
    if ends && !text.is_empty() {
        text.push('\n');
    }
    Changed { text, missing }
}

/// Changes the list for pip in a `conda.yaml`.
pub fn change_conda(
    text: &str,
    change: RequirementChange,
    wanted: &[Requirement],
) -> Result<Changed> {
    let lines: Vec<&str> = text.lines().collect();
    let found = lines.iter().enumerate().find_map(|(place, line)| {
        let indent = PIP_LIST.captures(line)?.get(1)?.len();
        Some((place + 1, indent))
    });
    let Some((start, indent)) = found else {
        return Err(Error::invalid(
            "`conda.yaml` has no list under `pip`; expected `- pip:` with an item on each line below",
        ));
    };
    let is_item = |line: &&&str| {
        let own = line.len() - line.trim_start().len();
        line.trim().is_empty() || own > indent
    };
    let count = lines[start..].iter().take_while(is_item).count();
    let (above, rest) = lines.split_at(start);
    let (items, below) = rest.split_at(count);
    let dash = items
        .iter()
        .find_map(|line| ITEM.captures(line))
        .map_or_else(
            || format!("{}  - ", " ".repeat(indent)),
            |item| item[1].to_owned(),
        );
    let items = items.iter().map(|&line| line.to_owned()).collect();
    let (items, missing) = changed(items, change, wanted, &dash);
    let mut text = String::new();
    let above = above.iter().copied();
    let below = below.iter().copied();
    for line in above.chain(items.iter().map(String::as_str)).chain(below) {
        text.push_str(line);
        text.push('\n');
    }
    Ok(Changed { text, missing })
}

/// Changes lines, each of which may be a requirement behind a dash.
fn changed(
    lines: Vec<String>,
    change: RequirementChange,
    wanted: &[Requirement],
    dash: &str,
) -> (Vec<String>, Vec<String>) {
    let mut unseen: Vec<&Requirement> = wanted.iter().collect();
    let mut result = Vec::new();
    for line in lines {
        let name = name_in(&line);
        let Some(known) = wanted
            .iter()
            .rev()
            .find(|known| Some(&known.name) == name.as_ref())
        else {
            result.push(line);
            continue;
        };
        let is_first = unseen.iter().any(|other| other.name == known.name);
        unseen.retain(|other| other.name != known.name);
        if change == RequirementChange::Add && is_first {
            result.push(format!("{dash}{}", known.text));
        }
    }
    let mut missing = Vec::new();
    for (place, requirement) in unseen.iter().enumerate() {
        let is_last = !unseen[place + 1..]
            .iter()
            .any(|later| later.name == requirement.name);
        if !is_last {
            continue;
        }
        match change {
            RequirementChange::Add => result.push(format!("{dash}{}", requirement.text)),
            RequirementChange::Remove => missing.push(requirement.name.clone()),
        }
    }
    (result, missing)
}

/// The package that a line asks for, if it asks for one.
fn name_in(line: &str) -> Option<String> {
    let item = ITEM.captures(line).map(|item| item[2].to_owned());
    let text = item.unwrap_or_else(|| line.trim().to_owned());
    let text = text.split(" #").next().unwrap_or_default().trim();
    let text = text.trim_matches(['\'', '"']);
    Requirement::parse(text).map(|requirement| requirement.name)
}

#[cfg(test)]
mod tests {
    use super::RequirementChange::{Add, Remove};
    use super::*;

    const CONDA: &str = "\
channels:
- conda-forge
dependencies:
- python=3.11.7
- pip<=24
- pip:
  - mlflow==3.17.2
  # why this one
  - 'Scikit_Learn==1.5.0'
  - -r extra.txt
name: mlflow-env
";

    fn wanted(texts: &[&str]) -> Vec<Requirement> {
        let texts: Vec<String> = texts.iter().map(|&text| text.to_owned()).collect();
        Requirement::read_all(&texts).unwrap()
    }

    #[test]
    fn requirements_are_changed_where_they_stand() {
        let text = "# pinned\nmlflow==3.17.2\nPandas[parquet]>=2,<3; python_version>'3'\n";
        let changed = change_requirements(text, Add, &wanted(&["pandas==2.2", "xgboost"]));
        assert_eq!(
            changed.text,
            "# pinned\nmlflow==3.17.2\npandas==2.2\nxgboost\n"
        );
        let changed = change_requirements("a\nb==1", Remove, &wanted(&["b>=3", "c"]));
        assert_eq!(changed.text, "a");
        assert_eq!(changed.missing, ["c"]);
    }

    #[test]
    fn a_conda_file_keeps_all_but_the_list_for_pip() {
        let changed = change_conda(CONDA, Add, &wanted(&["scikit-learn==1.6", "xgboost"])).unwrap();
        let expected = CONDA
            .replace("'Scikit_Learn==1.5.0'", "scikit-learn==1.6")
            .replace("extra.txt\n", "extra.txt\n  - xgboost\n");
        assert_eq!(changed.text, expected);
        let changed = change_conda(CONDA, Remove, &wanted(&["mlflow", "python"])).unwrap();
        assert_eq!(changed.text, CONDA.replace("  - mlflow==3.17.2\n", ""));
        assert_eq!(changed.missing, ["python"]);
        assert!(change_conda("dependencies:\n- python\n", Add, &wanted(&["a"])).is_err());
    }

    #[test]
    fn the_last_of_two_for_one_package_counts() {
        let changed = change_requirements("", Add, &wanted(&["a==1", "A==2"]));
        assert_eq!(changed.text, "a==2");
    }

    #[test]
    fn what_is_no_requirement_is_named() {
        for text in ["", "a b", "==1", "a==", "a>1 2", "-r x"] {
            let error = Requirement::read_all(&[text.to_owned()]).unwrap_err();
            let expected = format!("Found invalid requirements: `{text}`");
            assert!(error.to_string().starts_with(&expected), "{error}");
        }
        assert_eq!(wanted(&["a @ https://x/y.whl", "b[c,d]~=1.0"]).len(), 2);
    }
}
