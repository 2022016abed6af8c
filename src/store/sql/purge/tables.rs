//! Which rows belong to what: every table that refers to runs, logged models and experiments.
//!
//! In the conditions `?1` is the JSON list of the ids of those that go. Parts go in this order, so
//! that nothing is left that refers to what is gone. Where the schema itself clears a reference
//! (`issues.source_run_id`, `endpoints.experiment_id`: `SET NULL`), SQLite does it.
//!
//! MLflow 3.17.2 purges the same, but for what no foreign key tells of: the edges of `inputs` and
//! `entity_associations`, which it leaves behind. Nobody can reach them, except that the database
//! gives the number of an experiment again, when its edges would be those of another.

/// Things of a kind, with what belongs to them.
pub(super) struct Subject {
    /// Where they are.
    pub(super) table: &'static str,
    /// The column of their ids.
    pub(super) key: &'static str,
    /// Selects those ids of `?1` that may go.
    pub(super) doomed: &'static str,
    /// Tables and conditions.
    pub(super) parts: &'static [(&'static str, &'static str)],
    /// A table and its column that refers to these, for which the schema has no index: for each
    /// thing that goes, SQLite would read all of that table.
    pub(super) unindexed: Option<(&'static str, &'static str)>,
    /// The table in which one thing may have very many rows, and its column that refers to it.
    pub(super) large: Option<(&'static str, &'static str)>,
}

pub(super) const RUNS: Subject = Subject {
    table: "runs",
    key: "run_uuid",
    doomed: "SELECT run_uuid
             FROM json_each(?1) CROSS JOIN runs ON run_uuid = value
                  CROSS JOIN experiments USING (experiment_id)
             WHERE 'deleted' IN (runs.lifecycle_stage, experiments.lifecycle_stage)",
    parts: &[
        ("metrics", OF_RUN),
        ("latest_metrics", OF_RUN),
        ("params", OF_RUN),
        ("tags", OF_RUN),
        (
            "logged_model_metrics",
            "run_id IN (SELECT value FROM json_each(?1))",
        ),
        (
            "input_tags",
            "input_uuid IN (
                 SELECT input_uuid FROM inputs WHERE destination_type = 'RUN'
                        AND destination_id IN (SELECT value FROM json_each(?1)))",
        ),
        (
            "inputs",
            "destination_type = 'RUN' AND destination_id IN (SELECT value FROM json_each(?1))",
        ),
        (
            "inputs",
            "source_type IN ('RUN_INPUT', 'RUN_OUTPUT')
             AND source_id IN (SELECT value FROM json_each(?1))",
        ),
        (
            "entity_associations",
            "source_type = 'run' AND source_id IN (SELECT value FROM json_each(?1))",
        ),
        (
            "entity_associations",
            "destination_type = 'run' AND destination_id IN (SELECT value FROM json_each(?1))",
        ),
    ],
    unindexed: Some(("logged_model_metrics", "run_id")),
    large: Some(("metrics", "run_uuid")),
};

/// What a run logged in other runs' name, the inputs that other runs recorded, stays theirs.
pub(super) const LOGGED_MODELS: Subject = Subject {
    table: "logged_models",
    key: "model_id",
    doomed: "SELECT model_id
             FROM json_each(?1) CROSS JOIN logged_models ON model_id = value
                  CROSS JOIN experiments USING (experiment_id)
             WHERE 'deleted' IN (logged_models.lifecycle_stage, experiments.lifecycle_stage)",
    parts: &[
        ("logged_model_metrics", OF_MODEL),
        ("logged_model_params", OF_MODEL),
        ("logged_model_tags", OF_MODEL),
    ],
    unindexed: None,
    large: Some(("logged_model_metrics", "model_id")),
};

/// The traces of deleted experiments: here `?1` is at first the list of the experiments.
pub(super) const TRACES: Subject = Subject {
    table: "trace_info",
    key: "request_id",
    doomed: "SELECT request_id
             FROM json_each(?1) CROSS JOIN experiments ON experiments.experiment_id = value
                  CROSS JOIN trace_info USING (experiment_id)
             WHERE lifecycle_stage = 'deleted'
             LIMIT 10000",
    parts: &[
        (
            "span_metrics",
            "trace_id IN (SELECT value FROM json_each(?1))",
        ),
        ("spans", "trace_id IN (SELECT value FROM json_each(?1))"),
        (
            "assessments",
            "trace_id IN (SELECT value FROM json_each(?1))",
        ),
        (
            "trace_metrics",
            "request_id IN (SELECT value FROM json_each(?1))",
        ),
        (
            "trace_tags",
            "request_id IN (SELECT value FROM json_each(?1))",
        ),
        (
            "trace_request_metadata",
            "request_id IN (SELECT value FROM json_each(?1))",
        ),
        (
            "entity_associations",
            "source_type = 'trace' AND source_id IN (SELECT value FROM json_each(?1))",
        ),
        (
            "entity_associations",
            "destination_type = 'trace' AND destination_id IN (SELECT value FROM json_each(?1))",
        ),
    ],
    unindexed: None,
    large: Some(("spans", "trace_id")),
};

