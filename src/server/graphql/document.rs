//! From the text of a request to its operations and fragments, and to the operation that is meant.

use std::collections::HashMap;

use graphql_parser::query::{self, Definition, OperationDefinition, parse_query};

use crate::error::{Error, Result};

/// Longest text of a request. Ids and filters are in variables; the longest that MLflow's page sends
/// has 1,300 bytes.
const MAX_LENGTH: usize = 256 << 10;

pub(super) type Directive<'a> = query::Directive<'a, &'a str>;
pub(super) type Field<'a> = query::Field<'a, &'a str>;
pub(super) type Fragment<'a> = query::FragmentDefinition<'a, &'a str>;
pub(super) type SelectionSet<'a> = query::SelectionSet<'a, &'a str>;
pub(super) type Type<'a> = query::Type<'a, &'a str>;
pub(super) type Value<'a> = query::Value<'a, &'a str>;
pub(super) type VariableDefinition<'a> = query::VariableDefinition<'a, &'a str>;

/// What a text defines.
#[derive(Debug, Default)]
pub(super) struct Document<'a> {
    pub(super) operations: Vec<Operation<'a>>,
    pub(super) fragments: HashMap<&'a str, Fragment<'a>>,
}

/// An operation that a text defines.
#[derive(Debug)]
pub(super) struct Operation<'a> {
    pub(super) kind: OperationKind,
    name: Option<&'a str>,
    pub(super) variables: Vec<VariableDefinition<'a>>,
    pub(super) directives: Vec<Directive<'a>>,
    pub(super) selection_set: SelectionSet<'a>,
}

/// What an operation is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OperationKind {
    Query,
    Mutation,
    Subscription,
}

/// Reads a document. The parser refuses brackets that lie more than 50 deep within each other.
pub(super) fn parse(text: &str) -> Result<Document<'_>> {
    if text.trim().is_empty() {
        return Err(Error::missing_value("query"));
    }
    if text.len() > MAX_LENGTH {
        return Err(Error::invalid(format!(
            "the query has {} bytes; expected at most {MAX_LENGTH}, with long values as variables",
            text.len()
        )));
    }
    let parsed = parse_query::<&str>(text).map_err(|error| {
        let lines = error.to_string();
        let lines = lines.trim_start_matches("query parse error: ");
        let said: Vec<&str> = lines.lines().map(str::trim).collect();
        Error::invalid(format!("Syntax Error: {}", said.join("; ")))
    })?;
    let mut document = Document::default();
    for definition in parsed.definitions {
        match definition {
            Definition::Operation(definition) => document.operations.push(operation(definition)),
            Definition::Fragment(fragment) => {
                let name = fragment.name;
                if document.fragments.insert(name, fragment).is_some() {
                    return Err(twice("fragment", name));
                }
            }
        }
    }
    check_names(&document.operations)?;
    Ok(document)
}

fn operation<'a>(definition: OperationDefinition<'a, &'a str>) -> Operation<'a> {
    let (kind, name, variables, directives, selection_set) = match definition {
        OperationDefinition::SelectionSet(set) => {
            (OperationKind::Query, None, Vec::new(), Vec::new(), set)
        }
        OperationDefinition::Query(query) => (
            OperationKind::Query,
            query.name,
            query.variable_definitions,
            query.directives,
            query.selection_set,
        ),
        OperationDefinition::Mutation(mutation) => (
            OperationKind::Mutation,
            mutation.name,
            mutation.variable_definitions,
            mutation.directives,
            mutation.selection_set,
        ),
        OperationDefinition::Subscription(subscription) => (
            OperationKind::Subscription,
            subscription.name,
            subscription.variable_definitions,
            subscription.directives,
            subscription.selection_set,
        ),
    };
    Operation {
        kind,
        name,
        variables,
        directives,
        selection_set,
    }
}

/// There is one operation, or each of several has a name of its own.
fn check_names(operations: &[Operation]) -> Result<()> {
    if operations.is_empty() {
        return Err(Error::invalid(
            "the query defines fragments only; expected an operation, as in `query { … }`",
        ));
    }
    for (index, operation) in operations.iter().enumerate() {
        match operation.name {
            None if operations.len() > 1 => {
                return Err(Error::invalid(
                    "This anonymous operation must be the only defined operation: expected a name \
                     for each of several",
                ));
            }
            Some(name) if operations[..index].iter().any(|it| it.name == Some(name)) => {
                return Err(twice("operation", name));
            }
            _ => {}
        }
    }
    Ok(())
}

fn twice(what: &str, name: &str) -> Error {
    Error::invalid(format!(
        "There can be only one {what} named '{name}': expected each by a name of its own"
    ))
}

impl<'a> Document<'a> {
    /// The operation that is meant.
    pub(super) fn operation(&self, name: Option<&str>) -> Result<&Operation<'a>, String> {
        match (name.filter(|name| !name.is_empty()), &self.operations[..]) {
            (None, [only]) => Ok(only),
            (None, _) => Err(
                "Must provide operation name if query contains multiple operations: expected one \
                 in `operationName`"
                    .to_owned(),
            ),
            (Some(name), operations) => {
                let named = operations.iter().find(|it| it.name == Some(name));
                named.ok_or_else(|| {
                    format!(
                        "Unknown operation named '{name}': expected the name of an operation of \
                         the query"
                    )
                })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_said_in_one_line() {
        for (text, expected) in [
            (" ", "Missing value for required parameter 'query'"),
            ("{ a(", "Syntax Error: Parse error at 1:5; "),
            (
                "{ a }\nquery x { b }",
                "This anonymous operation must be the only",
            ),
            (
                "query x { a } query x { b }",
                "There can be only one operation named 'x'",
            ),
            ("fragment f on A { b }", "the query defines fragments only"),
            (
                "{ a } fragment f on A { b } fragment f on A { b }",
                "There can be only one fragment",
            ),
            ("{ a(b: \"\\u12\") }", "Syntax Error: Parse error at 1:"),
            ("{}", "Syntax Error: Parse error at 1:2; "),
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.message().starts_with(expected), "{text}: {error}");
            assert!(!error.message().contains('\n'), "{text}: {error}");
        }
    }

    #[test]
    fn a_text_without_end_is_refused() {
        let deep = "{a".repeat(100_000);
        let error = parse(&deep).unwrap_err();
        assert!(
            error.message().contains("Recursion limit exceeded"),
            "{error}"
        );
        let list = format!("{{ a(b: {}) }}", "[".repeat(1_000));
        assert!(parse(&list).is_err());
        let long = format!("{{ {} }}", "a ".repeat(MAX_LENGTH));
        let error = parse(&long).unwrap_err();
        assert!(
            error.message().contains("expected at most 262144"),
            "{error}"
        );
        assert!(parse(&format!("{{ {} }}", "a ".repeat(2_000))).is_ok());
    }

    #[test]
    fn an_operation_is_named_where_there_are_several() {
        let one = parse("query x { a }").unwrap();
        assert!(one.operation(None).is_ok() && one.operation(Some("x")).is_ok());
        assert!(one.operation(Some("")).is_ok());
        let error = one.operation(Some("y")).unwrap_err();
        assert!(error.starts_with("Unknown operation named 'y'"), "{error}");
        let two = parse("query x { a } query y { b }").unwrap();
        assert_eq!(two.operation(Some("y")).unwrap().name, Some("y"));
        let error = two.operation(None).unwrap_err();
        assert!(error.starts_with("Must provide operation name"), "{error}");
    }
}
