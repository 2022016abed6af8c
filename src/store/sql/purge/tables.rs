//! Which rows belong to what: every table that refers to runs, logged models and experiments.
//!
//! Parts go in the order of their list, so that nothing is left that refers to what is gone. Where
//! the schema itself clears a reference (`issues.source_run_id`, `endpoints.experiment_id`:
//! `SET NULL`), the database does it, and it removes `issue_categories` with their issue
//! (`CASCADE`), a table that databases before 3.18 lack.
//!
//! MLflow 3.17.2 purges the same, but for what no foreign key tells of: the edges of `inputs` and
//! `entity_associations`, which it leaves behind. Nobody can reach them, except that the database
//! gives the number of an experiment again, when its edges would be those of another.

use super::super::dialect::{Dialect, Items};
use super::super::schema::Schema;
use super::super::statement::Statement;

/// Things of a kind, with what belongs to them.
pub(super) struct Subject {
    /// Where they are.
    pub(super) table: &'static str,
    /// The column of their ids.
    pub(super) key: &'static str,
    /// What the ids are.
    pub(super) items: Items,
    /// Selects those ids of the list `?1` that may go.
    pub(super) doomed: &'static Statement,
    /// What belongs to them, in the order in which it goes.
    pub(super) parts: &'static [Part],
    /// A table and its column that refers to these, for which the schema has no index: for each
    /// thing that goes, the database would read all of that table.
    pub(super) unindexed: Option<(&'static str, &'static str)>,
    /// The table in which one thing may have very many rows, and its column that refers to it.
    pub(super) large: Option<(&'static str, &'static str)>,
}

