//! `mlflow run --backend-config`: JSON, or a file with JSON.

use std::path::Path;

use serde_json::Value;

use crate::error::{Error, Result};
use crate::project::BackendConfig;
use crate::text;

/// What ends so names a file.
const EXTENSION: &str = ".json";

/// As in MLflow, a text that is neither JSON nor names a file is a wrong command line.
pub(super) fn well_formed(text: &str) -> Result<String, String> {
    if !text.ends_with(EXTENSION) && parse(text).is_none() {
        return Err(
            "Invalid backend config JSON: it is neither valid JSON nor the name of a `.json` file"
                .to_owned(),
        );
    }
    Ok(text.to_owned())
}

/// Reads the settings of a backend. The local one needs none, but a file that has none is a
/// mistake all the same.
pub(super) fn config(given: Option<&str>) -> Result<Option<BackendConfig>> {
    let Some(given) = given else {
        return Ok(None);
    };
    if !given.ends_with(EXTENSION) {
        let values = parse(given).ok_or_else(|| not_json("given"))?;
        return Ok(Some(BackendConfig {
            values,
            folder: None,
        }));
    }
    let path = Path::new(given);
    let text = text::read(path)?;
    Ok(Some(BackendConfig {
        values: parse(&text).ok_or_else(|| not_json(&format!("`{given}`")))?,
        folder: path.parent().map(Path::to_owned),
    }))
}

fn parse(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok()
}

fn not_json(which: &str) -> Error {
    Error::invalid(format!("the backend config {which} is not valid JSON"))
}
