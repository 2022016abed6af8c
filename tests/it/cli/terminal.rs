//! What people see at a terminal, which `script` of util-linux stands for.

use std::process::Child;

use crate::support::{Outcome, Scene, mlflow, skip, until};

/// A command line at a terminal with so many columns and 30 lines. `None` without `script`.
fn at_terminal(scene: &Scene, columns: usize, line: &str) -> Option<std::process::Command> {
    let has_script = std::process::Command::new("script")
        .arg("--version")
        .output();
    if !has_script.is_ok_and(|output| output.status.success()) {
        skip("`script` of util-linux is not installed");
        return None;
    }
    let mlflow = env!("CARGO_BIN_EXE_mlflow");
    let line = format!("stty cols {columns} rows 30; exec '{mlflow}' {line}");
    let mut command = scene.bare_command("script");
    command
        .args(["-qec", &line, "/dev/null"])
        .env("TERM", "xterm");
    Some(command)
}

/// What a terminal shows of a command line, without the carriage returns.
fn shown(scene: &Scene, columns: usize, line: &str) -> Option<String> {
    let outcome = Outcome::of(&mut at_terminal(scene, columns, line)?).success();
    Some(outcome.stdout().replace('\r', ""))
}

/// A text without its colours.
fn plain(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.push_str(
            part.split_once(|c: char| c.is_ascii_alphabetic())
                .map_or("", |(_, it)| it),
        );
    }
    plain
}

/// A scene with an ended run that has metrics of two kinds, params and a long name.
fn scene_with_run(scene: Scene) -> (Scene, String) {
    let id = mlflow!(scene, "runs start --experiment-name fraud --name nightly").success();
    let id = id.line();
    for step in 0..5 {
        let line = format!(
            "runs log-metric -r {id} loss=0.{} acc=0.{step}12345 --step {step}",
            9 - step
        );
        mlflow!(scene, "{line}").success();
    }
    mlflow!(scene, "runs log-metric -r {id} exec.wall_time_seconds=1.5").success();
    let params = "solver=saga learning_rate=0.001 depth=6 a_param_with_a_long_name=1";
    mlflow!(scene, "runs log-param -r {id} {params}").success();
    mlflow!(scene, "runs end {id}").success();
    (scene, id)
}

#[test]
fn tables_fit_the_terminal() {
    for scene in Scene::for_each_store() {
        let (scene, id) = scene_with_run(scene);
        for columns in [80, 200] {
            for line in [
                "runs search",
                "runs list fraud",
                "runs show @last",
                "experiments search",
            ] {
                let Some(shown) = shown(&scene, columns, line) else {
                    return;
                };
                let widest = plain(&shown).lines().map(|it| it.chars().count()).max();
                assert!(widest <= Some(columns), "{line} at {columns}:\n{shown}");
                assert!(shown.contains("\u{1b}["), "it has colours: {shown}");
            }
        }
        let narrow = shown(&scene, 80, "runs search").expect("a terminal");
        assert!(
            narrow.contains(&id[..8]) && !narrow.contains(&id),
            "short IDs: {narrow}"
        );
        assert!(
            narrow.contains("0.4123") && !narrow.contains("UTC"),
            "{narrow}"
        );
        let place = |text: &str| plain(&narrow).find(text).expect("a column");
        assert!(
            place("loss") < place("params."),
            "metrics beside params: {narrow}"
        );
        assert!(narrow.contains("more by `--output csv`: "), "{narrow}");
        let wide = shown(&scene, 200, "runs search").expect("a terminal");
        assert!(!wide.contains("more by"), "{wide}");
        assert!(
            plain(&wide).contains("params.a_param_with_a_long_name"),
            "{wide}"
        );
        // What a program reads is as it was.
        let piped = mlflow!(scene, "runs search").success();
        assert!(piped.stdout().contains(&id) && !piped.stdout().contains('\u{1b}'));
    }
}

#[test]
fn colours_are_had_and_left_out() {
    let (scene, _) = scene_with_run(Scene::with_store("sqlite:///mlflow.db"));
    let Some(shown_once) = shown(&scene, 80, "--color never runs search") else {
        return;
    };
    assert!(!shown_once.contains('\u{1b}'), "{shown_once}");
    let forced = mlflow!(scene, "runs show @last --color always").success();
    assert!(forced.stdout().contains("\u{1b}["));
    let scene = scene.env("NO_COLOR", "1");
    let without = shown(&scene, 80, "runs search").expect("a terminal");
    assert!(!without.contains('\u{1b}'), "{without}");
    let scene = Scene::new().env("CLICOLOR", "0");
    let help = shown(&scene, 80, "--help").expect("a terminal");
    assert!(!help.contains('\u{1b}') && help.contains("Usage"), "{help}");
    let help = shown(&Scene::new(), 80, "--help").expect("a terminal");
    assert!(help.contains("\u{1b}["), "{help}");
}

