//! `mlflow --env-file FILE …`: environment variables from a file, as MLflow reads it.
//!
//! A process cannot change its own environment safely once it has threads, and the commands that it
//! starts are to have the variables, too. So the program starts again with them.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use crate::config;
use crate::error::{Error, Result};
use crate::text;

use super::global::GlobalArgs;
use super::report::Exit;

/// Starts the program again with the variables of the file, if there is one; the exit is that of the
/// other. On Unix the other takes the place of this one.
pub(super) fn apply(global: &GlobalArgs, args: &[OsString]) -> Result<Option<Exit>> {
    let Some(file) = &global.env_file else {
        return Ok(None);
    };
    let variables = read(file)?;
    let program = std::env::current_exe()
        .map_err(|e| Error::internal("cannot tell where this program is").caused_by(e))?;
    let mut command = Command::new(&program);
    command.args(without_flag(args));
    // As in MLflow, the environment counts more than the file.
    let new = variables
        .into_iter()
        .filter(|(name, _)| !config::is_set(name));
    command.envs(new);
    replace(&mut command, &program).map(Some)
}

#[cfg(unix)]
fn replace(command: &mut Command, program: &Path) -> Result<Exit> {
    use std::os::unix::process::CommandExt;
    Err(Error::io("start", program, command.exec()))
}

#[cfg(not(unix))]
fn replace(command: &mut Command, program: &Path) -> Result<Exit> {
    let status = command
        .status()
        .map_err(|e| Error::io("start", program, e))?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(Exit::Failed, Exit::Code))
}

/// The arguments without the program's name and without the flag, which stands before the command.
fn without_flag(args: &[OsString]) -> Vec<OsString> {
    let mut rest = Vec::new();
    let mut words = args.iter().skip(1);
    while let Some(word) = words.next() {
        let text = word.to_string_lossy();
        if text == "--env-file" {
            words.next();
        } else if !text.starts_with("--env-file=") {
            rest.push(word.clone());
            continue;
        }
        break;
    }
    rest.extend(words.cloned());
    rest
}

fn read(file: &Path) -> Result<Vec<(String, String)>> {
    let text = text::read(file)?;
    let mut variables: Vec<(String, String)> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let variable = variable(line, &variables).ok_or_else(|| {
            Error::invalid(format!(
                "line {} of `{}` is no variable; expected `NAME=VALUE`",
                number + 1,
                file.display()
            ))
        })?;
        variables.push(variable);
    }
    Ok(variables)
}

/// Reads `NAME=VALUE`, `export NAME='VALUE'`, `NAME="a ${OTHER}"` and `NAME=VALUE # comment`.
fn variable(line: &str, known: &[(String, String)]) -> Option<(String, String)> {
    let line = line.strip_prefix("export ").unwrap_or(line);
    let (name, value) = line.split_once('=')?;
    let name = name.trim();
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_');
    if !is_name {
        return None;
    }
    let value = value.trim();
    let value = if let Some(rest) = value.strip_prefix('\'') {
        rest.split_once('\'')?.0.to_owned()
    } else if let Some(rest) = value.strip_prefix('"') {
        expanded(&unescaped(rest)?, known)
    } else {
        let end = value.find(" #").unwrap_or(value.len());
        expanded(value[..end].trim_end(), known)
    };
    Some((name.to_owned(), value))
}

/// What stands before the closing double quote, without its escapes; `None` without such a quote.
fn unescaped(text: &str) -> Option<String> {
    let mut value = String::new();
    let mut letters = text.chars();
    loop {
        match letters.next()? {
            '"' => return Some(value),
            '\\' => match letters.next()? {
                'n' => value.push('\n'),
                't' => value.push('\t'),
                other => value.push(other),
            },
            other => value.push(other),
        }
    }
}

/// Puts in the values for which `${NAME}` stands: those of the environment, or of lines before.
fn expanded(text: &str, known: &[(String, String)]) -> String {
    let mut value = String::new();
    let mut rest = text;
    while let Some((before, from)) = rest.split_once("${") {
        let Some((name, after)) = from.split_once('}') else {
            break;
        };
        value.push_str(before);
        let of_file = || {
            let mut known = known.iter().rev();
            known
                .find(|(known, _)| known == name)
                .map(|(_, v)| v.clone())
        };
        let found = config::var(name).ok().flatten().or_else(of_file);
        value.push_str(&found.unwrap_or_default());
        rest = after;
    }
    value.push_str(rest);
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_variables_as_dotenv_has_them() {
        let known = [("HERE_ONLY".to_owned(), "x".to_owned())];
        for (line, expected) in [
            ("A=1", Some(("A", "1"))),
            ("export A = b c # said", Some(("A", "b c"))),
            ("A='b # \"c'", Some(("A", "b # \"c"))),
            (r#"A="b\"c\n" # d"#, Some(("A", "b\"c\n"))),
            ("A=<${HERE_ONLY}>", Some(("A", "<x>"))),
            ("A='${HERE_ONLY}'", Some(("A", "${HERE_ONLY}"))),
            ("A=", Some(("A", ""))),
            ("A", None),
            ("=b", None),
            ("a b=c", None),
            ("A='b", None),
        ] {
            let found = variable(line, &known);
            let found = found
                .as_ref()
                .map(|(name, value)| (name.as_str(), value.as_str()));
            assert_eq!(found, expected, "{line}");
        }
    }

    #[test]
    fn the_flag_alone_is_left_out() {
        let left = |line: &str| {
            let args: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            let left = without_flag(&args);
            left.join(std::ffi::OsStr::new(" ")).into_string().unwrap()
        };
        assert_eq!(left("mlflow --env-file a runs list"), "runs list");
        assert_eq!(
            left("mlflow --color never --env-file=a run ."),
            "--color never run ."
        );
        assert_eq!(
            left("mlflow --env-file a exec -- x --env-file b"),
            "exec -- x --env-file b"
        );
    }
}
