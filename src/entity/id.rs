//! Ids as types of their own, so that a run's id is never passed where an experiment's belongs.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Declares a newtype over `String` for one kind of id.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl From<String> for $name {
            fn from(id: String) -> Self {
                Self(id)
            }
        }

        impl From<&str> for $name {
            fn from(id: &str) -> Self {
                Self(id.to_owned())
            }
        }
    };
}

id! {
    /// An experiment's id: decimal digits, which the store assigns.
    ExperimentId
}

id! {
    /// A run's id: 32 hexadecimal digits of a random UUID.
    RunId
}

id! {
    /// A logged model's id: `m-` and the 32 hexadecimal digits of a random UUID.
    ModelId
}

impl RunId {
    /// Makes a fresh one: a random UUID (version 4) in hexadecimal, without hyphens.
    pub fn random() -> Self {
        Self(Uuid::new_v4().simple().to_string())
    }

    /// Whether the text has the form that MLflow accepts for a run id: a letter or digit, then
    /// up to 255 letters, digits, `_` and `-`. Such an id is safe as the name of a folder.
    pub fn is_well_formed(&self) -> bool {
        is_well_formed(&self.0, 256)
    }
}

impl ModelId {
    /// Makes a fresh one: `m-` and a random UUID (version 4) in hexadecimal, without hyphens.
    pub fn random() -> Self {
        Self(format!("m-{}", Uuid::new_v4().simple()))
    }

    /// Whether the text can be a logged model's id: a letter or digit, then up to 35 letters,
    /// digits, `_` and `-`. MLflow checks nothing, but 36 is the width of the database's column,
    /// and such an id is safe as the name of a folder.
    pub fn is_well_formed(&self) -> bool {
        is_well_formed(&self.0, 36)
    }
}

impl ExperimentId {
    /// Whether the text has the form that MLflow accepts for an experiment id: a letter or
    /// digit, then up to 63 letters, digits, `_` and `-`.
    pub fn is_well_formed(&self) -> bool {
        is_well_formed(&self.0, 64)
    }
}

fn is_well_formed(id: &str, max_len: usize) -> bool {
    id.len() <= max_len
        && id.starts_with(|c: char| c.is_ascii_alphanumeric())
        && id
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_run_ids_are_32_hexadecimal_digits() {
        let id = RunId::random();
        assert_eq!(id.as_str().len(), 32);
        assert!(id.as_str().chars().all(|c| c.is_ascii_hexdigit()));
        assert_ne!(id, RunId::random());
    }

    #[test]
    fn random_model_ids_are_well_formed() {
        let id = ModelId::random();
        assert!(id.as_str().starts_with("m-") && id.is_well_formed(), "{id}");
    }

    #[test]
    fn ids_that_could_leave_a_folder_are_malformed() {
        for id in ["", "..", "a/b", "-a", "a b", ".trash"] {
            assert!(!RunId::from(id).is_well_formed(), "{id:?}");
            assert!(!ExperimentId::from(id).is_well_formed(), "{id:?}");
            assert!(!ModelId::from(id).is_well_formed(), "{id:?}");
        }
        assert!(RunId::from("a_b-1").is_well_formed());
    }
}
