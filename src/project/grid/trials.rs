//! Which trials a grid has: all combinations of the values of its parameters, the rows of a
//! table, or some of either.

use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;

use crate::error::{Error, Result};

use super::GivenParam;

/// A parameter with the values that it takes one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Axis {
    /// The parameter.
    pub name: String,
    /// At least one; `None` is a flag that is there.
    pub values: Vec<Option<String>>,
}

/// The values of one trial.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrialParams {
    /// All of them.
    pub params: Vec<GivenParam>,
    /// Those that are not the same for every trial, for people: `lr=0.1 depth=2`.
    pub label: String,
}

impl TrialParams {
    fn new(params: Vec<GivenParam>, varies: impl Fn(&str) -> bool) -> Self {
        let words: Vec<String> = params
            .iter()
            .filter(|param| varies(&param.name))
            .map(|GivenParam { name, value }| match value {
                Some(value) => format!("{name}={value}"),
                None => name.clone(),
            })
            .collect();
        Self {
            label: words.join(" "),
            params,
        }
    }
}

impl Axis {
    /// Reads values that commas separate; one with a comma in it is in double quotes, as in CSV.
    pub fn parse(param: &GivenParam) -> Result<Self> {
        let Some(text) = &param.value else {
            return Ok(Self {
                name: param.name.clone(),
                values: vec![None],
            });
        };
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let record = reader.records().next().transpose().map_err(|e| {
            Error::invalid(format!(
                "the values of `{}` are not separated by commas: `{text}`",
                param.name
            ))
            .caused_by(e)
        })?;
        let values = record.map_or_else(
            || vec![Some(String::new())],
            |record| record.iter().map(|value| Some(value.to_owned())).collect(),
        );
        Ok(Self {
            name: param.name.clone(),
            values,
        })
    }

    fn varies(&self) -> bool {
        self.values.len() > 1
    }
}

/// Every combination; the last parameter varies fastest. Each is also joined with each of the
/// rows, where there are any.
pub fn combinations(axes: &[Axis], rows: &[Vec<GivenParam>]) -> Result<Vec<TrialParams>> {
    let is_in_rows = |name: &str| rows.iter().flatten().any(|param| param.name == name);
    if let Some(axis) = axes.iter().find(|axis| is_in_rows(&axis.name)) {
        return Err(Error::invalid(format!(
            "the parameter `{}` is given both by itself and in the table of trials",
            axis.name
        )));
    }
    let mut combined: Vec<Vec<GivenParam>> = match rows {
        [] => vec![Vec::new()],
        rows => rows.to_vec(),
    };
    for axis in axes {
        combined = combined
            .iter()
            .flat_map(|params| axis.values.iter().map(move |value| (params, value)))
            .map(|(params, value)| {
                let mut params = params.clone();
                params.push(GivenParam {
                    name: axis.name.clone(),
                    value: value.clone(),
                });
                params
            })
            .collect();
    }
    let varies =
        |name: &str| is_in_rows(name) || axes.iter().any(|axis| axis.name == name && axis.varies());
    let trials = combined.into_iter();
    Ok(trials
        .map(|params| TrialParams::new(params, varies))
        .collect())
}

/// Reads a table: its first line has the names of parameters, every other one the values of a
/// trial.
pub fn from_csv(table: impl std::io::Read, shown: &str) -> Result<Vec<Vec<GivenParam>>> {
    let wrong =
        |e| Error::invalid(format!("the trials in `{shown}` cannot be read as CSV")).caused_by(e);
    let mut reader = csv::Reader::from_reader(table);
    let names = reader.headers().map_err(wrong)?.clone();
    let rows = reader.into_records().map(|record| {
        let record = record.map_err(wrong)?;
        let pairs = names.iter().zip(record.iter());
        Ok(pairs
            .map(|(name, value)| GivenParam {
                name: name.trim().to_owned(),
                value: Some(value.to_owned()),
            })
            .collect())
    });
    let rows = rows.collect::<Result<Vec<_>>>()?;
    if rows.is_empty() {
        return Err(Error::invalid(format!(
            "the table of trials `{shown}` has no rows; expected a line with names and one for each trial"
        )));
    }
    Ok(rows)
}

/// So many of the trials, by chance and in their order; the same ones for the same seed.
pub fn sample(mut trials: Vec<TrialParams>, count: usize, seed: u64) -> Vec<TrialParams> {
    let mut chosen: Vec<usize> = (0..trials.len()).collect();
    chosen.shuffle(&mut StdRng::seed_from_u64(seed));
    chosen.truncate(count);
    let mut index = 0;
    trials.retain(|_| {
        let is_chosen = chosen.contains(&index);
        index += 1;
        is_chosen
    });
    trials
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(name: &str, value: &str) -> GivenParam {
        GivenParam {
            name: name.into(),
            value: Some(value.into()),
        }
    }

    fn axes(params: &[(&str, &str)]) -> Vec<Axis> {
        let params = params.iter();
        params
            .map(|(name, value)| Axis::parse(&given(name, value)).unwrap())
            .collect()
    }

    fn labels(trials: &[TrialParams]) -> Vec<&str> {
        trials.iter().map(|trial| trial.label.as_str()).collect()
    }

    #[test]
    fn all_values_are_combined() {
        let axes = axes(&[("lr", "0.1,0.01"), ("fixed", "x"), ("s", "a,\"b,c\",")]);
        let trials = combinations(&axes, &[]).unwrap();
        assert_eq!(
            labels(&trials),
            [
                "lr=0.1 s=a",
                "lr=0.1 s=b,c",
                "lr=0.1 s=",
                "lr=0.01 s=a",
                "lr=0.01 s=b,c",
                "lr=0.01 s="
            ]
        );
        assert_eq!(trials[0].params[1], given("fixed", "x"));
        assert_eq!(combinations(&[], &[]).unwrap().len(), 1);
    }

    #[test]
    fn rows_of_a_table_are_trials() {
        let rows = from_csv("lr, depth\n0.1,2\n0.2,3\n".as_bytes(), "t.csv").unwrap();
        let trials = combinations(&axes(&[("seed", "1,2")]), &rows).unwrap();
        assert_eq!(trials.len(), 4);
        assert_eq!(trials[3].label, "lr=0.2 depth=3 seed=2");
        assert!(combinations(&axes(&[("lr", "1")]), &rows).is_err());
        assert!(from_csv("lr\n".as_bytes(), "t.csv").is_err());
        assert!(from_csv("a,b\n1\n".as_bytes(), "t.csv").is_err());
    }

    #[test]
    fn a_seed_chooses_the_same_trials_each_time() {
        let values: Vec<String> = (0..50).map(|value| value.to_string()).collect();
        let trials = combinations(&axes(&[("x", &values.join(","))]), &[]).unwrap();
        let first = sample(trials.clone(), 5, 7);
        assert_eq!(first.len(), 5);
        assert_eq!(first, sample(trials.clone(), 5, 7));
        assert_ne!(first, sample(trials.clone(), 5, 8));
        assert_eq!(sample(trials.clone(), 500, 7), trials);
    }
}
