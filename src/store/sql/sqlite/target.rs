//! The schemas that a database can be made with or brought to: those of the releases since 1.0.

use crate::error::{Error, Result};

use super::migrations::{STEPS, Step, position};

/// A schema of a release of MLflow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SchemaTarget {
    /// How many of [`STEPS`] lead to it; at least one.
    steps: usize,
}

impl SchemaTarget {
    /// The newest that is known.
    pub const NEWEST: Self = Self { steps: STEPS.len() };

    /// Finds a schema by a release, `3.17` or `2.9.2`, or by its Alembic revision.
    pub fn parse(text: &str) -> Result<Self> {
        let by_revision = position(text);
        let position = by_revision.or_else(|| position_of_release(text));
        position
            .map(|position| Self {
                steps: position + 1,
            })
            .ok_or_else(|| {
                Error::invalid(format!(
                    "`{text}` is no schema of MLflow: expected a release from 1.0 to {}, such as \
                 `2.9`, or an Alembic revision, such as `{}`",
                    Self::NEWEST.releases(),
                    Self::NEWEST.revision()
                ))
            })
    }

    /// The Alembic revision.
    pub fn revision(self) -> &'static str {
        self.steps()[self.steps - 1].revision
    }

    /// The releases whose databases have this schema; empty for one in development.
    pub fn releases(self) -> &'static str {
        self.steps()[self.steps - 1].releases
    }

    /// What it brought to the schema before it, in a few words.
    pub(crate) fn brings(self) -> &'static str {
        self.steps()[self.steps - 1].brings
    }

    /// Whether another one is the next.
    #[cfg(test)]
    pub(crate) fn is_right_before(self, next: Self) -> bool {
        self.steps + 1 == next.steps
    }

    /// The steps that lead to it from the tables of MLflow 0.9.
    pub(super) fn steps(self) -> &'static [Step] {
        &STEPS[..self.steps]
    }
}

/// The last step that a release had taken.
fn position_of_release(text: &str) -> Option<usize> {
    let wanted = release(text, u32::MAX)?;
    let newest = release(SchemaTarget::NEWEST.releases(), u32::MAX)?;
    // A patch after the last one that is known changes no schema; a later minor release may.
    if wanted[..2] > newest[..2] {
        return None;
    }
    STEPS
        .iter()
        .rposition(|step| release(step.releases, 0).is_some_and(|first| first <= wanted))
}

/// The numbers of the release with which a text begins, with this patch where it names none.
fn release(text: &str, patch: u32) -> Option<[u32; 3]> {
    let text = text.split(' ').next()?;
    let numbers: Vec<u32> = text
        .split('.')
        .map(|number| number.parse().ok())
        .collect::<Option<_>>()?;
    match numbers[..] {
        [major, minor] => Some([major, minor, patch]),
        [major, minor, patch] => Some([major, minor, patch]),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schema_is_named_by_a_release_or_a_revision() {
        for (text, revision) in [
            ("1.0", "90e64c465722"),
            ("1.0.0", "90e64c465722"),
            ("1.23.1", "c48cb773bb87"),
            ("1.13", "a8c4a736bde6"),
            ("3.17", "dc11669786a5"),
            ("3.17.9", "dc11669786a5"),
            ("3.18", "f4a9b2c7d1e6"),
            ("3.18.0", "f4a9b2c7d1e6"),
            ("e7d1f4b2a9c6", "e7d1f4b2a9c6"),
        ] {
            assert_eq!(
                SchemaTarget::parse(text).unwrap().revision(),
                revision,
                "{text}"
            );
        }
        for text in ["", "3", "0.9.1", "3.19", "4.0", "x", "1.0.0.0", "dc11"] {
            let error = SchemaTarget::parse(text).unwrap_err();
            assert!(error.message().contains("from 1.0 to 3.18.0"), "{error}");
        }
    }

    #[test]
    fn releases_go_forward() {
        let firsts: Vec<_> = STEPS
            .iter()
            .filter_map(|step| release(step.releases, 0))
            .collect();
        assert!(firsts.is_sorted());
    }
}
