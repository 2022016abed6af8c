//! How users name runs and experiments, and what they are told of a name that is not there.

use crate::support::{Scene, mlflow};

/// A scene with an experiment `fraud` and two runs in it, `first` and `second`, and their ids.
fn scene_with_runs(scene: Scene) -> (Scene, [String; 2]) {
    let ids = ["first", "second"].map(|name| {
        let line = format!("runs start --experiment-name fraud --name {name}");
        let id = mlflow!(scene, "{line}").success().line();
        // Starts are told apart by the millisecond.
        std::thread::sleep(std::time::Duration::from_millis(5));
        id
    });
    for (id, acc) in ids.iter().zip(["0.9", "0.8"]) {
        mlflow!(scene, "runs log-metric -r {id} acc={acc} val_loss={acc}").success();
        mlflow!(scene, "runs log-param -r {id} depth=6").success();
    }
    (scene, ids)
}

/// The id of the run that a text names.
#[track_caller]
fn named(scene: &Scene, text: &str) -> String {
    let run = mlflow!(scene, "runs describe '{text}'").success().json();
    run["info"]["run_id"].as_str().expect("an id").to_owned()
}

#[test]
fn a_run_has_many_names() {
    for scene in Scene::for_each_store() {
        let (scene, [first, second]) = scene_with_runs(scene);
        let short = &first[..8];
        for (text, id) in [
            (first.as_str(), &first),
            (short, &first),
            (&short.to_uppercase(), &first),
            ("first", &first),
            ("@last", &second),
            ("@last~1", &first),
            ("@best:metrics.acc", &first),
            ("@best:acc:min", &second),
            ("@best:metrics.val_loss", &second),
        ] {
            assert_eq!(named(&scene, text), *id, "{text}");
        }
        let listed = mlflow!(scene, "artifacts list @last").success();
        assert_eq!(listed.line(), "[]");
        mlflow!(scene, "runs log-metric -r second m=1").success();
        mlflow!(scene, "runs end first").success().stdout_is("");
        mlflow!(scene, "runs wait first").success();
    }
}

#[test]
fn several_runs_of_one_name_are_listed() {
    let (scene, [first, _]) = scene_with_runs(Scene::with_store("./mlruns"));
    let other = mlflow!(scene, "runs start --run-name first").success();
    let refused = mlflow!(scene, "runs describe first").code(1);
    refused.says("`first` is the name of several runs");
    assert!(refused.stderr().contains(&first) && refused.stderr().contains(&other.line()));
}

#[test]
fn a_name_that_is_not_there_is_answered_with_what_was_meant() {
    for scene in Scene::for_each_store() {
        let (scene, _) = scene_with_runs(scene);
        for (line, code, says) in [
            ("runs describe frist", 1, "did you mean `first`?"),
            ("runs describe @frist", 2, "expected an ID"),
            ("runs describe @last~9", 3, "there are no 10 runs, but 2"),
            (
                "runs describe @best:metrics.ac",
                3,
                "did you mean `metrics.acc`?",
            ),
            ("runs metrics ac -r @last", 1, "did you mean `metrics.acc`?"),
            ("experiments get fruad", 1, "did you mean `fraud`?"),
            ("experiments get -n fruad", 1, "did you mean `fraud`?"),
            (
                "runs search --experiment-name fraudd",
                1,
                "did you mean `fraud`?",
            ),
            ("runs get @last", 2, "did you mean `mlflow runs show`?"),
            ("runs stop", 2, "did you mean `mlflow runs end`?"),
            (
                "runs upload x",
                2,
                "did you mean `mlflow artifacts upload`?",
            ),
            ("set-tag a=b", 2, "did you mean `mlflow runs set-tag`?"),
            (
                "runs log-metric -r first loss:0.3",
                2,
                "did you mean `loss=0.3`?",
            ),
            (
                "runs log-metric -r first a=1 --step 1.5",
                2,
                "steps are counted",
            ),
            (
                "runs describe",
                2,
                "`@last` is the run that was started last",
            ),
        ] {
            let outcome = mlflow!(scene, "{line}").code(code);
            assert_eq!(outcome.stdout(), "", "{line}");
            outcome.says(says);
        }
        let search = mlflow!(scene, "runs search -f 'metrics.ac > 0' --json").success();
        search.says("no run has `metrics.ac`; did you mean `metrics.acc`?");
    }
}

