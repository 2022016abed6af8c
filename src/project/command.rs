//! From an entry point to a command line: templates, quoting, scripts, the shell that runs it.

use std::borrow::Cow;
use std::process::Command;

use crate::error::{Error, Result};

use super::yaml::python_repr;

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

/// Quotes a text so that the shell passes it on as one word.
pub(super) fn quote(text: &str) -> String {
    if cfg!(windows) {
        quote_for_cmd(text)
    } else {
        quote_for_sh(text)
    }
}

/// Quotes as Python's `shlex.quote` does, to the letter: MLflow logs parameters in this form.
fn quote_for_sh(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_@%+=:,./-".contains(&byte);
    if !text.is_empty() && text.bytes().all(is_plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r#"'"'"'"#))
}

/// Quotes for Windows: once for the program, whose runtime splits its command line at unquoted
/// spaces, and once for `cmd`, whose special characters take a `^` before them.
fn quote_for_cmd(text: &str) -> String {
    let is_plain = |c: char| !c.is_whitespace() && !"\"^&|<>()%!".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.to_owned();
    }
    let mut argument = String::from("\"");
    let mut backslashes = 0;
    for c in text.chars() {
        if c == '"' {
            argument.push_str(&"\\".repeat(backslashes + 1));
        }
        backslashes = if c == '\\' { backslashes + 1 } else { 0 };
        argument.push(c);
    }
    argument.push_str(&"\\".repeat(backslashes));
    argument.push('"');
    let escape = |c: char| {
        if "\"^&|<>()%!".contains(c) {
            vec!['^', c]
        } else {
            vec![c]
        }
    };
    argument.chars().flat_map(escape).collect()
}

/// The shell that runs a project's command: bash, as in MLflow, or `cmd` on Windows.
pub(super) fn in_shell(command: &str) -> Command {
    let (shell, flag) = if cfg!(windows) {
        ("cmd", "/c")
    } else {
        ("bash", "-c")
    };
    let mut shell = Command::new(shell);
    shell.args([flag, command]);
    shell
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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
    fn quoting_is_that_of_shlex() {
        for (text, quoted) in [
            ("", "''"),
            ("a_b@%+=:,./-9", "a_b@%+=:,./-9"),
            ("a b", "'a b'"),
            ("it's", r#"'it'"'"'s'"#),
            ("$x\n`y`", "'$x\n`y`'"),
            ("é", "'é'"),
        ] {
            assert_eq!(quote_for_sh(text), quoted);
        }
    }

    #[test]
    fn quoting_for_cmd_escapes_twice() {
        assert_eq!(quote_for_cmd(""), "^\"^\"");
        assert_eq!(quote_for_cmd("a-b=c"), "a-b=c");
        assert_eq!(quote_for_cmd("a b\\"), "^\"a b\\\\^\"");
        assert_eq!(quote_for_cmd("say \"%x%\""), "^\"say \\^\"^%x^%\\^\"^\"");
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

    proptest! {
        /// `shlex` undoes what we quote: the shell's reading, from another hand.
        #[test]
        fn a_quoted_text_is_one_word(text in "[^\0]*", other in "[^\0]*") {
            let line = format!("{} {}", quote_for_sh(&text), quote_for_sh(&other));
            prop_assert_eq!(shlex::split(&line), Some(vec![text, other]));
        }
    }
}
