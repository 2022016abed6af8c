//! GraphQL's types, as far as MLflow's schema has any.
//!
//! A type is a table: its fields by the keys that the REST API has for them. GraphQL spells the same
//! keys in camel case. The tables themselves are in [`super::mlflow`].

/// What an answer consists of.
#[derive(Debug)]
pub(super) struct ObjectType {
    pub(super) name: &'static str,
    pub(super) fields: &'static [Field],
}

/// A field of an answer.
#[derive(Debug)]
pub(super) struct Field {
    /// As the REST API spells it.
    pub(super) key: &'static str,
    pub(super) kind: Kind,
}

/// What a field holds. Whatever a message does not say is as protobuf has it: an empty text, zero, the
/// first name of an enumeration, a message without anything in it.
#[derive(Debug)]
pub(super) enum Kind {
    Text,
    Flag,
    Number,
    /// An integer, as text: JavaScript's numbers are exact up to 2⁵³ only.
    Long,
    Name(&'static [&'static str]),
    Object(&'static ObjectType),
    List(&'static Self),
    /// What is declared, and always `null`.
    Never(&'static ObjectType),
}

impl Kind {
    /// The type of the object that it holds, itself or in a list.
    pub(super) fn object(&self) -> Option<&'static ObjectType> {
        match self {
            Self::Object(object) | Self::Never(object) => Some(object),
            Self::List(item) => item.object(),
            Self::Text | Self::Flag | Self::Number | Self::Long | Self::Name(_) => None,
        }
    }
}

impl ObjectType {
    /// The field of this name in GraphQL.
    pub(super) fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| is_camel(field.key, name))
    }
}

/// What a request consists of.
#[derive(Debug)]
pub(super) struct InputType {
    pub(super) name: &'static str,
    pub(super) fields: &'static [Argument],
}

/// A field of a request, or an argument: its key as the REST API spells it, and its type as GraphQL
/// writes it.
#[derive(Debug)]
pub(super) struct Argument {
    pub(super) key: &'static str,
    pub(super) ty: &'static str,
}

/// The argument of this name in GraphQL.
pub(super) fn argument(arguments: &'static [Argument], name: &str) -> Option<&'static Argument> {
    arguments
        .iter()
        .find(|argument| is_camel(argument.key, name))
}

/// A type that variables and arguments have, by its name.
#[derive(Debug)]
pub(super) enum Scalar {
    Text,
    Flag,
    Number,
    /// Of 32 bits.
    Integer,
    Long,
    Name(&'static [&'static str]),
    Object(&'static InputType),
}

/// A field that an operation may ask for.
#[derive(Debug)]
pub(super) struct RootField {
    pub(super) key: &'static str,
    pub(super) root: Root,
    pub(super) arguments: &'static [Argument],
    pub(super) object: &'static ObjectType,
}

/// The fields that an operation may ask for, each of which is what an endpoint of the REST API is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::server) enum Root {
    /// Gives back the text that it gets.
    Test,
    /// Declared, and never anything.
    TestMutation,
    Experiment,
    Run,
    Runs,
    Artifacts,
    ModelVersions,
    Histories,
    Datasets,
}

/// The root field of this name in GraphQL.
pub(super) fn root_field(fields: &'static [RootField], name: &str) -> Option<&'static RootField> {
    fields.iter().find(|field| is_camel(field.key, name))
}

/// Whether a name is a key in camel case.
fn is_camel(key: &str, name: &str) -> bool {
    let mut name = name.chars();
    let mut is_raised = false;
    for letter in key.chars() {
        if letter == '_' {
            is_raised = true;
            continue;
        }
        let expected = if is_raised {
            letter.to_ascii_uppercase()
        } else {
            letter
        };
        if name.next() != Some(expected) {
            return false;
        }
        is_raised = false;
    }
    name.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_keys_in_camel_case() {
        for (key, name) in [
            ("run_id", "runId"),
            ("tags", "tags"),
            ("apiError", "apiError"),
            ("mlflow_get_run", "mlflowGetRun"),
        ] {
            assert!(is_camel(key, name), "{key}");
        }
        for (key, name) in [
            ("run_id", "run_id"),
            ("run_id", "runID"),
            ("run_id", "runI"),
            ("run_id", "runIds"),
            ("run_id", ""),
        ] {
            assert!(!is_camel(key, name), "{name}");
        }
    }
}
