//! The table `trace_info`: whether there are traces, which other programs alone write.

use crate::entity::ExperimentId;
use crate::error::Result;

use super::SqlStore;
use super::dialect::Items;
use super::experiment_number::number_of;
use super::list::List;
use super::session::values;
use super::statement::Statement;

const TABLE: &str = "trace_info";

static OF_EXPERIMENTS: Statement = Statement::new(|sql| {
    let is_listed = sql.in_list("experiment_id", Items::Numbers, "?1");
    format!("SELECT 1 FROM {TABLE} WHERE {is_listed} LIMIT 1")
});

static ANY: Statement = Statement::new(|_| format!("SELECT 1 FROM {TABLE} LIMIT 1"));

impl SqlStore {
    /// Whether one of these experiments has a trace; any, where none is named.
    pub(super) fn find_traces(&self, experiments: &[ExperimentId]) -> Result<bool> {
        if !self.schema().has_table(TABLE) {
            return Ok(false);
        }
        if experiments.is_empty() {
            return self.read(|tx| tx.exists(&ANY, &[]));
        }
        let numbers = experiments.iter().filter_map(|id| number_of(id).ok());
        let numbers = List::new(&numbers.collect::<Vec<i64>>());
        self.read(|tx| tx.exists(&OF_EXPERIMENTS, &values![numbers]))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::Scratch;
    use super::*;
    use crate::store::Store as _;

    #[test]
    fn traces_are_found_by_their_experiment() {
        let (_scratch, store, database) = Scratch::store();
        let ids = |ids: &[&str]| -> Vec<ExperimentId> {
            ids.iter().map(|id| ExperimentId::from(*id)).collect()
        };
        assert!(!store.has_traces(&[]).unwrap());
        database
            .execute_batch(
                "INSERT INTO trace_info (request_id, experiment_id, timestamp_ms, status)
                 VALUES ('tr-1', 0, 1, 'OK')",
            )
            .unwrap();
        assert!(store.has_traces(&[]).unwrap());
        assert!(store.has_traces(&ids(&["7", "0"])).unwrap());
        assert!(!store.has_traces(&ids(&["7", "catalog.schema"])).unwrap());
    }
}
