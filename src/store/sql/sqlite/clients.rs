//! Which releases of Python's MLflow open a database without a server.
//!
//! Each opens the schema of its own revision alone. What it does with another one was tried with
//! the releases themselves: all refuse a later schema; an earlier one they refuse, or upgrade at
//! once where it lacks one of the tables that they look for.

use super::migrations::{STEPS, position};
use super::revision::SchemaVersion;
use super::target::SchemaTarget;

/// Who opens a database directly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clients {
    /// The releases that open it and leave its schema as it is; `None` if no release does.
    pub open: Option<String>,
    /// The first of the later releases that upgrade it when they open it; `None` if none is known.
    pub upgrade_since: Option<&'static str>,
}

/// From a schema on (by the first revision that has it), the first release that upgrades a database
/// of it when it opens it.
const UPGRADE_SINCE: [(&str, Since); 12] = [
    // Up to 2.2 they look for `latest_metrics` alone.
    ("451aebb31d03", Since::Release("1.3.0")),
    // Up to 3.9 they want exactly the tables that they know.
    ("89d4b8295536", Since::Release("2.3.0")),
    ("3500859a5d39", Since::Next),
    ("7f2a7d5fae7d", Since::Release("2.13.0")),
    // Those of 3.0 to 3.3 know the tables of traces, and of no later ones.
    ("867495a8f9d4", Since::Release("3.4.0")),
    ("400f98739977", Since::Next),
    // From 3.11 on they look for the tables that they know, and mind no others.
    ("1b5f0d9ad7c1", Since::Release("3.12.0")),
    ("e1f2a3b4c5d6", Since::Next),
    ("7d34483879f0", Since::Release("3.14.0")),
    ("da6fb0208061", Since::Next),
    ("6f8d9c3b2a1e", Since::Release("3.17.0")),
    ("b7e2c1a4d9f3", Since::Next),
];

#[derive(Clone, Copy)]
enum Since {
    Release(&'static str),
    /// The release whose schema comes next.
    Next,
}

impl Clients {
    /// Who opens a database with a schema that a release has.
    pub fn of_target(target: SchemaTarget) -> Self {
        Self::of(&SchemaVersion::known(target.steps().len()))
    }

    pub(super) fn of(version: &SchemaVersion) -> Self {
        Self {
            open: match version.newer() {
                Some(_) => Some(version.releases()),
                None => version.opened_by(),
            },
            upgrade_since: upgrade_since(version),
        }
    }
}

/// The first release that upgrades a database when it opens it.
fn upgrade_since(version: &SchemaVersion) -> Option<&'static str> {
    let steps = version.behind()?.len();
    let begins = |revision| position(revision).is_some_and(|position| position < steps);
    let (_, since) = UPGRADE_SINCE.iter().rfind(|(from, _)| begins(from))?;
    match since {
        Since::Release(release) => Some(release),
        Since::Next => STEPS[steps..].iter().find_map(|step| {
            step.releases
                .split(' ')
                .next()
                .filter(|first| !first.is_empty())
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The clients of a database of a release.
    fn clients(release: &str) -> (Option<String>, Option<&'static str>) {
        let target = SchemaTarget::parse(release).unwrap();
        let Clients {
            open,
            upgrade_since,
        } = Clients::of_target(target);
        (open, upgrade_since)
    }

    #[test]
    fn what_each_release_does_with_a_database_of_another() {
        for (schema, open, upgrade_since) in [
            ("1.0", "1.0.0", Some("1.3.0")),
            ("1.2", "1.2.0", Some("1.3.0")),
            ("1.3", "1.3.0", Some("2.3.0")),
            ("1.23.1", "1.16.0 to 1.24.0", Some("2.3.0")),
            ("2.2.2", "1.29.0 to 2.2.2", Some("2.3.0")),
            ("2.3", "2.3.0 to 2.3.2", Some("2.4.0")),
            ("2.4", "2.4.0 to 2.7.1", Some("2.13.0")),
            ("2.9.2", "2.8.0 to 2.12.2", Some("2.13.0")),
            ("2.13", "2.13.1 to 2.14.3", Some("3.4.0")),
            ("2.22.4", "2.18.0 to 2.22.5", Some("3.4.0")),
            ("3.0.1", "3.0.1 and 3.1.1 to 3.1.4", Some("3.2.0")),
            ("3.7", "3.5.0 to 3.7.0", Some("3.8.0")),
            ("3.9", "3.9.0", Some("3.10.0")),
            ("3.10", "3.10.0 to 3.10.1", Some("3.12.0")),
            ("3.11", "3.11.1", Some("3.12.0")),
            ("3.12", "3.12.0", Some("3.14.0")),
            ("3.13", "3.13.0", Some("3.14.0")),
            ("3.14", "3.14.0", Some("3.15.0")),
            ("3.15", "3.15.0 to 3.15.2", Some("3.17.0")),
            ("3.16", "3.16.0 to 3.16.1", Some("3.17.0")),
            ("3.17.2", "3.17.0 to 3.17.2", Some("3.18.0")),
            ("3.18", "3.18.0", None),
        ] {
            let expected = (Some(open.to_owned()), upgrade_since);
            assert_eq!(clients(schema), expected, "{schema}");
        }
        assert_eq!(clients("400f98739977").0, None);
        assert_eq!(Clients::of(&SchemaVersion::known(0)).open, None);
    }
}
