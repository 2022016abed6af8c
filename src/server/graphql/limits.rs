//! How much one request may ask for, as in MLflow 3.17.2: without limits, a request of a few kilobytes
//! asks for the work of thousands.

use std::collections::HashSet;

use graphql_parser::query::Selection;

use crate::config::{self, GraphqlLimits};

use super::document::{Document, Field, SelectionSet};

/// How deep fields may lie within fields.
const MAX_DEPTH: usize = 10;
/// Most fields, those within others included.
const MAX_SELECTIONS: usize = 1_000;

/// Refuses a document that asks for too much.
pub(super) fn check(document: &Document, limits: GraphqlLimits) -> Result<(), String> {
    let asked = count(document)?;
    for (count, limit, what, variable) in [
        (
            asked.root_fields,
            limits.root_fields,
            "root fields",
            config::GRAPHQL_MAX_ROOT_FIELDS,
        ),
        (
            asked.aliases,
            limits.aliases,
            "aliases",
            config::GRAPHQL_MAX_ALIASES,
        ),
    ] {
        if count > limit {
            return Err(format!(
                "GraphQL queries should have at most {limit} {what}, got {count} {what}: expected \
                 several requests, or a server with a higher `{variable}`"
            ));
        }
    }
    Ok(())
}

/// How much a document asks for.
#[derive(Default)]
struct Asked {
    /// Fields of all operations.
    root_fields: usize,
    /// Most aliases in one object.
    aliases: usize,
}

fn count(document: &Document) -> Result<Asked, String> {
    let mut asked = Asked::default();
    let mut selections = 0;
    for operation in &document.operations {
        let mut open = vec![(&operation.selection_set, 1)];
        while let Some((set, depth)) = open.pop() {
            if depth > MAX_DEPTH {
                return Err(format!(
                    "Query exceeds maximum depth of {MAX_DEPTH}: expected fields that lie less deep"
                ));
            }
            let fields = fields(document, set);
            selections += fields.len();
            if selections > MAX_SELECTIONS {
                return Err(format!(
                    "Query exceeds maximum total selections of {MAX_SELECTIONS}: expected fewer \
                     fields, asked for in several requests"
                ));
            }
            if depth == 1 {
                asked.root_fields += fields.len();
            }
            let aliases = fields.iter().filter(|field| field.alias.is_some()).count();
            asked.aliases = asked.aliases.max(aliases);
            let within = fields.iter().map(|field| &field.selection_set);
            let within = within.filter(|set| !set.items.is_empty());
            open.extend(within.map(|set| (set, depth + 1)));
        }
    }
    Ok(asked)
}

/// The fields of an object, those of fragments included; each fragment once, so that fragments within
/// each other come to an end. More than are allowed are not looked for.
fn fields<'d, 't>(document: &'d Document<'t>, set: &'d SelectionSet<'t>) -> Vec<&'d Field<'t>> {
    let mut fields = Vec::new();
    let mut seen = HashSet::new();
    let mut open = vec![set];
    while let Some(set) = open.pop() {
        for selection in &set.items {
            match selection {
                Selection::Field(field) => fields.push(field),
                Selection::InlineFragment(fragment) => open.push(&fragment.selection_set),
                Selection::FragmentSpread(spread) => {
                    let name = spread.fragment_name;
                    if let Some(fragment) = document.fragments.get(name)
                        && seen.insert(name)
                    {
                        open.push(&fragment.selection_set);
                    }
                }
            }
        }
        if fields.len() > MAX_SELECTIONS {
            break;
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::super::document::parse;
    use super::*;

    fn checked(query: &str) -> Result<(), String> {
        let limits = GraphqlLimits {
            root_fields: 3,
            aliases: 2,
        };
        check(&parse(query).unwrap(), limits)
    }

    fn refused(query: &str, phrase: &str) {
        let refusal = checked(query).unwrap_err();
        assert!(refusal.starts_with(phrase), "{query}: {refusal}");
    }

    #[test]
    fn root_fields_and_aliases_are_counted_wherever_they_stand() {
        assert_eq!(checked("{ a b c }"), Ok(()));
        let phrase = "GraphQL queries should have at most 3 root fields, got 4 root fields";
        refused("{ a b c d }", phrase);
        refused("query x { a b } query y { c d }", phrase);
        refused("{ a ...f } fragment f on Query { b c d }", phrase);
        refused("{ a ... on Query { b c } ... { d } }", phrase);
        // A fragment counts where it is used, once.
        assert_eq!(checked("{ a } fragment f on Query { b c d e }"), Ok(()));
        assert_eq!(checked("{ ...f ...f } fragment f on Query { a b }"), Ok(()));
        let phrase = "GraphQL queries should have at most 2 aliases, got 3 aliases";
        refused("{ a { x: b y: b z: b } }", phrase);
        refused("{ a { x: b ...f } } fragment f on A { y: b z: b }", phrase);
        assert_eq!(checked("{ a { x: b y: b } b { x: b y: b } }"), Ok(()));
    }

    #[test]
    fn depth_and_fields_are_limited_and_circles_end() {
        let nested = |depth: usize| "{ a ".repeat(depth) + &"}".repeat(depth);
        assert_eq!(checked(&nested(10)), Ok(()));
        let phrase = "Query exceeds maximum depth of 10";
        refused(&nested(11), phrase);
        refused("{ ...f } fragment f on A { a { ...f } }", phrase);
        assert_eq!(checked("{ ...f } fragment f on A { a ...f }"), Ok(()));
        let phrase = "Query exceeds maximum total selections of 1000";
        assert_eq!(
            checked(&format!("{{ a {{ {} }} }}", "b ".repeat(999))),
            Ok(())
        );
        refused(&format!("{{ a {{ {} }} }}", "b ".repeat(1_000)), phrase);
        // Each level asks twice for the one below.
        let twice = "{ a { ...f } b { ...f } } ".to_owned()
            + "fragment f on A { a { ...g } b { ...g } } fragment g on A { a { ...f } b { ...f } }";
        assert!(checked(&twice).is_err());
    }
}
