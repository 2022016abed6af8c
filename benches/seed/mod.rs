//! Large stores for the benchmarks, made by copying one run that the program itself wrote.

use std::fs;
use std::path::Path;

use mlflow::config::TrackingSettings;
use mlflow::entity::{Metric, Param, RunId};
use mlflow::store::Batch;
use mlflow::tracking::{StartRun, Tracking};

/// Values of the param `depth`.
const DEPTHS: usize = 10;

/// Makes a database with this many runs in the `Default` experiment. Gives the id of one.
pub(crate) fn database(path: &Path, runs: usize) -> String {
    let run_id = template(&format!("sqlite:///{}", path.display()));
    multiply_rows(path, &run_id, runs);
    run_id.to_string()
}

/// Makes a file store with this many runs in the `Default` experiment. Gives the id of one.
pub(crate) fn folders(path: &Path, runs: usize) -> String {
    let run_id = template(&path.display().to_string());
    multiply_folders(&path.join("0"), &run_id, runs);
    run_id.to_string()
}

/// Writes one run of twelve metrics and ten params.
pub(crate) fn template(tracking_uri: &str) -> RunId {
    let settings = TrackingSettings::new(tracking_uri).expect("a tracking URI");
    let tracking = Tracking::open(settings).expect("a store");
    let start = StartRun {
        experiment_id: "0".into(),
        run_name: None,
        user_id: "bench".to_owned(),
        start_time: None,
        tags: Vec::new(),
    };
    let run_id = tracking.start_run(start).expect("a run").info.run_id;
    let metric = |key: String| Metric {
        key,
        value: 0.5,
        timestamp: 1,
        step: 0,
    };
    let metrics = (0..11)
        .map(|n| metric(format!("metric{n}")))
        .chain([metric("loss".into())]);
    let params = (0..9).map(|n| Param::new(format!("param{n}"), "value"));
    let params = params.chain([Param::new("depth", "0")]);
    let batch = Batch {
        metrics: metrics.collect(),
        params: params.collect(),
        ..Batch::default()
    };
    tracking.log_batch(&run_id, batch).expect("logged");
    run_id
}

/// The id, the metric and the param in which the copies differ.
pub(crate) fn copy(n: usize) -> (String, f64, usize) {
    // A multiplicative hash: spread, but the same in every sitting.
    let spread = (n as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    #[expect(clippy::cast_precision_loss, reason = "any number will do")]
    let loss = (spread >> 11) as f64 / (1_u64 << 53) as f64;
    // The letter keeps YAML from reading an id of digits as a number.
    (format!("b{:015x}{n:016x}", spread >> 4), loss, n % DEPTHS)
}

fn multiply_rows(database: &Path, template: &RunId, runs: usize) {
    let mut database = rusqlite::Connection::open(database).expect("a database");
    let transaction = database.transaction().expect("a transaction");
    let columns = "source_type, source_name, entry_point_name, user_id, status, end_time, \
                   source_version, lifecycle_stage, artifact_uri, experiment_id";
    let statements = [
        format!("INSERT INTO runs (run_uuid, name, start_time, {columns}) SELECT ?2, 'run-' || ?4, start_time + ?4, {columns} FROM runs WHERE run_uuid = ?1 AND ?3 = ?3"),
        "INSERT INTO latest_metrics (key, value, timestamp, step, is_nan, run_uuid) SELECT key, ?3, timestamp, step, is_nan, ?2 FROM latest_metrics WHERE run_uuid = ?1 AND ?4 = ?4".to_owned(),
        "INSERT INTO metrics (key, value, timestamp, step, is_nan, run_uuid) SELECT key, ?3, timestamp, step, is_nan, ?2 FROM metrics WHERE run_uuid = ?1 AND ?4 = ?4".to_owned(),
        format!("INSERT INTO params (key, value, run_uuid) SELECT key, CASE key WHEN 'depth' THEN ?4 % {DEPTHS} ELSE value END, ?2 FROM params WHERE run_uuid = ?1 AND ?3 = ?3"),
        "INSERT INTO tags (key, value, run_uuid) SELECT key, value, ?2 FROM tags WHERE run_uuid = ?1 AND ?3 = ?3 AND ?4 = ?4".to_owned(),
    ];
    for n in 1..runs {
        let (run_id, loss, _) = copy(n);
        for statement in &statements {
            let mut statement = transaction.prepare_cached(statement).expect("a statement");
            let values = rusqlite::params![
                template.as_str(),
                run_id,
                loss,
                i64::try_from(n).expect("few")
            ];
            statement.execute(values).expect("copied");
        }
    }
    transaction.commit().expect("committed");
}

fn multiply_folders(experiment: &Path, template: &RunId, runs: usize) {
    let original = experiment.join(template.as_str());
    let read = |path: &Path| fs::read_to_string(path).expect("a file");
    let meta = read(&original.join("meta.yaml"));
    let start_time = |meta: &str, n: usize| -> String {
        let moved = |line: &str| match line.strip_prefix("start_time: ") {
            Some(time) => format!("start_time: {}", time.parse::<usize>().expect("a time") + n),
            None => line.to_owned(),
        };
        meta.lines().map(moved).map(|line| line + "\n").collect()
    };
    for n in 1..runs {
        let (run_id, loss, depth) = copy(n);
        let folder = experiment.join(&run_id);
        for (part, value) in [
            ("metrics", Some(format!("1 {loss} 0\n"))),
            ("params", None),
            ("tags", None),
        ] {
            fs::create_dir_all(folder.join(part)).expect("a folder");
            for entry in fs::read_dir(original.join(part)).expect("a folder") {
                let entry = entry.expect("an entry");
                let text = value.clone().unwrap_or_else(|| read(&entry.path()));
                fs::write(folder.join(part).join(entry.file_name()), text).expect("a file");
            }
        }
        fs::write(folder.join("params/depth"), depth.to_string()).expect("a file");
        fs::create_dir(folder.join("artifacts")).expect("a folder");
        let meta = start_time(&meta, n).replace(template.as_str(), &run_id);
        fs::write(folder.join("meta.yaml"), meta).expect("a file");
    }
}
