//! What a pipeline asks of a run: what differs, whether it is good enough, and a report.

use std::path::Path;

use serde_yaml::Value;

use crate::support::{Outcome, Scene, mlflow};

/// A scene with three finished runs of `fraud`: `old` and `base` of the branch `main`, and `new` of none.
fn scene_with_runs(scene: Scene) -> Scene {
    for (name, branch, acc, loss, solver) in [
        ("old", "main", "0.5", "0.9", "saga"),
        ("base", "main", "0.9", "0.4", "saga"),
        ("new", "work", "0.895", "0.3", "lbfgs"),
    ] {
        let line = format!("runs start --experiment-name fraud --name {name} -t branch={branch}");
        let id = mlflow!(scene, "{line}").success().line();
        mlflow!(scene, "runs log-param -r {id} solver={solver} depth=6").success();
        for (step, share) in [(0, 2.0), (1, 1.0)] {
            let loss = loss.parse::<f64>().expect("a number") * share;
            mlflow!(scene, "runs log-metric -r {id} loss={loss} --step {step}").success();
        }
        mlflow!(scene, "runs log-metric -r {id} acc={acc}").success();
        mlflow!(scene, "runs end {id}").success();
        // Starts are told apart by the millisecond.
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    scene
}

#[test]
fn a_gate_says_of_each_condition_whether_it_holds() {
    for scene in Scene::for_each_store() {
        let scene = scene_with_runs(scene);
        let gate = |line: &str, code| mlflow!(scene, "gate {line}").code(code);
        let main = "--baseline \"tags.branch='main'\"";
        let held = gate(
            &format!("--run @last {main} 'metrics.acc >= baseline - 0.01' \"status = 'FINISHED'\""),
            0,
        );
        held.stdout_is(
            "holds  metrics.acc >= baseline - 0.01: 0.895 >= 0.89\n\
             holds  status = 'FINISHED': 'FINISHED' = 'FINISHED'\n",
        );
        let closed = gate(
            "new --baseline-branch main 'metrics.acc >= baseline' 'metrics.loss < 1'",
            2,
        );
        closed.says("expected");
        let closed = gate(
            "--run new --baseline-branch main 'metrics.acc >= baseline' 'metrics.loss < 1'",
            4,
        );
        assert_eq!(
            closed.stdout(),
            "fails  metrics.acc >= baseline: 0.895 >= 0.9\n\
             holds  metrics.loss < 1: 0.3 < 1\n"
        );
        closed.says("1 of 2 conditions does not hold");
        // The shell has taken the quotes; a run may be the baseline as well.
        gate(
            "-r new --baseline tags.branch=main 'metrics.loss < baseline'",
            0,
        );
        gate("-r new --baseline old 'metrics.acc > 1.5 * baseline'", 0);
        gate("-r new 'metrics.f1 > 0'", 4)
            .stdout_is("fails  metrics.f1 > 0: the run has no `metrics.f1`\n");
        gate("-r new 'metrics.acc > baseline'", 2).says("Missing option '--baseline'");
        gate("-r new 'metrics.acc >> 1'", 2).says("is wrong at character 14");
        let nobody = "--baseline-branch nobody 'metrics.acc > baseline'";
        gate(&format!("-r new {nobody}"), 3)
            .says("no other finished run is of the branch `nobody`");
        gate(&format!("-r new --allow-no-baseline {nobody}"), 0);
        let records = gate("-r new --baseline base 'metrics.acc >= baseline' --json", 4).json();
        assert_eq!(records[0]["holds"], false, "{records}");
    }
}

#[test]
fn runs_are_compared_by_what_differs() {
    for scene in Scene::for_each_store() {
        let scene = scene_with_runs(scene);
        let told = mlflow!(scene, "runs compare base new").success().stdout();
        for (field, values) in [
            ("params.solver", "saga lbfgs"),
            ("metrics.acc", "0.9 0.895 -0.005 (-0.6 %)"),
            ("metrics.loss", "0.4 0.3 -0.1 (-25.0 %)"),
            ("tags.branch", "main work"),
        ] {
            let row = told.lines().find(|line| line.starts_with(field));
            let row = row.unwrap_or_else(|| panic!("no {field} in {told}"));
            let words: Vec<&str> = row.split_whitespace().skip(1).collect();
            assert_eq!(words.join(" "), values, "{field}");
        }
        assert!(!told.contains("params.depth"), "{told}");
        let all = mlflow!(scene, "runs compare base new --all").success();
        assert!(all.stdout().contains("params.depth"));
        let markdown = mlflow!(scene, "runs compare base new --md").success();
        assert!(
            markdown
                .stdout()
                .contains("| params.solver | saga | lbfgs |")
        );
        let page = mlflow!(scene, "runs compare base new --html").success();
        assert!(
            page.stdout()
                .contains("<td>params.solver</td><td>saga</td>")
        );
        let records = mlflow!(scene, "runs compare base new --json")
            .success()
            .json();
        let acc = records.as_array().expect("rows").iter();
        let acc = acc
            .clone()
            .find(|row| row["field"] == "metrics.acc")
            .expect("a row");
        let values = acc["values"].as_object().expect("by run").values();
        assert_eq!(values.cloned().collect::<Vec<_>>(), [0.9, 0.895]);
        mlflow!(scene, "runs compare new")
            .code(2)
            .says("expected two runs or more");
        mlflow!(scene, "runs compare new nwe")
            .code(1)
            .says("did you mean `new`?");
    }
}

#[test]
#[cfg(unix)]
fn what_changed_between_two_commits_is_shown() {
    let scene = Scene::with_store("sqlite:///mlflow.db");
    let git = "git -c user.name=t -c user.email=t@t -c init.defaultBranch=main";
    scene.write("train.sh", "echo 1\n");
    let script = format!(
        "{git} init -q; {git} add train.sh; {git} commit -qm first
         mlflow exec --name a -- true
         echo 'echo 2' >> train.sh; {git} commit -qam second
         mlflow exec --name b -- true"
    );
    Outcome::of(&mut scene.shell(&script)).success();
    let told = mlflow!(scene, "runs compare a b").success().stdout();
    assert!(told.contains("train.sh | 1 +"), "{told}");
    let told = mlflow!(scene, "runs compare a b --diff").success().stdout();
    assert!(told.contains("+echo 2"), "{told}");
}

#[test]
fn a_report_is_markdown_with_charts() {
    for scene in Scene::for_each_store() {
        let scene = scene_with_runs(scene);
        let report = mlflow!(scene, "report new --baseline-branch main --charts charts");
        let report = report.success().stdout();
        assert!(report.starts_with("### Run new: FINISHED\n"), "{report}");
        for line in [
            "| acc | 0.9 | 0.895 | -0.005 (-0.6 %) |  |",
            "| loss | 0.4 | 0.3 | -0.1 (-25.0 %) | █▁ |",
            "| solver | saga | lbfgs |",
            "![loss](charts/loss.svg)",
        ] {
            assert!(report.contains(line), "{line}\n{report}");
        }
        let chart = std::fs::read_to_string(scene.path("charts/loss.svg")).expect("a chart");
        assert_eq!(chart.matches("<polyline").count(), 2);

        let summary = scene.path("summary.md").display().to_string();
        let in_workflow = scene.env("GITHUB_STEP_SUMMARY", &summary);
        mlflow!(in_workflow, "report --out report.md")
            .success()
            .stdout_is("");
        let written = |name| std::fs::read_to_string(in_workflow.path(name)).expect("a report");
        assert_eq!(written("report.md"), written("summary.md"));
        assert!(!written("report.md").contains("baseline"));
        mlflow!(in_workflow, "report @last~7").code(3);
    }
}

/// The steps that a job of CI runs in a shell.
fn steps(file: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/pipelines");
    let text = std::fs::read_to_string(folder.join(file)).expect("an example");
    let jobs: Value = serde_yaml::from_str(&text).expect("YAML");
    let text = |step: &Value| step.as_str().map(str::to_owned);
    if let Some(steps) = jobs["jobs"]["train"]["steps"].as_sequence() {
        return steps.iter().filter_map(|step| text(&step["run"])).collect();
    }
    let script = |job: &str| jobs[job]["script"].as_sequence().expect("a script").clone();
    let all = script("train").into_iter().chain(script("gate"));
    all.filter_map(|step| text(&step)).collect()
}

/// Runs the steps of a pipeline, each in a shell of its own, until one fails; its exit code.
fn run_pipeline(scene: &Scene, steps: &[String], branch: &str) -> i64 {
    for step in steps {
        let mut shell = scene.shell(step);
        shell
            .env("BRANCH", branch)
            .env("CI_COMMIT_REF_NAME", branch);
        let outcome = Outcome::of(&mut shell);
        if outcome.exit_code() != 0 {
            return outcome.exit_code();
        }
    }
    0
}

#[test]
#[cfg(unix)]
fn the_pipelines_of_the_examples_pass_and_fail_on_purpose() {
    use std::os::unix::fs::PermissionsExt;

    for file in ["github-actions.yml", "gitlab-ci.yml"] {
        let steps = steps(file);
        assert!(steps.len() >= 3, "{file} has other steps: {steps:?}");
        let scene = Scene::with_store("sqlite:///mlflow.db").env("MLFLOW_EXPERIMENT_NAME", "fraud");
        let train = |acc: &str| {
            let path = scene.write(
                "train.sh",
                format!("#!/bin/sh\nmlflow runs log-metric acc={acc}\n"),
            );
            let executable = std::fs::Permissions::from_mode(0o755);
            std::fs::set_permissions(path, executable).expect("a file");
        };
        for (branch, acc, code) in [
            ("main", "0.9", 0),
            ("better", "0.93", 0),
            ("worse", "0.85", 4),
            ("bad", "0.1", 4),
            ("main", "0.92", 0),
        ] {
            train(acc);
            assert_eq!(
                run_pipeline(&scene, &steps, branch),
                code,
                "{file}: {branch} {acc}"
            );
            let report = std::fs::read_to_string(scene.path("report.md")).expect("a report");
            assert!(report.contains(acc), "{report}");
        }
    }
}
