//! From an entry point to a command line: templates and scripts.

use std::borrow::Cow;

use crate::error::{Error, Result};
use crate::process::quote;
use crate::yaml::python_repr;

/// Puts values into a template: `{name}` is replaced, `{{` and `}}` are braces.
///
/// MLflow fills templates with Python's `str.format`. Of its conversions, `{name!s}` and
/// `{name!r}` are here; nothing else of it is of use with texts.
pub(super) fn fill(template: &str, values: &[(String, String)]) -> Result<String> {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, from_brace) = rest.split_at(at);
        filled.push_str(before);
        let brace = &from_brace[..1];
        if from_brace[1..].starts_with(brace) {
            filled.push_str(brace);
            rest = &from_brace[2..];
            continue;
        }
        let (field, after) = from_brace[1..]
            .split_once('}')
            .filter(|_| brace == "{")
            .ok_or_else(|| unmatched(template, brace))?;
        let value = value(field, values).ok_or_else(|| unknown(template, field, values))?;
        filled.push_str(&value);
        rest = after;
    }
    filled.push_str(rest);
    Ok(filled)
}

/// The value of a field: `name`, `name!s` or `name!r`.
fn value<'a>(field: &str, values: &'a [(String, String)]) -> Option<Cow<'a, str>> {
    let (name, conversion) = field.split_once('!').unwrap_or((field, "s"));
    let (_, value) = values.iter().find(|(key, _)| key == name)?;
    match conversion {
        "s" => Some(value.into()),
        "r" => Some(python_repr(value).into()),
        _ => None,
    }
}

fn unmatched(template: &str, brace: &str) -> Error {
    Error::invalid(format!(
        "the command `{template}` has a `{brace}` without its partner"
    ))
    .hint("a brace that means itself is written twice: `{{`, `}}`")
}

fn unknown(template: &str, name: &str, values: &[(String, String)]) -> Error {
    let known: Vec<String> = values.iter().map(|(key, _)| format!("`{key}`")).collect();
    let known = match known.len() {
        0 => "the entry point has no parameters".to_owned(),
        _ => format!("the entry point's parameters are {}", known.join(", ")),
    };
    Error::invalid(format!(
        "the command `{template}` names the parameter `{name}`; {known}"
    ))
    .hint("a brace that means itself is written twice: `{{`, `}}`")
}

/// The command that runs a script of the project, by its extension as in MLflow; `None` where
/// the name is not a script's.
pub(super) fn for_script(name: &str, shell: &str) -> Option<String> {
    let (stem, extension) = name.rsplit_once('.')?;
    if stem.is_empty() {
        return None;
    }
    let script = quote(name);
    match extension {
        "py" => Some(format!("python {script}")),
        "sh" => Some(format!("{shell} {script}")),
        "R" => Some(format!(
            "Rscript -e \"mlflow::mlflow_source('{script}')\" --args"
        )),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs
            .iter()
            .map(|(key, value)| ((*key).into(), (*value).into()))
            .collect()
    }

    #[test]
    fn templates_are_filled() {
        let values = values(&[("a", "1"), ("b", "'x {a}'")]);
        let filled = fill("run {a} {b} {{a}} é {a!s} {b!r}", &values).unwrap();
        assert_eq!(filled, "run 1 'x {a}' {a} é 1 \"'x {a}'\"");
    }

    #[test]
    fn a_wrong_template_is_an_error() {
        let values = values(&[("a", "1")]);
        let error = fill("awk '{print $1}'", &values).unwrap_err();
        assert!(
            error
                .message()
                .contains("`print $1`; the entry point's parameters are `a`"),
            "{error}"
        );
        for unmatched in ["x {a", "x a}", "{"] {
            let error = fill(unmatched, &values).unwrap_err();
            assert!(error.message().contains("without its partner"), "{error}");
        }
    }

    #[test]
    fn scripts_run_by_their_extension() {
        assert_eq!(for_script("a.py", "zsh").unwrap(), "python a.py");
        assert_eq!(for_script("a b.sh", "zsh").unwrap(), "zsh 'a b.sh'");
        assert!(for_script("a.R", "zsh").unwrap().starts_with("Rscript "));
        assert_eq!(for_script("a.txt", "zsh"), None);
        assert_eq!(for_script(".py", "zsh"), None);
        assert_eq!(for_script("main", "zsh"), None);
    }
}
