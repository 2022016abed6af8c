//! The parameters of `mlflow run`: `-P` and `-A`.

use crate::environment::DockerArg;
use crate::error::Result;
use crate::project::GivenParam;

use super::super::pairs;
use super::super::usage_error::usage_error;

/// What a `-P` begins with that names a table of trials.
const TABLE_PREFIX: &str = "file:";

/// Everything that `-P` gives.
#[derive(Debug, Default)]
pub(super) struct Given {
    pub(super) params: Vec<GivenParam>,
    /// The files with tables of trials.
    pub(super) tables: Vec<String>,
}

/// Reads `name=value`, `name` and `file:trials.csv`; a name may come once, or the command line is
/// wrong.
pub(super) fn given(texts: &[String]) -> Result<Given> {
    let mut given = Given::default();
    for text in texts {
        if let Some(table) = text.strip_prefix(TABLE_PREFIX)
            && !text.contains('=')
        {
            given.tables.push(table.to_owned());
            continue;
        }
        let (name, value) = pairs::with_optional_value(text);
        if given.params.iter().any(|param| param.name == name) {
            return Err(usage_error(format!(
                "Repeated parameter: '{name}'; expected each name once"
            )));
        }
        given.params.push(GivenParam {
            name: name.to_owned(),
            value: value.map(str::to_owned),
        });
    }
    Ok(given)
}

/// Reads `name=value` and `name`; a name may come once, as in MLflow.
pub(super) fn docker_args(texts: &[String]) -> Result<Vec<DockerArg>> {
    let mut args: Vec<DockerArg> = Vec::new();
    for text in texts {
        let (name, value) = pairs::with_optional_value(text);
        if args.iter().any(|arg| arg.name == name) {
            return Err(usage_error(format!(
                "Repeated parameter: '{name}'; expected each Docker argument once"
            )));
        }
        args.push(DockerArg {
            name: name.to_owned(),
            value: value.map(str::to_owned),
        });
    }
    Ok(args)
}