pub(super) const EXPERIMENTS: Subject = Subject {
    table: "experiments",
    key: "experiment_id",
    doomed: "SELECT CAST(experiment_id AS TEXT)
             FROM json_each(?1) CROSS JOIN experiments ON experiment_id = value
             WHERE lifecycle_stage = 'deleted'",
    parts: &[
        (
            "span_metrics",
            "trace_id IN (SELECT request_id FROM trace_info WHERE experiment_id IN
                              (SELECT value FROM json_each(?1)))",
        ),
        ("spans", OF_TRACE_BY_ID),
        ("assessments", OF_TRACE_BY_ID),
        ("trace_metrics", OF_TRACE),
        ("trace_tags", OF_TRACE),
        ("trace_request_metadata", OF_TRACE),
        (
            "entity_associations",
            "source_type = 'trace' AND source_id IN
                 (SELECT request_id FROM trace_info WHERE experiment_id IN
                      (SELECT value FROM json_each(?1)))",
        ),
        (
            "entity_associations",
            "destination_type = 'trace' AND destination_id IN
                 (SELECT request_id FROM trace_info WHERE experiment_id IN
                      (SELECT value FROM json_each(?1)))",
        ),
        ("trace_info", OF_EXPERIMENT),
        // Those of models that are another's, which only a database that was written by hand has.
        ("logged_model_metrics", OF_EXPERIMENT),
        ("logged_model_params", OF_EXPERIMENT),
        ("logged_model_tags", OF_EXPERIMENT),
        (
            "online_scoring_configs",
            "experiment_id IN (SELECT value FROM json_each(?1))
             OR scorer_id IN (SELECT scorer_id FROM scorers WHERE experiment_id IN
                                  (SELECT value FROM json_each(?1)))",
        ),
        (
            "scorer_versions",
            "scorer_id IN (SELECT scorer_id FROM scorers WHERE experiment_id IN
                               (SELECT value FROM json_each(?1)))",
        ),
        ("scorers", OF_EXPERIMENT),
        ("issues", OF_EXPERIMENT),
        ("review_queue_users", OF_QUEUE),
        ("review_queue_items", OF_QUEUE),
        ("review_queue_label_schemas", OF_QUEUE),
        ("review_queues", OF_EXPERIMENT),
        ("label_schemas", OF_EXPERIMENT),
        ("datasets", OF_EXPERIMENT),
        (
            "entity_associations",
            "source_type = 'experiment'
             AND source_id IN (SELECT CAST(value AS TEXT) FROM json_each(?1))",
        ),
        (
            "entity_associations",
            "destination_type = 'experiment'
             AND destination_id IN (SELECT CAST(value AS TEXT) FROM json_each(?1))",
        ),
        ("sql_trace_rollup_rebuild_queue", OF_EXPERIMENT),
        ("sql_trace_metric_daily_rollups", OF_EXPERIMENT),
        ("sql_span_cost_daily_rollups", OF_EXPERIMENT),
        ("sql_assessment_daily_rollups", OF_EXPERIMENT),
        ("experiment_tags", OF_EXPERIMENT),
    ],
    // Some have no index, but one experiment goes at a time.
    unindexed: None,
    // Its traces go before it, one by one.
    large: None,
};

/// Jobs that have ended: 2 is succeeded, 3 failed, 4 timed out, 5 cancelled.
pub(super) const JOBS: Subject = Subject {
    table: "jobs",
    key: "id",
    doomed: "SELECT jobs.id FROM json_each(?1) CROSS JOIN jobs ON jobs.id = value
             WHERE status IN (2, 3, 4, 5)",
    parts: &[("job_locks", "job_id IN (SELECT value FROM json_each(?1))")],
    unindexed: None,
    large: None,
};

const OF_RUN: &str = "run_uuid IN (SELECT value FROM json_each(?1))";
const OF_MODEL: &str = "model_id IN (SELECT value FROM json_each(?1))";
const OF_EXPERIMENT: &str = "experiment_id IN (SELECT value FROM json_each(?1))";
const OF_TRACE: &str = "request_id IN (SELECT request_id FROM trace_info WHERE experiment_id IN
                            (SELECT value FROM json_each(?1)))";
const OF_TRACE_BY_ID: &str = "trace_id IN (SELECT request_id FROM trace_info WHERE experiment_id IN
                                  (SELECT value FROM json_each(?1)))";
const OF_QUEUE: &str = "queue_id IN (SELECT queue_id FROM review_queues WHERE experiment_id IN
                            (SELECT value FROM json_each(?1)))";

#[cfg(test)]
mod tests {
    use super::super::super::tests::Scratch;
    use super::*;

    /// The tables whose rows go by themselves or lose their reference only.
    const LEFT_TO_THE_DATABASE: [(&str, &str); 2] =
        [("issues", "runs"), ("endpoints", "experiments")];

    #[test]
    fn every_table_that_refers_to_what_goes_is_among_its_parts() {
        let (_scratch, _store, database) = Scratch::store();
        let mut references = database
            .prepare(
                "SELECT DISTINCT s.name, f.\"table\" FROM sqlite_schema AS s
                 JOIN pragma_foreign_key_list(s.name) AS f WHERE s.type = 'table'",
            )
            .unwrap();
        let references: Vec<(String, String)> = references
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap()
            .collect::<rusqlite::Result<_>>()
            .unwrap();
        for subject in [&RUNS, &LOGGED_MODELS, &TRACES, &EXPERIMENTS, &JOBS] {
            // A part that others refer to is followed by none of them.
            let mut gone = vec![subject.table];
            for (part, _) in subject.parts.iter().rev() {
                if !gone.contains(part) {
                    gone.push(part);
                }
            }
            for (table, target) in &references {
                let is_left = LEFT_TO_THE_DATABASE.contains(&(table, target))
                    // Gone before, with the runs and models of the experiment.
                    || (target == "experiments" && ["runs", "logged_models"].contains(&&**table))
                    // Refused, and so never met.
                    || (table == "guardrails" && target == "scorer_versions");
                let place = |name: &str| gone.iter().position(|part| *part == name);
                if let Some(of_target) = place(target)
                    && !is_left
                {
                    let of_table = place(table);
                    assert!(
                        of_table.is_some_and(|of_table| of_table > of_target),
                        "{}: {table} refers to {target}",
                        subject.table
                    );
                }
            }
        }
    }
}