#[test]
fn a_chart_is_as_wide_as_the_terminal() {
    let (scene, _) = scene_with_run(Scene::with_store("sqlite:///mlflow.db"));
    let Some(chart) = shown(&scene, 60, "runs plot metrics.loss --height 6") else {
        return;
    };
    let chart = plain(&chart);
    let lines: Vec<&str> = chart.lines().collect();
    assert_eq!(lines.len(), 8, "{chart}");
    assert!(
        lines[1].starts_with("0.9 │") && lines[6].starts_with("0.5 │"),
        "{chart}"
    );
    let letters = |line: &str| {
        line.chars()
            .filter(|c| ('\u{2801}'..='\u{28ff}').contains(c))
            .count()
    };
    assert!(
        lines[1..7].iter().all(|line| letters(line) > 0),
        "it falls: {chart}"
    );
    assert_eq!(lines[7].chars().count(), 60, "{chart}");
    let points = mlflow!(scene, "runs plot loss --json").success().json();
    assert_eq!(points.as_array().map(Vec::len), Some(5));
    mlflow!(scene, "runs plot los")
        .code(3)
        .says("did you mean `metrics.loss`?");
    mlflow!(scene, "runs plot loss --height 1").code(2);
}

/// Ends with its variable.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_run_is_followed_until_it_ends() {
    for scene in Scene::for_each_store() {
        let id = mlflow!(scene, "runs start --experiment-name fraud --name live")
            .success()
            .line();
        mlflow!(scene, "runs log-metric -r {id} loss=0.5 --step 1").success();
        let file = scene.path("watched");
        let mut command = scene.command(["runs", "watch", "live", "--interval", "100ms"]);
        command.stdout(std::fs::File::create(&file).expect("a file"));
        let mut watching = Running(command.spawn().expect("a process"));
        let watched = || std::fs::read_to_string(&file).expect("the file");
        until("the first value", || {
            watched().contains("loss 0.5 (step 1)")
        });
        mlflow!(scene, "runs log-metric -r {id} loss=0.25 --step 2").success();
        until("the second value", || {
            watched().contains("loss 0.25 (step 2)")
        });
        mlflow!(scene, "runs end {id} --status FAILED").success();
        let status = watching.0.wait().expect("a status");
        assert_eq!(status.code(), Some(1), "it did not end as FINISHED");
        assert!(watched().ends_with("FAILED\n"), "{}", watched());
        assert_eq!(
            watched().lines().count(),
            3,
            "each value once: {}",
            watched()
        );
        mlflow!(scene, "runs end {id}").success();
        if let Some(last) = shown(&scene, 80, "runs watch live") {
            let last = plain(&last);
            assert!(last.contains("FINISHED") && last.contains("loss"), "{last}");
        }
        mlflow!(scene, "runs watch --experiment fraud")
            .success()
            .stdout_is("");
    }
}

#[test]
fn what_runs_now_is_told_and_what_is_silent_is_marked() {
    for scene in Scene::for_each_store() {
        mlflow!(scene, "runs start --experiment-name a --name live").success();
        let id = mlflow!(scene, "runs start --experiment-name b --name dead")
            .success()
            .line();
        let long_ago = "--timestamp 1700000000000 --step 3";
        mlflow!(scene, "runs log-metric -r {id} loss=0.5 {long_ago}").success();
        let told = mlflow!(scene, "top").success().stdout();
        for words in [["live", "RUNNING"], ["dead", "RUNNING"]] {
            let is_there = |line: &str| words.iter().all(|word| line.contains(word));
            assert!(told.lines().any(is_there), "{told}");
        }
        let told = mlflow!(scene, "top --silent-after 1ms --json")
            .success()
            .json();
        let dead = told
            .as_array()
            .expect("runs")
            .iter()
            .find(|it| it["info"]["run_name"] == "dead");
        let dead = dead.expect("a run");
        assert_eq!(
            (&dead["is_silent"], &dead["experiment_name"]),
            (&true.into(), &"b".into())
        );
        let told = mlflow!(scene, "top --silent-after 1ms --experiment b")
            .success()
            .stdout();
        assert!(
            told.contains("silent for") && !told.contains("live"),
            "{told}"
        );
        if let Some(screen) = shown(&scene, 80, "top --once") {
            assert!(plain(&screen).contains("loss 0.5 (step 3)"), "{screen}");
        }
        mlflow!(scene, "runs end live").success();
        mlflow!(scene, "runs end dead").success();
        mlflow!(scene, "top")
            .success()
            .says("nothing runs; store: ");
    }
}

/// A run is alive for as long as the process that carries it out; one that was killed leaves its file.
#[test]
fn top_knows_the_processes_of_this_machine() {
    let scene = Scene::with_store("sqlite:///mlflow.db").env("XDG_RUNTIME_DIR", "runtime");
    let script = "mlflow exec --run-name own -- mlflow top --output json";
    let running = Outcome::of(&mut scene.shell(script)).success().json();
    assert_eq!(running[0]["info"]["run_name"], "own", "{running}");
    assert_eq!(running[0]["process"], "alive", "{running}");
    mlflow!(scene, "top --output json")
        .success()
        .says("nothing runs");

    let id = mlflow!(scene, "runs start --name killed").success().line();
    let state = || mlflow!(scene, "top --output json").success().json()[0]["process"].clone();
    assert_eq!(
        state(),
        serde_json::Value::Null,
        "nobody told of its process"
    );
    scene.write(&format!("runtime/mlflow-runs/{id}"), "");
    assert_eq!(state(), "gone");
    assert!(mlflow!(scene, "top").success().stdout().contains("dead"));
}
