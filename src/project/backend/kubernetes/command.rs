//! From a command line to the words that a container starts with.
//!
//! MLflow 3.17.2 splits the line as a shell does and then quotes each word for a shell that is not
//! there: a plain word arrives as it is, and any other with its quotes on it. Here each word
//! arrives as it was given. A line that needs a shell (`a && b`, `$HOME`, `> file`) gets one.

/// Characters that a shell interprets outside of quotes.
const SPECIAL: &str = "|&;<>()$`*?[#~\n";

/// The words of a line, for the `command` of a container.
pub(super) fn words(line: &str) -> Vec<String> {
    let words = shlex::split(line).filter(|_| !needs_shell(line));
    let words = words.unwrap_or_else(|| vec!["sh".into(), "-c".into(), line.to_owned()]);
    words.iter().map(|word| literal(word)).collect()
}

/// Keeps a text from being read by the cluster, to which `$(NAME)` is a variable and `$$` is `$`.
pub(super) fn literal(text: &str) -> String {
    text.replace('$', "$$")
}

/// Whether anything of a line is for the shell itself.
fn needs_shell(line: &str) -> bool {
    let first_word = line.split_whitespace().next().unwrap_or_default();
    // `NAME=value program`.
    let is_assignment = first_word.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    });
    is_assignment || has_special(line)
}

fn has_special(line: &str) -> bool {
    let mut quote = None;
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (None, '\'' | '"') => quote = Some(c),
            (Some(open), _) if c == open => quote = None,
            (None | Some('"'), '\\') => {
                chars.next();
            }
            (None, _) if SPECIAL.contains(c) => return true,
            (Some('"'), '$' | '`') => return true,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::quote;
    use proptest::prelude::*;

    #[test]
    fn plain_words_are_those_of_mlflow() {
        let line = "python train.py --alpha 0.5 --out=/data/x_1,y:z@%+";
        let expected: Vec<_> = line.split(' ').collect();
        assert_eq!(words(line), expected);
    }

    #[test]
    fn quotes_are_gone() {
        assert_eq!(
            words(r#"echo 'it'"'"'s' "a  b" ''"#),
            ["echo", "it's", "a  b", ""]
        );
        assert_eq!(words(r"a\ b \$x"), ["a b", "$$x"]);
        assert_eq!(words("echo '$(HOME)'"), ["echo", "$$(HOME)"]);
    }

    #[test]
    fn a_line_that_needs_a_shell_gets_one() {
        for line in [
            "a && b",
            "a | b",
            "a > b",
            "a; b",
            "echo `a`",
            "ls *.py",
            "A=1 python x.py",
            "a 'b",
            "cd ~",
            "a\nb",
        ] {
            assert_eq!(words(line), ["sh", "-c", line], "{line}");
        }
        assert_eq!(words("echo \"$A\""), ["sh", "-c", "echo \"$$A\""]);
        for line in ["a 'b && c'", "a \"*\"", "a=b.py", "python --a=1"] {
            assert_eq!(needs_shell(line), line == "a=b.py", "{line}");
        }
    }

    proptest! {
        #[test]
        #[cfg(unix)]
        fn every_value_arrives(value in "[^\0]*") {
            let line = format!("run {}", quote(&value));
            prop_assert_eq!(words(&line), vec!["run".to_owned(), value.replace('$', "$$")]);
        }
    }
}
