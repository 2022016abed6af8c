//! Requests for traces, of which this program only says whether there are any.

use serde::Deserialize;

use crate::entity::ExperimentId;

/// Every request that lists traces. MLflow 2 names experiments in it, and MLflow 3 locations, or the
/// traces themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct ListTraces {
    #[serde(default)]
    experiment_ids: Vec<ExperimentId>,
    #[serde(default)]
    locations: Vec<TraceLocation>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
struct TraceLocation {
    #[serde(default)]
    mlflow_experiment: Option<ExperimentLocation>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
struct ExperimentLocation {
    #[serde(default)]
    experiment_id: Option<ExperimentId>,
}

impl ListTraces {
    /// The experiments that it names; empty where it names traces, or nothing.
    pub fn into_experiment_ids(self) -> Vec<ExperimentId> {
        let located = self.locations.into_iter();
        let located = located.filter_map(|location| location.mlflow_experiment?.experiment_id);
        self.experiment_ids.into_iter().chain(located).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{from_json, from_query};
    use super::*;

    #[test]
    fn each_version_names_its_experiments() {
        let experiments = |request: ListTraces| request.into_experiment_ids();
        let expected = [ExperimentId::from("1"), ExperimentId::from("2")];
        let of_2 = from_query("experiment_ids=1&experiment_ids=2&max_results=5").unwrap();
        assert_eq!(experiments(of_2), expected);
        let of_3 = br#"{"locations": [
            {"type": "MLFLOW_EXPERIMENT", "mlflow_experiment": {"experiment_id": "1"}},
            {"type": "UC_SCHEMA", "uc_schema": {"catalog_name": "c"}},
            {"mlflow_experiment": {"experiment_id": "2"}}], "order_by": ["timestamp_ms DESC"]}"#;
        assert_eq!(experiments(from_json(of_3).unwrap()), expected);
        assert_eq!(
            experiments(from_json(b"{\"trace_ids\": [\"tr-1\"]}").unwrap()),
            []
        );
    }
}
