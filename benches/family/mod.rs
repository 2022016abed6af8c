//! A process with all that it has started, as Linux tells.

use std::fs;
use std::process::{Child, Command};

/// A process and its descendants.
pub(crate) fn family(id: u32) -> Vec<u32> {
    let children = fs::read_to_string(format!("/proc/{id}/task/{id}/children"));
    let children = children.unwrap_or_default();
    let children = children.split_whitespace().filter_map(|id| id.parse().ok());
    std::iter::once(id)
        .chain(children.flat_map(family))
        .collect()
}

/// Ends a process and what it has started: what MLflow's server starts outlives it otherwise.
pub(crate) fn end(child: &mut Child) {
    for id in family(child.id()).into_iter().rev() {
        let _ = Command::new("kill").args(["-9", &id.to_string()]).status();
    }
    let _ = child.wait();
}

/// The sum over a process and its descendants of a line of their `status`, in bytes.
pub(crate) fn sum(id: u32, line: &str) -> u64 {
    let of_one = |id: u32| {
        let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
        let found = status.lines().find_map(|text| text.strip_prefix(line));
        let kilobytes = found.and_then(|text| text.split_whitespace().next()?.parse::<u64>().ok());
        kilobytes.unwrap_or(0) * 1024
    };
    family(id).into_iter().map(of_one).sum()
}