/// Rows of a table that belong to what goes.
#[derive(Clone, Copy)]
pub(super) struct Part {
    pub(super) table: &'static str,
    /// A column that says of which kind a reference is, and the kinds that count.
    kinds: Option<(&'static str, &'static [&'static str])>,
    /// How the rows refer to what goes; one reference is enough.
    references: &'static [Reference],
}

/// A column, and what it refers to.
#[derive(Clone, Copy)]
struct Reference {
    column: &'static str,
    target: Target,
}

#[derive(Clone, Copy)]
enum Target {
    /// The id of what goes.
    Subject,
    /// The id of what goes, a number, as text.
    NumberAsText,
    /// A column of rows that belong to what goes.
    Rows(&'static str, &'static Part),
}

impl Subject {
    /// The parts whose tables a schema has. Those that a part refers through came with it or
    /// before it.
    pub(super) fn parts_in(&self, schema: &Schema) -> impl Iterator<Item = &Part> {
        let parts = self.parts.iter();
        parts.filter(|part| schema.has_table(part.table))
    }
}

impl Part {
    /// The condition that a row belongs to one of those in the list `?1`.
    pub(super) fn condition(&self, dialect: &dyn Dialect, items: Items) -> String {
        let references: Vec<String> = self
            .references
            .iter()
            .map(|Reference { column, target }| match target {
                Target::Subject => dialect.in_list(column, items, "?1"),
                Target::NumberAsText => dialect.in_list(column, Items::NumbersAsText, "?1"),
                Target::Rows(key, part) => format!(
                    "{column} IN (SELECT {key} FROM {} WHERE {})",
                    part.table,
                    part.condition(dialect, items)
                ),
            })
            .collect();
        let condition = references.join(" OR ");
        match self.kinds {
            Some((column, kinds)) => {
                format!("{column} IN ('{}') AND ({condition})", kinds.join("', '"))
            }
            None => condition,
        }
    }
}

/// Rows with the id of what goes in a column.
const fn of(table: &'static str, references: &'static [Reference]) -> Part {
    Part {
        table,
        kinds: None,
        references,
    }
}

/// Rows with the id of what goes in a column, if another column says that it is one of a kind.
const fn of_kind(
    table: &'static str,
    kind: &'static str,
    kinds: &'static [&'static str],
    references: &'static [Reference],
) -> Part {
    Part {
        table,
        kinds: Some((kind, kinds)),
        references,
    }
}

const RUN_UUID: &[Reference] = &[Reference {
    column: "run_uuid",
    target: Target::Subject,
}];
const RUN_ID: &[Reference] = &[Reference {
    column: "run_id",
    target: Target::Subject,
}];
const MODEL_ID: &[Reference] = &[Reference {
    column: "model_id",
    target: Target::Subject,
}];
const EXPERIMENT_ID: &[Reference] = &[Reference {
    column: "experiment_id",
    target: Target::Subject,
}];
const TRACE_ID: &[Reference] = &[Reference {
    column: "trace_id",
    target: Target::Subject,
}];
const REQUEST_ID: &[Reference] = &[Reference {
    column: "request_id",
    target: Target::Subject,
}];
const JOB_ID: &[Reference] = &[Reference {
    column: "job_id",
    target: Target::Subject,
}];
const SOURCE: &[Reference] = &[Reference {
    column: "source_id",
    target: Target::Subject,
}];
const DESTINATION: &[Reference] = &[Reference {
    column: "destination_id",
    target: Target::Subject,
}];

static DOOMED_RUNS: Statement = Statement::new(|sql| {
    format!(
        "SELECT run_uuid FROM {} {} experiments USING (experiment_id)
         WHERE 'deleted' IN (runs.lifecycle_stage, experiments.lifecycle_stage)",
        sql.page(Items::Texts, "runs", "run_uuid"),
        sql.join_in_order()
    )
});

const INPUTS_OF_RUN: Part = of_kind("inputs", "destination_type", &["RUN"], DESTINATION);

pub(super) static RUNS: Subject = Subject {
    table: "runs",
    key: "run_uuid",
    items: Items::Texts,
    doomed: &DOOMED_RUNS,
    parts: &[
        of("metrics", RUN_UUID),
        of("latest_metrics", RUN_UUID),
        of("params", RUN_UUID),
        of("tags", RUN_UUID),
        of("logged_model_metrics", RUN_ID),
        of(
            "input_tags",
            &[Reference {
                column: "input_uuid",
                target: Target::Rows("input_uuid", &INPUTS_OF_RUN),
            }],
        ),
        INPUTS_OF_RUN,
        of_kind(
            "inputs",
            "source_type",
            &["RUN_INPUT", "RUN_OUTPUT"],
            SOURCE,
        ),
        of_kind("entity_associations", "source_type", &["run"], SOURCE),
        of_kind(
            "entity_associations",
            "destination_type",
            &["run"],
            DESTINATION,
        ),
    ],
    unindexed: Some(("logged_model_metrics", "run_id")),
    large: Some(("metrics", "run_uuid")),
};

static DOOMED_MODELS: Statement = Statement::new(|sql| {
    format!(
        "SELECT model_id FROM {} {} experiments USING (experiment_id)
         WHERE 'deleted' IN (logged_models.lifecycle_stage, experiments.lifecycle_stage)",
        sql.page(Items::Texts, "logged_models", "model_id"),
        sql.join_in_order()
    )
});

/// What a run logged in other runs' name, the inputs that other runs recorded, stays theirs.
pub(super) static LOGGED_MODELS: Subject = Subject {
    table: "logged_models",
    key: "model_id",
    items: Items::Texts,
    doomed: &DOOMED_MODELS,
    parts: &[
        of("logged_model_metrics", MODEL_ID),
        of("logged_model_params", MODEL_ID),
        of("logged_model_tags", MODEL_ID),
    ],
    unindexed: None,
    large: Some(("logged_model_metrics", "model_id")),
};

static DOOMED_TRACES: Statement = Statement::new(|sql| {
    format!(
        "SELECT request_id FROM {} {} trace_info USING (experiment_id)
         WHERE lifecycle_stage = 'deleted' LIMIT 10000",
        sql.page(Items::Numbers, "experiments", "experiments.experiment_id"),
        sql.join_in_order()
    )
});

/// The traces of deleted experiments: for [`Subject::doomed`], `?1` is the list of the
/// experiments.
pub(super) static TRACES: Subject = Subject {
    table: "trace_info",
    key: "request_id",
    items: Items::Texts,
    doomed: &DOOMED_TRACES,
    parts: &[
        of("span_metrics", TRACE_ID),
        of("spans", TRACE_ID),
        of("assessments", TRACE_ID),
        of("trace_metrics", REQUEST_ID),
        of("trace_tags", REQUEST_ID),
        of("trace_request_metadata", REQUEST_ID),
        of_kind("entity_associations", "source_type", &["trace"], SOURCE),
        of_kind(
            "entity_associations",
            "destination_type",
            &["trace"],
            DESTINATION,
        ),
    ],
    unindexed: None,
    large: Some(("spans", "trace_id")),
};

static DOOMED_EXPERIMENTS: Statement = Statement::new(|sql| {
    format!(
        "SELECT experiment_id FROM {} WHERE lifecycle_stage = 'deleted'",
        sql.page(Items::Numbers, "experiments", "experiment_id")
    )
});

const TRACES_OF_EXPERIMENT: Part = of("trace_info", EXPERIMENT_ID);
const SCORERS_OF_EXPERIMENT: Part = of("scorers", EXPERIMENT_ID);
const QUEUES_OF_EXPERIMENT: Part = of("review_queues", EXPERIMENT_ID);

const TRACE_ID_OF_TRACE: &[Reference] = &[Reference {
    column: "trace_id",
    target: Target::Rows("request_id", &TRACES_OF_EXPERIMENT),
}];
const REQUEST_ID_OF_TRACE: &[Reference] = &[Reference {
    column: "request_id",
    target: Target::Rows("request_id", &TRACES_OF_EXPERIMENT),
}];
const SOURCE_TRACE: &[Reference] = &[Reference {
    column: "source_id",
    target: Target::Rows("request_id", &TRACES_OF_EXPERIMENT),
}];
const DESTINATION_TRACE: &[Reference] = &[Reference {
    column: "destination_id",
    target: Target::Rows("request_id", &TRACES_OF_EXPERIMENT),
}];
const SCORER: &[Reference] = &[Reference {
    column: "scorer_id",
    target: Target::Rows("scorer_id", &SCORERS_OF_EXPERIMENT),
}];
const QUEUE: &[Reference] = &[Reference {
    column: "queue_id",
    target: Target::Rows("queue_id", &QUEUES_OF_EXPERIMENT),
}];
const SOURCE_NUMBER: &[Reference] = &[Reference {
    column: "source_id",
    target: Target::NumberAsText,
}];
const DESTINATION_NUMBER: &[Reference] = &[Reference {
    column: "destination_id",
    target: Target::NumberAsText,
}];

pub(super) static EXPERIMENTS: Subject = Subject {
    table: "experiments",
    key: "experiment_id",
    items: Items::Numbers,
    doomed: &DOOMED_EXPERIMENTS,
    parts: &[
        of("span_metrics", TRACE_ID_OF_TRACE),
        of("spans", TRACE_ID_OF_TRACE),
        of("assessments", TRACE_ID_OF_TRACE),
        of("trace_metrics", REQUEST_ID_OF_TRACE),
        of("trace_tags", REQUEST_ID_OF_TRACE),
        of("trace_request_metadata", REQUEST_ID_OF_TRACE),
        of_kind(
            "entity_associations",
            "source_type",
            &["trace"],
            SOURCE_TRACE,
        ),
        of_kind(
            "entity_associations",
            "destination_type",
            &["trace"],
            DESTINATION_TRACE,
        ),
        TRACES_OF_EXPERIMENT,
        // Those of models that are another's, which only a database that was written by hand has.
        of("logged_model_metrics", EXPERIMENT_ID),
        of("logged_model_params", EXPERIMENT_ID),
        of("logged_model_tags", EXPERIMENT_ID),
        of(
            "online_scoring_configs",
            &[
                Reference {
                    column: "experiment_id",
                    target: Target::Subject,
                },
                Reference {
                    column: "scorer_id",
                    target: Target::Rows("scorer_id", &SCORERS_OF_EXPERIMENT),
                },
            ],
        ),
        of("scorer_versions", SCORER),
        SCORERS_OF_EXPERIMENT,
        of("issues", EXPERIMENT_ID),
        of("review_queue_users", QUEUE),
        of("review_queue_items", QUEUE),
        of("review_queue_label_schemas", QUEUE),
        QUEUES_OF_EXPERIMENT,
        of("label_schemas", EXPERIMENT_ID),
        of("datasets", EXPERIMENT_ID),
        of_kind(
            "entity_associations",
            "source_type",
            &["experiment"],
            SOURCE_NUMBER,
        ),
        of_kind(
            "entity_associations",
            "destination_type",
            &["experiment"],
            DESTINATION_NUMBER,
        ),
        of("sql_trace_rollup_rebuild_queue", EXPERIMENT_ID),
        of("sql_trace_metric_daily_rollups", EXPERIMENT_ID),
        of("sql_span_cost_daily_rollups", EXPERIMENT_ID),
        of("sql_assessment_daily_rollups", EXPERIMENT_ID),
        of("experiment_tags", EXPERIMENT_ID),
    ],
    // Some have no index, but one experiment goes at a time.
    unindexed: None,
    // Its traces go before it, one by one.
    large: None,
};

/// 2 is succeeded, 3 failed, 4 timed out, 5 cancelled.
static ENDED_JOBS: Statement = Statement::new(|sql| {
    format!(
        "SELECT jobs.id FROM {} WHERE status IN (2, 3, 4, 5)",
        sql.page(Items::Texts, "jobs", "jobs.id")
    )
});

pub(super) static JOBS: Subject = Subject {
    table: "jobs",
    key: "id",
    items: Items::Texts,
    doomed: &ENDED_JOBS,
    parts: &[of("job_locks", JOB_ID)],
    unindexed: None,
    large: None,
};

/// Whether a table is looked for before a purge names it.
#[cfg(test)]
pub(in super::super) fn asks_for(table: &str) -> bool {
    let subjects = [&TRACES, &EXPERIMENTS, &RUNS, &LOGGED_MODELS, &JOBS];
    let mut parts = subjects.iter().flat_map(|subject| subject.parts);
    table == "guardrails" || table == TRACES.table || parts.any(|part| part.table == table)
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::Scratch;
    use super::*;

    /// The tables whose rows go by themselves or lose their reference only.
    const LEFT_TO_THE_DATABASE: [(&str, &str); 3] = [
        ("issues", "runs"),
        ("endpoints", "experiments"),
        ("issue_categories", "issues"),
    ];

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
            for part in subject.parts.iter().rev() {
                if !gone.contains(&part.table) {
                    gone.push(part.table);
                }
            }
            for (table, target) in &references {
                let is_left = LEFT_TO_THE_DATABASE.contains(&(table, target))
                    // Gone before, with the runs and models of the experiment.
                    || (target == "experiments" && ["runs", "logged_models"].contains(&&**table))
                    // Refused, and so never met.
                    || (table == "guardrails" && target == "scorer_versions");
                let position = |name: &str| gone.iter().position(|part| *part == name);
                if let Some(of_target) = position(target)
                    && !is_left
                {
                    let of_table = position(table);
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
