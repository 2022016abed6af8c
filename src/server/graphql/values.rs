//! Variables and arguments: checked against the types of the schema, and turned into the JSON of the
//! REST API.

use std::collections::HashMap;

use serde_json::{Map, Number, Value as Json};

use super::document::{Operation, Type, Value};
use super::mlflow::scalar;
use super::schema::{Argument, InputType, Scalar, argument};

/// A value as it is given: in the text of a request, or among its variables.
#[derive(Clone, Debug, PartialEq)]
enum Given {
    Null,
    Flag(bool),
    Number(Number),
    Text(String),
    /// A name without quotes, which the text of a request has for what is enumerated.
    Name(String),
    List(Vec<Self>),
    Object(Vec<(String, Self)>),
}

impl From<&Json> for Given {
    fn from(json: &Json) -> Self {
        match json {
            Json::Null => Self::Null,
            Json::Bool(flag) => Self::Flag(*flag),
            Json::Number(number) => Self::Number(number.clone()),
            Json::String(text) => Self::Text(text.clone()),
            Json::Array(items) => Self::List(items.iter().map(Self::from).collect()),
            Json::Object(fields) => {
                let fields = fields.iter();
                Self::Object(
                    fields
                        .map(|(name, json)| (name.clone(), json.into()))
                        .collect(),
                )
            }
        }
    }
}

/// The variables of an operation, with the types that it declares.
pub(super) struct Variables<'d, 't> {
    declared: HashMap<&'t str, Declared<'d, 't>>,
}

/// A variable as an operation declares it, with the value that it has.
struct Declared<'d, 't> {
    ty: &'d Type<'t>,
    /// Whether it is something where a request does not give it.
    has_default: bool,
    value: Given,
}

impl<'d, 't> Variables<'d, 't> {
    /// Joins what an operation declares and what a request gives.
    pub(super) fn new(
        operation: &'d Operation<'t>,
        given: &Map<String, Json>,
    ) -> Result<Self, String> {
        let mut variables = Self {
            declared: HashMap::new(),
        };
        for definition in &operation.variables {
            let (name, ty) = (definition.name, &definition.var_type);
            check_is_known(ty)?;
            let value = match (given.get(name), &definition.default_value) {
                (Some(value), _) => Given::from(value),
                (None, Some(default)) => variables.replaced(default)?,
                (None, None) if matches!(ty, Type::NonNullType(_)) => {
                    return Err(format!(
                        "Variable '${name}' of required type '{ty}' was not provided: expected it \
                         in `variables`"
                    ));
                }
                (None, None) => Given::Null,
            };
            coerce(&value, ty)
                .map_err(|error| format!("Variable '${name}' got invalid value: {error}"))?;
            let declared = Declared {
                ty,
                has_default: matches!(&definition.default_value, Some(value) if *value != Value::Null),
                value,
            };
            if variables.declared.insert(name, declared).is_some() {
                return Err(format!(
                    "There can be only one variable named '${name}': expected each once"
                ));
            }
        }
        Ok(variables)
    }

    fn declared(&self, name: &str) -> Result<&Declared<'d, 't>, String> {
        self.declared.get(name).ok_or_else(|| {
            format!("Variable '${name}' is not defined: expected it behind the operation's name")
        })
    }

    /// The value of an argument, as JSON.
    pub(super) fn resolve(&self, value: &Value, ty: &Type) -> Result<Json, String> {
        self.check_positions(value, ty)?;
        coerce(&self.replaced(value)?, ty)
    }

    /// A value of the text, with the variables in it replaced.
    fn replaced(&self, value: &Value) -> Result<Given, String> {
        Ok(match value {
            Value::Variable(name) => self.declared(name)?.value.clone(),
            Value::Int(number) => match number.as_i64() {
                Some(number) => Given::Number(number.into()),
                None => Given::Null,
            },
            Value::Float(number) => Number::from_f64(*number).map_or(Given::Null, Given::Number),
            Value::String(text) => Given::Text(text.clone()),
            Value::Boolean(flag) => Given::Flag(*flag),
            Value::Null => Given::Null,
            Value::Enum(name) => Given::Name((*name).to_owned()),
            Value::List(items) => {
                let items = items.iter().map(|item| self.replaced(item));
                Given::List(items.collect::<Result<_, _>>()?)
            }
            Value::Object(fields) => {
                let fields = fields.iter();
                let fields =
                    fields.map(|(name, value)| Ok(((*name).to_owned(), self.replaced(value)?)));
                Given::Object(fields.collect::<Result<_, String>>()?)
            }
        })
    }

