//! The shell that runs commands: quoting for it, and starting it.

use std::process::Command;

/// Quotes a text so that the shell passes it on as one word.
pub(crate) fn quote(text: &str) -> String {
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
pub(crate) fn in_shell(command: &str) -> Command {
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
    use proptest::prelude::*;

    use super::*;

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

    proptest! {
        /// `shlex` undoes what we quote: the shell's reading, from another hand.
        #[test]
        fn a_quoted_text_is_one_word(text in "[^\0]*", other in "[^\0]*") {
            let line = format!("{} {}", quote_for_sh(&text), quote_for_sh(&other));
            prop_assert_eq!(shlex::split(&line), Some(vec![text, other]));
        }
    }
}