#[test]
fn an_experiment_has_a_name_and_an_id() {
    for scene in Scene::for_each_store() {
        mlflow!(scene, "experiments create fraud").success();
        let got = mlflow!(scene, "experiments get fraud --json")
            .success()
            .json();
        let id = got["experiment_id"].as_str().expect("an id");
        for line in [
            format!("experiments get {id}"),
            format!("experiments get -x {id}"),
            "experiments get --name fraud".to_owned(),
            "experiments csv fraud".to_owned(),
            "runs list fraud".to_owned(),
            "runs list --experiment-name fraud".to_owned(),
            "runs search --experiment fraud".to_owned(),
            "experiments update fraud -t team=risk".to_owned(),
            "experiments rename fraud fraud2".to_owned(),
            "experiments rename -n fraud2 fraud3".to_owned(),
            format!("experiments rename {id} --new-name fraud"),
            "experiments delete fraud".to_owned(),
            "experiments restore fraud".to_owned(),
        ] {
            mlflow!(scene, "{line}").success();
        }
        mlflow!(scene, "experiments get -x fraud")
            .code(1)
            .says("there is an experiment of that name: `--experiment-name fraud`");
        for line in [
            "experiments get fraud -n fraud",
            "experiments create a -n b",
            "experiments rename a b c",
            "experiments rename fraud",
        ] {
            mlflow!(scene, "{line}").code(2).stdout_is("");
        }
    }
}

#[test]
fn many_are_changed_at_once() {
    for scene in Scene::for_each_store() {
        let (scene, [first, second]) = scene_with_runs(scene);
        let rehearsed = mlflow!(scene, "runs delete -f 'metrics.acc > 0.85' --dry-run");
        rehearsed.success().stdout_is(format!("{first}\n"));
        mlflow!(scene, "runs set-tag -f 'params.depth = \"6\"' stage=dev").success();
        mlflow!(scene, "runs set-tag -r first -r second a=1").success();
        let tags = "tags.stage = \"dev\" AND tags.a = \"1\"";
        let tagged = mlflow!(scene, "runs search -f '{tags}' --json").success();
        assert_eq!(tagged.json().as_array().map(Vec::len), Some(2));

        let deleted = mlflow!(scene, "runs delete first second --json").success();
        assert_eq!(deleted.json().as_array().map(Vec::len), Some(2));
        mlflow!(scene, "runs search --fail-if-empty").code(3);
        let restored = mlflow!(scene, "runs restore -f 'metrics.acc > 0.85'").success();
        assert_eq!(
            restored.line(),
            format!("Run with id {first} has been restored.")
        );
        mlflow!(scene, "runs restore second").success();
        let nothing = mlflow!(scene, "runs delete -f 'metrics.acc > 5'").success();
        nothing.says("nothing found");

        mlflow!(scene, "experiments create trial-1").success();
        mlflow!(scene, "experiments create trial-2").success();
        mlflow!(scene, "experiments delete -f \"name LIKE 'trial-%'\"").success();
        let left = mlflow!(scene, "experiments search").success().stdout();
        assert!(
            left.contains("fraud") && !left.contains("trial-1"),
            "{left}"
        );
        assert_eq!(named(&scene, "second"), second);
    }
}

#[test]
fn lists_have_their_first_results() {
    let (scene, [_, second]) = scene_with_runs(Scene::with_store("sqlite:///mlflow.db"));
    for line in ["-1", "--limit 1", "-n 1", "--max-results 1"] {
        let found = mlflow!(scene, "runs search {line} -c run_id --output csv").success();
        found.stdout_is(format!("run_id\n{second}\n"));
    }
    let experiments = mlflow!(scene, "experiments search -1 --json").success();
    assert_eq!(experiments.json().as_array().map(Vec::len), Some(1));
    mlflow!(scene, "runs search --json --output csv").code(2);
}
