//! To what an artifact belongs that goes through the server, by its path.
//!
//! The artifacts of an experiment lie in a folder that is named by its number: those of its runs in
//! `<run>/artifacts`, those of its models in `models`.

use crate::access::{Requirement, Resource};
use crate::entity::{Action, ResourceType};

/// The kinds of what lies in the folder of an experiment.
const WITHIN: [ResourceType; 3] = [
    ResourceType::Run,
    ResourceType::Trace,
    ResourceType::LoggedModel,
];

/// What an action on an artifact needs. `None` where the path is that of no experiment: there the
/// server's default permission decides. An action on a folder reaches all that lies in it.
pub(super) fn requirements(path: &str, action: Action) -> Option<Vec<Requirement>> {
    let (experiment_id, segments) = parts(path)?;
    let experiment = Resource::new(ResourceType::Experiment, experiment_id);
    let is_recursive = action == Action::Manage;
    let kinds = kinds(&segments, is_recursive);
    if kinds.is_empty() {
        return Some(vec![Requirement::new(experiment, action)]);
    }
    let mut needed = vec![Requirement::new(experiment.clone(), Action::Read)];
    needed.extend(
        kinds
            .iter()
            .map(|kind| Requirement::within(*kind, &experiment, action)),
    );
    Some(needed)
}

/// What a list of a folder needs, beside what the folder itself does, to show one name in it: the folder
/// of an experiment holds those of its runs. `None` for all else.
pub(super) fn listed(folder: &str, name: &str) -> Option<Requirement> {
    let (experiment_id, segments) = parts(folder)?;
    let experiment = Resource::new(ResourceType::Experiment, experiment_id);
    let is_run = segments.is_empty() && is_run_id(name);
    is_run.then(|| Requirement::within(ResourceType::Run, &experiment, Action::Read))
}

/// The experiment of a path, and what follows.
fn parts(path: &str) -> Option<(&str, Vec<&str>)> {
    let mut segments: Vec<&str> = path
        .split('/')
        .filter(|segment| !segment.is_empty() && *segment != ".")
        .collect();
    if segments.len() > 2 && segments[0].eq_ignore_ascii_case("workspaces") {
        segments.drain(..2);
    }
    let first = *segments.first()?;
    let is_number = first.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| (first, segments.split_off(1)))
}

fn kinds(segments: &[&str], is_recursive: bool) -> &'static [ResourceType] {
    const OF_RUN: &[ResourceType] = &[ResourceType::Run];
    match segments {
        [] if is_recursive => &WITHIN,
        [first, ..] if first.eq_ignore_ascii_case("models") => &[ResourceType::LoggedModel],
        [first, ..] if first.eq_ignore_ascii_case("traces") => &[ResourceType::Trace],
        [_, second, ..] if second.eq_ignore_ascii_case("artifacts") => OF_RUN,
        [first, ..] if is_recursive || is_run_id(first) => OF_RUN,
        _ => &[],
    }
}

fn is_run_id(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|b| b.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_an_experiments_folder_shows_runs_to_who_may_read_them() {
        let id = "0123456789abcdef0123456789abcdef";
        assert!(listed("1", id).is_some());
        for (folder, name) in [
            ("1", "models"),
            ("1", "notes"),
            (id, id),
            ("1/models", id),
            ("", "1"),
        ] {
            assert_eq!(listed(folder, name), None, "{folder} {name}");
        }
    }

    #[test]
    fn an_artifact_belongs_to_what_its_path_says() {
        let kinds_of = |path, recursive| {
            let (id, segments) = parts(path)?;
            Some((id, kinds(&segments, recursive)))
        };
        let run = &[ResourceType::Run][..];
        let id = "0123456789abcdef0123456789abcdef";
        assert_eq!(kinds_of("1/r/artifacts/a.txt", false), Some(("1", run)));
        assert_eq!(kinds_of("./1//r/ARTIFACTS", false), Some(("1", run)));
        let folder = format!("12/{id}");
        assert_eq!(kinds_of(&folder, false), Some(("12", run)));
        assert_eq!(
            kinds_of("workspaces/x/1/r/artifacts", true),
            Some(("1", run))
        );
        assert_eq!(kinds_of("1/notes/a.txt", false), Some(("1", &[][..])));
        assert_eq!(kinds_of("1/notes/a.txt", true), Some(("1", run)));
        assert_eq!(kinds_of("1", false), Some(("1", &[][..])));
        assert_eq!(kinds_of("1", true), Some(("1", &WITHIN[..])));
        let model = &[ResourceType::LoggedModel][..];
        assert_eq!(
            kinds_of("1/models/m-1/artifacts/x", false),
            Some(("1", model))
        );
        for path in ["", ".", "data/1/r", "1a/r/artifacts"] {
            assert_eq!(kinds_of(path, false), None, "{path}");
        }
    }
}
