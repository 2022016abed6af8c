//! Requests in GraphQL, and answers to them.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::error::{Error, Result};

/// A request in GraphQL.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GraphqlRequest {
    /// The document.
    #[serde(default)]
    pub query: String,
    /// The values of the variables that the document declares.
    #[serde(default)]
    pub variables: Option<Value>,
    /// Which operation of the document is meant.
    #[serde(default)]
    pub operation_name: Option<String>,
}

impl GraphqlRequest {
    /// The values of the variables by their names. A query string has them as a text of JSON.
    pub fn variables(&self) -> Result<Map<String, Value>> {
        let parsed = match &self.variables {
            Some(Value::String(text)) if text.trim().is_empty() => None,
            Some(Value::String(text)) => serde_json::from_str(text).ok(),
            other => other.clone(),
        };
        match (parsed, &self.variables) {
            (Some(Value::Object(variables)), _) => Ok(variables),
            (None | Some(Value::Null), None | Some(Value::Null)) => Ok(Map::new()),
            (None, Some(Value::String(text))) if text.trim().is_empty() => Ok(Map::new()),
            _ => Err(Error::invalid(
                "the variables are no object of JSON; expected their values by their names, as in \
                 `{\"data\": {\"runId\": \"…\"}}`",
            )),
        }
    }
}

/// The answer to a [`GraphqlRequest`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GraphqlResponse {
    /// What was asked for; `null` where the document itself is wrong.
    pub data: Option<Value>,
    /// What went wrong: texts, as in MLflow, where GraphQL's specification has objects.
    pub errors: Option<Vec<String>>,
}

#[cfg(test)]
mod tests {
    use super::super::{from_json, from_query};
    use super::*;
    use serde_json::json;

    #[test]
    fn a_request_is_json_or_a_query_string() {
        let body =
            r#"{"query":"{ a }","variables":{"run_id":{"aB":[1,null]}},"operationName":"x"}"#;
        let request: GraphqlRequest = from_json(body.as_bytes()).unwrap();
        let variables = json!({"run_id": {"aB": [1, null]}});
        assert_eq!(Value::Object(request.variables().unwrap()), variables);
        assert_eq!(request.operation_name.as_deref(), Some("x"));
        let query = "query=%7B+a+%7D&variables=%7B%22b%22%3A1%7D";
        let request: GraphqlRequest = from_query(query).unwrap();
        assert_eq!(request.query, "{ a }");
        assert_eq!(Value::Object(request.variables().unwrap()), json!({"b": 1}));
    }

    #[test]
    fn variables_are_an_object_or_nothing() {
        let variables = |json: &str| {
            let body = format!(r#"{{"query":"{{ a }}","variables":{json}}}"#);
            from_json::<GraphqlRequest>(body.as_bytes())
                .unwrap()
                .variables()
        };
        for nothing in ["null", "{}", "\"\"", "\" \""] {
            assert_eq!(variables(nothing).unwrap(), Map::new(), "{nothing}");
        }
        for wrong in ["5", "[]", "\"x\"", "\"null\"", "\"[1]\""] {
            let error = variables(wrong).unwrap_err();
            assert!(
                error.message().starts_with("the variables are no object"),
                "{wrong}"
            );
        }
    }
}
