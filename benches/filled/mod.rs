//! Many runs with histories, in a database of any age.

use std::path::Path;

use rusqlite::{Connection, Statement};

/// How much each run has.
pub(crate) struct Shape {
    pub(crate) metrics: usize,
    /// Points of each metric.
    pub(crate) steps: usize,
    pub(crate) params: usize,
}

/// Who the runs belong to.
pub(crate) const USER: &str = "filled";

/// Adds this many runs to experiment 0, as if one after the other had logged for a minute, and
/// gives their ids.
pub(crate) fn fill(database: &Path, shape: &Shape, runs: usize) -> Vec<String> {
    let mut database = Connection::open(database).expect("a database");
    let transaction = database.transaction().expect("a transaction");
    let ids: Vec<String> = (0..runs).map(id).collect();
    {
        let mut statements: Vec<Statement> = statements(shape)
            .iter()
            .map(|sql| transaction.prepare(sql).expect("a statement"))
            .collect();
        for (n, id) in ids.iter().enumerate() {
            let n = i64::try_from(n).expect("few");
            for statement in &mut statements {
                statement.execute((id, n)).expect("added");
            }
        }
    }
    transaction.commit().expect("committed");
    ids
}

/// Spread like the ids of MLflow, but the same in every sitting.
fn id(n: usize) -> String {
    let spread = (n as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    format!("{spread:016x}{n:016x}")
}

/// What adds the run `?1` with the number `?2`.
fn statements(shape: &Shape) -> [String; 5] {
    const START: &str = "1600000000000 + ?2 * 60000";
    let Shape {
        metrics,
        steps,
        params,
    } = shape;
    let numbers = |name: &str, count: &usize| {
        format!("{name}(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM {name} WHERE n + 1 < {count})")
    };
    let (metric, step, param) = (
        numbers("metric", metrics),
        numbers("step", steps),
        numbers("param", params),
    );
    let last = steps - 1;
    [
        format!(
            "INSERT INTO runs (run_uuid, name, source_type, source_name, entry_point_name, user_id,
                               status, start_time, end_time, source_version, lifecycle_stage,
                               artifact_uri, experiment_id)
             VALUES (?1, 'run-' || ?2, 'LOCAL', 'train.py', '', '{USER}', 'FINISHED', {START},
                     {START} + 60000, '', 'active', 's3://bucket/0/' || ?1 || '/artifacts', 0)"
        ),
        format!(
            "WITH RECURSIVE {metric}, {step}
             INSERT INTO metrics (key, value, timestamp, step, is_nan, run_uuid)
             SELECT 'metric' || metric.n, step.n * 0.5, {START} + step.n * 1000, step.n, 0, ?1
             FROM step CROSS JOIN metric"
        ),
        format!(
            "WITH RECURSIVE {metric}
             INSERT INTO latest_metrics (key, value, timestamp, step, is_nan, run_uuid)
             SELECT 'metric' || n, {last} * 0.5, {START} + {last} * 1000, {last}, 0, ?1 FROM metric"
        ),
        format!(
            "WITH RECURSIVE {param}
             INSERT INTO params (key, value, run_uuid) SELECT 'param' || n, ?2, ?1 FROM param"
        ),
        format!(
            "INSERT INTO tags (key, value, run_uuid)
             VALUES ('mlflow.user', '{USER}', ?1), ('mlflow.runName', 'run-' || ?2, ?1)"
        ),
    ]
}