    /// Whether each variable is of the type that is expected where it stands.
    fn check_positions(&self, value: &Value, ty: &Type) -> Result<(), String> {
        match (value, ty) {
            (Value::Variable(name), _) => {
                let declared = self.declared(name)?;
                let expected = match ty {
                    Type::NonNullType(inner) if declared.has_default => inner,
                    ty => ty,
                };
                if fits(declared.ty, expected) {
                    return Ok(());
                }
                Err(format!(
                    "Variable '${name}' of type '{}' used in position expecting type '{ty}'",
                    declared.ty
                ))
            }
            (value, Type::NonNullType(ty)) => self.check_positions(value, ty),
            (Value::List(items), Type::ListType(item)) => items
                .iter()
                .try_for_each(|value| self.check_positions(value, item)),
            (Value::Object(fields), Type::NamedType(name)) => {
                let Some(Scalar::Object(input)) = scalar(name) else {
                    return Ok(());
                };
                fields
                    .iter()
                    .try_for_each(|(name, value)| match argument(input.fields, name) {
                        Some(field) => self.check_positions(value, &type_of(field)),
                        None => Ok(()),
                    })
            }
            _ => Ok(()),
        }
    }
}

/// The arguments of a field, as JSON with the keys of the REST API.
pub(super) fn arguments(
    known: &'static [Argument],
    given: &[(&str, Value)],
    field: &str,
    variables: &Variables,
) -> Result<Map<String, Json>, String> {
    let mut arguments = Map::new();
    for (name, value) in given {
        let Some(argument) = argument(known, name) else {
            return Err(format!(
                "Unknown argument '{name}' on field '{field}': expected {}",
                listed(known)
            ));
        };
        let value = variables
            .resolve(value, &type_of(argument))
            .map_err(|error| format!("{error} (in the argument '{name}' of '{field}')"))?;
        if arguments.insert(argument.key.to_owned(), value).is_some() {
            return Err(format!(
                "There can be only one argument named '{name}': expected it once"
            ));
        }
    }
    Ok(arguments)
}

/// Whether a value of one type may stand where another is expected.
fn fits(value: &Type, expected: &Type) -> bool {
    match (value, expected) {
        (Type::NonNullType(value), Type::NonNullType(expected))
        | (Type::ListType(value), Type::ListType(expected)) => fits(value, expected),
        (_, Type::NonNullType(_)) => false,
        (Type::NonNullType(value), expected) => fits(value, expected),
        (Type::NamedType(value), Type::NamedType(expected)) => value == expected,
        _ => false,
    }
}

fn check_is_known(ty: &Type) -> Result<(), String> {
    match ty {
        Type::ListType(inner) | Type::NonNullType(inner) => check_is_known(inner),
        Type::NamedType(name) if scalar(name).is_some() => Ok(()),
        Type::NamedType(name) => Err(unknown(name)),
    }
}

fn unknown(name: &str) -> String {
    format!("Unknown type '{name}': expected one of the schema's types of variables")
}

/// What an error says of the arguments that there are.
fn listed(known: &[Argument]) -> String {
    let keys: Vec<String> = known
        .iter()
        .map(|argument| format!("`{}`", argument.key))
        .collect();
    if keys.is_empty() {
        "none".to_owned()
    } else {
        keys.join(" or ")
    }
}

/// The type of an argument: a name, or a name in brackets for a list.
fn type_of(argument: &Argument) -> Type<'static> {
    let listed = argument.ty.strip_prefix('[');
    match listed.and_then(|name| name.strip_suffix(']')) {
        Some(name) => Type::ListType(Box::new(Type::NamedType(name))),
        None => Type::NamedType(argument.ty),
    }
}

