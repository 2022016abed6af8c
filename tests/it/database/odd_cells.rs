//! Cells of other types than a column has, as Python writes them: every command reads them.

use serde_json::{Value, json};

use crate::support::clients::{Client, python};
use crate::support::{Outcome, Scene, mlflow};

#[test]
fn what_python_logs_with_numpy_is_read_by_every_command() {
    let Some(python) = python(Client::V3) else {
        return;
    };
    let scene = Scene::with_store("sqlite:///mlflow.db");
    let script = scene.write("odd_cells.py", include_str!("odd_cells.py"));
    let mut command = scene.bare_command(python);
    command.arg(script);
    let made = Outcome::of(&mut command).success().json();
    let experiment = text(&made["experiment"]);
    let runs: Vec<&str> = items(&made["runs"]).iter().map(text).collect();
    let [first, second, third] = runs[..] else {
        panic!("{made}");
    };

    let found = |options: &[&str]| -> Vec<String> {
        let search = ["runs", "search", "-x", experiment, "--output", "json"];
        let found = scene
            .mlflow([&search[..], options].concat())
            .success()
            .json();
        let ids = items(&found).iter().map(|run| text(&run["info"]["run_id"]));
        ids.map(str::to_owned).collect()
    };
    assert_eq!(found(&[]), [third, second, first]);
    assert_eq!(found(&["--order-by", "start_time"]), [first, second, third]);
    let filter = "start_time >= 1700000000001 AND end_time = 1700000000009";
    assert_eq!(found(&["-f", filter]), [second]);

    let described = mlflow!(scene, "runs describe -r {second}").success().json();
    assert_eq!(described["info"]["start_time"], 1_700_000_000_001_i64);
    assert_eq!(described["info"]["end_time"], 1_700_000_000_009_i64);
    assert!(
        mlflow!(scene, "runs list --experiment-id {experiment}")
            .success()
            .stdout()
            .contains(first)
    );
    let csv = mlflow!(scene, "experiments csv -x {experiment}").success();
    assert_eq!(csv.stdout().lines().count(), 4);

    let step = |run: &str, key: &str| -> Value {
        let points = mlflow!(scene, "runs metrics {key} -r {run} --output json")
            .success()
            .json();
        items(&points)[0]["step"].clone()
    };
    for expected in [5, 40, 300] {
        assert_eq!(step(first, &format!("m{expected}")), json!(expected));
    }
    for kind in [
        "int8", "int16", "int32", "int64", "uint8", "uint64", "float32", "float64",
    ] {
        assert_eq!(step(second, kind), json!(7), "{kind}");
    }
    assert_eq!(step(second, "fraction"), json!(4));
}

fn items(value: &Value) -> &Vec<Value> {
    value
        .as_array()
        .unwrap_or_else(|| panic!("no list: {value}"))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}"))
}
