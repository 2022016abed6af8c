//! Answering a request: the document is checked, each field of its operation is resolved by itself, and
//! one that fails leaves the others as they are.

use serde_json::{Map, Value as Json};

use crate::api::{GraphqlRequest, GraphqlResponse};
use crate::config::GraphqlLimits;
use crate::error::Result;

use super::document::{Document, OperationKind};
use super::plan::{self, Plan, Planner, RootEntry, RootWhat};
use super::schema::Root;
use super::values::Variables;
use super::{document, limits, mlflow};

/// Whoever finds what is asked for.
pub(in crate::server) trait Resolver {
    /// The answer to a field, as the REST API has it, or why there is none. `wanted` says what of it
    /// goes into the answer.
    fn resolve(
        &self,
        root: Root,
        arguments: Map<String, Json>,
        wanted: &Plan,
    ) -> Result<Json, String>;
}

/// Answers a request. An error is a request that is no GraphQL at all; what is wrong with a document
/// is told in the answer.
pub(in crate::server) fn execute(
    request: &GraphqlRequest,
    limits: GraphqlLimits,
    resolver: &dyn Resolver,
) -> Result<GraphqlResponse> {
    let document = document::parse(&request.query)?;
    let variables = request.variables()?;
    let planned = limits::check(&document, limits)
        .and_then(|()| plan(&document, request.operation_name.as_deref(), &variables));
    Ok(match planned {
        Ok(entries) => answer(entries, resolver),
        Err(refusal) => GraphqlResponse {
            data: None,
            errors: Some(vec![refusal]),
        },
    })
}

/// What the operation of a document asks for.
fn plan(
    document: &Document,
    name: Option<&str>,
    given: &Map<String, Json>,
) -> Result<Vec<RootEntry>, String> {
    let operation = document.operation(name)?;
    for directive in &operation.directives {
        let name = directive.name;
        if name != "component" {
            return Err(plan::unknown_directive(name));
        }
    }
    let (type_name, fields) = match operation.kind {
        OperationKind::Query => ("Query", mlflow::QUERIES),
        OperationKind::Mutation => ("Mutation", mlflow::MUTATIONS),
        OperationKind::Subscription => {
            return Err(
                "Schema is not configured to execute subscription operation: expected a query or \
                 a mutation"
                    .to_owned(),
            );
        }
    };
    let variables = Variables::new(operation, given)?;
    let planner = Planner {
        fragments: &document.fragments,
        variables: &variables,
    };
    planner.roots(&operation.selection_set, type_name, fields)
}

fn answer(entries: Vec<RootEntry>, resolver: &dyn Resolver) -> GraphqlResponse {
    let mut data = Map::new();
    let mut errors = Vec::new();
    for RootEntry { name, what } in entries {
        let value = match what {
            RootWhat::TypeName(type_name) => Json::from(type_name),
            RootWhat::Field {
                field,
                arguments,
                plan,
            } => match resolver.resolve(field.root, arguments, &plan) {
                Ok(Json::Null) => Json::Null,
                Ok(answer) => plan.project(&answer),
                Err(failure) => {
                    errors.push(failure);
                    Json::Null
                }
            },
        };
        data.insert(name, value);
    }
    GraphqlResponse {
        data: Some(Json::Object(data)),
        errors: Some(errors).filter(|errors| !errors.is_empty()),
    }
}