/// A value as JSON, if it is of a type.
fn coerce(value: &Given, ty: &Type) -> Result<Json, String> {
    match (ty, value) {
        (Type::NonNullType(_), Given::Null) => {
            Err(format!("Expected non-nullable type '{ty}' not to be null"))
        }
        (Type::NonNullType(ty), value) => coerce(value, ty),
        (_, Given::Null) => Ok(Json::Null),
        (Type::ListType(item), Given::List(values)) => {
            let values = values.iter().map(|value| coerce(value, item));
            Ok(Json::Array(values.collect::<Result<_, _>>()?))
        }
        // One item stands for a list of it.
        (Type::ListType(item), value) => Ok(Json::Array(vec![coerce(value, item)?])),
        (Type::NamedType(name), value) => match scalar(name) {
            Some(Scalar::Object(input)) => coerce_object(value, input),
            Some(scalar) => {
                coerce_scalar(value, &scalar).ok_or_else(|| misfit(value, &scalar, name))
            }
            None => Err(unknown(name)),
        },
    }
}

fn coerce_scalar(value: &Given, scalar: &Scalar) -> Option<Json> {
    match (scalar, value) {
        (Scalar::Text, Given::Text(text)) => Some(Json::from(text.as_str())),
        (Scalar::Flag, Given::Flag(flag)) => Some(Json::from(*flag)),
        (Scalar::Number, Given::Number(number)) => Some(Json::Number(number.clone())),
        (Scalar::Integer, Given::Number(number)) => {
            let number = whole(number)?;
            i32::try_from(number).ok().map(Json::from)
        }
        (Scalar::Long, Given::Number(number)) => whole(number).map(Json::from),
        (Scalar::Long, Given::Text(text)) => text.trim().parse::<i64>().ok().map(Json::from),
        // Variables have no other form than a text for it.
        (Scalar::Name(names), Given::Name(name) | Given::Text(name)) => names
            .contains(&name.as_str())
            .then(|| Json::from(name.as_str())),
        _ => None,
    }
}

/// What an error says of a value that is not of its type.
fn misfit(value: &Given, scalar: &Scalar, name: &str) -> String {
    let what = match scalar {
        Scalar::Name(names) => {
            return format!(
                "Value {} does not exist in '{name}' enum: expected {}",
                shown(value),
                names.join(", ")
            );
        }
        Scalar::Text => "a non string value",
        Scalar::Flag => "a non boolean value",
        Scalar::Number => "non numeric value",
        Scalar::Integer if matches!(value, Given::Number(number) if whole(number).is_some()) => {
            "non 32-bit signed integer value"
        }
        Scalar::Integer | Scalar::Long => "non-integer value",
        Scalar::Object(_) => "another object",
    };
    format!("{name} cannot represent {what}: {}", shown(value))
}

/// The integer that a number is, if it is one.
fn whole(number: &Number) -> Option<i64> {
    number.as_i64().or_else(|| {
        let float = number.as_f64()?;
        let is_whole = float.fract() == 0.0 && float.abs() < 9e15;
        is_whole.then(|| float.to_string().parse().ok())?
    })
}

fn coerce_object(value: &Given, input: &InputType) -> Result<Json, String> {
    let Given::Object(fields) = value else {
        return Err(format!(
            "Expected type '{}' to be an object, found {}",
            input.name,
            shown(value)
        ));
    };
    let mut object = Map::new();
    for (name, value) in fields {
        let Some(field) = argument(input.fields, name) else {
            return Err(format!(
                "Field '{name}' is not defined by type '{}': expected {}",
                input.name,
                listed(input.fields)
            ));
        };
        let value = coerce(value, &type_of(field)).map_err(|error| format!("`{name}`: {error}"))?;
        if !value.is_null() {
            object.insert(field.key.to_owned(), value);
        }
    }
    Ok(Json::Object(object))
}

