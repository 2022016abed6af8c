//! Commands that are not where somebody looked for them, or have another name.

use clap::Command;

/// Words for which a group has another one: the group, the word, the command.
const SYNONYMS: [(&str, &str, &str); 27] = [
    ("runs", "get", "runs show"),
    ("runs", "info", "runs show"),
    ("runs", "ls", "runs list"),
    ("runs", "find", "runs search"),
    ("runs", "stop", "runs end"),
    ("runs", "finish", "runs end"),
    ("runs", "kill", "runs end --status KILLED"),
    ("runs", "tag", "runs set-tag"),
    ("runs", "log", "runs log-metric"),
    ("runs", "new", "runs start"),
    ("runs", "rm", "runs delete"),
    ("runs", "remove", "runs delete"),
    ("runs", "diff", "runs compare"),
    ("runs", "follow", "runs watch"),
    ("runs", "history", "runs metrics"),
    ("experiments", "show", "experiments get"),
    ("experiments", "describe", "experiments get"),
    ("experiments", "ls", "experiments list"),
    ("experiments", "new", "experiments create"),
    ("experiments", "rm", "experiments delete"),
    ("experiments", "set-tag", "experiments update"),
    ("experiments", "export", "experiments csv"),
    ("artifacts", "ls", "artifacts list"),
    ("artifacts", "get", "artifacts download"),
    ("artifacts", "show", "artifacts cat"),
    ("artifacts", "delete", "artifacts rm"),
    ("artifacts", "log", "artifacts upload"),
];

/// How many commands of one name are proposed.
const PROPOSED: usize = 4;

/// The command that was meant by a word which a group does not have, or the ones that may be; the group is
/// empty for the program itself.
pub(in crate::cli) fn meant_command(root: &Command, group: &str, word: &str) -> Option<String> {
    let synonym = SYNONYMS
        .iter()
        .find(|(of, synonym, _)| *of == group && *synonym == word);
    if let Some((_, _, command)) = synonym {
        return Some(format!("`mlflow {command}`"));
    }
    let found = elsewhere(root, word);
    let named = found.iter().take(PROPOSED);
    let named: Vec<String> = named.map(|command| format!("`mlflow {command}`")).collect();
    let (last, others) = named.split_last()?;
    Some(match others {
        [] => last.clone(),
        others => format!("{} or {last}", others.join(", ")),
    })
}

/// Every command of that name, wherever it is, with the names before it.
pub(in crate::cli) fn elsewhere(root: &Command, word: &str) -> Vec<String> {
    let mut found = Vec::new();
    collect(root, word, "", &mut found);
    found
}

fn collect(command: &Command, word: &str, path: &str, found: &mut Vec<String>) {
    for below in command
        .get_subcommands()
        .filter(|below| !below.is_hide_set())
    {
        let path = format!("{path}{}", below.get_name());
        if below.get_name() == word {
            found.push(path.clone());
        }
        collect(below, word, &format!("{path} "), found);
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::super::super::Cli;
    use super::*;

    #[test]
    fn every_synonym_stands_for_a_command_and_is_none_itself() {
        let root = Cli::command();
        for (group, word, command) in SYNONYMS {
            let of_group = root.find_subcommand(group).expect(group);
            assert!(of_group.find_subcommand(word).is_none(), "{group} {word}");
            let mut names = command.split(' ').take_while(|name| !name.starts_with('-'));
            let found = names.try_fold(&root, |at, name| at.find_subcommand(name));
            assert!(found.is_some(), "{command}");
        }
    }

    #[test]
    fn a_command_of_another_group_is_found() {
        let root = Cli::command();
        let meant = |group, word| meant_command(&root, group, word);
        assert_eq!(
            meant("runs", "upload").as_deref(),
            Some("`mlflow artifacts upload`")
        );
        assert_eq!(meant("runs", "get").as_deref(), Some("`mlflow runs show`"));
        let several = meant("", "restore").expect("several");
        assert_eq!(
            several,
            "`mlflow experiments restore` or `mlflow runs restore`"
        );
        assert_eq!(meant("runs", "nonsense"), None);
    }
}