/// A value in an error.
fn shown(value: &Given) -> String {
    match value {
        Given::Null => "null".to_owned(),
        Given::Flag(flag) => flag.to_string(),
        Given::Number(number) => number.to_string(),
        Given::Text(text) if text.len() > 40 => "a long text".to_owned(),
        Given::Text(text) => format!("{text:?}"),
        Given::Name(name) => name.clone(),
        Given::List(_) => "a list".to_owned(),
        Given::Object(_) => "an object".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::document::parse;
    use super::*;
    use serde_json::json;

    /// The argument of the one field of a query, or what is wrong.
    fn input(query: &str, variables: &Json) -> Result<Json, String> {
        let document = parse(query).unwrap();
        let operation = document.operation(None)?;
        let variables = Variables::new(operation, variables.as_object().unwrap())?;
        let graphql_parser::query::Selection::Field(field) = &operation.selection_set.items[0]
        else {
            panic!("a field");
        };
        let ty = Type::NamedType("MlflowSearchRunsInput");
        variables.resolve(&field.arguments[0].1, &ty)
    }

    #[test]
    fn variables_and_literals_become_the_body_of_a_request() {
        let whole = "query x($data: MlflowSearchRunsInput!) { a(input: $data) { b } }";
        let given = json!({"experimentIds": ["1"], "maxResults": 5.0, "filter": null});
        let body = json!({"experiment_ids": ["1"], "max_results": 5});
        assert_eq!(input(whole, &json!({ "data": given })), Ok(body));
        let parts = "query x($ids: [String!]!, $n: Int = 7, $token: String) {
            a(input: {experimentIds: $ids, maxResults: $n, runViewType: ALL, pageToken: $token}) { b }
        }";
        let body = json!({"experiment_ids": ["1"], "max_results": 7, "run_view_type": "ALL"});
        assert_eq!(input(parts, &json!({"ids": "1"})), Ok(body));
    }

    #[test]
    fn a_wrong_variable_is_named() {
        for (given, expected) in [
            (
                json!(null),
                "Expected non-nullable type 'MlflowSearchRunsInput!'",
            ),
            (
                json!(5),
                "Expected type 'MlflowSearchRunsInput' to be an object, found 5",
            ),
            (
                json!({"filter": 5}),
                "`filter`: String cannot represent a non string value: 5",
            ),
            (
                json!({"maxResults": 3e9}),
                "`maxResults`: Int cannot represent non 32-bit signed integer value: 3000000000",
            ),
            (
                json!({"maxResults": 1.5}),
                "`maxResults`: Int cannot represent non-integer value: 1.5",
            ),
            (
                json!({"orderBy": [["a"]]}),
                "`orderBy`: String cannot represent a non string value: a list",
            ),
            (
                json!({"runViewType": "SOME"}),
                "`runViewType`: Value \"SOME\" does not exist in 'MlflowViewType' enum",
            ),
            (
                json!({"run_id": ""}),
                "Field 'run_id' is not defined by type",
            ),
        ] {
            let query = "query x($data: MlflowSearchRunsInput!) { a(input: $data) { b } }";
            let error = input(query, &json!({ "data": given })).unwrap_err();
            let expected = format!("Variable '$data' got invalid value: {expected}");
            assert!(error.starts_with(&expected), "{error}");
        }
    }

    #[test]
    fn variables_are_declared_and_used_as_what_they_are() {
        for (query, expected) in [
            (
                "query x($y: MlflowSearchRunsInput!) { a(input: $y) { b } }",
                "Variable '$y' of required type 'MlflowSearchRunsInput!' was not provided",
            ),
            ("{ a(input: $y) { b } }", "Variable '$y' is not defined"),
            (
                "query x($y: Int) { a(input: $y) { b } }",
                "Variable '$y' of type 'Int' used in",
            ),
            (
                "query x($y: Int) { a(input: {orderBy: [$y]}) { b } }",
                "Variable '$y' of type 'Int' used in position expecting type 'String'",
            ),
            (
                "query x($y: [Other]) { a(input: {}) { b } }",
                "Unknown type 'Other'",
            ),
            (
                "query x($y: Int, $y: Int) { a(input: {}) { b } }",
                "There can be only one variable",
            ),
            (
                "{ a(input: {filter: ABC}) { b } }",
                "`filter`: String cannot represent a non string value: ABC",
            ),
        ] {
            let error = input(query, &json!({})).unwrap_err();
            assert!(error.starts_with(expected), "{query}: {error}");
        }
    }

    #[test]
    fn long_integers_are_numbers_or_texts() {
        let ty = Type::NamedType("LongString");
        for value in [json!(3_000_000_000_i64), json!("3000000000"), json!(3e9)] {
            assert_eq!(
                coerce(&Given::from(&value), &ty),
                Ok(json!(3_000_000_000_i64))
            );
        }
        assert!(coerce(&Given::from(&json!("x")), &ty).is_err());
    }
}
